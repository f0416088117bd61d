//! WebSocket (RFC 6455): the upgrade, and the payloads of the frames after it.

use std::collections::VecDeque;

use crate::carrier::Ended;
use crate::http::{MAX_FIELDS, MAX_HEAD};
use crate::protocol::{ErrorObject, Malformed, Protocol, Side};

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CONTROL: std::ops::RangeInclusive<u8> = 8..=10;

/// What a server's HTTP response says (section 4.2.2).
enum Response {
    Unclear,
    Refused,
    /// The head takes up so many bytes.
    Upgraded(usize),
}

impl Response {
    fn read(bytes: &[u8]) -> Self {
        let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
        let mut response = httparse::Response::new(&mut fields);
        match response.parse(bytes) {
            Ok(httparse::Status::Complete(len)) if response.code == Some(101) => Self::Upgraded(len),
            Ok(httparse::Status::Partial) if bytes.len() < MAX_HEAD => Self::Unclear,
            _ => Self::Refused,
        }
    }
}

/// A connection whose client has asked for the upgrade.
#[derive(Debug)]
pub(crate) struct WebSocket {
    upgraded: bool,
    client: Frames,
    server: Frames,
}

impl WebSocket {
    /// A WebSocket that will carry this protocol.
    pub(crate) fn new(protocol: Protocol) -> Self {
        Self { upgraded: false, client: Frames::new(protocol), server: Frames::new(protocol) }
    }

    /// How long the messages are whose payload [`read`](Self::read) has appended, those first that came first. `None`: the
    /// protocol takes the payload of all of them for one stream.
    pub(crate) const fn messages(&mut self, side: Side) -> Option<&mut VecDeque<usize>> {
        self.frames(side).messages.as_mut()
    }

    /// Takes what it can from the front of `raw`, and appends the payload in it to `data`.
    pub(crate) fn read(&mut self, side: Side, raw: &mut Vec<u8>, data: &mut Vec<u8>) -> Result<(), Ended> {
        if side == Side::Server && !self.upgraded {
            match Response::read(raw) {
                Response::Unclear => return Ok(()),
                Response::Refused => return Err(Ended::Refused),
                Response::Upgraded(len) => raw.drain(..len),
            };
            self.upgraded = true;
        }
        let mut input = &raw[..];
        let result = self.frames(side).read(&mut input, data);
        let consumed = raw.len() - input.len();
        raw.drain(..consumed);
        result.map_err(Ended::Malformed)
    }

    const fn frames(&mut self, side: Side) -> &mut Frames {
        match side {
            Side::Client => &mut self.client,
            Side::Server => &mut self.server,
        }
    }
}

/// The frames of one direction (section 5).
#[derive(Debug)]
struct Frames {
    protocol: Protocol,
    /// The frame whose header has been read.
    frame: Option<Frame>,
    /// A fragmented message is not at its end.
    fragmented: bool,
    /// Payload bytes of the message that is not at its end.
    begun: usize,
    /// The lengths of whole messages, where they count.
    messages: Option<VecDeque<usize>>,
}

#[derive(Debug)]
struct Frame {
    is_data: bool,
    /// Zeros where the frame is not masked. Either side may mask here: that the client must is for the server to enforce.
    mask: [u8; 4],
    /// Payload bytes behind, and still ahead.
    done: u64,
    left: u64,
}

impl Frames {
    fn new(protocol: Protocol) -> Self {
        let messages = protocol.comes_whole().then(VecDeque::new);
        Self { protocol, frame: None, fragmented: false, begun: 0, messages }
    }

    fn read(&mut self, input: &mut &[u8], data: &mut Vec<u8>) -> Result<(), Malformed> {
        loop {
            if self.frame.is_none() {
                self.frame = self.header(input)?;
            }
            let Some(frame) = &mut self.frame else { return Ok(()) };
            let before = data.len();
            frame.payload(input, data);
            self.begun += data.len() - before;
            if frame.left > 0 {
                return Ok(());
            }
            let ends_message = frame.is_data && !self.fragmented;
            self.frame = None;
            if ends_message {
                let len = std::mem::take(&mut self.begun);
                self.messages.iter_mut().for_each(|messages| messages.push_back(len));
            }
        }
    }

    /// Reads a frame's header (section 5.2); `None` while it is not whole.
    fn header(&mut self, input: &mut &[u8]) -> Result<Option<Frame>, Malformed> {
        let available = input.len();
        let fail = |offset, field, text: &str| Err(malformed(available, offset, field, text));
        let Some((&[first, second], mut rest)) = input.split_first_chunk() else { return Ok(None) };
        let (opcode, is_final, is_masked) = (first & 0x0f, first & 0x80 != 0, second & 0x80 != 0);
        let is_control = CONTROL.contains(&opcode);
        if first & 0x70 != 0 {
            return fail(
                0,
                "RSV",
                "a reserved bit is set; compressed messages are not decoded (RFC 6455 section 5.2)",
            );
        }
        match opcode {
            CONTINUATION if !self.fragmented => {
                return fail(0, "opcode", "a continuation frame continues nothing (RFC 6455 section 5.4)");
            }
            TEXT if !self.protocol.is_text() => return fail(0, "opcode", self.protocol.frame_fault()),
            BINARY if self.protocol.is_text() => return fail(0, "opcode", self.protocol.frame_fault()),
            TEXT | BINARY if self.fragmented => {
                return fail(0, "opcode", "a message begins inside a fragmented one (RFC 6455 section 5.4)");
            }
            CONTINUATION | TEXT | BINARY => {}
            _ if !is_control => return fail(0, "opcode", "unknown opcode (RFC 6455 section 5.2)"),
            _ if !is_final => return fail(0, "FIN", "a fragmented control frame (RFC 6455 section 5.5)"),
            _ => {}
        }
        let left = match second & 0x7f {
            short @ ..=125 => u64::from(short),
            _ if is_control => {
                return fail(
                    1,
                    "Payload length",
                    "a control frame of more than 125 bytes (RFC 6455 section 5.5)",
                );
            }
            126 => {
                let Some((len, after)) = rest.split_first_chunk() else { return Ok(None) };
                rest = after;
                u64::from(u16::from_be_bytes(*len))
            }
            _ => {
                let Some((len, after)) = rest.split_first_chunk() else { return Ok(None) };
                rest = after;
                u64::from_be_bytes(*len)
            }
        };
        if left > u64::MAX >> 1 {
            return fail(2, "Payload length", "the most significant bit is set (RFC 6455 section 5.2)");
        }
        let mut mask = [0; 4];
        if is_masked {
            let Some((key, after)) = rest.split_first_chunk() else { return Ok(None) };
            (mask, rest) = (*key, after);
        }
        if !is_control {
            self.fragmented = !is_final;
        }
        *input = rest;
        Ok(Some(Frame { is_data: !is_control, mask, done: 0, left }))
    }
}

impl Frame {
    /// Takes what is here of the payload.
    fn payload(&mut self, input: &mut &[u8], data: &mut Vec<u8>) {
        let len = usize::try_from(self.left).unwrap_or(usize::MAX).min(input.len());
        let Some((bytes, rest)) = input.split_at_checked(len) else { return };
        if self.is_data {
            let mask = self.mask.iter().cycle().skip((self.done % 4) as usize);
            data.extend(bytes.iter().zip(mask).map(|(byte, key)| byte ^ key));
        }
        *input = rest;
        self.done += len as u64;
        self.left -= len as u64;
    }
}

fn malformed(available: usize, offset: u64, field: &'static str, text: &str) -> Malformed {
    let error = ErrorObject { kind: "WebSocket".to_owned(), offset, field, text: text.to_owned() };
    Malformed { message_kind: None, len: available, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upgraded() -> WebSocket {
        WebSocket { upgraded: true, ..WebSocket::new(Protocol::Mqtt) }
    }

    /// The payload of `bytes`, sent in pieces of `step`.
    fn payload(bytes: &[u8], step: usize) -> Result<Vec<u8>, String> {
        let (mut socket, mut raw, mut data) = (upgraded(), Vec::new(), Vec::new());
        for piece in bytes.chunks(step) {
            raw.extend_from_slice(piece);
            match socket.read(Side::Client, &mut raw, &mut data) {
                Ok(()) => {}
                Err(Ended::Malformed(malformed)) => return Err(malformed.error.field.to_owned()),
                Err(ended) => return Err(format!("{ended:?}")),
            }
        }
        Ok(data)
    }

    fn payload_at_any_split(bytes: &[u8]) -> Vec<u8> {
        let whole = payload(bytes, bytes.len()).unwrap();
        for step in 1..bytes.len() {
            assert_eq!(payload(bytes, step).unwrap(), whole, "{step} bytes at a time");
        }
        whole
    }

    /// The examples of section 5.7, as binary frames.
    #[test]
    fn masked_and_unmasked_frames_hold_the_same() {
        assert_eq!(payload_at_any_split(b"\x82\x05Hello"), b"Hello");
        assert_eq!(payload_at_any_split(b"\x82\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), b"Hello");
        assert_eq!(payload_at_any_split(b"\x02\x03Hel\x80\x02lo"), b"Hello");
        let medium = [&b"\x82\x7e\x01\x00"[..], &[7; 256]].concat();
        assert_eq!(payload_at_any_split(&medium), [7; 256]);
        let long = [&b"\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"[..], &[7; 65536]].concat();
        assert_eq!(payload(&long, 1000).unwrap(), [7; 65536]);
    }

    #[test]
    fn control_frames_between_fragments_are_skipped() {
        let bytes = b"\x02\x03Hel\x89\x05ping!\x8a\x00\x80\x02lo\x88\x02\x03\xe8";
        assert_eq!(payload_at_any_split(bytes), b"Hello");
    }

    #[test]
    fn messages_keep_their_borders_where_these_count() {
        let bytes = b"\x82\x02ab\x02\x01c\x89\x00\x80\x02de\x82\x00\x82\x02f";
        for step in 1..=bytes.len() {
            let mut socket = WebSocket { upgraded: true, ..WebSocket::new(Protocol::CoapWebSocket) };
            let (mut raw, mut data) = (Vec::new(), Vec::new());
            for piece in bytes.chunks(step) {
                raw.extend_from_slice(piece);
                socket.read(Side::Client, &mut raw, &mut data).unwrap();
            }
            assert_eq!(socket.messages(Side::Client).unwrap(), &[2, 3, 0], "{step} bytes at a time");
            assert_eq!(data, b"abcdef");
        }
        assert_eq!(upgraded().messages(Side::Client), None);
    }

    #[test]
    fn packets_and_frames_need_not_align() {
        let two_in_one = b"\x82\x04\xc0\x00\xc0\x00";
        let one_in_three = b"\x82\x01\xc0\x82\x00\x82\x03\x00\xc0\x00";
        assert_eq!(payload_at_any_split(two_in_one), payload_at_any_split(one_in_three));
    }

    #[test]
    fn frames_that_break_a_rule_are_refused() {
        for (bytes, field) in [
            (&b"\xc2\x00"[..], "RSV"),
            (b"\x80\x00", "opcode"),
            (b"\x02\x00\x82\x00", "opcode"),
            (b"\x81\x00", "opcode"),
            (b"\x83\x00", "opcode"),
            (b"\x8b\x00", "opcode"),
            (b"\x09\x00", "FIN"),
            (b"\x89\x7e\x00\x7e", "Payload length"),
            (b"\x82\x7f\xff\xff\xff\xff\xff\xff\xff\xff", "Payload length"),
        ] {
            for step in 1..=bytes.len() {
                assert_eq!(payload(bytes, step).unwrap_err(), field, "{bytes:x?}");
            }
        }
    }

    /// RFC 7395, section 3.2.
    #[test]
    fn xmpp_is_in_text_frames() {
        let read = |bytes: &[u8]| {
            let mut socket = WebSocket { upgraded: true, ..WebSocket::new(Protocol::XmppWebSocket) };
            let (mut raw, mut data) = (bytes.to_vec(), Vec::new());
            socket
                .read(Side::Client, &mut raw, &mut data)
                .map(|()| data)
                .map_err(|ended| format!("{ended:?}"))
        };
        assert_eq!(read(b"\x01\x02<a\x80\x02/>").unwrap(), b"<a/>");
        for bytes in [&b"\x82\x04<a/>"[..], b"\x01\x02<a\x81\x02/>"] {
            assert!(read(bytes).unwrap_err().contains("opcode"));
        }
    }

    #[test]
    fn what_came_before_a_broken_frame_is_kept() {
        let (mut raw, mut data) = (b"\x82\x02ab\xff".to_vec(), Vec::new());
        raw.push(0);
        assert!(upgraded().read(Side::Server, &mut raw, &mut data).is_err());
        assert_eq!(data, b"ab");
    }

    #[test]
    fn frames_follow_the_response_at_once() {
        let mut raw = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x82\x01a".to_vec();
        let (mut socket, mut data) = (WebSocket::new(Protocol::Mqtt), Vec::new());
        socket.read(Side::Server, &mut raw, &mut data).unwrap();
        assert_eq!(data, b"a");
        let mut refusal = b"HTTP/1.1 404 Not Found\r\n\r\n".to_vec();
        assert!(matches!(
            WebSocket::new(Protocol::Mqtt).read(Side::Server, &mut refusal, &mut data),
            Err(Ended::Refused)
        ));
    }
}
