//! XMPP: streams over TCP (RFC 6120), elements over WebSocket (RFC 7395), and bodies over HTTP (XEP-0124).

mod opening;
mod payloads;
mod secrets;
mod shown;

use std::borrow::Cow;

use xmpp_stream::stanza::CLIENT;
use xmpp_stream::stream::{HeaderBuf, StreamElement};
use xmpp_stream::{DecodeError, Decoder, Element, Limits, Scope, StreamItem, UnitDecoder};

pub(crate) use opening::{is_body, is_opening};
use opening::{is_header, is_tls, trim_start};

use crate::protocol::{Beginning, Conversation, Detail, ErrorObject, Malformed, Message, Side};

/// The largest element that is decoded; peers may count on 10,000 bytes (RFC 6120 section 13.12).
const MAX_ELEMENT_SIZE: usize = 4 << 20;

/// The most attributes of an element.
const MAX_ATTRIBUTES: usize = 256;

/// The most bytes that an element is encoded to. What uses long namespaces often is declared anew where it is used, and takes
/// many times the bytes that it took.
const MAX_ENCODED: usize = 64 << 20;

/// The longest name that is told of what is malformed.
const MAX_NAME: usize = 64;

const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
const TLS: &str = "urn:ietf:params:xml:ns:xmpp-tls";
const COMPRESS: &str = "http://jabber.org/protocol/compress";
const BOSH: &str = "http://jabber.org/protocol/httpbind";

/// A stream header for what comes without one.
const HEADER: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
    xmlns:db='jabber:server:dialback' version='1.0'>";

/// Both directions of a connection, each a stream of its own.
#[derive(Debug)]
pub(crate) struct Connection {
    client: Direction,
    server: Direction,
    detail: Detail,
}

/// What one side sends.
#[derive(Debug)]
struct Direction {
    decoder: Decoder,
    /// Decodes again what was decoded and encoded.
    echo: Decoder,
    /// The default namespace of the stream.
    content_namespace: String,
    /// What comes next may begin a stream.
    beginning: Start,
    is_opaque: bool,
}

/// What may be at the front.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Start {
    /// The stream header of a new stream, or of a connection's first one, which may be in TLS from the start.
    Header,
    /// That, or what comes after a stream header that is not here.
    Unknown,
    /// An element, or the header of a new stream: the other side may have said that authentication has succeeded.
    Restart,
    /// An element, or TLS: the other side may have agreed to it.
    MaybeTls,
    /// TLS, and nothing else: this side has agreed to it.
    Tls,
    /// As with TLS.
    MaybeCompressed,
    Compressed,
    Element,
}

impl Connection {
    pub(crate) fn new(detail: Detail, beginning: Beginning) -> Self {
        Self { client: Direction::new(beginning), server: Direction::new(beginning), detail }
    }

    const fn direction(&mut self, side: Side) -> &mut Direction {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

impl Conversation for Connection {
    fn next(&mut self, side: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed> {
        let detail = self.detail;
        self.direction(side).next(detail, input)
    }

    fn is_opaque(&self, side: Side) -> bool {
        match side {
            Side::Client => self.client.is_opaque,
            Side::Server => self.server.is_opaque,
        }
    }
}

impl Direction {
    fn new(beginning: Beginning) -> Self {
        let beginning = match beginning {
            Beginning::Here => Start::Header,
            Beginning::Unknown => Start::Unknown,
        };
        Self {
            decoder: Decoder::new(limits()),
            echo: primed(echo_limits()),
            content_namespace: CLIENT.to_owned(),
            beginning,
            is_opaque: false,
        }
    }

    fn next(&mut self, detail: Detail, input: &mut &[u8]) -> Result<Option<Message>, Malformed> {
        if !self.begin(input)? {
            return Ok(None);
        }
        let before = *input;
        let item = match self.decoder.decode(input) {
            Ok(Some(item)) => item,
            Ok(None) => return Ok(None),
            Err(error) => return Err(malformed(input, &error)),
        };
        let bytes = trim_start(before.get(..before.len() - input.len()).unwrap_or_default());
        let (roundtrip, content) = match &item {
            StreamItem::Header(received) => {
                self.beginning = Start::Element;
                (self.header_roundtrip(received), shown::header(detail, received))
            }
            StreamItem::Element(tree) => {
                let element = tree.root();
                self.follow(element);
                (self.roundtrip(element), shown::element(detail, element))
            }
            StreamItem::End => (Some(true), shown::end(detail)),
        };
        Ok(Some(Message { len: bytes.len(), roundtrip, content }))
    }

    /// Prepares for what is at the front. `false`: that takes more bytes, or can't be read.
    fn begin(&mut self, input: &mut &[u8]) -> Result<bool, Malformed> {
        match self.beginning {
            _ if self.is_opaque => return Ok(false),
            Start::Element => return Ok(true),
            Start::Header | Start::Tls | Start::Compressed => {}
            Start::Unknown | Start::Restart | Start::MaybeTls | Start::MaybeCompressed => {
                *input = trim_start(input);
            }
        }
        if input.is_empty() {
            return Ok(false);
        }
        match (self.beginning, is_tls(input), is_header(input)) {
            (Start::Compressed, ..) => self.is_opaque = true,
            (Start::MaybeCompressed, ..) => {
                self.is_opaque = !input.starts_with(b"<");
                self.beginning = Start::Element;
            }
            (Start::Tls | Start::MaybeTls | Start::Header | Start::Unknown, None, _) => return Ok(false),
            (Start::Tls | Start::MaybeTls | Start::Header | Start::Unknown, Some(true), _) => {
                self.is_opaque = true;
            }
            (Start::Tls, ..) => return Err(not_tls(input)),
            (Start::MaybeTls, ..) => self.beginning = Start::Element,
            (Start::Header | Start::Element, ..) | (Start::Restart, _, Some(false)) => {}
            (Start::Unknown | Start::Restart, _, None) => return Ok(false),
            (Start::Unknown, _, Some(false)) => {
                self.beginning = Start::Element;
                self.decoder = primed(limits());
            }
            (Start::Unknown | Start::Restart, _, Some(true)) => {
                self.beginning = Start::Header;
                self.decoder.restart();
            }
        }
        Ok(!self.is_opaque)
    }

    /// Takes note of what the element says about what follows it (RFC 6120 sections 5.4.2 and 6.4; XEP-0138).
    fn follow(&mut self, element: Element<'_>) {
        self.beginning = match (element.namespace(), element.name()) {
            (SASL, "auth" | "response") => Start::Restart,
            (SASL, "success") => {
                self.decoder.restart();
                Start::Header
            }
            (TLS, "starttls") => Start::MaybeTls,
            (TLS, "proceed") => Start::Tls,
            (COMPRESS, "compress") => Start::MaybeCompressed,
            (COMPRESS, "compressed") => Start::Compressed,
            _ => Start::Element,
        };
    }

    /// Encodes the header, and decodes that; what comes next is encoded for such a stream.
    fn header_roundtrip(&mut self, received: &HeaderBuf) -> Option<bool> {
        let Ok(header) = received.header() else {
            self.echo = primed(echo_limits());
            CLIENT.clone_into(&mut self.content_namespace);
            return alone_roundtrip(&mut UnitDecoder::new(echo_limits()), received.root());
        };
        self.echo = Decoder::new(echo_limits());
        header.content_namespace.clone_into(&mut self.content_namespace);
        let mut encoded = Vec::with_capacity(header.encoded_len());
        if header.encode(&mut encoded).is_err() {
            return Some(false);
        }
        let again = self.echo.decode(&mut &encoded[..]);
        Some(matches!(again, Ok(Some(StreamItem::Header(again))) if again.header() == Ok(header)))
    }

    /// Encodes the element for the stream, and by its fields if it is known, and decodes that.
    fn roundtrip(&mut self, element: Element<'_>) -> Option<bool> {
        let scope = Scope::stream(&self.content_namespace);
        let echo = &mut self.echo;
        roundtrip(element, scope, |encoded, is_same| {
            let mut input = encoded;
            let again = echo.decode(&mut input);
            matches!(again, Ok(Some(StreamItem::Element(again))) if input.is_empty() && is_same(again.root()))
        })
    }
}

/// What a WebSocket message or an HTTP content holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unit {
    /// An element that stands alone (RFC 7395 section 3.3).
    Element,
    /// A body, the elements in which are those on the stream (XEP-0124 section 6).
    Body,
}

/// Elements that come whole, and with all their namespaces.
#[derive(Debug)]
pub(crate) struct Units {
    unit: Unit,
    decoder: UnitDecoder,
    /// Decodes again what was decoded and encoded.
    echo: UnitDecoder,
    detail: Detail,
}

impl Units {
    pub(crate) fn new(unit: Unit, detail: Detail) -> Self {
        Self { unit, decoder: UnitDecoder::new(limits()), echo: UnitDecoder::new(echo_limits()), detail }
    }
}

impl Conversation for Units {
    fn next(&mut self, _: Side, input: &mut &[u8]) -> Result<Option<Message>, Malformed> {
        // Nobody says how a body over HTTP has to begin.
        let bytes = if self.unit == Unit::Body { input.trim_ascii_start() } else { *input };
        if self.unit == Unit::Element && !bytes.starts_with(b"<") {
            let text = "does not begin with < (RFC 7395 section 3.3.3)";
            return Err(not_a_unit(bytes, "WebSocket", "message", text));
        }
        let tree = self.decoder.decode(bytes).map_err(|error| malformed(bytes, &error))?;
        let element = tree.root();
        if self.unit == Unit::Body && !element.is(BOSH, "body") {
            return Err(not_a_unit(bytes, "Body", "body", "not a body (XEP-0124 section 6)"));
        }
        *input = &[];
        let roundtrip = alone_roundtrip(&mut self.echo, element);
        Ok(Some(Message { len: bytes.len(), roundtrip, content: shown::element(self.detail, element) }))
    }
}

/// A decoder that goes on behind a stream header.
fn primed(limits: Limits) -> Decoder {
    let mut decoder = Decoder::new(limits);
    let decoded = decoder.decode(&mut &*HEADER);
    debug_assert!(matches!(decoded, Ok(Some(StreamItem::Header(_)))), "the header is whole");
    decoder
}

/// Encodes the element with all its namespaces, and by its fields if it is known, and decodes that.
fn alone_roundtrip(echo: &mut UnitDecoder, element: Element<'_>) -> Option<bool> {
    roundtrip(element, Scope::ALONE, |encoded, is_same| {
        echo.decode(encoded).is_ok_and(|again| is_same(again.root()))
    })
}

/// Encodes the element, and by its fields if it is known. `echo` decodes that, and says whether it is the same. `None`: it is
/// too long to be encoded.
fn roundtrip(
    element: Element<'_>,
    scope: Scope<'_>,
    mut echo: impl FnMut(&[u8], &dyn Fn(Element<'_>) -> bool) -> bool,
) -> Option<bool> {
    let len = element.encoded_len(scope);
    if len > MAX_ENCODED {
        return None;
    }
    let mut encoded = Vec::with_capacity(len);
    let is_encoded = element.encode(&mut encoded, scope).is_ok() && encoded.len() == len;
    if !is_encoded || !echo(&encoded, &|again| again == element) {
        return Some(false);
    }
    let Ok(typed) = StreamElement::from_element(element) else { return Some(true) };
    let len = typed.encoded_len(scope);
    if len > MAX_ENCODED {
        return None;
    }
    encoded.clear();
    let is_encoded = typed.encode(&mut encoded, scope).is_ok() && encoded.len() == len;
    Some(is_encoded && echo(&encoded, &|again| StreamElement::from_element(again) == Ok(typed)))
}

fn malformed(bytes: &[u8], error: &DecodeError) -> Malformed {
    let error = ErrorObject {
        kind: format!("{:?}", error.kind()),
        offset: error.offset() as u64,
        field: error.field(),
        text: format!("{error}; {}", error.condition()),
    };
    Malformed { message_kind: malformed_kind(bytes), len: bytes.len(), error }
}

/// What would be taken for protected, and isn't.
fn not_tls(bytes: &[u8]) -> Malformed {
    let text = "something else than TLS behind <proceed/> (RFC 6120 section 5.4.2.3)".to_owned();
    let error = ErrorObject { kind: "NotTls".to_owned(), offset: 0, field: "TLS", text };
    Malformed { message_kind: malformed_kind(bytes), len: bytes.len(), error }
}

/// Not what this transport carries.
fn not_a_unit(bytes: &[u8], kind: &str, field: &'static str, text: &str) -> Malformed {
    let (kind, text) = (kind.to_owned(), text.to_owned());
    let error = ErrorObject { kind, offset: 0, field, text };
    Malformed { message_kind: malformed_kind(bytes), len: bytes.len(), error }
}

/// The name in the first tag.
fn malformed_kind(bytes: &[u8]) -> Option<Cow<'static, str>> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.');
    let rest = trim_start(bytes).strip_prefix(b"<")?;
    let len = rest.iter().take(MAX_NAME).position(|byte| !is_plain(byte)).filter(|len| *len > 0)?;
    std::str::from_utf8(rest.get(..len)?).ok().map(|name| name.to_owned().into())
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_element_size = MAX_ELEMENT_SIZE;
    limits.max_initial_element_size = MAX_ELEMENT_SIZE;
    limits.max_attributes = MAX_ATTRIBUTES;
    limits
}

/// For what is encoded here, which may be longer than it was, and stand behind a header that declares one prefix more.
fn echo_limits() -> Limits {
    let mut limits = limits();
    limits.max_element_size = MAX_ENCODED;
    limits.max_initial_element_size = MAX_ENCODED;
    limits.max_namespaces += 1;
    limits.max_namespace_len = usize::MAX;
    limits
}
