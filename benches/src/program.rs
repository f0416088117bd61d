//! What is measured of a library that can't be called from here.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::{Command, Output, Stdio},
};

/// A program that reads a load from its standard input. It has a function `measured`, and calls it twice: with nothing
/// to do, and for the load.
#[derive(Debug)]
pub struct Program {
    /// Where it is.
    pub path: PathBuf,
    /// How it is called.
    pub arguments: Vec<String>,
    /// What it reads.
    pub input: Vec<u8>,
}

impl Program {
    /// Runs `command`, which is the program, or another that runs it, with its arguments and input.
    ///
    /// # Errors
    ///
    /// It doesn't start, or doesn't read.
    pub fn run(&self, mut command: Command) -> io::Result<Output> {
        // Symbols are not to be looked up while it is measured.
        command.args(&self.arguments).env("LD_BIND_NOW", "1");
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(&self.input)?;
        }
        child.wait_with_output()
    }
}
