//! Writing composite values that are short: in one pass, as their lengths can be filled in afterwards.
//!
//! That takes about half the time of [`Measured`](super::Measured), which goes through the fields twice, and asks each time
//! whether there is room.

use core::mem;
use core::ops::Range;

use bytes::BufMut;

use super::super::code::{DESCRIBED, code};
use super::super::write::Encode;
use super::{Composite, FieldSink, Measured};

/// What stands in front of fields in a list8 and in a list32: the descriptor, the code, the size and the count.
const NARROW: usize = 6;
const WIDE: usize = 12;

/// A list8 has fewer bytes behind its count.
const MAX_NARROW: usize = 0xff;

/// Writes a composite value into `buffer`, leaves `front` bytes free before it, and gives the place of these and the value;
/// `None` if it doesn't fit.
#[inline]
pub(crate) fn put_short<C: Composite, const N: usize>(
    value: &C,
    buffer: &mut [u8; N],
    front: usize,
) -> Option<Range<usize>> {
    let fields_at = front + WIDE;
    let (fields, body) = put_fields(value, buffer.get_mut(fields_at..)?)?;
    let end = fields_at + body;
    let before = buffer.get_mut(front..)?;
    if fields == 0 {
        *before.get_mut(WIDE - 4..)?.first_chunk_mut()? =
            [DESCRIBED, code::SMALLULONG, C::DESCRIPTOR, code::LIST0];
        return Some(WIDE - 4..end);
    }
    if N <= MAX_NARROW || body < MAX_NARROW {
        *before.get_mut(WIDE - NARROW..)?.first_chunk_mut()? = narrow_head(C::DESCRIPTOR, fields, body);
        return Some(WIDE - NARROW..end);
    }
    let [a, b, c, d] = u32::try_from(body + 4).ok()?.to_be_bytes();
    *before.first_chunk_mut()? =
        [DESCRIBED, code::SMALLULONG, C::DESCRIPTOR, code::LIST32, a, b, c, d, 0, 0, 0, fields];
    Some(0..end)
}

/// Writes a composite value to the front of `rest`, if it fits and its list is narrow.
#[inline]
pub(crate) fn put_within<C: Composite>(value: &C, rest: &mut &mut [u8]) -> Option<()> {
    let whole = mem::take(rest);
    let (head, room) = whole.split_first_chunk_mut()?;
    let (fields, body) = put_fields(value, room)?;
    if fields == 0 {
        *head = [DESCRIBED, code::SMALLULONG, C::DESCRIPTOR, code::LIST0, 0, 0];
        *rest = whole.get_mut(4..)?;
        return Some(());
    }
    if body >= MAX_NARROW {
        return None;
    }
    *head = narrow_head(C::DESCRIPTOR, fields, body);
    *rest = whole.get_mut(NARROW + body..)?;
    Some(())
}

/// A composite value whose length is known: it is written if it is short, and measured otherwise.
pub(crate) enum Prepared<'b, C> {
    Written(&'b [u8]),
    Measured(Measured<'b, C>),
}

impl<'b, C: Composite> Prepared<'b, C> {
    /// The length of one without fields.
    const EMPTY: usize = 4;

    #[inline]
    pub(crate) fn new<const N: usize>(value: &'b C, buffer: &'b mut [u8; N]) -> Self {
        match put_short(value, buffer, 0) {
            Some(place) => Self::Written(buffer.get(place).unwrap_or_default()),
            None => Self::Measured(Measured::new(value)),
        }
    }

    /// Its length; 0 if it has no fields, and so is left out.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Written(bytes) if bytes.len() == Self::EMPTY => 0,
            Self::Written(bytes) => bytes.len(),
            Self::Measured(measured) => measured.encoded_len(),
        }
    }

    /// Writes it, if it has fields.
    #[inline]
    pub(crate) fn put(&self, dst: &mut impl BufMut) {
        match self {
            Self::Written(bytes) if bytes.len() == Self::EMPTY => {}
            Self::Written(bytes) => dst.put_slice(bytes),
            Self::Measured(measured) => measured.put(dst),
        }
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the list is narrow")]
const fn narrow_head(descriptor: u8, fields: u8, body: usize) -> [u8; NARROW] {
    [DESCRIBED, code::SMALLULONG, descriptor, code::LIST8, body as u8 + 1, fields]
}

/// Writes the fields up to the last that isn't null; says how many there are, and how many bytes they have.
#[inline]
fn put_fields(value: &impl Composite, room: &mut [u8]) -> Option<(u8, usize)> {
    let before = room.len();
    let mut writer = Writer { rest: room, index: 0, fields: 0, left: before, has_room: true };
    value.fields(&mut writer);
    writer.has_room.then_some((writer.fields, before - writer.left))
}

/// Writes fields as long as there is room.
struct Writer<'s> {
    rest: &'s mut [u8],
    index: u8,
    /// The fields up to the last one that isn't null, and what was left of the bytes behind it.
    fields: u8,
    left: usize,
    has_room: bool,
}

impl FieldSink for Writer<'_> {
    #[inline(always)]
    fn field<T: Encode>(&mut self, field: Option<T>) {
        self.index += 1;
        // A variable of its own, as one that is lent to other functions isn't kept in registers before and after.
        let mut rest = mem::take(&mut self.rest);
        let has_room = match field {
            None => put_null(&mut rest).is_some(),
            Some(field) => {
                let has_room = field.put_short(&mut rest).is_some();
                (self.fields, self.left) = (self.index, rest.len());
                has_room
            }
        };
        self.has_room &= has_room;
        self.rest = rest;
    }
}

#[inline]
fn put_null(rest: &mut &mut [u8]) -> Option<()> {
    let (first, behind) = mem::take(rest).split_first_mut()?;
    *first = code::NULL;
    *rest = behind;
    Some(())
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::super::Measured;
    use super::*;
    use crate::definitions::Handle;
    use crate::performative::{Attach, End, Open};
    use crate::terminus::Source;

    const FRONT: usize = 8;

    fn in_one_pass<const N: usize>(value: &impl Composite) -> Option<Vec<u8>> {
        let mut buffer = [0xaa; N];
        let place = put_short(value, &mut buffer, FRONT)?;
        let (front, written) = buffer[place].split_at(FRONT);
        assert_eq!(front, [0xaa; FRONT]);
        Some(written.to_vec())
    }

    fn in_two_passes(value: &impl Composite) -> Vec<u8> {
        let mut written = Vec::new();
        Measured::new(value).put(&mut written);
        written
    }

    /// Checks the values that `of` makes of longer and longer texts; gives the first length that is too long.
    fn first_that_does_not_fit<const N: usize, C: Composite>(of: impl Fn(&'static str) -> C) -> usize {
        let text: &str = alloc::string::String::leak("a".repeat(N));
        let fits = |len: &usize| match in_one_pass::<N>(&of(&text[..*len])) {
            Some(written) => {
                assert_eq!(written, in_two_passes(&of(&text[..*len])));
                true
            }
            None => false,
        };
        let first = (0..=N).find(|len| !fits(len)).unwrap();
        assert!((first..=N).all(|len| !fits(&len)));
        first
    }

    #[test]
    fn what_fits_is_written_as_in_two_passes() {
        // The text has a code and a size of one byte or four before it. Behind it nine nulls need room, though they are left
        // out in the end.
        assert_eq!(
            first_that_does_not_fit::<128, _>(|name| Open::new(name, u32::MAX)),
            128 - FRONT - WIDE - 2 - 9 + 1
        );
        assert_eq!(
            first_that_does_not_fit::<512, _>(|name| Open::new(name, u32::MAX)),
            512 - FRONT - WIDE - 5 - 9 + 1
        );
        assert_eq!(in_one_pass::<128>(&End::default()), Some(in_two_passes(&End::default())));
    }

    #[test]
    fn what_is_inside_has_a_narrow_list() {
        let attach = |address| Attach {
            source: Some(Source { address: Some(address), ..Source::default() }.into()),
            ..Attach::receiver("", Handle(0))
        };
        assert_eq!(first_that_does_not_fit::<512, _>(attach), MAX_NARROW - 2);
        let empty = Attach { source: Some(Source::default().into()), ..Attach::receiver("", Handle(0)) };
        assert_eq!(in_one_pass::<512>(&empty), Some(in_two_passes(&empty)));
    }
}
