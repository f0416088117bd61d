//! Malformed streams: what a peer lets pass, it saves the time for.

use crate::malformed::{Malformed, malformed};

const ELEMENT: &str = super::ELEMENTS;
const STREAM: &str = super::STREAM;

/// One for each check.
pub const MALFORMED: &[Malformed] = &[
    malformed(ELEMENT, "comment", b"<iq type='get' id='1'><a xmlns='b'><!-- c --></a></iq>"),
    malformed(ELEMENT, "processing instruction", b"<iq type='get' id='1'><a xmlns='b'><?c d?></a></iq>"),
    malformed(ELEMENT, "document type", b"<!DOCTYPE a><iq type='get' id='1'><a xmlns='b'/></iq>"),
    malformed(ELEMENT, "reference to an entity of its own", b"<message><body>&a;</body></message>"),
    malformed(ELEMENT, "`&` alone", b"<message><body>a & b</body></message>"),
    malformed(ELEMENT, "`&#0;`", b"<message><body>&#0;</body></message>"),
    malformed(ELEMENT, "`&#1;`", b"<message><body>&#1;</body></message>"),
    malformed(ELEMENT, "`&#xFFFE;`", b"<message><body>&#xFFFE;</body></message>"),
    malformed(ELEMENT, "`&#xD800;`", b"<message><body>&#xD800;</body></message>"),
    malformed(ELEMENT, "`&#1;` in a value", b"<message id='&#1;'/>"),
    malformed(ELEMENT, "U+0001", b"<message><body>\x01</body></message>"),
    malformed(ELEMENT, "U+FFFF", b"<message><body>\xef\xbf\xbf</body></message>"),
    malformed(ELEMENT, "U+0001 in a value", b"<message id='\x01'/>"),
    malformed(ELEMENT, "text that is not UTF-8", b"<message><body>\xff</body></message>"),
    malformed(ELEMENT, "value that is not UTF-8", b"<message id='\xff'/>"),
    malformed(ELEMENT, "`]]>` in text", b"<message><body>]]></body></message>"),
    malformed(ELEMENT, "`<` in a value", b"<message id='<'/>"),
    malformed(ELEMENT, "value without quotes", b"<message id=a/>"),
    malformed(ELEMENT, "attribute without a value", b"<message id/>"),
    malformed(ELEMENT, "no space between attributes", b"<message id='a'type='chat'/>"),
    malformed(ELEMENT, "attribute that is there twice", b"<message id='a' id='b'/>"),
    malformed(
        ELEMENT,
        "attribute that is there twice, by two prefixes",
        b"<message xmlns:a='c' xmlns:b='c' a:d='e' b:d='f'/>",
    ),
    malformed(ELEMENT, "prefix that is declared twice", b"<message xmlns:a='b' xmlns:a='c'/>"),
    malformed(ELEMENT, "element with a prefix that is not declared", b"<message><a:b/></message>"),
    malformed(ELEMENT, "attribute with a prefix that is not declared", b"<message a:b='c'/>"),
    malformed(ELEMENT, "prefix that stands for nothing", b"<message xmlns:a=''/>"),
    malformed(ELEMENT, "prefix `xml` for something else", b"<message xmlns:xml='a'/>"),
    malformed(ELEMENT, "prefix `xmlns` declared", b"<message xmlns:xmlns='a'/>"),
    malformed(ELEMENT, "two colons in a name", b"<message xmlns:a='b'><a:c:d/></message>"),
    malformed(ELEMENT, "name that begins with a digit", b"<message><a xmlns='b'><1/></a></message>"),
    malformed(ELEMENT, "name with a `(`", b"<message><a xmlns='b'><c(/></a></message>"),
    malformed(ELEMENT, "attribute whose name begins with a digit", b"<message><a xmlns='b' 1='c'/></message>"),
    malformed(ELEMENT, "end tag of another element", b"<message><a xmlns='b'></c></message>"),
    malformed(ELEMENT, "end tag with another prefix", b"<message><a:b xmlns:a='d' xmlns:c='d'></c:b></message>"),
    malformed(ELEMENT, "end tag with an attribute", b"<message></message id='a'>"),
    malformed(ELEMENT, "XML declaration between stanzas", b"<message/><?xml version='1.0'?><message/>"),
    malformed(
        STREAM,
        "XML 1.1",
        b"<?xml version='1.1'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
    ),
    malformed(
        STREAM,
        "another encoding",
        b"<?xml version='1.0' encoding='ISO-8859-1'?>\
          <stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
    ),
    malformed(
        STREAM,
        "two XML declarations",
        b"<?xml version='1.0'?><?xml version='1.0'?>\
          <stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>",
    ),
];
