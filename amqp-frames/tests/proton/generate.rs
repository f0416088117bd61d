//! Values of every type, and messages of every section that Proton keeps, from a seed.
#![allow(clippy::cast_possible_truncation, reason = "random bits are cut to the width that is wanted")]

use amqp_frames::MessageBuf;
use amqp_frames::definitions::{Milliseconds, SequenceNo};
use amqp_frames::message::{
    AnnotationKey, Annotations, AnnotationsBuf, ApplicationPropertiesBuf, Body, Header, Message, MessageId,
    Properties,
};
use amqp_frames::types::{
    ArrayBuf, Decimal32, Decimal64, Decimal128, Descriptor, ListBuf, MapBuf, Primitive, Symbol, Timestamp,
    Uuid, Value, ValueBuf,
};

/// SplitMix64.
pub(crate) struct Generator(pub(crate) u64);

/// How many values stand inside each other.
const DEPTH: u8 = 6;

impl Generator {
    pub(crate) fn value(&mut self) -> ValueBuf {
        self.any(DEPTH)
    }

    /// No footer, and no body of several sections: Proton doesn't keep them. Nor what it takes for nothing: a body that is
    /// null, times of 0, and a sequence number of 0 in no group; nor an empty user id, which is none to Python.
    pub(crate) fn message(&mut self) -> MessageBuf {
        let (delivery, annotations) = (self.annotations(), self.annotations());
        let properties = self.application_properties();
        let ids = [self.message_id(), self.message_id()];
        let mut texts = [const { String::new() }; 7];
        texts.iter_mut().for_each(|text| *text = self.text());
        let [to, subject, reply_to, content_type, content_encoding, group_id, reply_to_group_id] = &texts;
        let (user_id, value) = (self.of(Primitive::Binary, 1), self.any(4));
        let group_id = self.maybe(group_id.as_str());
        let message = Message {
            header: self.header(),
            delivery_annotations: delivery.as_annotations(),
            message_annotations: annotations.as_annotations(),
            properties: Properties {
                message_id: self.maybe(message_id(&ids[0])),
                user_id: self.maybe(binary(&user_id)).filter(|id| !id.is_empty()),
                to: self.maybe(to),
                subject: self.maybe(subject),
                reply_to: self.maybe(reply_to),
                correlation_id: self.maybe(message_id(&ids[1])),
                content_type: self.maybe(()).and_then(|()| Symbol::new(content_type)),
                content_encoding: self.maybe(()).and_then(|()| Symbol::new(content_encoding)),
                absolute_expiry_time: self.time(),
                creation_time: self.time(),
                group_id,
                group_sequence: group_id.map(|_| SequenceNo(self.number() as u32)),
                reply_to_group_id: self.maybe(reply_to_group_id),
            },
            application_properties: properties.as_application_properties(),
            body: match (self.below(5), value.as_value()) {
                (0, _) | (_, Value::Null) => Body::Absent,
                (1, _) => binary(&user_id).into(),
                (_, Value::List(list)) => Body::sequence(list),
                (_, value) => value.into(),
            },
            footer: Annotations::EMPTY,
        };
        MessageBuf::encode(&message).unwrap()
    }

    fn header(&mut self) -> Header {
        Header {
            durable: self.said(|generator| generator.one_in(2)),
            priority: self.said(|generator| generator.number() as u8),
            ttl: Some(Milliseconds(self.number() as u32)).filter(|ttl| ttl.0 > 0),
            first_acquirer: self.said(|generator| generator.one_in(2)),
            delivery_count: self.said(|generator| generator.number() as u32),
        }
    }

    fn said<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.one_in(4) { None } else { Some(value(self)) }
    }

    fn annotations(&mut self) -> AnnotationsBuf {
        let mut annotations = AnnotationsBuf::new();
        for _ in 0..self.below(4) {
            let key = self.choose(&[Primitive::Symbol, Primitive::Ulong]);
            let (key, value) = (self.of(key, 1), self.any(4));
            // A key that is there already is refused.
            let _ = annotations.insert(AnnotationKey::try_from(key.as_value()).unwrap(), value.as_value());
        }
        annotations
    }

    fn application_properties(&mut self) -> ApplicationPropertiesBuf {
        let mut properties = ApplicationPropertiesBuf::new();
        for _ in 0..self.below(4) {
            let primitive = self.primitive(1);
            let (key, value) = (self.text(), self.of(primitive, 1));
            let _ = properties.insert(&key, value.as_value());
        }
        properties
    }

    fn message_id(&mut self) -> ValueBuf {
        let types = [Primitive::Ulong, Primitive::Uuid, Primitive::Binary, Primitive::String];
        let primitive = self.choose(&types);
        self.of(primitive, 1)
    }

    /// ASCII, so that it may be a symbol, and without NUL, where Proton's properties end.
    fn text(&mut self) -> String {
        let len = self.len();
        (0..len).map(|_| char::from(1 + self.below(127) as u8)).collect()
    }

    fn time(&mut self) -> Option<Timestamp> {
        Some(Timestamp(self.number() as i64)).filter(|time| time.0 != 0)
    }

    fn maybe<T>(&mut self, value: T) -> Option<T> {
        self.one_in(2).then_some(value)
    }

    fn any(&mut self, depth: u8) -> ValueBuf {
        if depth > 1 && self.one_in(6) {
            return self.described(depth);
        }
        let primitive = self.primitive(depth);
        self.of(primitive, depth)
    }

    fn primitive(&mut self, depth: u8) -> Primitive {
        loop {
            let primitive = self.choose(Primitive::ALL);
            let is_compound = matches!(primitive, Primitive::List | Primitive::Map | Primitive::Array);
            if depth > 1 || !is_compound {
                return primitive;
            }
        }
    }

    /// Not described twice: Proton doesn't read that.
    fn described(&mut self, depth: u8) -> ValueBuf {
        let primitive = self.primitive(depth - 1);
        let (descriptor, value) = (self.descriptor(), self.of(primitive, depth - 1));
        ValueBuf::described(Descriptor::from(descriptor.as_value()), value.as_value()).unwrap()
    }

    /// Others than numbers and symbols are reserved, but can be there; those that hold values are refused by Proton.
    fn descriptor(&mut self) -> ValueBuf {
        let primitive = match self.below(8) {
            0 => self.primitive(1),
            1..4 => Primitive::Symbol,
            _ => Primitive::Ulong,
        };
        self.of(primitive, 1)
    }

    fn of(&mut self, primitive: Primitive, depth: u8) -> ValueBuf {
        let value = match primitive {
            Primitive::Null => Value::Null,
            Primitive::Boolean => self.one_in(2).into(),
            Primitive::Ubyte => (self.number() as u8).into(),
            Primitive::Ushort => (self.number() as u16).into(),
            Primitive::Uint => (self.number() as u32).into(),
            Primitive::Ulong => self.number().into(),
            Primitive::Byte => (self.number() as i8).into(),
            Primitive::Short => (self.number() as i16).into(),
            Primitive::Int => (self.number() as i32).into(),
            Primitive::Long => (self.number() as i64).into(),
            Primitive::Float => self.float().into(),
            Primitive::Double => self.double().into(),
            Primitive::Decimal32 => Decimal32((self.next() as u32).to_be_bytes()).into(),
            Primitive::Decimal64 => Decimal64(self.next().to_be_bytes()).into(),
            Primitive::Decimal128 => Decimal128(self.sixteen()).into(),
            Primitive::Char => self.char().into(),
            Primitive::Timestamp => Timestamp(self.number() as i64).into(),
            Primitive::Uuid => Uuid(self.sixteen()).into(),
            Primitive::Binary => {
                let len = self.len();
                let bytes: Vec<u8> = (0..len).map(|_| self.next() as u8).collect();
                return ValueBuf::new(&bytes[..]).unwrap();
            }
            Primitive::String => {
                let len = self.len();
                let text: String = (0..len).map(|_| self.char()).collect();
                return ValueBuf::new(text.as_str()).unwrap();
            }
            Primitive::Symbol => {
                let len = self.len();
                let text: String = (0..len).map(|_| char::from(self.next() as u8 % 128)).collect();
                return ValueBuf::new(Symbol::new(&text).unwrap()).unwrap();
            }
            Primitive::List => return self.list(depth),
            Primitive::Map => return self.map(depth),
            Primitive::Array => return self.array(depth),
        };
        ValueBuf::new(value).unwrap()
    }

    fn list(&mut self, depth: u8) -> ValueBuf {
        let mut list = ListBuf::new();
        for _ in 0..self.count(depth) {
            list.push(self.any(depth - 1).as_value()).unwrap();
        }
        ValueBuf::new(list.as_list()).unwrap()
    }

    fn map(&mut self, depth: u8) -> ValueBuf {
        let mut map = MapBuf::new();
        for _ in 0..self.count(depth) {
            let (key, value) = (self.any(depth - 1), self.any(depth - 1));
            // A key that is there already is refused.
            let _ = map.insert(key.as_value(), value.as_value());
        }
        ValueBuf::new(map.as_map()).unwrap()
    }

    fn array(&mut self, depth: u8) -> ValueBuf {
        let element = self.primitive(depth - 1);
        let mut array = if self.one_in(4) {
            let descriptor = self.descriptor();
            ArrayBuf::described(Descriptor::from(descriptor.as_value()), element).unwrap()
        } else {
            ArrayBuf::new(element)
        };
        for _ in 0..self.count(depth) {
            array.push(self.of(element, depth - 1).as_value()).unwrap();
        }
        ValueBuf::new(array.as_array()).unwrap()
    }

    /// Items; many of them only where they hold no others.
    fn count(&mut self, depth: u8) -> u64 {
        if depth == 2 && self.one_in(100) { 250 + self.below(12) } else { self.below(5) }
    }

    /// Bytes or characters, some at the borders of sizes.
    fn len(&mut self) -> u64 {
        match self.below(2000) {
            0 => 65_530 + self.below(12),
            1..20 => 250 + self.below(12),
            _ => self.below(12),
        }
    }

    /// As many small as large ones of every width, and the borders.
    pub(crate) fn number(&mut self) -> u64 {
        let number = self.next() >> self.below(64);
        match self.below(4) {
            0 => !number,
            1 => self.choose(&[0, 1, 127, 128, 255, 256, 1 << 31, 1 << 63]),
            _ => number,
        }
    }

    /// No signalling NaN: a Python reads it as a quiet one.
    fn float(&mut self) -> f32 {
        let special = [0.0, -0.0, 1.5, f32::INFINITY, f32::NEG_INFINITY, f32::MIN_POSITIVE / 2.0, f32::NAN];
        let any = f32::from_bits(self.next() as u32);
        let any = if any.is_nan() { f32::from_bits(any.to_bits() | 1 << 22) } else { any };
        if self.one_in(3) { self.choose(&special) } else { any }
    }

    fn double(&mut self) -> f64 {
        let special = [0.0, -0.0, 1.5, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE / 2.0, f64::NAN];
        let any = f64::from_bits(self.next());
        let any = if any.is_nan() { f64::from_bits(any.to_bits() | 1 << 51) } else { any };
        if self.one_in(3) { self.choose(&special) } else { any }
    }

    fn char(&mut self) -> char {
        let any = self.below(0x11_0000) as u32;
        let common = self.choose(&['a', 'Z', '7', ' ', '\0', 'é', '€', '\u{feff}', '\u{10ffff}']);
        if self.one_in(2) { common } else { char::from_u32(any).unwrap_or(common) }
    }

    fn sixteen(&mut self) -> [u8; 16] {
        (u128::from(self.next()) << 64 | u128::from(self.next())).to_be_bytes()
    }

    pub(crate) fn choose<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

fn binary(value: &ValueBuf) -> &[u8] {
    match value.as_value() {
        Value::Binary(bytes) => bytes,
        other => panic!("{other}"),
    }
}

fn message_id(value: &ValueBuf) -> MessageId<'_> {
    match value.as_value() {
        Value::Ulong(number) => MessageId::Ulong(number),
        Value::Uuid(uuid) => MessageId::Uuid(uuid),
        Value::Binary(bytes) => MessageId::Binary(bytes),
        Value::String(text) => MessageId::String(text),
        other => panic!("{other}"),
    }
}
