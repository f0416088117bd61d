//! XML as XMPP has it (section 11): pieces, their rules, trees of elements, and their text.
//!
//! quick-xml finds the ends of tags and takes attributes apart. Its reader isn't used: it keeps the names of open elements,
//! which takes more allocations per element than the whole tree does here, and can't go on where the bytes ended.

mod attributes;
mod chars;
mod declaration;
mod namespaces;
mod parse;
mod scan;
mod tree;
mod unescape;
mod write;

pub(crate) use chars::{is_name, is_space, is_text};
pub(crate) use parse::{Found, Parser};
pub(crate) use scan::check_markup;
pub(crate) use tree::{Entry, Kind, Span, Strings, to_u32};
pub(crate) use write::{StartTag, encode, encoded_len};

/// The namespace of the prefix `xml`, which is always declared (Namespaces 3).
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespace of the prefix `xmlns`, which can't be declared (Namespaces 3).
pub(crate) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
