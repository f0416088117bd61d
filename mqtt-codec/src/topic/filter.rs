//! Topic Filters.

use super::TopicName;
use crate::scan::{self, all_wildcards, check_string, contains_nul, contains_wildcard, is_wildcard};
use crate::text::{text_buf, text_newtype};
use crate::wire::{prefixed, prefixed_len};
use crate::{DecodeErrorKind, Version};

text_newtype! {
    /// A Topic Filter (section 4.7): at least one character, wildcards only where section 4.7.1 allows them.
    ///
    /// What begins with `$share/` is a Shared Subscription (section 4.8.2) to [`shared`](Self::shared); version 5 refuses
    /// such a filter in packets when its ShareName or what follows is malformed.
    TopicFilter, "Topic Filter", plain, check
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
        let Kind::Shared = self.kind() else { return None };
        let (share_name, filter) = self.0.strip_prefix("$share/")?.split_once('/')?;
        Some(SharedFilter { share_name, filter: Self(filter) })
    }

    /// The length on the wire and the kind of the filter at the front of `input`: checking it needs no text to be made.
    #[inline]
    pub(crate) fn check_wire(input: &[u8]) -> Result<(usize, Kind), DecodeErrorKind> {
        let filter = prefixed(input).ok_or(DecodeErrorKind::Truncated)?;
        check_string(filter)?;
        match filter {
            [] => Err(DecodeErrorKind::TopicFilter),
            _ if has_misplaced_wildcard(filter) => Err(DecodeErrorKind::TopicFilter),
            [b'$', ..] => Ok((prefixed_len(filter.len()), Kind::of(filter))),
            _ => Ok((prefixed_len(filter.len()), Kind::Plain)),
        }
    }

    /// The same for the next of a list of which `left` entries may still come.
    #[inline]
    pub(crate) fn check_next(
        input: &[u8],
        left: &mut usize,
        version: Version,
    ) -> Result<(usize, Kind), DecodeErrorKind> {
        let (len, kind) = Self::check_wire(input)?;
        if kind == Kind::MalformedShared && version == Version::V5 {
            return Err(DecodeErrorKind::SharedSubscription);
        }
        *left = left.checked_sub(1).ok_or(DecodeErrorKind::TooManyItems)?;
        Ok((len, kind))
    }

    pub(crate) fn kind(&self) -> Kind {
        Kind::of(self.0.as_bytes())
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

/// Whether a filter is a Shared Subscription's \[MQTT-4.8.2-1\], \[MQTT-4.8.2-2\].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Plain,
    Shared,
    /// It begins with `$share/`, and the rest is malformed: version 5 refuses it, to the others it is like any filter.
    MalformedShared,
}

impl Kind {
    fn of(filter: &[u8]) -> Self {
        let Some(shared) = filter.strip_prefix(b"$share/") else { return Self::Plain };
        let mut parts = shared.splitn(2, |byte| *byte == b'/');
        match (parts.next(), parts.next()) {
            (Some(share_name @ [_, ..]), Some([_, ..])) if !contains_wildcard(share_name) => Self::Shared,
            _ => Self::MalformedShared,
        }
    }
}

#[inline(always)]
fn plain(bytes: &[u8]) -> Option<&str> {
    scan::plain(bytes, is_wildcard).filter(|text| !text.is_empty())
}

fn check(text: &[u8]) -> Result<(), DecodeErrorKind> {
    match text {
        [] => Err(DecodeErrorKind::TopicFilter),
        _ if contains_nul(text) => Err(DecodeErrorKind::Nul),
        _ if has_misplaced_wildcard(text) => Err(DecodeErrorKind::TopicFilter),
        _ => Ok(()),
    }
}

/// `+` and `#` fill a whole level, `#` only the last \[MQTT-4.7.1-1\], \[MQTT-4.7.1-2\].
#[inline]
fn has_misplaced_wildcard(text: &[u8]) -> bool {
    !all_wildcards(text, |at| {
        let starts_level = at == 0 || text.get(at - 1) == Some(&b'/');
        let next = text.get(at + 1);
        starts_level && (next.is_none() || (next == Some(&b'/') && text.get(at) == Some(&b'+')))
    })
}
