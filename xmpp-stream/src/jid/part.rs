//! The parts of addresses, each of them in its normal form.

use std::borrow::Cow;
use std::fmt;

use super::normalize::normalize;
use super::{JidError, Part};

macro_rules! part {
    ($(#[$doc:meta])* $name:ident, $part:expr) => {
        $(#[$doc])*
        ///
        /// What is normal already is borrowed.
        #[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
        pub struct $name<'a>(pub(super) Cow<'a, str>);

        impl<'a> $name<'a> {
            /// The normal form of this text, if it has one.
            pub fn new(text: &'a str) -> Result<Self, JidError> {
                normalize($part, text).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same with a text of its own.
            pub fn into_owned(self) -> $name<'static> {
                $name(Cow::Owned(self.0.into_owned()))
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = JidError;

            fn try_from(text: &'a str) -> Result<Self, JidError> {
                Self::new(text)
            }
        }

        impl AsRef<str> for $name<'_> {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name<'_> {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name<'_> {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, f)
            }
        }
    };
}

part! {
    /// An account, a room or the like (section 3.3).
    LocalPart, Part::Localpart
}

part! {
    /// A domain name, an IPv4 address, or an IPv6 address in brackets (section 3.2).
    ///
    /// Names are in Unicode, without a dot at their end.
    DomainPart, Part::Domainpart
}

part! {
    /// A connection, an occupant of a room or the like (section 3.4).
    ResourcePart, Part::Resourcepart
}
