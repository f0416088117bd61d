//! One TCP connection: which protocol it speaks, and the messages in its two directions.

use std::io;
use std::net::SocketAddr;

use crate::carrier::{Carrier, Ended};
use crate::http::{self, Http, Request};
use crate::link::Segment;
use crate::ports::Ports;
use crate::protocol::{Beginning, Conversation, ErrorObject, Malformed, Opening, Protocol, Side, Transport};
use crate::report::{Origin, Report};
use crate::tcp::{MAX_PENDING, Reassembly};
use crate::websocket::WebSocket;

/// How many bytes a server may send before its client says what the protocol is.
const MAX_UNCLEAR: usize = 64 << 10;

/// The number and the time of the frame that is being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub(crate) frame: u64,
    /// In seconds, since the capture's first frame.
    pub(crate) time: f64,
}

/// Both directions of a connection.
pub(crate) struct Connection {
    client: SocketAddr,
    server: SocketAddr,
    /// The capture has the connection's beginning.
    from_start: bool,
    from_client: Half,
    from_server: Half,
    stage: Stage,
    /// When its last segment came.
    last: Moment,
    /// A side has closed or reset it.
    ended: bool,
}

/// How little is lost with a connection that is forgotten.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Worth {
    /// Nothing more can be decoded, or nothing more will come.
    Over,
    /// Nothing says yet that it is one of ours.
    Unclear,
    Live,
}

/// The bytes of one direction.
#[derive(Debug, Default)]
struct Half {
    tcp: Reassembly,
    /// In order, as TCP carries them.
    raw: Vec<u8>,
    /// The protocol's own, without what is not a whole message before it.
    data: Vec<u8>,
    /// Nothing can be decoded any more.
    stopped: bool,
    /// It is in TLS, or compressed, from here on.
    is_opaque: bool,
    /// Some of that was there.
    has_opaque: bool,
}

enum Stage {
    /// Too little is known to say which protocol it is.
    Unclear,
    /// Not one of ours.
    Foreign,
    Known {
        protocol: Protocol,
        carrier: Option<Carrier>,
        conversation: Box<dyn Conversation>,
    },
}

impl Connection {
    /// A connection whose first segment in the capture is this one.
    pub(crate) fn new(first: &Segment<'_>, ports: &Ports, at: Moment) -> Self {
        let transports = [Transport::Tcp, Transport::WebSocket, Transport::Http];
        let by_port =
            |addr: SocketAddr| transports.iter().any(|&over| ports.protocol(addr.port(), over).is_some());
        let from_server = if first.syn { first.ack } else { by_port(first.src) && !by_port(first.dst) };
        let (client, server) = if from_server { (first.dst, first.src) } else { (first.src, first.dst) };
        Self {
            client,
            server,
            from_start: first.syn,
            from_client: Half::default(),
            from_server: Half::default(),
            stage: Stage::Unclear,
            last: at,
            ended: false,
        }
    }

    /// Takes note of a SYN. `false`: it begins another connection between the same ports.
    pub(crate) fn start(&mut self, segment: &Segment<'_>) -> bool {
        let side = self.side(segment.src);
        self.half(side).tcp.start(segment.seq)
    }

    /// Takes note that a side closes or resets it.
    pub(crate) const fn end(&mut self) {
        self.ended = true;
    }

    /// How far the segment is from what comes next on its side.
    pub(crate) fn distance(&self, segment: &Segment<'_>) -> Option<u64> {
        let half = if segment.src == self.client { &self.from_client } else { &self.from_server };
        half.tcp.distance(segment.seq)
    }

    /// What counts when one has to go, the least first: its worth, then the frame of its last segment.
    pub(crate) const fn rank(&self) -> (Worth, u64) {
        let worth = match self.stage {
            _ if self.ended || self.from_client.stopped && self.from_server.stopped => Worth::Over,
            Stage::Foreign => Worth::Over,
            Stage::Unclear => Worth::Unclear,
            Stage::Known { .. } => Worth::Live,
        };
        (worth, self.last.frame)
    }

    /// Decodes what the segment completes.
    pub(crate) fn segment(
        &mut self,
        segment: &Segment<'_>,
        at: Moment,
        ports: &Ports,
        report: &mut Report<impl io::Write>,
    ) -> io::Result<()> {
        self.last = at;
        let side = self.side(segment.src);
        let is_foreign = matches!(self.stage, Stage::Foreign);
        let half = self.half(side);
        half.has_opaque |= half.is_opaque && !segment.payload.is_empty();
        if half.stopped || is_foreign {
            return Ok(());
        }
        half.tcp.push(segment.seq.wrapping_add(u32::from(segment.syn)), segment.payload, &mut half.raw);
        let too_much_waits = half.tcp.pending_len() > MAX_PENDING;
        self.decode(side, ports, report)?;
        if !too_much_waits {
            return Ok(());
        }
        self.settle(ports, report)?;
        self.give_up(side, report)
    }

    /// Says what is missing or left over at the end of the capture.
    pub(crate) fn finish(mut self, ports: &Ports, report: &mut Report<impl io::Write>) -> io::Result<()> {
        self.settle(ports, report)?;
        for side in [Side::Client, Side::Server] {
            self.messages(side, report)?;
            self.give_up(side, report)?;
            let half = self.half(side);
            let unfinished = half.len();
            half.stop();
            if let Stage::Known { protocol, .. } = self.stage {
                report.unfinished(protocol, unfinished);
            }
        }
        match &self.stage {
            Stage::Foreign => report.foreign(),
            Stage::Known { conversation, .. } => {
                if conversation.is_guess() {
                    report.guessed();
                }
                if self.from_client.has_opaque || self.from_server.has_opaque {
                    report.opaque();
                }
            }
            Stage::Unclear => {}
        }
        Ok(())
    }

    /// Drops the bytes that wait in it, and what follows them.
    pub(crate) fn shed(&mut self, ports: &Ports, report: &mut Report<impl io::Write>) -> io::Result<()> {
        self.settle(ports, report)?;
        for side in [Side::Client, Side::Server] {
            if self.half(side).held() > 0 {
                self.lose(
                    side,
                    "too many bytes wait at once; these and what follows are not decoded",
                    report,
                )?;
            }
        }
        Ok(())
    }

    /// As at the end of the capture, but this is not the connection's end.
    pub(crate) fn forget(mut self, ports: &Ports, report: &mut Report<impl io::Write>) -> io::Result<()> {
        self.settle(ports, report)?;
        if self.rank().0 == Worth::Live {
            let text = "too many connections at once; what follows is taken for another connection";
            self.lose(Side::Client, text, report)?;
        }
        self.finish(ports, report)
    }

    /// How many bytes the connection has room for, which is what it costs.
    pub(crate) fn held(&self) -> usize {
        [&self.from_client, &self.from_server].map(Half::held).iter().sum()
    }

    fn side(&self, src: SocketAddr) -> Side {
        if src == self.client { Side::Client } else { Side::Server }
    }

    fn half(&mut self, side: Side) -> &mut Half {
        match side {
            Side::Client => &mut self.from_client,
            Side::Server => &mut self.from_server,
        }
    }

    fn decode(&mut self, side: Side, ports: &Ports, report: &mut Report<impl io::Write>) -> io::Result<()> {
        if matches!(self.stage, Stage::Unclear) {
            match self.recognise(ports, report) {
                Stage::Foreign => self.disown(),
                stage => self.stage = stage,
            }
        } else if side == Side::Server || !self.holds_back() {
            return self.messages(side, report);
        }
        self.messages(Side::Client, report)?;
        self.messages(Side::Server, report)
    }

    /// Decides by the port alone, where the client's first bytes will not come any more.
    fn settle(&mut self, ports: &Ports, report: &mut Report<impl io::Write>) -> io::Result<()> {
        if !matches!(self.stage, Stage::Unclear) || self.held() == 0 {
            return Ok(());
        }
        let Some(protocol) = ports.protocol(self.server.port(), Transport::Tcp) else {
            self.disown();
            return Ok(());
        };
        self.stage = self.known(protocol, None, report);
        self.messages(Side::Client, report)?;
        self.messages(Side::Server, report)
    }

    /// Finds out what the connection carries, by the client's first bytes if they are in the capture.
    fn recognise(&mut self, ports: &Ports, report: &Report<impl io::Write>) -> Stage {
        let port = self.server.port();
        let known = |protocol| self.known(protocol, None, report);
        let tcp = |protocol: Option<Protocol>| protocol.map_or(Stage::Foreign, known);
        let by_port = || tcp(ports.protocol(port, Transport::Tcp));
        let waits = self.from_server.len() <= MAX_UNCLEAR;
        let first = &self.from_client.raw;
        if first.is_empty() {
            return match Protocol::of_greeting(&self.from_server.raw) {
                _ if !self.from_start => by_port(),
                Some(protocol) => tcp(ports.assigned(port, Transport::Tcp).or(Some(protocol))),
                None if waits => Stage::Unclear,
                None => by_port(),
            };
        }
        match Protocol::of_opening(first) {
            Opening::Http => match Request::read(first) {
                Request::Unclear if waits => Stage::Unclear,
                Request::Unclear | Request::Other => Stage::Foreign,
                Request::Post => {
                    let content = || Protocol::of_content(&http::first_content(first));
                    let protocol =
                        match ports.protocol(port, Transport::Http).map_or_else(content, Opening::Protocol) {
                            Opening::Unclear if waits && first.len() < http::MAX_FIRST => {
                                return Stage::Unclear;
                            }
                            Opening::Protocol(protocol) => protocol,
                            _ => return Stage::Foreign,
                        };
                    self.known(protocol, Some(Carrier::Http(Http::new())), report)
                }
                Request::WebSocket { len, subprotocols } => {
                    let named = subprotocols.iter().find_map(|name| Protocol::of_subprotocol(name));
                    let Some(protocol) = ports.assigned(port, Transport::WebSocket).or(named) else {
                        return Stage::Foreign;
                    };
                    self.from_client.raw.drain(..len);
                    self.known(protocol, Some(Carrier::WebSocket(WebSocket::new(protocol))), report)
                }
            },
            Opening::Unclear if waits => Stage::Unclear,
            Opening::Protocol(protocol) => tcp(ports.assigned(port, Transport::Tcp).or(Some(protocol))),
            Opening::Foreign => tcp(ports.assigned(port, Transport::Tcp)),
            Opening::Unclear | Opening::Unknown => by_port(),
        }
    }

    fn known(&self, protocol: Protocol, carrier: Option<Carrier>, report: &Report<impl io::Write>) -> Stage {
        let beginning =
            if self.from_start || carrier.is_some() { Beginning::Here } else { Beginning::Unknown };
        Stage::Known { protocol, carrier, conversation: protocol.conversation(report.detail(), beginning) }
    }

    /// Whether the server's bytes wait for what its client has begun to say.
    fn holds_back(&self) -> bool {
        let Stage::Known { conversation, .. } = &self.stage else { return false };
        conversation.awaits_client() && !self.from_client.stopped && self.from_server.len() <= MAX_UNCLEAR
    }

    /// Reports the whole messages of one direction.
    fn messages(&mut self, side: Side, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let holds_back = self.holds_back();
        let (origin, half) = match side {
            Side::Client => (Origin::new(self.last, self.client, self.server), &mut self.from_client),
            Side::Server if holds_back => return Ok(()),
            Side::Server => (Origin::new(self.last, self.server, self.client), &mut self.from_server),
        };
        let Stage::Known { protocol, carrier, conversation } = &mut self.stage else { return Ok(()) };
        if half.stopped {
            return Ok(());
        }
        let carried = match carrier {
            Some(carrier) => carrier.read(side, &mut half.raw, &mut half.data),
            None if half.data.is_empty() => {
                std::mem::swap(&mut half.data, &mut half.raw);
                Ok(())
            }
            None => {
                half.data.append(&mut half.raw);
                Ok(())
            }
        };
        let mut input = &half.data[..];
        let ended = loop {
            let Some(front) = next(carrier.as_mut(), side, input) else { break carried.err() };
            let mut rest = front;
            let decoded = conversation.next(side, &mut rest);
            if protocol.comes_whole() {
                rest = &[];
            }
            input = input.get(front.len() - rest.len()..).unwrap_or_default();
            match decoded {
                Ok(Some(message)) => report.message(&origin, *protocol, message)?,
                Ok(None) if conversation.is_opaque(side) => {}
                Ok(None) => break carried.err(),
                Err(malformed) if protocol.stands_alone() => {
                    report.malformed(&origin, *protocol, &malformed)?;
                }
                Err(malformed) => break Some(Ended::Malformed(malformed)),
            }
            if conversation.is_opaque(side) {
                break Some(Ended::Opaque);
            }
        };
        let consumed = half.data.len() - input.len();
        half.data.drain(..consumed);
        half.trim();
        match ended {
            None => Ok(()),
            Some(Ended::Refused) => {
                self.disown();
                Ok(())
            }
            Some(Ended::Opaque) => {
                half.is_opaque = true;
                half.has_opaque = half.len() > 0;
                half.stop();
                Ok(())
            }
            Some(Ended::Malformed(malformed)) => {
                half.stop();
                report.malformed(&origin, *protocol, &malformed)
            }
        }
    }

    /// Drops the bytes of a connection that is not ours.
    fn disown(&mut self) {
        self.stage = Stage::Foreign;
        self.from_client.stop();
        self.from_server.stop();
    }

    /// Says that segments are missing, if later ones wait for them, and ends the direction.
    fn give_up(&mut self, side: Side, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let Some(missing) = self.half(side).tcp.missing() else { return Ok(()) };
        let text = format!("{missing} bytes are missing from the capture; what follows them is not decoded");
        self.lose(side, &text, report)
    }

    /// Ends the direction, and says why.
    fn lose(&mut self, side: Side, why: &str, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let origin = match side {
            Side::Client => Origin::new(self.last, self.client, self.server),
            Side::Server => Origin::new(self.last, self.server, self.client),
        };
        let half = self.half(side);
        let len = half.len();
        half.stop();
        let Stage::Known { protocol, .. } = self.stage else { return Ok(()) };
        let (kind, text) = ("Lost".to_owned(), why.to_owned());
        let error = ErrorObject { kind, offset: len as u64, field: "TCP segment", text };
        report.lost(&origin, protocol, &Malformed { message_kind: None, len, error })
    }
}

/// What of `input` the conversation sees next: all of a stream, or one message of what carries it.
fn next<'a>(carrier: Option<&mut Carrier>, side: Side, input: &'a [u8]) -> Option<&'a [u8]> {
    match carrier.and_then(|carrier| carrier.messages(side)) {
        Some(lens) => input.get(..lens.pop_front()?),
        None => Some(input),
    }
}

impl Half {
    /// Bytes in order that are no whole message.
    fn len(&self) -> usize {
        self.raw.len() + self.data.len()
    }

    fn held(&self) -> usize {
        self.raw.capacity() + self.data.capacity() + self.tcp.pending_len()
    }

    /// Gives back the room of bytes that were consumed, once it is most of the room.
    fn trim(&mut self) {
        for bytes in [&mut self.raw, &mut self.data] {
            if bytes.capacity() > 4 * bytes.len() {
                bytes.shrink_to(2 * bytes.len());
            }
        }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.raw = Vec::new();
        self.data = Vec::new();
        self.tcp.discard();
    }
}
