//! The types of fe2o3-amqp-types, shown: fe2o3-amqp and serde_amqp read the same ones in two ways.

use fe2o3_amqp_types::{
    definitions::{Fields, ReceiverSettleMode},
    messaging::{
        Annotations, Body, DeliveryState, DistributionMode, Header, MessageId, Outcome, Properties, Source,
        Target, TargetArchetype, TerminusDurability, TerminusExpiryPolicy, annotations::OwnedKey,
    },
    performatives::{Attach, Disposition, Flow, Open, Transfer},
    primitives::SimpleValue,
};
use serde_amqp::{
    Value,
    described::Described,
    descriptor::Descriptor,
    primitives::{Array, Symbol},
};

use super::{
    Visit,
    visit::{Kind, Shape},
};

/// A message whose body may be anything.
pub(super) type Message = fe2o3_amqp_types::messaging::Message<Body<Value>>;

#[inline(always)]
pub(super) fn open(open: &Open, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x10);
    visit.string(&open.container_id);
    visit.field(open.hostname.as_deref(), Visit::string);
    visit.uint(open.max_frame_size.0);
    visit.number(Kind::Ushort, open.channel_max.0.into());
    visit.field(open.idle_time_out, Visit::uint);
    symbols(&open.outgoing_locales, visit);
    symbols(&open.incoming_locales, visit);
    symbols(&open.offered_capabilities, visit);
    symbols(&open.desired_capabilities, visit);
    fields(&open.properties, visit);
    visit.close();
}

#[inline(always)]
pub(super) fn attach(attach: &Attach, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x12);
    visit.string(&attach.name);
    visit.uint(attach.handle.0);
    visit.flag((&attach.role).into());
    visit.number(Kind::Ubyte, u8::from(&attach.snd_settle_mode).into());
    visit.number(Kind::Ubyte, u8::from(&attach.rcv_settle_mode).into());
    visit.field(attach.source.as_deref(), source);
    visit.field(attach.target.as_deref(), |visit, archetype| {
        let TargetArchetype::Target(held) = archetype;
        target(visit, held);
    });
    visit.field(attach.unsettled.as_ref(), |visit, unsettled| {
        visit.open(Shape::Map);
        for (tag, state) in unsettled {
            visit.binary(tag);
            visit.field(state.as_ref(), delivery_state);
        }
        visit.close();
    });
    visit.flag(attach.incomplete_unsettled);
    visit.field(attach.initial_delivery_count, Visit::uint);
    visit.field(attach.max_message_size, |visit, size| visit.number(Kind::Ulong, size));
    symbols(&attach.offered_capabilities, visit);
    symbols(&attach.desired_capabilities, visit);
    fields(&attach.properties, visit);
    visit.close();
}

#[inline(always)]
fn source(visit: &mut impl Visit, source: &Source) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x28);
    visit.field(source.address.as_deref(), Visit::string);
    visit.uint(durability(&source.durable));
    visit.number(Kind::Symbol, expiry_policy(&source.expiry_policy));
    visit.uint(source.timeout);
    visit.flag(source.dynamic);
    fields(&source.dynamic_node_properties, visit);
    visit.field(source.distribution_mode.as_ref(), |visit, mode| match mode {
        DistributionMode::Move => visit.number(Kind::Symbol, 0),
        DistributionMode::Copy => visit.number(Kind::Symbol, 1),
    });
    fields(&source.filter, visit);
    visit.field(source.default_outcome.as_ref(), |visit, outcome| match outcome {
        Outcome::Accepted(_) => accepted(visit),
        other => panic!("not in the workloads: {other:?}"),
    });
    symbols(&source.outcomes, visit);
    symbols(&source.capabilities, visit);
    visit.close();
}

#[inline(always)]
fn target(visit: &mut impl Visit, target: &Target) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x29);
    visit.field(target.address.as_deref(), Visit::string);
    visit.uint(durability(&target.durable));
    visit.number(Kind::Symbol, expiry_policy(&target.expiry_policy));
    visit.uint(target.timeout);
    visit.flag(target.dynamic);
    fields(&target.dynamic_node_properties, visit);
    symbols(&target.capabilities, visit);
    visit.close();
}

#[inline(always)]
pub(super) fn flow(flow: &Flow, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x13);
    visit.field(flow.next_incoming_id, Visit::uint);
    visit.uint(flow.incoming_window);
    visit.uint(flow.next_outgoing_id);
    visit.uint(flow.outgoing_window);
    visit.field(flow.handle.as_ref(), |visit, handle| visit.uint(handle.0));
    visit.field(flow.delivery_count, Visit::uint);
    visit.field(flow.link_credit, Visit::uint);
    visit.field(flow.available, Visit::uint);
    visit.flag(flow.drain);
    visit.flag(flow.echo);
    fields(&flow.properties, visit);
    visit.close();
}

#[inline(always)]
pub(super) fn transfer(transfer: &Transfer, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x14);
    visit.uint(transfer.handle.0);
    visit.field(transfer.delivery_id, Visit::uint);
    visit.field(transfer.delivery_tag.as_ref(), |visit, tag| visit.binary(tag));
    visit.field(transfer.message_format, Visit::uint);
    visit.field(transfer.settled, Visit::flag);
    visit.flag(transfer.more);
    visit.field(transfer.rcv_settle_mode.as_ref(), |visit, mode: &ReceiverSettleMode| {
        visit.number(Kind::Ubyte, u8::from(mode).into());
    });
    visit.field(transfer.state.as_ref(), delivery_state);
    visit.flag(transfer.resume);
    visit.flag(transfer.aborted);
    visit.flag(transfer.batchable);
    visit.close();
}

#[inline(always)]
pub(super) fn disposition(disposition: &Disposition, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    visit.number(Kind::Ulong, 0x15);
    visit.flag((&disposition.role).into());
    visit.uint(disposition.first);
    visit.field(disposition.last, Visit::uint);
    visit.flag(disposition.settled);
    visit.field(disposition.state.as_ref(), delivery_state);
    visit.flag(disposition.batchable);
    visit.close();
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
fn durability(durability: &TerminusDurability) -> u32 {
    match durability {
        TerminusDurability::None => 0,
        TerminusDurability::Configuration => 1,
        TerminusDurability::UnsettledState => 2,
    }
}

#[inline(always)]
fn expiry_policy(policy: &TerminusExpiryPolicy) -> u64 {
    match policy {
        TerminusExpiryPolicy::LinkDetach => 0,
        TerminusExpiryPolicy::SessionEnd => 1,
        TerminusExpiryPolicy::ConnectionClose => 2,
        TerminusExpiryPolicy::Never => 3,
    }
}

#[inline(always)]
fn symbols(symbols: &Option<Array<Symbol>>, visit: &mut impl Visit) {
    visit.field(symbols.as_ref(), |visit, symbols| {
        visit.open(Shape::Array);
        symbols.iter().for_each(|symbol| visit.symbol(symbol.as_str()));
        visit.close();
    });
}

#[inline(always)]
fn fields(fields: &Option<Fields>, visit: &mut impl Visit) {
    visit.field(fields.as_ref(), |visit, fields| {
        visit.open(Shape::Map);
        for (name, item) in fields.iter() {
            visit.symbol(name.as_str());
            value(item, visit);
        }
        visit.close();
    });
}

#[inline(always)]
pub(super) fn message(message: &Message, visit: &mut impl Visit) {
    section(0x70, message.header.as_ref(), visit, header);
    section(0x71, message.delivery_annotations.as_ref(), visit, |visit, map| annotations(&map.0, visit));
    section(0x72, message.message_annotations.as_ref(), visit, |visit, map| annotations(&map.0, visit));
    section(0x73, message.properties.as_ref(), visit, properties);
    section(0x74, message.application_properties.as_ref(), visit, |visit, map| {
        visit.open(Shape::Map);
        for (name, item) in map.0.iter() {
            visit.string(name);
            simple_value(item, visit);
        }
        visit.close();
    });
    match &message.body {
        Body::Empty => {}
        Body::Value(item) => section(0x77, Some(item), visit, |visit, item| value(&item.0, visit)),
        Body::Data(data) => {
            data.iter().for_each(|data| section(0x75, Some(data), visit, |visit, data| visit.binary(&data.0)))
        }
        Body::Sequence(sequences) => sequences.iter().for_each(|sequence| {
            section(0x76, Some(sequence), visit, |visit, sequence| list(&sequence.0, visit));
        }),
    }
    section(0x78, message.footer.as_ref(), visit, |visit, map| annotations(&map.0, visit));
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
fn header(visit: &mut impl Visit, header: &Header) {
    visit.flag(header.durable);
    visit.number(Kind::Ubyte, header.priority.0.into());
    visit.field(header.ttl, Visit::uint);
    visit.flag(header.first_acquirer);
    visit.uint(header.delivery_count);
}

#[inline(always)]
fn annotations(annotations: &Annotations, visit: &mut impl Visit) {
    visit.open(Shape::Map);
    for (key, item) in annotations.iter() {
        match key {
            OwnedKey::Symbol(name) => visit.symbol(name.as_str()),
            OwnedKey::Ulong(number) => visit.number(Kind::Ulong, *number),
        }
        value(item, visit);
    }
    visit.close();
}

#[inline(always)]
fn properties(visit: &mut impl Visit, properties: &Properties) {
    visit.field(properties.message_id.as_ref(), message_id);
    visit.field(properties.user_id.as_ref(), |visit, user| visit.binary(user));
    visit.field(properties.to.as_deref(), Visit::string);
    visit.field(properties.subject.as_deref(), Visit::string);
    visit.field(properties.reply_to.as_deref(), Visit::string);
    visit.field(properties.correlation_id.as_ref(), message_id);
    visit.field(properties.content_type.as_ref(), |visit, content| visit.symbol(content.as_str()));
    visit.field(properties.content_encoding.as_ref(), |visit, content| visit.symbol(content.as_str()));
    for time in [&properties.absolute_expiry_time, &properties.creation_time] {
        visit.field(time.as_ref(), |visit, time| visit.number(Kind::Timestamp, time.milliseconds() as u64));
    }
    visit.field(properties.group_id.as_deref(), Visit::string);
    visit.field(properties.group_sequence, Visit::uint);
    visit.field(properties.reply_to_group_id.as_deref(), Visit::string);
}

#[inline(always)]
fn message_id(visit: &mut impl Visit, id: &MessageId) {
    match id {
        MessageId::Ulong(id) => visit.number(Kind::Ulong, *id),
        MessageId::Uuid(id) => visit.bytes(Kind::Uuid, id.as_inner()),
        MessageId::Binary(id) => visit.binary(id),
        MessageId::String(id) => visit.string(id),
    }
}

fn simple_value(item: &SimpleValue, visit: &mut impl Visit) {
    match item {
        SimpleValue::Null => visit.absent(),
        SimpleValue::Bool(flag) => visit.flag(*flag),
        SimpleValue::Ubyte(number) => visit.number(Kind::Ubyte, (*number).into()),
        SimpleValue::Ushort(number) => visit.number(Kind::Ushort, (*number).into()),
        SimpleValue::Uint(number) => visit.uint(*number),
        SimpleValue::Ulong(number) => visit.number(Kind::Ulong, *number),
        SimpleValue::Byte(number) => visit.number(Kind::Byte, i64::from(*number) as u64),
        SimpleValue::Short(number) => visit.number(Kind::Short, i64::from(*number) as u64),
        SimpleValue::Int(number) => visit.number(Kind::Int, i64::from(*number) as u64),
        SimpleValue::Long(number) => visit.number(Kind::Long, *number as u64),
        SimpleValue::Float(number) => visit.number(Kind::Float, number.to_bits().into()),
        SimpleValue::Double(number) => visit.number(Kind::Double, number.to_bits()),
        SimpleValue::Decimal32(bits) => visit.bytes(Kind::Decimal32, bits.as_inner()),
        SimpleValue::Decimal64(bits) => visit.bytes(Kind::Decimal64, bits.as_inner()),
        SimpleValue::Decimal128(bits) => visit.bytes(Kind::Decimal128, bits.as_inner()),
        SimpleValue::Char(char) => visit.number(Kind::Char, (*char).into()),
        SimpleValue::Timestamp(time) => visit.number(Kind::Timestamp, time.milliseconds() as u64),
        SimpleValue::Uuid(uuid) => visit.bytes(Kind::Uuid, uuid.as_inner()),
        SimpleValue::Binary(bytes) => visit.binary(bytes),
        SimpleValue::String(text) => visit.string(text),
        SimpleValue::Symbol(symbol) => visit.symbol(symbol.as_str()),
        SimpleValue::Described(item) => described(item, visit),
    }
}

fn value(item: &Value, visit: &mut impl Visit) {
    match item {
        Value::Null => visit.absent(),
        Value::Bool(flag) => visit.flag(*flag),
        Value::Ubyte(number) => visit.number(Kind::Ubyte, (*number).into()),
        Value::Ushort(number) => visit.number(Kind::Ushort, (*number).into()),
        Value::Uint(number) => visit.uint(*number),
        Value::Ulong(number) => visit.number(Kind::Ulong, *number),
        Value::Byte(number) => visit.number(Kind::Byte, i64::from(*number) as u64),
        Value::Short(number) => visit.number(Kind::Short, i64::from(*number) as u64),
        Value::Int(number) => visit.number(Kind::Int, i64::from(*number) as u64),
        Value::Long(number) => visit.number(Kind::Long, *number as u64),
        Value::Float(number) => visit.number(Kind::Float, number.to_bits().into()),
        Value::Double(number) => visit.number(Kind::Double, number.to_bits()),
        Value::Decimal32(bits) => visit.bytes(Kind::Decimal32, bits.as_inner()),
        Value::Decimal64(bits) => visit.bytes(Kind::Decimal64, bits.as_inner()),
        Value::Decimal128(bits) => visit.bytes(Kind::Decimal128, bits.as_inner()),
        Value::Char(char) => visit.number(Kind::Char, (*char).into()),
        Value::Timestamp(time) => visit.number(Kind::Timestamp, time.milliseconds() as u64),
        Value::Uuid(uuid) => visit.bytes(Kind::Uuid, uuid.as_inner()),
        Value::Binary(bytes) => visit.binary(bytes),
        Value::String(text) => visit.string(text),
        Value::Symbol(symbol) => visit.symbol(symbol.as_str()),
        Value::List(items) => list(items, visit),
        Value::Map(map) => {
            visit.open(Shape::Map);
            for (key, item) in map.iter() {
                value(key, visit);
                value(item, visit);
            }
            visit.close();
        }
        Value::Array(items) => {
            visit.open(Shape::Array);
            items.iter().for_each(|item| value(item, visit));
            visit.close();
        }
        Value::Described(item) => described(item, visit),
    }
}

fn list(items: &[Value], visit: &mut impl Visit) {
    visit.open(Shape::List);
    items.iter().for_each(|item| value(item, visit));
    visit.close();
}

fn described(item: &Described<Value>, visit: &mut impl Visit) {
    visit.open(Shape::Described);
    match &item.descriptor {
        Descriptor::Code(code) => visit.number(Kind::Ulong, *code),
        Descriptor::Name(name) => visit.symbol(name.as_str()),
    }
    value(&item.value, visit);
    visit.close();
}
