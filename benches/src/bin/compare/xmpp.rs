//! Streams of XMPP, put to `xmpp-stream` and to expat.

mod classes;
mod expat;
mod generate;
mod outcome;
mod reading;

use crate::comparison::Comparison;
use crate::{Result, Wanted};

const SEED: u64 = 6120;
/// Every so many streams, one is decoded byte by byte, too.
const IN_BYTES: usize = 10;

/// Renews the list in `report`.
pub(crate) fn compare(wanted: &Wanted, report: &mut String) -> Result<()> {
    let seed = wanted.seed.unwrap_or(SEED);
    let streams: Vec<_> = generate::streams(seed)?.take(wanted.count).collect();
    let mut comparison = Comparison::new("expat", classes::EXPAT);
    let mut count = 0;
    let version =
        expat::decode(wanted.python.as_deref().unwrap_or("python3"), &streams, |stream, theirs| {
            let ours = outcome::xmpp_stream(stream);
            if count % IN_BYTES == 0 && outcome::byte_by_byte(stream) != ours {
                return Err(format!("another outcome byte by byte: {}", hex::encode(stream)).into());
            }
            count += 1;
            comparison.add(stream, &ours, &theirs);
            Ok(())
        })?;
    eprintln!("this is {version}");
    comparison.insert_into(report)?;
    comparison.verdict(wanted.is_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use outcome::{End, Outcome};

    fn compared(stream: &[u8], theirs: &Outcome) -> Comparison<Outcome> {
        let mut comparison = Comparison::new("another", classes::EXPAT);
        comparison.add(stream, &outcome::xmpp_stream(stream), theirs);
        comparison
    }

    fn refused(rule: &str, at: usize) -> Outcome {
        Outcome { items: Vec::new(), end: End::Refused { rule: rule.to_owned(), at } }
    }

    #[test]
    fn streams_are_compared_by_what_is_in_them() {
        let header =
            |rest: &str| format!("<stream xmlns='http://etherx.jabber.org/streams' {rest}").into_bytes();
        let ours = outcome::xmpp_stream(&header("to='a'><b c='1'/>"));
        let is_alike = |rest| compared(&header(rest), &ours).verdict(false).is_ok();
        assert!(is_alike("to=\"&#97;\" ><b xmlns:d='n' c='1'></b>"));
        for rest in ["to='a'>", "to='b'><b c='1'/>", "to='a'><b c='1'> </b>", "to='a'><b d='1'/>"] {
            assert!(!is_alike(rest), "{rest}");
        }
        assert!(!is_alike("to='a'><b c='1'/></stream>"));
    }

    #[test]
    fn a_refusal_at_another_place_is_a_difference() {
        let stream = b"<a b='1' b='2'><c></d>";
        assert!(compared(stream, &refused("duplicate attribute", 9)).verdict(false).is_ok());
        assert!(compared(stream, &refused("mismatched tag", 18)).verdict(false).is_err());
    }

    #[test]
    fn a_class_is_of_the_stream_as_well_as_of_the_outcome() {
        let nothing = |end| Outcome { items: Vec::new(), end };
        assert!(compared(b"<!-- -->", &nothing(End::Open)).verdict(false).is_ok());
        assert!(compared(b"<!DOCTYPE b>", &nothing(End::Open)).verdict(false).is_ok());
        let mut comparison = Comparison::new("another", classes::EXPAT);
        comparison.add(b"<a b='1'", &refused("Comment", 0), &nothing(End::Open));
        assert!(comparison.verdict(false).is_err());
    }
}
