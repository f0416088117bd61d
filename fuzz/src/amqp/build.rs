//! Values that are built, call by call.

use amqp_frames::definitions::{DeliveryTag, FieldsBuf, FilterSetBuf, Handle};
use amqp_frames::delivery_state::{DeliveryState, UnsettledBuf};
use amqp_frames::performative::{Attach, Open};
use amqp_frames::terminus::Source;
use amqp_frames::types::{ArrayBuf, Descriptor, ListBuf, MapBuf, Primitive, Symbol, Value, ValueBuf};
use amqp_frames::{DecodeErrorKind, EncodeError, Frame, Limits};
use arbitrary::{Result, Unstructured};

use super::roundtrip::encode;
use super::{hash, large_frames, value};

/// Builds values of other values, with calls of the builders in any order. What they accept, decodes to what was put in.
pub fn build(data: &[u8]) {
    // All that can go wrong with `Unstructured` is that there are too few bytes.
    _ = try_build(&mut Unstructured::new(data));
}

fn try_build(u: &mut Unstructured<'_>) -> Result<()> {
    let mut pool = Pool(vec![ValueBuf::new(Value::Null).expect("it is small")]);
    while !u.is_empty() {
        match u.int_in_range(0..=7)? {
            0 => pool.add(u.arbitrary::<Value<'_>>()?),
            1 => list(u, &mut pool)?,
            2 => map(u, &mut pool)?,
            3 => array(u, &mut pool)?,
            4 => described(u, &mut pool)?,
            5 => fields(u, &pool)?,
            6 => damaged(u, &pool)?,
            _ => unsettled(u)?,
        }
    }
    Ok(())
}

/// What was built, to build more of.
struct Pool(Vec<ValueBuf>);

impl Pool {
    fn any(&self, u: &mut Unstructured<'_>) -> Result<Value<'_>> {
        Ok(u.choose(&self.0)?.as_value())
    }

    /// Takes a value in, unless what is built of it would soon be too much.
    fn add(&mut self, value: Value<'_>) {
        if check(value).len() <= 1 << 11 && depth(value) <= 28 {
            self.0.push(ValueBuf::new(value).expect("it is small"));
        }
    }
}

/// The value's bytes, having seen that they decode to an equal value.
fn check(value: Value<'_>) -> Vec<u8> {
    let mut encoded = Vec::new();
    assert_eq!(value.encode(&mut encoded), Ok(()));
    assert_eq!(value.encoded_len(), encoded.len());
    match Value::decode(&encoded, &Limits::default()) {
        Ok(again) => {
            assert_eq!((again, hash(again)), (value, hash(value)));
            assert_eq!((again.to_string(), format!("{again:?}")), (value.to_string(), format!("{value:?}")));
        }
        Err(error) => {
            assert_eq!(error.kind(), DecodeErrorKind::TooDeep);
            assert!(depth(value) > Limits::default().max_depth.into(), "{value:?}");
        }
    }
    encoded
}

/// How deep values stand inside each other.
fn depth(value: Value<'_>) -> usize {
    let inner = match value {
        Value::List(list) => list.iter().map(depth).max(),
        Value::Map(map) => map.iter().flat_map(|(key, value)| [depth(key), depth(value)]).max(),
        // Elements or not, there is what they are of.
        Value::Array(array) => array.iter().map(depth).chain([1]).max(),
        Value::Described(described) => {
            Some(depth(described.descriptor().as_value()).max(depth(described.value())))
        }
        _ => None,
    };
    1 + inner.unwrap_or(0)
}

fn descriptor<'p, 'u: 'p>(u: &mut Unstructured<'u>, pool: &'p Pool) -> Result<Descriptor<'p>> {
    if u.arbitrary()? { u.arbitrary::<Descriptor<'u>>() } else { Ok(pool.any(u)?.into()) }
}

fn list(u: &mut Unstructured<'_>, pool: &mut Pool) -> Result<()> {
    let (mut list, mut model) = (ListBuf::new(), Vec::new());
    for _ in 0..u.int_in_range(0..=10)? {
        match u.int_in_range(0..=8)? {
            0 => {
                list.clear();
                model.clear();
            }
            1 => list = ListBuf::from(list.as_list()),
            2 | 3 => {
                let item = pool.any(u)?;
                let descriptor = Descriptor::Ulong(u.arbitrary()?);
                assert_eq!(list.push_described(descriptor, item), Ok(()));
                model.push(ValueBuf::described(descriptor, item).expect("it is small"));
            }
            _ => {
                let item = pool.any(u)?;
                assert_eq!(list.push(item), Ok(()));
                model.push(ValueBuf::new(item).expect("it is small"));
            }
        }
        assert!(list.as_list().len() == model.len());
    }
    assert!(list.into_iter().eq(model.iter().map(ValueBuf::as_value)));
    pool.add(list.as_list().into());
    Ok(())
}

fn map(u: &mut Unstructured<'_>, pool: &mut Pool) -> Result<()> {
    let (mut map, mut model) = (MapBuf::new(), Vec::<(Value<'_>, Value<'_>)>::new());
    for _ in 0..u.int_in_range(0..=20)? {
        match u.int_in_range(0..=15)? {
            0 => {
                map.clear();
                model.clear();
            }
            1 => map = MapBuf::from(map.as_map()),
            how => {
                let key = if how < 8 { pool.any(u)? } else { Value::Uint(u.arbitrary::<u8>()?.into()) };
                let value = pool.any(u)?;
                let is_there = model.iter().any(|(other, _)| *other == key);
                let duplicate = broken_rule(map.insert(key, value));
                assert_eq!(duplicate, is_there.then_some(DecodeErrorKind::DuplicateKey), "{key:?}");
                if !is_there {
                    model.push((key, value));
                }
            }
        }
    }
    assert!(map.into_iter().eq(model.iter().copied()));
    assert!(model.iter().all(|(key, value)| map.as_map().get(*key) == Some(*value)));
    let built = ValueBuf::new(map.as_map()).expect("it is small");
    pool.add(built.as_value());
    Ok(())
}

/// An element goes in if it is of the type; how many bytes others need doesn't matter.
fn array(u: &mut Unstructured<'_>, pool: &mut Pool) -> Result<()> {
    let element = *u.choose(Primitive::ALL)?;
    let descriptor = if u.ratio(1, 4)? { Some(descriptor(u, pool)?) } else { None };
    let (mut array, mut model) = match descriptor {
        Some(descriptor) => (ArrayBuf::described(descriptor, element).expect("it is small"), Vec::new()),
        None => (ArrayBuf::new(element), Vec::new()),
    };
    for _ in 0..u.int_in_range(0..=20)? {
        let other;
        let value = match u.int_in_range(0..=3)? {
            0 => {
                array = ArrayBuf::from(array.as_array());
                continue;
            }
            1 => pool.any(u)?,
            _ => {
                other = element_of(element, u)?;
                other.as_value()
            }
        };
        let fits = value.primitive() == Some(element);
        assert_eq!(broken_rule(array.push(value)), (!fits).then_some(DecodeErrorKind::WrongType));
        if fits {
            model.push(match descriptor {
                Some(descriptor) => ValueBuf::described(descriptor, value).expect("it is small"),
                None => ValueBuf::new(value).expect("it is small"),
            });
        }
    }
    let view = array.as_array();
    assert_eq!((view.element_type(), view.descriptor(), view.len()), (element, descriptor, model.len()));
    assert!(view.iter().eq(model.iter().map(ValueBuf::as_value)), "{view:?}");
    let built = ValueBuf::new(view).expect("it is small");
    pool.add(built.as_value());
    Ok(())
}

/// A value of the type, if there is a short way to one.
fn element_of(element: Primitive, u: &mut Unstructured<'_>) -> Result<ValueBuf> {
    const LONG: &str = match str::from_utf8(&[b'a'; 256]) {
        Ok(text) => text,
        Err(_) => "",
    };
    const TEXTS: [&str; 4] = ["", "a", LONG.split_at(255).0, LONG];
    let value = match element {
        Primitive::Boolean => Value::Boolean(u.arbitrary()?),
        Primitive::Uint => Value::Uint(u.arbitrary::<u32>()? >> u.int_in_range(0..=31)?),
        Primitive::Ulong => Value::Ulong(u.arbitrary::<u64>()? >> u.int_in_range(0..=63)?),
        Primitive::Int => Value::Int(u.arbitrary::<i32>()? >> u.int_in_range(0..=31)?),
        Primitive::Long => Value::Long(u.arbitrary::<i64>()? >> u.int_in_range(0..=63)?),
        Primitive::Binary => Value::Binary(u.choose(&TEXTS)?.as_bytes()),
        Primitive::String => Value::String(u.choose(&TEXTS)?),
        Primitive::Symbol => Symbol::new(u.choose(&TEXTS)?).expect("it is ASCII").into(),
        Primitive::List => Value::List(u.arbitrary()?),
        Primitive::Map => Value::Map(u.arbitrary()?),
        Primitive::Array => Value::Array(u.arbitrary()?),
        _ => u.arbitrary()?,
    };
    Ok(ValueBuf::new(value).expect("it is small"))
}

fn described(u: &mut Unstructured<'_>, pool: &mut Pool) -> Result<()> {
    let (descriptor, value) = (descriptor(u, pool)?, pool.any(u)?);
    let built = ValueBuf::described(descriptor, value).expect("it is small");
    let Value::Described(view) = built.as_value() else { panic!("{built:?} has no descriptor") };
    assert_eq!((view.descriptor(), view.value()), (descriptor, value));
    assert_eq!(hash(view.descriptor()), hash(descriptor));
    pool.add(built.as_value());
    Ok(())
}

/// With a few bytes changed it is as good as any value: by itself a fuzzer seldom finds those that have much in them.
fn damaged(u: &mut Unstructured<'_>, pool: &Pool) -> Result<()> {
    let mut bytes = check(pool.any(u)?);
    for _ in 0..u.int_in_range(0..=3)? {
        let at = u.choose_index(bytes.len())?;
        bytes[at] = u.arbitrary()?;
    }
    value::check(&bytes, &Limits::default());
    Ok(())
}

/// Fields and filters, and frames with them.
fn fields(u: &mut Unstructured<'_>, pool: &Pool) -> Result<()> {
    let (mut fields, mut filters) = (FieldsBuf::new(), FilterSetBuf::new());
    let mut keys = Vec::new();
    for _ in 0..u.int_in_range(0..=10)? {
        let key: Symbol<'_> = u.arbitrary()?;
        let value = pool.any(u)?;
        let expected = keys.contains(&key).then_some(DecodeErrorKind::DuplicateKey);
        assert_eq!(broken_rule(fields.insert(key, value)), expected);
        let filter = ValueBuf::described(key, value).expect("it is small");
        let Value::Described(filter) = filter.as_value() else { panic!("{filter:?} has no descriptor") };
        assert_eq!(broken_rule(filters.insert(key, filter)), expected);
        if expected.is_none() {
            assert_eq!(fields.as_fields().get(key.as_str()), Some(value));
            assert_eq!(filters.as_filter_set().get(key.as_str()), Some(filter.into()));
            keys.push(key);
        }
    }
    let properties = Some(fields.as_fields());
    check_frame(&Frame::new(0, Open { properties, ..Open::new("builder", u32::MAX) }));
    let source = Source { filter: Some(filters.as_filter_set()), ..Source::default() };
    let attach = Attach { source: Some(source.into()), properties, ..Attach::receiver("link", Handle(0)) };
    check_frame(&Frame::new(1, attach));
    Ok(())
}

/// Unsettled deliveries, and an attach with them.
fn unsettled(u: &mut Unstructured<'_>) -> Result<()> {
    let (mut unsettled, mut model) =
        (UnsettledBuf::new(), Vec::<(DeliveryTag<'_>, Option<DeliveryState<'_>>)>::new());
    for _ in 0..u.int_in_range(0..=10)? {
        let (tag, state): (DeliveryTag<'_>, Option<DeliveryState<'_>>) = u.arbitrary()?;
        let is_there = model.iter().any(|(other, _)| *other == tag);
        let expected = is_there.then_some(DecodeErrorKind::DuplicateKey);
        assert_eq!(broken_rule(unsettled.insert(tag, state.as_ref())), expected);
        if !is_there {
            model.push((tag, state));
        }
    }
    let view = unsettled.as_unsettled();
    assert_eq!(view.len(), model.len());
    assert!(view.iter().eq(model), "{view:?}");
    check_frame(&Frame::new(1, Attach { unsettled: Some(view), ..Attach::receiver("link", Handle(0)) }));
    Ok(())
}

/// A frame of any maps can be encoded, and decoded if nothing in it is too deep.
fn check_frame(frame: &Frame<'_>) {
    let encoded = encode(frame).unwrap_or_else(|error| panic!("{frame:?}: {error}"));
    match Frame::decode(&encoded, &large_frames()) {
        Ok(again) => assert_eq!(again, *frame),
        Err(error) => assert_eq!(error.kind(), DecodeErrorKind::TooDeep),
    }
}

/// The rule that keeps a value out.
fn broken_rule(result: std::result::Result<(), EncodeError>) -> Option<DecodeErrorKind> {
    match result {
        Ok(()) => None,
        Err(EncodeError::Invalid { kind, .. }) => Some(kind),
        Err(error) => panic!("{error}"),
    }
}
