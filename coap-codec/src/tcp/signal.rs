//! What is in signaling messages (RFC 8323, section 5): read from them, and made into them.

mod release;

use core::fmt;

pub use release::{Release, ReleaseBuf};

use super::TcpMessage;
use crate::option::{Definition, OptionNumber, Options, OptionsBuf, signaling};
use crate::{Code, Token, wire};

/// What a signaling message says (RFC 8323, section 5), its token and payload apart.
///
/// ```
/// use coap_codec::Token;
/// use coap_codec::option::OptionsBuf;
/// use coap_codec::tcp::{Framing, Ping, Pong, Signal, TcpMessage};
///
/// let mut options = OptionsBuf::new();
/// let ping = Signal::Ping(Ping::new().with_custody()).to_message(&mut options);
/// let ping = TcpMessage { token: Token::try_from(b"\x42")?, ..ping };
/// let mut sent = Vec::new();
/// ping.encode(&mut sent, Framing::Tcp)?;
/// assert_eq!(sent, b"\x11\xe2\x42\x20");
/// assert_eq!(ping.signal(), Some(Signal::Ping(Ping::new().with_custody())));
///
/// let mut options = OptionsBuf::new();
/// let pong = TcpMessage { token: ping.token, ..Signal::from(Pong::new()).to_message(&mut options) };
/// assert_eq!(pong.to_string(), "Pong [token 42]");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Signal<'a> {
    /// Capabilities and settings.
    Csm(Csm),
    /// To be answered by a Pong of the same token.
    Ping(Ping),
    /// The answer to a Ping.
    Pong(Pong),
    /// The connection is to be closed in good order.
    Release(Release<'a>),
    /// The connection ends at once; the payload may say why.
    Abort(Abort),
}

/// What a CSM says (RFC 8323, section 5.3); what it doesn't stays as it was.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Csm {
    /// The largest message that the sender takes; [`BASE_MAX_MESSAGE_SIZE`](Self::BASE_MAX_MESSAGE_SIZE) until it says
    /// otherwise.
    pub max_message_size: Option<u32>,
    /// The sender can do block-wise transfers, and with a Max-Message-Size above 1,152 BERT.
    pub block_wise_transfer: bool,
    /// The longest token that the sender takes in requests (RFC 8974, section 2.2.1): 8 to 65,804, and what is above that is
    /// read as that, what is below as nothing. It is 8 until the sender says otherwise.
    pub extended_token_length: Option<u32>,
}

/// What a Ping says (RFC 8323, section 5.4).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Ping {
    /// The Pong is to have Custody too, once all before this was processed.
    pub custody: bool,
}

/// What a Pong says (RFC 8323, section 5.4).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Pong {
    /// All requests and responses before the Ping were processed.
    pub custody: bool,
}

/// What an Abort says (RFC 8323, section 5.6).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct Abort {
    /// The option of a CSM that is to blame.
    pub bad_csm_option: Option<CsmOption>,
}

/// The number of an option in a CSM (RFC 8323, section 5.2), which is no [`OptionNumber`]: 4 is Block-Wise-Transfer here.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct CsmOption(u16);

impl<'a> TcpMessage<'a> {
    /// What the message says, if its code is a registered signaling code.
    pub fn signal(&self) -> Option<Signal<'a>> {
        let said = Said(self.code, self.options);
        match self.code {
            Code::CSM => Some(Signal::Csm(Csm::read(said))),
            Code::PING => Some(Signal::Ping(Ping { custody: said.flag(signaling::CUSTODY) })),
            Code::PONG => Some(Signal::Pong(Pong { custody: said.flag(signaling::CUSTODY) })),
            Code::RELEASE => Some(Signal::Release(Release(self.options))),
            Code::ABORT => Some(Signal::Abort(Abort::read(said))),
            _ => None,
        }
    }
}

impl Signal<'_> {
    /// The code of the message that says so.
    pub const fn code(&self) -> Code {
        match self {
            Self::Csm(_) => Code::CSM,
            Self::Ping(_) => Code::PING,
            Self::Pong(_) => Code::PONG,
            Self::Release(_) => Code::RELEASE,
            Self::Abort(_) => Code::ABORT,
        }
    }

    /// The message that says so, without token and payload. Its options take the place of those in `options`.
    pub fn to_message<'b>(&self, options: &'b mut OptionsBuf) -> TcpMessage<'b> {
        options.clear();
        match self {
            Self::Csm(csm) => csm.write(options),
            Self::Ping(Ping { custody }) | Self::Pong(Pong { custody }) if *custody => {
                options.insert(signaling::CUSTODY, &[]);
            }
            Self::Ping(_) | Self::Pong(_) => {}
            Self::Release(Release(said)) => {
                said.iter().for_each(|option| options.insert(option.number, option.value));
            }
            Self::Abort(Abort { bad_csm_option }) => {
                if let Some(CsmOption(number)) = *bad_csm_option {
                    insert_uint(options, signaling::BAD_CSM_OPTION, number.into());
                }
            }
        }
        TcpMessage { options: options.as_options(), ..TcpMessage::new(self.code()) }
    }
}

impl Csm {
    /// The Max-Message-Size that both sides start with (RFC 8323, section 5.3.1).
    pub const BASE_MAX_MESSAGE_SIZE: u32 = 1152;

    /// Says nothing yet, which is a CSM too.
    pub const fn new() -> Self {
        Self { max_message_size: None, block_wise_transfer: false, extended_token_length: None }
    }

    /// Says that messages of up to `size` bytes are taken.
    #[must_use]
    pub const fn with_max_message_size(self, size: u32) -> Self {
        Self { max_message_size: Some(size), ..self }
    }

    /// Says that block-wise transfers can be done.
    #[must_use]
    pub const fn with_block_wise_transfer(self) -> Self {
        Self { block_wise_transfer: true, ..self }
    }

    /// Says that tokens of up to `len` bytes are taken in requests: 8 to 65,804. Less isn't said, and more is said as 65,804.
    #[must_use]
    pub const fn with_extended_token_length(self, len: u32) -> Self {
        Self { extended_token_length: Some(len), ..self }
    }

    fn read(said: Said<'_>) -> Self {
        Self {
            max_message_size: said.uint(signaling::MAX_MESSAGE_SIZE),
            block_wise_transfer: said.flag(signaling::BLOCK_WISE_TRANSFER),
            extended_token_length: said.uint(signaling::EXTENDED_TOKEN_LENGTH).and_then(token_length),
        }
    }

    fn write(&self, options: &mut OptionsBuf) {
        if let Some(size) = self.max_message_size {
            insert_uint(options, signaling::MAX_MESSAGE_SIZE, size);
        }
        if self.block_wise_transfer {
            options.insert(signaling::BLOCK_WISE_TRANSFER, &[]);
        }
        if let Some(len) = self.extended_token_length.and_then(token_length) {
            insert_uint(options, signaling::EXTENDED_TOKEN_LENGTH, len);
        }
    }
}

/// The token length that a number stands for (RFC 8974, section 2.2.1).
fn token_length(number: u32) -> Option<u32> {
    let longest = u32::try_from(Token::MAX_EXTENDED_LEN).ok()?;
    (number >= 8).then(|| number.min(longest))
}

impl Ping {
    /// A Ping without Custody.
    pub const fn new() -> Self {
        Self { custody: false }
    }

    /// The same with Custody.
    #[must_use]
    pub const fn with_custody(self) -> Self {
        Self { custody: true }
    }
}

impl Pong {
    /// A Pong without Custody.
    pub const fn new() -> Self {
        Self { custody: false }
    }

    /// The same with Custody.
    #[must_use]
    pub const fn with_custody(self) -> Self {
        Self { custody: true }
    }
}

impl Abort {
    /// An Abort that blames nothing by number.
    pub const fn new() -> Self {
        Self { bad_csm_option: None }
    }

    /// The same, because of an option of a CSM.
    #[must_use]
    pub const fn with_bad_csm_option(self, option: CsmOption) -> Self {
        Self { bad_csm_option: Some(option) }
    }

    fn read(said: Said<'_>) -> Self {
        let number = said.uint(signaling::BAD_CSM_OPTION).and_then(|number| u16::try_from(number).ok());
        Self { bad_csm_option: number.map(CsmOption) }
    }
}

impl CsmOption {
    /// Max-Message-Size (RFC 8323, section 5.3.1).
    pub const MAX_MESSAGE_SIZE: Self = Self(signaling::MAX_MESSAGE_SIZE.get());
    /// Block-Wise-Transfer (RFC 8323, section 5.3.2).
    pub const BLOCK_WISE_TRANSFER: Self = Self(signaling::BLOCK_WISE_TRANSFER.get());
    /// Extended-Token-Length (RFC 8974, section 2.2.1).
    pub const EXTENDED_TOKEN_LENGTH: Self = Self(signaling::EXTENDED_TOKEN_LENGTH.get());

    /// The option with this number, which [`Verdict::Abort`](crate::option::Verdict::Abort) tells.
    pub const fn new(number: u16) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The registered name.
    pub const fn name(self) -> Option<&'static str> {
        match Definition::named(Code::CSM, OptionNumber::new(self.0)) {
            Some(definition) => Some(definition.name),
            None => None,
        }
    }
}

/// The registered name, or else the number.
impl From<u16> for CsmOption {
    fn from(number: u16) -> Self {
        Self(number)
    }
}

impl From<CsmOption> for u16 {
    fn from(option: CsmOption) -> Self {
        option.0
    }
}

impl fmt::Display for CsmOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.pad(name),
            None => write!(f, "option {}", self.0),
        }
    }
}

impl fmt::Debug for CsmOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{} {name}", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}

macro_rules! signals {
    ($($name:ident $type:ty;)*) => {
        $(
            impl<'a> From<$type> for Signal<'a> {
                fn from(said: $type) -> Self {
                    Self::$name(said)
                }
            }
        )*
    };
}

signals! {
    Csm Csm;
    Ping Ping;
    Pong Pong;
    Release Release<'a>;
    Abort Abort;
}

/// The options of a signaling message of this code.
#[derive(Clone, Copy)]
struct Said<'a>(Code, Options<'a>);

impl<'a> Said<'a> {
    /// The first option of a number, if it has the length that it may have.
    fn one(self, number: OptionNumber) -> Option<&'a [u8]> {
        let definition = Definition::named(self.0, number)?;
        self.1.values(number).next().filter(|value| definition.accepts(value))
    }

    fn uint(self, number: OptionNumber) -> Option<u32> {
        self.one(number).and_then(wire::uint)
    }

    fn flag(self, number: OptionNumber) -> bool {
        self.one(number).is_some()
    }
}

fn insert_uint(options: &mut OptionsBuf, number: OptionNumber, value: u32) {
    options.insert(number, wire::shortest(value, &mut [0; 4]));
}
