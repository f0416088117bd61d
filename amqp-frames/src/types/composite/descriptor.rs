//! Descriptors of composite values (section 1.3.3): which of them AMQP 1.0 defines, and their codes.

use super::super::check::Budget;
use super::super::code::{DESCRIBED, code};
use super::super::{Descriptor, Symbol, Value};
use crate::DecodeErrorKind;
use crate::wire::{Fault, take_byte};

/// Takes a described value's descriptor off the front of `input`; what is described is left there.
#[inline]
pub(crate) fn take_descriptor<'a>(
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Descriptor<'a>, Fault> {
    match **input {
        [DESCRIBED, code::SMALLULONG, number, ref rest @ ..] => {
            *input = rest;
            Ok(Descriptor::Ulong(number.into()))
        }
        _ => any_descriptor(input, budget),
    }
}

#[inline(never)]
fn any_descriptor<'a>(input: &mut &'a [u8], budget: &mut Budget) -> Result<Descriptor<'a>, Fault> {
    let at = *input;
    match take_byte(input) {
        Some(DESCRIBED) => Ok(Value::take(input, budget)?.into()),
        Some(_) => Err(Fault::new(DecodeErrorKind::WrongType, at, "descriptor")),
        None => Err(Fault::new(DecodeErrorKind::Truncated, at, "descriptor")),
    }
}

/// The code of a descriptor that AMQP 1.0 defines, which may be written as a number or as a symbol (section 1.3.3).
#[inline]
pub(crate) fn code_of(descriptor: Descriptor<'_>) -> Option<u8> {
    match descriptor {
        Descriptor::Ulong(number) => u8::try_from(number).ok(),
        Descriptor::Symbol(symbol) => code_of_symbol(symbol),
        Descriptor::Reserved(_) => None,
    }
}

#[cold]
fn code_of_symbol(symbol: Symbol<'_>) -> Option<u8> {
    let name = symbol.as_str().strip_prefix("amqp:")?.strip_suffix(":list")?;
    COMPOSITES.iter().find(|(of, _)| *of == name).map(|(_, code)| *code)
}

/// The name of the performative or the part of SASL that has this code.
pub(crate) fn performative_of(code: u8) -> Option<&'static str> {
    let is_body = matches!(code, 0x10..=0x18 | 0x40..=0x44);
    COMPOSITES.iter().find(|(_, of)| is_body && *of == code).map(|(name, _)| *name)
}

/// Takes the descriptor of the value at `at`, if it has one; gives its code, if AMQP 1.0 defines it.
#[inline]
pub(crate) fn take_code<'a>(
    code: u8,
    at: &'a [u8],
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Option<u8>, Fault> {
    if code != DESCRIBED {
        return Ok(None);
    }
    *input = at;
    take_descriptor(input, budget).map(code_of)
}

/// Whether it is the descriptor of a composite value that AMQP 1.0 defines, sections of messages apart.
pub(crate) fn is_composite(descriptor: Descriptor<'_>) -> bool {
    code_of(descriptor).is_some_and(|code| COMPOSITES.iter().any(|(_, defined)| *defined == code))
}

/// The composite types that stand in frames, by the names that are in the middle of their symbolic descriptors.
const COMPOSITES: [(&str, u8); 31] = [
    ("open", 0x10),
    ("begin", 0x11),
    ("attach", 0x12),
    ("flow", 0x13),
    ("transfer", 0x14),
    ("disposition", 0x15),
    ("detach", 0x16),
    ("end", 0x17),
    ("close", 0x18),
    ("error", 0x1d),
    ("received", 0x23),
    ("accepted", 0x24),
    ("rejected", 0x25),
    ("released", 0x26),
    ("modified", 0x27),
    ("source", 0x28),
    ("target", 0x29),
    ("delete-on-close", 0x2b),
    ("delete-on-no-links", 0x2c),
    ("delete-on-no-messages", 0x2d),
    ("delete-on-no-links-or-messages", 0x2e),
    ("coordinator", 0x30),
    ("declare", 0x31),
    ("discharge", 0x32),
    ("declared", 0x33),
    ("transactional-state", 0x34),
    ("sasl-mechanisms", 0x40),
    ("sasl-init", 0x41),
    ("sasl-challenge", 0x42),
    ("sasl-response", 0x43),
    ("sasl-outcome", 0x44),
];
