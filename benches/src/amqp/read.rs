//! Values and the fields of described lists, taken off the front of a slice.

use std::str;

use super::visit::{Kind, Shape, Visit};

/// Lists, maps, arrays and described values may lie this deep in each other.
const MAX_DEPTH: u8 = 32;

/// Takes off the front whatever is asked for.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    #[inline]
    pub(super) fn byte(&mut self) -> Option<u8> {
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
    pub(super) fn fields(&mut self) -> Option<Fields<'a>> {
        let constructor = self.byte()?;
        self.list(constructor)
    }

    /// A numeric descriptor: the workloads have no other where it tells what follows.
    #[inline]
    pub(super) fn descriptor(&mut self) -> Option<u64> {
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
        match constructor {
            0x41 => Some(true),
            0x42 => Some(false),
            0x56 => at_most(1, self.byte()?).map(|byte| byte == 1),
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
    pub(super) fn map(
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
    pub(super) fn value(&mut self, constructor: u8, depth: u8, visit: &mut impl Visit) -> Option<()> {
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
    pub(super) fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

/// The fields of a described list. They may end early: the rest is absent then, as null is.
pub(super) struct Fields<'a> {
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
    pub(super) fn flag(&mut self) -> Option<Option<bool>> {
        self.next(Reader::flag)
    }

    #[inline]
    pub(super) fn ubyte(&mut self) -> Option<Option<u8>> {
        self.next(|inside, constructor| inside.byte().filter(|_| constructor == 0x50))
    }

    #[inline]
    pub(super) fn ushort(&mut self) -> Option<Option<u16>> {
        self.next(|inside, constructor| {
            inside.array().filter(|_| constructor == 0x60).map(u16::from_be_bytes)
        })
    }

    #[inline]
    pub(super) fn uint(&mut self) -> Option<Option<u32>> {
        self.next(Reader::uint)
    }

    #[inline]
    pub(super) fn ulong(&mut self) -> Option<Option<u64>> {
        self.next(Reader::ulong)
    }

    #[inline]
    pub(super) fn binary(&mut self) -> Option<Option<&'a [u8]>> {
        self.next(|inside, constructor| inside.bytes(constructor).filter(|_| is_binary(constructor)))
    }

    #[inline]
    pub(super) fn string(&mut self) -> Option<Option<&'a str>> {
        self.next(|inside, constructor| inside.string(constructor).filter(|_| is_string(constructor)))
    }

    #[inline]
    pub(super) fn symbol(&mut self) -> Option<Option<&'a str>> {
        self.next(|inside, constructor| inside.symbol(constructor).filter(|_| is_symbol(constructor)))
    }

    #[inline]
    pub(super) fn one_of(&mut self, is_allowed: impl Fn(u8) -> bool, visit: &mut impl Visit) -> Option<()> {
        let field = self.next(|inside, constructor| {
            is_allowed(constructor).then(|| inside.value(constructor, 0, visit))?
        })?;
        field.unwrap_or_else(|| visit.absent());
        Some(())
    }

    /// An array of symbols, or one that stands alone.
    #[inline]
    pub(super) fn symbols(&mut self, visit: &mut impl Visit) -> Option<()> {
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
    pub(super) fn map(&mut self, is_key: impl Fn(u8) -> bool, visit: &mut impl Visit) -> Option<()> {
        let field = self.next(|inside, constructor| inside.map(constructor, is_key, |_| true, 0, visit))?;
        field.unwrap_or_else(|| visit.absent());
        Some(())
    }

    /// A described list.
    #[inline]
    pub(super) fn described<V: Visit>(
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
    pub(super) fn end(self) -> Option<()> {
        (self.left == 0).then_some(())?;
        self.inside.end()
    }
}

pub(super) fn is_binary(constructor: u8) -> bool {
    matches!(constructor, 0xa0 | 0xb0)
}

pub(super) fn is_string(constructor: u8) -> bool {
    matches!(constructor, 0xa1 | 0xb1)
}

pub(super) fn is_symbol(constructor: u8) -> bool {
    matches!(constructor, 0xa3 | 0xb3)
}

pub(super) fn is_list(constructor: u8) -> bool {
    matches!(constructor, 0x45 | 0xc0 | 0xd0)
}

pub(super) fn is_ulong(constructor: u8) -> bool {
    matches!(constructor, 0x44 | 0x53 | 0x80)
}

pub(super) fn at_most<T: PartialOrd>(most: T, number: T) -> Option<T> {
    (number <= most).then_some(number)
}
