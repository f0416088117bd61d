//! Queries on links (section 4.1).

use super::form::Form;
use super::syntax::is_name;
use super::{Link, Value};
use crate::InvalidValue;

/// A query on links, as in `/.well-known/core?rt=temperature*` (section 4.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Filter<'q> {
    name: &'q str,
    value: &'q str,
    is_prefix: bool,
}

impl Filter<'_> {
    /// Whether the link has an attribute with the name and value asked for; `href` stands for its target (section 4.1).
    ///
    /// Of `rel`, `rev`, `rt` and `if` each value between spaces counts by itself. An attribute without a value has the
    /// empty one.
    pub fn matches(&self, link: &Link<'_>) -> bool {
        if self.name.eq_ignore_ascii_case("href") {
            return self.matches_value(Value(link.target));
        }
        let is_list = Form::of(self.name) == Form::Relations;
        link.attributes().filter(|attribute| attribute.is_named(self.name)).any(|attribute| {
            let value = attribute.value.unwrap_or(Value(""));
            match is_list && value.words().next().is_some() {
                true => value.words().any(|word| self.matches_value(word)),
                false => self.matches_value(value),
            }
        })
    }

    fn matches_value(&self, value: Value<'_>) -> bool {
        let mut found = value.chars();
        let is_prefix = self.value.chars().all(|char| found.next() == Some(char));
        is_prefix && (self.is_prefix || found.next().is_none())
    }
}

impl<'q> TryFrom<&'q str> for Filter<'q> {
    type Error = InvalidValue;

    /// Takes the value of a Uri-Query Option, which is percent-decoded already: `name=value`, or `name=prefix*`.
    fn try_from(argument: &'q str) -> Result<Self, InvalidValue> {
        let (name, value) = argument.split_once('=').ok_or(InvalidValue("link filter"))?;
        if !is_name(name) {
            return Err(InvalidValue("link filter"));
        }
        let prefix = value.strip_suffix('*');
        Ok(Self { name, value: prefix.unwrap_or(value), is_prefix: prefix.is_some() })
    }
}
