//! Options by name.

use super::{Block, NoResponse, OptionNumber, Options};
use crate::{ContentFormat, wire};

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
        Some(NoResponse::new(u8::try_from(self.uint(OptionNumber::NO_RESPONSE)?).ok()?))
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
