//! Puts the same bytes to one of our crates and to other decoders, and accounts for every difference.
//!
//! ```text
//! compare                              100,000 inputs for each protocol; rewrites the lists in the crates' COMPARISON.md
//! compare --check                      the same; fails if the lists there are others
//! compare --count N --seed S           other inputs; prints the lists
//! compare .. --protocol coap|xmpp      one protocol
//! compare .. --python PATH             a Python that has aiocoap; or AIOCOAP_PYTHON in the environment
//! ```
//!
//! Without such a Python there is no comparison with aiocoap; expat is in every Python. A difference that no class of a
//! `classes.rs` explains, or more than one, is printed and fails the run; so does a class that none of the 100,000 shows.

mod coap;
mod comparison;
mod python;
mod random;
mod xmpp;

use std::{env, error::Error, fs, process::ExitCode};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: compare [--protocol coap|xmpp] [--check] [--count N] [--seed S] [--python PATH]";
const COUNT: usize = 100_000;

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
    if wanted.has("coap") {
        wanted.compare("coap-codec", coap::compare)?;
    }
    if wanted.has("xmpp") {
        wanted.compare("xmpp-stream", xmpp::compare)?;
    }
    Ok(())
}

/// What the arguments ask for.
struct Wanted {
    protocol: Option<String>,
    check: bool,
    count: usize,
    /// Each protocol has its own.
    seed: Option<u64>,
    python: Option<String>,
}

impl Wanted {
    fn from_args() -> Result<Self> {
        let python = env::var("AIOCOAP_PYTHON").ok().filter(|path| !path.is_empty());
        let mut wanted = Self { protocol: None, check: false, count: COUNT, seed: None, python };
        let mut args = env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or(USAGE);
            match arg.as_str() {
                "--protocol" => wanted.protocol = Some(value()?),
                "--check" => wanted.check = true,
                "--count" => wanted.count = value()?.parse()?,
                "--seed" => wanted.seed = Some(value()?.parse()?),
                "--python" => wanted.python = Some(value()?),
                _ => return Err(USAGE.into()),
            }
        }
        match wanted.protocol.as_deref() {
            None | Some("coap" | "xmpp") => Ok(wanted),
            Some(_) => Err(USAGE.into()),
        }
    }

    fn has(&self, protocol: &str) -> bool {
        self.protocol.as_ref().is_none_or(|wanted| wanted == protocol)
    }

    fn is_default(&self) -> bool {
        (self.count, self.seed) == (COUNT, None)
    }

    /// Lets `comparison` renew the lists of a crate.
    fn compare(&self, name: &str, comparison: fn(&Self, &mut String) -> Result<()>) -> Result<()> {
        let path = format!("{}/../{name}/COMPARISON.md", env!("CARGO_MANIFEST_DIR"));
        let before = fs::read_to_string(&path)?;
        let mut report = before.clone();
        comparison(self, &mut report)?;
        if !self.is_default() || report == before {
            return Ok(());
        }
        if self.check {
            return Err(format!("the lists in {name}/COMPARISON.md are others").into());
        }
        Ok(fs::write(path, report)?)
    }
}
