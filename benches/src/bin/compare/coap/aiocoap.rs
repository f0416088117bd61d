//! aiocoap, in a Python of its own.

use serde_json::Value;

use super::peers::{Outcome, Parts};
use crate::{Result, python};

const SCRIPT: &str = include_str!("aiocoap_decode.py");

/// The version of aiocoap, and what it makes of each datagram.
pub(crate) fn decode(python: &str, datagrams: &[Vec<u8>]) -> Result<(String, Vec<Outcome>)> {
    let mut outcomes = Vec::new();
    let version = python::ask(python, SCRIPT, datagrams, |_, line| {
        outcomes.push(read(line)?);
        Ok(())
    })?;
    Ok((version, outcomes))
}

fn read(line: &str) -> Result<Outcome> {
    let line: Value = serde_json::from_str(line)?;
    if let Some(error) = line["error"].as_str() {
        return Ok(Err(error.to_owned()));
    }
    let number = |value: &Value| value.as_u64().ok_or("not a number");
    let bytes = |value: &Value| -> Result<Vec<u8>> { Ok(hex::decode(value.as_str().ok_or("not text")?)?) };
    let options = line["options"].as_array().ok_or("no options")?;
    let option = |option: &Value| Ok((u32::try_from(number(&option[0])?)?, bytes(&option[1])?));
    Ok(Ok(Parts {
        message_type: number(&line["type"])?.try_into()?,
        code: number(&line["code"])?.try_into()?,
        id: number(&line["id"])?.try_into()?,
        token: bytes(&line["token"])?,
        options: options.iter().map(option).collect::<Result<Vec<_>>>()?,
        payload: bytes(&line["payload"])?,
    }))
}
