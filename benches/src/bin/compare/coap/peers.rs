//! The two decoders in this process: what they make of a datagram, in the same terms.

use coap_codec::{Limits, message::Message};
use coap_lite::{MessageType, Packet};

use super::reading::Reading;
use crate::comparison::{self, Agreement};

/// A message that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) message_type: u8,
    pub(crate) code: u8,
    pub(crate) id: u16,
    pub(crate) token: Vec<u8>,
    /// By number, those of one number in the message's order.
    pub(crate) options: Vec<(u32, Vec<u8>)>,
    pub(crate) payload: Vec<u8>,
}

/// The message, or the name of the error.
pub(crate) type Outcome = Result<Parts, String>;

impl comparison::Outcome for Outcome {
    type Reading = Reading;

    const INPUT: &'static str = "datagram";
    const OURS: &'static str = "coap-codec";

    fn reading(input: &[u8]) -> Reading {
        Reading::new(input)
    }

    fn agreement(_: &[u8], ours: &Self, theirs: &Self) -> Agreement {
        match (ours, theirs) {
            (Err(_), Err(_)) => Agreement::Refused,
            (Ok(left), Ok(right)) if left == right => Agreement::Accepted,
            _ => Agreement::None,
        }
    }
}

/// Without limits that no specification sets.
pub(crate) fn coap_codec(datagram: &[u8]) -> Outcome {
    let mut limits = Limits::default();
    limits.max_options = usize::MAX;
    let message = Message::decode(datagram, &limits).map_err(|error| format!("{:?}", error.kind()))?;
    let options = message.options.iter().map(|option| (option.number.get().into(), option.value.to_vec()));
    Ok(Parts {
        message_type: message.message_type as u8,
        code: message.code.get(),
        id: message.message_id.get(),
        token: message.token.as_bytes().to_vec(),
        options: options.collect(),
        payload: message.payload.to_vec(),
    })
}

pub(crate) fn coap_lite(datagram: &[u8]) -> Outcome {
    let packet = Packet::from_bytes(datagram).map_err(|error| format!("{error:?}"))?;
    let options = packet
        .options()
        .flat_map(|(number, values)| values.iter().map(move |value| (u32::from(*number), value.clone())));
    Ok(Parts {
        message_type: match packet.header.get_type() {
            MessageType::Confirmable => 0,
            MessageType::NonConfirmable => 1,
            MessageType::Acknowledgement => 2,
            MessageType::Reset => 3,
        },
        code: packet.header.code.into(),
        id: packet.header.message_id,
        token: packet.get_token().to_vec(),
        options: options.collect(),
        payload: packet.payload.clone(),
    })
}
