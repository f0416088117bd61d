//! Writing composite values that are short: in one pass, as their lengths can be filled in afterwards.
//!
//! That takes about half the time of [`Measured`](super::Measured), which goes through the fields twice, and asks each time
//! whether there is room.

use core::mem;
use core::ops::Range;

use super::super::code::{DESCRIBED, code};
use super::super::write::Encode;
use super::{Composite, FieldSink};

/// What stands in front of fields in a list8 and in a list32: the descriptor, the code, the size and the count.
const NARROW: usize = 6;
const WIDE: usize = 12;

/// A list8 has fewer bytes behind its count.
const MAX_NARROW: usize = 0xff;

/// Writes a composite value into `buffer`, leaves `front` bytes free before it, and gives the place of these and the value;
/// `None` if it doesn't fit.
#[inline(always)]
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
#[inline(always)]
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

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the list is narrow")]
const fn narrow_head(descriptor: u8, fields: u8, body: usize) -> [u8; NARROW] {
    [DESCRIBED, code::SMALLULONG, descriptor, code::LIST8, body as u8 + 1, fields]
}

/// Writes the fields up to the last that isn't null; says how many there are, and how many bytes they have.
#[inline(always)]
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

#[inline(always)]
fn put_null(rest: &mut &mut [u8]) -> Option<()> {
    let (first, behind) = mem::take(rest).split_first_mut()?;
    *first = code::NULL;
    *rest = behind;
    Some(())
}
