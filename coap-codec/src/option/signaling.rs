//! The options of signaling messages (RFC 8323, section 5.2): their numbers count anew in each of them, so they are no
//! constants of [`OptionNumber`].

use super::OptionFormat::{Empty, String, Uint};
use super::number::place::SIGNAL;
use super::{Definition, OptionNumber};
use crate::Code;

/// The table: code, number, name in code, registered name, format, lengths, and how often.
macro_rules! signaling_options {
    ($($code:ident $number:literal $name:ident $text:literal $format:ident $min:literal..=$max:literal $repeatable:literal;)*) => {
        $(pub(crate) const $name: OptionNumber = OptionNumber::new($number);)*

        pub(super) const fn definition(code: Code, number: OptionNumber) -> Option<&'static Definition> {
            match (code, number.get()) {
                $((Code::$code, $number) => Some(&Definition {
                    name: $text,
                    format: $format,
                    min_len: $min,
                    max_len: $max,
                    repeatable: $repeatable,
                    messages: SIGNAL,
                }),)*
                (Code::PONG, _) => definition(Code::PING, number),
                _ => None,
            }
        }
    };
}

// RFC 8323, sections 5.3 to 5.6; Extended-Token-Length: RFC 8974, section 2.2.1.
signaling_options! {
    CSM 2 MAX_MESSAGE_SIZE "Max-Message-Size" Uint 0..=4 false;
    CSM 4 BLOCK_WISE_TRANSFER "Block-Wise-Transfer" Empty 0..=0 false;
    CSM 6 EXTENDED_TOKEN_LENGTH "Extended-Token-Length" Uint 0..=3 false;
    PING 2 CUSTODY "Custody" Empty 0..=0 false;
    RELEASE 2 ALTERNATIVE_ADDRESS "Alternative-Address" String 1..=255 true;
    RELEASE 4 HOLD_OFF "Hold-Off" Uint 0..=3 false;
    ABORT 2 BAD_CSM_OPTION "Bad-CSM-Option" Uint 0..=2 false;
}
