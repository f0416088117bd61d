//! coap-message-implementations, `inmemory`: options and payload as they stand. It knows neither header nor token, so
//! these are taken off and put on here, without checks.

use coap_message::{MessageOption, MinimalWritableMessage, ReadableMessage};
use coap_message_implementations::inmemory::{Message, MessageMut, OPTION_INVALID, SliceBuffer};

use super::{Codec, Header, Parts, Visit, output};

pub(super) struct InMemory {
    out: Vec<u8>,
}

pub(super) struct Framed<'a> {
    header: Header,
    token: &'a [u8],
    message: Message<SliceBuffer<'a>>,
}

impl Codec for InMemory {
    const NAME: &'static str = "coap-message-implementations 0.2.0";
    const LAZY: bool = true;
    type Decoded<'a> = Framed<'a>;
    type Source<'a> = Parts<'a>;

    fn new() -> Self {
        Self { out: output() }
    }

    #[inline(always)]
    fn decode<'a, R>(datagram: &'a [u8], then: impl FnOnce(&Framed<'a>) -> R) -> Option<R> {
        let (&[first, code, id_high, id_low], rest) = datagram.split_first_chunk()?;
        let (token, rest) = rest.split_at_checked(usize::from(first & 0x0f))?;
        let header = Header { message_type: first >> 4 & 3, code, id: u16::from_be_bytes([id_high, id_low]) };
        Some(then(&Framed { header, token, message: Message::new_from_slice(code, rest) }))
    }

    #[inline(always)]
    fn visit(framed: &Framed<'_>, visit: &mut impl for<'v> Visit<'v>) -> Option<()> {
        visit.head(framed.header, framed.token);
        for option in framed.message.options() {
            if option.number() == OPTION_INVALID {
                return None;
            }
            visit.option(option.number(), option.value());
        }
        visit.payload(framed.message.payload());
        Some(())
    }

    fn source<'a>(parts: &Parts<'a>) -> Parts<'a> {
        parts.clone()
    }

    #[inline(always)]
    fn build(&mut self, parts: &Parts<'_>, written: impl FnOnce(&[u8])) {
        let (header, rest) = self.out.split_first_chunk_mut::<4>().expect("there is room");
        let (token, rest) = rest.split_at_mut(parts.token.len());
        token.copy_from_slice(parts.token);
        let [first, code, id @ ..] = header;
        *first = 0x40 | parts.header.message_type << 4 | parts.token.len() as u8;
        *id = parts.header.id.to_be_bytes();

        let mut message = MessageMut::new_in_slice(code, rest);
        message.set_code(parts.header.code);
        for (number, value) in &parts.options {
            message.add_option(*number, value).expect("the workload's options are in order");
        }
        message.set_payload(parts.payload).expect("there is room");
        let (len, _) = message.finish();
        written(&self.out[..4 + parts.token.len() + len]);
    }
}
