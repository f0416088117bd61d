//! What a message is made of, taken apart by hand: what the peers build from, and the least that reading costs.

use super::Visit;

/// A message's header, token, options and payload.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts<'a> {
    pub(super) header: Header,
    pub(super) token: &'a [u8],
    pub(super) options: Vec<(u16, &'a [u8])>,
    pub(super) payload: &'a [u8],
}

/// What stands before the token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Header {
    pub(super) message_type: u8,
    pub(super) code: u8,
    pub(super) id: u16,
}

impl<'a> Parts<'a> {
    pub(super) fn of(datagram: &'a [u8]) -> Self {
        let mut parts = Self::default();
        walk(datagram, &mut parts).expect("the workload is well-formed");
        parts
    }
}

impl<'a> Visit<'a> for Parts<'a> {
    fn head(&mut self, header: Header, token: &'a [u8]) {
        (self.header, self.token) = (header, token);
    }

    fn option(&mut self, number: u16, value: &'a [u8]) {
        self.options.push((number, value));
    }

    fn payload(&mut self, payload: &'a [u8]) {
        self.payload = payload;
    }
}

/// Goes once through a message, with all the checks of its format, and stores nothing.
#[inline]
pub(super) fn walk<'a>(datagram: &'a [u8], visit: &mut impl Visit<'a>) -> Option<()> {
    let (&[first, code, id_high, id_low], rest) = datagram.split_first_chunk()?;
    let (message_type, tkl) = (first >> 4 & 3, usize::from(first & 0x0f));
    let header = Header { message_type, code, id: u16::from_be_bytes([id_high, id_low]) };
    if first >> 6 != 1 || tkl > 8 || !may_have(message_type, code) {
        return None;
    }
    if code == 0 {
        visit.head(header, &[]);
        return (tkl == 0 && rest.is_empty()).then_some(());
    }
    let (token, mut rest) = rest.split_at_checked(tkl)?;
    visit.head(header, token);
    let mut number = 0u16;
    while let Some((&head, after)) = rest.split_first() {
        if head == 0xff {
            visit.payload(after);
            return (!after.is_empty()).then_some(());
        }
        let (delta, after) = extended(head >> 4, after)?;
        let (len, after) = extended(head & 0x0f, after)?;
        number = number.checked_add(u16::try_from(delta).ok()?)?;
        let (value, next) = after.split_at_checked(len)?;
        visit.option(number, value);
        rest = next;
    }
    Some(())
}

/// Whether messages of this type may have this code: no reserved class, nothing but Empty for RST, and neither Empty NON
/// nor requests in an ACK.
#[inline]
fn may_have(message_type: u8, code: u8) -> bool {
    match (message_type, code >> 5, code) {
        (_, _, 0) => message_type != 1,
        (0 | 1, 0, _) => true,
        (0..=2, 2..=5, _) => true,
        _ => false,
    }
}

#[inline]
fn extended(nibble: u8, input: &[u8]) -> Option<(usize, &[u8])> {
    match nibble {
        0..13 => Some((nibble.into(), input)),
        13 => input.split_first().map(|(&byte, rest)| (13 + usize::from(byte), rest)),
        14 => input
            .split_first_chunk()
            .map(|(&bytes, rest)| (269 + usize::from(u16::from_be_bytes(bytes)), rest)),
        _ => None,
    }
}
