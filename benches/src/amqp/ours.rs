//! amqp-frames itself, at its default limits.

use std::mem;

use amqp_frames::{
    Decoder, EncodeError, Frame, Limits, ProtocolId,
    definitions::{Fields, FieldsBuf, FilterSetBuf, Role},
    delivery_state::{AnyOutcome, DeliveryState, Outcome},
    message::{
        Annotations, ApplicationProperties, ApplicationPropertiesBuf, Body, Header, Message, MessageId,
        Properties,
    },
    performative::{Attach, Disposition, Flow, Open, Performative, Transfer},
    terminus::{AnySource, AnyTarget, DistributionMode, Source, Target},
    types::{
        Array, ArrayBuf, Described, Descriptor, List, ListBuf, Map, MapBuf, Primitive, Symbol, Symbols, Value,
    },
};

use super::{
    Decode, Encode, Visit, encoding, output,
    visit::{Kind, Shape},
};
use crate::Job;

pub(super) struct Frames;

const NAME: &str = "amqp-frames";

impl Decode for Frames {
    const NAME: &'static str = NAME;
    type Input<'a> = (Decoder, &'a [u8]);
    type Decoded<'a> = Frame<'a>;

    fn input(bytes: &[u8]) -> Self::Input<'_> {
        (decoder_behind_an_open(), bytes)
    }

    #[inline(always)]
    fn decode<'a, R>(
        (decoder, input): &mut Self::Input<'a>,
        then: impl FnOnce(&Self::Decoded<'a>) -> R,
    ) -> Option<R> {
        // By reference: a frame that is taken out of the result is moved.
        match &decoder.decode(input) {
            Ok(Some(frame)) => Some(then(frame)),
            _ => None,
        }
    }

    #[inline(always)]
    fn visit(frame: &Frame<'_>, visit: &mut impl Visit) -> Option<()> {
        match frame {
            Frame::Empty { channel } => visit.number(Kind::Ushort, (*channel).into()),
            Frame::Performative { channel, performative } => {
                visit.number(Kind::Ushort, (*channel).into());
                visit_performative(performative, visit)?;
            }
            Frame::ProtocolHeader { .. } | Frame::Sasl(_) => return None,
        }
        Some(())
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<FrameEncoder>(units)
    }

    fn build<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<FrameBuilder>(units)
    }

    fn encode_head<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<HeadEncoder>(units)
    }
}

/// Before the open frames are small, and row i has large ones.
fn decoder_behind_an_open() -> Decoder {
    let mut open = Vec::new();
    Frame::new(0, Open::new("a", u32::MAX)).encode(&mut open).expect("an open without fields encodes");
    let mut decoder = Decoder::behind(ProtocolId::Amqp, Limits::default());
    decoder.decode(&mut &open[..]).expect("an open without fields decodes");
    decoder
}

pub(super) struct Messages;

impl Decode for Messages {
    const NAME: &'static str = NAME;
    type Input<'a> = &'a [u8];
    type Decoded<'a> = Message<'a>;

    fn input(bytes: &[u8]) -> &[u8] {
        bytes
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut Self::Input<'a>, then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R> {
        match &Message::decode(input, &Limits::default()) {
            Ok(message) => Some(then(message)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(message: &Message<'_>, visit: &mut impl Visit) -> Option<()> {
        visit_message(message, visit)
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<MessageEncoder>(units)
    }

    fn build<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<MessageBuilder>(units)
    }
}

/// Frames as they were decoded.
pub(super) struct FrameEncoder {
    out: Vec<u8>,
}

impl Encode for FrameEncoder {
    type Source<'a> = Frame<'a>;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> Option<Frame<'_>> {
        Frame::decode(unit, &Limits::default()).ok()
    }

    #[inline(always)]
    fn encode(&mut self, frame: &Frame<'_>, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        frame.encode(&mut self.out).expect("the workload's frames are right");
        written(&self.out);
    }
}

/// Messages as they were decoded.
pub(super) struct MessageEncoder {
    out: Vec<u8>,
}

impl Encode for MessageEncoder {
    type Source<'a> = Message<'a>;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> Option<Message<'_>> {
        Message::decode(unit, &Limits::default()).ok()
    }

    #[inline(always)]
    fn encode(&mut self, message: &Message<'_>, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        message.encode(&mut self.out).expect("the workload's messages are right");
        written(&self.out);
    }
}

/// Transfers without their payloads.
pub(super) struct HeadEncoder {
    out: Vec<u8>,
}

impl Encode for HeadEncoder {
    type Source<'a> = Frame<'a>;

    fn new() -> Self {
        Self { out: output() }
    }

    fn source(unit: &[u8]) -> Option<Frame<'_>> {
        Frame::decode(unit, &Limits::default()).ok().filter(|frame| !frame.payload().is_empty())
    }

    #[inline(always)]
    fn encode(&mut self, frame: &Frame<'_>, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        frame.encode_head(&mut self.out).expect("the workload's frames are right");
        written(&self.out);
    }
}

/// A frame without the maps and arrays that stand in it, and the items of those.
pub(super) struct Parts<'a> {
    frame: Frame<'a>,
    items: Items<'a>,
}

enum Items<'a> {
    None,
    Open(OpenItems<'a>),
    Attach(SourceItems<'a>),
}

struct OpenItems<'a> {
    offered_capabilities: Vec<Symbol<'a>>,
    properties: Vec<(Symbol<'a>, Value<'a>)>,
}

struct SourceItems<'a> {
    filter: Vec<(Symbol<'a>, Descriptor<'a>, Value<'a>)>,
    outcomes: Vec<Symbol<'a>>,
    capabilities: Vec<Symbol<'a>>,
}

impl<'a> Parts<'a> {
    fn new(unit: &'a [u8]) -> Option<Self> {
        let mut frame = Frame::decode(unit, &Limits::default()).ok()?;
        let items = match &mut frame {
            Frame::Performative { performative: Performative::Open(open), .. } => {
                Items::Open(OpenItems::taken_from(open))
            }
            Frame::Performative { performative: Performative::Attach(attach), .. } => {
                Items::Attach(SourceItems::taken_from(attach)?)
            }
            _ => Items::None,
        };
        Some(Self { frame, items })
    }
}

impl<'a> OpenItems<'a> {
    fn taken_from(open: &mut Open<'a>) -> Self {
        let properties = open.properties.take().expect("the workload's open has properties");
        Self {
            offered_capabilities: mem::take(&mut open.offered_capabilities).iter().collect(),
            properties: properties.as_map().iter().map(named).collect(),
        }
    }
}

impl<'a> SourceItems<'a> {
    /// `None`: there is a filter without a descriptor, which the library reads but doesn't write.
    fn taken_from(attach: &mut Attach<'a>) -> Option<Self> {
        let Some(AnySource::Source(source)) = &mut attach.source else { panic!("the workload's has one") };
        let filter = source.filter.take().expect("the workload's source has a filter");
        let filter = filter.as_map().iter().map(|entry| match named(entry) {
            (name, Value::Described(filter)) => Some((name, filter.descriptor(), filter.value())),
            _ => None,
        });
        Some(Self {
            filter: filter.collect::<Option<_>>()?,
            outcomes: mem::take(&mut source.outcomes).iter().collect(),
            capabilities: mem::take(&mut source.capabilities).iter().collect(),
        })
    }
}

fn named<'a>((key, value): (Value<'a>, Value<'a>)) -> (Symbol<'a>, Value<'a>) {
    match key {
        Value::Symbol(name) => (name, value),
        other => panic!("not in the workloads: {other:?}"),
    }
}

pub(super) struct FrameBuilder {
    capabilities: ArrayBuf,
    outcomes: ArrayBuf,
    properties: FieldsBuf,
    filter: FilterSetBuf,
    out: Vec<u8>,
}

impl Encode for FrameBuilder {
    type Source<'a> = Parts<'a>;

    fn new() -> Self {
        Self {
            capabilities: ArrayBuf::new(Primitive::Symbol),
            outcomes: ArrayBuf::new(Primitive::Symbol),
            properties: FieldsBuf::new(),
            filter: FilterSetBuf::new(),
            out: output(),
        }
    }

    fn source(unit: &[u8]) -> Option<Parts<'_>> {
        Parts::new(unit)
    }

    #[inline(always)]
    fn encode(&mut self, parts: &Parts<'_>, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        match &parts.items {
            Items::None => parts.frame.encode(&mut self.out),
            Items::Open(items) => self.encode_open(&parts.frame, items),
            Items::Attach(items) => self.encode_attach(&parts.frame, items),
        }
        .expect("the workload's frames are right");
        written(&self.out);
    }
}

impl FrameBuilder {
    fn encode_open(&mut self, frame: &Frame<'_>, items: &OpenItems<'_>) -> Result<(), EncodeError> {
        let mut frame = *frame;
        let offered_capabilities = symbols_of(&mut self.capabilities, &items.offered_capabilities)?;
        self.properties.clear();
        for (name, value) in &items.properties {
            self.properties.insert(*name, *value)?;
        }
        if let Frame::Performative { performative: Performative::Open(open), .. } = &mut frame {
            open.offered_capabilities = offered_capabilities;
            open.properties = Some(self.properties.as_fields());
        }
        frame.encode(&mut self.out)
    }

    fn encode_attach(&mut self, frame: &Frame<'_>, items: &SourceItems<'_>) -> Result<(), EncodeError> {
        let mut frame = *frame;
        let outcomes = symbols_of(&mut self.outcomes, &items.outcomes)?;
        let capabilities = symbols_of(&mut self.capabilities, &items.capabilities)?;
        self.filter.clear();
        for (name, descriptor, value) in &items.filter {
            self.filter.insert_described(*name, *descriptor, *value)?;
        }
        if let Frame::Performative { performative: Performative::Attach(attach), .. } = &mut frame
            && let Some(AnySource::Source(source)) = &mut attach.source
        {
            source.filter = Some(self.filter.as_filter_set());
            source.outcomes = outcomes;
            source.capabilities = capabilities;
        }
        frame.encode(&mut self.out)
    }
}

fn symbols_of<'b>(array: &'b mut ArrayBuf, symbols: &[Symbol<'_>]) -> Result<Symbols<'b>, EncodeError> {
    array.clear();
    for symbol in symbols {
        array.push(*symbol)?;
    }
    Ok(Symbols::try_from(array.as_array()).expect("an array of symbols"))
}

/// A message without what is built anew each time: maps, and what of the body is a value.
pub(super) struct MessageParts<'a> {
    message: Message<'a>,
    application_properties: Vec<(&'a str, Value<'a>)>,
    value: Option<Item<'a>>,
}

enum Item<'a> {
    Scalar(Value<'a>),
    List(Vec<Self>),
    Map(Vec<(Value<'a>, Self)>),
}

impl<'a> From<Value<'a>> for Item<'a> {
    fn from(value: Value<'a>) -> Self {
        match value {
            Value::List(list) => Self::List(list.iter().map(Self::from).collect()),
            Value::Map(map) => Self::Map(map.iter().map(|(key, value)| (key, value.into())).collect()),
            Value::Array(_) | Value::Described(_) => panic!("not in the workloads: {value:?}"),
            scalar => Self::Scalar(scalar),
        }
    }
}

/// Where lists and maps are built, and those that stand inside.
#[derive(Default)]
struct Builder {
    list: ListBuf,
    map: MapBuf,
    inside: Option<Box<Self>>,
}

impl Builder {
    fn build_list(&mut self, items: &[Item<'_>]) -> Result<List<'_>, EncodeError> {
        self.list.clear();
        for item in items {
            match item {
                Item::Scalar(value) => self.list.push(*value),
                Item::List(items) => self.list.push(self.inside.get_or_insert_default().build_list(items)?),
                Item::Map(entries) => self.list.push(self.inside.get_or_insert_default().build_map(entries)?),
            }?;
        }
        Ok(self.list.as_list())
    }

    fn build_map(&mut self, entries: &[(Value<'_>, Item<'_>)]) -> Result<Map<'_>, EncodeError> {
        self.map.clear();
        for (key, item) in entries {
            match item {
                Item::Scalar(value) => self.map.insert(*key, *value),
                Item::List(items) => {
                    self.map.insert(*key, self.inside.get_or_insert_default().build_list(items)?)
                }
                Item::Map(entries) => {
                    self.map.insert(*key, self.inside.get_or_insert_default().build_map(entries)?)
                }
            }?;
        }
        Ok(self.map.as_map())
    }
}

pub(super) struct MessageBuilder {
    application_properties: ApplicationPropertiesBuf,
    value: Builder,
    out: Vec<u8>,
}

impl Encode for MessageBuilder {
    type Source<'a> = MessageParts<'a>;

    fn new() -> Self {
        Self {
            application_properties: ApplicationPropertiesBuf::new(),
            value: Builder::default(),
            out: output(),
        }
    }

    fn source(unit: &[u8]) -> Option<MessageParts<'_>> {
        let mut message = Message::decode(unit, &Limits::default()).ok()?;
        let application_properties = mem::take(&mut message.application_properties).iter().collect();
        let value = match message.body {
            Body::AmqpValue(value) => {
                message.body = Body::Absent;
                Some(value.into())
            }
            _ => None,
        };
        Some(MessageParts { message, application_properties, value })
    }

    #[inline(always)]
    fn encode(&mut self, parts: &MessageParts<'_>, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        self.encode_parts(parts).expect("the workload's messages are right");
        written(&self.out);
    }
}

impl MessageBuilder {
    fn encode_parts(&mut self, parts: &MessageParts<'_>) -> Result<(), EncodeError> {
        self.application_properties.clear();
        for (name, value) in &parts.application_properties {
            self.application_properties.insert(name, *value)?;
        }
        let mut message = parts.message;
        message.application_properties = self.application_properties.as_application_properties();
        if let Some(value) = &parts.value {
            message.body = Body::AmqpValue(match value {
                Item::Scalar(value) => *value,
                Item::List(items) => self.value.build_list(items)?.into(),
                Item::Map(entries) => self.value.build_map(entries)?.into(),
            });
        }
        message.encode(&mut self.out)
    }
}

#[inline(always)]
fn visit_performative(performative: &Performative<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.open(Shape::Described);
    match performative {
        Performative::Open(open) => visit_open(open, visit),
        Performative::Attach(attach) => visit_attach(attach, visit)?,
        Performative::Flow(flow) => visit_flow(flow, visit),
        Performative::Transfer(transfer) => visit_transfer(transfer, visit)?,
        Performative::Disposition(disposition) => visit_disposition(disposition, visit)?,
        _ => return None,
    }
    visit.close();
    if let Performative::Transfer(transfer) = performative {
        visit.binary(transfer.payload);
    }
    Some(())
}

#[inline(always)]
fn visit_open(open: &Open<'_>, visit: &mut impl Visit) {
    visit.number(Kind::Ulong, 0x10);
    visit.string(open.container_id);
    visit.field(open.hostname, Visit::string);
    visit.uint(open.max_frame_size);
    visit.number(Kind::Ushort, open.channel_max.into());
    visit.field(open.idle_time_out, |visit, time| visit.uint(time.0));
    visit_symbols(open.outgoing_locales, visit);
    visit_symbols(open.incoming_locales, visit);
    visit_symbols(open.offered_capabilities, visit);
    visit_symbols(open.desired_capabilities, visit);
    visit_fields(open.properties, visit);
}

#[inline(always)]
fn visit_attach(attach: &Attach<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.number(Kind::Ulong, 0x12);
    visit.string(attach.name);
    visit.uint(attach.handle.0);
    visit.flag(attach.role == Role::Receiver);
    visit.number(Kind::Ubyte, attach.snd_settle_mode as u64);
    visit.number(Kind::Ubyte, attach.rcv_settle_mode as u64);
    match &attach.source {
        None => visit.absent(),
        Some(AnySource::Source(source)) => visit_source(source, visit)?,
        Some(_) => return None,
    }
    match &attach.target {
        None => visit.absent(),
        Some(AnyTarget::Target(target)) => visit_target(target, visit),
        Some(_) => return None,
    }
    match &attach.unsettled {
        None => visit.absent(),
        Some(unsettled) => {
            visit.open(Shape::Map);
            for (tag, state) in unsettled.iter() {
                visit.binary(tag.as_bytes());
                visit_state(state.as_ref(), visit)?;
            }
            visit.close();
        }
    }
    visit.flag(attach.incomplete_unsettled);
    visit.field(attach.initial_delivery_count, |visit, count| visit.uint(count.0));
    visit.field(attach.max_message_size, |visit, size| visit.number(Kind::Ulong, size));
    visit_symbols(attach.offered_capabilities, visit);
    visit_symbols(attach.desired_capabilities, visit);
    visit_fields(attach.properties, visit);
    Some(())
}

#[inline(always)]
fn visit_source(source: &Source<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x28);
    visit.field(source.address, Visit::string);
    visit.uint(source.durable as u32);
    visit.number(Kind::Symbol, source.expiry_policy as u64);
    visit.uint(source.timeout.0);
    visit.flag(source.dynamic);
    visit_fields(source.dynamic_node_properties, visit);
    visit.field(source.distribution_mode, |visit, mode| match mode {
        DistributionMode::MOVE => visit.number(Kind::Symbol, 0),
        DistributionMode::COPY => visit.number(Kind::Symbol, 1),
        DistributionMode(mode) => visit.symbol(mode.as_str()),
    });
    visit.field(source.filter, |visit, filter| visit_map(filter.as_map(), visit));
    match &source.default_outcome {
        None => visit_outcome(None, visit)?,
        Some(AnyOutcome::Outcome(outcome)) => visit_outcome(Some(outcome), visit)?,
        Some(_) => return None,
    }
    visit_symbols(source.outcomes, visit);
    visit_symbols(source.capabilities, visit);
    visit.close();
    Some(())
}

#[inline(always)]
fn visit_target(target: &Target<'_>, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x29);
    visit.field(target.address, Visit::string);
    visit.uint(target.durable as u32);
    visit.number(Kind::Symbol, target.expiry_policy as u64);
    visit.uint(target.timeout.0);
    visit.flag(target.dynamic);
    visit_fields(target.dynamic_node_properties, visit);
    visit_symbols(target.capabilities, visit);
    visit.close();
}

#[inline(always)]
fn visit_flow(flow: &Flow<'_>, visit: &mut impl Visit) {
    visit.number(Kind::Ulong, 0x13);
    visit.field(flow.next_incoming_id, |visit, id| visit.uint(id.0));
    visit.uint(flow.incoming_window);
    visit.uint(flow.next_outgoing_id.0);
    visit.uint(flow.outgoing_window);
    visit.field(flow.handle, |visit, handle| visit.uint(handle.0));
    visit.field(flow.delivery_count, |visit, count| visit.uint(count.0));
    visit.field(flow.link_credit, Visit::uint);
    visit.field(flow.available, Visit::uint);
    visit.flag(flow.drain);
    visit.flag(flow.echo);
    visit_fields(flow.properties, visit);
}

#[inline(always)]
fn visit_transfer(transfer: &Transfer<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.number(Kind::Ulong, 0x14);
    visit.uint(transfer.handle.0);
    visit.field(transfer.delivery_id, |visit, id| visit.uint(id.0));
    visit.field(transfer.delivery_tag, |visit, tag| visit.binary(tag.as_bytes()));
    visit.field(transfer.message_format, |visit, format| visit.uint(format.0));
    visit.field(transfer.settled, Visit::flag);
    visit.flag(transfer.more);
    visit.field(transfer.rcv_settle_mode, |visit, mode| visit.number(Kind::Ubyte, mode as u64));
    visit_state(transfer.state.as_ref(), visit)?;
    visit.flag(transfer.resume);
    visit.flag(transfer.aborted);
    visit.flag(transfer.batchable);
    Some(())
}

#[inline(always)]
fn visit_disposition(disposition: &Disposition<'_>, visit: &mut impl Visit) -> Option<()> {
    visit.number(Kind::Ulong, 0x15);
    visit.flag(disposition.role == Role::Receiver);
    visit.uint(disposition.first.0);
    visit.field(disposition.last, |visit, last| visit.uint(last.0));
    visit.flag(disposition.settled);
    visit_state(disposition.state.as_ref(), visit)?;
    visit.flag(disposition.batchable);
    Some(())
}

/// There is none but accepted in the workloads.
#[inline(always)]
fn visit_state(state: Option<&DeliveryState<'_>>, visit: &mut impl Visit) -> Option<()> {
    match state {
        None => visit_outcome(None, visit),
        Some(DeliveryState::Outcome(outcome)) => visit_outcome(Some(outcome), visit),
        Some(_) => None,
    }
}

#[inline(always)]
fn visit_outcome(outcome: Option<&Outcome<'_>>, visit: &mut impl Visit) -> Option<()> {
    match outcome {
        None => visit.absent(),
        Some(Outcome::Accepted(_)) => {
            visit.open(Shape::Described);
            visit.number(Kind::Ulong, 0x24);
            visit.close();
        }
        Some(_) => return None,
    }
    Some(())
}

/// None are as good as null.
#[inline(always)]
fn visit_symbols(symbols: Symbols<'_>, visit: &mut impl Visit) {
    if symbols.is_empty() {
        return visit.absent();
    }
    visit.open(Shape::Array);
    symbols.iter().for_each(|symbol| visit.symbol(symbol.as_str()));
    visit.close();
}

#[inline(always)]
fn visit_fields(fields: Option<Fields<'_>>, visit: &mut impl Visit) {
    visit.field(fields, |visit, fields| visit_map(fields.as_map(), visit));
}

/// Sections without content are as good as none.
#[inline(always)]
fn visit_message(message: &Message<'_>, visit: &mut impl Visit) -> Option<()> {
    if message.header != Header::default() {
        visit.open(Shape::Described);
        visit_header(&message.header, visit);
        visit.close();
    }
    visit_annotations(0x71, message.delivery_annotations, visit);
    visit_annotations(0x72, message.message_annotations, visit);
    if message.properties != Properties::default() {
        visit.open(Shape::Described);
        visit_properties(&message.properties, visit);
        visit.close();
    }
    if !message.application_properties.is_empty() {
        visit.open(Shape::Described);
        visit.number(Kind::Ulong, 0x74);
        visit_application_properties(message.application_properties, visit);
        visit.close();
    }
    match message.body {
        Body::Data(data) => {
            for bytes in data {
                visit.open(Shape::Described);
                visit.number(Kind::Ulong, 0x75);
                visit.binary(bytes);
                visit.close();
            }
        }
        Body::AmqpSequence(lists) => {
            for list in lists {
                visit.open(Shape::Described);
                visit.number(Kind::Ulong, 0x76);
                visit_list(list, visit);
                visit.close();
            }
        }
        Body::AmqpValue(value) => {
            visit.open(Shape::Described);
            visit.number(Kind::Ulong, 0x77);
            visit_value(value, visit);
            visit.close();
        }
        Body::Absent => return None,
    }
    visit_annotations(0x78, message.footer, visit);
    Some(())
}

#[inline(always)]
fn visit_header(header: &Header, visit: &mut impl Visit) {
    visit.number(Kind::Ulong, 0x70);
    visit.flag(header.is_durable());
    visit.number(Kind::Ubyte, header.priority().into());
    visit.field(header.ttl, |visit, time| visit.uint(time.0));
    visit.flag(header.is_first_acquirer());
    visit.uint(header.delivery_count());
}

#[inline(always)]
fn visit_annotations(code: u64, annotations: Annotations<'_>, visit: &mut impl Visit) {
    if !annotations.is_empty() {
        visit.open(Shape::Described);
        visit.number(Kind::Ulong, code);
        visit_map(annotations.as_map(), visit);
        visit.close();
    }
}

#[inline(always)]
fn visit_properties(properties: &Properties<'_>, visit: &mut impl Visit) {
    visit.number(Kind::Ulong, 0x73);
    visit.field(properties.message_id, visit_id);
    visit.field(properties.user_id, Visit::binary);
    visit.field(properties.to, Visit::string);
    visit.field(properties.subject, Visit::string);
    visit.field(properties.reply_to, Visit::string);
    visit.field(properties.correlation_id, visit_id);
    visit.field(properties.content_type, |visit, content| visit.symbol(content.as_str()));
    visit.field(properties.content_encoding, |visit, encoding| visit.symbol(encoding.as_str()));
    let times = [properties.absolute_expiry_time, properties.creation_time];
    for time in times {
        visit.field(time, |visit, time| visit.number(Kind::Timestamp, time.0 as u64));
    }
    visit.field(properties.group_id, Visit::string);
    visit.field(properties.group_sequence, |visit, number| visit.uint(number.0));
    visit.field(properties.reply_to_group_id, Visit::string);
}

#[inline(always)]
fn visit_id(visit: &mut impl Visit, id: MessageId<'_>) {
    match id {
        MessageId::Ulong(id) => visit.number(Kind::Ulong, id),
        MessageId::Uuid(id) => visit.bytes(Kind::Uuid, &id.0),
        MessageId::Binary(id) => visit.binary(id),
        MessageId::String(id) => visit.string(id),
    }
}

#[inline(always)]
fn visit_application_properties(properties: ApplicationProperties<'_>, visit: &mut impl Visit) {
    visit.open(Shape::Map);
    for (name, value) in properties {
        visit.string(name);
        visit_value(value, visit);
    }
    visit.close();
}

/// Inlined where it is called, so that only lists, maps, arrays and described values are calls.
#[inline(always)]
fn visit_value(value: Value<'_>, visit: &mut impl Visit) {
    match value {
        Value::Null => visit.absent(),
        Value::Boolean(flag) => visit.flag(flag),
        Value::Ubyte(number) => visit.number(Kind::Ubyte, number.into()),
        Value::Ushort(number) => visit.number(Kind::Ushort, number.into()),
        Value::Uint(number) => visit.uint(number),
        Value::Ulong(number) => visit.number(Kind::Ulong, number),
        Value::Byte(number) => visit.number(Kind::Byte, i64::from(number) as u64),
        Value::Short(number) => visit.number(Kind::Short, i64::from(number) as u64),
        Value::Int(number) => visit.number(Kind::Int, i64::from(number) as u64),
        Value::Long(number) => visit.number(Kind::Long, number as u64),
        Value::Float(number) => visit.number(Kind::Float, number.to_bits().into()),
        Value::Double(number) => visit.number(Kind::Double, number.to_bits()),
        Value::Decimal32(bits) => visit.bytes(Kind::Decimal32, &bits.0),
        Value::Decimal64(bits) => visit.bytes(Kind::Decimal64, &bits.0),
        Value::Decimal128(bits) => visit.bytes(Kind::Decimal128, &bits.0),
        Value::Char(char) => visit.number(Kind::Char, char.into()),
        Value::Timestamp(time) => visit.number(Kind::Timestamp, time.0 as u64),
        Value::Uuid(uuid) => visit.bytes(Kind::Uuid, &uuid.0),
        Value::Binary(bytes) => visit.binary(bytes),
        Value::String(text) => visit.string(text),
        Value::Symbol(symbol) => visit.symbol(symbol.as_str()),
        Value::List(list) => visit_list(list, visit),
        Value::Map(map) => visit_map(map, visit),
        Value::Array(array) => visit_array(array, visit),
        Value::Described(described) => visit_described(described, visit),
        other => panic!("not in the workloads: {other:?}"),
    }
}

fn visit_list(list: List<'_>, visit: &mut impl Visit) {
    visit.open(Shape::List);
    for item in list {
        visit_value(item, visit);
    }
    visit.close();
}

fn visit_map(map: Map<'_>, visit: &mut impl Visit) {
    visit.open(Shape::Map);
    for (key, value) in map {
        visit_value(key, visit);
        visit_value(value, visit);
    }
    visit.close();
}

fn visit_array(array: Array<'_>, visit: &mut impl Visit) {
    visit.open(Shape::Array);
    for item in array {
        visit_value(item, visit);
    }
    visit.close();
}

fn visit_described(described: Described<'_>, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit_value(described.descriptor().as_value(), visit);
    visit_value(described.value(), visit);
    visit.close();
}
