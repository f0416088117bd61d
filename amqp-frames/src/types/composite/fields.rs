//! Reading the fields of a composite value, one by one.

use super::super::Symbols;
use super::super::check::{self, Budget};
use super::super::code::{Layout, code};
use super::field::{Field, wrong_type};
use crate::DecodeErrorKind;
use crate::wire::{Fault, take_byte};

/// The fields of a composite value that are still to be read. It is no level of depth: what is in a field may be as deep wherever
/// composite values stand, which go only as deep as their types.
#[derive(Debug)]
pub(crate) struct Fields<'a, 'b> {
    /// What the fields are of, as the specification names it.
    composite: &'static str,
    rest: &'a [u8],
    left: u32,
    budget: &'b mut Budget,
}

impl<'a, 'b> Fields<'a, 'b> {
    /// Takes the list behind a descriptor off the front of `input`.
    #[inline(always)]
    pub(crate) fn take(
        composite: &'static str,
        input: &mut &'a [u8],
        budget: &'b mut Budget,
    ) -> Result<Self, Fault> {
        let list = match narrow_list(input) {
            Some((count, body, rest)) => {
                *input = rest;
                budget.spend(count, body).map(|()| (count, body.get(1..).unwrap_or_default()))
            }
            None => any_list(input, budget),
        };
        let (left, rest) = list.map_err(|fault| fault.within(composite))?;
        Ok(Self { composite, rest, left, budget })
    }

    /// The next field; `None` if it is null or left out.
    #[inline(always)]
    pub(crate) fn optional<T: Field<'a>>(&mut self, name: &'static str) -> Result<Option<T>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let at = self.rest;
        // A variable of its own, as one that is lent to other functions isn't kept in registers before and after.
        let mut rest = at;
        let Some(code) = take_byte(&mut rest) else {
            return Err(Fault::new(DecodeErrorKind::Truncated, at, name).in_field(self.composite, name));
        };
        if code == code::NULL {
            self.rest = rest;
            return Ok(None);
        }
        match T::take(code, at, &mut rest, self.budget) {
            Ok(field) => {
                self.rest = rest;
                Ok(Some(field))
            }
            Err(fault) => Err(fault.in_field(self.composite, name)),
        }
    }

    /// The next field, or its default where it is null or left out.
    #[inline(always)]
    pub(crate) fn or<T: Field<'a>>(&mut self, name: &'static str, default: T) -> Result<T, Fault> {
        self.optional(name).map(|field| field.unwrap_or(default))
    }

    /// The next field, which is mandatory.
    #[inline(always)]
    pub(crate) fn required<T: Field<'a>>(&mut self, name: &'static str) -> Result<T, Fault> {
        let at = self.rest;
        match self.optional(name)? {
            Some(field) => Ok(field),
            None => Err(Fault::new(DecodeErrorKind::MissingField, at, name).in_field(self.composite, name)),
        }
    }

    /// The next field, which may have several values.
    #[inline(always)]
    pub(crate) fn multiple(&mut self, name: &'static str) -> Result<Symbols<'a>, Fault> {
        self.or(name, Symbols::EMPTY)
    }

    /// Says that there are no more fields.
    #[inline(always)]
    pub(crate) fn finish(self) -> Result<(), Fault> {
        if self.left != 0 || !self.rest.is_empty() {
            return Err(left_over(self.left, self.rest).in_field(self.composite, "list"));
        }
        Ok(())
    }
}

/// The count of a list8 at the front of `input`, if all is as it should be, the bytes from the count on, and those behind.
#[inline(always)]
fn narrow_list(input: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let [code::LIST8, size, rest @ ..] = input else { return None };
    let (body, rest) = rest.split_at_checked(usize::from(*size))?;
    let count = *body.first()?;
    (usize::from(count) < body.len()).then_some((u32::from(count), body, rest))
}

/// Takes any list.
#[inline(never)]
fn any_list<'a>(input: &mut &'a [u8], budget: &mut Budget) -> Result<check::Counted<'a>, Fault> {
    let at = *input;
    let Some(code) = take_byte(input) else {
        return Err(Fault::new(DecodeErrorKind::Truncated, at, "list"));
    };
    match Layout::of(code) {
        Layout::List(width) => check::counted(width, code, at, input, budget),
        _ if code == code::LIST0 => Ok((0, input.get(..0).unwrap_or_default())),
        _ => Err(wrong_type(code, at).called("list")),
    }
}

#[cold]
fn left_over(left: u32, rest: &[u8]) -> Fault {
    let kind = if left == 0 { DecodeErrorKind::TrailingBytes } else { DecodeErrorKind::TooManyFields };
    Fault::new(kind, rest, "list")
}
