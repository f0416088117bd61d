//! toad-msg with `alloc`: owned messages, a map of lists of options.

use toad_msg::{
    Code, Id, MessageOptions, OptNumber, OptValue, Payload, Token, TryFromBytes, TryIntoBytes, Type,
    alloc::Message,
};

use super::{Codec, Header, Parts, Visit};

pub(super) struct Toad;

impl Codec for Toad {
    const NAME: &'static str = "toad-msg 1.0.0-beta.6";
    type Decoded<'a> = Message;
    type Source<'a> = (Type, Code, Token, Parts<'a>);

    fn new() -> Self {
        Self
    }

    #[inline(always)]
    fn decode<'a, R>(datagram: &'a [u8], then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R> {
        match &Message::try_from_bytes(datagram) {
            Ok(message) => Some(then(message)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(message: &Message, visit: &mut impl for<'v> Visit<'v>) -> Option<()> {
        let header = Header { message_type: message.ty.into(), code: message.code.into(), id: message.id.0 };
        visit.head(header, message.token.as_bytes());
        for (number, values) in &message.opts {
            for value in values {
                visit.option(number.0 as u16, &value.0);
            }
        }
        visit.payload(message.payload.as_bytes());
        Some(())
    }

    fn source<'a>(parts: &Parts<'a>) -> Self::Source<'a> {
        let types = [Type::Con, Type::Non, Type::Ack, Type::Reset];
        let token = Token(parts.token.iter().copied().collect());
        (types[usize::from(parts.header.message_type)], parts.header.code.into(), token, parts.clone())
    }

    #[inline(always)]
    fn build(&mut self, (message_type, code, token, parts): &Self::Source<'_>, written: impl FnOnce(&[u8])) {
        let mut message = Message::new(*message_type, *code, Id(parts.header.id), *token);
        for (number, value) in &parts.options {
            let value = OptValue(value.to_vec());
            message =
                message.add(OptNumber((*number).into()), value).expect("the workload's options are right");
        }
        message.set_payload(Payload(parts.payload.to_vec()));
        let datagram: Vec<u8> = message.try_into_bytes().expect("the workload's messages are right");
        written(&datagram);
    }
}
