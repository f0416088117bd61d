//! Arrays (section 1.6.24).

use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::iter::FusedIterator;

use super::code::{DESCRIBED, Layout, Primitive, wider};
use super::write::{self, MAX_BODY};
use super::{Described, Descriptor, Value, depth, read, through_view};
use crate::wire::take_byte;
use crate::{DecodeErrorKind, EncodeError};

/// Values of one type, as they stand in the array's encoding; built with [`ArrayBuf`].
///
/// Arrays are equal if their elements are of one type and equal, so that empty arrays of different types are not.
#[derive(Clone, Copy)]
pub struct Array<'a> {
    /// The constructor of all elements, and their data.
    body: &'a [u8],
    count: u32,
}

/// The owned form of [`Array`]: its encoding, appended to. All elements have the narrowest constructor that is wide enough.
///
/// ```
/// use amqp_frames::types::{ArrayBuf, Primitive};
///
/// let mut array = ArrayBuf::new(Primitive::Uint);
/// array.push(7_u32)?;
/// array.push(70_000_u32)?;
/// assert!(array.push("7").is_err());
/// assert_eq!(array.as_array().to_string(), "[7, 70000]");
/// # Ok::<(), amqp_frames::EncodeError>(())
/// ```
#[derive(Clone)]
pub struct ArrayBuf {
    body: Vec<u8>,
    /// Where the data begin, behind the format code that the constructor ends with.
    data_at: usize,
    count: u32,
    element: Primitive,
    /// How deep elements stand: in the array, and behind their descriptors.
    depth: u16,
}

/// The elements of an array one after the other; see [`Array::iter`].
#[derive(Clone)]
pub struct ArrayIter<'a> {
    body: &'a [u8],
    rest: &'a [u8],
    left: u32,
    code: u8,
    is_described: bool,
}

impl<'a> Array<'a> {
    /// How many elements there are.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The type of all elements; if they are described, of what is described.
    pub fn element_type(&self) -> Primitive {
        self.constructor().and_then(|(code, _)| Primitive::of(code)).unwrap_or(Primitive::Null)
    }

    /// The descriptor of all elements, if they are described.
    pub fn descriptor(&self) -> Option<Descriptor<'a>> {
        self.descriptors().next()
    }

    /// The elements in their order.
    #[inline]
    pub fn iter(&self) -> ArrayIter<'a> {
        let is_described = self.body.first() == Some(&DESCRIBED);
        match self.constructor() {
            Some((code, rest)) => ArrayIter { body: self.body, rest, left: self.count, code, is_described },
            None => ArrayIter { body: &[], rest: &[], left: 0, code: DESCRIBED, is_described },
        }
    }

    /// The elements without their [`descriptors`](Self::descriptors), which are the same for all: who goes through many looks
    /// at those once.
    pub fn undescribed(&self) -> ArrayIter<'a> {
        ArrayIter { is_described: false, ..self.iter() }
    }

    /// The element that all are, if elements have no bytes.
    fn only(&self) -> Option<Value<'a>> {
        let (code, _) = self.constructor()?;
        if has_no_data(code) { self.undescribed().next() } else { None }
    }

    /// The format code that the constructor ends with, and the data.
    fn constructor(&self) -> Option<(u8, &'a [u8])> {
        let mut rest = self.body;
        let code = read::constructor(&mut rest)?;
        Some((code, rest))
    }

    /// The descriptors that each of the elements has, the outermost first.
    pub fn descriptors(&self) -> impl Iterator<Item = Descriptor<'a>> + Clone + use<'a> {
        let mut rest = self.body;
        core::iter::from_fn(move || match take_byte(&mut rest)? {
            DESCRIBED => read::value(&mut rest).map(Descriptor::from),
            _ => None,
        })
    }

    /// For a count, and a constructor with data, that were found valid.
    #[inline(always)]
    pub(crate) const fn from_valid((count, body): (u32, &'a [u8])) -> Self {
        Self { body, count }
    }

    pub(crate) const fn counted(&self) -> (u32, &'a [u8]) {
        (self.count, self.body)
    }
}

fn has_no_data(code: u8) -> bool {
    Layout::of(code) == Layout::Fixed(0)
}

impl ArrayBuf {
    /// No elements yet; all will be of this type.
    pub fn new(element: Primitive) -> Self {
        Self { body: [element.first_code()].into(), data_at: 1, count: 0, element, depth: 1 }
    }

    /// No elements yet; all will be of this type, and described by this descriptor.
    ///
    /// # Errors
    ///
    /// The descriptor has 4 GiB, which no size can say, or values would be too deep inside each other: 255 levels can be built.
    pub fn described<'d>(
        descriptor: impl Into<Descriptor<'d>>,
        element: Primitive,
    ) -> Result<Self, EncodeError> {
        let descriptor = descriptor.into();
        depth::check(&descriptor.as_value(), 2)?;
        let mut body = Vec::from([DESCRIBED]);
        write::push(&mut body, &descriptor)?;
        write::reserve(&mut body, 1)?;
        body.push(element.first_code());
        Ok(Self { data_at: body.len(), body, count: 0, element, depth: 2 })
    }

    /// Adds an element at the end, without the descriptor.
    ///
    /// # Errors
    ///
    /// It is of another type; or the array would have 4 GiB or 2^32 elements, which no size or count can say, or values would
    /// be too deep inside each other: 255 levels can be built.
    pub fn push<'v>(&mut self, element: impl Into<Value<'v>>) -> Result<(), EncodeError> {
        let element = element.into();
        let fits = element.primitive() == Some(self.element);
        let Some(narrowest) = write::element_code(&element).filter(|_| fits) else {
            return Err(EncodeError::Invalid { kind: DecodeErrorKind::WrongType, field: "array" });
        };
        depth::check(&element, self.depth)?;
        let count = self.count.checked_add(1).ok_or(EncodeError::TooLarge)?;
        let code = if self.is_empty() { narrowest } else { wider(self.code(), narrowest) };
        write::reserve(&mut self.body, write::element_len(&element))?;
        self.set_code(code)?;
        write::put_element(&mut self.body, code, &element);
        self.count = count;
        Ok(())
    }

    /// How many elements there are.
    pub const fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether there are no elements.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Takes all elements out, and keeps the memory, the type and the descriptor.
    pub fn clear(&mut self) {
        self.body.truncate(self.data_at);
        self.count = 0;
    }

    /// The view.
    pub fn as_array(&self) -> Array<'_> {
        Array { body: &self.body, count: self.count }
    }

    fn code(&self) -> u8 {
        self.body.get(..self.data_at).and_then(<[u8]>::last).copied().unwrap_or_default()
    }

    /// Writes all elements again if they have another format code.
    fn set_code(&mut self, code: u8) -> Result<(), EncodeError> {
        let old = self.code();
        if old == code {
            return Ok(());
        }
        if self.is_empty() {
            self.body.truncate(self.data_at - 1);
            self.body.push(code);
            return Ok(());
        }
        let (constructor, mut data) = self.body.split_at(self.data_at);
        let mut body = Vec::from(constructor);
        if let Some(last) = body.last_mut() {
            *last = code;
        }
        for _ in 0..self.count {
            let Some(element) = read::data(old, &mut data) else { break };
            write::put_element(&mut body, code, &element);
        }
        if body.len() > MAX_BODY {
            return Err(EncodeError::TooLarge);
        }
        self.body = body;
        Ok(())
    }
}

impl From<Array<'_>> for ArrayBuf {
    fn from(array: Array<'_>) -> Self {
        let data_at = array.constructor().map_or(0, |(_, data)| array.body.len() - data.len());
        let descriptors = u16::try_from(array.descriptors().count()).unwrap_or(u16::MAX);
        Self {
            body: array.body.into(),
            data_at,
            count: array.count,
            element: array.element_type(),
            depth: descriptors.saturating_add(1),
        }
    }
}

impl<'a> Iterator for ArrayIter<'a> {
    type Item = Value<'a>;

    #[inline]
    fn next(&mut self) -> Option<Value<'a>> {
        self.left = self.left.checked_sub(1)?;
        if !self.is_described {
            return read::data(self.code, &mut self.rest);
        }
        let data_at = u32::try_from(self.body.len() - self.rest.len()).ok()?;
        read::skip_data(self.code, &mut self.rest)?;
        let bytes = self.body.get(..self.body.len() - self.rest.len())?;
        Some(Value::Described(Described::from_valid(bytes, data_at)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for ArrayIter<'_> {}

impl fmt::Debug for ArrayIter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayIter").field("left", &self.left).finish_non_exhaustive()
    }
}

impl FusedIterator for ArrayIter<'_> {}

impl<'a> IntoIterator for Array<'a> {
    type Item = Value<'a>;
    type IntoIter = ArrayIter<'a>;

    fn into_iter(self) -> ArrayIter<'a> {
        self.iter()
    }
}

impl PartialEq for Array<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && (self.body == other.body || self.cmp(other).is_eq())
    }
}

impl Eq for Array<'_> {}

impl PartialOrd for Array<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Array<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let types = self.element_type().cmp(&other.element_type());
        types.then_with(|| self.descriptors().cmp(other.descriptors())).then_with(|| {
            match (self.only(), other.only()) {
                (Some(one), Some(another)) => one.cmp(&another).then(self.count.cmp(&other.count)),
                _ => self.undescribed().cmp(other.undescribed()),
            }
        })
    }
}

impl Hash for Array<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.element_type().hash(state);
        self.descriptors().for_each(|descriptor| descriptor.hash(state));
        let looked_at = if self.only().is_some() { 1 } else { self.len() };
        let mut before = None;
        for (at, element) in (0_u32..).zip(self.undescribed().take(looked_at)) {
            // Of equal ones that need no bytes the first alone, wherever they have bytes: there may be as many as a count can say.
            let empty = write::element_code(&element).filter(|code| has_no_data(*code));
            if empty.is_none() || empty != before {
                (at, element).hash(state);
            }
            before = empty;
        }
        self.count.hash(state);
    }
}

impl fmt::Debug for Array<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.descriptor().is_none() {
            return Undescribed(self).fmt(f);
        }
        let mut shown = f.debug_struct("Described");
        self.descriptors().for_each(|descriptor| _ = shown.field("descriptor", &descriptor));
        shown.field("elements", &Undescribed(self)).finish()
    }
}

/// Shows the elements without their descriptors.
struct Undescribed<'a>(&'a Array<'a>);

impl fmt::Debug for Undescribed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.repeated() {
            Some(element) => write!(f, "[{element:?} x {}]", self.0.count),
            None => f.debug_list().entries(self.0.undescribed()).finish(),
        }
    }
}

/// Equal elements are shown one by one up to this many: those without bytes may be any number.
const MANY: usize = 16;

impl<'a> Array<'a> {
    /// The element that many are equal to, if all are: in whichever encoding, as equal arrays are shown alike.
    fn repeated(&self) -> Option<Value<'a>> {
        if self.len() <= MANY {
            return None;
        }
        let mut elements = self.undescribed();
        let first = elements.next()?;
        (self.only().is_some() || elements.all(|element| element == first)).then_some(first)
    }
}

/// Descriptors are shown once, in front of the elements; many equal elements by their number.
impl fmt::Display for Array<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.descriptors().try_for_each(|descriptor| write!(f, "@{descriptor} "))?;
        match self.repeated() {
            Some(element) => write!(f, "[{element} x {}]", self.count),
            None => super::fmt_items(f, self.undescribed()),
        }
    }
}

through_view! {
    ArrayBuf as_array: Eq Hash Display Debug IntoIterator(Value<'a>, ArrayIter<'a>);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::ValueBuf;

    #[test]
    fn many_equal_elements_are_shown_by_their_number_in_any_encoding() {
        let narrow = Value::decode(b"\xe0\x02\x63\x41", &crate::Limits::default()).unwrap();
        let wide = [&b"\xe0\x65\x63\x56"[..], &[1; 99]].concat();
        let wide = Value::decode(&wide, &crate::Limits::default()).unwrap();
        for array in [narrow, wide] {
            assert_eq!(alloc::format!("{array}"), "[true x 99]");
            assert_eq!(alloc::format!("{array:?}"), "Array([Boolean(true) x 99])");
        }
    }

    /// A list inside of as many others, which is what is decoded with the highest limit.
    fn lists(depth: u16) -> ValueBuf {
        let mut bytes = Vec::from([0x45]);
        for _ in 1..depth {
            let size = u32::try_from(bytes.len() + 4).unwrap().to_be_bytes();
            bytes = [&[0xd0][..], &size, &[0, 0, 0, 1], &bytes].concat();
        }
        ValueBuf::decode(bytes, &crate::Limits::UNLIMITED).unwrap()
    }

    #[test]
    fn elements_may_be_as_deep_as_descriptors_leave_it_also_in_an_array_that_was_decoded() {
        for descriptors in 0..4 {
            let constructor = [&b"\0\x53\x07".repeat(descriptors)[..], b"\x45"].concat();
            let size = u8::try_from(constructor.len() + 1).unwrap();
            let bytes = [&[0xe0, size, 0][..], &constructor].concat();
            let Ok(Value::Array(decoded)) = Value::decode(&bytes, &crate::Limits::default()) else {
                panic!("{bytes:x?}")
            };
            let mut kept = ArrayBuf::from(decoded);
            let deepest = depth::MAX - 1 - u16::try_from(descriptors).unwrap();
            assert!(kept.push(lists(deepest + 1).as_value()).is_err());
            kept.push(lists(deepest).as_value()).unwrap();
            let mut encoded = Vec::new();
            Value::Array(kept.as_array()).encode(&mut encoded).unwrap();
            assert!(Value::decode(&encoded, &crate::Limits::UNLIMITED).is_ok(), "{descriptors}");
        }
    }

    #[test]
    fn an_array_that_was_cleared_has_the_narrowest_constructor_for_what_comes_next() {
        let mut array = ArrayBuf::described(7_u64, Primitive::Uint).unwrap();
        array.push(70_000_u32).unwrap();
        array.clear();
        assert!(array.as_array().is_empty());
        assert_eq!(array, ArrayBuf::described(7_u64, Primitive::Uint).unwrap());
        array.push(7_u32).unwrap();
        assert_eq!(array.as_array().counted(), (1, &b"\0\x53\x07\x52\x07"[..]));
    }
}
