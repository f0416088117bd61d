//! Decodes generated datagrams with coap-codec, coap-lite and aiocoap, and accounts for every difference.
//!
//! ```text
//! compare                          100,000 datagrams; rewrites the lists in ../coap-codec/COMPARISON.md
//! compare --check                  the same; fails if the lists there are others
//! compare --count N --seed S       other datagrams; prints the lists
//! compare .. --python PATH         a Python that has aiocoap; or AIOCOAP_PYTHON in the environment
//! ```
//!
//! Without a Python there is no comparison with aiocoap. A difference that no class of `classes.rs` explains, or more than
//! one, is printed and fails the run; so does a class that none of the 100,000 shows.

mod aiocoap;
mod classes;
mod generate;
mod peers;
mod reading;

use std::{env, error::Error, fmt::Write as _, fs, process::ExitCode};

use classes::Class;
use peers::Outcome;
use reading::Reading;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: compare [--check] [--count N] [--seed S] [--python PATH]";
const REPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../coap-codec/COMPARISON.md");
const COUNT: usize = 100_000;
const SEED: u64 = 7252;
/// How many unexplained differences are printed.
const SHOWN: usize = 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("compare: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let wanted = Wanted::from_args()?;
    let datagrams: Vec<_> = generate::datagrams(wanted.seed).take(wanted.count).collect();
    let ours: Vec<_> = datagrams.iter().map(|datagram| peers::coap_codec(datagram)).collect();
    let coap_lite = datagrams.iter().map(|datagram| peers::coap_lite(datagram)).collect();
    let mut comparisons =
        vec![Comparison::new("coap-lite 0.13.3", classes::COAP_LITE, &datagrams, &ours, coap_lite)];
    match &wanted.python {
        Some(python) => {
            let (version, outcomes) = aiocoap::decode(python, &datagrams)?;
            let name = format!("aiocoap {version}");
            comparisons.push(Comparison::new(&name, classes::AIOCOAP, &datagrams, &ours, outcomes));
        }
        None => eprintln!("no Python given, by --python or AIOCOAP_PYTHON: no comparison with aiocoap"),
    }

    let mut report = fs::read_to_string(REPORT)?;
    for comparison in &comparisons {
        println!("{}", comparison.text());
        comparison.insert_into(&mut report)?;
    }
    comparisons.iter().try_for_each(|comparison| comparison.verdict(wanted.is_default()))?;
    if !wanted.is_default() {
        return Ok(());
    }
    if wanted.check && report != fs::read_to_string(REPORT)? {
        return Err("the lists in coap-codec/COMPARISON.md are others".into());
    }
    fs::write(REPORT, report)?;
    Ok(())
}

/// What the arguments ask for.
struct Wanted {
    check: bool,
    count: usize,
    seed: u64,
    python: Option<String>,
}

impl Wanted {
    fn from_args() -> Result<Self> {
        let python = env::var("AIOCOAP_PYTHON").ok().filter(|path| !path.is_empty());
        let mut wanted = Self { check: false, count: COUNT, seed: SEED, python };
        let mut args = env::args().skip(1);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--check" => wanted.check = true,
                "--count" => wanted.count = args.next().ok_or(USAGE)?.parse()?,
                "--seed" => wanted.seed = args.next().ok_or(USAGE)?.parse()?,
                "--python" => wanted.python = Some(args.next().ok_or(USAGE)?),
                _ => return Err(USAGE.into()),
            }
        }
        Ok(wanted)
    }

    fn is_default(&self) -> bool {
        (self.count, self.seed) == (COUNT, SEED)
    }
}

/// What became of the same datagrams on both sides.
struct Comparison {
    peer: String,
    accepted: usize,
    refused: usize,
    classes: Vec<(&'static Class, usize)>,
    unexplained: Vec<String>,
}

impl Comparison {
    fn new(
        peer: &str,
        classes: &'static [Class],
        datagrams: &[Vec<u8>],
        ours: &[Outcome],
        theirs: Vec<Outcome>,
    ) -> Self {
        let mut comparison = Self {
            peer: peer.to_owned(),
            accepted: 0,
            refused: 0,
            classes: classes.iter().map(|class| (class, 0)).collect(),
            unexplained: Vec::new(),
        };
        for ((datagram, ours), theirs) in datagrams.iter().zip(ours).zip(&theirs) {
            match (ours, theirs) {
                (Err(_), Err(_)) => comparison.refused += 1,
                (Ok(left), Ok(right)) if left == right => comparison.accepted += 1,
                _ => comparison.explain(datagram, ours, theirs),
            }
        }
        comparison
    }

    fn explain(&mut self, datagram: &[u8], ours: &Outcome, theirs: &Outcome) {
        let reading = Reading::new(datagram);
        let fitting = self.classes.iter_mut().filter(|(class, _)| (class.explains)(&reading, ours, theirs));
        let mut fitting: Vec<_> = fitting.collect();
        match &mut fitting[..] {
            [(_, count)] => *count += 1,
            others => {
                let names: Vec<_> = others.iter().map(|(class, _)| class.what).collect();
                let hex = hex::encode(datagram);
                self.unexplained
                    .push(format!("{hex}\n  classes {names:?}\n  ours {ours:?}\n  theirs {theirs:?}"));
            }
        }
    }

    /// The list, as COMPARISON.md has it.
    fn text(&self) -> String {
        let differing: usize = self.classes.iter().map(|(_, count)| count).sum();
        let mut text = format!(
            "Against {}: {} datagrams accepted by both and read alike, {} refused by both, {} different.\n\n",
            self.peer, self.accepted, self.refused, differing,
        );
        text.push_str("| the datagram | coap-codec | the other | section | right | datagrams |\n");
        text.push_str("|---|---|---|---|---|---:|\n");
        for (Class { what, ours, theirs, section, right, .. }, count) in &self.classes {
            let _ = writeln!(text, "| {what} | {ours} | {theirs} | {section} | {right} | {count} |");
        }
        text
    }

    fn insert_into(&self, report: &mut String) -> Result<()> {
        let library = self.peer.split(' ').next().unwrap_or_default();
        let (begin, end) = (format!("<!-- {library}:begin -->\n"), format!("<!-- {library}:end -->\n"));
        let (before, rest) = report.split_once(&begin).ok_or_else(|| format!("no {begin}"))?;
        let (_, after) = rest.split_once(&end).ok_or_else(|| format!("no {end}"))?;
        *report = format!("{before}{begin}\n{}\n{end}{after}", self.text());
        Ok(())
    }

    fn verdict(&self, every_class_must_occur: bool) -> Result<()> {
        self.unexplained.iter().take(SHOWN).for_each(|difference| eprintln!("{difference}"));
        if !self.unexplained.is_empty() {
            return Err(format!("{}: {} differences unexplained", self.peer, self.unexplained.len()).into());
        }
        match self.classes.iter().find(|(_, count)| *count == 0) {
            Some((class, _)) if every_class_must_occur => {
                Err(format!("{}: no datagram shows: {}", self.peer, class.what).into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &[u8] = b"\x40\x01\x12\x34";

    fn compared(datagram: &[u8], theirs: Outcome) -> Comparison {
        let ours = peers::coap_codec(datagram);
        Comparison::new("another 1.0", classes::AIOCOAP, &[datagram.to_vec()], &[ours], vec![theirs])
    }

    #[test]
    fn a_difference_of_no_class_fails_the_run() {
        let refused = compared(GET, Err("Strict".into()));
        assert!(refused.verdict(false).is_err());
        let other_id = peers::coap_codec(b"\x40\x01\x12\x35");
        assert!(compared(GET, other_id).verdict(false).is_err());
    }

    #[test]
    fn a_class_is_of_the_datagram_as_well_as_of_the_outcome() {
        let theirs = peers::coap_lite(b"\x60\x01\x12\x34");
        assert!(compared(b"\x60\x01\x12\x34", theirs.clone()).verdict(false).is_ok());
        let wrongly_refused = Err("RequestInAcknowledgement".to_owned());
        let comparison = Comparison::new(
            "another 1.0",
            classes::AIOCOAP,
            &[GET.to_vec()],
            &[wrongly_refused],
            vec![theirs],
        );
        assert!(comparison.verdict(false).is_err());
    }

    #[test]
    fn a_class_that_nothing_shows_fails_a_whole_run() {
        let nothing = compared(GET, peers::coap_codec(GET));
        assert!(nothing.verdict(false).is_ok());
        assert!(nothing.verdict(true).is_err());
    }
}
