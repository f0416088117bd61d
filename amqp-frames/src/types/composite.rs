//! Composite values (section 1.4): described lists, whose fields are read and written one by one.
//!
//! Fields are checked as they are read, and made from the bytes directly: there is no list in between. Writing goes through the
//! fields once where a few bytes on the stack have room for them, and otherwise twice, for their length and for their bytes.

mod alternatives;
mod descriptor;
mod field;
mod fields;
mod measured;
mod restricted;
mod short;
mod value;

pub(crate) use alternatives::{alternatives, each, from_each};
pub(crate) use descriptor::{code_of, is_composite, performative_of, take_code, take_descriptor};
pub(crate) use field::Field;
pub(crate) use fields::Fields;
pub(crate) use measured::Measured;
pub(crate) use restricted::{as_source, choices, open_choices, restricted, serial};
pub(crate) use short::{Prepared, put_short, put_within};
pub(crate) use value::{from_value, to_value};

use super::check::Budget;
use super::write::Encode;
use super::{Value, read};
use crate::wire::Fault;
use crate::{DecodeErrorKind, EncodeError};

/// A composite value that can be read.
pub(crate) trait Parse<'a>: Sized {
    /// Takes the list behind the descriptor off the front of `input`.
    fn parse(input: &mut &'a [u8], budget: &mut Budget) -> Result<Self, Fault>;
}

/// A composite value that can be written.
pub(crate) trait Composite {
    /// What the specification calls it.
    const NAME: &'static str;

    /// The number that its descriptor is; those of the specification are below 256.
    const DESCRIPTOR: u8;

    /// Its fields in their order, as the specification names them.
    const FIELDS: &'static [&'static str];

    /// Whether nearly always its encoding has 100 bytes at most.
    const IS_SHORT: bool;

    /// Checks what no field by itself shows, here and in the composite values inside.
    #[inline(always)]
    fn check(&self) -> Result<(), Broken> {
        Ok(())
    }

    /// Gives all fields to `sink`, in their order; null is `None`.
    fn fields(&self, sink: &mut impl FieldSink);
}

/// The specification's name for a composite value.
pub(crate) const fn name_of<C: Composite>(_: &C) -> &'static str {
    C::NAME
}

/// A rule between fields that is broken, and the field that is to blame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Broken {
    pub(crate) kind: DecodeErrorKind,
    pub(crate) field: &'static str,
}

impl Broken {
    /// The fault of the field where it stands in the list at `list`.
    #[cold]
    pub(crate) fn located<C: Composite>(self, list: &[u8]) -> Fault {
        let mut rest = list;
        let items = match read::value(&mut rest) {
            Some(Value::List(list)) if !list.is_empty() => list.counted().1,
            // An empty list has no bytes of its own: the field had to begin behind it.
            _ => rest,
        };
        let mut at = items;
        for _ in C::FIELDS.iter().take_while(|name| **name != self.field) {
            if read::skip(&mut at).is_none() {
                break;
            }
        }
        Fault::new(self.kind, at, self.field).in_field(C::NAME, self.field)
    }
}

impl From<Broken> for EncodeError {
    fn from(Broken { kind, field }: Broken) -> Self {
        Self::Invalid { kind, field }
    }
}

/// Reading and writing of a composite value, from one list of its fields: the name in the crate, the specification's, and
/// whether it may be null.
///
/// `short` stands for [`Composite::IS_SHORT`]; `check` in front of the name of a method that checks rules between fields. What
/// is behind a semicolon is no field.
macro_rules! composite {
    ($type:ty, $name:literal, $descriptor:literal $(short $is_short:literal)? $(check $check:ident)? {
        $($field:ident $field_name:literal $mode:ident $(($default:expr))?,)*
        $(; $other:ident $value:expr,)?
    }) => {
        impl<'a> $crate::types::composite::Parse<'a> for $type {
            #[inline]
            fn parse(
                input: &mut &'a [u8],
                budget: &mut $crate::types::Budget,
            ) -> Result<Self, $crate::wire::Fault> {
                $(let $check = *input;)?
                #[allow(unused_mut, reason = "some have no fields")]
                let mut fields = $crate::types::composite::Fields::take($name, input, budget)?;
                let parsed = Self {
                    $($field: composite!(@read fields, $field_name, $mode $(($default))?),)*
                    $($other: $value,)?
                };
                fields.finish()?;
                $(if let Err(broken) = <Self as $crate::types::composite::Composite>::check(&parsed) {
                    return Err(broken.located::<Self>($check));
                })?
                Ok(parsed)
            }
        }

        #[allow(clippy::extra_unused_lifetimes, reason = "some have no lifetime")]
        impl<'a> $crate::types::composite::Composite for $type {
            const NAME: &'static str = $name;
            const DESCRIPTOR: u8 = $descriptor;
            const FIELDS: &'static [&'static str] = &[$($field_name,)*];
            const IS_SHORT: bool = false $(|| $is_short)?;

            $(#[inline]
            fn check(&self) -> Result<(), $crate::types::composite::Broken> {
                self.$check()
            })?

            #[inline(always)]
            #[allow(unused_variables, reason = "some have no fields")]
            fn fields(&self, sink: &mut impl $crate::types::composite::FieldSink) {
                $(composite!(@write sink, self.$field, $mode $(($default))?);)*
            }
        }

        #[allow(clippy::extra_unused_lifetimes, reason = "some have no lifetime")]
        impl<'a> $crate::types::Encode for $type {
            #[inline]
            fn encoded_len(&self) -> usize {
                $crate::types::composite::Measured::new(self).encoded_len()
            }

            #[inline]
            fn put(&self, dst: &mut impl bytes::BufMut) {
                $crate::types::composite::Measured::new(self).put(dst);
            }

            #[inline]
            fn put_short(&self, rest: &mut &mut [u8]) -> Option<()> {
                $crate::types::composite::put_within(self, rest)
            }
        }
    };
    (@read $fields:ident, $name:literal, or($default:expr)) => { $fields.or($name, $default)? };
    (@read $fields:ident, $name:literal, $mode:ident) => { $fields.$mode($name)? };
    (@write $sink:ident, $field:expr, required) => { $sink.field(Some(&$field)) };
    (@write $sink:ident, $field:expr, optional) => { $sink.field($field.as_ref()) };
    (@write $sink:ident, $field:expr, multiple) => { $sink.field(Some(&$field).filter(|field| !field.is_empty())) };
    (@write $sink:ident, $field:expr, or($default:expr)) => { $sink.field(Some(&$field).filter(|field| **field != $default)) };
}

pub(crate) use composite;

/// What takes fields. Those that are null are left out at the end.
pub(crate) trait FieldSink {
    fn field<T: Encode>(&mut self, field: Option<T>);
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::super::write;
    use super::*;
    use crate::types::{Descriptor, Map, Symbols};
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
            let (mut input, mut budget) = (bytes, Budget::new(limits));
            let flow = take_descriptor(&mut input, &mut budget).and_then(|descriptor| {
                assert_eq!(descriptor, Descriptor::Ulong(0x13));
                Self::parse(&mut input, &mut budget)
            });
            flow.map_err(|fault| fault.located(bytes))
        }
    }

    composite!(Flow<'a>, "flow", 0x13 {
        next_incoming_id "next-incoming-id" optional,
        incoming_window "incoming-window" required,
        next_outgoing_id "next-outgoing-id" required,
        outgoing_window "outgoing-window" required,
        handle "handle" optional,
        delivery_count "delivery-count" optional,
        link_credit "link-credit" optional,
        available "available" optional,
        drain "drain" or(false),
        echo "echo" or(false),
        properties "properties" optional,
    });

    fn encoded(value: &(impl Composite + Encode)) -> Vec<u8> {
        let mut bytes = Vec::new();
        let measured = Measured::new(value);
        write::encode(&measured, &mut bytes).unwrap();
        assert_eq!(measured.encoded_len(), bytes.len());
        let mut as_field = Vec::new();
        write::push(&mut as_field, value).unwrap();
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

        composite!(End, "end", 0x17 {});

        assert_eq!(encoded(&End), b"\0\x53\x17\x45");
    }

    /// Section 1.4, with sasl-mechanisms (section 5.3.3.1).
    #[test]
    fn a_field_may_have_one_value_several_or_none() {
        let symbols = |bytes: &'static [u8]| {
            let mut budget = Budget::new(&Limits::default());
            let mut fields = Fields::take("sasl-mechanisms", &mut { bytes }, &mut budget).unwrap();
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
        let limits = Limits { max_depth: 2, ..Limits::default() };
        for (bytes, kind, offset, field) in ROWS {
            let error = Flow::decode(bytes, &limits).unwrap_err();
            assert_eq!((error.kind(), error.offset(), error.field()), (*kind, *offset, *field), "{bytes:x?}");
        }
    }
}
