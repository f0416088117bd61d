//! All UDP datagrams of a capture: which protocol they carry, and the message in each, in bounded memory.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;

use crate::connection::Moment;
use crate::link::Datagram;
use crate::ports::Ports;
use crate::protocol::{Beginning, ErrorObject, Malformed, Protocol, Side, Transport};
use crate::report::{Origin, Report};

/// The most pairs of addresses of which it is still to be found out what they say to each other.
const MAX_FLOWS: usize = 10_000;

/// The most addresses that are known for what they said.
const MAX_SPEAKERS: usize = 10_000;

/// The most bytes that wait until it is known what they are.
const MAX_HELD: usize = 16 << 20;

/// The most datagrams that wait so in one flow.
const MAX_WAITING: usize = 16;

/// What a datagram costs besides its bytes.
const DATAGRAM_COST: usize = 96;

/// Decodes every datagram from or to an address and port that speaks one of our protocols.
///
/// A port stands for a protocol by registry or command line. Any other speaks one from its first answer on: a datagram that
/// answers an earlier one, when all datagrams between the two so far, these included, are messages of that protocol. They wait
/// until then. Where too many wait, those go that are silent for longest.
pub(crate) struct Datagrams<'a> {
    ports: &'a Ports,
    /// Who has answered, in which protocol, and the frame in which it was heard of last.
    speakers: HashMap<SocketAddr, (Protocol, u64)>,
    flows: HashMap<(SocketAddr, SocketAddr), Flow>,
    held: usize,
    limits: Limits,
}

#[derive(Clone, Copy)]
struct Limits {
    flows: usize,
    speakers: usize,
    held: usize,
}

/// What two addresses say to each other, while it is not known what that is.
#[derive(Default)]
struct Flow {
    waiting: Vec<Waiting>,
    /// Something in it was no message of any protocol here.
    foreign: bool,
    /// The frame of its last datagram.
    last: u64,
}

struct Waiting {
    src: SocketAddr,
    dst: SocketAddr,
    at: Moment,
    payload: Vec<u8>,
}

impl<'a> Datagrams<'a> {
    pub(crate) fn new(ports: &'a Ports) -> Self {
        Self::with_limits(ports, Limits { flows: MAX_FLOWS, speakers: MAX_SPEAKERS, held: MAX_HELD })
    }

    fn with_limits(ports: &'a Ports, limits: Limits) -> Self {
        Self { ports, speakers: HashMap::new(), flows: HashMap::new(), held: 0, limits }
    }

    /// Decodes the datagram, or keeps it until it is known what it is.
    pub(crate) fn datagram(
        &mut self,
        datagram: &Datagram<'_>,
        at: Moment,
        report: &mut Report<impl io::Write>,
    ) -> io::Result<()> {
        let key = (datagram.src.min(datagram.dst), datagram.src.max(datagram.dst));
        if let Some(protocol) = self.protocol(datagram, at) {
            self.release(key, protocol, report)?;
            return decode(datagram, protocol, at, report);
        }
        let flow = self.flows.entry(key).or_default();
        flow.last = at.frame;
        if flow.foreign {
            return Ok(());
        }
        let before = flow.held();
        if let Some(protocol) = flow.answered_by(datagram) {
            self.speakers.insert(datagram.src, (protocol, at.frame));
            self.release(key, protocol, report)?;
            decode(datagram, protocol, at, report)?;
        } else {
            flow.push(datagram, at);
            self.held = self.held - before + flow.held();
        }
        self.forget(report)
    }

    /// Decodes what has waited for another flow to say what it is.
    pub(crate) fn finish(mut self, report: &mut Report<impl io::Write>) -> io::Result<()> {
        self.forget_down_to(0, 0, report)
    }

    /// What is known of the datagram's addresses.
    fn protocol(&mut self, datagram: &Datagram<'_>, at: Moment) -> Option<Protocol> {
        let ends = [datagram.dst, datagram.src];
        let by_port = ends.iter().find_map(|addr| self.ports.protocol(addr.port(), Transport::Udp));
        by_port.or_else(|| {
            let speaker = ends.iter().find(|addr| self.speakers.contains_key(*addr))?;
            let (protocol, last) = self.speakers.get_mut(speaker)?;
            *last = at.frame;
            Some(*protocol)
        })
    }

    /// Decodes what has waited in a flow of which it is known now what it is.
    fn release(
        &mut self,
        key: (SocketAddr, SocketAddr),
        protocol: Protocol,
        report: &mut Report<impl io::Write>,
    ) -> io::Result<()> {
        let Some(flow) = self.flows.remove(&key) else { return Ok(()) };
        self.held -= flow.held();
        for Waiting { src, dst, at, payload } in flow.waiting {
            let datagram = Datagram { src, dst, payload: &payload, missing: 0 };
            decode(&datagram, protocol, at, report)?;
        }
        Ok(())
    }

    /// Halves whatever there is too much of, and only that.
    fn forget(&mut self, report: &mut Report<impl io::Write>) -> io::Result<()> {
        let Limits { flows, speakers, held } = self.limits;
        if self.flows.len() > flows {
            self.forget_down_to(flows / 2, held, report)?;
        }
        if self.held > held {
            self.forget_down_to(flows, held / 2, report)?;
        }
        if self.speakers.len() > speakers {
            let mut last: Vec<_> = self.speakers.values().map(|(_, last)| *last).collect();
            last.sort_unstable();
            let middle = last.get(last.len() / 2).copied().unwrap_or_default();
            self.speakers.retain(|_, (_, last)| *last > middle);
        }
        Ok(())
    }

    /// Ends flows, foreign ones first, and then those that were silent for longest. Foreign ones hold nothing: they stay where
    /// only bytes are too many, or else they would be asked again, and counted again.
    fn forget_down_to(
        &mut self,
        count: usize,
        held: usize,
        report: &mut Report<impl io::Write>,
    ) -> io::Result<()> {
        let mut by_rank: Vec<_> =
            self.flows.iter().map(|(key, flow)| (!flow.foreign, flow.last, *key)).collect();
        by_rank.sort_unstable();
        for (holds_bytes, _, key) in by_rank {
            let is_too_much = self.flows.len() > count || (holds_bytes && self.held > held);
            if !is_too_much {
                continue;
            }
            match [key.0, key.1].iter().find_map(|addr| self.speakers.get(addr)) {
                Some(&(protocol, _)) => self.release(key, protocol, report)?,
                None => {
                    self.held -= self.flows.remove(&key).map_or(0, |flow| flow.held());
                    report.foreign();
                }
            }
        }
        Ok(())
    }
}

impl Flow {
    /// The protocol in which the datagram answers one that waits.
    fn answered_by(&self, datagram: &Datagram<'_>) -> Option<Protocol> {
        let before = self.waiting.iter().filter(|waiting| waiting.src == datagram.dst);
        let mut protocols =
            before.filter_map(|waiting| Protocol::of_exchange(&waiting.payload, datagram.payload));
        protocols.next().filter(|_| datagram.missing == 0)
    }

    /// Keeps the datagram, if it may be a message at all.
    fn push(&mut self, datagram: &Datagram<'_>, at: Moment) {
        let &Datagram { src, dst, payload, missing } = datagram;
        if missing > 0 || self.waiting.len() == MAX_WAITING || !Protocol::may_be_datagram(payload) {
            self.foreign = true;
            self.waiting = Vec::new();
            return;
        }
        self.waiting.push(Waiting { src, dst, at, payload: payload.to_vec() });
    }

    fn held(&self) -> usize {
        self.waiting.iter().map(|waiting| waiting.payload.len() + DATAGRAM_COST).sum()
    }
}

/// Reports the message in a datagram.
fn decode(
    datagram: &Datagram<'_>,
    protocol: Protocol,
    at: Moment,
    report: &mut Report<impl io::Write>,
) -> io::Result<()> {
    let &Datagram { src, dst, payload, missing } = datagram;
    let origin = Origin::new(at, src, dst);
    if missing > 0 {
        let text = format!("{missing} bytes of the datagram are missing from the capture");
        let (kind, offset) = ("Lost".to_owned(), payload.len() as u64);
        let error = ErrorObject { kind, offset, field: "UDP datagram", text };
        return report.lost(&origin, protocol, &Malformed { message_kind: None, len: payload.len(), error });
    }
    let mut input = payload;
    match protocol.conversation(report.detail(), Beginning::Unknown).next(Side::Client, &mut input) {
        Ok(Some(message)) => report.message(&origin, protocol, message),
        Ok(None) => Ok(()),
        Err(malformed) => report.malformed(&origin, protocol, &malformed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Format;

    const GET: &[u8] = b"\x41\x01\x00\x01\x4a";
    const CONTENT: &[u8] = b"\x61\x45\x00\x01\x4a";

    /// The clients' ports count from 0; the server's is 9999.
    fn ask(client: u16, payload: &[u8]) -> Datagram<'_> {
        let (src, dst) = (SocketAddr::from(([10, 0, 0, 1], client)), SocketAddr::from(([10, 0, 0, 2], 9999)));
        Datagram { src, dst, payload, missing: 0 }
    }

    fn answer(client: u16, payload: &[u8]) -> Datagram<'_> {
        let Datagram { src, dst, .. } = ask(client, payload);
        Datagram { src: dst, dst: src, payload, missing: 0 }
    }

    /// What is printed of these datagrams, and the most flows, speakers and bytes that were kept.
    fn run<'a>(limits: Limits, datagrams: impl IntoIterator<Item = Datagram<'a>>) -> (String, [usize; 3]) {
        let (ports, mut out, mut most) = (Ports::default(), Vec::new(), [0; 3]);
        let mut report = Report::new(&mut out, Format::Lines);
        let mut table = Datagrams::with_limits(&ports, limits);
        for (frame, datagram) in (1..).zip(datagrams) {
            table.datagram(&datagram, Moment { frame, time: 0.0 }, &mut report).unwrap();
            let held: usize = table.flows.values().map(Flow::held).sum();
            assert_eq!(held, table.held);
            let now = [table.flows.len(), table.speakers.len(), held];
            most = std::array::from_fn(|at| now[at].max(most[at]));
        }
        table.finish(&mut report).unwrap();
        report.finish().unwrap();
        (String::from_utf8(out).unwrap(), most)
    }

    const FEW: Limits = Limits { flows: 10, speakers: 10, held: 1000 };

    #[test]
    fn what_waits_for_an_answer_is_bounded() {
        let (out, most) = run(FEW, (0..1000).map(|client| ask(client, GET)));
        assert!(most[0] <= 10 && most[2] <= 1000, "{most:?}");
        assert!(out.contains("connections not recognised: 1000 ("), "{out}");

        let long = [GET, b"\xff", &[0; 600]].concat();
        let (_, most) = run(FEW, (0..1000).map(|client| ask(client % 3, &long)));
        assert!(most[2] <= 1000, "{most:?}");
    }

    #[test]
    fn in_one_flow_only_so_many_wait() {
        for (count, is_known) in [(MAX_WAITING, true), (MAX_WAITING + 1, false)] {
            let limits = Limits { held: MAX_HELD, ..FEW };
            let questions = (0..count).map(|_| ask(1, GET));
            let (out, _) = run(limits, questions.chain([answer(1, CONTENT)]));
            assert_eq!(out.matches("GET").count(), if is_known { count } else { 0 });
        }
    }

    #[test]
    fn flows_of_something_else_go_first() {
        let foreign = (2..9).map(|client| ask(client, b"something else"));
        let others = (9..14).map(|client| ask(client, GET));
        let (out, _) =
            run(FEW, [ask(1, GET)].into_iter().chain(foreign).chain(others).chain([answer(1, CONTENT)]));
        assert!(out.contains("10.0.0.2:9999 > 10.0.0.1:1  coap  ACK 2.05"), "{out}");
    }

    #[test]
    fn what_is_something_else_stays_so_where_bytes_are_too_many() {
        let long = [GET, b"\xff", &[0; 300]].concat();
        let datagrams = [ask(0, b"something else"), ask(1, &long), ask(2, &long), ask(3, &long)];
        let (out, _) = run(FEW, datagrams.into_iter().chain([ask(0, GET), answer(0, CONTENT)]));
        assert!(out.contains("connections not recognised: 4 (") && !out.contains("coap"), "{out}");
    }

    #[test]
    fn where_bytes_are_too_many_what_holds_few_goes_on() {
        let long = [GET, b"\xff", &[0; 600]].concat();
        let datagrams = [ask(0, &long), ask(1, GET), ask(2, GET), ask(3, GET), answer(1, CONTENT)];
        let (out, most) = run(Limits { flows: 4, ..FEW }, datagrams);
        assert!(out.contains("connections not recognised: 1 ("), "{out}");
        assert_eq!((out.matches("GET").count(), most[0]), (3, 3));
    }

    #[test]
    fn where_flows_are_too_many_bytes_are_not() {
        let long = [GET, b"\xff", &[0; 300]].concat();
        let clients = (0..4).map(|client| ask(client, GET));
        let (out, _) = run(Limits { flows: 4, ..FEW }, clients.chain([ask(4, &long), answer(3, CONTENT)]));
        assert!(out.contains("connections not recognised: 3 ("), "{out}");
    }

    #[test]
    fn of_unanswered_flows_those_that_were_silent_for_longest_go_first() {
        let (limits, clients) = (Limits { held: MAX_HELD, ..FEW }, (0..10).chain([0, 10]));
        let (out, _) = run(limits, clients.map(|client| ask(client, GET)).chain([answer(0, CONTENT)]));
        let kept = |client: &u16| out.contains(&format!("10.0.0.1:{client} > 10.0.0.2:9999  coap  CON GET"));
        assert_eq!((0..=10).filter(kept).collect::<Vec<_>>(), [0, 7, 8, 9, 10], "{out}");
    }

    #[test]
    fn who_was_silent_for_longest_is_forgotten() {
        let swap = |Datagram { src, dst, payload, .. }| Datagram { src: dst, dst: src, payload, missing: 0 };
        let exchange = |server| [swap(ask(server, GET)), swap(answer(server, CONTENT))];
        let mut datagrams: Vec<_> = (0..10).flat_map(exchange).collect();
        datagrams.push(swap(ask(0, GET)));
        datagrams.extend(exchange(10));
        datagrams.extend([swap(ask(0, b"")), swap(ask(1, b""))]);
        let (out, most) = run(FEW, datagrams);
        assert_eq!(most[1], 10);
        assert_eq!(out.matches("MALFORMED").count(), 1);
        assert!(out.contains("> 10.0.0.1:0  coap  MALFORMED"), "{out}");
    }
}
