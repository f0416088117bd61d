//! Option numbers, and the table of those that are registered.

use core::fmt;
use core::ops::RangeInclusive;

use super::OptionFormat::{Empty, Opaque, String, Uint};
use crate::Code;
use crate::wire::is_utf8;

/// An option's number (section 5.4.6): a message's options are sorted by it, and its bits tell who has to know it.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct OptionNumber(u16);

/// What an option's value is (section 3.2).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the specification closes the set")]
pub enum OptionFormat {
    /// Nothing.
    Empty,
    /// Bytes.
    Opaque,
    /// A number, in network byte order and as few bytes as it takes.
    Uint,
    /// Text in UTF-8.
    String,
}

/// What is registered about an option.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) name: &'static str,
    pub(crate) format: OptionFormat,
    pub(crate) min_len: u16,
    pub(crate) max_len: u16,
    pub(crate) repeatable: bool,
    messages: u8,
}

/// Which messages an option is defined for.
mod place {
    pub(super) const REQUEST: u8 = 1;
    pub(super) const RESPONSE: u8 = 2;
    pub(super) const BOTH: u8 = REQUEST | RESPONSE;
    pub(super) const SIGNAL: u8 = 4;
    /// Both, but what requests may repeat occurs once in a response.
    pub(super) const ONCE_IN_RESPONSES: u8 = BOTH | 8;
}

use place::{BOTH, ONCE_IN_RESPONSES, REQUEST, RESPONSE, SIGNAL};

const ONCE: bool = false;
const REPEATABLE: bool = true;

/// The table: number, name in code, registered name, format, lengths, how often, in which messages, and where it says so.
macro_rules! options {
    ($($number:literal $name:ident $text:literal $format:ident $min:literal..=$max:literal $often:ident $messages:ident $section:literal;)*) => {
        impl OptionNumber {
            $(
                #[doc = concat!($text, " (", $section, ").")]
                pub const $name: Self = Self($number);
            )*

            /// Every registered number of requests and responses, in ascending order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            pub(crate) const fn definition(self) -> Option<&'static Definition> {
                match self.0 {
                    $($number => Some(&Definition {
                        name: $text,
                        format: $format,
                        min_len: $min,
                        max_len: $max,
                        repeatable: $often,
                        messages: $messages,
                    }),)*
                    _ => None,
                }
            }
        }
    };
}

options! {
    1 IF_MATCH "If-Match" Opaque 0..=8 REPEATABLE REQUEST "section 5.10.8.1";
    3 URI_HOST "Uri-Host" String 1..=255 ONCE REQUEST "section 5.10.1";
    4 ETAG "ETag" Opaque 1..=8 REPEATABLE ONCE_IN_RESPONSES "section 5.10.6";
    5 IF_NONE_MATCH "If-None-Match" Empty 0..=0 ONCE REQUEST "section 5.10.8.2";
    6 OBSERVE "Observe" Uint 0..=3 ONCE BOTH "RFC 7641, section 2";
    7 URI_PORT "Uri-Port" Uint 0..=2 ONCE REQUEST "section 5.10.1";
    8 LOCATION_PATH "Location-Path" String 0..=255 REPEATABLE RESPONSE "section 5.10.7";
    9 OSCORE "OSCORE" Opaque 0..=255 ONCE BOTH "RFC 8613, section 2";
    11 URI_PATH "Uri-Path" String 0..=255 REPEATABLE REQUEST "section 5.10.1";
    12 CONTENT_FORMAT "Content-Format" Uint 0..=2 ONCE BOTH "section 5.10.3";
    14 MAX_AGE "Max-Age" Uint 0..=4 ONCE RESPONSE "section 5.10.5";
    15 URI_QUERY "Uri-Query" String 0..=255 REPEATABLE REQUEST "section 5.10.1";
    16 HOP_LIMIT "Hop-Limit" Uint 1..=1 ONCE REQUEST "RFC 8768, section 3";
    17 ACCEPT "Accept" Uint 0..=2 ONCE REQUEST "section 5.10.4";
    19 Q_BLOCK1 "Q-Block1" Uint 0..=3 ONCE BOTH "RFC 9177, section 4.1";
    20 LOCATION_QUERY "Location-Query" String 0..=255 REPEATABLE RESPONSE "section 5.10.7";
    23 BLOCK2 "Block2" Uint 0..=3 ONCE BOTH "RFC 7959, section 2.1";
    27 BLOCK1 "Block1" Uint 0..=3 ONCE BOTH "RFC 7959, section 2.1";
    28 SIZE2 "Size2" Uint 0..=4 ONCE BOTH "RFC 7959, section 4";
    31 Q_BLOCK2 "Q-Block2" Uint 0..=3 REPEATABLE ONCE_IN_RESPONSES "RFC 9177, section 4.1";
    35 PROXY_URI "Proxy-Uri" String 1..=1034 ONCE REQUEST "section 5.10.2";
    39 PROXY_SCHEME "Proxy-Scheme" String 1..=255 ONCE REQUEST "section 5.10.2";
    60 SIZE1 "Size1" Uint 0..=4 ONCE BOTH "section 5.10.9";
    252 ECHO "Echo" Opaque 1..=40 ONCE BOTH "RFC 9175, section 2.2";
    258 NO_RESPONSE "No-Response" Uint 0..=1 ONCE REQUEST "RFC 7967, section 2";
    292 REQUEST_TAG "Request-Tag" Opaque 0..=8 REPEATABLE REQUEST "RFC 9175, section 3.2";
}

/// The numbers of signaling messages (RFC 8323, section 5.2), which count anew in each of them.
macro_rules! signaling_options {
    ($($code:ident $number:literal $name:ident $text:literal $format:ident $min:literal..=$max:literal $often:ident $section:literal;)*) => {
        impl OptionNumber {
            $(
                #[doc = concat!("In a message of code `", stringify!($code), "`: ", $text, " (", $section, ").")]
                pub const $name: Self = Self($number);
            )*
        }

        const fn signaling(code: Code, number: OptionNumber) -> Option<&'static Definition> {
            match (code, number.0) {
                $((Code::$code, $number) => Some(&Definition {
                    name: $text,
                    format: $format,
                    min_len: $min,
                    max_len: $max,
                    repeatable: $often,
                    messages: SIGNAL,
                }),)*
                (Code::PONG, _) => signaling(Code::PING, number),
                _ => None,
            }
        }
    };
}

signaling_options! {
    CSM 2 MAX_MESSAGE_SIZE "Max-Message-Size" Uint 0..=4 ONCE "RFC 8323, section 5.3.1";
    CSM 4 BLOCK_WISE_TRANSFER "Block-Wise-Transfer" Empty 0..=0 ONCE "RFC 8323, section 5.3.2";
    CSM 6 EXTENDED_TOKEN_LENGTH "Extended-Token-Length" Uint 0..=3 ONCE "RFC 8974, section 2.2.1";
    PING 2 CUSTODY "Custody" Empty 0..=0 ONCE "RFC 8323, section 5.4.1";
    RELEASE 2 ALTERNATIVE_ADDRESS "Alternative-Address" String 1..=255 REPEATABLE "RFC 8323, section 5.5";
    RELEASE 4 HOLD_OFF "Hold-Off" Uint 0..=3 ONCE "RFC 8323, section 5.5";
    ABORT 2 BAD_CSM_OPTION "Bad-CSM-Option" Uint 0..=2 ONCE "RFC 8323, section 5.6";
}

impl OptionNumber {
    /// The option with this number.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// Whether a message can't be processed by who doesn't recognise the option (section 5.4.1).
    pub const fn is_critical(self) -> bool {
        self.0 & 1 != 0
    }

    /// Whether a proxy that doesn't recognise the option may not forward it (section 5.4.2).
    pub const fn is_unsafe(self) -> bool {
        self.0 & 2 != 0
    }

    /// Whether a proxy that doesn't recognise the option leaves it out of the cache key (section 5.4.2).
    pub const fn is_no_cache_key(self) -> bool {
        self.0 & 0x1e == 0x1c
    }

    /// Whether it is registered for requests or responses.
    pub const fn is_registered(self) -> bool {
        self.definition().is_some()
    }

    /// The registered name in requests and responses.
    pub const fn name(self) -> Option<&'static str> {
        match self.definition() {
            Some(definition) => Some(definition.name),
            None => None,
        }
    }

    /// What the value is, if it is registered for requests or responses.
    pub const fn format(self) -> Option<OptionFormat> {
        match self.definition() {
            Some(definition) => Some(definition.format),
            None => None,
        }
    }

    /// How long the value may be, if it is registered for requests or responses (section 5.4.3).
    pub fn lengths(self) -> Option<RangeInclusive<u16>> {
        self.definition().map(|definition| definition.min_len..=definition.max_len)
    }

    /// Whether it is registered for requests or responses, and may occur more than once in one (section 5.4.5).
    pub const fn is_repeatable(self) -> bool {
        matches!(self.definition(), Some(definition) if definition.repeatable)
    }
}

impl Definition {
    /// The option with this number, if it is defined for messages of this code.
    pub(crate) fn of(code: Code, number: OptionNumber) -> Option<&'static Self> {
        let message = match code.class() {
            0 => REQUEST,
            2..=5 => RESPONSE,
            _ => SIGNAL,
        };
        Self::named(code, number).filter(|definition| definition.messages & message != 0)
    }

    /// The option with this number among those of requests and responses, or among those of the signaling code.
    pub(crate) const fn named(code: Code, number: OptionNumber) -> Option<&'static Self> {
        if code.is_signaling() { signaling(code, number) } else { number.definition() }
    }

    /// Whether a message of this code may have several: a response has at most one ETag (section 5.10.6.1) and one Q-Block2
    /// (RFC 9177, section 4.1).
    pub(crate) const fn is_repeatable_in(&self, code: Code) -> bool {
        self.repeatable && !(code.is_response() && self.messages == ONCE_IN_RESPONSES)
    }

    /// Whether a value is what the definition asks for.
    pub(crate) fn accepts(&self, value: &[u8]) -> bool {
        self.accepts_len(value.len()) && (self.format != String || is_utf8(value))
    }

    /// Whether a value may be so long.
    pub(crate) fn accepts_len(&self, len: usize) -> bool {
        (usize::from(self.min_len)..=usize::from(self.max_len)).contains(&len)
    }
}

/// The registered name in requests and responses, or else the number.
impl fmt::Display for OptionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "option {}", self.0),
        }
    }
}

impl fmt::Debug for OptionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} {name}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}
