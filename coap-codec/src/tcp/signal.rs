//! What is in signaling messages (RFC 8323, section 5).

use super::TcpMessage;
use crate::option::{OptionNumber, Options};
use crate::{Code, Token, wire};

/// What a signaling message says (RFC 8323, section 5), its payload apart.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Signal<'a> {
    /// Capabilities and settings.
    Csm(Csm),
    /// To be answered by a Pong of the same token.
    Ping {
        /// The Pong is to have Custody too, once all before this was processed.
        custody: bool,
    },
    /// The answer to a Ping.
    Pong {
        /// All requests and responses before the Ping were processed.
        custody: bool,
    },
    /// The connection is to be closed in good order.
    Release(Release<'a>),
    /// The connection ends at once.
    Abort {
        /// The option of a CSM that is to blame.
        bad_csm_option: Option<OptionNumber>,
    },
}

/// What a CSM says (RFC 8323, section 5.3); what it doesn't stays as it was.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a CSM is read by what this crate knows of it")]
pub struct Csm {
    /// The largest message that the sender takes; 1,152 until it says otherwise.
    pub max_message_size: Option<u32>,
    /// The sender can do block-wise transfers, and with a Max-Message-Size above 1,152 BERT.
    pub block_wise_transfer: bool,
    /// The longest token that the sender takes in requests (RFC 8974, section 2.2.1): 8 to 65,804. It is 8 until it says
    /// otherwise.
    pub extended_token_length: Option<u32>,
}

/// What a Release says (RFC 8323, section 5.5).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Release<'a>(Options<'a>);

impl<'a> TcpMessage<'a> {
    /// What the message says, if its code is a registered signaling code.
    pub fn signal(&self) -> Option<Signal<'a>> {
        let custody = || self.flag(OptionNumber::CUSTODY);
        match self.code {
            Code::CSM => Some(Signal::Csm(self.csm())),
            Code::PING => Some(Signal::Ping { custody: custody() }),
            Code::PONG => Some(Signal::Pong { custody: custody() }),
            Code::RELEASE => Some(Signal::Release(Release(self.options))),
            Code::ABORT => {
                let number = uint(self.options, OptionNumber::BAD_CSM_OPTION, 2);
                let number = number.and_then(|number| u16::try_from(number).ok());
                Some(Signal::Abort { bad_csm_option: number.map(OptionNumber::new) })
            }
            _ => None,
        }
    }

    fn csm(&self) -> Csm {
        let longest = Token::MAX_EXTENDED_LEN as u64;
        let token_len = uint(self.options, OptionNumber::EXTENDED_TOKEN_LENGTH, 3);
        Csm {
            max_message_size: uint(self.options, OptionNumber::MAX_MESSAGE_SIZE, 4),
            block_wise_transfer: self.flag(OptionNumber::BLOCK_WISE_TRANSFER),
            extended_token_length: token_len
                .filter(|len| *len >= 8)
                .and_then(|len| u32::try_from(u64::from(len).min(longest)).ok()),
        }
    }

    /// Whether there is an option without a value.
    fn flag(&self, number: OptionNumber) -> bool {
        self.options.values(number).next().is_some_and(<[u8]>::is_empty)
    }
}

/// The first option of a number, if it has no more bytes than it may.
fn uint(options: Options<'_>, number: OptionNumber, max_len: usize) -> Option<u32> {
    options.values(number).next().filter(|value| value.len() <= max_len).and_then(wire::uint)
}

impl<'a> Release<'a> {
    /// Where the peer is to connect instead: any of these.
    pub fn alternative_addresses(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let values = self.0.values(OptionNumber::ALTERNATIVE_ADDRESS);
        values.filter(|value| matches!(value.len(), 1..=255)).filter_map(|value| str::from_utf8(value).ok())
    }

    /// For how many seconds the peer is not to connect again.
    pub fn hold_off(&self) -> Option<u32> {
        uint(self.0, OptionNumber::HOLD_OFF, 3)
    }
}
