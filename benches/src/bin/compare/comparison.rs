//! What became of the same bytes on both sides, and the kinds of difference between them.

use std::{fmt::Debug, fmt::Write as _};

use crate::Result;

/// How many unexplained differences are printed.
const SHOWN: usize = 20;

/// What a decoder makes of an input.
pub(crate) trait Outcome: Debug + 'static {
    /// An input taken apart, with no rule enforced: what the classes are decided by.
    type Reading;
    /// What an input is called.
    const INPUT: &'static str;
    /// The crate that is compared.
    const OURS: &'static str;

    fn reading(input: &[u8]) -> Self::Reading;
    fn agreement(input: &[u8], ours: &Self, theirs: &Self) -> Agreement;
}

pub(crate) enum Agreement {
    Accepted,
    Refused,
    /// There are differences, to be explained.
    None,
}

/// One kind of difference. What it is, is decided by the bytes and by what both sides did with them.
pub(crate) struct Class<O: Outcome> {
    /// The inputs, for people.
    pub(crate) what: &'static str,
    pub(crate) ours: &'static str,
    pub(crate) theirs: &'static str,
    /// Of the specification.
    pub(crate) section: &'static str,
    pub(crate) right: &'static str,
    pub(crate) explains: fn(&O::Reading, &O, &O) -> bool,
}

/// The outcomes of many inputs, counted.
pub(crate) struct Comparison<O: Outcome> {
    peer: String,
    accepted: usize,
    refused: usize,
    classes: Vec<(&'static Class<O>, usize)>,
    unexplained: Vec<String>,
}

impl<O: Outcome> Comparison<O> {
    pub(crate) fn new(peer: &str, classes: &'static [Class<O>]) -> Self {
        let classes = classes.iter().map(|class| (class, 0)).collect();
        Self { peer: peer.to_owned(), accepted: 0, refused: 0, classes, unexplained: Vec::new() }
    }

    pub(crate) fn add(&mut self, input: &[u8], ours: &O, theirs: &O) {
        match O::agreement(input, ours, theirs) {
            Agreement::Accepted => self.accepted += 1,
            Agreement::Refused => self.refused += 1,
            Agreement::None => self.explain(input, ours, theirs),
        }
    }

    fn explain(&mut self, input: &[u8], ours: &O, theirs: &O) {
        let reading = O::reading(input);
        let fitting = self.classes.iter_mut().filter(|(class, _)| (class.explains)(&reading, ours, theirs));
        let mut fitting: Vec<_> = fitting.collect();
        match &mut fitting[..] {
            [(_, count)] => *count += 1,
            others => {
                let names: Vec<_> = others.iter().map(|(class, _)| class.what).collect();
                let hex = hex::encode(input);
                self.unexplained
                    .push(format!("{hex}\n  classes {names:?}\n  ours {ours:?}\n  theirs {theirs:?}"));
            }
        }
    }

    /// The list, as COMPARISON.md has it.
    fn text(&self) -> String {
        let differing: usize = self.classes.iter().map(|(_, count)| count).sum();
        let (input, ours) = (O::INPUT, O::OURS);
        let mut text = format!(
            "Against {}: {} {input}s accepted by both and read alike, {} refused by both, {} different.\n\n",
            self.peer, self.accepted, self.refused, differing,
        );
        let _ = writeln!(text, "| the {input} | {ours} | the other | section | right | {input}s |");
        text.push_str("|---|---|---|---|---|---:|\n");
        for (Class { what, ours, theirs, section, right, .. }, count) in &self.classes {
            let _ = writeln!(text, "| {what} | {ours} | {theirs} | {section} | {right} | {count} |");
        }
        text
    }

    /// Prints the list, and puts it where `report` has one of this peer.
    pub(crate) fn insert_into(&self, report: &mut String) -> Result<()> {
        println!("{}", self.text());
        let library = self.peer.split(' ').next().unwrap_or_default();
        let (begin, end) = (format!("<!-- {library}:begin -->\n"), format!("<!-- {library}:end -->\n"));
        let (before, rest) = report.split_once(&begin).ok_or_else(|| format!("no {begin}"))?;
        let (_, after) = rest.split_once(&end).ok_or_else(|| format!("no {end}"))?;
        *report = format!("{before}{begin}\n{}\n{end}{after}", self.text());
        Ok(())
    }

    pub(crate) fn verdict(&self, every_class_must_occur: bool) -> Result<()> {
        self.unexplained.iter().take(SHOWN).for_each(|difference| eprintln!("{difference}"));
        if !self.unexplained.is_empty() {
            return Err(format!("{}: {} differences unexplained", self.peer, self.unexplained.len()).into());
        }
        match self.classes.iter().find(|(_, count)| *count == 0) {
            Some((class, _)) if every_class_must_occur => {
                Err(format!("{}: nothing shows: {}", self.peer, class.what).into())
            }
            _ => Ok(()),
        }
    }
}
