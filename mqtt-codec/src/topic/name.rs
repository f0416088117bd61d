//! Topic Names.

use crate::text::{text_buf, text_newtype};
use crate::wire::contains_any;

text_newtype! {
    /// A Topic Name (section 4.7): at least one character, no wildcard, no U+0000.
    ///
    /// The one exception is [`TopicName::EMPTY`].
    TopicName, "Topic Name", is_topic_name
}

text_buf! {
    /// The owned form of [`TopicName`]; cloning shares it.
    TopicNameBuf, TopicName, as_topic_name
}

impl<'a> TopicName<'a> {
    /// Stands in a PUBLISH for the topic that its Topic Alias means (section 3.3.2.1); refused everywhere else.
    pub const EMPTY: TopicName<'static> = TopicName("");

    /// Whether a Topic Alias says what the topic is.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The topic levels, which `/` separates (section 4.7.1.1); any of them may be empty.
    pub fn levels(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.split('/')
    }
}

fn is_topic_name(text: &[u8]) -> bool {
    !text.is_empty() && !contains_any(text, *b"\0+#")
}
