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
    /// The option occurs already, and may occur once (section 5.4.5).
    #[error("{0}: occurs more than once (section 5.4.5)")]
    Repeated(OptionNumber),
    /// The option is a string, and its value isn't UTF-8 (section 3.2).
    #[error("{0}: not UTF-8 (section 3.2)")]
    Text(OptionNumber),
}
