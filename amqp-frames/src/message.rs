//! Messages (section 3.2): what is carried by transfers.

mod annotations;
mod application_properties;
mod body;
mod check;
mod header;
mod message_id;
mod properties;
mod repeated;
mod section;
mod sections;

use core::fmt;

use bytes::BufMut;

pub use annotations::{AnnotationKey, Annotations, AnnotationsBuf};
pub use application_properties::{
    ApplicationProperties, ApplicationPropertiesBuf, ApplicationPropertiesIter,
};
pub use body::Body;
pub use check::CheckError;
pub use header::Header;
pub use message_id::MessageId;
pub use properties::Properties;
pub use repeated::{Data, DataBuf, DataIter, Sequences, SequencesBuf, SequencesIter};
pub use section::Section;
pub use sections::{Sections, SectionsIter};

use crate::definitions::Error;
use crate::types::composite::{Field, Parse, Prepared};
use crate::types::{Budget, Encode, List, MAX_BODY, Value, codes};
use crate::wire::{Fault, take_byte};
use crate::{DecodeError, DecodeErrorKind, EncodeError, Limits};
use section::Order;

/// A message of format 0, all of it decoded; [`Sections`] decodes what one asks for.
///
/// A section that was left out is the same as one without content, and sections without content are left out when it is
/// encoded; a field of the header that has its default isn't one without content. Where it matters which sections there were,
/// and in which bytes, as for who passes on what others have signed, there are [`Sections`].
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[expect(clippy::exhaustive_structs, reason = "the specification closes the set of sections")]
pub struct Message<'a> {
    /// Details of the delivery.
    pub header: Header,
    /// What the sending peer tells the receiving one.
    pub delivery_annotations: Annotations<'a>,
    /// What the sender tells all on the way.
    pub message_annotations: Annotations<'a>,
    /// Properties that the specification has names for.
    pub properties: Properties<'a>,
    /// Properties that the application has names for.
    pub application_properties: ApplicationProperties<'a>,
    /// What it is about.
    pub body: Body<'a>,
    /// What can only be told once the rest is known.
    pub footer: Annotations<'a>,
}

impl<'a> Message<'a> {
    /// A message that is no more than a body.
    ///
    /// [`Body::Absent`] is none, for who writes only what stands in front of a
    /// [bare message](Sections::bare_message).
    pub fn new(body: impl Into<Body<'a>>) -> Self {
        Self {
            header: Header::default(),
            delivery_annotations: Annotations::EMPTY,
            message_annotations: Annotations::EMPTY,
            properties: Properties::default(),
            application_properties: ApplicationProperties::EMPTY,
            body: body.into(),
            footer: Annotations::EMPTY,
        }
    }

    /// Decodes one whole message: the payloads of all transfers of a delivery together.
    ///
    /// # Errors
    ///
    /// `message` is malformed, or goes beyond the limits.
    pub fn decode(message: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
        check_size(message, limits)?;
        Self::parse(message, &mut Budget::new(limits)).map_err(|fault| fault.located(message))
    }

    /// Decodes what was decoded or encoded before.
    pub(crate) fn decode_kept(message: &'a [u8]) -> Result<Self, DecodeError> {
        Self::parse(message, &mut { Budget::UNLIMITED }).map_err(|fault| fault.located(message))
    }

    /// Decodes sections to their end.
    fn parse(sections: &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let mut message = Self::new(Body::Absent);
        let (mut order, mut rest, mut body) = (Order::default(), sections, sections);
        while !rest.is_empty() {
            let section = order.take(&mut rest, budget)?;
            let input = &mut rest;
            match section {
                Section::Header => message.header = Header::parse(input, budget)?,
                Section::DeliveryAnnotations => {
                    message.delivery_annotations = delivery_annotations(input, budget)?;
                }
                Section::MessageAnnotations => message.message_annotations = take(section, input, budget)?,
                Section::Properties => message.properties = Properties::parse(input, budget)?,
                Section::ApplicationProperties => {
                    message.application_properties = take(section, input, budget)?;
                }
                Section::Data => {
                    let data: &[u8] = take(section, input, budget)?;
                    message.body = match message.body {
                        Body::Data(_) => Body::Data(Data::from_valid(up_to(input, body))),
                        _ => data.into(),
                    };
                }
                Section::AmqpSequence => {
                    let list: List<'_> = take(section, input, budget)?;
                    message.body = match message.body {
                        Body::AmqpSequence(_) => {
                            Body::AmqpSequence(Sequences::from_valid(up_to(input, body)))
                        }
                        _ => Body::sequence(list),
                    };
                }
                Section::AmqpValue => {
                    let value = Value::take(input, budget).map_err(|fault| fault.within(section.name()))?;
                    message.body = value.into();
                }
                Section::Footer => message.footer = take(section, input, budget)?,
            }
            if !section.is_body() {
                body = rest;
            }
        }
        Ok(message)
    }

    /// Appends the message to `dst`; on an error nothing is written.
    ///
    /// What was decoded can always be encoded, though a peer has kept to the letter no more than decoding asks for: what
    /// section 3.2 has senders keep to besides, [`check`](Self::check) tells.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message, or `dst` has no room for it.
    pub fn encode(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        let payload = self.payload();
        self.encode_leaving(dst, payload.len())?;
        dst.put_slice(payload);
        Ok(())
    }

    /// Appends all but the [`payload`](Self::payload), which is to be sent after it; on an error nothing is written.
    ///
    /// # Errors
    ///
    /// Decoding would refuse the message, or `dst` has no room for the head.
    pub fn encode_head(&self, dst: &mut impl BufMut) -> Result<(), EncodeError> {
        self.encode_leaving(dst, 0)
    }

    /// How many bytes [`encode`](Self::encode) writes.
    pub fn encoded_len(&self) -> usize {
        self.prepared(&mut Buffers::new()).len.saturating_add(self.payload().len())
    }

    /// The bytes at the message's end, if its body is one section of data with no footer behind.
    #[inline]
    pub const fn payload(&self) -> &'a [u8] {
        match self.body.as_bytes() {
            Some(bytes) if self.footer.is_empty() => bytes,
            _ => &[],
        }
    }

    /// Why the message was rejected, which its delivery annotations say (section 3.2.2).
    pub fn rejected(&self) -> Option<Error<'a>> {
        self.delivery_annotations.rejected()
    }

    /// Checks what no section's type shows.
    #[inline]
    fn check_encodable(&self) -> Result<(), EncodeError> {
        if self.delivery_annotations.broken_rejected().is_none() {
            return Ok(());
        }
        Err(EncodeError::Invalid { kind: DecodeErrorKind::WrongType, field: "rejected" })
    }

    /// Writes all but the payload, if there is room for that and for `behind` more bytes.
    #[inline]
    fn encode_leaving(&self, dst: &mut impl BufMut, behind: usize) -> Result<(), EncodeError> {
        self.check_encodable()?;
        let mut buffers = Buffers::new();
        let prepared = self.prepared(&mut buffers);
        if prepared.is_too_large || prepared.len.saturating_add(self.payload().len()) > MAX_LEN {
            return Err(EncodeError::TooLarge);
        }
        if prepared.len.saturating_add(behind) > dst.remaining_mut() {
            return Err(EncodeError::NoSpace);
        }
        prepared.header.put(dst);
        put_annotations(Section::DeliveryAnnotations, self.delivery_annotations, dst);
        put_annotations(Section::MessageAnnotations, self.message_annotations, dst);
        prepared.properties.put(dst);
        if !self.application_properties.is_empty() {
            dst.put_slice(&Section::ApplicationProperties.head());
            self.application_properties.put(dst);
        }
        self.put_body(dst);
        put_annotations(Section::Footer, self.footer, dst);
        Ok(())
    }

    /// Writes the body; of one section of data that is the payload only what stands in front of the bytes.
    #[inline]
    fn put_body(&self, dst: &mut impl BufMut) {
        match self.body {
            Body::Data(data) => match data.as_one() {
                Some(bytes) if self.footer.is_empty() => put_data_head(bytes.len(), dst),
                Some(bytes) => put_section(Section::Data, &bytes, dst),
                None => dst.put_slice(data.sections().unwrap_or_default()),
            },
            Body::AmqpSequence(sequences) => match sequences.as_one() {
                Some(list) => put_section(Section::AmqpSequence, &list, dst),
                None => dst.put_slice(sequences.sections().unwrap_or_default()),
            },
            Body::AmqpValue(value) => put_section(Section::AmqpValue, &value, dst),
            Body::Absent => {}
        }
    }

    /// Counts the bytes of all but the payload, and writes what is short.
    #[inline]
    fn prepared<'m>(&'m self, buffers: &'m mut Buffers) -> PreparedMessage<'m, 'a> {
        let header = Prepared::new(&self.header, &mut buffers.header);
        let properties = Prepared::new(&self.properties, &mut buffers.properties);
        let body = self.body_len();
        let several = match self.body {
            Body::Data(data) => data.sections(),
            Body::AmqpSequence(sequences) => sequences.sections(),
            _ => None,
        };
        let lens = [
            header.len(),
            annotations_len(self.delivery_annotations),
            annotations_len(self.message_annotations),
            properties.len(),
            section_len(&self.application_properties, self.application_properties.is_empty()),
            several.map_or(body, <[u8]>::len),
            annotations_len(self.footer),
        ];
        PreparedMessage {
            // Maps are never too large.
            is_too_large: properties.len() > MAX_BODY || body > MAX_BODY,
            len: lens.into_iter().fold(0, usize::saturating_add).saturating_sub(self.payload().len()),
            header,
            properties,
        }
    }

    /// How many bytes the body has, if it is one section.
    #[inline]
    fn body_len(&self) -> usize {
        let value = match self.body {
            Body::Data(data) => data.as_one().map(|bytes| bytes.encoded_len()),
            Body::AmqpSequence(sequences) => sequences.as_one().map(|list| list.encoded_len()),
            Body::AmqpValue(value) => Some(Encode::encoded_len(&value)),
            Body::Absent => None,
        };
        value.map_or(0, |value| value.saturating_add(3))
    }
}

/// The most bytes of a message, so that whatever is in one has a size and a count that can be written.
const MAX_LEN: usize = MAX_BODY;

/// Whether a message is as large as it may be.
fn check_size(message: &[u8], limits: &Limits) -> Result<(), DecodeError> {
    if message.len() > limits.max_message_size.min(MAX_LEN) {
        return Err(DecodeError::new(DecodeErrorKind::TooLarge, 0, "message"));
    }
    Ok(())
}

/// Where sections are written that are short. A header always is.
struct Buffers {
    header: [u8; 32],
    properties: [u8; 512],
}

impl Buffers {
    const fn new() -> Self {
        Self { header: [0; 32], properties: [0; 512] }
    }
}

/// A message whose bytes were counted.
struct PreparedMessage<'m, 'a> {
    header: Prepared<'m, Header>,
    properties: Prepared<'m, Properties<'a>>,
    /// All bytes but those of the payload.
    len: usize,
    /// Whether a section has more bytes than a size can say.
    is_too_large: bool,
}

/// Takes a section's value off the front of `input`.
#[inline(always)]
fn take<'a, T: Field<'a>>(section: Section, input: &mut &'a [u8], budget: &mut Budget) -> Result<T, Fault> {
    let at = *input;
    let taken = match take_byte(input) {
        Some(code) => T::take(code, at, input, budget),
        None => Err(Fault::new(DecodeErrorKind::Truncated, at, "constructor")),
    };
    taken.map_err(|fault| fault.within(section.name()))
}

/// Takes delivery annotations off the front of `input`.
fn delivery_annotations<'a>(input: &mut &'a [u8], budget: &mut Budget) -> Result<Annotations<'a>, Fault> {
    let annotations: Annotations<'_> = take(Section::DeliveryAnnotations, input, budget)?;
    match annotations.broken_rejected() {
        Some(at) => Err(Fault::new(DecodeErrorKind::WrongType, at, "rejected")
            .within(Section::DeliveryAnnotations.name())),
        None => Ok(annotations),
    }
}

/// What is in front of `rest` at the end of `bytes`.
fn up_to<'a>(rest: &[u8], bytes: &'a [u8]) -> &'a [u8] {
    bytes.get(..bytes.len().saturating_sub(rest.len())).unwrap_or_default()
}

#[inline]
fn annotations_len(annotations: Annotations<'_>) -> usize {
    section_len(&annotations, annotations.is_empty())
}

#[inline]
fn section_len(value: &impl Encode, is_left_out: bool) -> usize {
    if is_left_out { 0 } else { value.encoded_len().saturating_add(3) }
}

#[inline]
fn put_annotations(section: Section, annotations: Annotations<'_>, dst: &mut impl BufMut) {
    if !annotations.is_empty() {
        put_section(section, &annotations, dst);
    }
}

#[inline]
fn put_section(section: Section, value: &impl Encode, dst: &mut impl BufMut) {
    dst.put_slice(&section.head());
    value.put(dst);
}

/// Writes what stands in front of a section of this many bytes.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "it has been compared with MAX_BODY")]
fn put_data_head(len: usize, dst: &mut impl BufMut) {
    let [described, small, data] = Section::Data.head();
    match u8::try_from(len) {
        Ok(len) => dst.put_slice(&[described, small, data, codes::BINARY8, len]),
        Err(_) => {
            let [a, b, c, d] = (len as u32).to_be_bytes();
            dst.put_slice(&[described, small, data, codes::BINARY32, a, b, c, d]);
        }
    }
}

/// What matters most, as Wireshark's info column would have it.
impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("message")?;
        if let Some(id) = self.properties.message_id {
            write!(f, " id {id}")?;
        }
        for (name, text) in [("to", self.properties.to), ("subject", self.properties.subject)] {
            text.map_or(Ok(()), |text| write!(f, " {name} {text:?}"))?;
        }
        match self.application_properties.len() {
            0 => {}
            1 => f.write_str(" 1 application property")?,
            count => write!(f, " {count} application properties")?,
        }
        write!(f, " {}", self.body)
    }
}
