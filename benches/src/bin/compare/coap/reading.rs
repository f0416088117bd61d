//! A datagram taken apart byte by byte, with no rule enforced: what the classes are decided by.

/// What there is in a datagram of at least four bytes.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) version: u8,
    pub(crate) message_type: u8,
    pub(crate) token_length: u8,
    pub(crate) code: u8,
    /// How many bytes there are behind the header.
    pub(crate) behind_header: usize,
    /// The token ends behind the datagram.
    pub(crate) token_is_cut: bool,
    /// Number and value of each option that is whole; the number may be above 65,535.
    pub(crate) options: Vec<(u32, Vec<u8>)>,
    /// Nothing follows the payload marker.
    pub(crate) ends_with_marker: bool,
}

impl Reading {
    pub(crate) fn new(datagram: &[u8]) -> Self {
        let Some((&[first, code, _, _], rest)) = datagram.split_first_chunk() else {
            return Self::default();
        };
        let token_length = first & 15;
        let mut reading = Self {
            version: first >> 6,
            message_type: first >> 4 & 3,
            token_length,
            code,
            behind_header: rest.len(),
            token_is_cut: rest.len() < usize::from(token_length),
            ..Self::default()
        };
        let mut rest = rest.get(usize::from(token_length)..).unwrap_or_default();
        let mut number = 0;
        while let Some(&head) = rest.first() {
            if head == 0xff {
                reading.ends_with_marker = rest.len() == 1;
                break;
            }
            let mut at = 1;
            let Some(delta) = extended(head >> 4, rest, &mut at) else { break };
            let Some(len) = extended(head & 15, rest, &mut at) else { break };
            let Some(value) = rest.get(at..at + len as usize) else { break };
            number += delta;
            reading.options.push((number, value.to_vec()));
            rest = &rest[at + len as usize..];
        }
        reading
    }

    pub(crate) fn class(&self) -> u8 {
        self.code >> 5
    }

    pub(crate) fn is_request(&self) -> bool {
        self.class() == 0 && self.code != 0
    }
}

/// Four bits and the one or two bytes at `at` that they ask for.
fn extended(nibble: u8, bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut next = || {
        let byte = bytes.get(*at).copied().map(u32::from);
        *at += 1;
        byte
    };
    match nibble {
        13 => Some(13 + next()?),
        14 => Some(269 + 256 * next()? + next()?),
        15 => None,
        small => Some(small.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figure 20 of RFC 7252, its first message.
    #[test]
    fn a_request_is_taken_apart() {
        let reading = Reading::new(b"\x41\x01\x7d\x38\x53\xbbtemperature");
        assert_eq!((reading.version, reading.message_type, reading.token_length, reading.code), (1, 0, 1, 1));
        assert_eq!(reading.options, [(11, b"temperature".to_vec())]);
        assert!(!reading.token_is_cut && !reading.ends_with_marker && reading.is_request());
    }

    #[test]
    fn numbers_are_not_bounded_here() {
        let reading = Reading::new(b"\x40\x01\0\0\xe0\xff\xff\xd1\x01x\xff");
        assert_eq!(reading.options, [(65_804, vec![]), (65_818, b"x".to_vec())]);
        assert!(reading.ends_with_marker);
    }
}
