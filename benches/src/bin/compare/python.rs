//! Another decoder in a Python of its own: inputs in hexadecimal go in line by line, and a line of JSON comes out for each.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
    thread,
};

use crate::Result;

/// Runs `script`, shows each answer as it comes, and gives the first line, which is the version of what the script uses.
pub(crate) fn ask(
    python: &str,
    script: &str,
    inputs: &[Vec<u8>],
    mut show: impl FnMut(&[u8], &str) -> Result<()>,
) -> Result<String> {
    let mut child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{python} does not start: {error}"))?;
    let mut stdin = child.stdin.take().ok_or("no pipe to Python")?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no pipe from Python")?).lines();
    let version = thread::scope(|scope| -> Result<String> {
        // Python answers while it is asked, so one thread alone would wait for ever.
        let writer = scope
            .spawn(move || inputs.iter().try_for_each(|input| writeln!(stdin, "{}", hex::encode(input))));
        let version = lines.next().ok_or("it says nothing")??;
        let (mut answered, mut shown) = (0, Ok(()));
        // All is read even if it can't be shown: the writer would wait for ever.
        for line in lines {
            let line = line?;
            if let (Some(input), Ok(())) = (inputs.get(answered), &shown) {
                shown = show(input, &line);
            }
            answered += 1;
        }
        writer.join().map_err(|_| "the thread that writes to it panicked")??;
        shown?;
        if answered != inputs.len() {
            return Err(format!("{answered} answers for {} inputs", inputs.len()).into());
        }
        Ok(version)
    })
    .map_err(|error| format!("Python, or what it needs, fails: {error}"))?;
    if !child.wait()?.success() {
        return Err("Python fails".into());
    }
    Ok(version)
}
