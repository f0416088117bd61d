//! Composite values (section 1.4): described lists, whose fields are read and written one by one.
//!
//! Fields are checked as they are read, and made from the bytes directly: there is no list in between. Writing goes through the
//! fields twice, for their length and for their bytes, and so needs no second buffer.

use bytes::BufMut;

use super::check::{self, Budget};
use super::code::{DESCRIBED, Layout, code};
use super::write::{self, Encode};
use super::{Array, Descriptor, List, Map, Symbol, Symbols, Timestamp, Uuid, Value};
use crate::DecodeErrorKind;
use crate::wire::{self, Fault, Width, take_array, take_byte, take_sized};

/// The fields of a composite value that are still to be read.
#[derive(Debug)]
pub(crate) struct Fields<'a, 'b> {
    rest: &'a [u8],
    left: u32,
    budget: &'b mut Budget,
}

/// Takes a described value's descriptor off the front of `input`; what is described is left there.
#[inline]
pub(crate) fn take_descriptor<'a>(
    input: &mut &'a [u8],
    budget: &mut Budget,
) -> Result<Descriptor<'a>, Fault> {
    match **input {
        [DESCRIBED, code::SMALLULONG, number, ref rest @ ..] => {
            *input = rest;
            Ok(Descriptor::Ulong(number.into()))
        }
        _ => any_descriptor(input, budget),
    }
}

#[inline(never)]
fn any_descriptor<'a>(input: &mut &'a [u8], budget: &mut Budget) -> Result<Descriptor<'a>, Fault> {
    let at = *input;
    match take_byte(input) {
        Some(DESCRIBED) => Ok(Value::take(input, budget)?.into()),
        Some(_) => Err(Fault::new(DecodeErrorKind::WrongType, at, "descriptor")),
        None => Err(Fault::new(DecodeErrorKind::Truncated, at, "descriptor")),
    }
}

impl<'a, 'b> Fields<'a, 'b> {
    /// Takes the list behind a descriptor off the front of `input`.
    #[inline]
    pub(crate) fn take(input: &mut &'a [u8], budget: &'b mut Budget) -> Result<Self, Fault> {
        let at = *input;
        budget.enter(at)?;
        let Some(code) = take_byte(input) else {
            return Err(Fault::new(DecodeErrorKind::Truncated, at, "list"));
        };
        let (left, rest) = match Layout::of(code) {
            Layout::List(width) => check::counted(width, code, at, input, budget)?,
            _ if code == code::LIST0 => (0, input.get(..0).unwrap_or_default()),
            _ => return Err(wrong_type(code, at).in_field("list")),
        };
        Ok(Self { rest, left, budget })
    }

    /// The next field; `None` if it is null or left out.
    #[inline(always)]
    pub(crate) fn optional<T: Field<'a>>(&mut self, name: &'static str) -> Result<Option<T>, Fault> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let at = self.rest;
        let Some(code) = take_byte(&mut self.rest) else {
            return Err(Fault::new(DecodeErrorKind::Truncated, at, name).in_field(name));
        };
        if code == code::NULL {
            return Ok(None);
        }
        match T::take(code, at, &mut self.rest, self.budget) {
            Ok(field) => Ok(Some(field)),
            Err(fault) => Err(fault.in_field(name)),
        }
    }

    /// The next field, or its default where it is null or left out.
    #[inline(always)]
    pub(crate) fn or<T: Field<'a>>(&mut self, name: &'static str, default: T) -> Result<T, Fault> {
        self.optional(name).map(|field| field.unwrap_or(default))
    }

    /// The next field, which is mandatory.
    #[inline(always)]
    pub(crate) fn required<T: Field<'a>>(&mut self, name: &'static str) -> Result<T, Fault> {
        let at = self.rest;
        match self.optional(name)? {
            Some(field) => Ok(field),
            None => Err(Fault::new(DecodeErrorKind::MissingField, at, name).in_field(name)),
        }
    }

    /// The next field, which may have several values.
    #[inline(always)]
    pub(crate) fn multiple(&mut self, name: &'static str) -> Result<Symbols<'a>, Fault> {
        self.or(name, Symbols::EMPTY)
    }

    /// Says that there are no more fields.
    #[inline]
    pub(crate) fn finish(self) -> Result<(), Fault> {
        if self.left != 0 {
            return Err(Fault::new(DecodeErrorKind::TooManyFields, self.rest, "list"));
        }
        if !self.rest.is_empty() {
            return Err(Fault::new(DecodeErrorKind::TrailingBytes, self.rest, "list"));
        }
        self.budget.leave();
        Ok(())
    }
}

/// What a field may be.
pub(crate) trait Field<'a>: Sized {
    /// Takes the data behind a format code, which isn't that of null, off the front of `input`; the value begins at `at`.
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault>;
}

/// Numbers and the like: for each format code what takes the data.
macro_rules! scalar_fields {
    ($($type:ty { $($code:ident $take:expr,)+ })+) => {$(
        impl<'a> Field<'a> for $type {
            #[inline(always)]
            fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
                let value: Option<Self> = match code {
                    $(code::$code => $take(input),)+
                    _ => return Err(wrong_type(code, at)),
                };
                value.ok_or_else(|| Fault::new(DecodeErrorKind::Truncated, at, "value"))
            }
        }
    )+};
}

/// The `N` bytes of a number.
macro_rules! number {
    ($type:ty) => {
        |input: &mut &'a [u8]| take_array(input).map(<$type>::from_be_bytes)
    };
    ($small:ty as $type:ty) => {
        |input: &mut &'a [u8]| take_array(input).map(|bytes| <$type>::from(<$small>::from_be_bytes(bytes)))
    };
}

scalar_fields! {
    u8 { UBYTE take_byte, }
    u16 { USHORT number!(u16), }
    u32 { UINT number!(u32), SMALLUINT number!(u8 as u32), UINT0 |_| Some(0), }
    u64 { ULONG number!(u64), SMALLULONG number!(u8 as u64), ULONG0 |_| Some(0), }
    i8 { BYTE number!(i8), }
    i16 { SHORT number!(i16), }
    i32 { INT number!(i32), SMALLINT number!(i8 as i32), }
    i64 { LONG number!(i64), SMALLLONG number!(i8 as i64), }
    Timestamp { TIMESTAMP |input| take_array(input).map(|bytes| Timestamp(i64::from_be_bytes(bytes))), }
    Uuid { UUID |input| take_array(input).map(Uuid), }
    &'a [u8] { BINARY8 |input| take_sized(input, Width::One), BINARY32 |input| take_sized(input, Width::Four), }
}

impl<'a> Field<'a> for bool {
    #[inline(always)]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
        match code {
            code::TRUE => Ok(true),
            code::FALSE => Ok(false),
            code::BOOLEAN => match take_byte(input) {
                Some(byte @ (0 | 1)) => Ok(byte == 1),
                Some(_) => Err(Fault::new(DecodeErrorKind::Boolean, at, "boolean")),
                None => Err(Fault::new(DecodeErrorKind::Truncated, at, "boolean")),
            },
            _ => Err(wrong_type(code, at)),
        }
    }
}

impl<'a> Field<'a> for &'a str {
    #[inline(always)]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
        let width = match code {
            code::STRING8 => Width::One,
            code::STRING32 => Width::Four,
            _ => return Err(wrong_type(code, at)),
        };
        let Some(bytes) = take_sized(input, width) else {
            return Err(Fault::new(DecodeErrorKind::Truncated, at, "string"));
        };
        wire::text(bytes).ok_or_else(|| Fault::new(DecodeErrorKind::Utf8, at, "string"))
    }
}

impl<'a> Field<'a> for Symbol<'a> {
    #[inline(always)]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], _: &mut Budget) -> Result<Self, Fault> {
        let width = match code {
            code::SYMBOL8 => Width::One,
            code::SYMBOL32 => Width::Four,
            _ => return Err(wrong_type(code, at)),
        };
        let Some(bytes) = take_sized(input, width) else {
            return Err(Fault::new(DecodeErrorKind::Truncated, at, "symbol"));
        };
        let symbol = wire::text(bytes).and_then(Symbol::new);
        symbol.ok_or_else(|| Fault::new(DecodeErrorKind::Symbol, at, "symbol"))
    }
}

impl<'a> Field<'a> for List<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let Layout::List(width) = Layout::of(code) else {
            return if code == code::LIST0 { Ok(Self::EMPTY) } else { Err(wrong_type(code, at)) };
        };
        budget.enter(at)?;
        let list = check::items(width, code, at, input, budget)?;
        budget.leave();
        Ok(Self::from_valid(list))
    }
}

impl<'a> Field<'a> for Map<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let Layout::Map(width) = Layout::of(code) else { return Err(wrong_type(code, at)) };
        budget.enter(at)?;
        let map = check::map(width, code, at, input, budget)?;
        budget.leave();
        Ok(Self::from_valid(map))
    }
}

impl<'a> Field<'a> for Array<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        let Layout::Array(width) = Layout::of(code) else { return Err(wrong_type(code, at)) };
        budget.enter(at)?;
        let array = check::array(width, code, at, input, budget)?;
        budget.leave();
        Ok(Self::from_valid(array))
    }
}

impl<'a> Field<'a> for Symbols<'a> {
    #[inline]
    fn take(code: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        if let Layout::Symbol(_) = Layout::of(code) {
            return Symbol::take(code, at, input, budget).map(Self::from);
        }
        let array = Array::take(code, at, input, budget)?;
        Self::from_array(array).ok_or_else(|| Fault::new(DecodeErrorKind::WrongType, at, "array"))
    }
}

impl<'a> Field<'a> for Value<'a> {
    #[inline]
    fn take(_: u8, at: &'a [u8], input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
        *input = at;
        Value::take(input, budget)
    }
}

#[cold]
fn wrong_type(code: u8, at: &[u8]) -> Fault {
    let is_assigned = code == DESCRIBED || Layout::of(code) != Layout::Unassigned;
    let kind = if is_assigned { DecodeErrorKind::WrongType } else { DecodeErrorKind::FormatCode };
    Fault::new(kind, at, "constructor")
}

/// A composite value that can be written.
pub(crate) trait Composite {
    /// The number that its descriptor is; those of the specification are below 256.
    const DESCRIPTOR: u8;

    /// Gives all fields to `sink`, in their order; null is `None`.
    fn fields(&self, sink: &mut impl FieldSink);
}

/// What takes fields. Those that are null are left out at the end.
pub(crate) trait FieldSink {
    fn field<T: Encode>(&mut self, field: Option<T>);
}

/// Counts fields and their bytes.
#[derive(Default)]
struct Measure {
    fields: u8,
    len: usize,
    nulls: u8,
}

impl FieldSink for Measure {
    #[inline(always)]
    fn field<T: Encode>(&mut self, field: Option<T>) {
        match field {
            None => self.nulls += 1,
            Some(field) => {
                self.fields += self.nulls + 1;
                self.len += usize::from(self.nulls) + field.encoded_len();
                self.nulls = 0;
            }
        }
    }
}

/// Writes fields.
struct Writer<'d, B> {
    dst: &'d mut B,
    nulls: u8,
}

impl<B: BufMut> FieldSink for Writer<'_, B> {
    #[inline(always)]
    fn field<T: Encode>(&mut self, field: Option<T>) {
        match field {
            None => self.nulls += 1,
            Some(field) => {
                for _ in 0..self.nulls {
                    self.dst.put_slice(&[code::NULL]);
                }
                self.nulls = 0;
                field.put(self.dst);
            }
        }
    }
}

/// A composite value whose fields were counted: what needs its length first, and then writes it, counts once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured<'c, C> {
    value: &'c C,
    fields: u8,
    /// The bytes of the fields.
    body: usize,
}

impl<'c, C: Composite> Measured<'c, C> {
    #[inline(always)]
    pub(crate) fn new(value: &'c C) -> Self {
        let mut measure = Measure::default();
        value.fields(&mut measure);
        Self { value, fields: measure.fields, body: measure.len }
    }
}

impl<C: Composite> Encode for Measured<'_, C> {
    #[inline(always)]
    fn encoded_len(&self) -> usize {
        let head = if self.fields == 0 { 1 } else { write::counted_head_len(self.fields.into(), self.body) };
        3 + head + self.body
    }

    #[inline(always)]
    fn put(&self, dst: &mut impl BufMut) {
        write::put_composite_head(dst, C::DESCRIPTOR, self.fields, self.body);
        self.value.fields(&mut Writer { dst, nulls: 0 });
    }
}

/// As a field of another one.
impl<C: Composite> Encode for &C {
    #[inline]
    fn encoded_len(&self) -> usize {
        Measured::new(*self).encoded_len()
    }

    #[inline]
    fn put(&self, dst: &mut impl BufMut) {
        Measured::new(*self).put(dst);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::{DecodeError, Limits};

    /// The flow performative (section 2.7.4), as it has more fields than any other with numbers alone.
    #[derive(Debug, Default, PartialEq)]
    struct Flow<'a> {
        next_incoming_id: Option<u32>,
        incoming_window: u32,
        next_outgoing_id: u32,
        outgoing_window: u32,
        handle: Option<u32>,
        delivery_count: Option<u32>,
        link_credit: Option<u32>,
        available: Option<u32>,
        drain: bool,
        echo: bool,
        properties: Option<Map<'a>>,
    }

    impl<'a> Flow<'a> {
        fn decode(bytes: &'a [u8], limits: &Limits) -> Result<Self, DecodeError> {
            Self::take(&mut { bytes }, &mut Budget::new(limits)).map_err(|fault| fault.located(bytes))
        }

        fn take(input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault> {
            assert_eq!(take_descriptor(input, budget)?, Descriptor::Ulong(0x13));
            let mut fields = Fields::take(input, budget)?;
            let flow = Self {
                next_incoming_id: fields.optional("next-incoming-id")?,
                incoming_window: fields.required("incoming-window")?,
                next_outgoing_id: fields.required("next-outgoing-id")?,
                outgoing_window: fields.required("outgoing-window")?,
                handle: fields.optional("handle")?,
                delivery_count: fields.optional("delivery-count")?,
                link_credit: fields.optional("link-credit")?,
                available: fields.optional("available")?,
                drain: fields.or("drain", false)?,
                echo: fields.or("echo", false)?,
                properties: fields.optional("properties")?,
            };
            fields.finish()?;
            Ok(flow)
        }
    }

    impl Composite for Flow<'_> {
        const DESCRIPTOR: u8 = 0x13;

        fn fields(&self, sink: &mut impl FieldSink) {
            sink.field(self.next_incoming_id);
            sink.field(Some(self.incoming_window));
            sink.field(Some(self.next_outgoing_id));
            sink.field(Some(self.outgoing_window));
            sink.field(self.handle);
            sink.field(self.delivery_count);
            sink.field(self.link_credit);
            sink.field(self.available);
            sink.field(self.drain.then_some(true));
            sink.field(self.echo.then_some(true));
            sink.field(self.properties);
        }
    }

    fn encoded(value: &impl Composite) -> Vec<u8> {
        let mut bytes = Vec::new();
        let measured = Measured::new(value);
        write::encode(&measured, &mut bytes).unwrap();
        assert_eq!(measured.encoded_len(), bytes.len());
        let mut as_field = Vec::new();
        write::push(&mut as_field, &value).unwrap();
        assert_eq!(as_field, bytes);
        bytes
    }

    /// A flow of a link as it usually is, all numbers being present.
    const FLOW: &[u8] = b"\0\x53\x13\xc0\x23\x09\x70\0\0\x10\0\x70\0\0\x08\0\x70\0\0\x03\xe8\x70\0\0\x08\0\
        \x52\x03\x70\0\0\x03\xe8\x70\0\0\x01\xf4\x43\x41";

    fn flow() -> Flow<'static> {
        Flow {
            next_incoming_id: Some(4096),
            incoming_window: 2048,
            next_outgoing_id: 1000,
            outgoing_window: 2048,
            handle: Some(3),
            delivery_count: Some(1000),
            link_credit: Some(500),
            available: Some(0),
            drain: true,
            ..Flow::default()
        }
    }

    #[test]
    fn fields_are_read_and_written_in_their_order() {
        assert_eq!(Flow::decode(FLOW, &Limits::default()), Ok(flow()));
        assert_eq!(encoded(&flow()), FLOW);
    }

    #[test]
    fn null_in_between_is_written_and_null_at_the_end_left_out() {
        let bytes = b"\0\x53\x13\xc0\x08\x06\x40\x43\x43\x43\x40\x52\x07";
        let flow = Flow { delivery_count: Some(7), ..Flow::default() };
        assert_eq!(Flow::decode(bytes, &Limits::default()), Ok(flow));
        let flow = Flow::decode(bytes, &Limits::default()).unwrap();
        assert_eq!(encoded(&flow), bytes);
    }

    /// Section 1.4 allows it, and section 1.2 any encoding of the descriptor and of the list.
    #[test]
    fn null_at_the_end_may_be_written_too() {
        let bytes =
            b"\0\x80\0\0\0\0\0\0\0\x13\xd0\0\0\0\x10\0\0\0\x0b\x40\x43\x43\x43\x40\x40\x40\x40\x56\0\x40\x40";
        assert_eq!(Flow::decode(bytes, &Limits::default()), Ok(Flow::default()));
    }

    #[test]
    fn a_long_composite_value_has_a_wide_list() {
        let mut map = crate::types::MapBuf::new();
        map.insert("k", "v".repeat(300).as_str()).unwrap();
        let flow = Flow { properties: Some(map.as_map()), ..flow() };
        let bytes = encoded(&flow);
        assert_eq!(bytes[..12], *b"\0\x53\x13\xd0\0\0\x01\x64\0\0\0\x0b");
        assert_eq!(Flow::decode(&bytes, &Limits::default()), Ok(flow));
    }

    #[test]
    fn a_composite_value_without_fields_is_an_empty_list() {
        struct End;

        impl Composite for End {
            const DESCRIPTOR: u8 = 0x17;

            fn fields(&self, sink: &mut impl FieldSink) {
                sink.field(None::<Value<'_>>);
            }
        }

        assert_eq!(encoded(&End), b"\0\x53\x17\x45");
    }

    /// Section 1.4, with sasl-mechanisms (section 5.3.3.1).
    #[test]
    fn a_field_may_have_one_value_several_or_none() {
        let symbols = |bytes: &'static [u8]| {
            let mut budget = Budget::new(&Limits::default());
            let mut fields = Fields::take(&mut { bytes }, &mut budget).unwrap();
            fields.multiple("sasl-server-mechanisms").map_err(|fault| fault.located(bytes))
        };
        let texts = |bytes| symbols(bytes).unwrap().iter().map(|symbol| symbol.as_str()).collect::<Vec<_>>();
        assert_eq!(texts(b"\xc0\x08\x01\xa3\x05PLAIN"), ["PLAIN"]);
        assert_eq!(texts(b"\xc0\x0b\x01\xe0\x08\x01\xa3\x05PLAIN"), ["PLAIN"]);
        let several = b"\xc0\x15\x01\xe0\x12\x02\xa3\x05PLAIN\x09ANONYMOUS";
        assert_eq!(texts(several), ["PLAIN", "ANONYMOUS"]);
        for none in [&b"\x45"[..], b"\xc0\x02\x01\x40", b"\xc0\x05\x01\xe0\x02\0\xa3"] {
            assert_eq!(symbols(none), Ok(Symbols::EMPTY));
        }
        let error = symbols(b"\xc0\x0b\x01\xe0\x08\x01\xa1\x05PLAIN").unwrap_err();
        assert_eq!((error.kind(), error.offset()), (DecodeErrorKind::WrongType, 3));
        assert_eq!(error.field(), "sasl-server-mechanisms");
    }

    #[rustfmt::skip]
    const ROWS: &[(&[u8], DecodeErrorKind, usize, &str)] = {
        use DecodeErrorKind::*;
        &[
            (b"\0\x53\x13\x45", MissingField, 4, "incoming-window"),
            (b"\0\x53\x13\xc0\x03\x02\x43\x40", MissingField, 7, "incoming-window"),
            (b"\0\x53\x13\xc0\x02\x01\x42", WrongType, 6, "next-incoming-id"),
            (b"\0\x53\x13\xc0\x02\x01\x4f", FormatCode, 6, "next-incoming-id"),
            (b"\0\x53\x13\xc0\x05\x02\x43\x70\0\0", Truncated, 7, "incoming-window"),
            (b"\0\x53\x13\xc0\x03\x02\x52\x07", Truncated, 8, "incoming-window"),
            (b"\0\x53\x13\xc0\x02\x02\x43", Count, 5, "count"),
            (b"\0\x53\x13\xc0\x0d\x0c\x40\x43\x43\x43\x40\x40\x40\x40\x40\x40\x40\x40", TooManyFields, 17, "list"),
            (b"\0\x53\x13\xc0\x06\x04\x40\x43\x43\x43\x43", TrailingBytes, 10, "list"),
            (b"\0\x53\x13\xc1\x01\0", WrongType, 3, "list"),
            (b"\0\x53\x13", Truncated, 3, "list"),
            (b"\x53\x13\x45", WrongType, 0, "descriptor"),
            (b"\0\x53\x13\xc0\x0c\x0a\x40\x43\x43\x43\x40\x40\x40\x40\x40\x56\x02", Boolean, 15, "echo"),
            (b"\0\x53\x13\xc0\x11\x0b\x40\x43\x43\x43\x40\x40\x40\x40\x40\x40\xc1\x04\x02\xa1\x01x", Truncated, 22, "properties"),
            (b"\0\x53\x13\xc0\x12\x0b\x40\x43\x43\x43\x40\x40\x40\x40\x40\x40\xc1\x05\x02\xa1\x01\xff\x40", Utf8, 19, "properties"),
            (b"\0\x53\x13\xc0\x13\x0b\x40\x43\x43\x43\x40\x40\x40\x40\x40\x40\xc1\x06\x02\x43\xc0\x02\x01\x40", TooDeep, 23, "properties"),
        ]
    };

    #[test]
    fn what_is_wrong_is_said_with_the_fields_name() {
        let limits = Limits { max_depth: 3, ..Limits::default() };
        for (bytes, kind, offset, field) in ROWS {
            let error = Flow::decode(bytes, &limits).unwrap_err();
            assert_eq!((error.kind(), error.offset(), error.field()), (*kind, *offset, *field), "{bytes:x?}");
        }
    }
}
