//! Bytes that are no more than 32: delivery tags (section 2.8.7) and transaction ids (section 4.5.4).

use core::fmt;

use bytes::BufMut;

use crate::types::composite::Field;
use crate::types::{Budget, Encode, fmt_hex, through_view};
use crate::wire::Fault;
use crate::{DecodeErrorKind, InvalidValue};

const MAX_LEN: usize = 32;

macro_rules! short_binary {
    ($($(#[$doc:meta])* $name:ident $text:literal $(#[$buf_doc:meta])* $buf:ident $as_view:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name<'a>(&'a [u8]);

        $(#[$buf_doc])*
        #[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $buf {
            /// Behind its end all are 0, so that the order is that of the views.
            bytes: [u8; MAX_LEN],
            len: u8,
        }

        impl<'a> $name<'a> {
            /// These bytes, if they are no more than 32.
            pub const fn new(bytes: &'a [u8]) -> Option<Self> {
                if bytes.len() > MAX_LEN { None } else { Some(Self(bytes)) }
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &'a [u8] {
                self.0
            }
        }

        impl<'a> TryFrom<&'a [u8]> for $name<'a> {
            type Error = InvalidValue;

            fn try_from(bytes: &'a [u8]) -> Result<Self, InvalidValue> {
                Self::new(bytes).ok_or(InvalidValue($text))
            }
        }

        impl<'a, const N: usize> TryFrom<&'a [u8; N]> for $name<'a> {
            type Error = InvalidValue;

            fn try_from(bytes: &'a [u8; N]) -> Result<Self, InvalidValue> {
                Self::try_from(&bytes[..])
            }
        }

        impl AsRef<[u8]> for $name<'_> {
            fn as_ref(&self) -> &[u8] {
                self.0
            }
        }

        impl $buf {
            /// The view.
            pub fn $as_view(&self) -> $name<'_> {
                $name(self.bytes.get(..self.len.into()).unwrap_or_default())
            }

            /// The bytes.
            pub fn as_bytes(&self) -> &[u8] {
                self.$as_view().0
            }
        }

        impl From<$name<'_>> for $buf {
            fn from(view: $name<'_>) -> Self {
                let mut bytes = [0; MAX_LEN];
                bytes.iter_mut().zip(view.0).for_each(|(to, from)| *to = *from);
                Self { bytes, len: view.0.len().try_into().unwrap_or_default() }
            }
        }

        /// The number's bytes, the upper ones first.
        impl From<u32> for $buf {
            fn from(number: u32) -> Self {
                Self::from($name(&number.to_be_bytes()))
            }
        }

        /// The number's bytes, the upper ones first.
        impl From<u64> for $buf {
            fn from(number: u64) -> Self {
                Self::from($name(&number.to_be_bytes()))
            }
        }

        impl From<[u8; 16]> for $buf {
            fn from(bytes: [u8; 16]) -> Self {
                Self::from($name(&bytes))
            }
        }

        impl AsRef<[u8]> for $buf {
            fn as_ref(&self) -> &[u8] {
                self.as_bytes()
            }
        }

        through_view! {
            $buf $as_view: Display Debug;
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $buf {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::serde_support::bytes(self.as_bytes(), serializer)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $buf {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let bytes = crate::serde_support::owned_bytes(deserializer)?;
                $name::try_from(&bytes[..]).map(Self::from).map_err(serde::de::Error::custom)
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
    /// The owned form of [`DeliveryTag`].
    ///
    /// ```
    /// use amqp_frames::definitions::{DeliveryTag, DeliveryTagBuf};
    ///
    /// let counted = DeliveryTagBuf::from(7_u32);
    /// assert_eq!(Some(counted.as_delivery_tag()), DeliveryTag::new(b"\0\0\0\x07"));
    /// ```
    DeliveryTagBuf as_delivery_tag
    /// A transaction's name (section 4.5.4): 32 bytes at most.
    TransactionId "transaction id: more than 32 bytes"
    /// The owned form of [`TransactionId`].
    TransactionIdBuf as_transaction_id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owned_tags_have_the_order_of_their_bytes() {
        let longest = [0xff; MAX_LEN];
        let tags = [&b""[..], b"\0", b"\0\0", b"\0\x01", b"a", b"a\0", b"b", &longest];
        let tags = tags.map(|tag| DeliveryTag::new(tag).unwrap());
        for (tag, other) in tags.iter().flat_map(|tag| tags.map(|other| (*tag, other))) {
            let (owned, other_owned) = (DeliveryTagBuf::from(tag), DeliveryTagBuf::from(other));
            assert_eq!(owned.as_delivery_tag(), tag);
            assert_eq!(owned.cmp(&other_owned), tag.cmp(&other));
        }
        assert_eq!(DeliveryTag::new(&[0; MAX_LEN + 1]), None);
    }
}
