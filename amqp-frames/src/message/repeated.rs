//! Sections that a body may have several of: data (section 3.2.6) and sequences (section 3.2.7).

use alloc::vec::Vec;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;

use bytes::BufMut;

use super::Section;
#[cfg(feature = "serde")]
use super::{Body, Message, SectionsIter};
use crate::EncodeError;
#[cfg(feature = "serde")]
use crate::Limits;
use crate::types::{Encode, List, MAX_BODY, Value, read_valid, through_view};

/// One section by what is in it, or the encoding of several, which is valid.
#[derive(Clone, Copy, Debug)]
enum Repeated<'a, T> {
    One(T),
    Several(&'a [u8]),
}

/// What is in the next of several sections.
fn next_section<'a>(rest: &mut &'a [u8]) -> Option<Value<'a>> {
    match read_valid(rest)? {
        Value::Described(section) => Some(section.value()),
        _ => None,
    }
}

macro_rules! repeated {
    ($(
        $(#[$doc:meta])* $name:ident
        $(#[$buf_doc:meta])* $buf:ident $as_view:ident
        $(#[$iter_doc:meta])* $iter:ident
        $item:ty, $section:ident, |$value:ident| $read:expr;
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<'a>(Repeated<'a, $item>);

        $(#[$buf_doc])*
        #[derive(Clone)]
        pub struct $buf(Vec<u8>);

        $(#[$iter_doc])*
        #[derive(Clone)]
        pub struct $iter<'a>(Repeated<'a, $item>);

        impl<'a> $name<'a> {
            /// One section with this.
            #[inline]
            pub(super) const fn one(item: $item) -> Self {
                Self(Repeated::One(item))
            }

            /// The sections in their order.
            #[inline]
            pub const fn iter(&self) -> $iter<'a> {
                $iter(self.0)
            }

            /// What is in the section, if there is one.
            #[inline]
            pub const fn as_one(&self) -> Option<$item> {
                match self.0 {
                    Repeated::One(item) => Some(item),
                    Repeated::Several(_) => None,
                }
            }

            /// For the bytes of several sections that were found valid.
            #[inline]
            pub(super) const fn from_valid(sections: &'a [u8]) -> Self {
                Self(Repeated::Several(sections))
            }

            /// The bytes of several sections.
            pub(super) const fn sections(&self) -> Option<&'a [u8]> {
                match self.0 {
                    Repeated::One(_) => None,
                    Repeated::Several(sections) => Some(sections),
                }
            }
        }

        impl $buf {
            /// One section with this.
            ///
            /// # Errors
            ///
            /// It has 4 GiB, which no size can say.
            pub fn new<'a>(first: $item) -> Result<Self, EncodeError> {
                let mut sections = Self(Vec::new());
                sections.push(first)?;
                Ok(sections)
            }

            /// Adds a section at the end.
            ///
            /// # Errors
            ///
            /// It has 4 GiB, which no size can say.
            pub fn push<'a>(&mut self, item: $item) -> Result<(), EncodeError> {
                let len = item.encoded_len();
                if len > MAX_BODY {
                    return Err(EncodeError::TooLarge);
                }
                self.0.reserve(len.saturating_add(3));
                self.0.put_slice(&Section::$section.head());
                item.put(&mut self.0);
                Ok(())
            }

            /// The view.
            pub fn $as_view(&self) -> $name<'_> {
                let mut iter = $iter(Repeated::Several(&self.0));
                match (iter.next(), iter.next()) {
                    (Some(one), None) => one.into(),
                    _ => $name(Repeated::Several(&self.0)),
                }
            }
        }

        impl<'a> TryFrom<$name<'a>> for $buf {
            type Error = EncodeError;

            /// The same sections. Of one, there may be 4 GiB, which no size can say.
            fn try_from(view: $name<'a>) -> Result<Self, EncodeError> {
                match view.0 {
                    Repeated::One(item) => Self::new(item),
                    Repeated::Several(sections) => Ok(Self(sections.into())),
                }
            }
        }

        impl<'a> From<$item> for $name<'a> {
            #[inline]
            fn from(item: $item) -> Self {
                Self::one(item)
            }
        }

        impl<'a> Iterator for $iter<'a> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<$item> {
                match &mut self.0 {
                    Repeated::One(item) => {
                        let item = *item;
                        self.0 = Repeated::Several(&[]);
                        Some(item)
                    }
                    Repeated::Several(rest) => {
                        let $value = next_section(rest)?;
                        $read
                    }
                }
            }
        }

        impl FusedIterator for $iter<'_> {}

        /// Those that are left.
        impl fmt::Debug for $iter<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }

        impl<'a> IntoIterator for $name<'a> {
            type Item = $item;
            type IntoIter = $iter<'a>;

            fn into_iter(self) -> $iter<'a> {
                self.iter()
            }
        }

        impl PartialEq for $name<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.iter().eq(other.iter())
            }
        }

        impl Eq for $name<'_> {}

        impl Hash for $name<'_> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.iter().count().hash(state);
                self.iter().for_each(|item| item.hash(state));
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.iter()).finish()
            }
        }

        through_view! {
            $buf $as_view: Debug Eq Hash;
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $buf {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                crate::serde_support::bytes(&self.0, serializer)
            }
        }

        /// The checks are those of bytes from a peer, but for the limits.
        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $buf {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let crate::serde_support::ByteBuf(bytes) = serde::Deserialize::deserialize(deserializer)?;
                let message = Message::decode(&bytes, &Limits::UNLIMITED).map_err(serde::de::Error::custom)?;
                let is_alone = SectionsIter::new(&bytes).all(|(section, _)| section == Section::$section);
                match message.body {
                    Body::$section(_) if is_alone => Ok(Self(bytes)),
                    _ => Err(serde::de::Error::custom(concat!("not a valid ", stringify!($buf)))),
                }
            }
        }
    )+};
}

repeated! {
    /// Bytes in one or more sections; several are built with [`DataBuf`].
    ///
    /// They are equal if each section is: how bytes are divided counts.
    Data
    /// The owned form of [`Data`]: its encoding, appended to.
    DataBuf as_data
    /// Bytes, section by section; see [`Data::iter`].
    DataIter
    &'a [u8], Data, |value| match value {
        Value::Binary(bytes) => Some(bytes),
        _ => None,
    };
    /// Lists in one or more sections; several are built with [`SequencesBuf`].
    Sequences
    /// The owned form of [`Sequences`]: its encoding, appended to.
    SequencesBuf as_sequences
    /// Lists, section by section; see [`Sequences::iter`].
    SequencesIter
    List<'a>, AmqpSequence, |value| match value {
        Value::List(list) => Some(list),
        _ => None,
    };
}

#[cfg(feature = "serde")]
impl serde::Serialize for Data<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Value::Binary))
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Sequences<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
