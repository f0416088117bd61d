//! How messages of both forms are shown: in one line, field by field, and to `serde`.

use core::fmt;

use crate::option::{OptionNumber, Options};
use crate::percent::{is_argument, is_host, is_segment, write_encoded};
use crate::{Code, Token, wire};

/// `Debug` and `Serialize` for a message: the fields that are named, then options and payload.
macro_rules! show_fields {
    ($name:ident: $($field:ident),*) => {
        impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field), &self.$field))*
                    .field("options", &$crate::option::OptionsOf(self.code, self.options))
                    .field("payload", &self.payload)
                    .finish()
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct;

                let count = [$(stringify!($field)),*].len() + 2;
                let mut fields = serializer.serialize_struct(stringify!($name), count)?;
                $(fields.serialize_field(stringify!($field), &self.$field)?;)*
                fields.serialize_field("options", &$crate::option::OptionsOf(self.code, self.options))?;
                fields.serialize_field("payload", &$crate::serde_support::Serialized(self.payload))?;
                fields.end()
            }
        }
    };
}

pub(crate) use show_fields;

/// Resource and token, as one line shows them.
pub(crate) struct Summary<'a> {
    pub(crate) code: Code,
    pub(crate) token: Token<'a>,
    pub(crate) options: Options<'a>,
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.code.is_request() {
            f.write_str(" ")?;
            fmt_resource(self.options, f)?;
        }
        if self.token.is_empty() { Ok(()) } else { write!(f, " [token {}]", self.token) }
    }
}

/// A proxy's URI in angle brackets; scheme, host and port if they are there; path and query. Wrong values are shown as well, and
/// all is encoded so that none of them can pass for another one, or for more than it is.
fn fmt_resource(options: Options<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut proxy_uris = options.values(OptionNumber::PROXY_URI).peekable();
    let is_proxied = proxy_uris.peek().is_some();
    for uri in proxy_uris {
        f.write_str("<")?;
        write_encoded(f, uri.iter().copied(), is_uri)?;
        f.write_str(">")?;
    }
    let has_parts = PARTS.iter().any(|number| options.contains(*number));
    match (is_proxied, has_parts) {
        (true, false) => return Ok(()),
        (true, true) => f.write_str(" ")?,
        (false, _) => {}
    }
    fmt_authority(options, f)?;
    if !options.contains(OptionNumber::URI_PATH) {
        f.write_str("/")?;
    }
    for segment in options.values(OptionNumber::URI_PATH) {
        f.write_str("/")?;
        write_encoded(f, segment.iter().copied(), is_segment)?;
    }
    for (position, argument) in options.values(OptionNumber::URI_QUERY).enumerate() {
        f.write_str(if position == 0 { "?" } else { "&" })?;
        write_encoded(f, argument.iter().copied(), is_argument)?;
    }
    Ok(())
}

/// What a URI is put together from.
const PARTS: [OptionNumber; 5] = [
    OptionNumber::PROXY_SCHEME,
    OptionNumber::URI_HOST,
    OptionNumber::URI_PORT,
    OptionNumber::URI_PATH,
    OptionNumber::URI_QUERY,
];

/// As in `coap://example.net:5683`; what occurs again is put beside the first with a bar.
fn fmt_authority(options: Options<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let bar = |position| if position == 0 { "" } else { "|" };
    for (position, scheme) in options.values(OptionNumber::PROXY_SCHEME).enumerate() {
        f.write_str(bar(position))?;
        write_encoded(f, scheme.iter().copied(), is_scheme)?;
    }
    if options.contains(OptionNumber::PROXY_SCHEME) {
        f.write_str("://")?;
    }
    for (position, host) in options.values(OptionNumber::URI_HOST).enumerate() {
        let is_literal = matches!(host, [b'[', .., b']']);
        f.write_str(bar(position))?;
        write_encoded(f, host.iter().copied(), if is_literal { is_address } else { is_host })?;
    }
    for port in options.values(OptionNumber::URI_PORT) {
        match wire::uint(port).filter(|_| port.len() <= 2) {
            Some(port) => write!(f, ":{port}")?,
            None => {
                f.write_str(":")?;
                write_encoded(f, port.iter().copied(), |_| false)?;
            }
        }
    }
    Ok(())
}

const fn is_uri(byte: u8) -> bool {
    is_argument(byte) || matches!(byte, b'&' | b'%' | b'[' | b']')
}

const fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

const fn is_address(byte: u8) -> bool {
    is_host(byte) || matches!(byte, b':' | b'[' | b']')
}

/// What the payload is, and how long.
pub(crate) fn fmt_payload(
    options: Options<'_>,
    payload: &[u8],
    code: Code,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if let Some(format) = options.content_format().filter(|_| !code.is_signaling()) {
        write!(f, " {format}")?;
    }
    if payload.is_empty() { Ok(()) } else { write!(f, " {} bytes", payload.len()) }
}
