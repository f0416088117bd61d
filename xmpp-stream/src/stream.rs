//! Streams: their headers (RFC 6120, sections 4.2, 4.7 and 4.8).

mod header;

pub use header::{HeaderBuf, StreamHeader, Version};

/// The namespace of streams (section 4.8.1).
pub const STREAMS: &str = "http://etherx.jabber.org/streams";

/// The end tag of a stream (section 4.4).
pub const STREAM_END: &str = "</stream:stream>";
