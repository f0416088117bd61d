//! What can be wrong with values from a caller.

/// A value breaks the rules of its type.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a valid {0}")]
pub struct InvalidValue(pub(crate) &'static str);
