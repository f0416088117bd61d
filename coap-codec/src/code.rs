//! Codes: methods, responses, signals.

use core::fmt;
use core::str::FromStr;

use crate::InvalidValue;
use crate::pad::pad;

/// A code (section 3): a class of three bits and a detail of five. Codes that are not registered are kept.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Code(u8);

macro_rules! codes {
    ($($class:literal $detail:literal $name:ident $text:literal $section:literal;)*) => {
        #[allow(clippy::zero_prefixed_literal, reason = "details are written with two digits")]
        impl Code {
            $(
                #[doc = concat!("`", $class, ".", stringify!($detail), "`, ", $text, " (", $section, ").")]
                pub const $name: Self = Self($class << 5 | $detail);
            )*

            /// The name that the code is registered with.
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($text),)*
                    _ => None,
                }
            }
        }
    };
}

codes! {
    0 00 EMPTY "Empty" "section 4.1";
    0 01 GET "GET" "section 5.8.1";
    0 02 POST "POST" "section 5.8.2";
    0 03 PUT "PUT" "section 5.8.3";
    0 04 DELETE "DELETE" "section 5.8.4";
    0 05 FETCH "FETCH" "RFC 8132, section 2";
    0 06 PATCH "PATCH" "RFC 8132, section 3";
    0 07 IPATCH "iPATCH" "RFC 8132, section 3";
    2 01 CREATED "Created" "section 5.9.1.1";
    2 02 DELETED "Deleted" "section 5.9.1.2";
    2 03 VALID "Valid" "section 5.9.1.3";
    2 04 CHANGED "Changed" "section 5.9.1.4";
    2 05 CONTENT "Content" "section 5.9.1.5";
    2 31 CONTINUE "Continue" "RFC 7959, section 2.9.1";
    4 00 BAD_REQUEST "Bad Request" "section 5.9.2.1";
    4 01 UNAUTHORIZED "Unauthorized" "section 5.9.2.2";
    4 02 BAD_OPTION "Bad Option" "section 5.9.2.3";
    4 03 FORBIDDEN "Forbidden" "section 5.9.2.4";
    4 04 NOT_FOUND "Not Found" "section 5.9.2.5";
    4 05 METHOD_NOT_ALLOWED "Method Not Allowed" "section 5.9.2.6";
    4 06 NOT_ACCEPTABLE "Not Acceptable" "section 5.9.2.7";
    4 08 REQUEST_ENTITY_INCOMPLETE "Request Entity Incomplete" "RFC 7959, section 2.9.2";
    4 09 CONFLICT "Conflict" "RFC 8132, section 3.4";
    4 12 PRECONDITION_FAILED "Precondition Failed" "section 5.9.2.8";
    4 13 REQUEST_ENTITY_TOO_LARGE "Request Entity Too Large" "section 5.9.2.9";
    4 15 UNSUPPORTED_CONTENT_FORMAT "Unsupported Content-Format" "section 5.9.2.10";
    4 22 UNPROCESSABLE_ENTITY "Unprocessable Entity" "RFC 8132, section 3.4";
    4 29 TOO_MANY_REQUESTS "Too Many Requests" "RFC 8516, section 3";
    5 00 INTERNAL_SERVER_ERROR "Internal Server Error" "section 5.9.3.1";
    5 01 NOT_IMPLEMENTED "Not Implemented" "section 5.9.3.2";
    5 02 BAD_GATEWAY "Bad Gateway" "section 5.9.3.3";
    5 03 SERVICE_UNAVAILABLE "Service Unavailable" "section 5.9.3.4";
    5 04 GATEWAY_TIMEOUT "Gateway Timeout" "section 5.9.3.5";
    5 05 PROXYING_NOT_SUPPORTED "Proxying Not Supported" "section 5.9.3.6";
    5 08 HOP_LIMIT_REACHED "Hop Limit Reached" "RFC 8768, section 4";
    7 01 CSM "CSM" "RFC 8323, section 5.3";
    7 02 PING "Ping" "RFC 8323, section 5.4";
    7 03 PONG "Pong" "RFC 8323, section 5.4";
    7 04 RELEASE "Release" "RFC 8323, section 5.5";
    7 05 ABORT "Abort" "RFC 8323, section 5.6";
}

impl Code {
    /// The code with this number, which is its byte on the wire.
    pub const fn new(number: u8) -> Self {
        Self(number)
    }

    /// The code of a class of 0 to 7 and a detail of 0 to 31.
    pub const fn from_parts(class: u8, detail: u8) -> Option<Self> {
        if class < 8 && detail < 32 { Some(Self(class << 5 | detail)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The class: `4` of `4.04`.
    pub const fn class(self) -> u8 {
        self.0 >> 5
    }

    /// The detail: `04` of `4.04`.
    pub const fn detail(self) -> u8 {
        self.0 & 0x1f
    }

    /// Whether it is 0.00 (section 4.1).
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether it is a method, known or not (section 12.1.1).
    pub const fn is_request(self) -> bool {
        self.class() == 0 && !self.is_empty()
    }

    /// Whether it is a response code, known or not (section 12.1.2).
    pub const fn is_response(self) -> bool {
        matches!(self.class(), 2..=5)
    }

    /// Whether it is a signaling code, known or not (RFC 8323, section 5.1).
    pub const fn is_signaling(self) -> bool {
        self.class() == 7
    }

    /// Whether the class is a client's or a server's error.
    pub const fn is_error(self) -> bool {
        matches!(self.class(), 4 | 5)
    }
}

impl From<u8> for Code {
    fn from(number: u8) -> Self {
        Self::new(number)
    }
}

impl From<Code> for u8 {
    fn from(code: Code) -> Self {
        code.get()
    }
}

/// Class and detail, as in `2.05`.
impl FromStr for Code {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let digit = |byte: u8| if byte.is_ascii_digit() { Some(byte - b'0') } else { None };
        let code = match *text.as_bytes() {
            [class, b'.', tens, ones] => digit(class)
                .zip(digit(tens).zip(digit(ones)))
                .and_then(|(class, (tens, ones))| Self::from_parts(class, tens * 10 + ones)),
            _ => None,
        };
        code.ok_or(InvalidValue("code"))
    }
}

/// Class and detail, as in `2.05`.
impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pad(f, format_args!("{}.{:02}", self.class(), self.detail()))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{self} {name}"),
            None => write!(f, "{self}"),
        }
    }
}

/// As messages show it: methods and signals by name, responses by number and name.
pub(crate) struct Named(pub(crate) Code);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.name() {
            Some(_) if self.0.is_empty() => f.write_str("empty"),
            Some(name) if !self.0.is_response() => f.write_str(name),
            Some(name) => write!(f, "{} {name}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use alloc::string::String;

    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::Code;

    /// As `"2.05"` where people read, as a byte elsewhere.
    impl Serialize for Code {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if serializer.is_human_readable() {
                serializer.collect_str(self)
            } else {
                serializer.serialize_u8(self.0)
            }
        }
    }

    impl<'de> Deserialize<'de> for Code {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            if !deserializer.is_human_readable() {
                return u8::deserialize(deserializer).map(Self);
            }
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(|_| D::Error::custom("not a code like 2.05"))
        }
    }
}
