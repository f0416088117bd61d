"""Values and messages to and from AMQP with Proton: a line of JSON in, one out. The first line out is Proton's version.

A value is a pair of its type's name and of what it is: numbers and characters as numbers; floats, decimals and bytes in
hexadecimal. Proton's own tree of values is walked, since Python has no types for some of AMQP's, such as map keys that are
lists. A message is its fields by their names, with what Proton takes for nothing where there is none.
"""

import json
import struct
import sys
import uuid
from importlib.metadata import version

import cproton
from proton import Data, Message, char

NAMES = {number: "boolean" if name == "bool" else name for number, name in Data.type_names.items()}
NUMBERS = {name: number for number, name in NAMES.items()}

# How a scalar is read from, and put into, what the tree has.
SCALARS = {
    "null": (lambda _: None, lambda _: None),
    "boolean": (bool, bool),
    "char": (ord, lambda it: char(chr(it))),
    "float": (lambda it: struct.pack(">f", it).hex(), lambda it: struct.unpack(">f", bytes.fromhex(it))[0]),
    "double": (lambda it: struct.pack(">d", it).hex(), lambda it: struct.unpack(">d", bytes.fromhex(it))[0]),
    "decimal32": (lambda it: f"{it:08x}", lambda it: int(it, 16)),
    "decimal64": (lambda it: f"{it:016x}", lambda it: int(it, 16)),
    "decimal128": (lambda it: it.hex(), bytes.fromhex),
    "uuid": (lambda it: it.hex, uuid.UUID),
    "binary": (lambda it: bytes(it).hex(), bytes.fromhex),
    "string": (str, str),
    "symbol": (str, str),
}


def read(data):
    """The value that the tree stands at."""
    name = NAMES[data.type()]
    if name == "array":
        _, described, element = data.get_array()
        children = read_children(data)
        return [name, [NAMES[element], children.pop(0) if described else None, children]]
    if name in ("list", "map", "described"):
        return [name, read_children(data)]
    if name == "null":
        return [name, None]
    method = "get_bool" if name == "boolean" else "get_" + name
    return [name, SCALARS.get(name, (int, int))[0](getattr(data, method)())]


def read_children(data):
    children = []
    data.enter()
    while data.next() is not None:
        children.append(read(data))
    data.exit()
    return children


def put(data, value):
    name, content = value
    if name == "array":
        element, descriptor, children = content
        data.put_array(descriptor is not None, NUMBERS[element])
        put_children(data, ([] if descriptor is None else [descriptor]) + children)
    elif name in ("list", "map", "described"):
        getattr(data, "put_" + name)()
        put_children(data, content)
    elif name == "null":
        data.put_null()
    else:
        method = "put_bool" if name == "boolean" else "put_" + name
        getattr(data, method)(SCALARS.get(name, (int, int))[1](content))


def put_children(data, children):
    data.enter()
    for child in children:
        put(data, child)
    data.exit()


def decoded(wire):
    data = Data()
    if data.decode(wire) != len(wire):
        raise ValueError("bytes left over")
    data.rewind()
    data.next()
    return read(data)


def encoded(value):
    data = Data()
    put(data, value)
    return data.encode()


FLAGS = {"durable": "durable", "first-acquirer": "first_acquirer", "inferred": "inferred"}
IDS = {"message-id": "id", "correlation-id": "correlation_id"}
# As Proton has them: Python's properties have times in seconds, which is not exact, and "None" for a symbol that isn't there.
PLAIN = {
    "priority": "priority",
    "ttl": "ttl",
    "delivery-count": "delivery_count",
    "to": "address",
    "subject": "subject",
    "reply-to": "reply_to",
    "content-type": "content_type",
    "content-encoding": "content_encoding",
    "absolute-expiry-time": "expiry_time",
    "creation-time": "creation_time",
    "group-id": "group_id",
    "group-sequence": "group_sequence",
    "reply-to-group-id": "reply_to_group_id",
}
TREES = {
    "delivery-annotations": cproton.pn_message_instructions,
    "message-annotations": cproton.pn_message_annotations,
    "application-properties": cproton.pn_message_properties,
    "body": cproton.pn_message_body,
}


def read_message(message):
    fields = {name: getattr(message, attribute) for name, attribute in FLAGS.items()}
    fields |= {name: read_id(getattr(message, attribute)) for name, attribute in IDS.items()}
    for name, attribute in PLAIN.items():
        fields[name] = getattr(cproton, "pn_message_get_" + attribute)(message._msg)
    for name, tree in TREES.items():
        data = Data(tree(message._msg))
        data.rewind()
        fields[name] = None if data.next() is None else read(data)
    fields["user-id"] = message.user_id.hex() or None
    return fields


def read_id(identifier):
    if identifier is None:
        return None
    if isinstance(identifier, int):
        return ["ulong", int(identifier)]
    if isinstance(identifier, str):
        return ["string", identifier]
    return ["uuid", identifier.hex] if isinstance(identifier, uuid.UUID) else ["binary", bytes(identifier).hex()]


def build_message(fields):
    message = Message()
    for name, attribute in FLAGS.items():
        setattr(message, attribute, fields[name])
    for name, attribute in PLAIN.items():
        if fields[name] is not None:
            getattr(cproton, "pn_message_set_" + attribute)(message._msg, fields[name])
    for name, attribute in IDS.items():
        if fields[name] is not None:
            kind, content = fields[name]
            setattr(message, attribute, SCALARS.get(kind, (int, int))[1](content))
    for name, tree in TREES.items():
        if fields[name] is not None:
            put(Data(tree(message._msg)), fields[name])
    if fields["user-id"] is not None:
        message.user_id = bytes.fromhex(fields["user-id"])
    return message


def decoded_message(wire):
    message = Message()
    message._check(cproton.pn_message_decode(message._msg, wire))
    return message


def encoded_message(message):
    """What Message.encode does, but for making a tree of the Python objects, which are not used here."""
    size = 1024
    while True:
        error, wire = cproton.pn_message_encode(message._msg, size)
        if error != cproton.PN_OVERFLOW:
            message._check(error)
            return wire
        size *= 2


def answer(question):
    [(kind, content)] = question.items()
    if kind == "value":
        return encoded(content).hex()
    if kind == "wire":
        return decoded(bytes.fromhex(content))
    if kind == "message":
        return encoded_message(build_message(content)).hex()
    message = decoded_message(bytes.fromhex(content))
    return read_message(message) if kind == "message-wire" else encoded_message(message).hex()


print(version("python-qpid-proton"))
for line in sys.stdin:
    try:
        print(json.dumps({"ok": answer(json.loads(line))}))
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
