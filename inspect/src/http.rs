//! HTTP/1.1 (RFC 9112): how a connection begins, and the contents of requests and responses.

use std::collections::VecDeque;

use httparse::{Header, Status};

use crate::protocol::{ErrorObject, Malformed, Side};

/// The longest head that is read.
pub(crate) const MAX_HEAD: usize = 16 << 10;

/// The most fields in a head.
pub(crate) const MAX_FIELDS: usize = 100;

/// The most bytes of a client's in which a content is looked for that tells what the connection carries.
pub(crate) const MAX_FIRST: usize = 2 * MAX_HEAD;

/// What a client's first request asks for.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Request {
    /// The head is not whole.
    Unclear,
    /// Neither of these.
    Other,
    /// A WebSocket with these subprotocols (RFC 6455 section 4.1); the head takes up `len` bytes.
    WebSocket { len: usize, subprotocols: Vec<String> },
    /// It sends something, perhaps after it has asked whether it may.
    Post,
}

impl Request {
    /// Reads the head of a request.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let mut asked = 0;
        loop {
            let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
            let mut request = httparse::Request::new(&mut fields);
            let rest = bytes.get(asked..).unwrap_or_default();
            let len = match request.parse(rest) {
                Ok(Status::Complete(len)) => len,
                Ok(Status::Partial) if bytes.len() < MAX_HEAD => return Self::Unclear,
                _ => return Self::Other,
            };
            match request.method {
                Some("POST") => return Self::Post,
                Some("OPTIONS") if length(request.headers) == Ok(Some(Length::Known(0))) => {}
                Some("OPTIONS") if length(request.headers) == Ok(None) => {}
                _ if asked == 0 && upgrades(request.headers) => {
                    let names = values(request.headers, "Sec-WebSocket-Protocol");
                    let subprotocols =
                        names.flat_map(|value| value.split(',')).map(|name| name.trim().to_owned()).collect();
                    return Self::WebSocket { len, subprotocols };
                }
                _ => return Self::Other,
            }
            asked += len;
        }
    }
}

fn upgrades(fields: &[Header<'_>]) -> bool {
    values(fields, "Upgrade").any(|value| value.trim().eq_ignore_ascii_case("websocket"))
}

fn values<'a>(fields: &'a [Header<'_>], name: &'a str) -> impl Iterator<Item = &'a str> {
    fields
        .iter()
        .filter(move |field| field.name.eq_ignore_ascii_case(name))
        .filter_map(|field| std::str::from_utf8(field.value).ok())
}

/// What is here of the content of a client's first requests, in the first [`MAX_FIRST`] bytes.
pub(crate) fn first_content(bytes: &[u8]) -> Vec<u8> {
    let (mut input, mut content) = (bytes.get(..MAX_FIRST).unwrap_or(bytes), Vec::new());
    // Where the requests break a rule, what came before it tells.
    let _ = Contents::new(Side::Client).read(&mut input, &mut content);
    content
}

/// A connection on which requests and responses carry messages, one in each content.
#[derive(Debug)]
pub(crate) struct Http {
    client: Contents,
    server: Contents,
}

impl Http {
    pub(crate) const fn new() -> Self {
        Self { client: Contents::new(Side::Client), server: Contents::new(Side::Server) }
    }

    /// How long the contents are which [`read`](Self::read) has appended, those first that came first.
    pub(crate) const fn messages(&mut self, side: Side) -> &mut VecDeque<usize> {
        &mut self.contents(side).messages
    }

    /// Takes what it can from the front of `raw`, and appends the contents in it to `data`.
    pub(crate) fn read(
        &mut self,
        side: Side,
        raw: &mut Vec<u8>,
        data: &mut Vec<u8>,
    ) -> Result<(), Malformed> {
        let mut input = &raw[..];
        let result = self.contents(side).read(&mut input, data);
        let consumed = raw.len() - input.len();
        raw.drain(..consumed);
        result
    }

    const fn contents(&mut self, side: Side) -> &mut Contents {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

/// The contents of one direction: those of requests with POST, and those of responses with 200 that are not empty.
#[derive(Debug)]
struct Contents {
    side: Side,
    part: Part,
    /// What is being read is one of them.
    is_meant: bool,
    /// Bytes of the one that is not at its end.
    begun: usize,
    /// The lengths of whole ones.
    messages: VecDeque<usize>,
}

/// What comes next, and how many bytes of it are left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    Head,
    Content(u64),
    ChunkSize,
    Chunk(u64),
    ChunkEnd,
    Trailer,
}

/// How long a content is (section 6.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Length {
    Known(u64),
    Chunked,
}

impl Contents {
    const fn new(side: Side) -> Self {
        Self { side, part: Part::Head, is_meant: false, begun: 0, messages: VecDeque::new() }
    }

    fn read(&mut self, input: &mut &[u8], data: &mut Vec<u8>) -> Result<(), Malformed> {
        let available = input.len();
        loop {
            match self.step(input, data) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(fault) => return Err(malformed(available, fault)),
            }
        }
    }

    /// Takes one part off the front; `false` while it is not whole.
    fn step(&mut self, input: &mut &[u8], data: &mut Vec<u8>) -> Result<bool, Fault> {
        self.part = match self.part {
            Part::Head => return self.head(input),
            Part::Content(left) => match self.take(left, input, data) {
                0 => self.end(),
                left => Part::Content(left),
            },
            Part::ChunkSize => match httparse::parse_chunk_size(input) {
                Ok(Status::Complete((len, size))) => {
                    *input = input.get(len..).unwrap_or_default();
                    if size == 0 { Part::Trailer } else { Part::Chunk(size) }
                }
                Ok(Status::Partial) => return Ok(false),
                Err(_) => return Err(("chunk size", "not the size of a chunk (RFC 9112 section 7.1)")),
            },
            Part::Chunk(left) => match self.take(left, input, data) {
                0 => Part::ChunkEnd,
                left => Part::Chunk(left),
            },
            Part::ChunkEnd => match input.split_first_chunk() {
                Some((b"\r\n", rest)) => {
                    *input = rest;
                    Part::ChunkSize
                }
                Some(_) => return Err(("chunk", "longer than its size (RFC 9112 section 7.1)")),
                None => return Ok(false),
            },
            Part::Trailer => {
                let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
                match httparse::parse_headers(input, &mut fields) {
                    Ok(Status::Complete((len, _))) => {
                        *input = input.get(len..).unwrap_or_default();
                        self.end()
                    }
                    Ok(Status::Partial) if input.len() < MAX_HEAD => return Ok(false),
                    _ => return Err(("trailer", "malformed or too long (RFC 9112 section 7.1.2)")),
                }
            }
        };
        let is_short = matches!(self.part, Part::Content(1..) | Part::Chunk(1..)) && input.is_empty();
        Ok(!is_short)
    }

    /// Reads what stands in front of a content (sections 3 to 5).
    fn head(&mut self, input: &mut &[u8]) -> Result<bool, Fault> {
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let (read, fields, has_content) = match self.side {
            Side::Client => {
                let mut request = httparse::Request::new(&mut fields);
                let read = request.parse(input);
                self.is_meant = request.method == Some("POST");
                (read, &*request.headers, true)
            }
            Side::Server => {
                let mut response = httparse::Response::new(&mut fields);
                let read = response.parse(input);
                self.is_meant = response.code == Some(200);
                (read, &*response.headers, !matches!(response.code, Some(100..=199 | 204 | 304)))
            }
        };
        let len = match read {
            Ok(Status::Complete(len)) => len,
            Ok(Status::Partial) if input.len() < MAX_HEAD => return Ok(false),
            Ok(Status::Partial) => return Err(("head", "more than 16 KiB")),
            Err(_) => return Err(("head", "not one of HTTP/1.1 (RFC 9112 section 2.1)")),
        };
        let length = match (length(fields)?, self.side) {
            _ if !has_content => Length::Known(0),
            (Some(length), _) => length,
            (None, Side::Client) => Length::Known(0),
            (None, Side::Server) => {
                return Err(("Content-Length", "contents that end with the connection are not decoded"));
            }
        };
        let is_coded = |value: &str| !value.trim().eq_ignore_ascii_case("identity");
        if self.is_meant && length != Length::Known(0) && values(fields, "Content-Encoding").any(is_coded) {
            return Err(("Content-Encoding", "compressed contents are not decoded"));
        }
        self.part = match length {
            Length::Known(left) => Part::Content(left),
            Length::Chunked => Part::ChunkSize,
        };
        *input = input.get(len..).unwrap_or_default();
        Ok(true)
    }

    /// Takes what is here of a part, and says how much of it is left.
    fn take(&mut self, left: u64, input: &mut &[u8], data: &mut Vec<u8>) -> u64 {
        let len = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
        let Some((bytes, rest)) = input.split_at_checked(len) else { return left };
        if self.is_meant {
            data.extend_from_slice(bytes);
            self.begun += len;
        }
        *input = rest;
        left - len as u64
    }

    fn end(&mut self) -> Part {
        let len = std::mem::take(&mut self.begun);
        if self.is_meant && (len > 0 || self.side == Side::Client) {
            self.messages.push_back(len);
        }
        Part::Head
    }
}

/// The field that breaks a rule, and which one.
type Fault = (&'static str, &'static str);

fn length(fields: &[Header<'_>]) -> Result<Option<Length>, Fault> {
    let mut length = None;
    for value in values(fields, "Content-Length").flat_map(|value| value.split(',')) {
        let digits = value.trim();
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let Some(number) = digits.parse().ok().filter(|_| is_number) else {
            return Err(("Content-Length", "not a number (RFC 9110 section 8.6)"));
        };
        if length.replace(number).is_some_and(|before| before != number) {
            return Err(("Content-Length", "two that differ (RFC 9112 section 6.3)"));
        }
    }
    let mut codings = values(fields, "Transfer-Encoding").flat_map(|value| value.split(','));
    match (codings.next(), codings.next(), length) {
        (None, _, length) => Ok(length.map(Length::Known)),
        (Some(coding), None, None) if coding.trim().eq_ignore_ascii_case("chunked") => {
            Ok(Some(Length::Chunked))
        }
        (Some(_), _, Some(_)) => {
            Err(("Transfer-Encoding", "a Content-Length beside it (RFC 9112 section 6.3)"))
        }
        _ => Err(("Transfer-Encoding", "other than chunked, which is not decoded")),
    }
}

fn malformed(available: usize, (field, rule): Fault) -> Malformed {
    let text = format!("{field}: {rule}");
    let error = ErrorObject { kind: "HTTP".to_owned(), offset: 0, field, text };
    Malformed { message_kind: None, len: available, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contents of `bytes`, sent in pieces of `step`, and the field that breaks a rule.
    fn contents(side: Side, bytes: &[u8], step: usize) -> (Vec<String>, Option<&'static str>) {
        let (mut http, mut raw, mut data) = (Http::new(), Vec::new(), Vec::new());
        let mut fault = None;
        for piece in bytes.chunks(step) {
            raw.extend_from_slice(piece);
            if let Err(malformed) = http.read(side, &mut raw, &mut data) {
                fault = Some(malformed.error.field);
                break;
            }
        }
        let mut data = &data[..];
        let contents = http.messages(side).drain(..).map(|len| {
            let (content, rest) = data.split_at(len);
            data = rest;
            String::from_utf8(content.to_vec()).unwrap()
        });
        (contents.collect(), fault)
    }

    fn contents_at_any_split(side: Side, bytes: &[u8]) -> Vec<String> {
        let whole = contents(side, bytes, bytes.len());
        for step in 1..bytes.len() {
            assert_eq!(contents(side, bytes, step), whole, "{step} bytes at a time");
        }
        assert_eq!(whole.1, None);
        whole.0
    }

    #[test]
    fn requests_follow_each_other_on_a_connection() {
        let bytes = b"POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloOPTIONS /a HTTP/1.1\r\n\r\n\
            PUT /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nnoPOST /a HTTP/1.1\r\ncontent-length: 2, 2\r\n\r\nhi\
            POST /a HTTP/1.1\r\n\r\n";
        assert_eq!(contents_at_any_split(Side::Client, bytes), ["hello", "hi", ""]);
    }

    #[test]
    fn chunks_are_joined_and_what_belongs_to_them_is_left_out() {
        let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5;name=value\r\nhello\r\nA\r\n, the same\r\n\
            0\r\nTrailer: x\r\n\r\nHTTP/1.1 200\r\nContent-Length: 1\r\n\r\n!";
        assert_eq!(contents_at_any_split(Side::Server, bytes), ["hello, the same", "!"]);
    }

    #[test]
    fn responses_without_content_and_other_than_200_are_left_out() {
        let bytes =
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n\
            HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n\
            HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone\
            HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: identity\r\n\r\nhere";
        assert_eq!(contents_at_any_split(Side::Server, bytes), ["here"]);
    }

    #[test]
    fn what_breaks_a_rule_is_refused_behind_what_came_before_it() {
        for (head, field) in [
            (&b"\x16\x03\x01"[..], "head"),
            (b"HTTP/1.1 200 OK\r\n\r\n", "Content-Length"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\n", "Content-Length"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n", "Content-Length"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "Content-Length"),
            (
                b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "Transfer-Encoding",
            ),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "Transfer-Encoding"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", "chunk size"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", "chunk"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\x01\r\n", "trailer"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Encoding: gzip\r\n\r\n", "Content-Encoding"),
        ] {
            let bytes = [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", head].concat();
            for step in [1, 7, bytes.len()] {
                assert_eq!(contents(Side::Server, &bytes, step), (vec!["ok".to_owned()], Some(field)));
            }
        }
        assert_eq!(contents(Side::Client, &[b'A'; MAX_HEAD], 1 << 10).1, Some("head"));
    }

    #[test]
    fn a_request_names_its_subprotocols() {
        let head = "GET /mqtt HTTP/1.1\r\nHost: a\r\nupgrade: WebSocket\r\n\
                    Sec-WebSocket-Protocol: mqttv3.1, mqtt\r\n\r\n";
        let subprotocols = vec!["mqttv3.1".to_owned(), "mqtt".to_owned()];
        let bytes = [head.as_bytes(), b"\x82\x00"].concat();
        assert_eq!(Request::read(&bytes), Request::WebSocket { len: head.len(), subprotocols });
        assert_eq!(Request::read(&bytes[..head.len() - 1]), Request::Unclear);
        assert_eq!(Request::read(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), Request::Other);
        assert_eq!(Request::read(&[b'G'; MAX_HEAD]), Request::Other);
    }

    #[test]
    fn a_client_may_ask_first_whether_it_may_post() {
        let asks = b"OPTIONS /http-bind HTTP/1.1\r\nHost: a\r\n\r\n";
        let posts = b"POST /http-bind HTTP/1.1\r\nContent-Length: 9\r\n\r\n<body ";
        assert_eq!(Request::read(posts), Request::Post);
        assert_eq!(Request::read(&[&asks[..], &asks[..], posts].concat()), Request::Post);
        assert_eq!(Request::read(asks), Request::Unclear);
        assert_eq!(Request::read(&[&asks[..], b"GET / HTTP/1.1\r\n\r\n"].concat()), Request::Other);
        assert_eq!(Request::read(&asks.repeat(1 + MAX_HEAD / asks.len())), Request::Other);
        assert_eq!(first_content(&[&asks[..], posts].concat()), b"<body ");
        let long = [b"POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n", &[b' '; MAX_FIRST][..]].concat();
        assert!(first_content(&long).len() < MAX_FIRST);
    }
}
