//! Frames and messages taken apart by hand, as far as the workloads have them: what the peers are checked against, and
//! the least that reading costs.

use super::{
    read::{Fields, Reader, at_most, is_binary, is_list, is_string, is_symbol, is_ulong},
    visit::{Kind, Shape, Visit},
};

/// Goes once through a frame, and stores nothing. All is checked but that the keys of a map differ.
#[inline]
pub(super) fn frame(frame: &[u8], visit: &mut impl Visit) -> Option<()> {
    let (&[s0, s1, s2, s3, doff, frame_type, high, low], _) = frame.split_first_chunk()?;
    let size = u32::from_be_bytes([s0, s1, s2, s3]);
    if usize::try_from(size) != Ok(frame.len()) || doff < 2 || frame_type != 0 {
        return None;
    }
    let mut body = Reader(frame.get(usize::from(doff) * 4..)?);
    visit.number(Kind::Ushort, u16::from_be_bytes([high, low]).into());
    if body.0.is_empty() {
        return Some(());
    }
    visit.open(Shape::Described);
    let code = body.descriptor()?;
    visit.number(Kind::Ulong, code);
    let fields = body.fields()?;
    match code {
        0x10 => open(fields, visit)?,
        0x12 => attach(fields, visit)?,
        0x13 => flow(fields, visit)?,
        0x14 => transfer(fields, visit)?,
        0x15 => disposition(fields, visit)?,
        _ => return None,
    }
    visit.close();
    match code {
        0x14 => visit.binary(body.0),
        _ => body.end()?,
    }
    Some(())
}

/// As [`frame`], a message.
#[inline]
pub(super) fn message(message: &[u8], visit: &mut impl Visit) -> Option<()> {
    let mut rest = Reader(message);
    let mut last = 0;
    while !rest.0.is_empty() {
        visit.open(Shape::Described);
        let code = rest.descriptor()?;
        visit.number(Kind::Ulong, code);
        let repeats = code == last && matches!(code, 0x75 | 0x76);
        let is_second_body = matches!((last, code), (0x75, 0x76 | 0x77) | (0x76, 0x77));
        if code <= last && !repeats || is_second_body {
            return None;
        }
        last = code;
        section(code, &mut rest, visit)?;
        visit.close();
    }
    Some(())
}

#[inline]
fn section(code: u64, rest: &mut Reader<'_>, visit: &mut impl Visit) -> Option<()> {
    match code {
        0x70 => header(rest.fields()?, visit),
        0x73 => properties(rest.fields()?, visit),
        _ => {
            let constructor = rest.byte()?;
            match code {
                0x71 | 0x72 | 0x78 => rest.map(constructor, is_annotation_key, |_| true, 0, visit),
                0x74 => rest.map(constructor, is_string, is_simple, 0, visit),
                0x75 => is_binary(constructor).then(|| rest.value(constructor, 0, visit))?,
                0x76 => is_list(constructor).then(|| rest.value(constructor, 0, visit))?,
                0x77 => rest.value(constructor, 0, visit),
                _ => None,
            }
        }
    }
}

#[inline]
fn open(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.string(fields.string()??);
    visit.field(fields.string()?, Visit::string);
    visit.uint(fields.uint()?.unwrap_or(u32::MAX));
    visit.number(Kind::Ushort, fields.ushort()?.unwrap_or(u16::MAX).into());
    visit.field(fields.uint()?, Visit::uint);
    fields.symbols(visit)?;
    fields.symbols(visit)?;
    fields.symbols(visit)?;
    fields.symbols(visit)?;
    fields.map(is_symbol, visit)?;
    fields.end()
}

#[inline]
fn attach(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.string(fields.string()??);
    visit.uint(fields.uint()??);
    let is_receiver = fields.flag()??;
    visit.flag(is_receiver);
    visit.number(Kind::Ubyte, at_most(2, fields.ubyte()?.unwrap_or(2))?.into());
    visit.number(Kind::Ubyte, at_most(1, fields.ubyte()?.unwrap_or(0))?.into());
    fields.described(visit, |code, fields, visit| {
        (code == 0x28).then_some(())?;
        source(fields, visit)
    })?;
    fields.described(visit, |code, fields, visit| {
        (code == 0x29).then_some(())?;
        target(fields, visit)
    })?;
    fields.map(is_binary, visit)?;
    visit.flag(fields.flag()?.unwrap_or(false));
    let initial_delivery_count = fields.uint()?;
    if !is_receiver && initial_delivery_count.is_none() {
        return None;
    }
    visit.field(initial_delivery_count, Visit::uint);
    visit.field(fields.ulong()?, |visit, size| visit.number(Kind::Ulong, size));
    fields.symbols(visit)?;
    fields.symbols(visit)?;
    fields.map(is_symbol, visit)?;
    fields.end()
}

#[inline]
fn source(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.field(fields.string()?, Visit::string);
    visit.uint(at_most(2, fields.uint()?.unwrap_or(0))?);
    visit.number(Kind::Symbol, expiry_policy(fields.symbol()?)?);
    visit.uint(fields.uint()?.unwrap_or(0));
    visit.flag(fields.flag()?.unwrap_or(false));
    fields.map(is_symbol, visit)?;
    let mode = match fields.symbol()? {
        None => None,
        Some("move") => Some(0),
        Some("copy") => Some(1),
        Some(_) => return None,
    };
    visit.field(mode, |visit, mode| visit.number(Kind::Symbol, mode));
    fields.map(is_symbol, visit)?;
    fields.described(visit, delivery_state)?;
    fields.symbols(visit)?;
    fields.symbols(visit)?;
    fields.end()
}

#[inline]
fn target(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.field(fields.string()?, Visit::string);
    visit.uint(at_most(2, fields.uint()?.unwrap_or(0))?);
    visit.number(Kind::Symbol, expiry_policy(fields.symbol()?)?);
    visit.uint(fields.uint()?.unwrap_or(0));
    visit.flag(fields.flag()?.unwrap_or(false));
    fields.map(is_symbol, visit)?;
    fields.symbols(visit)?;
    fields.end()
}

#[inline]
fn flow(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.field(fields.uint()?, Visit::uint);
    visit.uint(fields.uint()??);
    visit.uint(fields.uint()??);
    visit.uint(fields.uint()??);
    visit.field(fields.uint()?, Visit::uint);
    visit.field(fields.uint()?, Visit::uint);
    visit.field(fields.uint()?, Visit::uint);
    visit.field(fields.uint()?, Visit::uint);
    visit.flag(fields.flag()?.unwrap_or(false));
    visit.flag(fields.flag()?.unwrap_or(false));
    fields.map(is_symbol, visit)?;
    fields.end()
}

#[inline]
fn transfer(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.uint(fields.uint()??);
    visit.field(fields.uint()?, Visit::uint);
    let tag = fields.binary()?;
    if tag.is_some_and(|tag| tag.len() > 32) {
        return None;
    }
    visit.field(tag, Visit::binary);
    visit.field(fields.uint()?, Visit::uint);
    visit.field(fields.flag()?, Visit::flag);
    visit.flag(fields.flag()?.unwrap_or(false));
    let mode = fields.ubyte()?;
    at_most(1, mode.unwrap_or(0))?;
    visit.field(mode, |visit, mode| visit.number(Kind::Ubyte, mode.into()));
    fields.described(visit, delivery_state)?;
    visit.flag(fields.flag()?.unwrap_or(false));
    visit.flag(fields.flag()?.unwrap_or(false));
    visit.flag(fields.flag()?.unwrap_or(false));
    fields.end()
}

#[inline]
fn disposition(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.flag(fields.flag()??);
    visit.uint(fields.uint()??);
    visit.field(fields.uint()?, Visit::uint);
    visit.flag(fields.flag()?.unwrap_or(false));
    fields.described(visit, delivery_state)?;
    visit.flag(fields.flag()?.unwrap_or(false));
    fields.end()
}

/// There is none but accepted.
#[inline]
fn delivery_state(code: u64, fields: Fields<'_>, _: &mut impl Visit) -> Option<()> {
    (code == 0x24).then_some(())?;
    fields.end()
}

#[inline]
fn expiry_policy(policy: Option<&str>) -> Option<u64> {
    match policy {
        Some("link-detach") => Some(0),
        None | Some("session-end") => Some(1),
        Some("connection-close") => Some(2),
        Some("never") => Some(3),
        Some(_) => None,
    }
}

#[inline]
fn header(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.flag(fields.flag()?.unwrap_or(false));
    visit.number(Kind::Ubyte, fields.ubyte()?.unwrap_or(4).into());
    visit.field(fields.uint()?, Visit::uint);
    visit.flag(fields.flag()?.unwrap_or(false));
    visit.uint(fields.uint()?.unwrap_or(0));
    fields.end()
}

#[inline]
fn properties(mut fields: Fields<'_>, visit: &mut impl Visit) -> Option<()> {
    fields.one_of(is_message_id, visit)?;
    visit.field(fields.binary()?, Visit::binary);
    visit.field(fields.string()?, Visit::string);
    visit.field(fields.string()?, Visit::string);
    visit.field(fields.string()?, Visit::string);
    fields.one_of(is_message_id, visit)?;
    visit.field(fields.symbol()?, Visit::symbol);
    visit.field(fields.symbol()?, Visit::symbol);
    fields.one_of(|constructor| constructor == 0x83, visit)?;
    fields.one_of(|constructor| constructor == 0x83, visit)?;
    visit.field(fields.string()?, Visit::string);
    visit.field(fields.uint()?, Visit::uint);
    visit.field(fields.string()?, Visit::string);
    fields.end()
}

fn is_annotation_key(constructor: u8) -> bool {
    is_symbol(constructor) || is_ulong(constructor)
}

fn is_message_id(constructor: u8) -> bool {
    is_ulong(constructor) || is_binary(constructor) || is_string(constructor) || constructor == 0x98
}

/// Neither list, map nor array.
fn is_simple(constructor: u8) -> bool {
    constructor < 0xc0 && constructor != 0x45
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            loads,
            visit::{Collect, Seen, Seen::*},
        },
        Kind::*,
        Shape::*,
        *,
    };

    fn frame_seen(row: &str) -> Option<Vec<Seen>> {
        let mut collect = Collect::default();
        frame(&unit(row), &mut collect).map(|()| collect.finish())
    }

    fn message_seen(row: &str) -> Option<Vec<Seen>> {
        let mut collect = Collect::default();
        message(&unit(row), &mut collect).map(|()| collect.finish())
    }

    fn unit(row: &str) -> Vec<u8> {
        let load = loads().into_iter().find(|load| load.row == row).expect("there is such a row");
        load.units().next().expect("there is a unit").to_vec()
    }

    fn text(text: &str) -> Seen {
        Text(String, text.to_owned())
    }

    fn symbol(symbol: &str) -> Seen {
        Text(Symbol, symbol.to_owned())
    }

    fn flag(flag: bool) -> Seen {
        Number(Boolean, flag.into())
    }

    /// Every seventh octet from 3 on: the payloads of the workloads.
    fn octets(len: usize) -> Seen {
        Bytes(Binary, (0..len).map(|index| (3 + 7 * index) as u8).collect())
    }

    #[test]
    fn row_a_is_an_open_frame_with_every_kind_of_field() {
        let fields = vec![
            Number(Ulong, 0x10),
            text("container-0123456789"),
            text("broker.example.org"),
            Number(Uint, 65_536),
            Number(Ushort, 1023),
            Number(Uint, 30_000),
            Absent,
            Absent,
            Inside(
                Array,
                ["sole-connection-for-container", "DELAYED_DELIVERY", "SHARED-SUBS", "ANONYMOUS-RELAY"]
                    .map(symbol)
                    .to_vec(),
            ),
            Absent,
            Inside(
                Map,
                vec![
                    symbol("platform"),
                    text("linux-x86_64"),
                    symbol("product"),
                    text("amqp-frames"),
                    symbol("version"),
                    text("0.1.0"),
                ],
            ),
        ];
        assert_eq!(frame_seen("a"), Some(vec![Number(Ushort, 0), Inside(Described, fields)]));
    }

    #[test]
    fn row_b_is_an_attach_frame_with_a_described_filter() {
        let filter = vec![
            symbol("apache.org:selector-filter:string"),
            Inside(Described, vec![Number(Ulong, 0x468c_0000_0004), text("colour = 'green' AND size > 10")]),
        ];
        let outcomes =
            ["amqp:accepted:list", "amqp:rejected:list", "amqp:released:list", "amqp:modified:list"];
        let source = vec![
            Number(Ulong, 0x28),
            text("queue://orders.inbound"),
            Number(Uint, 1),
            Number(Symbol, 1),
            Number(Uint, 60),
            flag(false),
            Absent,
            Number(Symbol, 0),
            Inside(Map, filter),
            Absent,
            Inside(Array, outcomes.map(symbol).to_vec()),
            Inside(Array, vec![symbol("queue")]),
        ];
        let target = vec![
            Number(Ulong, 0x29),
            text("client-target-1"),
            Number(Uint, 0),
            Number(Symbol, 1),
            Number(Uint, 0),
            flag(false),
            Absent,
            Absent,
        ];
        let fields = vec![
            Number(Ulong, 0x12),
            text("link-name-0123456789"),
            Number(Uint, 3),
            flag(true),
            Number(Ubyte, 0),
            Number(Ubyte, 0),
            Inside(Described, source),
            Inside(Described, target),
            Absent,
            flag(false),
            Absent,
            Number(Ulong, 1_048_576),
            Absent,
            Absent,
            Absent,
        ];
        assert_eq!(frame_seen("b"), Some(vec![Number(Ushort, 1), Inside(Described, fields)]));
    }

    #[test]
    fn rows_c_d_and_e_are_a_flow_a_transfer_and_a_disposition() {
        let flow = [4096, 2048, 1000, 2048, 3, 1000, 500, 0].map(|number| Number(Uint, number));
        let flow =
            [vec![Number(Ulong, 0x13)], flow.to_vec(), vec![flag(false), flag(false), Absent]].concat();
        assert_eq!(frame_seen("c"), Some(vec![Number(Ushort, 1), Inside(Described, flow)]));
        let tag = [0, 0, 0, 1].into_iter().chain((0..16).map(|index| 0x1f + 7 * index)).collect();
        let transfer = vec![
            Number(Ulong, 0x14),
            Number(Uint, 3),
            Number(Uint, 1),
            Bytes(Binary, tag),
            Number(Uint, 0),
            flag(false),
            flag(false),
            Absent,
            Absent,
            flag(false),
            flag(false),
            flag(false),
        ];
        let Some(Bytes(Binary, payload)) = frame_seen("d").and_then(|seen| seen.get(2).cloned()) else {
            panic!("no payload")
        };
        assert_eq!(payload[..8], [0, 0x53, 0x75, 0xb0, 0, 0, 1, 0]);
        assert_eq!(Bytes(Binary, payload[8..].to_vec()), octets(256));
        assert_eq!(
            frame_seen("d"),
            Some(vec![Number(Ushort, 1), Inside(Described, transfer), Bytes(Binary, payload)])
        );
        let accepted = Inside(Described, vec![Number(Ulong, 0x24)]);
        let disposition = vec![
            Number(Ulong, 0x15),
            flag(true),
            Number(Uint, 1000),
            Number(Uint, 1099),
            flag(true),
            accepted,
            flag(false),
        ];
        assert_eq!(frame_seen("e"), Some(vec![Number(Ushort, 1), Inside(Described, disposition)]));
    }

    #[test]
    fn row_f_is_a_message_with_eleven_properties_and_ten_application_properties() {
        let header = vec![
            Number(Ulong, 0x70),
            flag(true),
            Number(Ubyte, 4),
            Number(Uint, 60_000),
            flag(false),
            Number(Uint, 0),
        ];
        let properties = vec![
            Number(Ulong, 0x73),
            text("message-id-0000-0001"),
            Bytes(Binary, b"guest".to_vec()),
            text("queue://orders.inbound"),
            text("new order"),
            text("queue://replies"),
            text("corr-1234567890"),
            symbol("application/octet-stream"),
            symbol("identity"),
            Absent,
            Number(Timestamp, 1_700_000_000_123),
            text("group-1"),
            Number(Uint, 17),
            Absent,
        ];
        let application_properties = vec![
            text("big"),
            Number(Long, 1 << 40),
            text("flag"),
            flag(true),
            text("id"),
            Bytes(Uuid, vec![9; 16]),
            text("none"),
            Absent,
            text("ratio"),
            Number(Double, 0.25f64.to_bits()),
            text("retry"),
            Number(Int, 3),
            text("tenant"),
            text("acme"),
            text("trace"),
            text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            text("u"),
            Number(Uint, 70_000),
            text("when"),
            Number(Timestamp, 1_700_000_000_000),
        ];
        let sections = vec![
            Inside(Described, header),
            Inside(Described, properties),
            Inside(Described, vec![Number(Ulong, 0x74), Inside(Map, application_properties)]),
            Inside(Described, vec![Number(Ulong, 0x75), octets(1024)]),
        ];
        assert_eq!(message_seen("f"), Some(sections));
    }

    #[test]
    fn row_g_is_a_map_of_a_hundred_lists_with_lists() {
        let entries = (0..100u32).flat_map(|index| {
            let inner = vec![Number(Long, index.into()), Number(Double, f64::from(index).to_bits())];
            let list = vec![
                Number(Uint, 100 * u64::from(index)),
                text("nested-value"),
                flag(index % 2 == 0),
                Inside(List, inner),
            ];
            [text(&format!("key-{index:03}")), Inside(List, list)]
        });
        let value = Inside(Described, vec![Number(Ulong, 0x77), Inside(Map, entries.collect())]);
        assert_eq!(message_seen("g"), Some(vec![value]));
    }
}
