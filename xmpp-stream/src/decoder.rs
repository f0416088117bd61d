//! Where a stream and the elements in it begin and end (sections 4.2 to 4.4).

use core::fmt;

use crate::stream::{HeaderBuf, STREAMS};
use crate::xml::{Found, Parser, is_space};
use crate::{DecodeError, DecodeErrorKind, ElementTree, Limits};

/// Takes the stream header, whole elements and the end of the stream off the front of one direction of a connection.
///
/// ```
/// use xmpp_stream::stream::Version;
/// use xmpp_stream::{Decoder, Limits, StreamItem};
///
/// let mut decoder = Decoder::new(Limits::default());
/// let mut input = &b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
///     xmlns:stream='http://etherx.jabber.org/streams' version='1.0'><presence/> <iq"[..];
/// let Some(StreamItem::Header(header)) = decoder.decode(&mut input)? else { panic!("a stream header") };
/// assert_eq!(header.header()?.version, Some(Version::V1_0));
/// let Some(StreamItem::Element(presence)) = decoder.decode(&mut input)? else { panic!("an element") };
/// assert!(presence.root().is("jabber:client", "presence"));
///
/// // The next element is not whole yet: read more, and call again with the same bytes first.
/// assert_eq!(decoder.decode(&mut input)?, None);
/// assert_eq!(input, b"<iq");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Decoder {
    parser: Parser,
    expected: Expected,
    authenticated: bool,
    /// What [`Self::frame_len`] has found, and nobody has taken yet.
    found: Option<Measured>,
    failed: Option<DecodeError>,
}

/// What a stream is made of.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a stream has nothing else")]
pub enum StreamItem<'a> {
    /// The stream header: the start tag of the root element (section 4.2).
    Header(HeaderBuf),
    /// An element on the stream: a stanza, or one that belongs to the stream itself.
    Element(ElementTree<'a>),
    /// The end tag of the root element (section 4.4).
    End,
}

/// What may come next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Expected {
    /// With the first byte.
    Header,
    /// With the first byte that is no white space.
    NewHeader,
    Elements,
    /// The end of a stream whose header was an empty element.
    End,
    Nothing,
}

/// An item whose length was told.
#[derive(Clone, Copy)]
struct Measured {
    found: Found,
    /// How many bytes were there.
    seen: usize,
}

impl Decoder {
    /// A decoder for a stream from its first byte on, before authentication.
    pub const fn new(limits: Limits) -> Self {
        let parser = Parser::new(limits);
        Self { parser, expected: Expected::Header, authenticated: false, found: None, failed: None }
    }

    /// Takes one item off the front of `input`; `None` while it is not whole. Then `input` stays, but for white space in front
    /// of an element, which is taken at once.
    ///
    /// # Errors
    ///
    /// The stream is malformed; the same error is the answer to every later call.
    pub fn decode<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<StreamItem<'a>>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let item = self.decode_item(input);
        self.failed = item.as_ref().err().copied();
        item
    }

    /// How long the item at the front of `input` is, white space in front of it counted. While it is not whole: how long the
    /// white space is, which [`decode`](Self::decode) takes without an item to show for it; or `None` if there is none.
    ///
    /// Nothing is taken: this is for callers who cut their buffer before they call `decode`, which then has nothing to search.
    /// What was measured is to be decoded before this is called for what is behind it; called again with as many bytes or more,
    /// it takes them for those that it has measured already.
    ///
    /// XML says no length ahead, so the whole item has to be scanned. The decoder is `&mut` to go on where the bytes ended the
    /// last time: to scan anew with each call would take quadratic time for what arrives byte by byte.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode), but for those about characters and what the stream header is called, which are looked at
    /// when an item is taken.
    pub fn frame_len(&mut self, input: &[u8]) -> Result<Option<usize>, DecodeError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if self.expected == Expected::End {
            return Ok(Some(0));
        }
        let front = self.trimmed(input);
        let space = input.len() - front.len();
        match self.measure(front) {
            Ok(Some(found)) => Ok(Some(space + found.end())),
            Ok(None) => Ok((space > 0).then_some(space)),
            Err(error) => {
                self.failed = Some(error);
                Err(error)
            }
        }
    }

    /// Expects a new stream header, as after TLS or SASL was negotiated (section 4.3.3). An XML declaration may come with it.
    ///
    /// White space that a peer has sent behind the last element of the old stream, although there must be none (sections 5.3.3
    /// and 6.3.5), is passed over: whether it arrives before this is called or after it makes no difference.
    pub fn restart(&mut self) {
        self.parser.restart();
        self.found = None;
        self.expected = Expected::NewHeader;
    }

    /// From now on, [`Limits::max_element_size`] holds instead of [`Limits::max_initial_element_size`].
    pub fn set_authenticated(&mut self) {
        self.authenticated = true;
    }

    fn decode_item<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<StreamItem<'a>>, DecodeError> {
        if self.expected == Expected::End {
            self.end();
            return Ok(Some(StreamItem::End));
        }
        *input = self.trimmed(input);
        let front = *input;
        let Some(found) = self.find(front)? else { return Ok(None) };
        let (whole, rest) = front.split_at_checked(found.end()).unwrap_or((front, &[]));
        let item = match found {
            Found::Header { empty, .. } => {
                self.expected = if empty { Expected::End } else { Expected::Elements };
                StreamItem::Header(self.finish_header(whole)?)
            }
            Found::Element { .. } => StreamItem::Element(ElementTree::finish(&mut self.parser, whole)?),
            Found::StreamEnd { .. } => {
                self.end();
                StreamItem::End
            }
        };
        *input = rest;
        Ok(Some(item))
    }

    fn finish_header(&mut self, whole: &[u8]) -> Result<HeaderBuf, DecodeError> {
        let tree = ElementTree::finish(&mut self.parser, whole)?;
        let root = tree.root();
        if root.namespace() != STREAMS {
            return Err(DecodeError::new(DecodeErrorKind::StreamNamespace, root.offset(), "stream header"));
        }
        if root.name() != "stream" {
            return Err(DecodeError::new(DecodeErrorKind::StreamName, root.offset(), "stream header"));
        }
        // Without prefix the header is in the default namespace, which then can't be that of stanzas (section 4.8.2).
        let content = Some(self.parser.content_namespace()).filter(|namespace| *namespace != STREAMS);
        Ok(HeaderBuf::new(root.to_buf(), content.unwrap_or_default()))
    }

    /// Looks for the item that begins with `front`.
    #[inline]
    fn find(&mut self, front: &[u8]) -> Result<Option<Found>, DecodeError> {
        if self.found.is_some() {
            return self.find_again(front);
        }
        if front.is_empty() {
            // Whatever was there before isn't any more.
            self.parser.forget();
            return Ok(None);
        }
        match self.expected {
            Expected::Nothing => Err(DecodeError::new(DecodeErrorKind::StreamEnded, 0, "stream")),
            Expected::Header | Expected::NewHeader => self.parser.find_header(front, self.max_len()),
            Expected::Elements | Expected::End => self.parser.find_element(front, self.max_len()),
        }
    }

    /// Looks for what was found already, and anew if `front` has too few bytes for that.
    #[cold]
    fn find_again(&mut self, front: &[u8]) -> Result<Option<Found>, DecodeError> {
        if let Some(Measured { found, .. }) = self.found.take()
            && found.end() <= front.len()
        {
            return Ok(Some(found));
        }
        self.forget();
        self.find(front)
    }

    /// Looks for the item that begins with `front`, and leaves it there.
    fn measure(&mut self, front: &[u8]) -> Result<Option<Found>, DecodeError> {
        if self.found.is_some_and(|measured| front.len() < measured.seen) {
            self.found = None;
            self.forget();
        }
        let found = self.find(front)?;
        self.found = found.map(|found| Measured { found, seen: front.len() });
        Ok(found)
    }

    /// Forgets what was found and not taken.
    fn forget(&mut self) {
        match self.expected {
            // What a header declares is kept as soon as it is found.
            Expected::Header | Expected::NewHeader => self.parser.restart(),
            _ => self.parser.forget(),
        }
    }

    /// What is behind the white space that may stand in front of an item.
    fn trimmed<'a>(&self, input: &'a [u8]) -> &'a [u8] {
        if self.expected == Expected::Header { input } else { trim_start(input) }
    }

    fn end(&mut self) {
        self.parser.restart();
        self.expected = Expected::Nothing;
    }

    const fn max_len(&self) -> usize {
        let limits = self.parser.limits();
        if self.authenticated { limits.element_size() } else { limits.initial_element_size() }
    }
}

fn trim_start(input: &[u8]) -> &[u8] {
    let len = input.iter().position(|byte| !is_space(*byte)).unwrap_or(input.len());
    input.get(len..).unwrap_or_default()
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decoder")
            .field("expected", &self.expected)
            .field("authenticated", &self.authenticated)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}
