#!/usr/bin/env python3
"""Writes amqp-1.0.tsv, the table of what AMQP 1.0 defines, from the specification's XML.

The XML is in Debian's package amqp-specs, in /usr/share/amqp/specs/1-0. Run by hand, in this folder:

    ./extract.py /usr/share/amqp/specs/1-0
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PARTS = ("types", "transport", "messaging", "transactions", "security")

# The XML is of October 2011; the standard of October 2012 has these defaults besides (section 3.2.1).
DEFAULTS = {
    ("header", "durable"): "false",
    ("header", "priority"): "4",
    ("header", "first-acquirer"): "false",
    ("header", "delivery-count"): "0",
}

HEAD = """\
# What AMQP 1.0 defines, by extract.py from Debian's amqp-specs. LICENSE is that of the XML.
# The defaults of header are those of the standard of 2012, which the XML is older than.
# Tabs between the columns; - is an attribute that isn't there.
# section: part, name; the definitions below it are in that section
# primitive: type, name of the encoding, format code, category, width
# composite: type, what it provides, descriptor as symbol and as number
# restricted: type, what it provides, descriptor as symbol and as number, source
# field: type, name, type of the field, what the value has to provide, mandatory, multiple, default
# choice: type, name, value
# definition: name, value
"""


def main(folder):
    rows = [row for part in PARTS for row in rows_of(part, ElementTree.parse(folder / f"{part}.bare.xml").getroot())]
    assert not DEFAULTS, f"no such fields: {DEFAULTS}"
    lines = ("\t".join(cell or "-" for cell in row) + "\n" for row in rows)
    Path("amqp-1.0.tsv").write_text(HEAD + "".join(lines))


def rows_of(part, root):
    for section in children(root, {"section"}):
        yield "section", part, section.get("name")
        for element in children(section, {"type", "definition"}):
            if name_of(element) == "definition":
                yield "definition", element.get("name"), element.get("value")
            else:
                yield from rows_of_type(element)


def rows_of_type(element):
    name, kind = element.get("name"), element.get("class")
    descriptor = element.find("{*}descriptor")
    if kind == "primitive":
        for encoding in children(element, {"encoding"}):
            get = attributes(encoding)
            yield "primitive", name, get("name"), get("code"), get("category"), get("width")
        return

    provides = element.get("provides", "").replace(" ", "")
    symbol, code = ("", "") if descriptor is None else (descriptor.get("name"), number(descriptor.get("code")))
    if kind == "composite":
        assert element.get("source") == "list", name
        yield "composite", name, provides, symbol, code
    else:
        assert kind == "restricted", name
        yield "restricted", name, provides, symbol, code, element.get("source")

    for child in children(element, {"descriptor", "field", "choice"}):
        get = attributes(child)
        if name_of(child) == "field":
            flags = get("mandatory", "false"), get("multiple", "false")
            yield "field", name, get("name"), get("type"), get("requires"), *flags, default(name, child)
        elif name_of(child) == "choice":
            yield "choice", name, get("name"), get("value")


def default(name, field):
    added = DEFAULTS.pop((name, field.get("name")), None)
    assert added is None or field.get("default") is None, name
    return added or field.get("default", "")


def number(code):
    """0x00000000:0x00000010, which is a domain and an id in it, as one number."""
    domain, id = (int(half, 16) for half in code.split(":"))
    return f"{domain << 32 | id:#x}"


def attributes(element):
    return lambda name, missing="": element.get(name, missing)


def children(element, names):
    """All children; the names are all that may occur, so that nothing is overlooked."""
    for child in element:
        assert name_of(child) in names, name_of(child)
        yield child


def name_of(element):
    return element.tag.rpartition("}")[2]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
