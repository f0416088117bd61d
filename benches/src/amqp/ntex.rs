//! ntex-amqp-codec: owned frames and messages, payloads and strings as slices of `Bytes`, maps as hash maps. It has no
//! descriptors in filters, so it refuses row b. Encoding appends payloads of more than 4096 bytes without copying them.

use ntex_amqp_codec::{
    AmqpCodec, AmqpFrame, Decode as _, Encode as _, Message,
    protocol::{
        Attach, DeliveryState, Disposition, DistributionMode, Fields, Flow, Frame, Header, MessageId, Open,
        Outcome, Properties, ReceiverSettleMode, Role, SenderSettleMode, Source, Symbols, Target,
        TerminusDurability, TerminusExpiryPolicy, Transfer,
    },
    types::{Descriptor, Symbol, Variant},
};
use ntex_bytes::{BytePageSize, BytePages, Bytes, BytesMut};
use ntex_codec::Decoder as _;

use super::{
    Decode, Encode, Visit, encoding,
    visit::{Kind, Shape},
};
use crate::Job;

pub(super) struct Frames;
pub(super) struct Messages;

const NAME: &str = "ntex-amqp-codec 3.0.0";

impl Decode for Frames {
    const NAME: &'static str = NAME;
    type Input<'a> = (AmqpCodec<AmqpFrame>, BytesMut);
    type Decoded<'a> = AmqpFrame;

    fn input(bytes: &[u8]) -> Self::Input<'_> {
        (AmqpCodec::new(), BytesMut::copy_from_slice(bytes))
    }

    #[inline(always)]
    fn decode<'a, R>(
        (codec, input): &mut Self::Input<'a>,
        then: impl FnOnce(&Self::Decoded<'a>) -> R,
    ) -> Option<R> {
        match &codec.decode(input) {
            Ok(Some(frame)) => Some(then(frame)),
            _ => None,
        }
    }

    #[inline(always)]
    fn visit(frame: &AmqpFrame, visit: &mut impl Visit) -> Option<()> {
        visit.number(Kind::Ushort, frame.channel_id().into());
        performative(frame.performative(), visit)
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<FrameEncoder>(units)
    }
}

impl Decode for Messages {
    const NAME: &'static str = NAME;
    type Input<'a> = Bytes;
    type Decoded<'a> = Message;

    fn input(bytes: &[u8]) -> Bytes {
        Bytes::copy_from_slice(bytes)
    }

    #[inline(always)]
    fn decode<'a, R>(input: &mut Self::Input<'a>, then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R> {
        match &Message::decode(input) {
            Ok(message) => Some(then(message)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(message: &Message, visit: &mut impl Visit) -> Option<()> {
        sections(message, visit)
    }

    fn encode<'a>(units: &[&'a [u8]]) -> Option<Job<'a>> {
        encoding::<MessageEncoder>(units)
    }
}

pub(super) struct FrameEncoder {
    out: BytePages,
}

impl Encode for FrameEncoder {
    type Source<'a> = AmqpFrame;

    fn new() -> Self {
        Self { out: BytePages::new(BytePageSize::Size64) }
    }

    fn source(unit: &[u8]) -> Option<AmqpFrame> {
        AmqpCodec::<AmqpFrame>::new().decode(&mut BytesMut::copy_from_slice(unit)).ok().flatten()
    }

    #[inline(always)]
    fn encode(&mut self, frame: &AmqpFrame, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        frame.encode(&mut self.out);
        self.out.iter().for_each(&mut written);
    }
}

pub(super) struct MessageEncoder {
    out: BytePages,
}

impl Encode for MessageEncoder {
    type Source<'a> = Message;

    fn new() -> Self {
        Self { out: BytePages::new(BytePageSize::Size64) }
    }

    fn source(unit: &[u8]) -> Option<Message> {
        Message::decode(&mut Bytes::copy_from_slice(unit)).ok()
    }

    #[inline(always)]
    fn encode(&mut self, message: &Message, mut written: impl FnMut(&[u8])) {
        self.out.clear();
        message.encode(&mut self.out);
        self.out.iter().for_each(&mut written);
    }
}

#[inline(always)]
fn performative(frame: &Frame, visit: &mut impl Visit) -> Option<()> {
    let code = match frame {
        Frame::Empty => return Some(()),
        Frame::Open(_) => 0x10,
        Frame::Attach(_) => 0x12,
        Frame::Flow(_) => 0x13,
        Frame::Transfer(_) => 0x14,
        Frame::Disposition(_) => 0x15,
        Frame::Begin(_) | Frame::Detach(_) | Frame::End(_) | Frame::Close(_) => return None,
    };
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, code);
    match frame {
        Frame::Open(open) => visit_open(open, visit),
        Frame::Attach(attach) => visit_attach(attach, visit),
        Frame::Flow(flow) => visit_flow(flow, visit),
        Frame::Transfer(transfer) => visit_transfer(transfer, visit),
        Frame::Disposition(disposition) => visit_disposition(disposition, visit),
        _ => {}
    }
    visit.close();
    if let Frame::Transfer(transfer) = frame {
        visit.binary(transfer.get_body().map_or(&[], |body| body));
    }
    Some(())
}

#[inline(always)]
fn visit_open(open: &Open, visit: &mut impl Visit) {
    visit.string(open.container_id());
    visit.field(open.hostname(), |visit, name| visit.string(name));
    visit.uint(open.max_frame_size());
    visit.number(Kind::Ushort, open.channel_max().into());
    visit.field(open.idle_time_out(), Visit::uint);
    symbols(open.outgoing_locales(), visit);
    symbols(open.incoming_locales(), visit);
    symbols(open.offered_capabilities(), visit);
    symbols(open.desired_capabilities(), visit);
    fields(open.properties(), visit);
}

#[inline(always)]
fn visit_attach(attach: &Attach, visit: &mut impl Visit) {
    visit.string(attach.name());
    visit.uint(attach.handle());
    visit.flag(attach.role() == Role::Receiver);
    visit.number(
        Kind::Ubyte,
        match attach.snd_settle_mode() {
            SenderSettleMode::Unsettled => 0,
            SenderSettleMode::Settled => 1,
            SenderSettleMode::Mixed => 2,
        },
    );
    visit.number(Kind::Ubyte, rcv_settle_mode(attach.rcv_settle_mode()));
    visit.field(attach.source(), visit_source);
    visit.field(attach.target(), visit_target);
    visit.field(attach.unsettled(), |visit, map| {
        visit.open(Shape::Map);
        for (key, item) in map {
            value(key, visit);
            value(item, visit);
        }
        visit.close();
    });
    visit.flag(attach.incomplete_unsettled());
    visit.field(attach.initial_delivery_count(), Visit::uint);
    visit.field(attach.max_message_size(), |visit, size| visit.number(Kind::Ulong, size));
    symbols(attach.offered_capabilities(), visit);
    symbols(attach.desired_capabilities(), visit);
    fields(attach.properties(), visit);
}

#[inline(always)]
fn visit_source(visit: &mut impl Visit, source: &Source) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x28);
    visit.field(source.address(), |visit, address| visit.string(address));
    visit.uint(durability(source.durable()));
    visit.number(Kind::Symbol, expiry_policy(source.expiry_policy()));
    visit.uint(source.timeout());
    visit.flag(source.dynamic());
    fields(source.dynamic_node_properties(), visit);
    visit.field(source.distribution_mode(), |visit, mode| match mode {
        DistributionMode::Move => visit.number(Kind::Symbol, 0),
        DistributionMode::Copy => visit.number(Kind::Symbol, 1),
        DistributionMode::Custom(mode) => visit.symbol(mode.as_str()),
    });
    visit.field(source.filter(), |visit, filter| {
        visit.open(Shape::Map);
        for (name, filter) in filter {
            visit.symbol(name.as_str());
            visit.field(filter.as_ref(), |visit, filter| visit.string(filter));
        }
        visit.close();
    });
    visit.field(source.default_outcome(), |visit, outcome| match outcome {
        Outcome::Accepted(_) => accepted(visit),
        other => panic!("not in the workloads: {other:?}"),
    });
    symbols(source.outcomes(), visit);
    symbols(source.capabilities(), visit);
    visit.close();
}

#[inline(always)]
fn visit_target(visit: &mut impl Visit, target: &Target) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x29);
    visit.field(target.address(), |visit, address| visit.string(address));
    visit.uint(durability(target.durable()));
    visit.number(Kind::Symbol, expiry_policy(target.expiry_policy()));
    visit.uint(target.timeout());
    visit.flag(target.dynamic());
    fields(target.dynamic_node_properties(), visit);
    symbols(target.capabilities(), visit);
    visit.close();
}

#[inline(always)]
fn visit_flow(flow: &Flow, visit: &mut impl Visit) {
    visit.field(flow.next_incoming_id(), Visit::uint);
    visit.uint(flow.incoming_window());
    visit.uint(flow.next_outgoing_id());
    visit.uint(flow.outgoing_window());
    visit.field(flow.handle(), Visit::uint);
    visit.field(flow.delivery_count(), Visit::uint);
    visit.field(flow.link_credit(), Visit::uint);
    visit.field(flow.available(), Visit::uint);
    visit.flag(flow.drain());
    visit.flag(flow.echo());
    fields(flow.properties(), visit);
}

#[inline(always)]
fn visit_transfer(transfer: &Transfer, visit: &mut impl Visit) {
    visit.uint(transfer.handle());
    visit.field(transfer.delivery_id(), Visit::uint);
    visit.field(transfer.delivery_tag(), |visit, tag| visit.binary(tag));
    visit.field(transfer.message_format(), Visit::uint);
    visit.field(transfer.settled(), Visit::flag);
    visit.flag(transfer.more());
    let mode = transfer.rcv_settle_mode().map(rcv_settle_mode);
    visit.field(mode, |visit, mode| visit.number(Kind::Ubyte, mode));
    visit.field(transfer.state(), delivery_state);
    visit.flag(transfer.resume());
    visit.flag(transfer.aborted());
    visit.flag(transfer.batchable());
}

#[inline(always)]
fn visit_disposition(disposition: &Disposition, visit: &mut impl Visit) {
    visit.flag(disposition.role() == Role::Receiver);
    visit.uint(disposition.first());
    visit.field(disposition.last(), Visit::uint);
    visit.flag(disposition.settled());
    visit.field(disposition.state(), delivery_state);
    visit.flag(disposition.batchable());
}

#[inline(always)]
fn delivery_state(visit: &mut impl Visit, state: &DeliveryState) {
    match state {
        DeliveryState::Accepted(_) => accepted(visit),
        other => panic!("not in the workloads: {other:?}"),
    }
}

#[inline(always)]
fn accepted(visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x24);
    visit.close();
}

#[inline(always)]
fn rcv_settle_mode(mode: ReceiverSettleMode) -> u64 {
    match mode {
        ReceiverSettleMode::First => 0,
        ReceiverSettleMode::Second => 1,
    }
}

#[inline(always)]
fn durability(durability: TerminusDurability) -> u32 {
    match durability {
        TerminusDurability::None => 0,
        TerminusDurability::Configuration => 1,
        TerminusDurability::UnsettledState => 2,
    }
}

#[inline(always)]
fn expiry_policy(policy: TerminusExpiryPolicy) -> u64 {
    match policy {
        TerminusExpiryPolicy::LinkDetach => 0,
        TerminusExpiryPolicy::SessionEnd => 1,
        TerminusExpiryPolicy::ConnectionClose => 2,
        TerminusExpiryPolicy::Never => 3,
    }
}

#[inline(always)]
fn symbols(symbols: Option<&Symbols>, visit: &mut impl Visit) {
    visit.field(symbols, |visit, symbols| {
        visit.open(Shape::Array);
        symbols.iter().for_each(|symbol| visit.symbol(symbol.as_str()));
        visit.close();
    });
}

#[inline(always)]
fn fields(fields: Option<&Fields>, visit: &mut impl Visit) {
    visit.field(fields, |visit, fields| {
        visit.open(Shape::Map);
        for (name, item) in fields {
            visit.symbol(name.as_str());
            value(item, visit);
        }
        visit.close();
    });
}

#[inline(always)]
fn sections(message: &Message, visit: &mut impl Visit) -> Option<()> {
    let inner = &message.0;
    section(0x70, inner.header.as_ref(), visit, visit_header);
    section(0x71, inner.delivery_annotations.as_ref(), visit, |visit, map| annotations(map, visit));
    section(0x72, inner.message_annotations.as_ref(), visit, |visit, map| annotations(map, visit));
    section(0x73, inner.properties.as_ref(), visit, visit_properties);
    section(0x74, inner.application_properties.as_ref(), visit, |visit, map| {
        visit.open(Shape::Map);
        for (name, item) in map.iter() {
            visit.string(name.as_str());
            value(item, visit);
        }
        visit.close();
    });
    for data in &inner.body.data {
        section(0x75, Some(data), visit, |visit, data| visit.binary(data));
    }
    for sequence in &inner.body.sequence {
        section(0x76, Some(sequence), visit, |visit, sequence| list(sequence.iter(), visit));
    }
    section(0x77, inner.body.value(), visit, |visit, item| value(item, visit));
    section(0x78, inner.footer.as_ref(), visit, |visit, footer| fields(Some(footer), visit));
    Some(())
}

#[inline(always)]
fn section<V: Visit, T>(code: u64, section: Option<T>, visit: &mut V, show: impl FnOnce(&mut V, T)) {
    if let Some(section) = section {
        visit.open(Shape::Described);
        visit.number(Kind::Ulong, code);
        show(visit, section);
        visit.close();
    }
}

#[inline(always)]
fn visit_header(visit: &mut impl Visit, header: &Header) {
    visit.flag(header.durable());
    visit.number(Kind::Ubyte, header.priority().into());
    visit.field(header.ttl(), Visit::uint);
    visit.flag(header.first_acquirer());
    visit.uint(header.delivery_count());
}

#[inline(always)]
fn annotations(annotations: &[(Symbol, Variant)], visit: &mut impl Visit) {
    visit.open(Shape::Map);
    for (name, item) in annotations {
        visit.symbol(name.as_str());
        value(item, visit);
    }
    visit.close();
}

#[inline(always)]
fn visit_properties(visit: &mut impl Visit, properties: &Properties) {
    visit.field(properties.message_id(), message_id);
    visit.field(properties.user_id(), |visit, user| visit.binary(user));
    visit.field(properties.to(), |visit, to| visit.string(to));
    visit.field(properties.subject(), |visit, subject| visit.string(subject));
    visit.field(properties.reply_to(), |visit, to| visit.string(to));
    visit.field(properties.correlation_id(), message_id);
    visit.field(properties.content_type(), |visit, content| visit.symbol(content.as_str()));
    visit.field(properties.content_encoding(), |visit, content| visit.symbol(content.as_str()));
    let times = [properties.absolute_expiry_time(), properties.creation_time()];
    for time in times {
        visit.field(time, |visit, time| visit.number(Kind::Timestamp, time.timestamp_millis() as u64));
    }
    visit.field(properties.group_id(), |visit, group| visit.string(group));
    visit.field(properties.group_sequence(), Visit::uint);
    visit.field(properties.reply_to_group_id(), |visit, group| visit.string(group));
}

#[inline(always)]
fn message_id(visit: &mut impl Visit, id: &MessageId) {
    match id {
        MessageId::Ulong(id) => visit.number(Kind::Ulong, *id),
        MessageId::Uuid(id) => visit.bytes(Kind::Uuid, id.as_bytes()),
        MessageId::Binary(id) => visit.binary(id),
        MessageId::String(id) => visit.string(id),
    }
}

fn value(item: &Variant, visit: &mut impl Visit) {
    match item {
        Variant::Null => visit.absent(),
        Variant::Boolean(flag) => visit.flag(*flag),
        Variant::Ubyte(number) => visit.number(Kind::Ubyte, (*number).into()),
        Variant::Ushort(number) => visit.number(Kind::Ushort, (*number).into()),
        Variant::Uint(number) => visit.uint(*number),
        Variant::Ulong(number) => visit.number(Kind::Ulong, *number),
        Variant::Byte(number) => visit.number(Kind::Byte, i64::from(*number) as u64),
        Variant::Short(number) => visit.number(Kind::Short, i64::from(*number) as u64),
        Variant::Int(number) => visit.number(Kind::Int, i64::from(*number) as u64),
        Variant::Long(number) => visit.number(Kind::Long, *number as u64),
        Variant::Float(number) => visit.number(Kind::Float, number.to_bits().into()),
        Variant::Double(number) => visit.number(Kind::Double, number.to_bits()),
        Variant::Decimal32(bits) => visit.bytes(Kind::Decimal32, bits),
        Variant::Decimal64(bits) => visit.bytes(Kind::Decimal64, bits),
        Variant::Decimal128(bits) => visit.bytes(Kind::Decimal128, bits),
        Variant::Char(char) => visit.number(Kind::Char, (*char).into()),
        Variant::Timestamp(time) => visit.number(Kind::Timestamp, time.timestamp_millis() as u64),
        Variant::Uuid(uuid) => visit.bytes(Kind::Uuid, uuid.as_bytes()),
        Variant::Binary(bytes) => visit.binary(bytes),
        Variant::String(text) => visit.string(text.as_str()),
        Variant::Symbol(symbol) => visit.symbol(symbol.as_str()),
        Variant::List(items) => list(items.iter(), visit),
        Variant::Map(map) => {
            visit.open(Shape::Map);
            for (key, item) in &map.map {
                value(key, visit);
                value(item, visit);
            }
            visit.close();
        }
        Variant::Described((descriptor, item)) => {
            visit.open(Shape::Described);
            match descriptor {
                Descriptor::Ulong(code) => visit.number(Kind::Ulong, *code),
                Descriptor::Symbol(name) => visit.symbol(name.as_str()),
            }
            value(item, visit);
            visit.close();
        }
        Variant::Array(_) | Variant::DescribedCompound(_) => panic!("not in the workloads: {item:?}"),
    }
}

fn list<'a>(items: impl Iterator<Item = &'a Variant>, visit: &mut impl Visit) {
    visit.open(Shape::List);
    for item in items {
        value(item, visit);
    }
    visit.close();
}
