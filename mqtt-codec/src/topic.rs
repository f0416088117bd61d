//! Topic Names and Topic Filters (section 4.7), and trees that match many of them at once.

mod filter;
mod name;

pub use filter::{SharedFilter, TopicFilter, TopicFilterBuf};
pub use name::{TopicName, TopicNameBuf};
