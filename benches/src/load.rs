//! Workloads: one JSON object per line, `{"protocol", "row", "what", "units": [..]}`, a unit being one packet
//! in hexadecimal; `+N` or `*N` after it stands for N bytes of payload, made by [`letters`] or [`octets`]. `"goals"` says
//! what our crate should cost at most, by operation.

use std::{collections::BTreeMap, error::Error};

use serde_json::Value;

/// Units above this size are large: few copies of them do.
const LARGE: usize = 16 * 1024;

/// The bytes of one row: one packet many times over, or a stream of different packets, without gaps.
#[derive(Debug)]
pub struct Load {
    /// The short name of the row, as the tables show it.
    pub row: String,
    /// The protocol and its version.
    pub protocol: String,
    /// What the row holds.
    pub what: String,
    /// How many packets there are in `bytes`.
    pub packets: usize,
    /// The packets, one after the other.
    pub bytes: Vec<u8>,
    /// The most instructions for one packet that our crate should need, by operation.
    pub goals: BTreeMap<String, u64>,
    /// How many bytes arrive at a time, where not all do.
    pub chunk: Option<usize>,
    /// How long each packet is.
    lens: Vec<usize>,
}

impl Load {
    /// Reads a file of workloads.
    pub fn read_all(jsonl: &str) -> Result<Vec<Self>, Box<dyn Error>> {
        jsonl.lines().map(Self::read).collect()
    }

    fn read(line: &str) -> Result<Self, Box<dyn Error>> {
        let line: Value = serde_json::from_str(line)?;
        let text = |key: &str| line[key].as_str().map(str::to_owned).ok_or(format!("no text {key:?}"));
        let units = line["units"].as_array().ok_or("no units")?;
        let units = units.iter().map(unit).collect::<Result<Vec<_>, _>>()?;
        let goals = line["goals"].as_object().into_iter().flatten();
        let goals = goals.filter_map(|(operation, goal)| Some((operation.clone(), goal.as_u64()?)));
        Ok(Self::new(&text("row")?, &text("protocol")?, &text("what")?, &units, goals.collect()))
    }

    /// A row of one packet, which is repeated, or of many.
    pub(crate) fn new(
        row: &str,
        protocol: &str,
        what: &str,
        units: &[Vec<u8>],
        goals: BTreeMap<String, u64>,
    ) -> Self {
        let copies = match units {
            [only] if only.len() < LARGE => 250,
            [_] => 8,
            _ => 1,
        };
        let lens: Vec<_> = units.iter().map(Vec::len).collect();
        Self {
            row: row.to_owned(),
            protocol: protocol.to_owned(),
            what: what.to_owned(),
            packets: copies * units.len(),
            bytes: units.concat().repeat(copies),
            goals,
            chunk: None,
            lens: lens.repeat(copies),
        }
    }

    /// The packets one by one, as datagrams arrive.
    pub fn units(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &self.bytes[..];
        self.lens.iter().filter_map(move |len| rest.split_off(..*len))
    }
}

fn unit(unit: &Value) -> Result<Vec<u8>, Box<dyn Error>> {
    let unit = unit.as_str().ok_or("a unit that is no text")?;
    let (head, payload) = unit.split_at(unit.find(['+', '*']).unwrap_or(unit.len()));
    let mut bytes = hex::decode(head)?;
    if let Some(len) = payload.strip_prefix('+') {
        bytes.extend(letters(len.parse()?));
    } else if let Some(len) = payload.strip_prefix('*') {
        bytes.extend(octets(len.parse()?));
    }
    Ok(bytes)
}

/// Payload that is text: every fifth letter of the alphabet from `h` on, round and round.
fn letters(len: usize) -> impl Iterator<Item = u8> {
    (b'a'..=b'z').cycle().skip(7).step_by(5).take(len)
}

/// Payload that is not: every seventh octet from 3 on, round and round.
fn octets(len: usize) -> impl Iterator<Item = u8> {
    (0..=u8::MAX).cycle().skip(3).step_by(7).take(len)
}
