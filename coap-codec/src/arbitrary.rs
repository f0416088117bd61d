//! `Arbitrary` for the views: valid values only, borrowed from the fuzzer's bytes.
//!
//! Options are the longest beginning of some of these bytes that is whole, or where that is empty a small list that is
//! always there: a fuzzer grows the one, the other is enough for property tests. Whatever is wanted beyond that is built with
//! [`OptionsBuf`](crate::option::OptionsBuf).

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::message::Message;
use crate::option::Options;
use crate::tcp::TcpMessage;
use crate::{Code, Token, Type};

impl<'a> Arbitrary<'a> for Token<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let len = u.int_in_range(0..=Self::MAX_LEN)?.min(u.len());
        Ok(Self::extended(u.bytes(len)?).unwrap_or_default())
    }
}

impl<'a> Arbitrary<'a> for Options<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let always_there: &[u8] =
            u.choose(&[&b""[..], b"\xb1a\x01b", b"\x61\x0c\x61\x28\xd2\x0a\x01\x0e"])?;
        let found = Self::valid_beginning(u.arbitrary()?);
        Ok(if found.is_empty() { Self::valid_beginning(always_there) } else { found })
    }
}

impl<'a> Arbitrary<'a> for Message<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let message_type = u.arbitrary()?;
        let detail = Code::from_byte(u.arbitrary::<u8>()? & 0x1f);
        let response = Code::new(u.int_in_range(2..=5)?, detail.detail()).unwrap_or(Code::CONTENT);
        let code = match message_type {
            Type::Rst => Code::EMPTY,
            Type::Ack if detail.is_empty() => Code::EMPTY,
            Type::Con if u.arbitrary()? => detail,
            Type::Non if !detail.is_empty() && u.arbitrary()? => detail,
            _ => response,
        };
        let empty = Self::new(message_type, code, u.arbitrary()?);
        if code.is_empty() {
            return Ok(empty);
        }
        Ok(Self { token: u.arbitrary()?, options: u.arbitrary()?, payload: u.arbitrary()?, ..empty })
    }
}

impl<'a> Arbitrary<'a> for TcpMessage<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let class = *u.choose(&[0, 2, 3, 4, 5, 7])?;
        let code = Code::new(class, u.int_in_range(0..=31)?).unwrap_or(Code::EMPTY);
        Ok(Self { code, token: u.arbitrary()?, options: u.arbitrary()?, payload: u.arbitrary()? })
    }
}

impl<'a> Arbitrary<'a> for crate::link::Links<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let always_there = *u.choose(&["", "</a>;rt=\"b\\c d\";obs,<>;sz=1", "</t>;ct=\"0 40\""])?;
        Self::try_from(u.arbitrary::<&str>()?)
            .or_else(|_| Self::try_from(always_there))
            .or(Ok(Self::default()))
    }
}

impl<'a> Arbitrary<'a> for crate::uri::Uri<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let always_there =
            *u.choose(&["coap://h", "coaps+ws://[2001:db8::1]:1/a/?", "coap+tcp://192.0.2.1/%2F?a%26=b&c"])?;
        let found = Self::try_from(u.arbitrary::<&str>()?).or_else(|_| Self::try_from(always_there));
        found.map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}
