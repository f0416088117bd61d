//! `serde` for elements: what they are called, what they have and what is in them, and owned ones back.
//!
//! Where people read, what is empty is left out, and text is just text. Attributes with a namespace are `{namespace}name`.

use core::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::ser::{SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use crate::{Attribute, Attributes, Child, Element, ElementBuf, ElementMut, ElementTree};

/// How deep elements may stand inside each other, that serialising or deserialising them can't exhaust the stack: as deep as
/// they do by default when they come from a peer.
const MAX_DEPTH: usize = 64;
const TOO_DEEP: &str = "elements inside each other deeper than 64";

const FIELDS: &[&str] = &["name", "namespace", "attributes", "children"];
const CHILDREN: &[&str] = &["element", "text"];

/// Elements deeper inside each other than 64 are an error. What reads a format may take fewer: `serde_json` takes 127 maps and
/// lists inside each other, of which each element is two, and its attributes one; and what it stands in counts.
impl Serialize for Element<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Nested { item: *self, depth: 1 }.serialize(serializer)
    }
}

/// As [`Element`].
impl Serialize for ElementTree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root().serialize(serializer)
    }
}

/// As [`Element`].
impl Serialize for ElementBuf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_element().serialize(serializer)
    }
}

/// Something that stands in so many elements.
struct Nested<T> {
    item: T,
    depth: usize,
}

impl Serialize for Nested<Element<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { item: element, depth } = *self;
        if depth > MAX_DEPTH {
            return Err(serde::ser::Error::custom(TOO_DEEP));
        }
        let is_read = serializer.is_human_readable();
        let is_shown = |is_empty: bool| !(is_read && is_empty);
        let has_namespace = is_shown(element.namespace().is_empty());
        let has_attributes = is_shown(element.attributes().len() == 0);
        let has_children = is_shown(element.children().next().is_none());
        let len = 1 + [has_namespace, has_attributes, has_children].map(usize::from).iter().sum::<usize>();
        let mut fields = serializer.serialize_struct("Element", len)?;
        fields.serialize_field("name", element.name())?;
        if has_namespace {
            fields.serialize_field("namespace", element.namespace())?;
        } else {
            fields.skip_field("namespace")?;
        }
        if has_attributes {
            fields.serialize_field("attributes", &AttributeMap(element.attributes()))?;
        } else {
            fields.skip_field("attributes")?;
        }
        if has_children {
            fields.serialize_field("children", &Nested { item: Content(element), depth: depth + 1 })?;
        } else {
            fields.skip_field("children")?;
        }
        fields.end()
    }
}

struct AttributeMap<'a>(Attributes<'a>);

impl Serialize for AttributeMap<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for Attribute { namespace, name, value } in self.0.clone() {
            if namespace.is_empty() {
                map.serialize_entry(name, value)?;
            } else {
                map.serialize_entry(&format_args!("{{{namespace}}}{name}"), value)?;
            }
        }
        map.end()
    }
}

/// What is in an element.
#[derive(Clone, Copy)]
struct Content<'a>(Element<'a>);

impl Serialize for Nested<Content<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { item: Content(element), depth } = *self;
        let mut children = serializer.serialize_seq(Some(element.children().count()))?;
        for item in element.children() {
            children.serialize_element(&Nested { item, depth })?;
        }
        children.end()
    }
}

impl Serialize for Nested<Child<'_>> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_read = serializer.is_human_readable();
        match self.item {
            Child::Text(text) if is_read => text.serialize(serializer),
            Child::Text(text) => serializer.serialize_newtype_variant("Child", 1, "text", text),
            Child::Element(item) => {
                let element = Nested { item, depth: self.depth };
                if is_read {
                    element.serialize(serializer)
                } else {
                    serializer.serialize_newtype_variant("Child", 0, "element", &element)
                }
            }
        }
    }
}

/// The checks are those of [`ElementBuf::new`] and so on; elements deeper inside each other than 64 are refused.
impl<'de> Deserialize<'de> for ElementBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut buf = Self::unnamed();
        Nested { item: buf.as_element_mut(), depth: 1 }.deserialize(deserializer)?;
        Ok(buf)
    }
}

/// Reads what the element is called, what it has and what is in it.
impl<'de> DeserializeSeed<'de> for Nested<ElementMut<'_>> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_struct("Element", FIELDS, self.checked()?)
    }
}

#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Field {
    Name,
    Namespace,
    Attributes,
    Children,
    /// Only where a child is one of two kinds.
    Element,
    Text,
}

impl<'de> Visitor<'de> for Nested<ElementMut<'_>> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        let missing = |number| de::Error::invalid_length(number, &"an element of four fields");
        let name: String = fields.next_element()?.ok_or_else(|| missing(0))?;
        let namespace: String = fields.next_element()?.ok_or_else(|| missing(1))?;
        self.item.set_name(&namespace, &name).map_err(de::Error::custom)?;
        fields.next_element_seed(AttributesOf(&mut self.item))?.ok_or_else(|| missing(2))?;
        fields.next_element_seed(self.children())?.ok_or_else(|| missing(3))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        let first = fields.next_key()?;
        self.fields(first, fields)
    }
}

impl<'b> Nested<ElementMut<'b>> {
    fn checked<E: de::Error>(self) -> Result<Self, E> {
        if self.depth > MAX_DEPTH { Err(E::custom(TOO_DEEP)) } else { Ok(self) }
    }

    /// Takes the fields, the name of the first of which was taken already.
    fn fields<'de, A: MapAccess<'de>>(mut self, first: Option<Field>, mut fields: A) -> Result<(), A::Error> {
        let (mut name, mut namespace) = (None::<String>, None::<String>);
        let (mut has_attributes, mut has_children) = (false, false);
        let mut next = first;
        while let Some(field) = next {
            let is_there = match field {
                Field::Name => name.replace(fields.next_value()?).is_some(),
                Field::Namespace => namespace.replace(fields.next_value()?).is_some(),
                Field::Attributes => {
                    fields.next_value_seed(AttributesOf(&mut self.item))?;
                    core::mem::replace(&mut has_attributes, true)
                }
                Field::Children => {
                    fields.next_value_seed(self.children())?;
                    core::mem::replace(&mut has_children, true)
                }
                Field::Element => return Err(de::Error::unknown_field("element", FIELDS)),
                Field::Text => return Err(de::Error::unknown_field("text", FIELDS)),
            };
            if is_there {
                let field = FIELDS.get(field as usize).copied().unwrap_or_default();
                return Err(de::Error::duplicate_field(field));
            }
            next = fields.next_key()?;
        }
        let name = name.ok_or_else(|| de::Error::missing_field("name"))?;
        self.item.set_name(&namespace.unwrap_or_default(), &name).map_err(de::Error::custom)
    }

    fn children(&mut self) -> Nested<ContentOf<'_, 'b>> {
        Nested { item: ContentOf(&mut self.item), depth: self.depth + 1 }
    }
}

/// Reads the attributes of an element.
struct AttributesOf<'e, 'b>(&'e mut ElementMut<'b>);

impl<'de> DeserializeSeed<'de> for AttributesOf<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for AttributesOf<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map of attributes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry::<String, String>()? {
            entries.push(entry);
        }
        let attributes = entries.iter().map(|(key, value)| {
            let expanded = key.strip_prefix('{').and_then(|rest| rest.rsplit_once('}'));
            let (namespace, name) = expanded.unwrap_or(("", key));
            Attribute { namespace, name, value }
        });
        let attributes: Vec<_> = attributes.collect();
        let mut names: Vec<_> = attributes.iter().map(|it| (it.name, it.namespace)).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
            return Err(de::Error::custom("an attribute that is there twice"));
        }
        self.0.insert_attributes(&attributes).map_err(de::Error::custom)
    }
}

/// Reads what is in an element.
struct ContentOf<'e, 'b>(&'e mut ElementMut<'b>);

impl<'de> DeserializeSeed<'de> for Nested<ContentOf<'_, '_>> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Nested<ContentOf<'_, '_>> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("elements and text")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut children: A) -> Result<(), A::Error> {
        let Self { item: ContentOf(element), depth } = self;
        while children.next_element_seed(Nested { item: ChildOf(element), depth })?.is_some() {}
        Ok(())
    }
}

/// Reads a child of an element.
struct ChildOf<'e, 'b>(&'e mut ElementMut<'b>);

impl<'de> DeserializeSeed<'de> for Nested<ChildOf<'_, '_>> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_any(self)
        } else {
            deserializer.deserialize_enum("Child", CHILDREN, self)
        }
    }
}

#[derive(Deserialize)]
#[serde(variant_identifier, rename_all = "lowercase")]
enum ChildKind {
    Element,
    Text,
}

impl<'de> Visitor<'de> for Nested<ChildOf<'_, '_>> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an element or text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        let ChildOf(element) = self.item;
        element.push_text(text).map_err(E::custom)
    }

    /// Takes both kinds of maps: `serde` forgets whether people read where it holds values back.
    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        match fields.next_key()? {
            Some(Field::Element) => fields.next_value_seed(self.element()),
            Some(Field::Text) => self.visit_str(&fields.next_value::<String>()?),
            first => self.element().checked()?.fields(first, fields),
        }
    }

    fn visit_enum<A: EnumAccess<'de>>(self, child: A) -> Result<(), A::Error> {
        match child.variant()? {
            (ChildKind::Element, content) => content.newtype_variant_seed(self.element()),
            (ChildKind::Text, content) => self.visit_str(&content.newtype_variant::<String>()?),
        }
    }
}

impl<'e> Nested<ChildOf<'e, '_>> {
    fn element(self) -> Nested<ElementMut<'e>> {
        let ChildOf(element) = self.item;
        Nested { item: element.push_unnamed(), depth: self.depth }
    }
}
