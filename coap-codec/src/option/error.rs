//! What is wrong with an option that is built.

use super::OptionNumber;

/// Why an option can't be added to others: what receives it would count it as unrecognised (section 5.4), or it can't be
/// written at all.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum OptionError {
    /// The value has a length that the option's definition doesn't allow (section 5.4.3), or more than 65,804 bytes.
    #[error("{0}: a value of a wrong length (section 5.4.3)")]
    Length(OptionNumber),
    /// The value is of another format than the option's definition has it (section 3.2).
    #[error("{0}: a value of another format (section 3.2)")]
    Format(OptionNumber),
    /// The value is one that the option can't have: `.` and `..` in Uri-Path and Location-Path (sections 5.10.1 and 5.10.7), 0
    /// in Hop-Limit (RFC 8768, section 3).
    #[error("{0}: a value that it can't have (section 5.10)")]
    Value(OptionNumber),
    /// The option occurs already, and may occur once (section 5.4.5).
    #[error("{0}: occurs more than once (section 5.4.5)")]
    Repeated(OptionNumber),
    /// The option is a string, and its value isn't UTF-8 (section 3.2).
    #[error("{0}: not UTF-8 (section 3.2)")]
    Text(OptionNumber),
}
