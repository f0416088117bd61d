//! What is read of a frame or message: all of it.

use crate::Digest;

/// A type of AMQP, by its first encoding in the table of section 1.6, so that `uint 1` is not `ulong 1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Boolean = 0x56,
    Ubyte = 0x50,
    Ushort = 0x60,
    Uint = 0x70,
    Ulong = 0x80,
    Byte = 0x51,
    Short = 0x61,
    Int = 0x71,
    Long = 0x81,
    Float = 0x72,
    Double = 0x82,
    Decimal32 = 0x74,
    Decimal64 = 0x84,
    Decimal128 = 0x94,
    Char = 0x73,
    Timestamp = 0x83,
    Uuid = 0x98,
    Binary = 0xa0,
    String = 0xa1,
    Symbol = 0xa3,
}

/// What holds others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// The descriptor, then the fields to the last that the specification knows, or the value.
    Described,
    List,
    /// A key, its value, the next key: in any order.
    Map,
    Array,
}

/// Shown are the fields of frames, sections and other described lists in order, with their defaults where they have
/// some, and elsewhere as absent; enumerations that are symbols on the wire by their place in the specification.
pub(super) trait Visit {
    /// What comes up to the matching [`close`](Self::close) is inside of this.
    fn open(&mut self, _shape: Shape) {}
    fn close(&mut self) {}
    /// A field without a value, or null.
    fn absent(&mut self) {}
    /// Integers are extended to 64 bits, floating-point numbers are their bits.
    fn number(&mut self, kind: Kind, number: u64);
    fn text(&mut self, kind: Kind, text: &str);
    fn bytes(&mut self, kind: Kind, bytes: &[u8]);

    #[inline(always)]
    fn flag(&mut self, flag: bool) {
        self.number(Kind::Boolean, flag.into());
    }

    #[inline(always)]
    fn uint(&mut self, number: u32) {
        self.number(Kind::Uint, number.into());
    }

    #[inline(always)]
    fn string(&mut self, text: &str) {
        self.text(Kind::String, text);
    }

    #[inline(always)]
    fn symbol(&mut self, text: &str) {
        self.text(Kind::Symbol, text);
    }

    #[inline(always)]
    fn binary(&mut self, bytes: &[u8]) {
        self.bytes(Kind::Binary, bytes);
    }

    #[inline(always)]
    fn field<T>(&mut self, field: Option<T>, show: impl FnOnce(&mut Self, T)) {
        match field {
            Some(value) => show(self, value),
            None => self.absent(),
        }
    }
}

/// A few instructions for each thing, or they would hide the decoder.
impl Visit for Digest {
    #[inline(always)]
    fn number(&mut self, kind: Kind, number: u64) {
        self.number(number.wrapping_add(kind as u64));
    }

    #[inline(always)]
    fn text(&mut self, kind: Kind, text: &str) {
        Visit::bytes(self, kind, text.as_bytes());
    }

    #[inline(always)]
    fn bytes(&mut self, kind: Kind, bytes: &[u8]) {
        self.number(bytes.len() as u64 + kind as u64);
        self.number(bytes.first().copied().unwrap_or(0));
    }
}

/// All that was shown, to compare.
#[cfg(test)]
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    Absent,
    Number(Kind, u64),
    Text(Kind, String),
    Bytes(Kind, Vec<u8>),
    Inside(Shape, Vec<Self>),
}

/// Collects what is shown.
#[cfg(test)]
#[derive(Debug, Default)]
pub(super) struct Collect {
    seen: Vec<Seen>,
    outside: Vec<(Shape, Vec<Seen>)>,
}

#[cfg(test)]
impl Collect {
    pub(super) fn finish(self) -> Vec<Seen> {
        assert!(self.outside.is_empty(), "something was not closed");
        self.seen
    }
}

#[cfg(test)]
impl Visit for Collect {
    fn open(&mut self, shape: Shape) {
        self.outside.push((shape, std::mem::take(&mut self.seen)));
    }

    fn close(&mut self) {
        let (shape, outside) = self.outside.pop().expect("something is open");
        let mut inside = std::mem::replace(&mut self.seen, outside);
        if shape == Shape::Map {
            let mut entries: Vec<_> = inside.chunks(2).map(<[Seen]>::to_vec).collect();
            entries.sort();
            inside = entries.concat();
        }
        self.seen.push(Seen::Inside(shape, inside));
    }

    fn absent(&mut self) {
        self.seen.push(Seen::Absent);
    }

    fn number(&mut self, kind: Kind, number: u64) {
        self.seen.push(Seen::Number(kind, number));
    }

    fn text(&mut self, kind: Kind, text: &str) {
        self.seen.push(Seen::Text(kind, text.to_owned()));
    }

    fn bytes(&mut self, kind: Kind, bytes: &[u8]) {
        self.seen.push(Seen::Bytes(kind, bytes.to_vec()));
    }
}
