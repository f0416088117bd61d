//! The attributes of one tag, or what looks like them in the XML declaration (XML 3.1).

use std::borrow::Cow;

use quick_xml::events::attributes::{AttrError, Attributes};

use crate::{DecodeError, DecodeErrorKind};

/// Takes attributes off a tag: names, equals signs, quotes and the white space between are checked, what is in them isn't.
pub(super) struct RawAttributes<'a> {
    attributes: Attributes<'a>,
    tag: &'a str,
    offset: usize,
    /// The end of the name or the attribute before, in the tag.
    end: usize,
    field: &'static str,
}

pub(super) struct RawAttribute<'a> {
    pub(super) name: &'a str,
    /// Where the name begins.
    pub(super) at: usize,
    pub(super) value: &'a str,
    /// Where the value begins, behind the quote.
    pub(super) value_at: usize,
}

impl<'a> RawAttributes<'a> {
    /// The attributes of `tag`, without the angle brackets around it, behind its name; it begins at `offset`.
    #[inline]
    pub(super) fn new(tag: &'a str, name_len: usize, offset: usize, field: &'static str) -> Self {
        let mut attributes = Attributes::new(tag, name_len);
        // Ours are by expanded name, and allocate nothing for a handful.
        attributes.with_checks(false);
        Self { attributes, tag, offset, end: name_len, field }
    }

    fn offset_of(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.tag.as_ptr() as usize)
    }

    #[cold]
    fn malformed(&self, error: &AttrError) -> DecodeError {
        let at = match *error {
            AttrError::ExpectedEq(at)
            | AttrError::ExpectedValue(at)
            | AttrError::UnquotedValue(at)
            | AttrError::ExpectedQuote(at, _)
            | AttrError::Duplicated(at, _) => at,
        };
        DecodeError::new(DecodeErrorKind::Attribute, self.offset + at, self.field)
    }
}

impl<'a> Iterator for RawAttributes<'a> {
    type Item = Result<RawAttribute<'a>, DecodeError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let attribute = match self.attributes.next()? {
            Ok(attribute) => attribute,
            Err(error) => return Some(Err(self.malformed(&error))),
        };
        let name = attribute.key.into_inner();
        let value = match attribute.value {
            Cow::Borrowed(value) => value,
            // It borrows from the tag.
            Cow::Owned(_) => "",
        };
        let (at, value_at) = (self.offset_of(name), self.offset_of(value));
        if at == self.end {
            let error = DecodeError::new(DecodeErrorKind::MissingSpace, self.offset + at, self.field);
            return Some(Err(error));
        }
        self.end = value_at + value.len() + 1;
        Some(Ok(RawAttribute { name, at: self.offset + at, value, value_at: self.offset + value_at }))
    }
}
