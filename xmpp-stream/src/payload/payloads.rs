//! The elements in a stanza or another element, to be read as payloads.

use core::fmt;
use core::hash::{Hash, Hasher};

use super::{Items, Payload};
use crate::stanza::{CLIENT, is_content_namespace};
use crate::xml::{Entry, Strings};
use crate::{Child, Children, Element, ElementBuf, ElementError, ElementErrorKind, ElementMut, InvalidValue};

/// The elements that are in an element.
///
/// Those of a stanza are its own if they are in the same content namespace as it is; they follow it to streams of another one.
/// In another content namespace they are extensions (RFC 6120, section 8.4): none is found as what it would be if it were the
/// stanza's own, and none is written as if it were. Lists are equal if their elements are, and the same ones are own ones.
#[derive(Clone, Copy)]
pub struct Payloads<'a> {
    entries: &'a [Entry],
    strings: &'a Strings<'a>,
    /// One of the content namespaces.
    content_namespace: &'a str,
}

/// Elements that are built or kept, to be put into a stanza or another payload.
///
/// A stanza that is built has the content namespace of clients, and so have payloads that are its own; what sends them rewrites
/// them for other streams. To change what came from elsewhere, begin with [`Payloads::to_buf`].
///
/// ```
/// use xmpp_stream::payload::PayloadsBuf;
/// use xmpp_stream::payload::rfc6121::Group;
///
/// let mut groups = PayloadsBuf::new();
/// groups.push(&Group { name: "Friends" })?;
/// assert!(groups.items::<Group<'_>>()?.iter().eq([Group { name: "Friends" }]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PayloadsBuf {
    /// An element with them inside.
    list: ElementBuf,
}

static NO_STRINGS: Strings<'static> = Strings { wire: "", own: String::new(), inherited: None };

impl<'a> Payloads<'a> {
    /// No elements.
    pub const EMPTY: Self = Self { entries: &[], strings: &NO_STRINGS, content_namespace: CLIENT };

    /// The elements in `element`; text between them is left out.
    pub fn of(element: Element<'a>) -> Self {
        let namespace = element.namespace();
        Self::in_namespace(element, if is_content_namespace(namespace) { namespace } else { CLIENT })
    }

    /// The elements in `element`, a stanza.
    pub(crate) fn of_stanza(element: Element<'a>) -> Self {
        Self::in_namespace(element, element.namespace())
    }

    fn in_namespace(element: Element<'a>, content_namespace: &'a str) -> Self {
        let (entries, strings) = element.children().entries();
        Self { entries, strings, content_namespace }
    }

    /// The content namespace of the element that they are in: what is in it is its own. That of clients if the element is in
    /// none, or none was decoded.
    pub const fn content_namespace(&self) -> &'a str {
        self.content_namespace
    }

    /// The elements, one after the other.
    pub fn elements(&self) -> impl Iterator<Item = Element<'a>> + Clone + use<'a> {
        Children::new(self.entries, self.strings).filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.elements().next().is_none()
    }

    /// The first element with the names of `P`, read.
    ///
    /// # Errors
    ///
    /// It isn't as its specification wants it. All other elements can still be read.
    pub fn find<P: Payload<'a>>(&self) -> Result<Option<P>, ElementError> {
        self.of_kind::<P>().next().map(P::from_element).transpose()
    }

    /// The only element with the names of `P`, read.
    ///
    /// # Errors
    ///
    /// There is a second one, or it isn't as its specification wants it.
    pub fn find_only<P: Payload<'a>>(&self) -> Result<Option<P>, ElementError> {
        let mut found = self.of_kind::<P>();
        let Some(element) = found.next() else { return Ok(None) };
        match found.next() {
            None => P::from_element(element).map(Some),
            Some(second) => Err(ElementError::new(ElementErrorKind::Repeated, second, "")),
        }
    }

    /// All elements with the names of `T`, as a list.
    ///
    /// # Errors
    ///
    /// One of them isn't as its specification wants it.
    pub fn items<T: Payload<'a>>(&self) -> Result<Items<'a, T>, ElementError> {
        Items::new(*self)
    }

    /// The elements with the names of `P`. If `P` is in a content namespace, those that are own ones.
    pub(crate) fn of_kind<P: Payload<'a>>(&self) -> impl Iterator<Item = Element<'a>> + use<'a, P> {
        let payloads = *self;
        self.elements().filter(move |element| payloads.is_kind::<P>(*element))
    }

    fn is_kind<P: Payload<'a>>(&self, element: Element<'_>) -> bool {
        let namespace = if P::NAMESPACE == CLIENT { self.content_namespace } else { P::NAMESPACE };
        P::NAMES.contains(&element.name()) && element.namespace() == namespace
    }

    /// The next payload of one kind, which was read before.
    pub(super) fn next_of<P: Payload<'a>>(&self, children: &mut Children<'a>) -> Option<P> {
        children.find_map(|child| match child {
            Child::Element(element) if self.is_kind::<P>(element) => P::from_checked_element(element).ok(),
            _ => None,
        })
    }

    pub(super) fn children(&self) -> Children<'a> {
        Children::new(self.entries, self.strings)
    }

    /// A copy to be kept or built upon, in the same content namespace.
    ///
    /// ```
    /// use xmpp_stream::stanza::Message;
    /// use xmpp_stream::{ElementTree, Limits};
    ///
    /// let bytes = b"<message xmlns='jabber:server'><body>a</body><secret xmlns='urn:example'/></message>";
    /// let tree = ElementTree::decode(bytes, &Limits::default())?;
    /// let message = Message::from_element(tree.root())?;
    /// let mut payloads = message.payloads.to_buf();
    /// payloads.retain(|element| element.namespace() != "urn:example");
    /// let message = Message { payloads: payloads.as_payloads(), ..message };
    /// assert_eq!(message.body(), Ok(Some("a")));
    /// assert_eq!(message.payloads.elements().count(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_buf(&self) -> PayloadsBuf {
        let mut buf = PayloadsBuf { list: ElementBuf::known(self.content_namespace, "payloads") };
        // They were together before.
        let _ = self.push_to(&mut buf.list.as_element_mut());
        buf
    }

    pub(crate) fn push_to(&self, element: &mut ElementMut<'_>) -> Result<(), InvalidValue> {
        self.elements().try_for_each(|child| element.push(child))
    }
}

impl PayloadsBuf {
    /// No elements.
    pub fn new() -> Self {
        Self { list: ElementBuf::known(CLIENT, "payloads") }
    }

    /// Adds a payload at the end, in the content namespace of the others if it is in one; nothing on error.
    ///
    /// # Errors
    ///
    /// A text in it has a character that XML doesn't have.
    pub fn push<'p, P: Payload<'p>>(&mut self, payload: &P) -> Result<(), InvalidValue> {
        if P::NAMESPACE != CLIENT {
            let mut list = self.list.as_element_mut();
            return list.push_written(P::NAMESPACE, payload.name(), |element| payload.write_to(element));
        }
        let namespace = self.as_payloads().content_namespace.to_owned();
        let mut list = self.list.as_element_mut();
        list.push_written(&namespace, payload.name(), |element| payload.write_to(element))
    }

    /// Adds a copy of an element at the end; it keeps its namespace.
    ///
    /// # Errors
    ///
    /// All of them would take 1 GiB.
    pub fn push_element(&mut self, element: Element<'_>) -> Result<(), InvalidValue> {
        self.list.push(element)
    }

    /// Keeps those elements only of which `keep` says so.
    pub fn retain(&mut self, mut keep: impl FnMut(Element<'_>) -> bool) {
        let payloads = self.as_payloads();
        let mut list = ElementBuf::known(payloads.content_namespace, "payloads");
        for element in payloads.elements().filter(|element| keep(*element)) {
            // They were together before.
            let _ = list.push(element);
        }
        self.list = list;
    }

    /// The view.
    pub fn as_payloads(&self) -> Payloads<'_> {
        Payloads::of(self.list.as_element())
    }

    /// All elements with the names of `T`, as the list that another payload has.
    ///
    /// # Errors
    ///
    /// One of them was put here as an element, and isn't as its specification wants it.
    pub fn items<'a, T: Payload<'a>>(&'a self) -> Result<Items<'a, T>, ElementError> {
        self.as_payloads().items()
    }
}

impl Default for Payloads<'_> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Default for PayloadsBuf {
    fn default() -> Self {
        Self::new()
    }
}

impl<'a> PartialEq for Payloads<'a> {
    fn eq(&self, other: &Self) -> bool {
        let with_owner = |payloads: &Payloads<'a>| {
            let namespace = payloads.content_namespace;
            payloads.elements().map(move |element| (element.namespace() == namespace, element))
        };
        with_owner(self).eq(with_owner(other))
    }
}

impl Eq for Payloads<'_> {}

impl Hash for Payloads<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.elements().for_each(|element| element.hash(state));
        state.write_u8(0xff);
    }
}

/// Names only, as [`Element`].
impl fmt::Debug for Payloads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.elements()).finish()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Payloads<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.elements())
    }
}

/// With the content namespace of what is its own.
#[cfg(feature = "serde")]
impl serde::Serialize for PayloadsBuf {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let payloads = self.as_payloads();
        let mut fields = serializer.serialize_struct("PayloadsBuf", 2)?;
        fields.serialize_field("content_namespace", payloads.content_namespace)?;
        fields.serialize_field("payloads", &payloads)?;
        fields.end()
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for PayloadsBuf {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        #[derive(serde::Deserialize)]
        #[serde(rename = "PayloadsBuf", deny_unknown_fields)]
        struct Fields {
            content_namespace: String,
            payloads: Vec<ElementBuf>,
        }
        let Fields { content_namespace, payloads } = Fields::deserialize(deserializer)?;
        if !is_content_namespace(&content_namespace) {
            return Err(D::Error::custom("not a content namespace"));
        }
        let mut list = ElementBuf::known(&content_namespace, "payloads");
        payloads.iter().try_for_each(|element| list.push(element.as_element())).map_err(D::Error::custom)?;
        Ok(Self { list })
    }
}

impl PartialEq for PayloadsBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_payloads() == other.as_payloads()
    }
}

impl Eq for PayloadsBuf {}

impl Hash for PayloadsBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_payloads().hash(state);
    }
}

/// As [`Payloads`].
impl fmt::Debug for PayloadsBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_payloads().fmt(f)
    }
}
