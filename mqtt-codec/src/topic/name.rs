//! Topic Names.

use crate::DecodeErrorKind;
use crate::scan::{self, contains_nul, contains_wildcard, is_wildcard};
use crate::text::{text_buf, text_newtype};
use crate::wire::Parsed;

text_newtype! {
    /// A Topic Name (section 4.7): at least one character, no wildcard, no U+0000.
    ///
    /// The one exception is [`TopicName::EMPTY`].
    TopicName, "Topic Name", plain, check
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

    /// The Topic Name of a PUBLISH, which may be empty.
    #[inline]
    pub(crate) fn parse_or_empty(input: &'a [u8]) -> Parsed<'a, Self> {
        match input {
            [0, 0, rest @ ..] => Ok((rest, Self::EMPTY)),
            _ => Self::parse(input),
        }
    }

    /// The topic levels, which `/` separates (section 4.7.1.1); any of them may be empty.
    pub fn levels(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.split('/')
    }
}

#[inline(always)]
fn plain(bytes: &[u8]) -> Option<&str> {
    scan::plain(bytes, is_wildcard).filter(|text| !text.is_empty())
}

fn check(text: &[u8]) -> Result<(), DecodeErrorKind> {
    match text {
        [] => Err(DecodeErrorKind::TopicName),
        _ if contains_nul(text) => Err(DecodeErrorKind::Nul),
        _ if contains_wildcard(text) => Err(DecodeErrorKind::TopicName),
        _ => Ok(()),
    }
}
