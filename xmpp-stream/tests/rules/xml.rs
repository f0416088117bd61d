//! Rules of XML 1.0, its namespaces, and the restrictions of RFC 6120, section 11.

use xmpp_stream::DecodeErrorKind::{self, *};
use xmpp_stream::StreamErrorCondition::{NotWellFormed, PolicyViolation, RestrictedXml, UnsupportedEncoding};
use xmpp_stream::{DecodeError, ElementBuf, ElementTree, Limits, StreamErrorCondition};

fn decode(bytes: &[u8]) -> Result<ElementBuf, DecodeError> {
    ElementTree::decode(bytes, &Limits::default()).map(|tree| tree.root().to_buf())
}

#[track_caller]
fn refused(section: &str, rows: &[(&[u8], DecodeErrorKind, usize)], condition: StreamErrorCondition) {
    for (bytes, kind, offset) in rows {
        let text = String::from_utf8_lossy(bytes);
        let error = decode(bytes).expect_err(&text);
        assert_eq!((error.kind(), error.offset()), (*kind, *offset), "{section}: {text}");
        assert_eq!(error.condition(), condition, "{section}: {text}");
    }
}

#[track_caller]
fn accepted(section: &str, rows: &[&str]) {
    for text in rows {
        if let Err(error) = decode(text.as_bytes()) {
            panic!("{section}: {text}: {error}");
        }
    }
}

#[test]
fn restricted_xml() {
    refused(
        "11.1",
        &[
            (b"<a><!--x--></a>", Comment, 3),
            (b"<!--x--><a/>", Comment, 0),
            (b"<a><?pi?></a>", ProcessingInstruction, 3),
            (b"<?pi?><a/>", ProcessingInstruction, 0),
            (b"<?xml-stylesheet?><a/>", ProcessingInstruction, 0),
            (b"<!DOCTYPE a><a/>", MarkupDeclaration, 0),
            (b"<a><!ENTITY b 'c'></a>", MarkupDeclaration, 3),
            (b"<a>&nbsp;</a>", Entity, 3),
            (b"<a b='&c;'/>", Entity, 6),
        ],
        RestrictedXml,
    );
    accepted("11.1", &["<a>&lt;&gt;&amp;&apos;&quot;</a>", "<a b='&lt;&gt;&amp;&apos;&quot;'/>"]);
}

#[test]
fn encoding() {
    refused(
        "11.6",
        &[
            (b"<a>\xff</a>", Utf8, 3),
            (b"<a>\xc3</a>", Utf8, 3),
            (b"<a>\xed\xa0\x80</a>", Utf8, 3),
            (b"<a>\xc0\x80</a>", Utf8, 3),
            (b"<a b='\xf8'/>", Utf8, 6),
            (b"<\xc3/>", Utf8, 1),
            (b"<?xml version='1.0' encoding='ISO-8859-1'?><a/>", Encoding, 30),
            (b"<\0a\0/\0>\0", Encoding, 0),
        ],
        UnsupportedEncoding,
    );
    accepted(
        "11.6",
        &["<?xml version='1.0' encoding='utf-8'?><a>\u{feff}</a>", "<é/>", "<a>日本語\u{10ffff}</a>"],
    );
}

#[test]
fn characters() {
    refused(
        "XML 2.2",
        &[
            (b"<a>\0</a>", Char, 3),
            (b"<a>\x0b</a>", Char, 3),
            (b"<a b='\x1f'/>", Char, 6),
            (b"<a>\xef\xbf\xbe</a>", Char, 3),
            (b"<a>\xef\xbf\xbf</a>", Char, 3),
            (b"<a>&#0;</a>", CharReference, 3),
            (b"<a>&#x1f;</a>", CharReference, 3),
            (b"<a>&#xd800;</a>", CharReference, 3),
            (b"<a>&#xffff;</a>", CharReference, 3),
            (b"<a b='&#1;'/>", CharReference, 6),
            (b"<a>&</a>", Reference, 3),
            (b"<a>&amp</a>", Reference, 3),
            (b"<a>& ;</a>", Reference, 3),
            (b"<a b='&'/>", Reference, 6),
        ],
        NotWellFormed,
    );
    accepted("XML 2.2", &["<a>\t\r\n\x7f\u{85}\u{fffd}</a>", "<a>&#9;&#xfffd;&#x10ffff;</a>"]);
}

#[test]
fn names() {
    refused(
        "XML 2.3",
        &[
            (b"<1a/>", Name, 1),
            (b"<-a/>", Name, 1),
            (b"< a/>", Name, 1),
            (b"<>", Name, 1),
            (b"<a!/>", Name, 1),
            (b"<a\xc3\x97/>", Name, 1),
            (b"<a 1='b'/>", Name, 3),
            (b"<a b/c='d'/>", Name, 3),
        ],
        NotWellFormed,
    );
    refused(
        "Namespaces 3 and 4",
        &[
            (b"<:a/>", Name, 1),
            (b"<a:/>", Name, 1),
            (b"<a:b:c/>", Name, 1),
            (b"<a xmlns:='b'/>", Name, 3),
            (b"<a xmlns:b:c='d'/>", Name, 3),
            (b"<a xmlns:b='c' b:1='d'/>", Name, 15),
        ],
        NotWellFormed,
    );
    accepted("XML 2.3", &["<_/>", "<a.b-c_1/>", "<A\u{b7}/>", "<\u{10000}/>"]);
}

#[test]
fn tags() {
    refused(
        "XML 3 and 3.1",
        &[
            (b"<a b/>", Attribute, 4),
            (b"<a b=/>", Attribute, 5),
            (b"<a b=c/>", Attribute, 5),
            (b"<a b='c' d/>", Attribute, 10),
            (b"<a b='c'd='e'/>", MissingSpace, 8),
            (b"<a b='<'/>", LessThan, 6),
            (b"<a b='&lt;<'/>", LessThan, 10),
            (b"<a / >", Attribute, 5),
            (b"<a></b>", EndTag, 3),
            (b"<a></a b>", EndTag, 3),
            (b"<a></ a>", EndTag, 3),
            (b"<a></a\x0c>", EndTag, 3),
            (b"<a xmlns='n' xmlns:b='n'></b:a>", EndTag, 25),
            (b"<a><b></a></b>", EndTag, 6),
            (b"</a>", EndTag, 0),
        ],
        NotWellFormed,
    );
    accepted("XML 3.1", &["<a\tb\n=\r'c'  />", "<a b='c'\n></a\r\n>", "<a b='>' c='/>' d=\"'\"/>"]);
}

#[test]
fn text() {
    refused(
        "XML 2.1, 2.4 and 2.7",
        &[
            (b"<a>]]></a>", CdataEnd, 3),
            (b"<a>b]]]></a>", CdataEnd, 5),
            (b"<a><![cdata[]]></a>", Cdata, 3),
            (b"<a><![CDATA []]></a>", Cdata, 3),
            (b"text<a/>", TextOutside, 0),
            (b" \n&amp;<a/>", TextOutside, 2),
            (b"<![CDATA[]]><a/>", TextOutside, 0),
            (b"\xef\xbb\xbf<a/>", TextOutside, 0),
        ],
        NotWellFormed,
    );
    accepted(
        "XML 2.4",
        &["<a>]] >]&#93;></a>", "<a><![CDATA[<b>&c;]]]]><![CDATA[>]]></a>", "<a b=']]>'/>", " <a/>\n"],
    );
}

#[test]
fn declaration() {
    refused(
        "11.5 and 11.8",
        &[
            (b" <?xml version='1.0'?><a/>", LateDeclaration, 1),
            (b"<a><?xml version='1.0'?></a>", LateDeclaration, 3),
            (b"<?xml version='1.0'?><?xml version='1.0'?><a/>", LateDeclaration, 21),
            (b"<?xml encoding='UTF-8'?><a/>", Declaration, 0),
            (b"<?xml version='1.1'?><a/>", Version, 15),
        ],
        NotWellFormed,
    );
    accepted("11.5", &["<?xml version=\"1.0\"?>\r\n<a/>", "<?xml version='1.0' standalone='no' ?><a/>"]);
}

#[test]
fn namespaces() {
    const XML_ELSEWHERE: &[u8] = b"<a xmlns:b='http://www.w3.org/XML/1998/namespace'/>";
    refused(
        "Namespaces 3, 5 and 6.3",
        &[
            (b"<b:a/>", UnboundPrefix, 1),
            (b"<a b:c='d'/>", UnboundPrefix, 3),
            (b"<a><b xmlns:c='n'/><c:d/></a>", UnboundPrefix, 20),
            (b"<a xmlns:b=''/>", EmptyNamespace, 3),
            (b"<a xmlns:xmlns='b'/>", ReservedNamespace, 3),
            (b"<a xmlns:xml='b'/>", ReservedNamespace, 3),
            (b"<xmlns:a/>", ReservedNamespace, 1),
            (XML_ELSEWHERE, ReservedNamespace, 3),
            (b"<a xmlns='http://www.w3.org/XML/1998/namespace'/>", ReservedNamespace, 3),
            (b"<a xmlns='http://www.w3.org/2000/xmlns/'/>", ReservedNamespace, 3),
            (b"<a xmlns:b='http://www.w3.org/2000/xmlns&#47;'/>", ReservedNamespace, 3),
            (b"<a b='1' b='2'/>", DuplicateAttribute, 9),
            (b"<a xmlns='1' xmlns='2'/>", DuplicateAttribute, 13),
            (b"<a xmlns:b='1' xmlns:b='2'/>", DuplicateAttribute, 15),
            (b"<a xmlns:b='n' xmlns:c='&#110;' b:d='1' c:d='2'/>", DuplicateAttribute, 40),
            (b"<a b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' d=''/>", DuplicateAttribute, 53),
        ],
        NotWellFormed,
    );
    accepted(
        "Namespaces 5 and 6",
        &[
            "<a xmlns='n'><b xmlns=''/></a>",
            "<a xmlns:b='n' xmlns:c='m' b:d='1' c:d='2' d='3'/>",
            "<a xmlns='n' xmlns:b='n' c='1' b:c='2'/>",
            "<a xml:lang='en' xmlns:xml='http://www.w3.org/XML/1998/namespace' lang='en'/>",
            "<b:a c:d='1' xmlns:b='n' xmlns:c='m'/>",
            "<a xmlns:b='n'><b:c xmlns:b='m'><b:d/></b:c><b:e/></a>",
            "<a xmlnsb='n' b='' c='' d='' e='' f='' g='' h='' i='' j=''/>",
        ],
    );
}

#[test]
fn limits() {
    let mut limits = Limits::default();
    limits.max_element_size = 40;
    limits.max_depth = 2;
    limits.max_attributes = 2;
    limits.max_namespaces = 1;
    for (text, kind, offset) in [
        ("<a>more than forty bytes, which is much</a>", TooLarge, 40),
        ("<a><b><c/></b></a>", TooDeep, 6),
        ("<a b='' c='' d=''/>", TooManyAttributes, 13),
        ("<a xmlns:b='n'><b xmlns:c='n'/></a>", TooManyNamespaces, 18),
    ] {
        let error = ElementTree::decode(text.as_bytes(), &limits).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{text}");
        assert_eq!(error.condition(), PolicyViolation);
    }
    for text in ["<a>as many bytes as there may be</a>", "<a xmlns:b='n' xmlns='' b='' c=''><b/></a>"] {
        limits.max_element_size = text.len();
        assert!(ElementTree::decode(text.as_bytes(), &limits).is_ok(), "{text}");
    }
}

#[test]
fn one_element_and_all_of_it() {
    for (text, kind, offset) in [
        ("", Truncated, 0),
        ("<", Truncated, 1),
        ("<a b='", Truncated, 6),
        ("<a>", Truncated, 3),
        ("<a></a", Truncated, 6),
        ("<a><![CDATA[", Truncated, 12),
        ("<a/> <b/>", TrailingBytes, 5),
        ("<a/>\x0c", TrailingBytes, 4),
    ] {
        let error = decode(text.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{text}");
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
