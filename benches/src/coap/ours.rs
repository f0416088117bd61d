//! coap-codec itself, at its default limits.

use coap_codec::{
    Code, Limits, MessageId, MessageType, Token,
    message::Message,
    option::{OptionNumber, OptionsBuf},
};

use super::{Codec, Header, Parts, Visit, output};

pub(super) struct CoapCodec {
    options: OptionsBuf,
    out: Vec<u8>,
}

impl Codec for CoapCodec {
    const NAME: &'static str = "coap-codec";
    type Decoded<'a> = Message<'a>;
    type Source<'a> = (Message<'a>, Vec<(OptionNumber, &'a [u8])>);

    fn new() -> Self {
        Self { options: OptionsBuf::new(), out: output() }
    }

    #[inline(always)]
    fn decode<'a, R>(datagram: &'a [u8], then: impl FnOnce(&Message<'a>) -> R) -> Option<R> {
        // By reference: a message that is taken out of the result is moved.
        match &Message::decode(datagram, &Limits::default()) {
            Ok(message) => Some(then(message)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(message: &Message<'_>, visit: &mut impl for<'v> Visit<'v>) -> Option<()> {
        let (message_type, code) = (message.message_type as u8, message.code.get());
        visit.head(Header { message_type, code, id: message.message_id.get() }, message.token.as_bytes());
        for option in message.options.iter() {
            visit.option(option.number.get(), option.value);
        }
        visit.payload(message.payload);
        Some(())
    }

    fn source<'a>(parts: &Parts<'a>) -> Self::Source<'a> {
        let Header { message_type, code, id } = parts.header;
        let types = [MessageType::Con, MessageType::Non, MessageType::Ack, MessageType::Rst];
        let message = Message {
            token: Token::try_from(parts.token).expect("the workload's tokens are short"),
            payload: parts.payload,
            ..Message::new(types[usize::from(message_type)], Code::new(code), MessageId::new(id))
        };
        let options = parts.options.iter().map(|(number, value)| (OptionNumber::new(*number), *value));
        (message, options.collect())
    }

    #[inline(always)]
    fn build(&mut self, (message, options): &Self::Source<'_>, written: impl FnOnce(&[u8])) {
        self.options.clear();
        for (number, value) in options {
            self.options.push(*number, value).expect("the workload's options are right");
        }
        let message = Message { options: self.options.as_options(), ..*message };
        let mut room = &mut self.out[..];
        message.encode(&mut room).expect("the workload's messages are right");
        let left = room.len();
        written(&self.out[..self.out.len() - left]);
    }
}
