//! URIs taken apart into options (section 6.4), and put together from them (sections 6.5 and 5.10.7).

use alloc::string::String;

use super::buf::Resource;
use super::syntax::is_dot_segment;
use super::{ComposeError, ComposeErrorKind, Destination, Host, Scheme, Uri, UriBuf};
use crate::option::{OptionError, OptionNumber, OptionRef, OptionsBuf};
use crate::percent::write_encoded;
use crate::wire;

impl OptionsBuf {
    /// Adds the options of a request for `uri` to `destination` (section 6.4; RFC 8323, section 8.6): Uri-Host and Uri-Port
    /// where they differ from the destination's, Uri-Path and Uri-Query.
    ///
    /// Uri-Host is in lower case throughout, what was percent-encoded too: URIs that are equal give equal options.
    ///
    /// # Errors
    ///
    /// There is a Uri-Host or Uri-Port already; nothing is added.
    pub fn push_uri(&mut self, uri: &Uri<'_>, destination: Destination<'_>) -> Result<(), OptionError> {
        for number in [OptionNumber::URI_HOST, OptionNumber::URI_PORT] {
            if self.as_options().contains(number) {
                return Err(OptionError::Repeated(number));
            }
        }
        if uri.host != destination.host {
            self.push_str(OptionNumber::URI_HOST, &uri.host.option_value())?;
        }
        if uri.port != destination.port {
            self.push_uint(OptionNumber::URI_PORT, uri.port.into())?;
        }
        for segment in uri.segments() {
            self.push_str(OptionNumber::URI_PATH, &segment.decode())?;
        }
        for argument in uri.arguments() {
            self.push_str(OptionNumber::URI_QUERY, &argument.decode())?;
        }
        Ok(())
    }
}

impl UriBuf {
    /// The URI of a request with these options that came to `destination` by way of `scheme` (section 6.5; RFC 8323, section
    /// 8.7). A Proxy-Scheme of CoAP stands in for the scheme (section 5.10.2).
    ///
    /// Options of other numbers are left aside, and the order matters only among those of one number. A `%` in Uri-Host is
    /// refused: written as it is, it would be decoded once more by whoever reads the URI.
    ///
    /// A single empty Uri-Path gives the same URI as none (section 6.5, step 7): who decides on access by the URI must not
    /// serve them as two resources.
    ///
    /// # Errors
    ///
    /// An option's value isn't what it may be, or is no part of a URI; or an option is there again; or the URI isn't one of
    /// CoAP, or stands in Proxy-Uri.
    pub fn compose<'v>(
        scheme: Scheme,
        destination: Destination<'_>,
        options: impl IntoIterator<Item = OptionRef<'v>>,
    ) -> Result<Self, ComposeError> {
        let mut parts = Parts::default();
        for option in options {
            parts.add(option).map_err(|kind| ComposeError::new(kind, option.number))?;
        }
        let port = parts.port.unwrap_or(destination.port);
        let (scheme, port) = match parts.proxy_scheme {
            // The scheme is replaced once the URI stands, so a default port becomes that of the other scheme.
            Some(other) if port == scheme.default_port() => (other, other.default_port()),
            Some(other) => (other, port),
            None => (scheme, port),
        };
        let Some(name) = parts.host else { return Ok(parts.resource.at(scheme, destination.host, port)) };
        let mut host = String::new();
        _ = write_encoded(&mut host, name.bytes(), |byte| byte.is_ascii());
        match Host::read(&host, 0) {
            Ok(host) if !name.contains('%') => Ok(parts.resource.at(scheme, host, port)),
            _ => Err(ComposeError::new(ComposeErrorKind::Host, OptionNumber::URI_HOST)),
        }
    }
}

impl Uri<'_> {
    /// Where the response to a request for this URI says that something was created: its Location-Path and Location-Query
    /// options, resolved (section 5.10.7); `None` if it has neither.
    ///
    /// After a multicast request, this is to be the URI with the address of the endpoint that responded (section 8.2).
    ///
    /// # Errors
    ///
    /// An option's value isn't what it may be; or one of the numbers that are reserved for locations is among them.
    pub fn location<'v>(
        &self,
        options: impl IntoIterator<Item = OptionRef<'v>>,
    ) -> Result<Option<UriBuf>, ComposeError> {
        let mut resource = Resource::default();
        let (mut has_path, mut has_query, mut reserved) = (false, false, None);
        for option in options {
            let added = match option.number {
                OptionNumber::LOCATION_PATH => {
                    has_path = true;
                    add_segment(&mut resource, option)
                }
                OptionNumber::LOCATION_QUERY => {
                    has_query = true;
                    add_argument(&mut resource, option)
                }
                number => {
                    reserved = reserved.or(RESERVED_LOCATIONS.contains(&number.get()).then_some(number));
                    continue;
                }
            };
            added.map_err(|kind| ComposeError::new(kind, option.number))?;
        }
        if !has_path {
            // A query alone is a reference without a path, which keeps that of the base (RFC 3986, section 5.2.2).
            self.segments().for_each(|segment| resource.push_segment(segment.bytes()));
        }
        match reserved {
            _ if !has_path && !has_query => Ok(None),
            Some(number) => Err(ComposeError::new(ComposeErrorKind::ReservedLocation, number)),
            None => Ok(Some(resource.at(self.scheme, self.host, self.port))),
        }
    }
}

/// Numbers of options that may one day say more of a location (section 5.10.7).
const RESERVED_LOCATIONS: [u16; 4] = [128, 132, 136, 140];

/// What was found among options on the way to a URI.
#[derive(Default)]
struct Parts<'v> {
    proxy_scheme: Option<Scheme>,
    host: Option<&'v str>,
    port: Option<u16>,
    resource: Resource,
}

impl<'v> Parts<'v> {
    fn add(&mut self, option: OptionRef<'v>) -> Result<(), ComposeErrorKind> {
        match option.number {
            OptionNumber::URI_HOST => set_once(&mut self.host, text(option)?),
            OptionNumber::URI_PORT => set_once(&mut self.port, port(option)?),
            OptionNumber::URI_PATH => add_segment(&mut self.resource, option),
            OptionNumber::URI_QUERY => add_argument(&mut self.resource, option),
            OptionNumber::PROXY_SCHEME => {
                let scheme = Scheme::try_from(text(option)?).map_err(|_| ComposeErrorKind::Proxy)?;
                set_once(&mut self.proxy_scheme, scheme)
            }
            OptionNumber::PROXY_URI => Err(ComposeErrorKind::Proxy),
            _ => Ok(()),
        }
    }
}

fn add_segment(resource: &mut Resource, option: OptionRef<'_>) -> Result<(), ComposeErrorKind> {
    let segment = text(option)?;
    if is_dot_segment(segment) {
        return Err(ComposeErrorKind::DotSegment);
    }
    resource.push_segment(segment.bytes());
    Ok(())
}

fn add_argument(resource: &mut Resource, option: OptionRef<'_>) -> Result<(), ComposeErrorKind> {
    resource.push_argument(text(option)?.bytes());
    Ok(())
}

fn set_once<T>(slot: &mut Option<T>, value: T) -> Result<(), ComposeErrorKind> {
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(ComposeErrorKind::Repeated),
    }
}

fn text(option: OptionRef<'_>) -> Result<&str, ComposeErrorKind> {
    check_len(option)?;
    str::from_utf8(option.value).map_err(|_| ComposeErrorKind::Utf8)
}

fn port(option: OptionRef<'_>) -> Result<u16, ComposeErrorKind> {
    check_len(option)?;
    let port = wire::uint(option.value).and_then(|port| u16::try_from(port).ok());
    port.ok_or(ComposeErrorKind::Length)
}

fn check_len(option: OptionRef<'_>) -> Result<(), ComposeErrorKind> {
    let definition = option.number.definition();
    match definition.is_none_or(|definition| definition.accepts_len(option.value.len())) {
        true => Ok(()),
        false => Err(ComposeErrorKind::Length),
    }
}
