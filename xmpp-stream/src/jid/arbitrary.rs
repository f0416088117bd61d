//! `Arbitrary` for addresses and their parts: what the fuzzer's text is if that is valid, or else one of a few.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use super::{DomainPart, Jid, JidBuf, LocalPart, ResourcePart};

fn text<'a, T: TryFrom<&'a str>>(u: &mut Unstructured<'a>, always_there: &[&'static str]) -> Result<T> {
    let text: &'a str = u.arbitrary()?;
    let fallback = *u.choose(always_there)?;
    T::try_from(text).or_else(|_| T::try_from(fallback)).map_err(|_| Error::IncorrectFormat)
}

impl<'a> Arbitrary<'a> for Jid<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &["a@b.example/c", "A@B.example", "b.example/\u{2764}\u{fe0f}", "b"])
    }
}

impl<'a> Arbitrary<'a> for JidBuf {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &["a@b.example/c", "\u{e4}@b\u{fc}cher.example", "[::1]/c d", "b"])
    }
}

impl<'a> Arbitrary<'a> for LocalPart<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &["a", "\u{5d0}1", "B"])
    }
}

impl<'a> Arbitrary<'a> for DomainPart<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &["b.example", "b\u{fc}cher.example", "127.0.0.1", "[::1]"])
    }
}

impl<'a> Arbitrary<'a> for ResourcePart<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        text(u, &["c", "\u{265a} d", "e@f/g"])
    }
}
