//! Data forms (XEP-0004).

use core::fmt;
use std::borrow::Cow;

use super::{Items, Value, check_distinct, impl_payload, payload, trim, values};
use crate::{Element, ElementError, ElementErrorKind};

/// The namespace of data forms.
pub const NAMESPACE: &str = "jabber:x:data";

payload! {
    /// A form to be filled in, or data as if from one (section 3).
    ///
    /// ```
    /// use xmpp_stream::payload::xep0004::{DataForm, FormField};
    /// use xmpp_stream::payload::{Payload, PayloadsBuf};
    /// use xmpp_stream::{ElementTree, Limits};
    ///
    /// let bytes = b"<x xmlns='jabber:x:data' type='result'>\
    ///     <field var='FORM_TYPE' type='hidden'><value>urn:xmpp:dataforms:softwareinfo</value></field>\
    ///     <field var='os'><value>Mac</value></field></x>";
    /// let tree = ElementTree::decode(bytes, &Limits::default())?;
    /// let form = DataForm::from_element(tree.root())?;
    /// assert_eq!(form.form_type_field(), Some("urn:xmpp:dataforms:softwareinfo"));
    /// assert_eq!(form.field("os").and_then(|os| os.value()), Some("Mac"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct DataForm<'a> = NAMESPACE, "x" {
        /// What it is for.
        form_type: FormType = attribute "type",
        /// What it is called.
        title: Option<&'a str> = child_text "title",
        /// How it is to be filled in.
        instructions: Items<'a, Instructions<'a>> = items,
        /// What is asked for, or answered, in the order to be shown.
        fields: Items<'a, FormField<'a>> = items,
        /// Which fields all items have.
        reported: Option<Reported<'a>> = child,
        /// Results of which there may be several.
        items: Items<'a, FormItem<'a>> = items,
    }
    check check_form
}

values! {
    /// What a form is for (section 3.1).
    pub enum FormType {
        /// To be filled in.
        Form = "form",
        /// Filled in.
        Submit = "submit",
        /// Won't be filled in.
        Cancel = "cancel",
        /// Data.
        Result = "result",
    }
}

payload! {
    /// How a form is to be filled in (section 3).
    pub struct Instructions<'a> = NAMESPACE, "instructions" {
        /// The text.
        text: &'a str = text,
    }
}

/// Something that is asked for, or answered (section 3.2).
///
/// Whether values are addresses, or yes and no, where the type says so is for whom to tell who has made the form (section 4).
///
/// `Debug` shows the values only if the field has a type that is known, and other than `text-private`: in forms that were filled in, fields don't
/// need to have one, those with passwords neither.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct FormField<'a> {
    /// The name, once only in a form. Only fields of the type `fixed` need none.
    pub var: Option<&'a str>,
    /// What values it has; `text-single` if the form is to be filled in and nothing else is said.
    pub field_type: Option<FieldType<'a>>,
    /// What it is called, for people.
    pub label: Option<&'a str>,
    /// What it is about, for people.
    pub desc: Option<&'a str>,
    /// Whether it must not be left out.
    pub is_required: bool,
    /// What it is set to.
    pub values: Items<'a, FieldValue<'a>>,
    /// What may be chosen.
    pub options: Items<'a, FieldOption<'a>>,
}

impl_payload! { FormField ['a] NAMESPACE, "field", {
    var: attribute "var",
    field_type: attribute "type",
    label: attribute "label",
    desc: child_text "desc",
    is_required: flag "required",
    values: items,
    options: items,
} check check_field }

/// What values a field has (section 3.3).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FieldType<'a> {
    /// Yes or no.
    Boolean,
    /// Only to be shown.
    Fixed,
    /// Not to be shown.
    Hidden,
    /// Addresses.
    JidMulti,
    /// An address.
    JidSingle,
    /// Some of the options.
    ListMulti,
    /// One of the options.
    ListSingle,
    /// Lines of text.
    TextMulti,
    /// A line of text that is not to be shown when it is written.
    TextPrivate,
    /// A line of text.
    TextSingle,
    /// One that isn't known, and has as many values as it likes. Who fills in the form takes it for `text-single`.
    Other(&'a str),
}

/// A value of a field; `Debug` doesn't show it.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of fields")]
pub struct FieldValue<'a> {
    /// The text.
    pub text: &'a str,
}

impl_payload! { FieldValue ['a] NAMESPACE, "value", {
    text: text,
} }

payload! {
    /// A value that may be chosen (section 3.2).
    pub struct FieldOption<'a> = NAMESPACE, "option" {
        /// What it is called, for people.
        label: Option<&'a str> = attribute "label",
        /// The value.
        value: &'a str = child_text "value",
    }
}

payload! {
    /// Which fields all items of a form have (section 3.4).
    pub struct Reported<'a> = NAMESPACE, "reported" {
        /// The fields, without values.
        fields: Items<'a, FormField<'a>> = items,
    }
    check |it, element| check_some(&it.fields, element)
}

payload! {
    /// One of several results (section 3.4).
    pub struct FormItem<'a> = NAMESPACE, "item" {
        /// The fields with their values.
        fields: Items<'a, FormField<'a>> = items,
    }
    check |it, element| check_some(&it.fields, element)
}

impl<'a> DataForm<'a> {
    /// The field with this name.
    pub fn field(&self, var: &str) -> Option<FormField<'a>> {
        field(&self.fields, var)
    }

    /// The value of the field `FORM_TYPE`: what names of fields mean (XEP-0068).
    pub fn form_type_field(&self) -> Option<&'a str> {
        self.field("FORM_TYPE")?.value()
    }
}

impl<'a> Reported<'a> {
    /// The field with this name.
    pub fn field(&self, var: &str) -> Option<FormField<'a>> {
        field(&self.fields, var)
    }
}

impl<'a> FormItem<'a> {
    /// The field with this name.
    pub fn field(&self, var: &str) -> Option<FormField<'a>> {
        field(&self.fields, var)
    }
}

impl<'a> FormField<'a> {
    /// The first value, mostly the only one.
    pub fn value(&self) -> Option<&'a str> {
        self.texts().next()
    }

    /// The values as text.
    pub fn texts(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.values.iter().map(|value| value.text)
    }

    /// Whether the values may be for nobody else's eyes: by the type, or by the name whatever the type, as XEP-0133 has them.
    fn may_be_secret(&self) -> bool {
        const NAMES: [&str; 3] = ["password", "passphrase", "secret"];
        let var = self.var.unwrap_or_default().to_ascii_lowercase();
        matches!(self.field_type, None | Some(FieldType::TextPrivate | FieldType::Other(_)))
            || NAMES.iter().any(|name| var.contains(name))
    }

    /// The first value as yes or no; none if it is neither.
    pub fn boolean(&self) -> Option<bool> {
        Value::from_text(self.value()?).ok()
    }
}

impl FieldType<'static> {
    /// All that are known.
    pub const KNOWN: &[Self] = &[
        Self::Boolean,
        Self::Fixed,
        Self::Hidden,
        Self::JidMulti,
        Self::JidSingle,
        Self::ListMulti,
        Self::ListSingle,
        Self::TextMulti,
        Self::TextPrivate,
        Self::TextSingle,
    ];
}

impl<'a> FieldType<'a> {
    /// The text that stands for it.
    pub const fn as_str(&self) -> &'a str {
        match self {
            Self::Boolean => "boolean",
            Self::Fixed => "fixed",
            Self::Hidden => "hidden",
            Self::JidMulti => "jid-multi",
            Self::JidSingle => "jid-single",
            Self::ListMulti => "list-multi",
            Self::ListSingle => "list-single",
            Self::TextMulti => "text-multi",
            Self::TextPrivate => "text-private",
            Self::TextSingle => "text-single",
            Self::Other(text) => text,
        }
    }
}

impl<'a> From<&'a str> for FieldType<'a> {
    fn from(text: &'a str) -> Self {
        let text = trim(text);
        FieldType::KNOWN.iter().find(|known| known.as_str() == text).map_or(Self::Other(text), |known| *known)
    }
}

impl<'a> Value<'a> for FieldType<'a> {
    fn from_text(text: &'a str) -> Result<Self, ElementErrorKind> {
        Ok(Self::from(text))
    }

    fn to_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.as_str())
    }
}

impl fmt::Display for FieldType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for FieldType<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Debug for FormField<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("FormField");
        debug
            .field("var", &self.var)
            .field("field_type", &self.field_type)
            .field("label", &self.label)
            .field("desc", &self.desc)
            .field("is_required", &self.is_required);
        if self.may_be_secret() {
            debug.field("values", &self.values);
        } else {
            debug.field("values", &Texts(self));
        }
        debug.field("options", &self.options).finish()
    }
}

struct Texts<'a>(&'a FormField<'a>);

impl fmt::Debug for Texts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.texts()).finish()
    }
}

impl fmt::Debug for FieldValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldValue").finish_non_exhaustive()
    }
}

fn field<'a>(fields: &Items<'a, FormField<'a>>, var: &str) -> Option<FormField<'a>> {
    fields.iter().find(|field| field.var == Some(var))
}

/// The rules across the fields of a form (sections 3.2 and 3.4).
fn check_form(form: &DataForm<'_>, element: Element<'_>) -> Result<(), ElementError> {
    check_names(&form.fields)?;
    if form.form_type == FormType::Form {
        let mut untyped = form.fields.with_elements().filter(|(field, _)| field.field_type.is_none());
        untyped.try_for_each(|(field, place)| check_values(&field, FieldType::TextSingle, place))?;
    }
    let Some(reported) = form.reported else {
        let missing = || ElementError::new(ElementErrorKind::Missing, element, "reported");
        return if form.items.is_empty() { Ok(()) } else { Err(missing()) };
    };
    let wanted = names(&reported.fields);
    for (item, place) in form.items.with_elements() {
        let there = names(&item.fields);
        if !wanted.iter().all(|var| there.binary_search(var).is_ok()) {
            return Err(ElementError::new(ElementErrorKind::Missing, place, "field"));
        }
    }
    Ok(())
}

/// The rules of one field (sections 3.2 and 3.3).
fn check_field(field: &FormField<'_>, element: Element<'_>) -> Result<(), ElementError> {
    let error = |kind, field| Err(ElementError::new(kind, element, field));
    if field.var.is_none() && field.field_type != Some(FieldType::Fixed) {
        return error(ElementErrorKind::Missing, "var");
    }
    if let Some(field_type) = field.field_type {
        if field_type != FieldType::from(field_type.as_str()) {
            return error(ElementErrorKind::Value, "type");
        }
        check_values(field, field_type, element)?;
    }
    let options = || field.options.with_elements();
    check_distinct(options().filter_map(|(option, place)| Some((option.label?, place))), "label")?;
    check_distinct(options().map(|(option, place)| (option.value, place)), "value")
}

/// What values and options a field of a type may have.
fn check_values(
    field: &FormField<'_>,
    field_type: FieldType<'_>,
    element: Element<'_>,
) -> Result<(), ElementError> {
    let error = |kind, field| Err(ElementError::new(kind, element, field));
    if matches!(field_type, FieldType::Other(_)) {
        return Ok(());
    }
    let is_list = matches!(field_type, FieldType::ListMulti | FieldType::ListSingle);
    if !is_list && !field.options.is_empty() {
        return error(ElementErrorKind::OtherElement, "option");
    }
    let may_have_several = matches!(
        field_type,
        FieldType::Hidden | FieldType::JidMulti | FieldType::ListMulti | FieldType::TextMulti
    );
    if !may_have_several && field.texts().nth(1).is_some() {
        return error(ElementErrorKind::Repeated, "value");
    }
    Ok(())
}

fn check_some(fields: &Items<'_, FormField<'_>>, element: Element<'_>) -> Result<(), ElementError> {
    if fields.is_empty() {
        return Err(ElementError::new(ElementErrorKind::Missing, element, "field"));
    }
    check_names(fields)
}

fn check_names(fields: &Items<'_, FormField<'_>>) -> Result<(), ElementError> {
    check_distinct(fields.with_elements().filter_map(|(field, place)| Some((field.var?, place))), "var")
}

fn names<'a>(fields: &Items<'a, FormField<'a>>) -> Vec<&'a str> {
    let mut names: Vec<_> = fields.iter().filter_map(|field| field.var).collect();
    names.sort_unstable();
    names
}
