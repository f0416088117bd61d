//! Topic Names and Topic Filters (section 4.7), and trees that match many of them at once.

mod filter;
mod filter_tree;
mod name;
mod name_tree;
mod trie;

pub(crate) use filter::Kind;
pub use filter::{SharedFilter, TopicFilter, TopicFilterBuf};
pub use filter_tree::{FilterTree, Match};
pub use name::{TopicName, TopicNameBuf};
pub use name_tree::NameTree;
