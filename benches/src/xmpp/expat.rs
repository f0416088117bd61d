//! expat, which is C: a program of its own reads the stream. It is built here, where there are a C compiler and expat's
//! header.

use std::{
    env, fs,
    path::PathBuf,
    process::{self, Command},
    sync::OnceLock,
};

use super::{ELEMENTS, HEADER};
use crate::{Job, Load, Peer, Program};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/xmpp/expat.c");

pub(super) struct Expat {
    path: &'static PathBuf,
    name: &'static str,
}

impl Expat {
    /// `None`: it can't be built.
    pub(super) fn new() -> Option<Self> {
        static BUILT: OnceLock<Option<(PathBuf, String)>> = OnceLock::new();
        let (path, name) = BUILT.get_or_init(build).as_ref()?;
        Some(Self { path, name })
    }

    fn program_for(&self, beforehand: &[u8], chunk: usize, bytes: &[u8]) -> Program {
        Program {
            path: self.path.clone(),
            arguments: vec![beforehand.len().to_string(), chunk.to_string()],
            input: [beforehand, bytes].concat(),
        }
    }
}

fn build() -> Option<(PathBuf, String)> {
    let path = env::current_exe().ok()?.with_file_name("expat");
    // Others may be at it too.
    let fresh = path.with_extension(process::id().to_string());
    let built = Command::new("cc").args(["-O2", "-o"]).arg(&fresh).args([SOURCE, "-lexpat"]).status();
    if !built.is_ok_and(|status| status.success()) {
        eprintln!("expat is left out: it takes cc and libexpat1-dev");
        return None;
    }
    fs::rename(&fresh, &path).ok()?;
    let version = Command::new(&path).output().ok()?;
    Some((path, String::from_utf8(version.stdout).ok()?.trim().replace('_', " ")))
}

impl Peer for Expat {
    fn name(&self) -> &'static str {
        self.name
    }

    /// Takes the time of a process to start; [`program`](Peer::program) is what to count.
    fn decode<'a>(&self, load: &'a Load) -> Option<Job<'a>> {
        let program = self.program(load)?;
        Some(Box::new(move || {
            let output = program.run(Command::new(&program.path)).expect("the program runs");
            let sum = String::from_utf8(output.stdout).expect("a number");
            sum.trim().parse().expect("the workload decodes")
        }))
    }

    fn program(&self, load: &Load) -> Option<Program> {
        let mut beforehand = Vec::new();
        if load.protocol == ELEMENTS {
            beforehand.extend_from_slice(HEADER.as_bytes());
            beforehand.extend(load.units().take(1).flatten());
        }
        Some(self.program_for(&beforehand, load.chunk.unwrap_or(0), &load.bytes))
    }

    fn accepts(&self, protocol: &str, bytes: &[u8]) -> Option<bool> {
        let header = if protocol == ELEMENTS { HEADER } else { "" };
        let program = self.program_for(header.as_bytes(), 0, bytes);
        let output = program.run(Command::new(&program.path)).expect("the program runs");
        Some(output.status.success())
    }
}
