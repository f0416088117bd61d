//! Messages read section by section, and only what is asked for.

use core::fmt;
use core::iter::FusedIterator;

use super::annotations::may_be_rejected;
use super::application_properties::is_simple;
use super::section::Order;
use super::{
    AnnotationKey, Annotations, ApplicationProperties, Body, Header, Message, Properties, Section,
    check_size, delivery_annotations, take,
};
use crate::definitions::Error;
use crate::types::composite::{Parse, take_descriptor};
use crate::types::{Budget, Value, codes, find, pass};
use crate::wire::Fault;
use crate::{DecodeError, DecodeErrorKind, Limits};

/// Where the sections of a message are: their order and sizes were checked, and nothing that is in them.
///
/// A section is decoded when it is asked for, each time anew, and its errors come then. What is asked for again and again is
/// better decoded once, as a [`Message`]. [`Limits::max_items`] counts for each section by itself here, and for all of them
/// together there.
///
/// ```
/// use amqp_frames::Limits;
/// use amqp_frames::message::{ApplicationPropertiesBuf, Message, Sections};
/// use amqp_frames::types::Value;
///
/// let mut properties = ApplicationPropertiesBuf::new();
/// properties.insert("tenant", "acme")?;
/// let application_properties = properties.as_application_properties();
/// let mut bytes = Vec::new();
/// Message { application_properties, ..Message::new(b"hello") }.encode(&mut bytes)?;
///
/// let sections = Sections::decode(&bytes, &Limits::default())?;
/// assert_eq!(sections.application_property("tenant")?, Some(Value::String("acme")));
/// assert_eq!(sections.bare_message(), bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Sections<'a> {
    whole: &'a [u8],
    header: &'a [u8],
    delivery_annotations: &'a [u8],
    message_annotations: &'a [u8],
    properties: &'a [u8],
    application_properties: &'a [u8],
    body: &'a [u8],
    /// What the sections of the body are.
    body_kind: Option<Section>,
    footer: &'a [u8],
    /// For each section anew.
    budget: Budget,
}

/// The sections of a message one after the other; see [`Sections::iter`].
#[derive(Clone)]
pub struct SectionsIter<'a> {
    rest: &'a [u8],
    order: Order,
}

impl<'a> Sections<'a> {
    /// Finds the sections of one whole message.
    ///
    /// # Errors
    ///
    /// They are not in their order, or one of them is of another type than it has to be, or doesn't end where the message
    /// ends; or the message is larger than the limit.
    pub fn decode(message: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        check_size(message, limits)?;
        Self::find(message, Budget::new(limits)).map_err(|fault| fault.located(message))
    }

    /// The same of what was decoded or encoded before.
    pub(crate) fn find_kept(message: &'a [u8]) -> Result<Self, DecodeError> {
        Self::find(message, Budget::UNLIMITED).map_err(|fault| fault.located(message))
    }

    fn find(whole: &'a [u8], budget: Budget) -> Result<Self, Fault> {
        let (footer, body_kind) = (&[][..], None);
        let (header, delivery_annotations, message_annotations) = (footer, footer, footer);
        let (properties, application_properties, body) = (footer, footer, footer);
        let mut sections = Self {
            whole,
            header,
            delivery_annotations,
            message_annotations,
            properties,
            application_properties,
            body,
            body_kind,
            footer,
            budget,
        };
        let (mut order, mut rest, mut behind) = (Order::default(), whole, whole);
        while !rest.is_empty() {
            let section = take_section(&mut order, &mut rest, budget)?;
            // Several sections that are one body are taken together.
            let bytes = behind.get(..behind.len() - rest.len()).unwrap_or_default();
            match section {
                Section::Header => sections.header = bytes,
                Section::DeliveryAnnotations => sections.delivery_annotations = bytes,
                Section::MessageAnnotations => sections.message_annotations = bytes,
                Section::Properties => sections.properties = bytes,
                Section::ApplicationProperties => sections.application_properties = bytes,
                Section::Data | Section::AmqpSequence | Section::AmqpValue => {
                    (sections.body, sections.body_kind) = (bytes, Some(section));
                    continue;
                }
                Section::Footer => sections.footer = rest_of(bytes, sections.body),
            }
            behind = rest;
        }
        Ok(sections)
    }

    /// Details of the delivery; all null, if the section was left out.
    ///
    /// # Errors
    ///
    /// The section is malformed, or goes beyond the limits; offsets are counted from the message's first byte. So it is for
    /// all that reads a section.
    pub fn header(&self) -> Result<Header, DecodeError> {
        self.read(self.header, Parse::parse)
    }

    /// What the sending peer tells the receiving one.
    ///
    /// # Errors
    ///
    /// As for [`header`](Self::header).
    pub fn delivery_annotations(&self) -> Result<Annotations<'a>, DecodeError> {
        self.read(self.delivery_annotations, delivery_annotations)
    }

    /// Why the message was rejected, which its delivery annotations say (section 3.2.2).
    ///
    /// # Errors
    ///
    /// As for [`header`](Self::header), with all delivery annotations.
    pub fn rejected(&self) -> Result<Option<Error<'a>>, DecodeError> {
        Ok(self.delivery_annotations()?.rejected())
    }

    /// What the sender tells all on the way.
    ///
    /// # Errors
    ///
    /// As for [`header`](Self::header).
    pub fn message_annotations(&self) -> Result<Annotations<'a>, DecodeError> {
        self.read(self.message_annotations, |input, budget| take(Section::MessageAnnotations, input, budget))
    }

    /// Properties that the specification has names for.
    ///
    /// # Errors
    ///
    /// As for [`header`](Self::header).
    pub fn properties(&self) -> Result<Properties<'a>, DecodeError> {
        self.read(self.properties, Parse::parse)
    }

    /// Properties that the application has names for.
    ///
    /// # Errors
    ///
    /// As for [`header`](Self::header).
    pub fn application_properties(&self) -> Result<ApplicationProperties<'a>, DecodeError> {
        self.read(self.application_properties, |input, budget| {
            take(Section::ApplicationProperties, input, budget)
        })
    }

    /// What the message is about.
    ///
    /// # Errors
    ///
    /// As for [`header`](Self::header).
    pub fn body(&self) -> Result<Body<'a>, DecodeError> {
        match Message::parse(self.body, &mut { self.budget }) {
            Ok(message) => Ok(message.body),
            Err(fault) => Err(fault.located(self.whole)),
        }
    }

    /// What can only be told once the rest is known.
    ///
    /// # Errors
    ///
    /// As for [`header`](Self::header).
    pub fn footer(&self) -> Result<Annotations<'a>, DecodeError> {
        self.read(self.footer, |input, budget| take(Section::Footer, input, budget))
    }

    /// One application property. Others in front of it are passed over by their sizes, and those behind it not looked at.
    ///
    /// # Errors
    ///
    /// The property is malformed, or what is in front of it has no end.
    pub fn application_property(&self, key: &str) -> Result<Option<Value<'a>>, DecodeError> {
        let section = Section::ApplicationProperties;
        self.lookup(section, self.application_properties, Value::String(key), |value, at| {
            match is_simple(value) {
                true => Ok(()),
                false => Err(Fault::new(DecodeErrorKind::WrongType, at, "value")),
            }
        })
    }

    /// One of the delivery annotations; for the cost see [`application_property`](Self::application_property).
    ///
    /// # Errors
    ///
    /// The annotation is malformed, or what is in front of it has no end.
    pub fn delivery_annotation<'k>(
        &self,
        key: impl TryInto<AnnotationKey<'k>>,
    ) -> Result<Option<Value<'a>>, DecodeError> {
        self.annotation(Section::DeliveryAnnotations, self.delivery_annotations, key)
    }

    /// The same of message annotations.
    ///
    /// # Errors
    ///
    /// As for [`delivery_annotation`](Self::delivery_annotation).
    pub fn message_annotation<'k>(
        &self,
        key: impl TryInto<AnnotationKey<'k>>,
    ) -> Result<Option<Value<'a>>, DecodeError> {
        self.annotation(Section::MessageAnnotations, self.message_annotations, key)
    }

    /// The same of the footer.
    ///
    /// # Errors
    ///
    /// As for [`delivery_annotation`](Self::delivery_annotation).
    pub fn footer_annotation<'k>(
        &self,
        key: impl TryInto<AnnotationKey<'k>>,
    ) -> Result<Option<Value<'a>>, DecodeError> {
        self.annotation(Section::Footer, self.footer, key)
    }

    /// A section's bytes, with its descriptor; of several sections that are one body those of all.
    pub fn bytes(&self, section: Section) -> Option<&'a [u8]> {
        let bytes = match section {
            Section::Header => self.header,
            Section::DeliveryAnnotations => self.delivery_annotations,
            Section::MessageAnnotations => self.message_annotations,
            Section::Properties => self.properties,
            Section::ApplicationProperties => self.application_properties,
            Section::Footer => self.footer,
            _ if self.body_kind == Some(section) => self.body,
            _ => &[],
        };
        if bytes.is_empty() { None } else { Some(bytes) }
    }

    /// The bytes that a message keeps on all its way (section 3.2): properties, application properties and body.
    ///
    /// Who passes a message on writes its own header and annotations, as a [`Message`] of [`Body::Absent`], and these behind; behind
    /// them stands the [`Footer`](Section::Footer).
    pub fn bare_message(&self) -> &'a [u8] {
        let in_front = self.header.len() + self.delivery_annotations.len() + self.message_annotations.len();
        self.whole.get(in_front..self.whole.len() - self.footer.len()).unwrap_or_default()
    }

    /// The sections one after the other with their bytes: those of a body that has several are several here.
    pub fn iter(&self) -> SectionsIter<'a> {
        SectionsIter::new(self.whole)
    }

    /// Reads a section behind its descriptor; the default, if it was left out.
    fn read<T: Default>(
        &self,
        section: &'a [u8],
        read: impl FnOnce(&mut &'a [u8], &mut Budget) -> Result<T, Fault>,
    ) -> Result<T, DecodeError> {
        if section.is_empty() {
            return Ok(T::default());
        }
        let (mut input, mut budget) = (section, self.budget);
        take_descriptor(&mut input, &mut budget)
            .and_then(|_| read(&mut input, &mut budget))
            .map_err(|fault| fault.located(self.whole))
    }

    /// Text that can't be a key is none that is there.
    fn annotation<'k>(
        &self,
        section: Section,
        bytes: &'a [u8],
        key: impl TryInto<AnnotationKey<'k>>,
    ) -> Result<Option<Value<'a>>, DecodeError> {
        let Ok(key) = key.try_into() else { return Ok(None) };
        self.lookup(section, bytes, key.into(), |value, at| match section {
            Section::DeliveryAnnotations if !may_be_rejected(key, value) => {
                Err(Fault::new(DecodeErrorKind::WrongType, at, "rejected"))
            }
            _ => Ok(()),
        })
    }

    /// Looks for a key, and checks what it maps to.
    fn lookup(
        &self,
        section: Section,
        bytes: &'a [u8],
        key: Value<'_>,
        check: impl FnOnce(Value<'a>, &'a [u8]) -> Result<(), Fault>,
    ) -> Result<Option<Value<'a>>, DecodeError> {
        self.read(bytes, |input, budget| {
            let found = find(key, input, budget).and_then(|found| match found {
                Some((value, at)) => check(value, at).map(|()| Some(value)),
                None => Ok(None),
            });
            found.map_err(|fault| fault.within(section.name()))
        })
    }
}

/// Which sections there are, and how many bytes each has.
impl fmt::Debug for Sections<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sections = Section::ALL.iter().filter_map(|section| Some((section, self.bytes(*section)?.len())));
        f.debug_map().entries(sections).finish()
    }
}

/// The same in words.
impl fmt::Display for Sections<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sections")?;
        let mut comma = "";
        for section in Section::ALL {
            if let Some(bytes) = self.bytes(*section) {
                write!(f, "{comma} {section} {} bytes", bytes.len())?;
                comma = ",";
            }
        }
        Ok(())
    }
}

/// Takes a section off the front of `rest`, of which no more is checked than its place, its type and its size.
fn take_section(order: &mut Order, rest: &mut &[u8], mut budget: Budget) -> Result<Section, Fault> {
    let section = order.take(rest, &mut budget)?;
    let at = *rest;
    let is_of_type = match section {
        Section::Header | Section::Properties | Section::AmqpSequence => {
            matches!(at, [codes::LIST0 | codes::LIST8 | codes::LIST32, ..])
        }
        Section::Data => matches!(at, [codes::BINARY8 | codes::BINARY32, ..]),
        Section::AmqpValue => true,
        _ => matches!(at, [codes::MAP8 | codes::MAP32, ..]),
    };
    match pass(rest, &mut budget) {
        Ok(()) if !is_of_type => {
            Err(Fault::new(DecodeErrorKind::WrongType, at, "constructor").within(section.name()))
        }
        passed => passed.map(|()| section).map_err(|fault| fault.within(section.name())),
    }
}

/// What of a section's bytes is behind those of the body.
fn rest_of<'a>(bytes: &'a [u8], body: &[u8]) -> &'a [u8] {
    bytes.get(body.len()..).unwrap_or_default()
}

impl<'a> SectionsIter<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest, order: Order::default() }
    }
}

impl<'a> Iterator for SectionsIter<'a> {
    type Item = (Section, &'a [u8]);

    fn next(&mut self) -> Option<(Section, &'a [u8])> {
        if self.rest.is_empty() {
            return None;
        }
        let before = self.rest;
        let section = take_section(&mut self.order, &mut self.rest, Budget::UNLIMITED).ok()?;
        Some((section, before.get(..before.len() - self.rest.len())?))
    }
}

impl FusedIterator for SectionsIter<'_> {}

/// Those that are left, and how many bytes each has.
impl fmt::Debug for SectionsIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone().map(|(section, bytes)| (section, bytes.len()))).finish()
    }
}
