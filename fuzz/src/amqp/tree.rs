//! Values, read by the letter of sections 1.2 and 1.6 and without care for speed, to compare with.

use amqp_frames::Limits;
use amqp_frames::types::{
    ArrayBuf, Decimal32, Decimal64, Decimal128, Descriptor, ListBuf, MapBuf, Primitive, Symbol, Timestamp,
    Uuid, Value, ValueBuf,
};

use super::hash;

/// A value, whatever its encoding was.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tree {
    /// Anything without values inside: the widest format code of its type, and the data that go with it but for their size.
    Plain(u8, Vec<u8>),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Array {
        descriptors: Vec<Self>,
        code: u8,
        elements: Vec<Self>,
    },
    Described(Box<Self>, Box<Self>),
}

/// The format codes: of each type the widest first.
const CODES: &[(Primitive, &[u8])] = &[
    (Primitive::Null, &[0x40]),
    (Primitive::Boolean, &[0x56, 0x41, 0x42]),
    (Primitive::Ubyte, &[0x50]),
    (Primitive::Ushort, &[0x60]),
    (Primitive::Uint, &[0x70, 0x52, 0x43]),
    (Primitive::Ulong, &[0x80, 0x53, 0x44]),
    (Primitive::Byte, &[0x51]),
    (Primitive::Short, &[0x61]),
    (Primitive::Int, &[0x71, 0x54]),
    (Primitive::Long, &[0x81, 0x55]),
    (Primitive::Float, &[0x72]),
    (Primitive::Double, &[0x82]),
    (Primitive::Decimal32, &[0x74]),
    (Primitive::Decimal64, &[0x84]),
    (Primitive::Decimal128, &[0x94]),
    (Primitive::Char, &[0x73]),
    (Primitive::Timestamp, &[0x83]),
    (Primitive::Uuid, &[0x98]),
    (Primitive::Binary, &[0xb0, 0xa0]),
    (Primitive::String, &[0xb1, 0xa1]),
    (Primitive::Symbol, &[0xb3, 0xa3]),
    (Primitive::List, &[0xd0, 0xc0, 0x45]),
    (Primitive::Map, &[0xd1, 0xc1]),
    (Primitive::Array, &[0xf0, 0xe0]),
];

fn type_of(code: u8) -> Option<(Primitive, u8)> {
    let (primitive, codes) = CODES.iter().find(|(_, codes)| codes.contains(&code))?;
    Some((*primitive, codes[0]))
}

impl Tree {
    /// The value that all of these bytes are, if it is one within the limits.
    pub(super) fn read(bytes: &[u8], limits: &Limits) -> Option<Self> {
        let mut reader =
            Reader { rest: bytes, items: limits.max_items as u64, max_depth: limits.max_depth.into() };
        let tree = reader.value(1)?;
        (reader.rest.is_empty() && bytes.len() <= limits.max_size).then_some(tree)
    }

    /// Its type; none if it is described.
    pub(super) fn primitive(&self) -> Option<Primitive> {
        match self {
            Self::Plain(code, _) => type_of(*code).map(|(primitive, _)| primitive),
            Self::List(_) => Some(Primitive::List),
            Self::Map(_) => Some(Primitive::Map),
            Self::Array { .. } => Some(Primitive::Array),
            Self::Described(..) => None,
        }
    }

    /// Writes it in the widest encodings that there are.
    pub(super) fn write(&self, dst: &mut Vec<u8>) {
        if let Self::Described(descriptor, value) = self {
            dst.push(0);
            descriptor.write(dst);
            return value.write(dst);
        }
        dst.push(self.widest_code());
        self.write_data(dst);
    }

    fn widest_code(&self) -> u8 {
        match self {
            Self::Plain(code, _) => *code,
            Self::List(_) => 0xd0,
            Self::Map(_) => 0xd1,
            Self::Array { .. } => 0xf0,
            Self::Described(..) => 0,
        }
    }

    fn write_data(&self, dst: &mut Vec<u8>) {
        let mut body = Vec::new();
        let count = match self {
            Self::Plain(0xb0 | 0xb1 | 0xb3, data) => {
                dst.extend(u32::try_from(data.len()).expect("it is short").to_be_bytes());
                return dst.extend(data);
            }
            Self::Plain(_, data) => return dst.extend(data),
            Self::List(items) => {
                items.iter().for_each(|item| item.write(&mut body));
                items.len()
            }
            Self::Map(entries) => {
                for (key, value) in entries {
                    key.write(&mut body);
                    value.write(&mut body);
                }
                2 * entries.len()
            }
            Self::Array { descriptors, code, elements } => {
                for descriptor in descriptors {
                    body.push(0);
                    descriptor.write(&mut body);
                }
                body.push(*code);
                elements.iter().for_each(|element| element.write_data(&mut body));
                elements.len()
            }
            Self::Described(..) => panic!("elements are what is described"),
        };
        for number in [body.len() + 4, count] {
            dst.extend(u32::try_from(number).expect("it is short").to_be_bytes());
        }
        dst.extend(body);
    }

    /// Builds it with the crate's builders.
    pub(super) fn build(&self) -> ValueBuf {
        const SMALL: &str = "it is small";
        match self {
            Self::Plain(code, data) => ValueBuf::new(plain(*code, data)).expect(SMALL),
            Self::List(items) => {
                let mut list = ListBuf::new();
                for item in items {
                    match item {
                        Self::Described(descriptor, value) => {
                            let descriptor = descriptor.build();
                            list.push_described(
                                Descriptor::from(descriptor.as_value()),
                                value.build().as_value(),
                            )
                        }
                        item => list.push(item.build().as_value()),
                    }
                    .expect(SMALL);
                }
                ValueBuf::new(list.as_list()).expect(SMALL)
            }
            Self::Map(entries) => {
                let mut map = MapBuf::new();
                for (key, value) in entries {
                    map.insert(key.build().as_value(), value.build().as_value())
                        .expect("no key is there twice");
                }
                ValueBuf::new(map.as_map()).expect(SMALL)
            }
            Self::Array { descriptors, code, elements } => {
                let (element_type, _) = type_of(*code).expect("it was read");
                let mut array = match &descriptors[..] {
                    [] => ArrayBuf::new(element_type),
                    [descriptor] => {
                        ArrayBuf::described(Descriptor::from(descriptor.build().as_value()), element_type)
                            .expect(SMALL)
                    }
                    // Nothing begins an array of these.
                    _ => {
                        let mut bytes = Vec::new();
                        Self::Array { descriptors: descriptors.clone(), code: *code, elements: Vec::new() }
                            .write(&mut bytes);
                        match Value::decode(&bytes, &Limits::default()) {
                            Ok(Value::Array(none)) => ArrayBuf::from(none),
                            other => panic!("{other:?}"),
                        }
                    }
                };
                elements
                    .iter()
                    .for_each(|element| array.push(element.build().as_value()).expect("it is of the type"));
                ValueBuf::new(array.as_array()).expect(SMALL)
            }
            Self::Described(descriptor, value) => {
                let descriptor = descriptor.build();
                ValueBuf::described(Descriptor::from(descriptor.as_value()), value.build().as_value())
                    .expect(SMALL)
            }
        }
    }

    /// Compares it with what the crate has read, with every iterator and lookup.
    pub(super) fn compare(&self, value: Value<'_>) {
        assert_eq!(value.primitive(), self.primitive());
        match (self, value) {
            (Self::Plain(code, data), value) => assert_eq!(value, plain(*code, data)),
            (Self::List(items), Value::List(list)) => {
                assert_eq!(
                    (list.len(), list.is_empty(), list.iter().len()),
                    (items.len(), items.is_empty(), items.len())
                );
                assert_eq!(list.iter().count(), items.len());
                list.iter().zip(items).for_each(|(value, item)| item.compare(value));
                compare_pairs(items, list.iter());
            }
            (Self::Map(entries), Value::Map(map)) => {
                assert_eq!(
                    (map.len(), map.is_empty(), map.iter().len()),
                    (entries.len(), entries.is_empty(), entries.len())
                );
                assert_eq!((map.iter().count(), map.keys().count()), (entries.len(), entries.len()));
                for ((key, value), (key_tree, value_tree)) in map.iter().zip(entries) {
                    key_tree.compare(key);
                    value_tree.compare(value);
                }
                // Each of many takes long: finding one goes through all before it.
                for (key, value) in map.iter().take(32) {
                    assert_eq!(map.get(key), Some(value));
                }
            }
            (Self::Array { descriptors, code, elements }, Value::Array(array)) => {
                assert_eq!(
                    (array.len(), array.is_empty(), array.iter().len()),
                    (elements.len(), elements.is_empty(), elements.len())
                );
                assert_eq!(array.iter().count(), elements.len());
                assert_eq!(Some(array.element_type()), type_of(*code).map(|(primitive, _)| primitive));
                assert_eq!(array.descriptor().is_some(), !descriptors.is_empty());
                if let (Some(descriptor), Some(tree)) = (array.descriptor(), descriptors.first()) {
                    tree.compare(descriptor.as_value());
                }
                for (mut value, element) in array.iter().zip(elements) {
                    for descriptor in descriptors {
                        let Value::Described(described) = value else {
                            panic!("{value:?} has no descriptor")
                        };
                        descriptor.compare(described.descriptor().as_value());
                        value = described.value();
                    }
                    element.compare(value);
                }
                compare_pairs(elements, array.iter());
            }
            (Self::Described(descriptor, inner), Value::Described(described)) => {
                descriptor.compare(described.descriptor().as_value());
                inner.compare(described.value());
            }
            (tree, value) => panic!("{tree:?} was read as {value:?}"),
        }
    }
}

/// Neighbours are equal if their trees are, and order and hashes agree with that.
fn compare_pairs<'a>(trees: &[Tree], values: impl Iterator<Item = Value<'a>> + Clone) {
    for (pair, (left, right)) in trees.windows(2).zip(values.clone().zip(values.skip(1))) {
        let is_equal = pair[0] == pair[1];
        assert_eq!(left == right, is_equal, "{left:?} and {right:?}");
        assert_eq!(left.cmp(&right).is_eq(), is_equal);
        assert_eq!(left.cmp(&right), right.cmp(&left).reverse());
        assert!(!is_equal || hash(left) == hash(right), "{left:?} and {right:?}");
    }
}

/// What the code and the data are.
fn plain(code: u8, data: &[u8]) -> Value<'_> {
    macro_rules! number {
        ($type:ty) => {
            <$type>::from_be_bytes(bytes(data))
        };
    }
    match code {
        0x40 => Value::Null,
        0x56 => Value::Boolean(data == [1]),
        0x50 => Value::Ubyte(number!(u8)),
        0x60 => Value::Ushort(number!(u16)),
        0x70 => Value::Uint(number!(u32)),
        0x80 => Value::Ulong(number!(u64)),
        0x51 => Value::Byte(number!(i8)),
        0x61 => Value::Short(number!(i16)),
        0x71 => Value::Int(number!(i32)),
        0x81 => Value::Long(number!(i64)),
        0x72 => Value::Float(number!(f32)),
        0x82 => Value::Double(number!(f64)),
        0x74 => Value::Decimal32(Decimal32(bytes(data))),
        0x84 => Value::Decimal64(Decimal64(bytes(data))),
        0x94 => Value::Decimal128(Decimal128(bytes(data))),
        0x73 => Value::Char(char::from_u32(number!(u32)).expect("it was read")),
        0x83 => Value::Timestamp(Timestamp(number!(i64))),
        0x98 => Value::Uuid(Uuid(bytes(data))),
        0xb0 => Value::Binary(data),
        0xb1 => Value::String(str::from_utf8(data).expect("it was read")),
        0xb3 => Value::Symbol(str::from_utf8(data).ok().and_then(Symbol::new).expect("it was read")),
        _ => panic!("{code:#04x} is not the widest code of its type"),
    }
}

fn bytes<const N: usize>(data: &[u8]) -> [u8; N] {
    data.try_into().expect("it has as many bytes as its type")
}

/// `None`: it is no value, or goes beyond the limits.
struct Reader<'a> {
    rest: &'a [u8],
    items: u64,
    max_depth: u16,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: u16) -> Option<Tree> {
        self.enter(depth)?;
        match self.byte()? {
            0 => {
                let descriptor = self.value(depth + 1)?;
                Some(Tree::Described(descriptor.into(), self.value(depth + 1)?.into()))
            }
            code => self.data(code, depth),
        }
    }

    fn enter(&self, depth: u16) -> Option<()> {
        (depth <= self.max_depth).then_some(())
    }

    fn data(&mut self, code: u8, depth: u16) -> Option<Tree> {
        let (primitive, widest) = type_of(code)?;
        let plain = |data: &[u8]| Some(Tree::Plain(widest, data.to_vec()));
        match code {
            0x41 | 0x42 => plain(&[u8::from(code == 0x41)]),
            0x43 => plain(&[0; 4]),
            0x44 => plain(&[0; 8]),
            0x45 => Some(Tree::List(Vec::new())),
            0x52 => plain(&u32::from(self.byte()?).to_be_bytes()),
            0x53 => plain(&u64::from(self.byte()?).to_be_bytes()),
            0x54 => plain(&i32::from(self.byte()?.cast_signed()).to_be_bytes()),
            0x55 => plain(&i64::from(self.byte()?.cast_signed()).to_be_bytes()),
            0x56 => plain(&[self.byte().filter(|byte| *byte <= 1)?]),
            0x40..=0x4f => plain(self.take(0)?),
            0x50..=0x5f => plain(self.take(1)?),
            0x60..=0x6f => plain(self.take(2)?),
            0x73 => {
                let data = self.take(4)?;
                char::from_u32(u32::from_be_bytes(bytes(data)))?;
                plain(data)
            }
            0x70..=0x7f => plain(self.take(4)?),
            0x80..=0x8f => plain(self.take(8)?),
            0x90..=0x9f => plain(self.take(16)?),
            _ => {
                let is_wide = code & 0x10 != 0;
                let size = self.number(is_wide)?;
                let data = self.take(size)?;
                let is_text = match primitive {
                    Primitive::String => str::from_utf8(data).is_ok(),
                    Primitive::Symbol => data.is_ascii(),
                    Primitive::Binary => true,
                    _ => return self.inside(data, |inner| inner.counted(primitive, is_wide, depth)),
                };
                if is_text { plain(data) } else { None }
            }
        }
    }

    fn counted(&mut self, primitive: Primitive, is_wide: bool, depth: u16) -> Option<Tree> {
        let count = self.number(is_wide)?;
        self.items = self.items.checked_sub(u64::from(count))?;
        match primitive {
            Primitive::List => {
                Some(Tree::List((0..count).map(|_| self.value(depth + 1)).collect::<Option<_>>()?))
            }
            Primitive::Map if count % 2 == 0 => {
                let entries = (0..count / 2).map(|_| Some((self.value(depth + 1)?, self.value(depth + 1)?)));
                let entries = entries.collect::<Option<Vec<_>>>()?;
                let is_repeated = |at: usize| entries[..at].iter().any(|(key, _)| *key == entries[at].0);
                if (0..entries.len()).any(is_repeated) { None } else { Some(Tree::Map(entries)) }
            }
            Primitive::Map => None,
            _ => self.array(count, depth + 1),
        }
    }

    /// The constructor of the elements is a level, be there elements or not.
    fn array(&mut self, count: u32, mut depth: u16) -> Option<Tree> {
        let mut descriptors = Vec::new();
        let code = loop {
            self.enter(depth)?;
            depth += 1;
            match self.byte()? {
                0 => descriptors.push(self.value(depth)?),
                code => break code,
            }
        };
        let (_, widest) = type_of(code)?;
        let elements = (0..count).map(|_| self.data(code, depth - 1)).collect::<Option<_>>()?;
        Some(Tree::Array { descriptors, code: widest, elements })
    }

    /// Reads inside of `data`, all of which has to be read.
    fn inside<T>(&mut self, data: &'a [u8], read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let outside = std::mem::replace(&mut self.rest, data);
        let found = read(self)?;
        let is_whole = std::mem::replace(&mut self.rest, outside).is_empty();
        is_whole.then_some(found)
    }

    fn number(&mut self, is_wide: bool) -> Option<u32> {
        if is_wide { Some(u32::from_be_bytes(bytes(self.take(4)?))) } else { Some(self.byte()?.into()) }
    }

    fn byte(&mut self) -> Option<u8> {
        Some(self.take(1)?[0])
    }

    fn take(&mut self, len: u32) -> Option<&'a [u8]> {
        let (front, rest) = self.rest.split_at_checked(usize::try_from(len).ok()?)?;
        self.rest = rest;
        Some(front)
    }
}
