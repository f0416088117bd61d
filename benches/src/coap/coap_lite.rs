//! coap-lite: owned messages, a map of lists of options.

use coap_lite::{CoapOption, MessageClass, MessageType, Packet};

use super::{Codec, Header, Parts, Visit};

pub(super) struct CoapLite {
    packet: Packet,
}

impl Codec for CoapLite {
    const NAME: &'static str = "coap-lite 0.13.3";
    type Decoded<'a> = Packet;
    type Source<'a> = (MessageType, MessageClass, Vec<(CoapOption, &'a [u8])>, Parts<'a>);

    fn new() -> Self {
        Self { packet: Packet::new() }
    }

    #[inline(always)]
    fn decode<'a, R>(datagram: &'a [u8], then: impl FnOnce(&Self::Decoded<'a>) -> R) -> Option<R> {
        match &Packet::from_bytes(datagram) {
            Ok(packet) => Some(then(packet)),
            Err(_) => None,
        }
    }

    #[inline(always)]
    fn visit(packet: &Packet, visit: &mut impl for<'v> Visit<'v>) -> Option<()> {
        let message_type = match packet.header.get_type() {
            MessageType::Confirmable => 0,
            MessageType::NonConfirmable => 1,
            MessageType::Acknowledgement => 2,
            MessageType::Reset => 3,
        };
        let header = Header { message_type, code: packet.header.code.into(), id: packet.header.message_id };
        visit.head(header, packet.get_token());
        for (number, values) in packet.options() {
            for value in values {
                visit.option(*number, value);
            }
        }
        visit.payload(&packet.payload);
        Some(())
    }

    fn source<'a>(parts: &Parts<'a>) -> Self::Source<'a> {
        let types = [
            MessageType::Confirmable,
            MessageType::NonConfirmable,
            MessageType::Acknowledgement,
            MessageType::Reset,
        ];
        let options = parts.options.iter().map(|(number, value)| (CoapOption::from(*number), *value));
        let (message_type, code) = (types[usize::from(parts.header.message_type)], parts.header.code.into());
        (message_type, code, options.collect(), parts.clone())
    }

    #[inline(always)]
    fn build(
        &mut self,
        (message_type, code, options, parts): &Self::Source<'_>,
        written: impl FnOnce(&[u8]),
    ) {
        let packet = &mut self.packet;
        packet.header.set_type(*message_type);
        packet.header.code = *code;
        packet.header.message_id = parts.header.id;
        packet.set_token(parts.token.to_vec());
        packet.clear_all_options();
        for (number, value) in options {
            packet.add_option(*number, value.to_vec());
        }
        packet.payload.clear();
        packet.payload.extend_from_slice(parts.payload);
        written(&packet.to_bytes().expect("the workload's messages are right"));
    }
}
