//! What a field of a composite value may be: how each type is read behind its format code.

use super::super::check::{self, Budget};
use super::super::code::{DESCRIBED, Layout, code};
use super::super::{Array, List, Map, Symbol, Symbols, Timestamp, Uuid, Value};
use crate::DecodeErrorKind;
use crate::scan;
use crate::wire::{Fault, Width, take_array, take_byte, take_sized};

/// What a field may be.
pub(crate) trait Field<'a>: Sized {
    /// Takes the data behind a format code, which isn't that of null, off the front of `input`; the value begins at `at`.
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault>;
}

/// Numbers and the like: for each format code what takes the data.
macro_rules! scalar_fields {
    ($($type:ty { $($code:ident $take:expr,)+ })+) => {$(
        impl<'a> Field<'a> for $type {
            #[inline(always)]
            fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
                let value: Option<Self> = match code {
                    $(code::$code => $take(input),)+
                    _ => return Err(wrong_type(code, at)),
                };
                value.ok_or_else(|| Fault::new(DecodeErrorKind::Truncated, at, "value"))
            }
        }
    )+};
}

/// The `N` bytes of a number.
macro_rules! number {
    ($type:ty) => {
        |input: &mut &'a [u8]| take_array(input).map(<$type>::from_be_bytes)
    };
    ($small:ty as $type:ty) => {
        |input: &mut &'a [u8]| take_array(input).map(|bytes| <$type>::from(<$small>::from_be_bytes(bytes)))
    };
}

scalar_fields! {
    u8 { UBYTE take_byte, }
    u16 { USHORT number!(u16), }
    u32 { UINT number!(u32), SMALLUINT number!(u8 as u32), UINT0 |_| Some(0), }
    u64 { ULONG number!(u64), SMALLULONG number!(u8 as u64), ULONG0 |_| Some(0), }
    i8 { BYTE number!(i8), }
    i16 { SHORT number!(i16), }
    i32 { INT number!(i32), SMALLINT number!(i8 as i32), }
    i64 { LONG number!(i64), SMALLLONG number!(i8 as i64), }
    Timestamp { TIMESTAMP |input| take_array(input).map(|bytes| Timestamp(i64::from_be_bytes(bytes))), }
    Uuid { UUID |input| take_array(input).map(Uuid), }
    &'a [u8] { BINARY8 |input| take_sized(input, Width::One), BINARY32 |input| take_sized(input, Width::Four), }
}

impl<'a> Field<'a> for bool {
    #[inline(always)]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
        match code {
            code::TRUE => Ok(true),
            code::FALSE => Ok(false),
            code::BOOLEAN => match take_byte(input) {
                Some(byte @ (0 | 1)) => Ok(byte == 1),
                Some(_) => Err(Fault::new(DecodeErrorKind::Boolean, at, "boolean")),
                None => Err(Fault::new(DecodeErrorKind::Truncated, at, "boolean")),
            },
            _ => Err(wrong_type(code, at)),
        }
    }
}

impl<'a> Field<'a> for &'a str {
    #[inline(always)]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
        let width = match code {
            code::STRING8 => Width::One,
            code::STRING32 => Width::Four,
            _ => return Err(wrong_type(code, at)),
        };
        let Some(bytes) = take_sized(input, width) else {
            return Err(Fault::new(DecodeErrorKind::Truncated, at, "string"));
        };
        scan::text(bytes).ok_or_else(|| Fault::new(DecodeErrorKind::Utf8, at, "string"))
    }
}

impl<'a> Field<'a> for Symbol<'a> {
    #[inline(always)]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
        let width = match code {
            code::SYMBOL8 => Width::One,
            code::SYMBOL32 => Width::Four,
            _ => return Err(wrong_type(code, at)),
        };
        let Some(bytes) = take_sized(input, width) else {
            return Err(Fault::new(DecodeErrorKind::Truncated, at, "symbol"));
        };
        let symbol = scan::ascii(bytes).map(Symbol::from_ascii);
        symbol.ok_or_else(|| Fault::new(DecodeErrorKind::Symbol, at, "symbol"))
    }
}

impl<'a> Field<'a> for List<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let Layout::List(width) = Layout::of(code) else {
            return if code == code::LIST0 { Ok(Self::EMPTY) } else { Err(wrong_type(code, at)) };
        };
        budget.enter(at)?;
        let list = check::items(width, code, at, input, budget)?;
        budget.leave();
        Ok(Self::from_valid(list))
    }
}

impl<'a> Field<'a> for Map<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let Layout::Map(width) = Layout::of(code) else { return Err(wrong_type(code, at)) };
        budget.enter(at)?;
        let map = check::map(width, code, at, input, budget)?;
        budget.leave();
        Ok(Self::from_valid(map))
    }
}

impl<'a> Field<'a> for Array<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let Layout::Array(width) = Layout::of(code) else { return Err(wrong_type(code, at)) };
        budget.enter(at)?;
        let array = check::array(width, code, at, input, budget)?;
        budget.leave();
        Ok(Self::from_valid(array))
    }
}

impl<'a> Field<'a> for Symbols<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        if let Layout::Symbol(_) = Layout::of(code) {
            return Symbol::take(code, at, input, budget).map(Self::from);
        }
        let array = Array::take(code, at, input, budget)?;
        Self::from_array(array).ok_or_else(|| Fault::new(DecodeErrorKind::WrongType, at, "array"))
    }
}

impl<'a> Field<'a> for Value<'a> {
    #[inline]
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        *input = at;
        Value::take(input, budget)
    }
}

#[cold]
pub(super) fn wrong_type(code: u8, at: &[u8]) -> Fault {
    let is_assigned = code == DESCRIBED || Layout::of(code) != Layout::Unassigned;
    let kind = if is_assigned { DecodeErrorKind::WrongType } else { DecodeErrorKind::FormatCode };
    Fault::new(kind, at, "constructor")
}
