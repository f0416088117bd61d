"""Values to and from AMQP with Proton: a line of JSON in, a line of JSON out. The first line out is Proton's version.

A value is a pair of its type's name and of what it is: numbers and characters as numbers; floats, decimals and bytes in
hexadecimal. Proton's own tree of values is walked, since Python has no types for some of AMQP's, such as map keys that are
lists.
"""

import json
import struct
import sys
import uuid
from importlib.metadata import version

from proton import Data, char

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


def answer(question):
    if "value" in question:
        return encoded(question["value"]).hex()
    return decoded(bytes.fromhex(question["wire"]))


print(version("python-qpid-proton"))
for line in sys.stdin:
    try:
        print(json.dumps({"ok": answer(json.loads(line))}))
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
