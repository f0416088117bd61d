//! The CoRE Link Format (RFC 6690): read, written, and filtered as `/.well-known/core` is. Sections are those of RFC 6690.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt::{self, Display};
use core::hash::{Hash, Hasher};
use core::iter;

use crate::{ContentFormat, InvalidValue};

/// A list of links, checked as a whole (section 2); links are read from its text on the fly.
///
/// Only the syntax is checked. An attribute that has no meaning as it stands, like `sz=big`, is there in
/// [`attributes`](Link::attributes) and missing from the typed access; of an attribute that may occur once and occurs
/// again the first counts.
///
/// ```
/// use coap_codec::link::{Filter, Links};
///
/// let links = Links::decode(br#"</temp>;rt="temperature-c";if="sensor",</light>;rt="light-lux";sz=12"#)?;
/// let found: Vec<_> = links.filter(Filter::try_from("rt=light*")?).collect();
/// assert_eq!(found[0].target(), "/light");
/// assert_eq!(found[0].size(), Some(12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(transparent))]
pub struct Links<'a>(&'a str);

/// A link: its target and what is said about it.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct Link<'a> {
    target: &'a str,
    attributes: Attributes<'a>,
}

/// An attribute of a link: `obs`, `ct=40`, `rt="temperature-c"`. Names are equal without regard to case.
#[derive(Clone, Copy)]
pub struct Attribute<'a> {
    name: &'a str,
    value: Option<Value<'a>>,
}

/// The value of an attribute, compared by what it says: a token equals the quoted string of the same text.
#[derive(Clone, Copy)]
pub struct Value<'a>(&'a str);

/// A query on links, as in `/.well-known/core?rt=temperature*` (section 4.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Filter<'q> {
    name: &'q str,
    value: &'q str,
    is_prefix: bool,
}

/// Links that are being built or kept.
///
/// ```
/// use coap_codec::link::LinksBuf;
///
/// let mut links = LinksBuf::new();
/// links.push("/sensors")?.attribute("ct", "40")?.attribute("title", "Sensor Index")?;
/// links.push("/sensors/temp")?.attribute("rt", "temperature-c")?.flag("obs")?;
/// assert_eq!(links.as_str(), r#"</sensors>;ct=40;title="Sensor Index",</sensors/temp>;rt="temperature-c";obs"#);
/// # Ok::<(), coap_codec::link::InvalidLink>(())
/// ```
#[derive(Clone, Default)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(into = "String", try_from = "String")
)]
pub struct LinksBuf(String);

/// The link that was pushed last, to be given its attributes.
#[derive(Debug)]
pub struct LinkMut<'b> {
    text: &'b mut String,
    /// Where the link's attributes start.
    start: usize,
}

/// Why bytes are no list of links, and where.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{kind} at byte {offset}")]
pub struct LinkError {
    kind: LinkErrorKind,
    offset: usize,
}

/// The rule that a list of links breaks.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkErrorKind {
    /// Not well-formed UTF-8 (section 2).
    #[error("not well-formed UTF-8 (section 2)")]
    Utf8,
    /// No target in angle brackets, or a character in it that no URI reference has (section 2).
    #[error("malformed target (section 2)")]
    Target,
    /// No attribute name after a semicolon (section 2).
    #[error("malformed attribute name (section 2)")]
    AttributeName,
    /// Neither a token nor a quoted string after an equals sign, or after a name with an asterisk no extended value
    /// (section 2).
    #[error("malformed attribute value (section 2)")]
    AttributeValue,
    /// A quoted string without an end, or with a control character or a backslash where there can be none (RFC 2616
    /// section 2.2).
    #[error("malformed quoted string (RFC 2616, section 2.2)")]
    QuotedString,
    /// Neither a comma nor a semicolon where something ends (section 2).
    #[error("neither comma nor semicolon (section 2)")]
    Separator,
}

/// Why a link can't be written.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidLink {
    /// The target is no URI reference (section 2).
    #[error("not a URI reference (section 2)")]
    Target,
    /// Not the name of an attribute, or `href`, which is kept for filters (section 2).
    #[error("not an attribute name (section 2)")]
    AttributeName,
    /// The attribute can't have this value, or can't have none, or has none (sections 2 and 3).
    #[error("not a value of the attribute (sections 2 and 3)")]
    AttributeValue,
    /// The link has the attribute already, and it must not occur again (section 3).
    #[error("the attribute must not occur again (section 3)")]
    Repeated,
}

impl<'a> Links<'a> {
    /// Reads a payload of the Content-Format `application/link-format`.
    ///
    /// # Errors
    ///
    /// The payload is no UTF-8, or no list of links.
    pub fn decode(payload: &'a [u8]) -> Result<Self, LinkError> {
        let text = str::from_utf8(payload)
            .map_err(|error| LinkError { kind: LinkErrorKind::Utf8, offset: error.valid_up_to() })?;
        Self::try_from(text)
    }

    /// The links in their order.
    pub fn iter(&self) -> impl Iterator<Item = Link<'a>> + Clone + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || {
            let (link, after) = take_link(rest).ok()?;
            rest = after.strip_prefix(',').unwrap_or_default();
            Some(link)
        })
    }

    /// The links that match `filter`; put into a [`LinksBuf`] they are the answer to the query.
    pub fn filter<'q>(&self, filter: Filter<'q>) -> impl Iterator<Item = Link<'a>> + Clone + use<'a, 'q> {
        self.iter().filter(move |link| filter.matches(link))
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text that they were read from.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

impl<'a> TryFrom<&'a str> for Links<'a> {
    type Error = LinkError;

    fn try_from(text: &'a str) -> Result<Self, LinkError> {
        match check_links(text) {
            Ok(()) => Ok(Self(text)),
            Err((kind, left)) => Err(LinkError { kind, offset: text.len() - left }),
        }
    }
}

impl PartialEq for Links<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Links<'_> {}

impl Hash for Links<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|link| link.hash(state));
    }
}

impl Display for Links<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Debug for Links<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> Link<'a> {
    /// The target, a URI reference.
    pub const fn target(&self) -> &'a str {
        self.target
    }

    /// The attributes in their order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + Clone + use<'a> {
        self.attributes.iter()
    }

    /// The first attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<Attribute<'a>> {
        self.attributes().find(|attribute| attribute.is_named(name))
    }

    /// `rel`: the relation types. A link that has none is of type `hosts` (section 2.2).
    pub fn relations(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.words("rel")
    }

    /// `rt`: the resource types (section 3.1).
    pub fn resource_types(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.words("rt")
    }

    /// `if`: the interface descriptions (section 3.2).
    pub fn interfaces(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.words("if")
    }

    /// `ct`: the Content-Formats, without what is none (RFC 7252, section 7.2.1).
    pub fn content_formats(&self) -> impl Iterator<Item = ContentFormat> + Clone + use<'a> {
        self.words("ct").filter_map(|word| u16::try_from(word.cardinal()?).ok()).map(ContentFormat::new)
    }

    /// `sz`: the size estimate; [`u64::MAX`] if it is that or more (section 3.3).
    pub fn size(&self) -> Option<u64> {
        self.value("sz")?.cardinal()
    }

    /// `anchor`: the context of the link (section 2.3).
    pub fn anchor(&self) -> Option<Value<'a>> {
        self.value("anchor")
    }

    /// `title`: for people.
    pub fn title(&self) -> Option<Value<'a>> {
        self.value("title")
    }

    /// `hreflang`: the languages of the target; the attribute may occur again.
    pub fn languages(&self) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.attributes().filter(|attribute| attribute.is_named("hreflang")).filter_map(|found| found.value)
    }

    /// `media`: the media that the target is for.
    pub fn media(&self) -> Option<Value<'a>> {
        self.value("media")
    }

    /// `type`: the media type of the target.
    pub fn media_type(&self) -> Option<Value<'a>> {
        self.value("type")
    }

    /// `obs`: whether observing the target is useful, whatever the attribute's value (RFC 7641, section 6).
    pub fn is_observable(&self) -> bool {
        self.attribute("obs").is_some()
    }

    fn value(&self, name: &str) -> Option<Value<'a>> {
        self.attribute(name)?.value
    }

    fn words(&self, name: &str) -> impl Iterator<Item = Value<'a>> + Clone + use<'a> {
        self.value(name).into_iter().flat_map(|value| value.words())
    }
}

impl Display for Link<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>{}", self.target, self.attributes.0)
    }
}

impl fmt::Debug for Link<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl<'a> Attribute<'a> {
    /// The name.
    pub const fn name(&self) -> &'a str {
        self.name
    }

    /// The value; an attribute like `obs` has none.
    pub const fn value(&self) -> Option<Value<'a>> {
        self.value
    }

    fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl PartialEq for Attribute<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.is_named(other.name) && self.value == other.value
    }
}

impl Eq for Attribute<'_> {}

impl Hash for Attribute<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.bytes().for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
        self.value.hash(state);
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Some(value) => write!(f, "{}={value:?}", self.name),
            None => f.write_str(self.name),
        }
    }
}

impl<'a> Value<'a> {
    /// The token, or what stands between the quotes with its backslashes.
    pub const fn as_str(&self) -> &'a str {
        self.0
    }

    /// The characters, without the backslashes that escape them.
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || {
            let (char, after) = take_char(rest)?;
            rest = after;
            Some(char)
        })
    }

    /// The text; borrowed if nothing in it is escaped.
    pub fn decode(&self) -> Cow<'a, str> {
        if self.0.contains('\\') { self.chars().collect::<String>().into() } else { self.0.into() }
    }

    /// The values that spaces separate, as in `rt`, `if` and `rel`.
    pub fn words(&self) -> impl Iterator<Item = Self> + Clone + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || {
            let word = skip_while(rest, |char| char == ' ');
            rest = skip_while(word, |char| char != ' ');
            let word = word.get(..word.len() - rest.len())?;
            (!word.is_empty()).then_some(Self(word))
        })
    }

    /// A number without leading zeros; the largest there is if it doesn't fit.
    fn cardinal(&self) -> Option<u64> {
        let mut digits = self.chars().map(|char| char.to_digit(10));
        let first = digits.next()??;
        let mut number = u64::from(first);
        for digit in digits {
            if first == 0 {
                return None;
            }
            number = number.saturating_mul(10).saturating_add(digit?.into());
        }
        Some(number)
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl Eq for Value<'_> {}

impl PartialEq<str> for Value<'_> {
    fn eq(&self, other: &str) -> bool {
        self.chars().eq(other.chars())
    }
}

impl PartialEq<&str> for Value<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl Hash for Value<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.chars().for_each(|char| char.hash(state));
        state.write_u8(0xff);
    }
}

impl Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|char| fmt::Write::write_char(f, char))
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
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

impl LinksBuf {
    /// No links.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// The links.
    pub fn as_links(&self) -> Links<'_> {
        Links(&self.0)
    }

    /// Their text: the payload.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds a link. The target is a URI reference as it is written, with percent-encoding.
    ///
    /// # Errors
    ///
    /// The target isn't one; nothing is written.
    pub fn push(&mut self, target: &str) -> Result<LinkMut<'_>, InvalidLink> {
        if !is_reference(target) {
            return Err(InvalidLink::Target);
        }
        self.push_link(Link { target, attributes: Attributes("") });
        let start = self.0.len();
        Ok(LinkMut { text: &mut self.0, start })
    }

    /// Adds a link that was read, as it is.
    pub fn push_link(&mut self, link: Link<'_>) {
        if !self.0.is_empty() {
            self.0.push(',');
        }
        self.0.extend(["<", link.target, ">", link.attributes.0]);
    }
}

impl PartialEq for LinksBuf {
    fn eq(&self, other: &Self) -> bool {
        self.as_links() == other.as_links()
    }
}

impl Eq for LinksBuf {}

impl Hash for LinksBuf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_links().hash(state);
    }
}

impl From<Links<'_>> for LinksBuf {
    fn from(links: Links<'_>) -> Self {
        Self(links.0.into())
    }
}

impl TryFrom<String> for LinksBuf {
    type Error = LinkError;

    fn try_from(text: String) -> Result<Self, LinkError> {
        Links::try_from(text.as_str())?;
        Ok(Self(text))
    }
}

impl From<LinksBuf> for String {
    fn from(links: LinksBuf) -> Self {
        links.0
    }
}

impl<'a> Extend<Link<'a>> for LinksBuf {
    fn extend<I: IntoIterator<Item = Link<'a>>>(&mut self, links: I) {
        links.into_iter().for_each(|link| self.push_link(link));
    }
}

impl<'a> FromIterator<Link<'a>> for LinksBuf {
    fn from_iter<I: IntoIterator<Item = Link<'a>>>(links: I) -> Self {
        let mut buf = Self::new();
        buf.extend(links);
        buf
    }
}

impl Display for LinksBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LinksBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_links(), f)
    }
}

impl LinkMut<'_> {
    /// Adds an attribute with a value, quoted and escaped where its grammar has a quoted string.
    ///
    /// # Errors
    ///
    /// The name isn't one, its attribute can't have the value, or it is there and may occur once; nothing is written.
    pub fn attribute(&mut self, name: &str, value: &str) -> Result<&mut Self, InvalidLink> {
        self.check_name(name)?;
        let form = Form::of(name);
        if !form.allows(value) {
            return Err(InvalidLink::AttributeValue);
        }
        self.text.extend([";", name, "="]);
        if form.is_quoted(value) {
            push_quoted(self.text, value)
        } else {
            self.text.push_str(value)
        }
        Ok(self)
    }

    /// Adds an attribute without a value, as `obs` is.
    ///
    /// # Errors
    ///
    /// As for [`attribute`](Self::attribute).
    pub fn flag(&mut self, name: &str) -> Result<&mut Self, InvalidLink> {
        self.check_name(name)?;
        if !matches!(Form::of(name), Form::Flag | Form::Extension) {
            return Err(InvalidLink::AttributeValue);
        }
        self.text.extend([";", name]);
        Ok(self)
    }

    fn check_name(&self, name: &str) -> Result<(), InvalidLink> {
        if !is_name(name) || name.eq_ignore_ascii_case("href") {
            return Err(InvalidLink::AttributeName);
        }
        if ONCE.iter().any(|once| once.eq_ignore_ascii_case(name)) && self.has(name) {
            return Err(InvalidLink::Repeated);
        }
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        let attributes = Attributes(self.text.get(self.start..).unwrap_or_default());
        attributes.iter().any(|attribute| attribute.is_named(name))
    }
}

impl LinkError {
    /// The rule that the text breaks.
    pub const fn kind(&self) -> LinkErrorKind {
        self.kind
    }

    /// Where, counted in bytes.
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

/// The text of attributes that were checked, each with its semicolon.
#[derive(Clone, Copy)]
struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    fn iter(self) -> impl Iterator<Item = Attribute<'a>> + Clone + use<'a> {
        let mut rest = self.0;
        iter::from_fn(move || {
            let (attribute, after) = take_attribute(rest.strip_prefix(';')?).ok()?;
            rest = after;
            Some(attribute)
        })
    }
}

impl PartialEq for Attributes<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Attributes<'_> {}

impl Hash for Attributes<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.iter().for_each(|attribute| attribute.hash(state));
        state.write_u8(0xff);
    }
}

/// What must not occur again in a link (section 3; RFC 5988, section 5; RFC 7252, section 7.2.1 as corrected; RFC 7641,
/// section 6).
const ONCE: [&str; 10] = ["rel", "rt", "if", "sz", "ct", "media", "title", "title*", "type", "obs"];

/// How an attribute's value is written (section 2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Form {
    Relations,
    Reference,
    Language,
    MediaType,
    Size,
    ContentFormats,
    Text,
    /// The value of a name with an asterisk (RFC 5987, section 3.2).
    Extended,
    /// No value.
    Flag,
    /// Any value or none.
    Extension,
}

impl Form {
    fn of(name: &str) -> Self {
        const KNOWN: [(&str, Form); 12] = [
            ("rel", Form::Relations),
            ("rev", Form::Relations),
            ("rt", Form::Relations),
            ("if", Form::Relations),
            ("anchor", Form::Reference),
            ("hreflang", Form::Language),
            ("type", Form::MediaType),
            ("sz", Form::Size),
            ("ct", Form::ContentFormats),
            ("title", Form::Text),
            ("media", Form::Text),
            ("obs", Form::Flag),
        ];
        let known = KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        match known {
            Some((_, form)) => *form,
            None if name.ends_with('*') => Self::Extended,
            None => Self::Extension,
        }
    }

    fn allows(self, value: &str) -> bool {
        match self {
            Self::Relations => is_list(value, is_relation),
            Self::Reference => is_reference(value),
            Self::Language => !value.is_empty() && value.bytes().all(is_language),
            Self::MediaType => is_media_type(value),
            Self::Size => Value(value).cardinal().is_some(),
            Self::ContentFormats => is_list(value, |word| {
                Value(word).cardinal().is_some_and(|number| number <= u64::from(u16::MAX))
            }),
            Self::Extended => is_extended(value),
            Self::Flag => false,
            Self::Text | Self::Extension => true,
        }
    }

    fn is_quoted(self, value: &str) -> bool {
        match self {
            Self::Language | Self::Size | Self::Extended => false,
            Self::ContentFormats => value.contains(' '),
            _ => true,
        }
    }
}

/// Something at the front of a text, and the rest of it; or what is wrong, and how many bytes before the end.
type Taken<'a, T> = Result<(T, &'a str), (LinkErrorKind, usize)>;

fn check_links(text: &str) -> Result<(), (LinkErrorKind, usize)> {
    if text.is_empty() {
        return Ok(());
    }
    let mut rest = text;
    loop {
        let (_, after) = take_link(rest)?;
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(()),
            None => return Err((LinkErrorKind::Separator, after.len())),
        }
    }
}

fn take_link(text: &str) -> Taken<'_, Link<'_>> {
    let (target, attributes) = take_target(text)?;
    let mut rest = attributes;
    while let Some(attribute) = rest.strip_prefix(';') {
        (_, rest) = take_attribute(attribute)?;
    }
    let attributes = attributes.get(..attributes.len() - rest.len()).unwrap_or_default();
    Ok((Link { target, attributes: Attributes(attributes) }, rest))
}

/// Takes a target; UTF-8 in it is taken as it is, since section 2 has links with their percent-encoding decoded.
fn take_target(text: &str) -> Taken<'_, &str> {
    let inside = text.strip_prefix('<').ok_or((LinkErrorKind::Target, text.len()))?;
    let end = reference_len(inside, |byte| !byte.is_ascii() || is_reference_byte(byte));
    match inside.split_at_checked(end) {
        Some((target, rest)) if rest.starts_with('>') => Ok((target, rest.get(1..).unwrap_or_default())),
        _ => Err((LinkErrorKind::Target, inside.len() - end)),
    }
}

/// Takes an attribute without its semicolon.
fn take_attribute(text: &str) -> Taken<'_, Attribute<'_>> {
    let (name, rest) = take_name(text);
    if name.is_empty() {
        return Err((LinkErrorKind::AttributeName, text.len()));
    }
    match rest.strip_prefix('=') {
        None if name.ends_with('*') => Err((LinkErrorKind::AttributeValue, rest.len())),
        None => end_attribute(name, None, rest),
        Some(value) => match value.strip_prefix('"') {
            Some(_) if name.ends_with('*') => Err((LinkErrorKind::AttributeValue, value.len())),
            Some(quoted) => {
                let (value, rest) = take_quoted(quoted)?;
                end_attribute(name, Some(value), rest)
            }
            None => {
                let (token, rest) = split_while(value, is_token_byte);
                let allowed = if name.ends_with('*') { is_extended(token) } else { !token.is_empty() };
                if !allowed {
                    return Err((LinkErrorKind::AttributeValue, value.len()));
                }
                end_attribute(name, Some(token), rest)
            }
        },
    }
}

fn end_attribute<'a>(name: &'a str, value: Option<&'a str>, rest: &'a str) -> Taken<'a, Attribute<'a>> {
    if rest.is_empty() || rest.starts_with([',', ';']) {
        Ok((Attribute { name, value: value.map(Value) }, rest))
    } else {
        Err((LinkErrorKind::Separator, rest.len()))
    }
}

/// Takes a name and the asterisk that may stand at its end.
fn take_name(text: &str) -> (&str, &str) {
    let (name, rest) = split_while(text, is_name_byte);
    match rest.starts_with('*') && !name.is_empty() {
        true => text.split_at_checked(name.len() + 1).unwrap_or((name, rest)),
        false => (name, rest),
    }
}

/// Takes a quoted string behind its first quote.
fn take_quoted(text: &str) -> Taken<'_, &str> {
    let mut rest = text;
    loop {
        let plain = split_while(rest, |byte| !matches!(byte, b'"' | b'\\') && !is_control(byte)).1;
        match plain.as_bytes() {
            [b'"', ..] => {
                let quoted = text.get(..text.len() - plain.len()).unwrap_or_default();
                return Ok((quoted, plain.get(1..).unwrap_or_default()));
            }
            [b'\\', escaped, ..] if escaped.is_ascii() => rest = plain.get(2..).unwrap_or_default(),
            _ => return Err((LinkErrorKind::QuotedString, plain.len())),
        }
    }
}

/// The first character of a quoted string, without the backslash that escapes it.
fn take_char(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let char = match chars.next()? {
        '\\' => chars.next()?,
        char => char,
    };
    Some((char, chars.as_str()))
}

fn skip_while(text: &str, skip: impl Fn(char) -> bool) -> &str {
    let mut rest = text;
    while let Some((char, after)) = take_char(rest)
        && skip(char)
    {
        rest = after;
    }
    rest
}

/// The bytes at the front that are `wanted`, and the rest.
fn split_while(text: &str, wanted: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|byte| !wanted(byte)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn push_quoted(text: &mut String, value: &str) {
    text.push('"');
    for char in value.chars() {
        let escaped = matches!(char, '"' | '\\') || u8::try_from(char).is_ok_and(is_control);
        if escaped {
            text.push('\\');
        }
        text.push(char);
    }
    text.push('"');
}

fn is_name(text: &str) -> bool {
    let (name, rest) = take_name(text);
    !name.is_empty() && rest.is_empty()
}

fn is_list(value: &str, is_word: impl Fn(&str) -> bool) -> bool {
    let ends = value.starts_with(' ') || value.ends_with(' ');
    !value.is_empty() && !ends && value.split(' ').all(|word| word.is_empty() || is_word(word))
}

/// A relation type that needs no escaping: a registered one or a URI, and the names that are neither but in use.
fn is_relation(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

fn is_media_type(value: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(is_media_type_byte);
    value.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}

/// Charset, language and percent-encoded text, with quotes between them (RFC 5987, section 3.2.1).
fn is_extended(value: &str) -> bool {
    let Some((charset, rest)) = value.split_once('\'') else { return false };
    let Some((language, text)) = rest.split_once('\'') else { return false };
    !charset.is_empty()
        && charset.bytes().all(is_charset_byte)
        && language.bytes().all(is_language)
        && reference_len(text, is_name_byte) == text.len()
}

fn is_reference(text: &str) -> bool {
    reference_len(text, is_reference_byte) == text.len()
}

/// How many bytes at the front are `allowed` or percent-encoded.
fn reference_len(text: &str, allowed: impl Fn(u8) -> bool) -> usize {
    let mut rest = text.as_bytes();
    loop {
        rest = match rest {
            [b'%', high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => after,
            [byte, after @ ..] if *byte != b'%' && allowed(*byte) => after,
            _ => return text.len() - rest.len(),
        };
    }
}

/// Unreserved and reserved characters (RFC 3986, section 2).
const fn is_reference_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'%' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// `attr-char` (RFC 5987, section 3.2.1).
const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#' | b'$' | b'&' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~')
}

/// `ptokenchar` (section 2).
const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

/// `reg-name-chars` (RFC 4288, section 4.2).
const fn is_media_type_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#' | b'$' | b'&' | b'.' | b'+' | b'-' | b'^' | b'_')
}

/// `mime-charsetc` (RFC 5987, section 3.2.1).
const fn is_charset_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'+' | b'-' | b'^' | b'_' | b'`' | b'{' | b'}' | b'~'
        )
}

const fn is_language(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

/// What a quoted string has only behind a backslash (RFC 2616, section 2.2).
const fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\t'
}
