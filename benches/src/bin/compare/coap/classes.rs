//! Every kind of difference that there may be, and who is right about it.

use super::peers::{Outcome, Parts};
use crate::comparison;

type Class = comparison::Class<Outcome>;

const RESERVED_CLASS: Class = Class {
    what: "a code of class 1, 6 or 7",
    ours: "refused",
    theirs: "accepted",
    section: "4.2, 4.3",
    right: "coap-codec: such a message is to be rejected, whatever its type",
    explains: |it, ours, theirs| {
        only_theirs(ours, theirs, "ReservedClass") && matches!(it.class(), 1 | 6 | 7)
    },
};

const RESET_WITH_CODE: Class = Class {
    what: "a Reset with a code",
    ours: "refused",
    theirs: "accepted",
    section: "4.2",
    right: "coap-codec: a Reset has to be Empty, and is ignored otherwise",
    explains: |it, ours, theirs| {
        only_theirs(ours, theirs, "ResetWithCode") && it.message_type == 3 && it.code != 0
    },
};

const EMPTY_NON_CONFIRMABLE: Class = Class {
    what: "an Empty Non-confirmable message",
    ours: "refused",
    theirs: "accepted",
    section: "4.3",
    right: "coap-codec: a Non-confirmable message carries a request or a response",
    explains: |it, ours, theirs| {
        only_theirs(ours, theirs, "EmptyNonConfirmable") && it.message_type == 1 && it.code == 0
    },
};

const REQUEST_IN_ACKNOWLEDGEMENT: Class = Class {
    what: "a request in an Acknowledgement",
    ours: "refused",
    theirs: "accepted",
    section: "4.2",
    right: "coap-codec: an Acknowledgement carries a response or is Empty, and is ignored otherwise",
    explains: |it, ours, theirs| {
        only_theirs(ours, theirs, "RequestInAcknowledgement") && it.message_type == 2 && it.is_request()
    },
};

const NOT_EMPTY: Class = Class {
    what: "an Empty message with more than a header",
    ours: "refused",
    theirs: "accepted",
    section: "4.1",
    right: "coap-codec: a message format error",
    explains: |it, ours, theirs| {
        let has_more = it.token_length != 0 || it.behind_header != 0;
        only_theirs(ours, theirs, "NotEmpty") && it.code == 0 && has_more
    },
};

const MISSING_PAYLOAD: Class = Class {
    what: "a payload marker without a payload",
    ours: "refused",
    theirs: "accepted",
    section: "3",
    right: "coap-codec: a message format error",
    explains: |it, ours, theirs| only_theirs(ours, theirs, "MissingPayload") && it.ends_with_marker,
};

pub(crate) const COAP_LITE: &[Class] = &[
    Class {
        what: "version 0, 2 or 3",
        ours: "refused",
        theirs: "accepted",
        section: "3",
        right: "coap-codec: messages of unknown versions are to be ignored",
        explains: |it, ours, theirs| only_theirs(ours, theirs, "Version") && it.version != 1,
    },
    RESERVED_CLASS,
    RESET_WITH_CODE,
    EMPTY_NON_CONFIRMABLE,
    REQUEST_IN_ACKNOWLEDGEMENT,
    NOT_EMPTY,
    MISSING_PAYLOAD,
    Class {
        what: "an option's value of 65,536 to 65,804 bytes",
        ours: "accepted",
        theirs: "refused",
        section: "3.1",
        right: "coap-codec: such a length can be written, though no UDP datagram has room for the value",
        explains: |it, ours, theirs| {
            let longest = it.options.iter().map(|(_, value)| value.len()).max();
            ours.is_ok() && refused(theirs, "InvalidOptionLength") && longest.is_some_and(|len| len > 65_535)
        },
    },
];

pub(crate) const AIOCOAP: &[Class] = &[
    RESERVED_CLASS,
    RESET_WITH_CODE,
    EMPTY_NON_CONFIRMABLE,
    REQUEST_IN_ACKNOWLEDGEMENT,
    NOT_EMPTY,
    Class {
        what: "Token Length 9 to 15",
        ours: "refused",
        theirs: "read as a token of that many bytes",
        section: "3",
        right: "coap-codec: a message format error; 13 and 14 are lengths of another form where RFC 8974 is in use",
        explains: |it, ours, theirs| only_theirs(ours, theirs, "TokenLength") && it.token_length > 8,
    },
    Class {
        what: "a token that ends behind the datagram",
        ours: "refused",
        theirs: "accepted, with the part of the token that is there",
        section: "3",
        right: "coap-codec: the Token Length says how long the token is",
        explains: |it, ours, theirs| {
            only_theirs(ours, theirs, "Truncated") && it.token_is_cut && it.token_length <= 8
        },
    },
    MISSING_PAYLOAD,
    Class {
        what: "an option number above 65,535",
        ours: "refused",
        theirs: "accepted, with that number",
        section: "3.1, 12.2",
        right: "coap-codec: option numbers have 16 bits, and a larger one must not be taken for another",
        explains: |it, ours, theirs| {
            let is_too_large = it.options.iter().any(|(number, _)| *number > 65_535);
            only_theirs(ours, theirs, "OptionNumber") && is_too_large
        },
    },
    Class {
        what: "text that isn't UTF-8 in an option",
        ours: "accepted, and the option counts as unrecognised",
        theirs: "refused",
        section: "3.2, 5.4.1",
        right: "either: the RFC says what strings are, not what becomes of others; refusing silences requests that could be answered with 4.02",
        explains: |it, ours, theirs| {
            let is_text = |number: &u32| AIOCOAP_TEXT.contains(number);
            let mut texts = it.options.iter().filter(|(number, _)| is_text(number));
            let is_wrong = texts.any(|(_, value)| str::from_utf8(value).is_err());
            ours.is_ok() && refused(theirs, "UnicodeDecodeError") && is_wrong
        },
    },
    Class {
        what: "a number with leading zeros in an option",
        ours: "lends the bytes, reads the number",
        theirs: "keeps the number, and so writes it shorter",
        section: "3.2",
        right: "both: a receiver has to take leading zeros, and the number is the same",
        explains: |it, ours, theirs| {
            let (Ok(ours), Ok(theirs)) = (ours, theirs) else { return false };
            let shortened = Parts { options: it.options.iter().map(without_zeros).collect(), ..ours.clone() };
            shortened != *ours && shortened == *theirs
        },
    },
];

/// The options that aiocoap takes for text, and for numbers. 13 is that of a draft.
const AIOCOAP_TEXT: [u32; 7] = [3, 8, 11, 15, 20, 35, 39];
const AIOCOAP_UINT: [u32; 12] = [6, 7, 12, 13, 14, 16, 17, 23, 27, 28, 60, 258];

fn without_zeros((number, value): &(u32, Vec<u8>)) -> (u32, Vec<u8>) {
    let zeros = value.iter().take_while(|byte| **byte == 0).count();
    let kept = if AIOCOAP_UINT.contains(number) { &value[zeros..] } else { value };
    (*number, kept.to_vec())
}

/// Whether only we refuse, for this reason.
fn only_theirs(ours: &Outcome, theirs: &Outcome, reason: &str) -> bool {
    refused(ours, reason) && theirs.is_ok()
}

fn refused(outcome: &Outcome, reason: &str) -> bool {
    outcome.as_ref().is_err_and(|error| error == reason)
}
