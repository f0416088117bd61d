//! Taking bytes off the front of a slice, and errors that know their place.
//!
//! Readers answer `None` when there are too few bytes, and leave the input where it was or anywhere behind that: it is then
//! looked at no more.

use crate::{DecodeError, DecodeErrorKind};

/// A [`DecodeError`] in the making.
///
/// It keeps the address of the field rather than its offset, as one reads values from slices of slices: the offset is worked
/// out from the address of the first byte, and only on failure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    kind: DecodeErrorKind,
    address: usize,
    field: &'static str,
    /// The composite value that `field` is a field of; empty if it is just a part of some value.
    composite: &'static str,
}

impl Fault {
    /// What is wrong with the `field` that `at` begins with.
    #[cold]
    #[inline(never)]
    pub(crate) fn new(kind: DecodeErrorKind, at: &[u8], field: &'static str) -> Self {
        Self { kind, address: at.as_ptr().addr(), field, composite: "" }
    }

    /// The same as a fault of the field of a composite value; a field further inside has the better name.
    #[cold]
    pub(crate) fn in_field(self, composite: &'static str, field: &'static str) -> Self {
        if self.composite.is_empty() { Self { field, composite, ..self } } else { self }
    }

    /// The same, of a composite value but of none of its fields.
    #[cold]
    pub(crate) fn within(self, composite: &'static str) -> Self {
        Self { composite, ..self }
    }

    /// The same under another name.
    #[cold]
    pub(crate) fn called(self, field: &'static str) -> Self {
        Self { field, ..self }
    }

    /// The error within `whole`, which the field lies in.
    #[cold]
    pub(crate) fn located(self, whole: &[u8]) -> DecodeError {
        let offset = self.address.saturating_sub(whole.as_ptr().addr()).min(whole.len());
        DecodeError::new(self.kind, offset, self.field).within(self.composite)
    }
}

#[inline(always)]
pub(crate) fn take_byte(input: &mut &[u8]) -> Option<u8> {
    let (byte, rest) = input.split_first()?;
    *input = rest;
    Some(*byte)
}

#[inline(always)]
pub(crate) fn take_array<const N: usize>(input: &mut &[u8]) -> Option<[u8; N]> {
    let (array, rest) = input.split_first_chunk()?;
    *input = rest;
    Some(*array)
}

#[inline(always)]
pub(crate) fn take<'a>(input: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (bytes, rest) = input.split_at_checked(len)?;
    *input = rest;
    Some(bytes)
}

/// A size or a count of one byte or four.
#[inline(always)]
pub(crate) fn take_len(input: &mut &[u8], width: Width) -> Option<u32> {
    match width {
        Width::One => take_byte(input).map(u32::from),
        Width::Four => take_array(input).map(u32::from_be_bytes),
    }
}

/// What follows a size (section 1.2.2).
#[inline(always)]
pub(crate) fn take_sized<'a>(input: &mut &'a [u8], width: Width) -> Option<&'a [u8]> {
    let len = take_len(input, width)?;
    take(input, usize::try_from(len).ok()?)
}

/// How many bytes sizes and counts have (section 1.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Width {
    One,
    Four,
}
