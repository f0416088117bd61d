//! Options by name: read from messages, and added to those that are built.

use core::num::NonZeroU8;

use super::{Block, NoResponse, Observe, OptionError, OptionNumber, Options, OptionsBuf};
use crate::{ContentFormat, InvalidValue, wire};

/// Options by name. Where an option may occur once, the first one counts.
impl<'a> Options<'a> {
    /// The ETags that If-Match asks for (section 5.10.8.1); an empty one matches whatever exists.
    pub fn if_match(&self) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
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
    pub fn etags(&self) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        self.all(OptionNumber::ETAG)
    }

    /// Whether there is If-None-Match (section 5.10.8.2).
    pub fn if_none_match(&self) -> bool {
        self.one(OptionNumber::IF_NONE_MATCH).is_some()
    }

    /// Observe (RFC 7641, section 2).
    pub fn observe(&self) -> Option<Observe> {
        self.uint(OptionNumber::OBSERVE).and_then(Observe::new)
    }

    /// Uri-Port (section 5.10.1).
    pub fn uri_port(&self) -> Option<u16> {
        u16::try_from(self.uint(OptionNumber::URI_PORT)?).ok()
    }

    /// The segments of Location-Path (section 5.10.7).
    pub fn location_path(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.texts(OptionNumber::LOCATION_PATH)
    }

    /// OSCORE (RFC 8613, section 2).
    pub fn oscore(&self) -> Option<&'a [u8]> {
        self.one(OptionNumber::OSCORE)
    }

    /// The segments of Uri-Path (section 5.10.1).
    pub fn uri_path(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
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
    pub fn uri_query(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.texts(OptionNumber::URI_QUERY)
    }

    /// Hop-Limit (RFC 8768, section 3): 1 to 255.
    ///
    /// # Errors
    ///
    /// The value is 0, or doesn't have one byte. Whoever receives it answers with 4.00 (Bad Request), though the option is
    /// elective: no [`Verdict`](super::Verdict) tells.
    pub fn hop_limit(&self) -> Option<Result<NonZeroU8, InvalidValue>> {
        let value = self.values(OptionNumber::HOP_LIMIT).next()?;
        Some(match *value {
            [hops] => NonZeroU8::new(hops).ok_or(InvalidValue("Hop-Limit")),
            _ => Err(InvalidValue("Hop-Limit")),
        })
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
    pub fn location_query(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
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

    /// The first Q-Block2 (RFC 9177, section 4.1): a response has one.
    pub fn q_block2(&self) -> Option<Block> {
        self.q_block2s().next()
    }

    /// The Q-Block2 options of a request (RFC 9177, section 4.1), which may ask for several blocks.
    pub fn q_block2s(&self) -> impl Iterator<Item = Block> + Clone + use<'a> {
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
    pub fn request_tags(&self) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        self.all(OptionNumber::REQUEST_TAG)
    }

    fn one(&self, number: OptionNumber) -> Option<&'a [u8]> {
        let definition = number.definition()?;
        self.values(number).next().filter(|value| definition.accepts(value))
    }

    fn all(&self, number: OptionNumber) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
        let accepts = move |value: &&[u8]| number.definition().is_some_and(|it| it.accepts(value));
        self.values(number).filter(accepts)
    }

    fn uint(&self, number: OptionNumber) -> Option<u32> {
        self.one(number).and_then(wire::uint)
    }

    fn text(&self, number: OptionNumber) -> Option<&'a str> {
        self.one(number).and_then(|value| str::from_utf8(value).ok())
    }

    fn texts(&self, number: OptionNumber) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.all(number).filter_map(|value| str::from_utf8(value).ok())
    }

    fn format(&self, number: OptionNumber) -> Option<ContentFormat> {
        Some(ContentFormat::new(u16::try_from(self.uint(number)?).ok()?))
    }

    fn block(&self, number: OptionNumber) -> Option<Block> {
        self.one(number).and_then(Block::from_value)
    }
}

/// The table: method, argument and its type, option, and what there is to say of it.
macro_rules! setters {
    ($($name:ident($argument:ident: $type:ty) $number:ident $doc:literal;)*) => {
        /// Options by name. What they are given is what the methods of [`Options`] return, in their singular.
        ///
        /// # Errors
        ///
        /// Each returns the errors of [`push`](Self::push).
        #[expect(clippy::missing_errors_doc, reason = "it is said once for all of them")]
        impl OptionsBuf {
            $(
                #[doc = $doc]
                #[inline]
                pub fn $name(&mut self, $argument: $type) -> Result<(), OptionError> {
                    $argument.push_to(self, OptionNumber::$number)
                }
            )*

            /// Adds If-None-Match (section 5.10.8.2).
            pub fn push_if_none_match(&mut self) -> Result<(), OptionError> {
                self.push_empty(OptionNumber::IF_NONE_MATCH)
            }
        }
    };
}

setters! {
    push_if_match(etag: &[u8]) IF_MATCH "Adds an If-Match (section 5.10.8.1): an ETag, or no bytes, which match whatever exists.";
    push_uri_host(host: &str) URI_HOST "Adds Uri-Host (section 5.10.1).";
    push_etag(etag: &[u8]) ETAG "Adds an ETag (section 5.10.6) of 1 to 8 bytes. A response has one at most.";
    push_observe(value: Observe) OBSERVE "Adds Observe (RFC 7641, section 2).";
    push_uri_port(port: u16) URI_PORT "Adds Uri-Port (section 5.10.1).";
    push_location_path(segment: &str) LOCATION_PATH "Adds a segment of Location-Path (section 5.10.7), which is neither `.` nor `..`.";
    push_oscore(value: &[u8]) OSCORE "Adds OSCORE (RFC 8613, section 2).";
    push_uri_path(segment: &str) URI_PATH "Adds a segment of Uri-Path (section 5.10.1), which is neither `.` nor `..`.";
    push_content_format(format: ContentFormat) CONTENT_FORMAT "Adds Content-Format (section 5.10.3).";
    push_max_age(seconds: u32) MAX_AGE "Adds Max-Age in seconds (section 5.10.5).";
    push_uri_query(argument: &str) URI_QUERY "Adds an argument of Uri-Query (section 5.10.1).";
    push_hop_limit(hops: NonZeroU8) HOP_LIMIT "Adds Hop-Limit (RFC 8768, section 3).";
    push_accept(format: ContentFormat) ACCEPT "Adds Accept (section 5.10.4).";
    push_q_block1(block: Block) Q_BLOCK1 "Adds Q-Block1 (RFC 9177, section 4.1).";
    push_location_query(argument: &str) LOCATION_QUERY "Adds an argument of Location-Query (section 5.10.7).";
    push_block2(block: Block) BLOCK2 "Adds Block2 (RFC 7959, section 2.1).";
    push_block1(block: Block) BLOCK1 "Adds Block1 (RFC 7959, section 2.1).";
    push_size2(bytes: u32) SIZE2 "Adds Size2 (RFC 7959, section 4).";
    push_q_block2(block: Block) Q_BLOCK2 "Adds a Q-Block2 (RFC 9177, section 4.1). A response has one at most.";
    push_proxy_uri(uri: &str) PROXY_URI "Adds Proxy-Uri (section 5.10.2).";
    push_proxy_scheme(scheme: &str) PROXY_SCHEME "Adds Proxy-Scheme (section 5.10.2).";
    push_size1(bytes: u32) SIZE1 "Adds Size1 (section 5.10.9; RFC 7959, section 4).";
    push_echo(value: &[u8]) ECHO "Adds Echo (RFC 9175, section 2.2): 1 to 40 bytes.";
    push_no_response(unwanted: NoResponse) NO_RESPONSE "Adds No-Response (RFC 7967, section 2).";
    push_request_tag(tag: &[u8]) REQUEST_TAG "Adds a Request-Tag (RFC 9175, section 3.2) of up to 8 bytes.";
}

/// A type that options' values have.
trait Pushed {
    fn push_to(self, options: &mut OptionsBuf, number: OptionNumber) -> Result<(), OptionError>;
}

impl Pushed for &[u8] {
    #[inline]
    fn push_to(self, options: &mut OptionsBuf, number: OptionNumber) -> Result<(), OptionError> {
        options.push_value(number, self, false)
    }
}

impl Pushed for &str {
    #[inline]
    fn push_to(self, options: &mut OptionsBuf, number: OptionNumber) -> Result<(), OptionError> {
        options.push_value(number, self.as_bytes(), true)
    }
}

impl Pushed for u32 {
    #[inline]
    fn push_to(self, options: &mut OptionsBuf, number: OptionNumber) -> Result<(), OptionError> {
        options.push_value(number, wire::shortest(self, &mut [0; 4]), false)
    }
}

/// Types that stand for a number.
macro_rules! pushed_as_uint {
    ($($type:ty, |$value:ident| $number:expr;)*) => {
        $(
            impl Pushed for $type {
                #[inline]
                fn push_to(self, options: &mut OptionsBuf, number: OptionNumber) -> Result<(), OptionError> {
                    let $value = self;
                    u32::from($number).push_to(options, number)
                }
            }
        )*
    };
}

pushed_as_uint! {
    u16, |value| value;
    NonZeroU8, |hops| hops.get();
    ContentFormat, |format| format.get();
    Observe, |observe| observe.get();
    Block, |block| block;
    NoResponse, |unwanted| unwanted.get();
}
