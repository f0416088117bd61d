//! Why a value doesn't become one of the other kind.

use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt::Display;

use crate::types::Primitive;
use crate::{DecodeErrorKind, EncodeError};

/// Why a Rust value becomes no AMQP value; the fault is the caller's.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ToValueError {
    /// Decoding would refuse the value.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// A Rust type that AMQP has nothing for.
    #[error("{0} is no type of AMQP")]
    Unsupported(&'static str),
    /// A name by which a type is encoded in no way that there is, or not what it is the name of.
    #[error("{0:?} doesn't say how this type is encoded")]
    Name(&'static str),
    /// The type's own `Serialize` refuses.
    #[error("{0}")]
    Custom(Box<str>),
}

/// Why an AMQP value becomes no Rust value of some type, and where.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{}{}{kind}", field.unwrap_or_default(), if field.is_some() { ": " } else { "" })]
pub struct FromValueError {
    kind: FromValueErrorKind,
    field: Option<&'static str>,
}

/// Why an AMQP value becomes no Rust value of some type.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FromValueErrorKind {
    /// A value of another type.
    #[error("{} where {expected} has to be", found.map_or("described value", Primitive::name))]
    #[non_exhaustive]
    WrongType {
        /// What has to be there.
        expected: &'static str,
        /// What is there; none if it is described.
        found: Option<Primitive>,
    },
    /// Another descriptor than the type has.
    #[error("descriptor of something else than {0:?}")]
    Descriptor(&'static str),
    /// A field that isn't there, or null, and has no default.
    #[error("mandatory field is missing or null")]
    MissingField,
    /// More items than the type has.
    #[error("more items than the type has")]
    TooManyItems,
    /// Deeper than allowed.
    #[error("values inside each other deeper than the limit")]
    TooDeep,
    /// A Rust type that AMQP has nothing for.
    #[error("{0} is no type of AMQP")]
    Unsupported(&'static str),
    /// A name by which a type is encoded in no way that there is, or not what it is the name of: the caller's fault.
    #[error("{0:?} doesn't say how this type is encoded")]
    Name(&'static str),
    /// The type's own `Deserialize` refuses.
    #[error("{0}")]
    Custom(Box<str>),
}

impl ToValueError {
    #[cold]
    pub(super) const fn invalid(kind: DecodeErrorKind, field: &'static str) -> Self {
        Self::Encode(EncodeError::Invalid { kind, field })
    }

    #[cold]
    pub(super) const fn too_deep() -> Self {
        Self::invalid(DecodeErrorKind::TooDeep, "value")
    }
}

impl FromValueError {
    /// What is wrong.
    pub const fn kind(&self) -> &FromValueErrorKind {
        &self.kind
    }

    /// The innermost field of a struct that it is in. Where fields go by place, it is another one behind an `alias`.
    pub const fn field(&self) -> Option<&'static str> {
        self.field
    }

    #[cold]
    pub(super) const fn new(kind: FromValueErrorKind) -> Self {
        Self { kind, field: None }
    }

    #[cold]
    pub(super) const fn name(name: &'static str) -> Self {
        Self::new(FromValueErrorKind::Name(name))
    }

    #[cold]
    pub(super) const fn wrong_type(expected: &'static str, found: Option<Primitive>) -> Self {
        Self::new(FromValueErrorKind::WrongType { expected, found })
    }

    /// The same in a field, if nothing inside of that has said so.
    #[cold]
    pub(super) fn in_field(self, field: Option<&'static str>) -> Self {
        Self { field: self.field.or(field), ..self }
    }
}

impl serde::ser::Error for ToValueError {
    fn custom<T: Display>(text: T) -> Self {
        Self::Custom(text.to_string().into())
    }
}

impl serde::de::Error for FromValueError {
    fn custom<T: Display>(text: T) -> Self {
        Self::new(FromValueErrorKind::Custom(text.to_string().into()))
    }

    fn missing_field(field: &'static str) -> Self {
        Self { kind: FromValueErrorKind::MissingField, field: Some(field) }
    }
}
