//! Writing composite values in two passes: one counts, the other writes.

use bytes::BufMut;

use super::super::code::code;
use super::super::write::{self, Encode};
use super::{Composite, FieldSink};

/// Counts fields and their bytes.
#[derive(Default)]
struct Measure {
    /// All fields up to here, and their bytes.
    index: u8,
    len: usize,
    /// Those up to the last one that isn't null.
    fields: u8,
    body: usize,
}

impl FieldSink for Measure {
    #[inline(always)]
    fn field<T: Encode>(&mut self, field: Option<T>) {
        self.index += 1;
        match field {
            None => self.len = self.len.saturating_add(1),
            Some(field) => {
                self.len = self.len.saturating_add(field.encoded_len());
                (self.fields, self.body) = (self.index, self.len);
            }
        }
    }
}

/// Writes fields that were counted.
struct Writer<'d, B> {
    dst: &'d mut B,
    left: u8,
}

impl<B: BufMut> FieldSink for Writer<'_, B> {
    #[inline(always)]
    fn field<T: Encode>(&mut self, field: Option<T>) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        match field {
            None => self.dst.put_slice(&[code::NULL]),
            Some(field) => field.put(self.dst),
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
        Self { value, fields: measure.fields, body: measure.body }
    }
}

impl<C: Composite> Encode for Measured<'_, C> {
    #[inline(always)]
    fn encoded_len(&self) -> usize {
        let head = if self.fields == 0 { 1 } else { write::counted_head_len(self.fields.into(), self.body) };
        self.body.saturating_add(3 + head)
    }

    #[inline(always)]
    fn put(&self, dst: &mut impl BufMut) {
        write::put_composite_head(dst, C::DESCRIPTOR, self.fields, self.body);
        self.value.fields(&mut Writer { dst, left: self.fields });
    }
}
