//! Frames and messages taken apart by hand, as far as the workloads have them: what the peers are checked against, and
//! the least that reading costs.

use std::str;

use super::visit::{Kind, Shape, Visit};

/// Lists, maps, arrays and described values may lie this deep in each other.
const MAX_DEPTH: u8 = 32;

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

fn at_most<T: PartialOrd>(most: T, number: T) -> Option<T> {
    (number <= most).then_some(number)
}

fn is_binary(constructor: u8) -> bool {
    matches!(constructor, 0xa0 | 0xb0)
}

fn is_string(constructor: u8) -> bool {
    matches!(constructor, 0xa1 | 0xb1)
}

fn is_symbol(constructor: u8) -> bool {
    matches!(constructor, 0xa3 | 0xb3)
}

fn is_list(constructor: u8) -> bool {
    matches!(constructor, 0x45 | 0xc0 | 0xd0)
}

fn is_ulong(constructor: u8) -> bool {
    matches!(constructor, 0x44 | 0x53 | 0x80)
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

/// Takes off the front whatever is asked for.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    #[inline]
    fn byte(&mut self) -> Option<u8> {
        self.0.split_off_first().copied()
    }

    #[inline]
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    /// One octet for encodings of the narrow kind, four for those of the wide kind.
    #[inline]
    fn size(&mut self, is_wide: bool) -> Option<usize> {
        if is_wide {
            return usize::try_from(u32::from_be_bytes(self.array()?)).ok();
        }
        self.byte().map(usize::from)
    }

    #[inline]
    fn bytes(&mut self, constructor: u8) -> Option<&'a [u8]> {
        let size = self.size(constructor & 0x10 != 0)?;
        self.0.split_off(..size)
    }

    #[inline]
    fn string(&mut self, constructor: u8) -> Option<&'a str> {
        str::from_utf8(self.bytes(constructor)?).ok()
    }

    #[inline]
    fn symbol(&mut self, constructor: u8) -> Option<&'a str> {
        self.string(constructor).filter(|symbol| symbol.is_ascii())
    }

    /// What a list, map or array holds, and how many.
    #[inline]
    fn compound(&mut self, constructor: u8) -> Option<Fields<'a>> {
        let mut inside = Reader(self.bytes(constructor)?);
        let left = inside.size(constructor & 0x10 != 0)?;
        Some(Fields { inside, left })
    }

    #[inline]
    fn list(&mut self, constructor: u8) -> Option<Fields<'a>> {
        match constructor {
            0x45 => Some(Fields { inside: Reader(&[]), left: 0 }),
            0xc0 | 0xd0 => self.compound(constructor),
            _ => None,
        }
    }

    #[inline]
    fn fields(&mut self) -> Option<Fields<'a>> {
        let constructor = self.byte()?;
        self.list(constructor)
    }

    /// A numeric descriptor: the workloads have no other where it tells what follows.
    #[inline]
    fn descriptor(&mut self) -> Option<u64> {
        if self.byte()? != 0 {
            return None;
        }
        self.ulong_descriptor()
    }

    #[inline]
    fn ulong_descriptor(&mut self) -> Option<u64> {
        let constructor = self.byte()?;
        self.ulong(constructor)
    }

    #[inline]
    fn flag(&mut self, constructor: u8) -> Option<bool> {
        match (constructor, constructor == 0x56) {
            (0x41, _) => Some(true),
            (0x42, _) => Some(false),
            (_, true) => at_most(1, self.byte()?).map(|byte| byte == 1),
            _ => None,
        }
    }

    #[inline]
    fn uint(&mut self, constructor: u8) -> Option<u32> {
        match constructor {
            0x43 => Some(0),
            0x52 => self.byte().map(u32::from),
            0x70 => self.array().map(u32::from_be_bytes),
            _ => None,
        }
    }

    #[inline]
    fn ulong(&mut self, constructor: u8) -> Option<u64> {
        match constructor {
            0x44 => Some(0),
            0x53 => self.byte().map(u64::from),
            0x80 => self.array().map(u64::from_be_bytes),
            _ => None,
        }
    }

    #[inline]
    fn map(
        &mut self,
        constructor: u8,
        is_key: impl Fn(u8) -> bool,
        is_value: impl Fn(u8) -> bool,
        depth: u8,
        visit: &mut impl Visit,
    ) -> Option<()> {
        if !matches!(constructor, 0xc1 | 0xd1) {
            return None;
        }
        let Fields { mut inside, left } = self.compound(constructor)?;
        if left % 2 != 0 {
            return None;
        }
        visit.open(Shape::Map);
        for _ in 0..left / 2 {
            let key = inside.byte().filter(|key| is_key(*key))?;
            inside.value(key, depth, visit)?;
            let value = inside.byte().filter(|value| is_value(*value))?;
            inside.value(value, depth, visit)?;
        }
        visit.close();
        inside.end()
    }

    /// Any value at all, but no array of described ones.
    #[inline(always)]
    fn value(&mut self, constructor: u8, depth: u8, visit: &mut impl Visit) -> Option<()> {
        match constructor {
            0x00 | 0x45 | 0xc0.. => self.compound_value(constructor, depth, visit),
            _ => self.scalar(constructor, visit),
        }
    }

    fn compound_value(&mut self, constructor: u8, depth: u8, visit: &mut impl Visit) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match constructor {
            0x00 => {
                visit.open(Shape::Described);
                let descriptor = self.byte()?;
                self.value(descriptor, depth + 1, visit)?;
                let value = self.byte()?;
                self.value(value, depth + 1, visit)?;
                visit.close();
            }
            0x45 | 0xc0 | 0xd0 => {
                let Fields { mut inside, left } = self.list(constructor)?;
                visit.open(Shape::List);
                for _ in 0..left {
                    let item = inside.byte()?;
                    inside.value(item, depth + 1, visit)?;
                }
                visit.close();
                inside.end()?;
            }
            0xc1 | 0xd1 => self.map(constructor, |_| true, |_| true, depth + 1, visit)?,
            0xe0 | 0xf0 => {
                let Fields { mut inside, left } = self.compound(constructor)?;
                let item = inside.byte().filter(|item| *item != 0)?;
                // A million of nothing is a million all the same.
                at_most(inside.0.len(), left)?;
                visit.open(Shape::Array);
                for _ in 0..left {
                    inside.value(item, depth + 1, visit)?;
                }
                visit.close();
                inside.end()?;
            }
            _ => return None,
        }
        Some(())
    }

    #[inline(always)]
    fn scalar(&mut self, constructor: u8, visit: &mut impl Visit) -> Option<()> {
        match constructor {
            0x40 => visit.absent(),
            0x41 | 0x42 | 0x56 => visit.flag(self.flag(constructor)?),
            0x43 | 0x52 | 0x70 => visit.uint(self.uint(constructor)?),
            0x44 | 0x53 | 0x80 => visit.number(Kind::Ulong, self.ulong(constructor)?),
            0x50 => visit.number(Kind::Ubyte, self.byte()?.into()),
            0x51 => visit.number(Kind::Byte, i64::from(self.byte()? as i8) as u64),
            0x54 => visit.number(Kind::Int, i64::from(self.byte()? as i8) as u64),
            0x55 => visit.number(Kind::Long, i64::from(self.byte()? as i8) as u64),
            0x60 => visit.number(Kind::Ushort, u16::from_be_bytes(self.array()?).into()),
            0x61 => visit.number(Kind::Short, i64::from(i16::from_be_bytes(self.array()?)) as u64),
            0x71 => visit.number(Kind::Int, i64::from(i32::from_be_bytes(self.array()?)) as u64),
            0x72 => visit.number(Kind::Float, u32::from_be_bytes(self.array()?).into()),
            0x73 => visit.number(Kind::Char, char::from_u32(u32::from_be_bytes(self.array()?))?.into()),
            0x74 => visit.bytes(Kind::Decimal32, &self.array::<4>()?),
            0x81 => visit.number(Kind::Long, u64::from_be_bytes(self.array()?)),
            0x82 => visit.number(Kind::Double, u64::from_be_bytes(self.array()?)),
            0x83 => visit.number(Kind::Timestamp, u64::from_be_bytes(self.array()?)),
            0x84 => visit.bytes(Kind::Decimal64, &self.array::<8>()?),
            0x94 => visit.bytes(Kind::Decimal128, &self.array::<16>()?),
            0x98 => visit.bytes(Kind::Uuid, &self.array::<16>()?),
            0xa0 | 0xb0 => visit.binary(self.bytes(constructor)?),
            0xa1 | 0xb1 => visit.string(self.string(constructor)?),
            0xa3 | 0xb3 => visit.symbol(self.symbol(constructor)?),
            _ => return None,
        }
        Some(())
    }

    #[inline]
    fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// The fields of a described list. They may end early: the rest is absent then, as null is.
struct Fields<'a> {
    inside: Reader<'a>,
    left: usize,
}

impl<'a> Fields<'a> {
    /// `Some(None)`: the field is absent.
    #[inline]
    fn next<T>(&mut self, read: impl FnOnce(&mut Reader<'a>, u8) -> Option<T>) -> Option<Option<T>> {
        if self.left == 0 {
            return Some(None);
        }
        self.left -= 1;
        match self.inside.byte()? {
            0x40 => Some(None),
            constructor => read(&mut self.inside, constructor).map(Some),
        }
    }

    #[inline]
    fn flag(&mut self) -> Option<Option<bool>> {
        self.next(Reader::flag)
    }

    #[inline]
    fn ubyte(&mut self) -> Option<Option<u8>> {
        self.next(|inside, constructor| inside.byte().filter(|_| constructor == 0x50))
    }

    #[inline]
    fn ushort(&mut self) -> Option<Option<u16>> {
        self.next(|inside, constructor| {
            inside.array().filter(|_| constructor == 0x60).map(u16::from_be_bytes)
        })
    }

    #[inline]
    fn uint(&mut self) -> Option<Option<u32>> {
        self.next(Reader::uint)
    }

    #[inline]
    fn ulong(&mut self) -> Option<Option<u64>> {
        self.next(Reader::ulong)
    }

    #[inline]
    fn binary(&mut self) -> Option<Option<&'a [u8]>> {
        self.next(|inside, constructor| inside.bytes(constructor).filter(|_| is_binary(constructor)))
    }

    #[inline]
    fn string(&mut self) -> Option<Option<&'a str>> {
        self.next(|inside, constructor| inside.string(constructor).filter(|_| is_string(constructor)))
    }

    #[inline]
    fn symbol(&mut self) -> Option<Option<&'a str>> {
        self.next(|inside, constructor| inside.symbol(constructor).filter(|_| is_symbol(constructor)))
    }

    #[inline]
    fn one_of(&mut self, is_allowed: impl Fn(u8) -> bool, visit: &mut impl Visit) -> Option<()> {
        let field = self.next(|inside, constructor| {
            is_allowed(constructor).then(|| inside.value(constructor, 0, visit))?
        })?;
        field.unwrap_or_else(|| visit.absent());
        Some(())
    }

    /// An array of symbols, or one that stands alone.
    #[inline]
    fn symbols(&mut self, visit: &mut impl Visit) -> Option<()> {
        let field = self.next(|inside, constructor| {
            visit.open(Shape::Array);
            match constructor {
                0xa3 | 0xb3 => visit.symbol(inside.symbol(constructor)?),
                0xe0 | 0xf0 => {
                    let Fields { mut inside, left } = inside.compound(constructor)?;
                    let item = inside.byte().filter(|item| is_symbol(*item))?;
                    for _ in 0..left {
                        visit.symbol(inside.symbol(item)?);
                    }
                    inside.end()?;
                }
                _ => return None,
            }
            visit.close();
            Some(())
        })?;
        field.unwrap_or_else(|| visit.absent());
        Some(())
    }

    #[inline]
    fn map(&mut self, is_key: impl Fn(u8) -> bool, visit: &mut impl Visit) -> Option<()> {
        let field = self.next(|inside, constructor| inside.map(constructor, is_key, |_| true, 0, visit))?;
        field.unwrap_or_else(|| visit.absent());
        Some(())
    }

    /// A described list.
    #[inline]
    fn described<V: Visit>(
        &mut self,
        visit: &mut V,
        show: impl FnOnce(u64, Self, &mut V) -> Option<()>,
    ) -> Option<()> {
        let field = self.next(|inside, constructor| {
            (constructor == 0).then_some(())?;
            visit.open(Shape::Described);
            let code = inside.ulong_descriptor()?;
            visit.number(Kind::Ulong, code);
            show(code, inside.fields()?, visit)?;
            visit.close();
            Some(())
        })?;
        field.unwrap_or_else(|| visit.absent());
        Some(())
    }

    /// Nothing may come after the last field.
    #[inline]
    fn end(self) -> Option<()> {
        (self.left == 0).then_some(())?;
        self.inside.end()
    }
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
    fn row_f_is_a_message_with_ten_properties_and_ten_application_properties() {
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
