//! What holds for every decoder of a stream, whatever the protocol.

use std::fmt::{Debug, Display};

use bytes::BytesMut;

/// A decoder that takes one item after the other off the front of a stream.
pub(crate) trait Stream: Clone {
    type Item<'a>: Debug + PartialEq;
    type Error: Copy + Debug + Display + PartialEq;

    /// An item that a decoder could take, had it not failed.
    const ITEM: &'static [u8];

    fn decode<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Self::Item<'a>>, Self::Error>;
    fn frame_len(&mut self, input: &[u8]) -> Result<Option<usize>, Self::Error>;
    /// Whether an item may take no bytes.
    fn may_be_empty(_item: &Self::Item<'_>) -> bool {
        false
    }
    /// Whether bytes like this one may be taken though no item is whole.
    fn may_skip(_byte: u8) -> bool {
        false
    }
    /// Where in the item at the front the error is.
    fn offset(error: Self::Error) -> usize;
}

/// The methods of a decoder, under the same names.
macro_rules! stream {
    ($decoder:ty, $item:ident, $error:ty, $bytes:expr) => {
        impl $crate::stream::Stream for $decoder {
            type Item<'a> = $item<'a>;
            type Error = $error;

            const ITEM: &'static [u8] = $bytes;

            fn decode<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<$item<'a>>, $error> {
                self.decode(input)
            }

            fn frame_len(&mut self, input: &[u8]) -> Result<Option<usize>, $error> {
                // Some take `&self`.
                <$decoder>::frame_len(self, input)
            }

            fn offset(error: $error) -> usize {
                error.offset()
            }
        }
    };
}

pub(crate) use stream;

/// Decodes items until there are no more, and shows each with its bytes and with the decoder. Gives the error at the end.
pub(crate) fn decode_all<'a, D: Stream>(
    decoder: &mut D,
    mut input: &'a [u8],
    mut show: impl FnMut(&D, D::Item<'a>, &'a [u8]),
) -> Option<D::Error> {
    loop {
        let front = input;
        let announced = decoder.frame_len(front);
        match decoder.decode(&mut input) {
            Ok(Some(item)) => {
                let (bytes, rest) = front.split_at(front.len() - input.len());
                assert!(!bytes.is_empty() || D::may_be_empty(&item), "nothing was taken");
                assert_eq!(rest, input);
                assert_eq!(announced, Ok(Some(bytes.len())));
                show(decoder, item, bytes);
            }
            Ok(None) => {
                check_skipped::<D>(front, input);
                let len = announced.expect("there was no error");
                let skipped = front.len() - input.len();
                assert!(len.is_none_or(|len| len > front.len() || len == skipped), "a whole item was left");
                return None;
            }
            Err(error) => {
                check_skipped::<D>(front, input);
                check_error::<D>(error, announced, front);
                check_failed(decoder, error, front);
                return Some(error);
            }
        }
    }
}

/// `input` is what is left of `front`, all of it unless there is something to be skipped.
fn check_skipped<D: Stream>(front: &[u8], input: &[u8]) {
    let (skipped, rest) = front.split_at(front.len() - input.len());
    assert_eq!(rest, input);
    assert!(skipped.iter().all(|byte| D::may_skip(*byte)), "{skipped:?} was taken");
}

fn check_error<D: Stream>(error: D::Error, announced: Result<Option<usize>, D::Error>, front: &[u8]) {
    let len = match announced {
        Ok(Some(len)) => len,
        announced => {
            assert_eq!(announced, Err(error));
            front.len()
        }
    };
    assert!(len <= front.len() && D::offset(error) <= len, "{error} is behind the end");
}

/// A decoder that failed stays failed, whatever it is given.
fn check_failed<D: Stream>(decoder: &mut D, error: D::Error, front: &[u8]) {
    for input in [front, D::ITEM, b""] {
        let mut rest = input;
        assert_eq!(decoder.decode(&mut rest), Err(error));
        assert_eq!(rest, input);
        assert_eq!(decoder.frame_len(input), Err(error));
    }
}

/// The items of a stream, and at its end the error, or how many bytes are left.
pub(crate) type Outcome<'a, D> = (Vec<<D as Stream>::Item<'a>>, Result<usize, <D as Stream>::Error>);

/// How a stream arrives: the lengths of its pieces, used again and again, and the stream.
#[derive(Clone, Copy)]
pub(crate) struct Pieces<'a> {
    lengths: &'a [u8],
    stream: &'a [u8],
}

impl<'a> Pieces<'a> {
    /// The first byte says how many bytes follow that are lengths; the others are the stream.
    pub(crate) fn read(data: &'a [u8]) -> Option<Self> {
        let (count, data) = data.split_first()?;
        let (lengths, stream) = data.split_at_checked(usize::from(*count))?;
        Some(Self { lengths, stream })
    }

    fn lengths(&self) -> impl Iterator<Item = usize> + 'a {
        let lengths = self.lengths.iter().map(|len| usize::from(*len).max(1));
        lengths.cycle().chain(std::iter::repeat(1))
    }
}

/// Decodes a stream as a whole and as it arrives in pieces: the items are the same, and so is the error.
pub(crate) fn check_split<'a, D: Stream>(decoder: &D, pieces: Pieces<'a>) -> Outcome<'a, D> {
    let expected = whole(decoder.clone(), pieces.stream);
    assert_eq!(in_pieces(decoder.clone(), pieces), expected);
    expected
}

fn whole<D: Stream>(mut decoder: D, mut input: &[u8]) -> Outcome<'_, D> {
    let mut items = Vec::new();
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(item)) => items.push(item),
            Ok(None) => return (items, Ok(input.len())),
            Err(error) => return (items, Err(error)),
        }
    }
}

/// The caller keeps what is left and calls again when more has come.
fn in_pieces<D: Stream>(mut decoder: D, pieces: Pieces<'_>) -> Outcome<'_, D> {
    let Pieces { stream, .. } = pieces;
    let mut items = Vec::new();
    let mut lengths = pieces.lengths();
    let (mut start, mut end) = (0, 0);
    let mut announced = None;
    loop {
        let front = &stream[start..end];
        let mut input = front;
        announced = check_announced(&mut decoder, front, announced);
        match decoder.decode(&mut input) {
            Ok(Some(item)) => {
                items.push(item);
                start = end - input.len();
                assert_eq!(announced.take(), Some(front.len() - input.len()));
            }
            Ok(None) => {
                check_skipped::<D>(front, input);
                announced = announced.filter(|_| front.len() == input.len());
                assert_eq!(decoder.decode(&mut input), Ok(None), "asked again with nothing more");
                start = end - input.len();
                if end == stream.len() {
                    return (items, Ok(input.len()));
                }
                end = stream.len().min(end + lengths.next().unwrap_or(1));
            }
            Err(error) => {
                check_skipped::<D>(front, input);
                return (items, Err(error));
            }
        }
    }
}

/// Once the length of the item at the front can be told, it stays the same, unless it's that of what may be skipped.
fn check_announced<D: Stream>(decoder: &mut D, front: &[u8], before: Option<usize>) -> Option<usize> {
    let now = decoder.frame_len(front).ok().flatten();
    let before = before.filter(|len| !front.iter().take(*len).all(|byte| D::may_skip(*byte)));
    assert!(before.is_none() || now == before, "{before:?} became {now:?}");
    now
}

/// What `Framed` would make of the pieces, up to the end or an error, is what the decoder has made of the whole.
pub(crate) fn check_codec<'a, D: Stream, C>(
    mut codec: C,
    pieces: Pieces<'a>,
    (items, end): &Outcome<'a, D>,
    is_same: impl Fn(&C::Item, &D::Item<'a>) -> bool,
    error_of: impl Fn(C::Error) -> D::Error,
) where
    C: tokio_util::codec::Decoder,
    C::Item: Debug,
{
    let (mut buffer, mut items) = (BytesMut::new(), items.iter());
    let (mut stream, mut lengths) = (pieces.stream, pieces.lengths());
    loop {
        match codec.decode(&mut buffer) {
            Ok(Some(kept)) => {
                let item = items.next().expect("the decoder found it, too");
                assert!(is_same(&kept, item), "{kept:?} is not {item:?}");
            }
            Ok(None) if stream.is_empty() => {
                assert!(items.next().is_none());
                return assert_eq!(&Ok(buffer.len()), end);
            }
            Ok(None) => {
                let len = lengths.next().unwrap_or(1).min(stream.len());
                buffer.extend_from_slice(stream.split_off(..len).unwrap_or_default());
            }
            Err(error) => {
                assert!(items.next().is_none());
                return assert_eq!(&Err(error_of(error)), end);
            }
        }
    }
}
