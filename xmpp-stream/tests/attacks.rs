//! Ways in which other implementations of XMPP and XML were broken, and what becomes of them here.
//!
//! The numbers count the attacks on all protocols of this workspace. A45, A47, A48 and A69 take a machine. A62, unwrapping
//! what peers send, is kept out by lints and by fuzzing; A67, recursion of `serde`, is in the tests of `serde`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use allocation_counter::measure;
use xmpp_stream::jid::{DomainPart, Jid, JidBuf, JidErrorKind};
use xmpp_stream::stanza::{Message, MessageType};
use xmpp_stream::stream::StreamHeader;
use xmpp_stream::{
    DecodeErrorKind, Decoder, ElementBuf, ElementTree, EncodeError, Limits, Scope, StreamErrorCondition,
    StreamItem,
};

const HEADER: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

fn behind_header(limits: Limits) -> Decoder {
    let mut decoder = Decoder::new(limits);
    assert!(decoder.decode(&mut &HEADER[..]).unwrap().is_some());
    decoder
}

fn authenticated(limits: Limits) -> Decoder {
    let mut decoder = behind_header(limits);
    decoder.set_authenticated();
    decoder
}

fn large() -> Limits {
    let mut limits = Limits::default();
    limits.max_element_size = 1 << 24;
    limits
}

fn element<'a>(decoder: &mut Decoder, mut input: &'a [u8]) -> ElementTree<'a> {
    match decoder.decode(&mut input).unwrap() {
        Some(StreamItem::Element(tree)) => tree,
        other => panic!("{other:?}"),
    }
}

/// How the decoder refuses an element of a stream.
fn refused(text: &str, limits: Limits) -> DecodeErrorKind {
    authenticated(limits).decode(&mut text.as_bytes()).unwrap_err().kind()
}

/// A1, for streams: what can be no stream is refused by its first byte.
#[test]
fn a01_what_is_no_stream_is_refused_at_once() {
    for first in (0..=255).filter(|first| !b"< \t\r\n".contains(first)) {
        let mut decoder = Decoder::new(Limits::default());
        assert!(decoder.decode(&mut &[first][..]).is_err(), "{first:#x}");
    }
}

#[test]
fn a01_what_is_no_stream_is_refused_at_once_behind_white_space_too() {
    for (text, offset) in
        [(&b" GET / HTTP/1.1"[..], 1), (b"\n\0<", 1), (b"\r\n\x16\x03", 2), (b"<?xml version='1.0'?>\nx", 22)]
    {
        let mut decoder = Decoder::new(Limits::default());
        assert_eq!(decoder.decode(&mut &text[..offset]), Ok(None), "{text:?}");
        let error = decoder.decode(&mut &text[..=offset]).unwrap_err();
        assert_eq!(error.offset(), offset, "{text:?}");
        assert_eq!(Decoder::new(Limits::default()).decode(&mut &text[..]), Err(error));
    }
}

/// A1 and A44: before authentication a peer makes the other side keep no more than the smaller limit.
#[test]
fn a01_before_authentication_less_is_taken() {
    let mut limits = Limits::default();
    limits.max_initial_element_size = 1000;
    for start in ["<a>", "<a b='", "<a><![CDATA[", "<", "<a></a"] {
        let text = format!("{start}{}", "x".repeat(2000));
        let mut decoder = behind_header(limits.clone());
        assert_eq!(decoder.decode(&mut &text.as_bytes()[..1000]), Ok(None), "{start}");
        let error = decoder.decode(&mut &text.as_bytes()[..1001]).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::TooLarge, 1000), "{start}");
    }
}

/// Section 13.12: nobody may want less than that.
#[test]
fn a_stanza_of_10000_bytes_is_taken() {
    let text = format!("<message><body>{}</body></message>", "x".repeat(10_000 - 32));
    assert_eq!(text.len(), 10_000);
    for decoder in [&mut behind_header(Limits::default()), &mut authenticated(Limits::default())] {
        assert!(element(decoder, text.as_bytes()).root().is("jabber:client", "message"));
    }
}

/// A5: an item takes bytes off the front, but for the end of a stream whose header was an empty element.
#[test]
fn a05_each_item_makes_progress() {
    let header = "<stream xmlns='http://etherx.jabber.org/streams'";
    for rest in ["><a/> <b></b>\n</stream> ", "/>", "></stream>"] {
        let text = format!("<?xml version='1.0'?>{header}{rest}");
        let mut decoder = Decoder::new(Limits::default());
        let (mut input, mut without) = (text.as_bytes(), 0);
        let mut before = input.len();
        while let Some(item) = decoder.decode(&mut input).unwrap() {
            if input.len() == before {
                assert_eq!(item, StreamItem::End);
                without += 1;
            }
            before = input.len();
        }
        assert!(without <= 1 && input.is_empty(), "{text}");
    }
}

/// A20: wherever a stream is cut, it ends in the same items and the same error.
#[test]
fn a20_a_cut_changes_nothing() {
    let text = b"<stream xmlns='http://etherx.jabber.org/streams' a='&gt;'><b c='>'>d&amp;e<![CDATA[f]]>\r</b>\n<g h='\xe9'/><b></c>";
    let outcome = |cuts: &[usize]| {
        let (mut decoder, mut outcome, mut taken) = (Decoder::new(Limits::default()), Vec::new(), 0);
        for end in cuts.iter().copied().chain([text.len()]) {
            loop {
                let mut input = &text[taken..end];
                let item = decoder.decode(&mut input);
                let is_last = matches!(item, Ok(None) | Err(_));
                taken = end - input.len();
                match item {
                    Ok(None) => {}
                    Ok(Some(item)) => outcome.push(format!("{item:?}")),
                    Err(error) => outcome.push(format!("{error:?} behind {taken}")),
                }
                if is_last {
                    break;
                }
            }
        }
        outcome.dedup();
        outcome
    };
    let whole = outcome(&[]);
    assert_eq!(whole.len(), 3, "{whole:?}");
    for first in 0..text.len() {
        for second in first..text.len() {
            assert_eq!(outcome(&[first, second]), whole, "{first} {second}");
        }
    }
}

/// A22: nothing is replaced or left out, so that no two names become one.
#[test]
fn a22_text_that_is_no_text_is_refused() {
    for bytes in
        [&b"\xff"[..], b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\0", b"&#0;", b"\x1b"]
    {
        for text in [[b"<a>", bytes, b"</a>"].concat(), [b"<a b='", bytes, b"'/>"].concat()] {
            assert!(ElementTree::decode(&text, &Limits::default()).is_err(), "{bytes:x?}");
        }
    }
}

/// A36: where the last byte has no room, nothing is written.
#[test]
fn a36_nothing_is_written_beyond_the_buffer() {
    let mut built = ElementBuf::new("jabber:client", "message").unwrap();
    for text in ["<&>'\"\r\n\t", "juliet", "\u{10ffff}"] {
        built.set_attribute_in(text, "a", text).unwrap();
        built.push_text(text).unwrap();
        let child = ElementBuf::new(text, "b").unwrap();
        built.push(child.as_element()).unwrap();
    }
    for scope in [Scope::ALONE, Scope::stream("jabber:client"), Scope::stream("jabber:server")] {
        let mut bytes = Vec::new();
        built.as_element().encode(&mut bytes, scope).unwrap();
        assert_eq!(built.as_element().encoded_len(scope), bytes.len());
        let mut short = vec![0xaa; bytes.len() - 1];
        assert_eq!(built.as_element().encode(&mut &mut short[..], scope), Err(EncodeError::NoSpace));
        assert!(short.iter().all(|byte| *byte == 0xaa));
        let mut exact = vec![0xaa; bytes.len()];
        assert_eq!(built.as_element().encode(&mut &mut exact[..], scope), Ok(()));
        assert_eq!(exact, bytes);
    }
}

/// A44: memory is at most a multiple of what has arrived, whatever it is made of.
#[test]
fn a44_memory_grows_with_the_bytes_and_no_faster() {
    let body = |piece: &str| format!("<a>{}</a>", piece.repeat(200_000 / piece.len()));
    for text in [body("<b/>"), body("&lt;"), body("<b c=''/>"), body("x<![CDATA[y]]>"), body("<b>&#65;</b>")]
    {
        let used = measure(|| {
            let mut decoder = authenticated(Limits::default());
            element(&mut decoder, text.as_bytes());
        });
        assert!(used.bytes_max < 40 * text.len() as u64, "{} for {}", used.bytes_max, text.len());
    }
}

/// A44: a namespace is declared once, and many elements have it.
#[test]
fn a44_long_namespaces_are_limited_and_kept_once() {
    let text = |len: usize, count: usize| {
        format!("<a xmlns='m' xmlns:p='{}'>{}<d/></a>", "n".repeat(len), "<p:b/><c p:e=''/>".repeat(count))
    };
    assert_eq!(refused(&text(513, 1), Limits::default()), DecodeErrorKind::NamespaceTooLong);
    let mut limits = large();
    limits.max_namespace_len = usize::MAX;
    for (len, count) in [(512, 15_000), (130 * 1024, 12_500)] {
        let text = text(len, count);
        let tree = element(&mut authenticated(limits.clone()), text.as_bytes());
        let used = measure(|| {
            let copy = tree.root().to_buf();
            assert!(copy.as_element().elements().eq(tree.root().elements()));
            let mut built = ElementBuf::new("m", "a").unwrap();
            built.push(tree.root()).unwrap();
        });
        assert!(used.bytes_max < 20 * text.len() as u64, "{} for {}", used.bytes_max, text.len());
    }
    let text = text(512, 15_000);
    let tree = element(&mut authenticated(Limits::default()), text.as_bytes());
    assert!(tree.root().encoded_len(Scope::ALONE) < 100 * text.len());
    // What is escaped where it is written counts as it is written.
    let text = |len| format!("<a xmlns:p=\"{}\">{}</a>", "'".repeat(len), "<p:b/>".repeat(15_000));
    assert_eq!(refused(&text(86), Limits::default()), DecodeErrorKind::NamespaceTooLong);
    let text = text(85);
    let tree = element(&mut authenticated(Limits::default()), text.as_bytes());
    assert!(tree.root().encoded_len(Scope::ALONE) < 100 * text.len());
}

/// What was taken fits where it is passed on to, as far as its text goes.
#[test]
fn a66_text_is_escaped_only_where_it_has_to_be() {
    let text = format!("<a>{}</a>", ">]] >>".repeat(10_000));
    let tree = element(&mut authenticated(Limits::default()), text.as_bytes());
    assert_eq!(tree.root().encoded_len(Scope::stream("jabber:client")), text.len());
}

#[test]
fn a39_many_attributes_are_limited_and_sorted_if_the_limit_allows_them() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=''")).collect();
    let text = format!("<a{attributes}/>");
    assert_eq!(refused(&text, large()), DecodeErrorKind::TooManyAttributes);
    let mut limits = large();
    limits.max_attributes = usize::MAX;
    assert_eq!(
        element(&mut authenticated(limits.clone()), text.as_bytes()).root().attributes().len(),
        100_000
    );
    assert_eq!(refused(&format!("<a{attributes} a77=''/>"), limits), DecodeErrorKind::DuplicateAttribute);
}

#[test]
fn a40_many_declarations_are_limited() {
    let declarations: String = (0..10_000).map(|number| format!(" xmlns:a{number}='n'")).collect();
    assert_eq!(refused(&format!("<a{declarations}/>"), large()), DecodeErrorKind::TooManyNamespaces);
    let nested: String = (0..10_000).map(|number| format!("<a xmlns:a{number}='n'>")).collect();
    assert_eq!(refused(&nested, large()), DecodeErrorKind::TooManyNamespaces);
}

#[test]
fn a41_what_could_define_entities_is_refused_at_once() {
    for text in ["<!D", "<a><!E", "<?p", "<a><!-"] {
        let kind = refused(text, large());
        assert_eq!(kind.condition().as_str(), "restricted-xml", "{text}");
    }
    assert_eq!(refused("<a>&b;</a>", large()), DecodeErrorKind::Entity);
}

/// Trees have no pointers: nothing recurses when they are compared, written or dropped.
#[test]
fn a42_deep_elements_are_limited_and_cost_no_stack_if_the_limit_allows_them() {
    let text = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(refused(&text, large()), DecodeErrorKind::TooDeep);
    let mut limits = large();
    limits.max_depth = usize::MAX;
    let mut decoder = authenticated(limits);
    let tree = element(&mut decoder, text.as_bytes());
    let mut bytes = Vec::new();
    tree.root().encode(&mut bytes, Scope::stream("jabber:client")).unwrap();
    assert_eq!(bytes.len(), text.len() - "></a>".len() + "/>".len());
    assert_eq!(tree.root().to_buf().as_element(), tree.root());
}

/// One byte more costs no new look at those before; `scan` counts them.
#[test]
fn a43_a_megabyte_arrives_byte_by_byte() {
    let text = format!("<a b='{}'>{}</a>", "x".repeat(1 << 19), "<b>&lt;</b>y".repeat(45_000));
    let mut decoder = authenticated(large());
    for len in 1..text.len() {
        assert!(decoder.decode(&mut &text.as_bytes()[..len]).unwrap().is_none());
        assert_eq!(decoder.frame_len(&text.as_bytes()[..len]), Ok(None));
    }
    assert_eq!(decoder.frame_len(text.as_bytes()), Ok(Some(text.len())));
    assert_eq!(element(&mut decoder, text.as_bytes()).root().elements().count(), 45_000);
}

/// A41: a bomb of entities is refused by the third byte of its declaration, and costs nothing.
#[test]
fn a41_a_billion_laughs_are_not_heard() {
    let entities: String =
        (1..20).map(|number| format!("<!ENTITY a{number} '&a{0};&a{0};'>", number - 1)).collect();
    let text = format!("<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a0 'ha'>{entities}]><s>&a19;</s>");
    let used = measure(|| {
        let mut decoder = Decoder::new(Limits::default());
        let early = decoder.decode(&mut &text.as_bytes()[..24]).unwrap_err();
        assert_eq!(early.condition(), StreamErrorCondition::RestrictedXml);
        assert_eq!(Decoder::new(Limits::default()).decode(&mut text.as_bytes()), Err(early));
    });
    assert!(used.bytes_max < 4096, "{}", used.bytes_max);
}

/// A46: white space is taken off at once, however much of it comes, and needs no room; nothing is ever compressed.
#[test]
fn a46_white_space_between_elements_is_not_kept() {
    let mut decoder = behind_header(Limits::default());
    let space = [b' '; 1 << 16];
    let used = measure(|| {
        for _ in 0..64 {
            let mut input = &space[..];
            assert_eq!(decoder.decode(&mut input), Ok(None));
            assert!(input.is_empty());
        }
    });
    assert_eq!(used.bytes_max, 0);
    assert!(element(&mut decoder, b" <presence/>").root().is("jabber:client", "presence"));
}

/// A49: normal forms stay as they are, whatever their labels decode to, and look-alikes stay apart.
#[test]
fn a49_addresses_are_normal_once_and_for_all() {
    let label = |text| DomainPart::new(text).map_err(|error| error.kind());
    for wrong in ["xn--example-.org", "xn--a-.b", "xn--localhost-", "xn--.org", "xn--xn---epa.org"] {
        assert_eq!(label(wrong), Err(JidErrorKind::Label), "{wrong}");
    }
    for text in [
        "\u{ff32}omeo@Example.NET./A\u{a0}b",
        "Fu\u{df}ball@xn--bcher-kva.example",
        "\u{130}@a\u{3002}b",
        "a@\u{ff38}n--bcher-kva",
    ] {
        let jid = JidBuf::new(text).unwrap();
        assert_eq!(JidBuf::new(jid.as_str()).unwrap().as_str(), jid.as_str(), "{text}");
    }
    let names = ["paypal", "p\u{430}ypal", "paypa\u{4cf}", "paypa1", "pa\u{443}pal"];
    let jids = names.map(|name| JidBuf::new(&format!("{name}@{name}.example")).unwrap());
    for (at, jid) in jids.iter().enumerate() {
        assert!(jids[..at].iter().all(|other| other != jid), "{jid}");
    }
}

/// A50: what is put into text, values and namespaces stays there, or is refused.
#[test]
fn a50_what_is_put_into_text_and_values_stays_there() {
    let injections = [
        "<>&\"'",
        "]]>",
        "'/><b a='",
        "</a>",
        "&amp;",
        "\r\n\t ",
        "<!--",
        "<?",
        "<![CDATA[",
        "\u{7f}\u{85}\u{2028}\u{feff}",
    ];
    for text in injections {
        let mut built = ElementBuf::new(text.trim(), "a").unwrap();
        built.set_attribute("b", text).unwrap();
        built.set_attribute_in(text, "b", text).unwrap();
        built.push_text(text).unwrap();
        for scope in [Scope::ALONE, Scope::stream("jabber:client")] {
            let mut bytes = Vec::new();
            built.as_element().encode(&mut bytes, scope).unwrap();
            let mut decoder = behind_header(Limits::default());
            let decoded = element(&mut decoder, &bytes);
            if scope == Scope::ALONE && text.trim().is_empty() {
                continue;
            }
            assert_eq!(decoded.root(), built.as_element(), "{text:?}");
            assert_eq!(decoded.root().text(), text);
        }
    }
    for text in ["\0", "\u{1}", "\u{1b}", "\u{b}", "\u{fffe}", "\u{ffff}"] {
        let mut built = ElementBuf::new("", "a").unwrap();
        assert!(built.push_text(text).is_err() && built.set_attribute("b", text).is_err(), "{text:?}");
        assert!(built.set_attribute_in(text, "b", "").is_err() && ElementBuf::new(text, "a").is_err());
        assert!(ElementBuf::new("", text).is_err() && built.set_attribute(text, "").is_err());
    }
    for name in ["", "a b", "a>", "a/", "a='", "<", "a:b", ":", "xmlns", "-a", "a&b"] {
        let mut built = ElementBuf::new("", "a").unwrap();
        assert!(built.set_attribute(name, "").is_err(), "{name:?}");
        assert!(name == "xmlns" || ElementBuf::new("", name).is_err(), "{name:?}");
    }
}

/// A50: the same for what stanzas and headers have of themselves.
#[test]
fn a50_what_stanzas_say_of_themselves_stays_there() {
    for text in ["<>&\"'", "' type='error", "'/><iq id='", "\r\n\t", "]]>", "\u{2028}"] {
        let address = format!("a@b/{text}");
        let address = Some(Jid::new(&address).unwrap());
        let (id, lang) = (Some(text), Some(text));
        let message = Message { to: address, from: address, id, lang, ..Message::new(MessageType::Chat) };
        let mut bytes = Vec::new();
        message.encode(&mut bytes, Scope::stream("jabber:client")).unwrap();
        let mut decoder = behind_header(Limits::default());
        assert_eq!(Message::from_element(element(&mut decoder, &bytes).root()), Ok(message), "{text:?}");

        let header = StreamHeader { to: address, from: address, id, lang, ..StreamHeader::new(text) };
        let mut bytes = Vec::new();
        header.encode(&mut bytes).unwrap();
        let Ok(Some(StreamItem::Header(received))) = Decoder::new(Limits::default()).decode(&mut &bytes[..])
        else {
            panic!("{text:?}")
        };
        assert_eq!(received.header(), Ok(header), "{text:?}");
    }
    let message = Message { id: Some("\u{1}"), ..Message::new(MessageType::Chat) };
    let mut bytes = Vec::new();
    assert_eq!(message.encode(&mut bytes, Scope::ALONE), Err(EncodeError::Char("id")));
    assert!(bytes.is_empty());
}

/// A61: many small elements, and many errors, leave nothing behind.
#[test]
fn a61_small_elements_leave_nothing_behind() {
    let text = "<a/>\n<b c='d'>e</b>".repeat(10_000);
    let mut decoder = authenticated(Limits::default());
    let used = measure(|| {
        let mut input = text.as_bytes();
        while let Some(item) = decoder.decode(&mut input).unwrap() {
            assert!(matches!(item, StreamItem::Element(_)));
        }
    });
    assert!(used.bytes_max < 4096, "{}", used.bytes_max);
}

/// A64: whatever is called in whatever state, what failed stays failed, and what ended stays ended.
#[test]
fn a64_nothing_comes_behind_an_error_or_the_end() {
    type Call = fn(&mut Decoder) -> bool;
    let states: [fn(&mut Decoder); 4] = [
        |_| {},
        |decoder| drop((decoder.decode(&mut &HEADER[..]), decoder.decode(&mut &b"<a>"[..]))),
        |decoder| drop((decoder.decode(&mut &HEADER[..]), decoder.decode(&mut &b"</stream:stream>"[..]))),
        |decoder| drop((decoder.decode(&mut &HEADER[..]), decoder.decode(&mut &b"x"[..]))),
    ];
    let calls: [Call; 5] = [
        |decoder| decoder.decode(&mut &b""[..]).is_ok(),
        |decoder| decoder.decode(&mut &b"<a/>"[..]).is_ok(),
        |decoder| decoder.decode(&mut &b"</stream:stream>"[..]).is_ok(),
        |decoder| {
            decoder.restart();
            true
        },
        |decoder| {
            decoder.set_authenticated();
            true
        },
    ];
    for state in states {
        for first in calls {
            for second in calls {
                for third in calls {
                    let mut decoder = Decoder::new(Limits::default());
                    state(&mut decoder);
                    for call in [first, second, third] {
                        if !call(&mut decoder) {
                            let error = decoder.decode(&mut &HEADER[..]).unwrap_err();
                            decoder.set_authenticated();
                            assert_eq!(decoder.decode(&mut &b""[..]), Err(error));
                        }
                    }
                }
            }
        }
    }
    let mut decoder = behind_header(Limits::default());
    let mut input = &b"</stream:stream>"[..];
    while decoder.decode(&mut input).unwrap().is_some() {}
    assert_eq!(decoder.decode(&mut &b"<a/>"[..]).unwrap_err().kind(), DecodeErrorKind::StreamEnded);
}
