//! Bytes that are no more than 32: delivery tags (section 2.8.7) and transaction ids (section 4.5.4).

use core::fmt;

use bytes::BufMut;

use crate::types::composite::Field;
use crate::types::{Budget, Encode, fmt_hex};
use crate::wire::Fault;
use crate::{DecodeErrorKind, InvalidValue};

const MAX_LEN: usize = 32;

macro_rules! short_binary {
    ($($(#[$doc:meta])* $name:ident $text:literal)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name<'a>(&'a [u8]);

        impl<'a> $name<'a> {
            /// The bytes.
            pub const fn as_bytes(&self) -> &'a [u8] {
                self.0
            }
        }

        impl<'a> TryFrom<&'a [u8]> for $name<'a> {
            type Error = InvalidValue;

            fn try_from(bytes: &'a [u8]) -> Result<Self, InvalidValue> {
                if bytes.len() > MAX_LEN { Err(InvalidValue($text)) } else { Ok(Self(bytes)) }
            }
        }

        impl<'a, const N: usize> TryFrom<&'a [u8; N]> for $name<'a> {
            type Error = InvalidValue;

            fn try_from(bytes: &'a [u8; N]) -> Result<Self, InvalidValue> {
                Self::try_from(&bytes[..])
            }
        }

        impl<'a> Field<'a> for $name<'a> {
            #[inline(always)]
            fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
                let bytes = <&[u8]>::take(code, at, input, budget)?;
                if bytes.len() > MAX_LEN {
                    return Err(Fault::new(DecodeErrorKind::TooLong, at, "binary"));
                }
                Ok(Self(bytes))
            }
        }

        impl Encode for $name<'_> {
            const MAX_LEN: usize = 2 + MAX_LEN;

            #[inline(always)]
            fn encoded_len(&self) -> usize {
                self.0.encoded_len()
            }

            #[inline(always)]
            fn put(&self, dst: &mut impl BufMut) {
                self.0.put(dst);
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt_hex(self.0, f)
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt_hex(self.0, f)
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::serde_support::bytes(self.0, serializer)
            }
        }

        #[cfg(feature = "arbitrary")]
        impl<'a> arbitrary::Arbitrary<'a> for $name<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                let bytes: &'a [u8] = u.arbitrary()?;
                Ok(Self(bytes.get(..MAX_LEN).unwrap_or(bytes)))
            }
        }
    )+};
}

short_binary! {
    /// A delivery's name on a link (section 2.8.7): 32 bytes at most.
    DeliveryTag "delivery tag: more than 32 bytes"
    /// A transaction's name (section 4.5.4): 32 bytes at most.
    TransactionId "transaction id: more than 32 bytes"
}
