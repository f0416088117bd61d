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
        let ours = outcome::xmpp_stream(b"<a xmlns='n' b='1'>");
        assert!(compared(b"<c:a b='&#49;' xmlns:c=\"n\">", &ours).verdict(false).is_ok());
        assert!(compared(b"<a xmlns='n' b='2'>", &ours).verdict(false).is_err());
        assert!(compared(b"<a xmlns='n' b='1'></a>", &ours).verdict(false).is_err());
    }

    #[test]
    fn a_refusal_at_another_place_is_a_difference() {
        let stream = b"<a b='1' b='2'><c></d>";
        assert!(compared(stream, &refused("duplicate attribute", 9)).verdict(false).is_ok());
        assert!(compared(stream, &refused("mismatched tag", 18)).verdict(false).is_err());
    }

    #[test]
    fn a_class_is_of_the_stream_as_well_as_of_the_outcome() {
        let skipped = Outcome { items: vec!["\u{2}\u{1}a".to_owned()], end: End::Open };
        assert!(compared(b"<a><!-- -->", &skipped).verdict(false).is_ok());
        assert!(compared(b"<a><!DOCTYPE b>", &skipped).verdict(false).is_ok());
        let read_more = Outcome { items: vec!["\u{2}\u{1}b".to_owned()], end: End::Open };
        assert!(compared(b"<a><!-- -->", &read_more).verdict(false).is_err());
        let comment = refused("Comment", 3);
        let mut comparison = Comparison::new("another", classes::EXPAT);
        comparison.add(b"<a><b/>", &Outcome { items: skipped.items.clone(), ..comment }, &skipped);
        assert!(comparison.verdict(false).is_err());
    }
}
