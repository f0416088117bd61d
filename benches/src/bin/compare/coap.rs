//! Datagrams of CoAP, put to `coap-codec`, coap-lite and aiocoap.

mod aiocoap;
mod classes;
mod generate;
mod peers;
mod reading;

use crate::comparison::Comparison;
use crate::{Result, Wanted};

const SEED: u64 = 7252;

/// Renews the lists in `report`.
pub(crate) fn compare(wanted: &Wanted, report: &mut String) -> Result<()> {
    let seed = wanted.seed.unwrap_or(SEED);
    let datagrams: Vec<_> = generate::datagrams(seed).take(wanted.count).collect();
    let ours: Vec<_> = datagrams.iter().map(|datagram| peers::coap_codec(datagram)).collect();
    let mut coap_lite = Comparison::new("coap-lite 0.13.3", classes::COAP_LITE);
    for (datagram, ours) in datagrams.iter().zip(&ours) {
        coap_lite.add(datagram, ours, &peers::coap_lite(datagram));
    }
    let mut comparisons = vec![coap_lite];
    match &wanted.python {
        Some(python) => {
            let (version, outcomes) = aiocoap::decode(python, &datagrams)?;
            let mut aiocoap = Comparison::new(&format!("aiocoap {version}"), classes::AIOCOAP);
            for ((datagram, ours), theirs) in datagrams.iter().zip(&ours).zip(&outcomes) {
                aiocoap.add(datagram, ours, theirs);
            }
            comparisons.push(aiocoap);
        }
        None => eprintln!("no Python given, by --python or AIOCOAP_PYTHON: no comparison with aiocoap"),
    }
    for comparison in &comparisons {
        comparison.insert_into(report)?;
    }
    comparisons.iter().try_for_each(|comparison| comparison.verdict(wanted.is_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use peers::Outcome;

    const GET: &[u8] = b"\x40\x01\x12\x34";

    fn compared(datagram: &[u8], ours: &Outcome, theirs: &Outcome) -> Comparison<Outcome> {
        let mut comparison = Comparison::new("another 1.0", classes::AIOCOAP);
        comparison.add(datagram, ours, theirs);
        comparison
    }

    #[test]
    fn a_difference_of_no_class_fails_the_run() {
        let ours = peers::coap_codec(GET);
        assert!(compared(GET, &ours, &Err("Strict".into())).verdict(false).is_err());
        let other_id = peers::coap_codec(b"\x40\x01\x12\x35");
        assert!(compared(GET, &ours, &other_id).verdict(false).is_err());
    }

    #[test]
    fn a_class_is_of_the_datagram_as_well_as_of_the_outcome() {
        let request_in_ack = b"\x60\x01\x12\x34";
        let (ours, theirs) = (peers::coap_codec(request_in_ack), peers::coap_lite(request_in_ack));
        assert!(compared(request_in_ack, &ours, &theirs).verdict(false).is_ok());
        let wrongly_refused = Err("RequestInAcknowledgement".to_owned());
        assert!(compared(GET, &wrongly_refused, &theirs).verdict(false).is_err());
    }

    #[test]
    fn a_class_that_nothing_shows_fails_a_whole_run() {
        let ours = peers::coap_codec(GET);
        let nothing = compared(GET, &ours, &ours);
        assert!(nothing.verdict(false).is_ok());
        assert!(nothing.verdict(true).is_err());
    }
}
