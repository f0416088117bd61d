//! URIs put together from options (section 6.5).

use alloc::string::String;
use core::fmt::Write;

use super::syntax::{MAX_VALUE, is_dot_segment};
use super::{ComposeErrorKind, Destination, Host, Scheme, write_port};
use crate::option::OptionNumber;
use crate::percent::{is_argument, is_host, is_segment, write_encoded};

/// What was found among options on the way to a URI (section 6.5).
#[derive(Default)]
pub(super) struct Parts {
    host: Option<String>,
    port: Option<u16>,
    path: String,
    query: String,
}

impl Parts {
    pub(super) fn add(&mut self, number: OptionNumber, value: &[u8]) -> Result<(), ComposeErrorKind> {
        match number {
            OptionNumber::URI_HOST => set_once(&mut self.host, host_from_option(text(value)?)?),
            OptionNumber::URI_PORT => set_once(&mut self.port, port_from_option(value)?),
            OptionNumber::URI_PATH => self.add_segment(text(value)?),
            OptionNumber::URI_QUERY => {
                let separator = if self.query.is_empty() { '?' } else { '&' };
                push_encoded(&mut self.query, separator, text(value)?, is_argument);
                Ok(())
            }
            OptionNumber::PROXY_URI | OptionNumber::PROXY_SCHEME => Err(ComposeErrorKind::Proxy),
            _ => Ok(()),
        }
    }

    fn add_segment(&mut self, segment: &str) -> Result<(), ComposeErrorKind> {
        if is_dot_segment(segment) {
            return Err(ComposeErrorKind::DotSegment);
        }
        push_encoded(&mut self.path, '/', segment, is_segment);
        Ok(())
    }

    pub(super) fn join(self, scheme: Scheme, destination: Destination<'_>) -> String {
        let mut uri = String::from(scheme.as_str());
        uri.push_str("://");
        match self.host {
            Some(host) => uri.push_str(&host),
            None => _ = write!(uri, "{}", destination.host),
        }
        _ = write_port(&mut uri, self.port.unwrap_or(destination.port), scheme);
        uri.push_str(if self.path.is_empty() { "/" } else { &self.path });
        uri.push_str(&self.query);
        uri
    }
}

fn set_once<T>(slot: &mut Option<T>, value: T) -> Result<(), ComposeErrorKind> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(ComposeErrorKind::Repeated),
    }
}

fn text(value: &[u8]) -> Result<&str, ComposeErrorKind> {
    if value.len() > MAX_VALUE {
        return Err(ComposeErrorKind::Length);
    }
    str::from_utf8(value).map_err(|_| ComposeErrorKind::Utf8)
}

fn host_from_option(value: &str) -> Result<String, ComposeErrorKind> {
    if value.is_empty() {
        return Err(ComposeErrorKind::Length);
    }
    let is_name = value.bytes().all(|byte| !byte.is_ascii() || is_host(byte));
    if !is_name && !matches!(Host::read(value, 0), Ok(Host::Ipv6(_))) {
        return Err(ComposeErrorKind::Host);
    }
    let mut host = String::new();
    _ = write_encoded(&mut host, value.bytes(), |byte| byte.is_ascii());
    Ok(host)
}

fn port_from_option(value: &[u8]) -> Result<u16, ComposeErrorKind> {
    match *value {
        [] => Ok(0),
        [low] => Ok(low.into()),
        [high, low] => Ok(u16::from_be_bytes([high, low])),
        _ => Err(ComposeErrorKind::Length),
    }
}

fn push_encoded(out: &mut String, separator: char, value: &str, plain: fn(u8) -> bool) {
    out.push(separator);
    _ = write_encoded(out, value.bytes(), plain);
}
