//! Topic Filters.

use super::TopicName;
use crate::DecodeErrorKind;
use crate::text::{text_buf, text_newtype};
use crate::wire::{contains_nul, wildcards};

text_newtype! {
    /// A Topic Filter (section 4.7): at least one character, wildcards only where section 4.7.1 allows them.
    ///
    /// What begins with `$share/` is a Shared Subscription (section 4.8.2) to [`shared`](Self::shared); version 5 refuses
    /// such a filter in packets when its ShareName or what follows is malformed.
    TopicFilter, "Topic Filter", check
}

text_buf! {
    /// The owned form of [`TopicFilter`]; cloning shares it.
    TopicFilterBuf, TopicFilter, as_topic_filter
}

/// The two parts of a Shared Subscription's Topic Filter, `$share/{ShareName}/{filter}` (section 4.8.2).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct SharedFilter<'a> {
    /// Names the group of sessions that share the subscription.
    pub share_name: &'a str,
    /// What Topic Names are matched against.
    pub filter: TopicFilter<'a>,
}

impl<'a> TopicFilter<'a> {
    /// The topic levels, which `/` separates (section 4.7.1.1); any of them may be empty.
    pub fn levels(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.0.split('/')
    }

    /// ShareName and filter of a Shared Subscription; `None` for any other filter, a malformed `$share/` one too.
    pub fn shared(&self) -> Option<SharedFilter<'a>> {
        let (share_name, filter) = self.0.strip_prefix("$share/")?.split_once('/')?;
        let well_formed = !share_name.is_empty() && !share_name.contains(['+', '#']);
        let filter = Self::try_from(filter).ok().filter(|_| well_formed)?;
        Some(SharedFilter { share_name, filter })
    }

    /// Whether it begins with `$share/` without being a Shared Subscription's \[MQTT-4.8.2-1\], \[MQTT-4.8.2-2\].
    #[inline]
    pub(crate) fn is_malformed_shared(&self) -> bool {
        self.0.starts_with("$share/") && self.shared().is_none()
    }

    /// Whether the filter matches `name` (section 4.7); a Shared Subscription's is matched without its first two parts.
    pub fn matches(&self, name: TopicName<'_>) -> bool {
        let filter = self.shared().map_or(*self, |shared| shared.filter);
        let hidden = name.as_str().starts_with('$') && filter.0.starts_with(['+', '#']);
        if hidden || name.is_empty() {
            return false;
        }
        let mut names = name.levels();
        for level in filter.levels() {
            match (level, names.next()) {
                ("#", _) => return true,
                ("+", Some(_)) => {}
                (level, Some(name)) if level == name => {}
                _ => return false,
            }
        }
        names.next().is_none()
    }
}

#[inline]
pub(crate) fn check(text: &[u8]) -> Result<(), DecodeErrorKind> {
    match text {
        [] => Err(DecodeErrorKind::TopicFilter),
        _ if contains_nul(text) => Err(DecodeErrorKind::Nul),
        _ if wildcards(text).all(|at| stands_alone(text, at)) => Ok(()),
        _ => Err(DecodeErrorKind::TopicFilter),
    }
}

/// `+` and `#` fill a whole level, `#` only the last \[MQTT-4.7.1-1\], \[MQTT-4.7.1-2\].
#[inline]
fn stands_alone(text: &[u8], at: usize) -> bool {
    let starts_level = at == 0 || text.get(at - 1) == Some(&b'/');
    let next = text.get(at + 1);
    starts_level && (next.is_none() || (next == Some(&b'/') && text.get(at) == Some(&b'+')))
}
