//! Composite values as values of any type, and back.

use alloc::vec::Vec;

use super::{Composite, Parse, code_of};
use crate::types::write::{self, Encode};
use crate::types::{Budget, Value, ValueBuf};
use crate::{DecodeError, DecodeErrorKind, EncodeError, Limits};

/// The composite value that a value is. Offsets are counted from its first byte.
pub(crate) fn from_value<'a, C: Composite + Parse<'a>>(value: Value<'a>) -> Result<C, DecodeError> {
    let Value::Described(described) = value else {
        return Err(DecodeError::new(DecodeErrorKind::WrongType, 0, "descriptor"));
    };
    if code_of(described.descriptor()) != Some(C::DESCRIPTOR) {
        return Err(DecodeError::new(DecodeErrorKind::Descriptor, 0, "descriptor"));
    }
    let Some((whole, mut list)) = described.contiguous() else {
        // An array's element, whose descriptor stands elsewhere.
        return Err(DecodeError::new(DecodeErrorKind::WrongType, 0, "array"));
    };
    C::parse(&mut list, &mut { Budget::UNLIMITED }).map_err(|fault| fault.located(whole))
}

/// The value that a composite value is.
pub(crate) fn to_value(composite: &impl Encode) -> Result<ValueBuf, EncodeError> {
    let mut bytes = Vec::new();
    write::push(&mut bytes, composite)?;
    ValueBuf::decode(bytes, &Limits::UNLIMITED)
        .map_err(|error| EncodeError::Invalid { kind: error.kind(), field: error.field() })
}
