//! minicoap: messages as views, written in place. An option's length of 269 or more is written wrongly, so row c is.

use minicoap::{Message, MessageBuilder, MessageType};

use super::{Codec, Header, Parts, Visit, output};

pub(super) struct Minicoap {
    out: Vec<u8>,
}

impl Codec for Minicoap {
    const NAME: &'static str = "minicoap 0.2.0";
    type Decoded<'a> = Message<'a>;
    type Source<'a> = (MessageType, Parts<'a>);

    fn new() -> Self {
        Self { out: output() }
    }

    #[inline(always)]
    fn decode<'a, R>(datagram: &'a [u8], then: impl FnOnce(&Message<'a>) -> R) -> Option<R> {
        match &Message::parse(datagram) {
            Ok(message) => Some(then(message)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(message: &Message<'_>, visit: &mut impl for<'v> Visit<'v>) -> Option<()> {
        let (message_type, code) = (message.message_type as u8, message.code);
        visit.head(Header { message_type, code, id: message.message_id }, message.token);
        for option in message.options {
            visit.option(option.number.into(), option.value);
        }
        visit.payload(message.payload.unwrap_or_default());
        Some(())
    }

    fn source<'a>(parts: &Parts<'a>) -> Self::Source<'a> {
        let types = [
            MessageType::Confirmable,
            MessageType::NonConfirmable,
            MessageType::Acknowledgement,
            MessageType::Reset,
        ];
        (types[usize::from(parts.header.message_type)], parts.clone())
    }

    #[inline(always)]
    fn build(&mut self, (message_type, parts): &Self::Source<'_>, written: impl FnOnce(&[u8])) {
        let builder = MessageBuilder::new(&mut self.out).expect("there is room");
        let builder = builder.header(*message_type, parts.header.code).message_id(parts.header.id);
        let mut builder = builder.token(parts.token).expect("the workload's tokens are short");
        for (number, value) in &parts.options {
            builder = builder.option(*number, value).expect("the workload's options are in order");
        }
        let builder = if parts.payload.is_empty() {
            builder.no_payload()
        } else {
            builder.payload(parts.payload).expect("there is room")
        };
        written(builder.build());
    }
}
