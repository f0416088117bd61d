//! Proton in a Python of its own, which `PROTON_PYTHON` names: questions go in line by line, and answers come out.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::{env, thread};

use serde_json::Value;

const SCRIPT: &str = include_str!("peer.py");

/// What Proton says, or why it doesn't.
pub(crate) type Answer = Result<Value, String>;

/// The answers to questions, each of one line.
pub(crate) fn ask(questions: &[Value]) -> Vec<Answer> {
    let python =
        env::var_os("PROTON_PYTHON").expect("PROTON_PYTHON names a Python that has python-qpid-proton");
    let mut child = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut lines = thread::scope(|scope| {
        // Python answers while it is asked, so one thread alone would wait for ever.
        scope.spawn(move || questions.iter().for_each(|question| writeln!(stdin, "{question}").unwrap()));
        BufReader::new(stdout).lines().map(Result::unwrap).collect::<Vec<_>>().into_iter()
    });
    assert!(child.wait().unwrap().success());
    assert_eq!(lines.next().as_deref(), Some("0.40.0"), "the version that COMPARISON.md speaks of");
    let answers: Vec<_> = lines.map(|line| answer(&line)).collect();
    assert_eq!(answers.len(), questions.len());
    answers
}

fn answer(line: &str) -> Answer {
    let mut line: Value = serde_json::from_str(line).unwrap();
    match line["error"].as_str() {
        Some(error) => Err(error.to_owned()),
        None => Ok(line["ok"].take()),
    }
}
