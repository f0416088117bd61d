//! aiocoap, in a Python of its own: datagrams in hexadecimal go in line by line, and JSON comes out.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    thread,
};

use serde_json::Value;

use crate::{
    Result,
    peers::{Outcome, Parts},
};

const SCRIPT: &str = include_str!("aiocoap_decode.py");

/// The version of aiocoap, and what it makes of each datagram.
pub(crate) fn decode(python: &str, datagrams: &[Vec<u8>]) -> Result<(String, Vec<Outcome>)> {
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{python} does not start: {error}"))?;
    let mut stdin = child.stdin.take().ok_or("no pipe to Python")?;
    let stdout = BufReader::new(child.stdout.take().ok_or("no pipe from Python")?);
    let mut lines = thread::scope(|scope| -> Result<Vec<String>> {
        // Python answers while it is asked, so one thread alone would wait for ever.
        let writer = scope.spawn(move || {
            datagrams.iter().try_for_each(|datagram| writeln!(stdin, "{}", hex::encode(datagram)))
        });
        let lines = stdout.lines().collect::<std::io::Result<Vec<_>>>();
        writer.join().map_err(|_| "the thread that writes to Python panicked")??;
        Ok(lines?)
    })
    .map_err(|error| format!("Python, or aiocoap in it, fails: {error}"))?
    .into_iter();
    if !child.wait()?.success() {
        return Err("Python fails".into());
    }
    let version = lines.next().ok_or("Python says nothing")?;
    let outcomes = lines.map(|line| read(&line)).collect::<Result<Vec<_>>>()?;
    if outcomes.len() != datagrams.len() {
        return Err(format!("{} answers for {} datagrams", outcomes.len(), datagrams.len()).into());
    }
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
