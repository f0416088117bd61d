"""Parses streams with expat: a line of hexadecimal in, a line of JSON out. The first line out is expat's version."""

import json
import sys
from xml.parsers import expat

# XML has none of these characters, so they part what is between them.
PART, START, ATTRIBUTE, TEXT, END = "\x01\x02\x03\x04\x05"


def parse(stream):
    parser = expat.ParserCreate(namespace_separator=PART)
    parser.ordered_attributes = True
    items, item = [], []
    depth = 0
    ended = False

    def name(expanded):
        return expanded if PART in expanded else PART + expanded

    def start(tag, attributes):
        nonlocal depth
        if depth <= 1:
            item.clear()
        depth += 1
        item.append(START + name(tag))
        for attribute, value in zip(attributes[::2], attributes[1::2]):
            item.append(ATTRIBUTE + name(attribute) + PART + value)
        if depth == 1:
            finish()

    def text(data):
        if depth > 1:
            if item[-1].startswith(TEXT):
                data = item.pop()[1:] + data
            item.append(TEXT + data)

    def end(_):
        nonlocal depth, ended
        depth -= 1
        ended = depth == 0
        if not ended:
            item.append(END)
        if depth == 1:
            finish()

    def finish():
        items.append("".join(item))
        item.clear()

    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    outcome = {"items": items}
    try:
        parser.Parse(stream, False)
        outcome["ended"] = ended
    except expat.ExpatError as error:
        outcome.update(error=expat.errors.messages[error.code], at=parser.ErrorByteIndex)
    except (LookupError, ValueError):
        # Python has no such encoding, or one that expat can't use.
        outcome.update(error="unknown encoding", at=parser.ErrorByteIndex)
    return outcome


print(expat.EXPAT_VERSION)
for line in sys.stdin:
    print(json.dumps(parse(bytes.fromhex(line))))
