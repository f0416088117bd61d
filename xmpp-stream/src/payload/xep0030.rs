//! Service discovery: what somebody is and can do, and what belongs to them (XEP-0030).

use super::xep0004::DataForm;
use super::xep0059::ResultSet;
use super::{Items, payload};
use crate::jid::Jid;
use crate::{Element, ElementError, ElementErrorKind};

/// The namespace of questions what somebody is and can do, and of the answers.
pub const INFO: &str = "http://jabber.org/protocol/disco#info";

/// The namespace of questions what belongs to somebody, and of the answers.
pub const ITEMS: &str = "http://jabber.org/protocol/disco#items";

payload! {
    /// Asks what somebody is and can do, or tells it (section 3).
    ///
    /// A question has nothing inside; an answer has at least one identity, and one feature.
    #[derive(Default)]
    pub struct DiscoInfo<'a> = INFO, "query" {
        /// The part of them that it is about (section 3.2).
        node: Option<&'a str> = attribute "node",
        /// What they are.
        identities: Items<'a, Identity<'a>> = items,
        /// What they can do.
        features: Items<'a, Feature<'a>> = items,
        /// More about them (XEP-0128).
        forms: Items<'a, DataForm<'a>> = items,
    }
    check check_info
}

payload! {
    /// What somebody is (section 3.1).
    pub struct Identity<'a> = INFO, "identity" {
        /// What kind of thing it is, as `client`.
        category: &'a str = attribute "category",
        /// Which of that kind, as `pc`.
        identity_type: &'a str = attribute "type",
        /// The language of the name.
        lang: Option<&'a str> = lang,
        /// What it is called, for people.
        name: Option<&'a str> = attribute "name",
    }
    check check_identity
}

payload! {
    /// Something that somebody can do (section 3.1).
    pub struct Feature<'a> = INFO, "feature" {
        /// Mostly the namespace of a protocol.
        var: &'a str = attribute "var",
    }
}

payload! {
    /// Asks what belongs to somebody, or tells it (section 4).
    #[derive(Default)]
    pub struct DiscoItems<'a> = ITEMS, "query" {
        /// The part of them that it is about (section 4.2).
        node: Option<&'a str> = attribute "node",
        /// What belongs to them.
        items: Items<'a, DiscoItem<'a>> = items,
        /// Which page of it (XEP-0059, section 3).
        result_set: Option<ResultSet<'a>> = child,
    }
}

payload! {
    /// Something that belongs to somebody (section 4.1).
    pub struct DiscoItem<'a> = ITEMS, "item" {
        /// Its address, or that of whom to ask for `node`.
        jid: Jid<'a> = attribute "jid",
        /// What it is called, for people.
        name: Option<&'a str> = attribute "name",
        /// What it is at that address, if it has none of its own.
        node: Option<&'a str> = attribute "node",
    }
}

impl<'a> DiscoInfo<'a> {
    /// Whether there is this feature.
    pub fn has_feature(&self, var: &str) -> bool {
        self.features.iter().any(|feature| feature.var == var)
    }

    /// The form whose field `FORM_TYPE` has this value (XEP-0128).
    pub fn form(&self, form_type: &str) -> Option<DataForm<'a>> {
        self.forms.iter().find(|form| form.form_type_field() == Some(form_type))
    }
}

/// No identity has two names in one language (section 3.1).
fn check_info(info: &DiscoInfo<'_>, _: Element<'_>) -> Result<(), ElementError> {
    let mut identities: Vec<_> = info.identities.with_elements().collect();
    identities.sort_by_key(|(identity, _)| key(identity));
    let second = identities.windows(2).find_map(|pair| match pair {
        [(one, _), (other, second)] if key(one) == key(other) && one.name != other.name => Some(*second),
        _ => None,
    });
    second.map_or(Ok(()), |second| Err(ElementError::new(ElementErrorKind::Repeated, second, "")))
}

fn check_identity(identity: &Identity<'_>, element: Element<'_>) -> Result<(), ElementError> {
    for (value, name) in [(identity.category, "category"), (identity.identity_type, "type")] {
        if value.is_empty() {
            return Err(ElementError::new(ElementErrorKind::Value, element, name));
        }
    }
    Ok(())
}

/// What has one name only.
fn key<'a>(identity: &Identity<'a>) -> (&'a str, &'a str, Option<&'a str>) {
    (identity.category, identity.identity_type, identity.lang)
}
