//! XML 1.0, its namespaces, and what RFC 6120 leaves of both (section 11): rules that one element shows by itself.

use xmpp_stream::DecodeErrorKind::*;
use xmpp_stream::StreamErrorCondition::{
    BadFormat, NotWellFormed, PolicyViolation, RestrictedXml, UnsupportedEncoding,
};
use xmpp_stream::{DecodeError, Decoder, ElementBuf, ElementTree, Limits, Scope, StreamItem, UnitDecoder};

use crate::{Outcome, Rule, accepted, refused, same, told};

/// Documents of one element.
#[rustfmt::skip]
pub(crate) const ELEMENTS: &[Rule] = &[
    refused("a comment", "11.1", b"<a><!--x--></a>", Comment, 3, "markup", RestrictedXml),
    refused("a comment in front", "11.1", b"<!--x--><a/>", Comment, 0, "markup", RestrictedXml),
    refused("a processing instruction", "11.1", b"<a><?pi?></a>", ProcessingInstruction, 3, "markup", RestrictedXml),
    refused("a processing instruction in front", "11.1", b"<?pi?><a/>", ProcessingInstruction, 0, "markup", RestrictedXml),
    refused("a processing instruction that begins like an XML declaration", "11.1", b"<?xml-stylesheet?><a/>", ProcessingInstruction, 0, "markup", RestrictedXml),
    refused("a document type declaration", "11.1", b"<!DOCTYPE a><a/>", MarkupDeclaration, 0, "markup", RestrictedXml),
    refused("the declaration of an entity", "11.1", b"<a><!ENTITY b 'c'></a>", MarkupDeclaration, 3, "markup", RestrictedXml),
    refused("a reference to an entity", "11.1", b"<a>&nbsp;</a>", Entity, 3, "text", RestrictedXml),
    refused("a reference to an entity in a value", "11.1", b"<a b='&c;'/>", Entity, 6, "attribute value", RestrictedXml),
    refused("a reference to a predefined entity in capitals", "11.1", b"<a>&LT;</a>", Entity, 3, "text", RestrictedXml),
    same("the predefined entities", "11.1", b"<a>&lt;&gt;&amp;&apos;&quot;</a>", b"<a>&#60;&#62;&#38;&#39;&#34;</a>"),
    same("the predefined entities in a value", "11.1", b"<a b='&lt;&gt;&amp;&apos;&quot;'/>", b"<a b='&#60;&#62;&#38;&#39;&#34;'/>"),
    same("a comment in a CDATA section, where it is none", "11.1", b"<a><![CDATA[<!--x--><?y?>&z;]]></a>", b"<a>&lt;!--x-->&lt;?y?>&amp;z;</a>"),

    accepted("an XML declaration", "11.5", b"<?xml version='1.0'?><a/>"),
    same("an XML declaration in double quotes, and a line behind it", "11.5", b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<a/>", b"<a/>"),
    same("a standalone declaration, which is ignored", "11.5", b"<?xml version='1.0' standalone='no' ?><a/>", b"<a/>"),
    same("a standalone declaration that says yes, which is ignored as well", "11.5", b"<?xml version='1.0' standalone='yes'?><a/>", b"<a/>"),
    refused("white space in front of the XML declaration", "11.5", b" <?xml version='1.0'?><a/>", LateDeclaration, 1, "XML declaration", NotWellFormed),
    refused("an XML declaration inside", "11.5", b"<a><?xml version='1.0'?></a>", LateDeclaration, 3, "XML declaration", NotWellFormed),
    refused("two XML declarations", "11.5", b"<?xml version='1.0'?><?xml version='1.0'?><a/>", LateDeclaration, 21, "XML declaration", NotWellFormed),
    refused("an XML declaration without version", "11.5", b"<?xml encoding='UTF-8'?><a/>", Declaration, 0, "XML declaration", NotWellFormed),
    refused("an XML declaration with its parts in another order", "11.5", b"<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", Declaration, 36, "XML declaration", NotWellFormed),
    refused("an XML declaration with a part that there is not", "11.5", b"<?xml version='1.0' a='b'?><a/>", Declaration, 20, "XML declaration", NotWellFormed),
    refused("standalone with another value", "11.5", b"<?xml version='1.0' standalone='maybe'?><a/>", Declaration, 32, "XML declaration", NotWellFormed),
    refused("XML 1.1", "11.8", b"<?xml version='1.1'?><a/>", Version, 15, "XML declaration", BadFormat),
    refused("XML 1.10", "11.8", b"<?xml version='1.10'?><a/>", Version, 15, "XML declaration", BadFormat),
    refused("XML 2.0, which nobody has defined", "XML, 2.8", b"<?xml version='2.0'?><a/>", Declaration, 15, "XML declaration", NotWellFormed),
    refused("a version that is none", "XML, 2.8", b"<?xml version='1.'?><a/>", Declaration, 15, "XML declaration", NotWellFormed),

    accepted("text in UTF-8", "11.6", "<a>日本語\u{10ffff}</a>".as_bytes()),
    accepted("U+FEFF, which is a character as others are", "11.6", "<a>\u{feff}</a>".as_bytes()),
    refused("a byte order mark", "11.6", b"\xef\xbb\xbf<a/>", TextOutside, 0, "text", NotWellFormed),
    refused("a byte that UTF-8 doesn't have", "11.6", b"<a>\xff</a>", Utf8, 3, "element", UnsupportedEncoding),
    refused("one byte of two", "11.6", b"<a>\xc3</a>", Utf8, 3, "element", UnsupportedEncoding),
    refused("a surrogate", "11.6", b"<a>\xed\xa0\x80</a>", Utf8, 3, "element", UnsupportedEncoding),
    refused("an overlong character", "11.6", b"<a>\xc0\x80</a>", Utf8, 3, "element", UnsupportedEncoding),
    refused("a value that isn't UTF-8", "11.6", b"<a b='\xf8'/>", Utf8, 6, "start tag", UnsupportedEncoding),
    refused("a name that isn't UTF-8", "11.6", b"<\xc3/>", Utf8, 1, "start tag", UnsupportedEncoding),
    refused("an XML declaration that isn't UTF-8", "11.6", b"<?xml version='1.0'\xa0?><a/>", Utf8, 19, "XML declaration", UnsupportedEncoding),
    refused("another encoding declared", "11.6", b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", Encoding, 30, "XML declaration", UnsupportedEncoding),
    refused("UTF-16 declared", "11.6", b"<?xml version='1.0' encoding='UTF-16'?><a/>", Encoding, 30, "XML declaration", UnsupportedEncoding),
    refused("an encoding whose name can't be one", "XML, 4.3.3", b"<?xml version='1.0' encoding='8'?><a/>", Declaration, 30, "XML declaration", NotWellFormed),
    refused("UTF-16 without a byte order mark, the lower bytes first", "11.6", b"<\0a\0/\0>\0", Encoding, 0, "tag", UnsupportedEncoding),
    refused("UTF-16, the upper bytes first", "11.6", b"\0<\0a\0/\0>", Encoding, 0, "text", UnsupportedEncoding),
    refused("UTF-16 with a byte order mark", "11.6", b"\xff\xfe<\0a\0/\0>\0", Encoding, 0, "text", UnsupportedEncoding),

    accepted("white space around the element", "XML, 2.1", b" <a/>\n"),
    refused("text in front of the element", "XML, 2.1", b"text<a/>", TextOutside, 0, "text", NotWellFormed),
    refused("a reference in front of the element", "XML, 2.1", b" \n&amp;<a/>", TextOutside, 2, "text", NotWellFormed),
    refused("a CDATA section in front of the element", "XML, 2.1", b"<![CDATA[]]><a/>", TextOutside, 0, "text", NotWellFormed),
    refused("text behind the element", "XML, 2.1", b"<a/>text", TrailingBytes, 4, "element", NotWellFormed),
    refused("a second element", "XML, 2.1", b"<a/> <b/>", TrailingBytes, 5, "element", NotWellFormed),
    refused("a form feed, which is no white space", "XML, 2.3", b"<a/>\x0c", TrailingBytes, 4, "element", NotWellFormed),
    refused("no element", "XML, 2.1", b"", Truncated, 0, "element", NotWellFormed),
    refused("half a start tag", "XML, 2.1", b"<a b='", Truncated, 6, "element", NotWellFormed),
    refused("an element without its end", "XML, 2.1", b"<a>", Truncated, 3, "element", NotWellFormed),
    refused("half an end tag", "XML, 2.1", b"<a></a", Truncated, 6, "element", NotWellFormed),
    refused("half a CDATA section", "XML, 2.1", b"<a><![CDATA[", Truncated, 12, "element", NotWellFormed),

    accepted("characters at the borders of what XML has", "XML, 2.2", "<a>\t\n\x7f\u{85}\u{d7ff}\u{e000}\u{fffd}\u{10000}</a>".as_bytes()),
    refused("U+0000", "XML, 2.2", b"<a>\0</a>", Char, 3, "element", NotWellFormed),
    refused("a vertical tab", "XML, 2.2", b"<a>\x0b</a>", Char, 3, "element", NotWellFormed),
    refused("a control character in a value", "XML, 2.2", b"<a b='\x1f'/>", Char, 6, "element", NotWellFormed),
    refused("U+FFFE", "XML, 2.2", b"<a>\xef\xbf\xbe</a>", Char, 3, "element", NotWellFormed),
    refused("U+FFFF", "XML, 2.2", b"<a>\xef\xbf\xbf</a>", Char, 3, "element", NotWellFormed),
    refused("U+0000 in a CDATA section", "XML, 2.2", b"<a><![CDATA[\0]]></a>", Char, 12, "element", NotWellFormed),

    accepted("names with all that names may have", "XML, 2.3", "<_ a.b-c_1='' \u{e9}\u{b7}=''><\u{10000}/></_>".as_bytes()),
    refused("a name that begins with a digit", "XML, 2.3", b"<1a/>", Name, 1, "tag", NotWellFormed),
    refused("a name that begins with a hyphen", "XML, 2.3", b"<-a/>", Name, 1, "tag", NotWellFormed),
    refused("a name that begins with a space", "XML, 2.3", b"< a/>", Name, 1, "tag", NotWellFormed),
    refused("no name", "XML, 2.3", b"<>", Name, 1, "tag", NotWellFormed),
    refused("an exclamation mark in a name", "XML, 2.3", b"<a!/>", Name, 1, "start tag", NotWellFormed),
    refused("a multiplication sign in a name", "XML, 2.3", b"<a\xc3\x97/>", Name, 1, "start tag", NotWellFormed),
    refused("an attribute that begins with a digit", "XML, 2.3", b"<a 1='b'/>", Name, 3, "attribute", NotWellFormed),
    refused("a slash in the name of an attribute", "XML, 2.3", b"<a b/c='d'/>", Name, 3, "attribute", NotWellFormed),

    refused("]]> in text", "XML, 2.4", b"<a>]]></a>", CdataEnd, 3, "text", NotWellFormed),
    refused("]]]> in text", "XML, 2.4", b"<a>b]]]></a>", CdataEnd, 5, "text", NotWellFormed),
    accepted("what comes close to ]]> in text, and ]]> in a value", "XML, 2.4", b"<a b=']]>'>]] >]&#93;></a>"),
    refused("a < in a value", "XML, 2.4", b"<a b='<'/>", LessThan, 6, "attribute value", NotWellFormed),
    refused("an & alone", "XML, 2.4", b"<a>& </a>", Reference, 3, "text", NotWellFormed),
    same("the other quotes in a value", "XML, 2.4", b"<a b='\"' c=\"'\"/>", b"<a b='&quot;' c='&apos;'/>"),
    same("CDATA sections, which are text", "XML, 2.7", b"<a>b<![CDATA[<c>&d;]]]]><![CDATA[>]]></a>", b"<a>b&lt;c>&amp;d;]]&gt;</a>"),
    same("an empty CDATA section, which is nothing", "XML, 2.7", b"<a><![CDATA[]]></a>", b"<a/>"),
    refused("cdata in small letters", "XML, 2.7", b"<a><![cdata[]]></a>", Cdata, 3, "markup", NotWellFormed),
    refused("a space in the beginning of a CDATA section", "XML, 2.7", b"<a><![CDATA []]></a>", Cdata, 3, "markup", NotWellFormed),
    same("ends of lines, which are line feeds", "XML, 2.11", b"<a>b\r\nc\rd\ne\r\r\n</a>", b"<a>b\nc\nd\ne\n\n</a>"),
    same("ends of lines in a CDATA section", "XML, 2.11", b"<a><![CDATA[b\r\nc\r]]>\n</a>", b"<a>b\nc\n\n</a>"),
    same("a carriage return that is referred to, which stays", "XML, 2.11", b"<a>&#13;\r\n</a>", b"<a>&#xD;\n</a>"),

    accepted("tags", "XML, 3", b"<a><b></b><c/></a>"),
    same("an empty element in two tags", "XML, 3.1", b"<a></a>", b"<a/>"),
    refused("the end tag of another element", "XML, 3", b"<a></b>", EndTag, 3, "end tag", NotWellFormed),
    refused("end tags in the wrong order", "XML, 3", b"<a><b></a></b>", EndTag, 6, "end tag", NotWellFormed),
    refused("an end tag and nothing else", "XML, 3", b"</a>", EndTag, 0, "end tag", NotWellFormed),
    refused("an end tag with another prefix for the same namespace", "XML, 3", b"<a xmlns='n' xmlns:b='n'></b:a>", EndTag, 25, "end tag", NotWellFormed),
    refused("an end tag in capitals", "XML, 3", b"<a></A>", EndTag, 3, "end tag", NotWellFormed),
    refused("an end tag with an attribute", "XML, 3.1", b"<a></a b='c'>", EndTag, 3, "end tag", NotWellFormed),
    refused("an end tag with a space in front of its name", "XML, 3.1", b"<a></ a>", EndTag, 3, "end tag", NotWellFormed),
    refused("an end tag with a form feed", "XML, 3.1", b"<a></a\x0c>", EndTag, 3, "end tag", NotWellFormed),
    same("white space in tags", "XML, 3.1", b"<a\tb\n=\r'c'  ></a\r\n>", b"<a b='c'/>"),
    accepted("what would end tags outside of values", "XML, 3.1", b"<a b='>' c='/>' d=\"'\"/>"),
    refused("an attribute without value", "XML, 3.1", b"<a b/>", Attribute, 4, "start tag", NotWellFormed),
    refused("an attribute with an equals sign and no value", "XML, 3.1", b"<a b=/>", Attribute, 5, "start tag", NotWellFormed),
    refused("a value without quotes", "XML, 3.1", b"<a b=c/>", Attribute, 5, "start tag", NotWellFormed),
    refused("a second attribute without value", "XML, 3.1", b"<a b='c' d/>", Attribute, 10, "start tag", NotWellFormed),
    refused("a slash alone", "XML, 3.1", b"<a / >", Attribute, 5, "start tag", NotWellFormed),
    refused("no space between attributes", "XML, 3.1", b"<a b='c'd='e'/>", MissingSpace, 8, "start tag", NotWellFormed),
    refused("a < in a value behind a reference to one", "XML, 3.1", b"<a b='&lt;<'/>", LessThan, 10, "attribute value", NotWellFormed),
    refused("an attribute twice", "XML, 3.1", b"<a b='1' b='2'/>", DuplicateAttribute, 9, "attribute", NotWellFormed),
    refused("one of many attributes twice", "XML, 3.1", b"<a b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' d=''/>", DuplicateAttribute, 53, "attribute", NotWellFormed),
    same("white space in values, which is spaces", "XML, 3.3.3", b"<a b='c\td\ne\r\nf\rg'/>", b"<a b='c d e f g'/>"),
    accepted("white space in values that is referred to, which stays", "XML, 3.3.3", b"<a b='&#9;&#10;&#13;'/>"),

    same("references to characters", "XML, 4.1", b"<a>&#65;&#x41;&#x0041;&#9;&#xfffd;&#x10ffff;</a>", "<a>AAA\t\u{fffd}\u{10ffff}</a>".as_bytes()),
    refused("a reference to U+0000", "XML, 4.1", b"<a>&#0;</a>", CharReference, 3, "text", NotWellFormed),
    refused("a reference to a control character", "XML, 4.1", b"<a>&#x1f;</a>", CharReference, 3, "text", NotWellFormed),
    refused("a reference to a surrogate", "XML, 4.1", b"<a>&#xd800;</a>", CharReference, 3, "text", NotWellFormed),
    refused("a reference to U+FFFF", "XML, 4.1", b"<a>&#xffff;</a>", CharReference, 3, "text", NotWellFormed),
    refused("a reference beyond the last character", "XML, 4.1", b"<a>&#x110000;</a>", CharReference, 3, "text", NotWellFormed),
    refused("a reference to a number of twenty digits", "XML, 4.1", b"<a>&#99999999999999999999;</a>", CharReference, 3, "text", NotWellFormed),
    refused("a reference to a control character in a value", "XML, 4.1", b"<a b='&#1;'/>", CharReference, 6, "attribute value", NotWellFormed),
    refused("a reference with a capital X", "XML, 4.1", b"<a>&#X41;</a>", CharReference, 3, "text", NotWellFormed),
    refused("an & that nothing follows", "XML, 4.1", b"<a>&</a>", Reference, 3, "text", NotWellFormed),
    refused("a reference without its semicolon", "XML, 4.1", b"<a>&amp</a>", Reference, 3, "text", NotWellFormed),
    refused("a reference to what is no name", "XML, 4.1", b"<a>& ;</a>", Reference, 3, "text", NotWellFormed),
    refused("an & alone in a value", "XML, 4.1", b"<a b='&'/>", Reference, 6, "attribute value", NotWellFormed),

    refused("a prefix for the namespace of xmlns", "Namespaces, 3", b"<a xmlns:b='http://www.w3.org/2000/xmlns&#47;'/>", ReservedNamespace, 3, "attribute", NotWellFormed),
    refused("xmlns declared", "Namespaces, 3", b"<a xmlns:xmlns='b'/>", ReservedNamespace, 3, "attribute", NotWellFormed),
    refused("xmlns as the prefix of an element", "Namespaces, 3", b"<xmlns:a/>", ReservedNamespace, 1, "prefix", NotWellFormed),
    refused("xml for another namespace", "Namespaces, 3", b"<a xmlns:xml='b'/>", ReservedNamespace, 3, "attribute", NotWellFormed),
    refused("another prefix for the namespace of xml", "Namespaces, 3", b"<a xmlns:b='http://www.w3.org/XML/1998/namespace'/>", ReservedNamespace, 3, "attribute", NotWellFormed),
    refused("the namespace of xml as the default one", "Namespaces, 3", b"<a xmlns='http://www.w3.org/XML/1998/namespace'/>", ReservedNamespace, 3, "attribute", NotWellFormed),
    refused("the namespace of xmlns as the default one", "Namespaces, 3", b"<a xmlns='http://www.w3.org/2000/xmlns/'/>", ReservedNamespace, 3, "attribute", NotWellFormed),
    accepted("xml without declaration, and with one", "Namespaces, 3", b"<a xml:lang='en' xmlns:xml='http://www.w3.org/XML/1998/namespace' lang='en'/>"),
    refused("a colon in front of a name", "Namespaces, 4", b"<:a/>", Name, 1, "tag", NotWellFormed),
    refused("a colon behind a name", "Namespaces, 4", b"<a:/>", Name, 1, "start tag", NotWellFormed),
    refused("two colons in a name", "Namespaces, 4", b"<a:b:c/>", Name, 1, "start tag", NotWellFormed),
    refused("a declaration of no prefix behind its colon", "Namespaces, 4", b"<a xmlns:='b'/>", Name, 3, "attribute", NotWellFormed),
    refused("a declaration of a prefix with a colon", "Namespaces, 4", b"<a xmlns:b:c='d'/>", Name, 3, "attribute", NotWellFormed),
    refused("an attribute whose local name begins with a digit", "Namespaces, 4", b"<a xmlns:b='c' b:1='d'/>", Name, 15, "attribute", NotWellFormed),
    refused("an unbound prefix of an element", "Namespaces, 5", b"<b:a/>", UnboundPrefix, 1, "prefix", NotWellFormed),
    refused("an unbound prefix of an attribute", "Namespaces, 5", b"<a b:c='d'/>", UnboundPrefix, 3, "prefix", NotWellFormed),
    refused("a prefix behind the element that declares it", "Namespaces, 5", b"<a><b xmlns:c='n'/><c:d/></a>", UnboundPrefix, 20, "prefix", NotWellFormed),
    refused("a prefix for no namespace", "Namespaces, 5", b"<a xmlns:b=''/>", EmptyNamespace, 3, "attribute", NotWellFormed),
    refused("the message of the example, which has an unbound prefix", "4.9.3.13", b"<message><foo:body>What is this foo?</foo:body></message>", UnboundPrefix, 10, "prefix", NotWellFormed),
    same("a prefix that is declared behind its use in the tag", "Namespaces, 6.1", b"<b:a c:d='1' xmlns:b='n' xmlns:c='m'/>", b"<a xmlns='n' xmlns:e='m' e:d='1'/>"),
    same("a prefix declared anew inside", "Namespaces, 6.1", b"<a xmlns:b='n'><b:c xmlns:b='m'><b:d/></b:c><b:e/></a>", b"<a><c xmlns='m'><d/></c><e xmlns='n'/></a>"),
    same("a default namespace, and none inside of it", "Namespaces, 6.2", b"<a xmlns='n'><b xmlns=''/><c/></a>", b"<d:a xmlns:d='n'><b/><d:c/></d:a>"),
    accepted("the same local name in two namespaces and in none", "Namespaces, 6.3", b"<a xmlns:b='n' xmlns:c='m' b:d='1' c:d='2' d='3'/>"),
    accepted("an attribute without prefix, which isn't in the default namespace", "Namespaces, 6.2", b"<a xmlns='n' xmlns:b='n' c='1' b:c='2'/>"),
    refused("an attribute twice by two prefixes", "Namespaces, 6.3", b"<a xmlns:b='n' xmlns:c='&#110;' b:d='1' c:d='2'/>", DuplicateAttribute, 40, "attribute", NotWellFormed),
    refused("two default namespaces", "Namespaces, 6.3", b"<a xmlns='1' xmlns='2'/>", DuplicateAttribute, 13, "attribute", NotWellFormed),
    refused("a prefix declared twice", "Namespaces, 6.3", b"<a xmlns:b='1' xmlns:b='2'/>", DuplicateAttribute, 15, "attribute", NotWellFormed),
    accepted("an attribute that begins like a declaration", "Namespaces, 3", b"<a xmlnsb='n' b='' c='' d='' e='' f='' g='' h='' i='' j=''/>"),
];

fn decode(bytes: &[u8]) -> Result<ElementBuf, DecodeError> {
    ElementTree::decode(bytes, &Limits::default()).map(|tree| tree.root().to_buf())
}

#[test]
fn every_element_is_decided_as_its_row_says() {
    let mut wrong = Vec::new();
    for Rule { says, cites, bytes, outcome } in ELEMENTS {
        let found = decode(bytes);
        let is_right = match (&found, outcome) {
            (Ok(element), Outcome::Same(other)) => decode(other).as_ref() == Ok(element),
            (Err(error), Outcome::Refused(kind, offset, field, condition)) => {
                told(error) == (*kind, *offset, *field, *condition)
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{says} ({cites}): {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn accepted_elements_encode_to_equal_ones() {
    for Rule { says, bytes, .. } in ELEMENTS {
        let Ok(element) = decode(bytes) else { continue };
        let mut alone = Vec::new();
        element.as_element().encode(&mut alone, Scope::ALONE).unwrap();
        assert_eq!(element.as_element().encoded_len(Scope::ALONE), alone.len(), "{says}");
        assert_eq!(decode(&alone).as_ref(), Ok(&element), "{says}");
    }
}

/// It declares no default namespace, and no prefix that a row has.
const STREAM: &str = "<ss:stream xmlns:ss='http://etherx.jabber.org/streams'>";

/// On a stream it makes no difference that there is a header, nor how the bytes arrive.
#[test]
fn an_element_is_decided_on_a_stream_as_by_itself() {
    let stands_on_a_stream = |rule: &&Rule| {
        let is_prolog = matches!(rule.bytes, [] | [b'<', b'?', b'x', ..] | [b'<', b'!', b'[', ..]);
        let is_document = matches!(rule.outcome, Outcome::Refused(Truncated | TrailingBytes, ..));
        rule.bytes.starts_with(b"<") && !is_prolog && !is_document
    };
    let mut decoder = Decoder::new(Limits::default());
    assert!(decoder.decode(&mut STREAM.as_bytes()).unwrap().is_some());
    for Rule { says, bytes, .. } in ELEMENTS.iter().filter(stands_on_a_stream) {
        let by_itself = decode(bytes);
        for step in [1, 2, 3, bytes.len()] {
            let mut decoder = decoder.clone();
            let lens = (step..bytes.len()).step_by(step).chain([bytes.len()]);
            let mut found =
                lens.map(|len| decoder.decode(&mut &bytes[..len])).filter(|item| *item != Ok(None));
            let found = found.next().expect(says).map(|item| match item {
                Some(StreamItem::Element(tree)) => tree.root().to_buf(),
                other => panic!("{says}: {other:?}"),
            });
            assert_eq!(found, by_itself, "{says}, {step} bytes at a time");
        }
    }
}

/// RFC 7395, section 3.3.3: there is nothing around the element that could declare a prefix.
#[test]
fn elements_that_stand_alone_declare_what_they_need() {
    const STREAMS: &str = "http://etherx.jabber.org/streams";
    let prefixed = b"<stream:features xmlns:stream='http://etherx.jabber.org/streams'><bind xmlns='b'/></stream:features>";
    let default = b"<features xmlns='http://etherx.jabber.org/streams'><bind xmlns='b'/></features>";
    let features = decode(prefixed).unwrap();
    assert_eq!(decode(default).as_ref(), Ok(&features));
    assert!(features.as_element().is(STREAMS, "features"));
    let error = decode(b"<stream:features><bind xmlns='b'/></stream:features>").unwrap_err();
    assert_eq!(told(&error), (UnboundPrefix, 1, "prefix", NotWellFormed));

    let mut written = Vec::new();
    features.as_element().encode(&mut written, Scope::ALONE).unwrap();
    assert_eq!(written, default);
    assert_eq!(decode(&written), Ok(features));
}

/// RFC 7395, section 3.3.3: white space in front of it isn't even a keepalive; a declaration isn't recommended, and no more.
#[test]
fn elements_that_stand_alone_begin_with_an_angle_bracket() {
    let mut decoder = UnitDecoder::new(Limits::default());
    for space in [" ", "\t", "\r", "\n"] {
        for text in [space.to_owned(), format!("{space}<a/>"), format!("{space}<?xml version='1.0'?><a/>")] {
            let error = decoder.decode(text.as_bytes()).unwrap_err();
            assert_eq!(told(&error), (LeadingSpace, 0, "element", BadFormat), "{text:?}");
        }
    }
    for text in ["<a/>", "<a/> \n", "<?xml version='1.0'?>\n<a/>"] {
        assert!(decoder.decode(text.as_bytes()).is_ok(), "{text}");
    }
    assert_eq!(told(&decoder.decode(b"a").unwrap_err()), (TextOutside, 0, "text", NotWellFormed));
}

#[test]
fn limits_hold_to_the_byte() {
    let mut limits = Limits::default();
    limits.max_element_size = 40;
    limits.max_depth = 2;
    limits.max_attributes = 2;
    limits.max_namespaces = 1;
    limits.max_namespace_len = 3;
    for (text, kind, offset) in [
        ("<a>more than forty bytes, which is much</a>", TooLarge, 40),
        ("<a><b><c/></b></a>", TooDeep, 6),
        ("<a b='' c='' d=''/>", TooManyAttributes, 13),
        ("<a xmlns:b='n'><b xmlns:c='n'/></a>", TooManyNamespaces, 18),
        ("<a><b xmlns='&lt;234'/></a>", NamespaceTooLong, 6),
        ("<a xmlns:b='1234'/>", NamespaceTooLong, 3),
        ("<a xmlns=\"'\"/>", NamespaceTooLong, 3),
    ] {
        let error = ElementTree::decode(text.as_bytes(), &limits).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{text}");
        assert_eq!(error.condition(), PolicyViolation);
    }
    for text in [
        "<a>as many bytes as there may be</a>",
        "<a xmlns:b='&#233;3' xmlns='123' b='1234'/>",
        "<a xmlns='' b='' c=''><b/></a>",
    ] {
        limits.max_element_size = text.len();
        assert!(ElementTree::decode(text.as_bytes(), &limits).is_ok(), "{text}");
    }
}

#[test]
fn of_two_faults_the_character_that_comes_first_is_told() {
    for (bytes, kind, offset) in [
        (&b"<a>\x01</b>"[..], Char, 3),
        (b"<a>\xff</b>", Utf8, 3),
        (b"<a></b>\x01", EndTag, 3),
        (b"<a>\x01\xff</a>", Char, 3),
        (b"<a>\xff\x01</a>", Utf8, 3),
        (b"<a>\xf0\x9f<?pi?></a>", Utf8, 3),
    ] {
        let error = decode(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset));
    }
}
