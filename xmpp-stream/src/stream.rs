//! Streams (RFC 6120, section 4): their headers, and what comes on them until they end, stanzas and what manages the stream
//! itself.
//!
//! ```
//! use xmpp_stream::stream::StreamElement;
//! use xmpp_stream::{ElementTree, Limits};
//!
//! let bytes = b"<features xmlns='http://etherx.jabber.org/streams'><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
//!     <mechanism>SCRAM-SHA-1</mechanism></mechanisms></features>";
//! let tree = ElementTree::decode(bytes, &Limits::default())?;
//! let element = StreamElement::from_element(tree.root())?;
//! assert_eq!(element.to_string(), "features mechanisms(SCRAM-SHA-1)");
//! let StreamElement::Features(features) = element else { panic!("features") };
//! assert_eq!(features.starttls(), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "arbitrary")]
mod arbitrary;
mod display;
mod element;
mod header;

pub use element::StreamElement;
pub use header::{HeaderBuf, HeaderError, StreamHeader, Version};

/// The namespace of streams (section 4.8.1).
pub const STREAMS: &str = "http://etherx.jabber.org/streams";

/// The end tag of a stream (section 4.4).
pub const STREAM_END: &str = "</stream:stream>";
