//! Types that `serde` doesn't know, made of those that it does.

use alloc::vec::Vec;

use super::super::name::Type;
use super::ToValueError;
use super::compound::put_described;
use crate::types::{
    Array, ArrayBuf, Decimal32, Decimal64, Decimal128, List, Primitive, Symbol, Timestamp, Uuid, Value,
    ValueBuf, read, write,
};
use crate::{DecodeErrorKind, Limits};

/// Makes what was written from `at` on, as a type that `serde` knows, one that it doesn't.
pub(super) fn retype(
    out: &mut Vec<u8>,
    at: usize,
    wanted: Type,
    depth: u8,
    name: &'static str,
) -> Result<(), ToValueError> {
    let written = read::value(&mut out.get(at..).unwrap_or_default()).unwrap_or_default();
    let value = match (wanted, written) {
        (_, Value::Null) => return Ok(()),
        (Type::Scalar(Primitive::Symbol), Value::String(text)) => {
            let symbol = Symbol::new(text).ok_or(ToValueError::invalid(DecodeErrorKind::Symbol, "symbol"))?;
            ValueBuf::new(symbol)?
        }
        (Type::Scalar(Primitive::Timestamp), Value::Long(number)) => ValueBuf::new(Timestamp(number))?,
        (Type::Scalar(primitive), Value::Binary(bytes)) => {
            ValueBuf::new(fixed(primitive, bytes).ok_or(ToValueError::Name(name))?)?
        }
        (Type::Any, Value::Binary(bytes)) => within(depth, bytes.into())?,
        (Type::Array(element), Value::List(list)) => {
            ValueBuf::new(array(ArrayBuf::new(element), list)?.as_array())?
        }
        (Type::ArrayOfDescribed, Value::Map(parts)) => {
            match (parts.get("descriptors"), parts.get("elements")) {
                (Some(Value::List(descriptors)), Some(Value::Array(elements))) => {
                    within(depth, array_with(descriptors, elements)?)?
                }
                _ => return Err(ToValueError::Name(name)),
            }
        }
        (Type::ArrayOfDescribed, Value::List(list)) => ValueBuf::new(array_of_described(list)?.as_array())?,
        _ => return Err(ToValueError::Name(name)),
    };
    out.truncate(at);
    write::reserve(out, value.as_bytes().len())?;
    out.extend_from_slice(value.as_bytes());
    Ok(())
}

/// The value that `bytes` have to be, with so many levels inside of it at most.
fn within(depth: u8, bytes: Vec<u8>) -> Result<ValueBuf, ToValueError> {
    let limits = Limits { max_depth: depth.saturating_add(1), ..Limits::UNLIMITED };
    ValueBuf::decode(bytes, &limits).map_err(|error| ToValueError::invalid(error.kind(), error.field()))
}

fn fixed(primitive: Primitive, bytes: &[u8]) -> Option<Value<'static>> {
    Some(match primitive {
        Primitive::Uuid => Value::Uuid(Uuid(bytes.try_into().ok()?)),
        Primitive::Decimal32 => Value::Decimal32(Decimal32(bytes.try_into().ok()?)),
        Primitive::Decimal64 => Value::Decimal64(Decimal64(bytes.try_into().ok()?)),
        Primitive::Decimal128 => Value::Decimal128(Decimal128(bytes.try_into().ok()?)),
        _ => return None,
    })
}

fn array(mut array: ArrayBuf, list: List<'_>) -> Result<ArrayBuf, ToValueError> {
    for element in list {
        array.push(element)?;
    }
    Ok(array)
}

/// The array with these descriptors in front of its elements' constructor.
fn array_with(descriptors: List<'_>, elements: Array<'_>) -> Result<Vec<u8>, ToValueError> {
    let ((count, constructor_and_data), mut body) = (elements.counted(), Vec::new());
    for descriptor in descriptors {
        put_described(&mut body)?;
        write::push(&mut body, &descriptor)?;
    }
    write::reserve(&mut body, constructor_and_data.len())?;
    body.extend_from_slice(constructor_and_data);
    let mut array = Vec::new();
    write::push(&mut array, &Array::from_valid((count, &body)))?;
    Ok(array)
}

/// The first element says what all are.
fn array_of_described(list: List<'_>) -> Result<ArrayBuf, ToValueError> {
    let wrong = ToValueError::invalid(DecodeErrorKind::WrongType, "array");
    let Some(Value::Described(first)) = list.iter().next() else { return Err(wrong) };
    let Some(element) = first.value().primitive() else { return Err(wrong) };
    let mut array = ArrayBuf::described(first.descriptor().as_value(), element)?;
    for element in list {
        match element {
            Value::Described(element) if element.descriptor() == first.descriptor() => {
                array.push(element.value())?;
            }
            _ => return Err(wrong),
        }
    }
    Ok(array)
}
