//! Writing lists and maps, item by item.

use alloc::vec::Vec;

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

use super::{ToValueError, Writer};
use crate::types::code::{DESCRIBED, code};
use crate::types::{Symbol, keys, write};
use crate::{DecodeErrorKind, EncodeError};

/// The most bytes in front of a list's or map's items. Items are written behind that many, and moved when it is known how
/// many there are: no more of them move than go into a list8 or map8.
const HEAD: usize = 9;

/// What stands in a value that is written item by item.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Items {
    /// Items of a list.
    List,
    /// Fields of a composite value: nulls at the end are left out.
    Fields,
    /// Keys and what they map to.
    Map,
    /// The same of a composite value: nulls are left out.
    Entries { is_symbol: bool },
    /// A descriptor and what it describes.
    Described,
}

/// A value that is written item by item.
pub(in super::super) struct Compound<'b> {
    out: &'b mut Vec<u8>,
    depth: u8,
    items: Items,
    /// Where the value begins, without its descriptor.
    head: usize,
    /// Keys and values counted together.
    count: u32,
    /// Bytes from the head on, and items, up to the last one that isn't null.
    kept: (usize, u32),
    /// Where the map of one entry begins that it stands in.
    outer: Option<usize>,
}

impl<'b> Compound<'b> {
    pub(super) fn begin(out: &'b mut Vec<u8>, depth: u8, items: Items) -> Result<Self, ToValueError> {
        let head = out.len();
        match items {
            Items::Described => put_described(out)?,
            _ => open(out)?,
        }
        Ok(Self { out, depth, items, head, count: 0, kept: (HEAD, 0), outer: None })
    }

    /// The same in a map of one entry, which begins there.
    pub(super) fn inside(self, outer: usize) -> Self {
        Self { outer: Some(outer), ..self }
    }

    /// Writes an item, or nothing: whoever serialises may go on after an error.
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), ToValueError> {
        let count = self.count.checked_add(1).ok_or(EncodeError::TooLarge)?;
        let at = self.out.len();
        let written = item.serialize(Writer::new(self.out, self.depth)?);
        written.inspect_err(|_| self.out.truncate(at))?;
        self.count = count;
        if !self.is_null_from(at) {
            self.kept = (self.out.len().saturating_sub(self.head), self.count);
        }
        Ok(())
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), ToValueError> {
        let is_symbol = match self.items {
            Items::Map => false,
            Items::Entries { is_symbol } => is_symbol,
            _ => return self.item(value),
        };
        let (at, count) = (self.out.len(), self.count.checked_add(2).ok_or(EncodeError::TooLarge)?);
        put_key(self.out, name, is_symbol)?;
        let value_at = self.out.len();
        let written = self.item(value);
        let is_left_out = matches!(self.items, Items::Entries { .. }) && self.is_null_from(value_at);
        if written.is_err() || is_left_out {
            self.out.truncate(at);
            self.count = count - 2;
        } else {
            self.count = count;
        }
        written
    }

    /// A field of a list has its place even where it is left out.
    fn skip(&mut self) -> Result<(), ToValueError> {
        if self.items == Items::Fields { self.item(&()) } else { Ok(()) }
    }

    fn is_null_from(&self, at: usize) -> bool {
        self.out.get(at..) == Some(&[code::NULL])
    }

    pub(super) fn end(mut self) -> Result<(), ToValueError> {
        match self.items {
            Items::List => self.end_list(),
            Items::Fields => {
                let (len, count) = self.kept;
                self.out.truncate(self.head.saturating_add(len));
                self.count = count;
                self.end_list();
            }
            Items::Map | Items::Entries { .. } => self.end_map()?,
            Items::Described if self.count == 2 => {}
            Items::Described => return Err(ToValueError::Name("=described")),
        }
        if let Some(head) = self.outer {
            close(self.out, head, 2, code::MAP8, code::MAP32);
        }
        Ok(())
    }

    fn end_list(&mut self) {
        if self.count == 0 {
            self.out.truncate(self.head);
            self.out.push(code::LIST0);
        } else {
            close(self.out, self.head, self.count, code::LIST8, code::LIST32);
        }
    }

    fn end_map(&mut self) -> Result<(), ToValueError> {
        if !self.count.is_multiple_of(2) {
            return Err(ToValueError::invalid(DecodeErrorKind::OddMap, "map"));
        }
        let items = self.out.get(self.head.saturating_add(HEAD)..).unwrap_or_default();
        if keys::duplicate(items, self.count / 2).is_some() {
            return Err(ToValueError::invalid(DecodeErrorKind::DuplicateKey, "key"));
        }
        close(self.out, self.head, self.count, code::MAP8, code::MAP32);
        Ok(())
    }
}

macro_rules! item_by_item {
    ($($trait:ident $method:ident;)+) => {$(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = ToValueError;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), ToValueError> {
                self.item(item)
            }

            fn end(self) -> Result<(), ToValueError> {
                Compound::end(self)
            }
        }
    )+};
}

item_by_item! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

impl SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = ToValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ToValueError> {
        self.item(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ToValueError> {
        self.item(value)
    }

    fn end(self) -> Result<(), ToValueError> {
        Compound::end(self)
    }
}

macro_rules! field_by_field {
    ($($trait:ident)+) => {$(
        impl $trait for Compound<'_> {
            type Ok = ();
            type Error = ToValueError;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), ToValueError> {
                self.field(name, value)
            }

            fn skip_field(&mut self, _: &'static str) -> Result<(), ToValueError> {
                self.skip()
            }

            fn end(self) -> Result<(), ToValueError> {
                Compound::end(self)
            }
        }
    )+};
}

field_by_field! { SerializeStruct SerializeStructVariant }

fn put_key(out: &mut Vec<u8>, text: &'static str, is_symbol: bool) -> Result<(), ToValueError> {
    if !is_symbol {
        return Ok(write::push(out, &text)?);
    }
    let symbol = Symbol::new(text).ok_or(ToValueError::invalid(DecodeErrorKind::Symbol, "symbol"))?;
    Ok(write::push(out, &symbol)?)
}

/// Makes room for the head of a list or map.
pub(super) fn open(out: &mut Vec<u8>) -> Result<(), ToValueError> {
    write::reserve(out, HEAD)?;
    out.extend([0; HEAD]);
    Ok(())
}

pub(super) fn put_described(out: &mut Vec<u8>) -> Result<(), ToValueError> {
    write::reserve(out, 1)?;
    out.push(DESCRIBED);
    Ok(())
}

/// Writes what stands in front of the items, once these are all there.
pub(super) fn close(out: &mut Vec<u8>, head: usize, count: u32, narrow: u8, wide: u8) {
    let body = out.len().saturating_sub(head + HEAD);
    let mut bytes = [0; HEAD];
    write::put_counted_head(&mut &mut bytes[..], narrow, wide, count, body);
    let len = write::counted_head_len(count, body);
    out.splice(head..head + HEAD, bytes.into_iter().take(len));
}
