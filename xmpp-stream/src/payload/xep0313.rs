//! Message archive management (XEP-0313).

use super::xep0004::{DataForm, FieldType, FieldValue, FormField, FormType};
use super::xep0059::ResultSet;
use super::xep0082::DateTime;
use super::xep0297::Forwarded;
use super::{Field, Items, Payload, Value, check_name, payload, place_of};
use crate::jid::Jid;
use crate::{Element, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The namespace of archives.
pub const NAMESPACE: &str = "urn:xmpp:mam:2";

payload! {
    /// Asks for messages in an archive (section 4), or which fields may be asked for (section 4.1.5).
    #[derive(Default)]
    pub struct Query<'a> = NAMESPACE, "query" {
        /// What the results are to be told by.
        queryid: Option<&'a str> = attribute "queryid",
        /// The node of publish-subscribe that it is about (XEP-0442).
        node: Option<&'a str> = attribute "node",
        /// Which messages, as [`Filter`] or with more fields; in an answer the fields that there are.
        form: Option<DataForm<'a>> = child,
        /// Which page of them.
        result_set: Option<ResultSet<'a>> = child,
        /// Whether the page is wanted in reverse order (section 4.3.4).
        flip_page: bool = flag "flip-page",
    }
    check check_query
}

/// Which messages are asked for (section 4.1): a form, as [`Query`] has it.
///
/// ```
/// use xmpp_stream::jid::Jid;
/// use xmpp_stream::payload::PayloadsBuf;
/// use xmpp_stream::payload::xep0313::{Filter, Query};
///
/// let mut payloads = PayloadsBuf::new();
/// payloads.push(&Filter { with: Some(Jid::new("juliet@capulet.lit")?), ..Filter::default() })?;
/// let query = Query { form: payloads.as_payloads().find()?, ..Query::default() };
/// assert_eq!(query.filter().and_then(|filter| filter.with), Some(Jid::new("juliet@capulet.lit")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct Filter<'a> {
    /// To or from this address (section 4.1.1).
    pub with: Option<Jid<'a>>,
    /// Not earlier (section 4.1.2).
    pub start: Option<DateTime>,
    /// Not later.
    pub end: Option<DateTime>,
    /// Before this message (section 4.1.3).
    pub before_id: Option<&'a str>,
    /// After this message.
    pub after_id: Option<&'a str>,
    /// Only these messages.
    pub ids: Items<'a, FieldValue<'a>>,
    /// Whether messages of rooms are wanted (section 4.1.4).
    pub include_groupchat: Option<bool>,
}

payload! {
    /// A message that was asked for (section 4.2).
    ///
    /// It is to be ignored unless the stanza that it is in comes from the archive that was asked (section 8.2).
    pub struct QueryResult<'a> = NAMESPACE, "result" {
        /// What the archive calls the message.
        id: &'a str = attribute "id",
        /// What the query has.
        queryid: Option<&'a str> = attribute "queryid",
        /// The message, and when it was received.
        forwarded: Forwarded<'a> = child,
    }
}

payload! {
    /// That all results of a query were sent (section 4).
    #[derive(Default)]
    pub struct Fin<'a> = NAMESPACE, "fin" {
        /// Whether these were the last ones (section 4.3.2).
        complete: bool = attribute_or_default "complete",
        /// Whether the results will stay as they are; so if nothing is said.
        stable: Option<bool> = attribute "stable",
        /// Which page it was.
        result_set: ResultSet<'a> = child,
    }
}

payload! {
    /// Asks for the first and the last message in an archive, or tells them (section 5).
    #[derive(Default)]
    pub struct Metadata<'a> = NAMESPACE, "metadata" {
        /// The first message; none if the archive is empty.
        start: Option<Start<'a>> = child,
        /// The last message.
        end: Option<End<'a>> = child,
    }
    check check_metadata
}

payload! {
    /// The first message in an archive (section 5).
    pub struct Start<'a> = NAMESPACE, "start" {
        /// What the archive calls it.
        id: &'a str = attribute "id",
        /// When it was received.
        timestamp: DateTime = attribute "timestamp",
    }
}

payload! {
    /// The last message in an archive (section 5).
    pub struct End<'a> = NAMESPACE, "end" {
        /// What the archive calls it.
        id: &'a str = attribute "id",
        /// When it was received.
        timestamp: DateTime = attribute "timestamp",
    }
}

const FORM_TYPE: &str = "FORM_TYPE";
const FIELDS: [&str; 7] = ["with", "start", "end", "before-id", "after-id", "ids", "include-groupchat"];

impl<'a> Query<'a> {
    /// Which messages are asked for; all if there is no form that was filled in.
    pub fn filter(&self) -> Option<Filter<'a>> {
        let form = self.form.filter(|form| form.form_type == FormType::Submit)?;
        // It was checked before.
        Filter::read(&form).ok().flatten()
    }

    /// The fields of the form that [`Filter`] doesn't have. Who doesn't know one of them either answers with
    /// `feature-not-implemented` (section 4.1.5).
    pub fn other_fields(&self) -> impl Iterator<Item = FormField<'a>> + use<'a> {
        let fields = self.form.map(|form| form.fields).unwrap_or_default();
        let is_known = |var| var == FORM_TYPE || FIELDS.contains(&var);
        fields.iter().filter(move |field| !field.var.is_some_and(is_known))
    }
}

impl<'a> Filter<'a> {
    /// None if the form doesn't say what its fields mean.
    fn read(form: &DataForm<'a>) -> Result<Option<Self>, ElementError> {
        let (mut filter, mut form_type) = (Self::default(), None);
        for (field, place) in form.fields.with_elements() {
            match field.var.unwrap_or_default() {
                FORM_TYPE => form_type = Some((field.value(), place)),
                "with" => filter.with = value(&field, place)?,
                "start" => filter.start = value(&field, place)?,
                "end" => filter.end = value(&field, place)?,
                "before-id" => filter.before_id = value(&field, place)?,
                "after-id" => filter.after_id = value(&field, place)?,
                "ids" => filter.ids = field.values,
                "include-groupchat" => filter.include_groupchat = value(&field, place)?,
                _ => {}
            }
        }
        match form_type {
            Some((Some(NAMESPACE), _)) => Ok(Some(filter)),
            Some((_, field)) => Err(ElementError::new(ElementErrorKind::Value, field, "value")),
            None => Ok(None),
        }
    }

    /// The one that is in the form in this place.
    fn read_in(form: &DataForm<'a>, place: Element<'_>) -> Result<Self, ElementError> {
        Self::read(form)?.ok_or_else(|| ElementError::new(ElementErrorKind::Missing, place, "field"))
    }
}

/// The value of a field. An empty one may stand for none (XEP-0004, section 3.6).
fn value<'a, T: Value<'a>>(field: &FormField<'a>, place: Element<'a>) -> Result<Option<T>, ElementError> {
    let text = field.value().filter(|text| !text.is_empty());
    Field::from_value(text).map_err(|kind| ElementError::new(kind, place, "value"))
}

/// Its element is that of a [`DataForm`] that was filled in. Other fields are passed over.
impl<'a> Payload<'a> for Filter<'a> {
    const NAMESPACE: &'static str = DataForm::NAMESPACE;
    const NAMES: &'static [&'static str] = DataForm::NAMES;

    fn from_element(element: Element<'a>) -> Result<Self, ElementError> {
        check_name::<Self>(element)?;
        let form = DataForm::from_element(element)?;
        if form.form_type != FormType::Submit {
            return Err(ElementError::new(ElementErrorKind::Value, element, "type"));
        }
        Self::read_in(&form, element)
    }

    fn name(&self) -> &'static str {
        "x"
    }

    fn write_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        element.set_attribute("type", FormType::Submit.as_str())?;
        write_field(element, FORM_TYPE, Some(FieldType::Hidden), &NAMESPACE)?;
        write_field(element, "with", None, &self.with)?;
        write_field(element, "start", None, &self.start)?;
        write_field(element, "end", None, &self.end)?;
        write_field(element, "before-id", None, &self.before_id)?;
        write_field(element, "after-id", None, &self.after_id)?;
        if !self.ids.is_empty() {
            self.ids.push_to(&mut new_field(element, "ids", None)?)?;
        }
        write_field(element, "include-groupchat", None, &self.include_groupchat)
    }
}

fn write_field<'f>(
    element: &mut ElementMut<'_>,
    var: &str,
    field_type: Option<FieldType<'_>>,
    value: &impl Field<'f>,
) -> Result<(), InvalidValue> {
    let Some(text) = value.value() else { return Ok(()) };
    if text.is_empty() {
        return Err(InvalidValue("Filter"));
    }
    let mut field = new_field(element, var, field_type)?;
    FieldValue { text: &text }.write_to(&mut field.push_new(FieldValue::NAMESPACE, "value")?)
}

fn new_field<'e>(
    element: &'e mut ElementMut<'_>,
    var: &str,
    field_type: Option<FieldType<'_>>,
) -> Result<ElementMut<'e>, InvalidValue> {
    let mut field = element.push_new(FormField::NAMESPACE, "field")?;
    field.set_attribute("var", var)?;
    if let Some(field_type) = field_type {
        field.set_attribute("type", field_type.as_str())?;
    }
    Ok(field)
}

/// A form that was filled in is a filter (section 4.1).
fn check_query(query: &Query<'_>, element: Element<'_>) -> Result<(), ElementError> {
    match query.form {
        Some(form) if form.form_type == FormType::Submit => {
            Filter::read_in(&form, place_of::<DataForm<'_>>(element)).map(drop)
        }
        _ => Ok(()),
    }
}

/// An archive has a first and a last message, or none (section 5).
fn check_metadata(metadata: &Metadata<'_>, element: Element<'_>) -> Result<(), ElementError> {
    match (&metadata.start, &metadata.end) {
        (Some(_), None) => Err(ElementError::new(ElementErrorKind::Missing, element, "end")),
        (None, Some(_)) => Err(ElementError::new(ElementErrorKind::Missing, element, "start")),
        _ => Ok(()),
    }
}
