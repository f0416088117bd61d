//! Where the parts of an address are in its text.

use std::borrow::Cow;

use super::normalize::{MAX_PART, MAX_RAW_PART, normalize};
use super::{JidBuf, JidError, JidErrorKind, Part};

/// Where the domainpart of an address begins and ends.
#[derive(Clone, Copy)]
pub(super) struct Split {
    start: u16,
    end: u16,
}

impl Split {
    /// Splits at the first `/`, then before that at the first `@` (section 3.2); `check` checks a part with more than 1023 bytes.
    pub(super) fn new(
        text: &str,
        check: impl Fn(Part, &str) -> Result<(), JidError>,
    ) -> Result<Self, JidError> {
        let check_len = |part, start, end| match end - start {
            0 => Err(JidError::new(part, JidErrorKind::Empty, start)),
            len if len <= MAX_PART => Ok(()),
            len if len <= MAX_RAW_PART => {
                check(part, text.get(start..end).unwrap_or_default()).map_err(|error| error.after(start))
            }
            _ => Err(JidError::new(part, JidErrorKind::TooLong, start)),
        };
        let end = text.find('/').unwrap_or(text.len());
        let bare = text.get(..end).unwrap_or_default();
        let start = bare.find('@').map_or(0, |at| at + 1);
        let split = Self::at(start, end);
        if start > 0 {
            check_len(Part::Localpart, 0, start - 1)?;
        }
        check_len(Part::Domainpart, start, end)?;
        if let Some(at) = bare.get(start..).and_then(|domain| domain.find('@')) {
            return Err(JidError::new(Part::Domainpart, JidErrorKind::Disallowed, start + at));
        }
        if end < text.len() {
            check_len(Part::Resourcepart, end + 1, text.len())?;
        }
        Ok(split)
    }

    /// For offsets that are known to be small, or will be refused.
    pub(super) fn at(start: usize, end: usize) -> Self {
        let narrow = |offset| u16::try_from(offset).unwrap_or(u16::MAX);
        Self { start: narrow(start), end: narrow(end) }
    }

    fn start(self) -> usize {
        self.start.into()
    }

    fn end(self) -> usize {
        self.end.into()
    }

    pub(super) fn localpart(self, text: &str) -> Option<&str> {
        text.get(..self.start().checked_sub(1)?)
    }

    pub(super) fn domainpart(self, text: &str) -> &str {
        text.get(self.start()..self.end()).unwrap_or_default()
    }

    pub(super) fn resourcepart(self, text: &str) -> Option<&str> {
        text.get(self.end() + 1..)
    }

    pub(super) fn bare(self, text: &str) -> &str {
        text.get(..self.end()).unwrap_or_default()
    }

    pub(super) fn normalize(self, text: &str) -> Result<JidBuf, JidError> {
        let normal = |part, start, text| normalize(part, text).map_err(|error| error.after(start));
        let local = self.localpart(text).map(|text| normal(Part::Localpart, 0, text)).transpose()?;
        let domain = normal(Part::Domainpart, self.start(), self.domainpart(text))?;
        let resource = self
            .resourcepart(text)
            .map(|text| normal(Part::Resourcepart, self.end() + 1, text))
            .transpose()?;
        let is_normal = |part: &Option<Cow<'_, str>>| !matches!(part, Some(Cow::Owned(_)));
        if is_normal(&local)
            && domain.len() == self.domainpart(text).len()
            && matches!(domain, Cow::Borrowed(_))
            && is_normal(&resource)
        {
            return Ok(JidBuf { text: text.into(), split: self });
        }
        Ok(JidBuf::join(local.as_deref(), &domain, resource.as_deref()))
    }
}
