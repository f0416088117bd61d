"""Decodes datagrams with aiocoap: a line of hexadecimal in, a line of JSON out. The first line out is the version."""

import json
import sys
from importlib.metadata import version

from aiocoap import Message

print(version("aiocoap"))
for line in sys.stdin:
    try:
        message = Message.decode(bytes.fromhex(line))
    except Exception as error:
        print(json.dumps({"error": type(error).__name__}))
        continue
    options = [[int(option.number), option.encode().hex()] for option in message.opt.option_list()]
    parts = {
        "type": int(message.mtype),
        "code": int(message.code),
        "id": message.mid,
        "token": message.token.hex(),
        "options": options,
        "payload": message.payload.hex(),
    }
    print(json.dumps(parts))
