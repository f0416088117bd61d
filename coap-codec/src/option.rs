//! Options (section 5.10): their lists in messages, what is in them, and what a receiver does about them.

mod buf;
mod error;
mod number;
mod rule;
mod value;

use core::fmt;

pub use buf::OptionsBuf;
pub use error::OptionError;
pub(crate) use number::Definition;
pub use number::{OptionFormat, OptionNumber};
use rule::Rule;
pub use value::{Block, NoResponse};

use crate::wire::{self, Fault, PAYLOAD_MARKER};
use crate::{Code, ContentFormat, DecodeErrorKind};

/// The options of one message, as they stand in it; built with [`OptionsBuf`].
///
/// What is found here by name has the length and, if it is text, the encoding that its definition asks for. Options that
/// have not count as unrecognised (section 5.4.3), and so do further ones where there may be one (section 5.4.5): ask
/// [`Message::verdict`](crate::message::Message::verdict) before acting on a message.
///
/// Options of signaling messages have numbers of their own: [`tcp::Signal`](crate::tcp::Signal) reads them.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Options<'a>(&'a [u8]);

/// One option: a number, and a value of bytes.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct OptionRef<'a> {
    /// Which option it is.
    pub number: OptionNumber,
    /// What it says; what that means depends on the number.
    pub value: &'a [u8],
}

/// What a receiver does with a message because of its options (section 5.4.1; RFC 8323, section 5.2).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum Verdict<'a> {
    /// Process it. Unrecognised elective options may be among the others; they are ignored.
    Process,
    /// Answer with 4.02 (Bad Option), because of this unrecognised critical option in a request, or because of this Q-Block
    /// option beside a Block option (RFC 9177, section 4.1).
    BadOption(OptionRef<'a>),
    /// Reject it as the type of message has it, because of such an option.
    Reject(OptionRef<'a>),
    /// Send an Abort message, because of this unrecognised critical option in a signaling message.
    Abort(OptionRef<'a>),
}

/// Options one after the other, each with its number; see [`Options::iter`].
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    rest: &'a [u8],
    number: u16,
}

impl<'a> Options<'a> {
    /// No options.
    pub const EMPTY: Self = Self(&[]);

    /// The options in the message's order: by number, and those of one number as the sender put them.
    #[inline]
    pub const fn iter(&self) -> Iter<'a> {
        Iter { rest: self.0, number: 0 }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an option with this number is among them, whatever its value.
    pub fn contains(&self, number: OptionNumber) -> bool {
        self.values(number).next().is_some()
    }

    /// The values of all options with this number, right or wrong.
    pub fn values(&self, number: OptionNumber) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let options = self.iter().skip_while(move |option| option.number < number);
        options.take_while(move |option| option.number == number).map(|option| option.value)
    }

    /// The options that a receiver must treat as unrecognised in a message with this code: it doesn't understand their
    /// number, they are not defined for such a message (section 5.4), they have a wrong length (section 5.4.3), or they
    /// occur again (section 5.4.5). Text that isn't UTF-8 is among them.
    pub fn unrecognised(
        &self,
        code: Code,
        understands: impl Fn(OptionNumber) -> bool,
    ) -> impl Iterator<Item = OptionRef<'a>> {
        let mut previous = None;
        self.iter().filter(move |option| {
            let again = previous.replace(option.number) == Some(option.number);
            let fits = |definition: &Definition| {
                definition.accepts(option.value) && (definition.is_repeatable_in(code) || !again)
            };
            let recognised = Definition::of(code, option.number).is_some_and(fits);
            !recognised || !understands(option.number)
        })
    }

    /// The wire encoding.
    pub(crate) const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// Splits what follows the token into options and payload.
    #[inline(always)]
    pub(crate) fn parse(input: &'a [u8], max_options: usize) -> Result<(Self, &'a [u8]), Fault> {
        let mut rest = input;
        // Deltas are added up unchecked: no input is long enough for their sum to overflow.
        let mut number = 0_u64;
        let payload = loop {
            let Some((&head, after)) = rest.split_first() else { break rest };
            let (delta, len, after) = if head < 13 << 4 && head & 0x0f < 13 {
                (usize::from(head >> 4), usize::from(head & 0x0f), after)
            } else if head != PAYLOAD_MARKER {
                extended_head(head, rest, after)?
            } else if after.is_empty() {
                return Err(Fault::new(DecodeErrorKind::MissingPayload, rest, "Payload"));
            } else {
                break after;
            };
            number += delta as u64;
            match after.split_at_checked(len) {
                Some((_, next)) => rest = next,
                None => return Err(Fault::new(DecodeErrorKind::Truncated, after, "Option Value")),
            }
        };
        let options = Self(input.get(..input.len() - rest.len()).unwrap_or_default());
        if number > u16::MAX.into() || options.0.len() > max_options {
            options.check(max_options, input)?;
        }
        Ok((options, payload))
    }

    /// Looks for the option whose number is too high, or which is one too many.
    #[cold]
    fn check(self, max_options: usize, input: &'a [u8]) -> Result<(), Fault> {
        let (mut rest, mut number, mut left) = (self.0, 0, max_options);
        while let Some((delta, len, after)) = read_head(rest) {
            let option = input.get(self.0.len() - rest.len()..).unwrap_or_default();
            number += delta;
            if number > usize::from(u16::MAX) {
                return Err(Fault::new(DecodeErrorKind::OptionNumber, option, "Option Delta"));
            }
            if left == 0 {
                return Err(Fault::new(DecodeErrorKind::TooManyOptions, option, "Options"));
            }
            left -= 1;
            rest = after.get(len..).unwrap_or_default();
        }
        Ok(())
    }

    /// As many options from the front of `bytes` as are whole.
    #[cfg(feature = "arbitrary")]
    pub(crate) fn valid_beginning(bytes: &'a [u8]) -> Self {
        let mut end = bytes.len();
        loop {
            let beginning = bytes.get(..end).unwrap_or_default();
            match Self::parse(beginning, usize::MAX) {
                Ok((options, _)) => return options,
                Err(_) => end -= 1,
            }
        }
    }
}

/// Delta, length and what follows them, where 13 to 15 is among the first byte's halves.
#[inline(always)]
fn extended_head<'a>(head: u8, option: &'a [u8], after: &'a [u8]) -> Result<(usize, usize, &'a [u8]), Fault> {
    let part = |nibble, input: &'a [u8], field| match wire::extended(nibble, input) {
        Some(part) => Ok(part),
        None if nibble == 15 => Err(Fault::new(DecodeErrorKind::ReservedNibble, option, field)),
        None => Err(Fault::new(DecodeErrorKind::Truncated, input, field)),
    };
    let (delta, after) = part(head >> 4, after, "Option Delta")?;
    let (len, after) = part(head & 0x0f, after, "Option Length")?;
    Ok((delta, len, after))
}

/// The same where the option was found valid before.
#[inline(always)]
fn read_head(input: &[u8]) -> Option<(usize, usize, &[u8])> {
    let (&head, after) = input.split_first()?;
    if head < 13 << 4 && head & 0x0f < 13 {
        return Some((usize::from(head >> 4), usize::from(head & 0x0f), after));
    }
    let (delta, after) = wire::extended(head >> 4, after)?;
    let (len, after) = wire::extended(head & 0x0f, after)?;
    Some((delta, len, after))
}

impl<'a> Iterator for Iter<'a> {
    type Item = OptionRef<'a>;

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "no number is above 65,535, as was checked before")]
    fn next(&mut self) -> Option<OptionRef<'a>> {
        let (delta, len, after) = read_head(self.rest)?;
        let (value, rest) = after.split_at_checked(len)?;
        self.number = self.number.wrapping_add(delta as u16);
        self.rest = rest;
        Some(OptionRef { number: OptionNumber::new(self.number), value })
    }
}

impl<'a> IntoIterator for Options<'a> {
    type Item = OptionRef<'a>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Options by name. Where an option may occur once, the first one counts.
impl<'a> Options<'a> {
    /// The ETags that If-Match asks for (section 5.10.8.1); an empty one matches whatever exists.
    pub fn if_match(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.all(OptionNumber::IF_MATCH)
    }

    /// Uri-Host (section 5.10.1).
    pub fn uri_host(&self) -> Option<&'a str> {
        self.text(OptionNumber::URI_HOST)
    }

    /// The first ETag (section 5.10.6): a response has one.
    pub fn etag(&self) -> Option<&'a [u8]> {
        self.etags().next()
    }

    /// The ETags of a request (section 5.10.6.2).
    pub fn etags(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.all(OptionNumber::ETAG)
    }

    /// Whether there is If-None-Match (section 5.10.8.2).
    pub fn if_none_match(&self) -> bool {
        self.one(OptionNumber::IF_NONE_MATCH).is_some()
    }

    /// Observe (RFC 7641, section 2): in a request 0 to register and 1 to deregister, in a response a sequence number of 24
    /// bits.
    pub fn observe(&self) -> Option<u32> {
        self.uint(OptionNumber::OBSERVE)
    }

    /// Uri-Port (section 5.10.1).
    pub fn uri_port(&self) -> Option<u16> {
        u16::try_from(self.uint(OptionNumber::URI_PORT)?).ok()
    }

    /// The segments of Location-Path (section 5.10.7).
    pub fn location_path(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.texts(OptionNumber::LOCATION_PATH)
    }

    /// The segments of Uri-Path (section 5.10.1).
    pub fn uri_path(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.texts(OptionNumber::URI_PATH)
    }

    /// Content-Format (section 5.10.3).
    pub fn content_format(&self) -> Option<ContentFormat> {
        self.format(OptionNumber::CONTENT_FORMAT)
    }

    /// Max-Age in seconds (section 5.10.5); 60 where it is missing from a response.
    pub fn max_age(&self) -> Option<u32> {
        self.uint(OptionNumber::MAX_AGE)
    }

    /// The arguments of Uri-Query (section 5.10.1).
    pub fn uri_query(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.texts(OptionNumber::URI_QUERY)
    }

    /// Hop-Limit (RFC 8768, section 3); a server answers 0 with 4.00 (Bad Request).
    pub fn hop_limit(&self) -> Option<u8> {
        u8::try_from(self.uint(OptionNumber::HOP_LIMIT)?).ok()
    }

    /// Accept (section 5.10.4).
    pub fn accept(&self) -> Option<ContentFormat> {
        self.format(OptionNumber::ACCEPT)
    }

    /// Q-Block1 (RFC 9177, section 4.1).
    pub fn q_block1(&self) -> Option<Block> {
        self.block(OptionNumber::Q_BLOCK1)
    }

    /// The arguments of Location-Query (section 5.10.7).
    pub fn location_query(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.texts(OptionNumber::LOCATION_QUERY)
    }

    /// Block2 (RFC 7959, section 2.1).
    pub fn block2(&self) -> Option<Block> {
        self.block(OptionNumber::BLOCK2)
    }

    /// Block1 (RFC 7959, section 2.1).
    pub fn block1(&self) -> Option<Block> {
        self.block(OptionNumber::BLOCK1)
    }

    /// Size2 (RFC 7959, section 4): how large the response body is.
    pub fn size2(&self) -> Option<u32> {
        self.uint(OptionNumber::SIZE2)
    }

    /// The Q-Block2 options (RFC 9177, section 4.1): a request may ask for several blocks.
    pub fn q_block2(&self) -> impl Iterator<Item = Block> + use<'a> {
        self.all(OptionNumber::Q_BLOCK2).filter_map(Block::from_value)
    }

    /// Proxy-Uri (section 5.10.2).
    pub fn proxy_uri(&self) -> Option<&'a str> {
        self.text(OptionNumber::PROXY_URI)
    }

    /// Proxy-Scheme (section 5.10.2).
    pub fn proxy_scheme(&self) -> Option<&'a str> {
        self.text(OptionNumber::PROXY_SCHEME)
    }

    /// Size1 (section 5.10.9; RFC 7959, section 4): how large the request body is, or may be.
    pub fn size1(&self) -> Option<u32> {
        self.uint(OptionNumber::SIZE1)
    }

    /// Echo (RFC 9175, section 2.2).
    pub fn echo(&self) -> Option<&'a [u8]> {
        self.one(OptionNumber::ECHO)
    }

    /// No-Response (RFC 7967, section 2).
    pub fn no_response(&self) -> Option<NoResponse> {
        Some(NoResponse::from_bits(u8::try_from(self.uint(OptionNumber::NO_RESPONSE)?).ok()?))
    }

    /// The Request-Tags (RFC 9175, section 3.2).
    pub fn request_tags(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        self.all(OptionNumber::REQUEST_TAG)
    }

    fn one(&self, number: OptionNumber) -> Option<&'a [u8]> {
        let definition = number.definition()?;
        self.values(number).next().filter(|value| definition.accepts(value))
    }

    fn all(&self, number: OptionNumber) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let accepts = move |value: &&[u8]| number.definition().is_some_and(|it| it.accepts(value));
        self.values(number).filter(accepts)
    }

    fn uint(&self, number: OptionNumber) -> Option<u32> {
        self.one(number).and_then(wire::uint)
    }

    fn text(&self, number: OptionNumber) -> Option<&'a str> {
        self.one(number).and_then(|value| str::from_utf8(value).ok())
    }

    fn texts(&self, number: OptionNumber) -> impl Iterator<Item = &'a str> + use<'a> {
        self.all(number).filter_map(|value| str::from_utf8(value).ok())
    }

    fn format(&self, number: OptionNumber) -> Option<ContentFormat> {
        Some(ContentFormat::new(u16::try_from(self.uint(number)?).ok()?))
    }

    fn block(&self, number: OptionNumber) -> Option<Block> {
        self.one(number).and_then(Block::from_value)
    }
}

/// By the names of requests and responses.
impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for OptionRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Described(*self, self.number.definition()).fmt(f)
    }
}

/// The options of a message, for who knows its code.
pub(crate) struct OptionsOf<'a>(pub(crate) Code, pub(crate) Options<'a>);

impl fmt::Debug for OptionsOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.described()).finish()
    }
}

impl<'a> OptionsOf<'a> {
    fn described(&self) -> impl Iterator<Item = Described<'a>> + use<'a> {
        let code = self.0;
        self.1.iter().map(move |option| Described(option, Definition::named(code, option.number)))
    }
}

/// An option with its definition, if it has any.
struct Described<'a>(OptionRef<'a>, Option<&'static Definition>);

/// What a value says.
enum Value<'a> {
    Empty,
    Uint(u32),
    Text(&'a str),
    /// Opaque, or not what the definition asks for.
    Bytes(&'a [u8]),
}

impl<'a> Described<'a> {
    fn value(&self) -> Value<'a> {
        let value = self.0.value;
        let said = self.1.filter(|definition| definition.accepts(value)).and_then(|it| match it.format {
            OptionFormat::Empty => Some(Value::Empty),
            OptionFormat::Uint => wire::uint(value).map(Value::Uint),
            OptionFormat::String => str::from_utf8(value).ok().map(Value::Text),
            OptionFormat::Opaque => None,
        });
        said.unwrap_or(Value::Bytes(value))
    }
}

impl fmt::Debug for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(definition) => f.write_str(definition.name)?,
            None => write!(f, "{}", self.0.number.get())?,
        }
        match self.value() {
            Value::Empty => Ok(()),
            Value::Uint(number) => write!(f, ": {number}"),
            Value::Text(text) => write!(f, ": {text:?}"),
            Value::Bytes(bytes) => {
                f.write_str(": ")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use serde::ser::SerializeStruct;
    use serde::{Serialize, Serializer};

    use super::{Described, OptionRef, Options, OptionsOf, Value};
    use crate::serde_support::Serialized;

    /// By the names of requests and responses.
    impl Serialize for Options<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.iter())
        }
    }

    impl Serialize for OptionRef<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Described(*self, self.number.definition()).serialize(serializer)
        }
    }

    impl Serialize for OptionsOf<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.described())
        }
    }

    impl Serialize for Described<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut fields = serializer.serialize_struct("Option", 3)?;
            fields.serialize_field("number", &self.0.number)?;
            fields.serialize_field("name", &self.1.map(|definition| definition.name))?;
            match self.value() {
                Value::Empty => fields.serialize_field("value", &())?,
                Value::Uint(number) => fields.serialize_field("value", &number)?,
                Value::Text(text) => fields.serialize_field("value", text)?,
                Value::Bytes(bytes) => fields.serialize_field("value", &Serialized(bytes))?,
            }
            fields.end()
        }
    }
}
