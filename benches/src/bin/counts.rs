//! Counts instructions and heap allocations per packet, by running itself under callgrind.
//!
//! ```text
//! counts [--protocol NAME]            all peers and rows; rewrites the tables in README.md
//! counts [--protocol NAME] --print    all peers and rows; prints the tables
//! counts [--peer NAME] [--row ROW]    what matches; prints it
//! counts .. --keep                    leaves callgrind's files, for callgrind_annotate
//! ```

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fmt::Write as _,
    fs, io,
    panic::{self, AssertUnwindSafe},
    path::Path,
    process::{Command, ExitCode, Output},
};

use benches::{Job, Load, Malformed, Peer, Program, Protocol, protocols};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: counts [--protocol NAME] [--peer NAME] [--row ROW] [--print] [--keep]";
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
/// How callgrind's files name the functions that allocate.
const ALLOCATORS: [&str; 5] = ["malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("counts: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let wanted = Wanted::from_args()?;
    let mut protocols = protocols();
    protocols.retain(|protocol| wanted.protocol.as_ref().is_none_or(|name| *name == protocol.name));
    let cases: Vec<_> = protocols.iter().flat_map(|protocol| wanted.cases(protocol)).collect();
    if wanted.child {
        run_all(&cases);
        return Ok(());
    }
    if cases.is_empty() {
        return Err("no such protocol, peer or row".into());
    }
    let counts = count(&cases, wanted.keep)?;
    if wanted.is_part() {
        print!("{}", listing(&cases, &counts));
        return Ok(());
    }
    for protocol in &protocols {
        let mut tables = tables(&cases, &counts, protocol);
        tables.push_str(&accepted(protocol));
        if wanted.print {
            print!("{tables}");
        } else {
            update_readme(protocol.name, &tables)?;
        }
    }
    Ok(())
}

/// What the arguments ask for.
#[derive(Default)]
struct Wanted {
    protocol: Option<String>,
    peer: Option<String>,
    row: Option<String>,
    print: bool,
    keep: bool,
    child: bool,
}

impl Wanted {
    fn from_args() -> Result<Self> {
        let mut wanted = Self::default();
        let mut args = env::args().skip(1);
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--protocol" => wanted.protocol = Some(args.next().ok_or(USAGE)?),
                "--peer" => wanted.peer = Some(args.next().ok_or(USAGE)?),
                "--row" => wanted.row = Some(args.next().ok_or(USAGE)?),
                "--print" => wanted.print = true,
                "--keep" => wanted.keep = true,
                "--under-callgrind" => wanted.child = true,
                _ => return Err(USAGE.into()),
            }
        }
        Ok(wanted)
    }

    fn is_part(&self) -> bool {
        self.peer.is_some() || self.row.is_some()
    }

    fn cases<'a>(&self, protocol: &'a Protocol) -> Vec<Case<'a>> {
        let peers = protocol.peers.iter().filter(|peer| match self.peer.as_deref() {
            None => true,
            Some("ours") => peer.name().starts_with(protocol.ours),
            Some(name) => peer.name().starts_with(name),
        });
        let loads = protocol.loads.iter().filter(|load| self.row.as_ref().is_none_or(|row| *row == load.row));
        let loads: Vec<_> = loads.collect();
        let mut cases = Vec::new();
        for peer in peers {
            for &load in &loads {
                for kind in Kind::ALL {
                    cases.push(Case { protocol: protocol.name, peer: peer.as_ref(), load, kind });
                }
            }
        }
        cases.retain(|case| case.job().is_some());
        cases
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Decode,
    DecodeAlone,
    Build,
    Encode,
    EncodeHead,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Decode, Self::DecodeAlone, Self::Build, Self::Encode, Self::EncodeHead];

    const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::DecodeAlone => "decode_alone",
            Self::Build => "build",
            Self::Encode => "encode",
            Self::EncodeHead => "encode_head",
        }
    }
}

struct Case<'a> {
    protocol: &'static str,
    peer: &'a dyn Peer,
    load: &'a Load,
    kind: Kind,
}

impl<'a> Case<'a> {
    fn job(&self) -> Option<Job<'a>> {
        match self.kind {
            Kind::Decode => self.peer.decode(self.load),
            Kind::DecodeAlone => self.peer.decode_alone(self.load),
            Kind::Build => self.peer.build(self.load),
            Kind::Encode => self.peer.encode(self.load),
            Kind::EncodeHead => self.peer.encode_head(self.load),
        }
    }

    fn program(&self) -> Option<Program> {
        self.peer.program(self.load).filter(|_| self.kind == Kind::Decode)
    }
}

/// What one packet costs.
#[derive(Debug, Clone, Copy)]
struct Count {
    instructions: f64,
    allocations: f64,
}

// The child's part: an empty job, then the cases, each with one call of `measured`.
fn run_all(cases: &[Case<'_>]) {
    let mut nothing: Job<'_> = Box::new(|| 0);
    measured(&mut nothing);
    for mut job in cases.iter().filter(|case| case.program().is_none()).filter_map(Case::job) {
        measured(&mut job);
    }
}

/// Callgrind starts to count at each call of this function, and writes a file after it.
#[inline(never)]
fn measured(job: &mut Job<'_>) -> u64 {
    std::hint::black_box(job())
}

fn count(cases: &[Case<'_>], keep: bool) -> Result<Vec<Count>> {
    let dir = env::temp_dir().join(format!("counts-{}", std::process::id()));
    fs::create_dir_all(&dir)?;
    let counts = count_in(&dir, cases);
    if keep {
        eprintln!("{}/out.1 is of nothing, the others are of the lines in their order", dir.display());
    } else {
        fs::remove_dir_all(&dir)?;
    }
    counts
}

fn count_in(dir: &Path, cases: &[Case<'_>]) -> Result<Vec<Count>> {
    let output = callgrind(&dir.join("out"), "counts::measured")
        .arg(env::current_exe()?)
        .args(env::args().skip(1))
        .arg("--under-callgrind")
        .output();
    check(output)?;
    let (fixed, _) = totals(&fs::read_to_string(dir.join("out.1"))?)?;
    let mut counts = Vec::new();
    let mut numbers = 2..;
    for case in cases {
        let (instructions, allocations) = match case.program() {
            Some(program) => count_program(&dir.join(format!("program-{}", case.load.row)), &program)?,
            None => {
                let number = numbers.next().unwrap_or_default();
                let (instructions, allocations) =
                    totals(&fs::read_to_string(dir.join(format!("out.{number}")))?)?;
                (instructions - fixed, allocations)
            }
        };
        let packets = case.load.packets as f64;
        counts.push(Count {
            instructions: instructions as f64 / packets,
            allocations: allocations as f64 / packets,
        });
    }
    Ok(counts)
}

fn count_program(out: &Path, program: &Program) -> Result<(i64, i64)> {
    let mut command = callgrind(out, "measured");
    command.arg(&program.path);
    check(program.run(command))?;
    let dump = |number| fs::read_to_string(out.with_extension(number));
    let (fixed, _) = totals(&dump("1")?)?;
    let (instructions, allocations) = totals(&dump("2")?)?;
    Ok((instructions - fixed, allocations))
}

/// Writes `out.1`, `out.2` and so on, one for each call of `function`.
fn callgrind(out: &Path, function: &str) -> Command {
    let mut command = Command::new("valgrind");
    command
        .arg("--tool=callgrind")
        .arg(format!("--zero-before={function}"))
        .arg(format!("--dump-after={function}"))
        .arg(format!("--callgrind-out-file={}", out.display()));
    command
}

fn check(output: io::Result<Output>) -> Result<()> {
    let output = output.map_err(|error| format!("valgrind does not start: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

/// Instructions, and calls of allocating functions, in one of callgrind's files.
fn totals(dump: &str) -> Result<(i64, i64)> {
    let mut names = BTreeMap::new();
    let mut callee = "";
    let mut instructions = None;
    let mut allocations = 0;
    for line in dump.lines() {
        if let Some(name) = line.strip_prefix("fn=") {
            resolve(&mut names, name);
        } else if let Some(name) = line.strip_prefix("cfn=") {
            callee = resolve(&mut names, name);
        } else if let Some(calls) = line.strip_prefix("calls=") {
            let calls = calls.split(' ').next().unwrap_or_default();
            if ALLOCATORS.contains(&callee) {
                allocations += calls.parse::<i64>()?;
            }
        } else if let Some(total) = line.strip_prefix("totals: ") {
            instructions = Some(total.trim().parse()?);
        }
    }
    Ok((instructions.ok_or("callgrind wrote no totals")?, allocations))
}

// A name stands in full where it is first used, as `(7) name`, and is `(7)` from then on.
fn resolve<'a>(names: &mut BTreeMap<&'a str, &'a str>, name: &'a str) -> &'a str {
    match name.split_once(' ') {
        Some((id, full)) => {
            names.insert(id, full);
            full
        }
        None => names.get(name).copied().unwrap_or(name),
    }
}

fn listing(cases: &[Case<'_>], counts: &[Count]) -> String {
    let mut text = String::new();
    for (case, count) in cases.iter().zip(counts) {
        let _ = writeln!(
            text,
            "{:<21} {:<6} {:<12} {:>8.0} instructions {:>6.1} a byte {:>8.2} allocations",
            case.peer.name(),
            case.load.row,
            case.kind.name(),
            count.instructions,
            count.instructions / bytes(case.load),
            count.allocations,
        );
    }
    text
}

/// Title, and what stands in the table.
const TABLES: [(&str, &[Kind]); 4] = [
    ("decode one packet", &[Kind::Decode]),
    ("decode one packet, and look at nothing", &[Kind::DecodeAlone]),
    ("build and encode one packet", &[Kind::Build]),
    ("encode one packet", &[Kind::Encode, Kind::EncodeHead]),
];

fn tables(cases: &[Case<'_>], counts: &[Count], protocol: &Protocol) -> String {
    let mut text = format!(
        "\nBuilt with {}, counted by {}, on {}.\n",
        version("rustc"),
        version("valgrind"),
        env::consts::ARCH
    );
    for (title, kinds) in TABLES {
        let wanted = |case: &Case<'_>| case.protocol == protocol.name && kinds.contains(&case.kind);
        let measured: Vec<_> = cases.iter().zip(counts).filter(|(case, _)| wanted(case)).collect();
        if measured.is_empty() {
            continue;
        }
        let goal = |load: &Load| kinds.iter().find_map(|kind| load.goals.get(kind.name())).copied();
        let mut add =
            |what: &str, cell: &dyn Fn(&Load, &Count) -> String, goal: &dyn Fn(&Load) -> Option<String>| {
                let mut lines = lines(&measured, cell);
                if let Some(goals) = goals(protocol, goal) {
                    let ours = lines.iter().take_while(|(name, _)| name.starts_with(protocol.ours));
                    lines.insert(ours.count(), goals);
                }
                table(&mut text, &format!("{what} to {title}"), &lines, &protocol.loads);
            };
        add("Instructions", &|_, count| format!("{:.0}", count.instructions), &|load| {
            goal(load).map(|goal| goal.to_string())
        });
        if protocol.per_byte {
            add(
                "Instructions for each byte",
                &|load, count| format!("{:.1}", count.instructions / bytes(load)),
                &|load| goal(load).map(|goal| format!("{:.1}", goal as f64 / bytes(load))),
            );
        }
        add("Heap allocations", &|_, count| format!("{:.2}", count.allocations), &|load| {
            let goal = load.goals.get("allocations").filter(|_| kinds.contains(&Kind::Decode));
            goal.map(|goal| format!("{goal}.00"))
        });
    }
    text
}

/// How long a packet is.
fn bytes(load: &Load) -> f64 {
    load.bytes.len() as f64 / load.packets as f64
}

/// A name, and what stands behind it in each row's column.
type Line<'a> = (String, BTreeMap<&'a str, String>);

fn lines<'a>(measured: &[(&Case<'a>, &Count)], cell: impl Fn(&Load, &Count) -> String) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for (case, count) in measured {
        let mut name = case.peer.name().to_owned();
        if case.kind == Kind::EncodeHead {
            name.push_str(", `encode_head`");
        }
        let at = lines.iter().position(|(other, _)| *other == name).unwrap_or_else(|| {
            lines.push((name, BTreeMap::new()));
            lines.len() - 1
        });
        lines[at].1.insert(&case.load.row, cell(case.load, count));
    }
    lines
}

/// What our crate should need at most, where that was set.
fn goals<'a>(protocol: &'a Protocol, goal: impl Fn(&Load) -> Option<String>) -> Option<Line<'a>> {
    let cell = |load: &'a Load| goal(load).map(|goal| (load.row.as_str(), goal));
    let cells: BTreeMap<_, _> = protocol.loads.iter().filter_map(cell).collect();
    (!cells.is_empty()).then(|| (format!("*goal for {}*", protocol.ours), cells))
}

fn table(text: &mut String, title: &str, lines: &[Line<'_>], loads: &[Load]) {
    let rows: Vec<_> = loads.iter().map(|load| load.row.as_str()).collect();
    let _ = writeln!(text, "\n{title}:\n\n| | {} |", rows.join(" | "));
    let _ = writeln!(text, "|---|{}", "---:|".repeat(rows.len()));
    for (name, cells) in lines {
        let cells: Vec<_> = rows.iter().map(|row| cells.get(row).map_or("-", String::as_str)).collect();
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    }
}

fn version(program: &str) -> String {
    let output = Command::new(program).arg("--version").output();
    let version = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    version.unwrap_or_else(|_| format!("an unknown {program}"))
}

// What the peers let pass; a panic is caught and told.
fn accepted(protocol: &Protocol) -> String {
    panic::set_hook(Box::new(|_| {}));
    let names: Vec<_> = protocol.peers.iter().map(|peer| peer.name()).collect();
    let mut text = format!("\nMalformed packets:\n\n| | {} |\n", names.join(" | "));
    let _ = writeln!(text, "|---|{}", "---|".repeat(names.len()));
    for case in protocol.malformed {
        let cells: Vec<_> = protocol.peers.iter().map(|peer| verdict(peer.as_ref(), case)).collect();
        let version = if case.protocol == protocol.name { "" } else { &format!("{}: ", case.protocol) };
        let _ = writeln!(text, "| {version}{} | {} |", case.what, cells.join(" | "));
    }
    let _ = panic::take_hook();
    text
}

fn verdict(peer: &dyn Peer, case: &Malformed) -> &'static str {
    match panic::catch_unwind(AssertUnwindSafe(|| peer.accepts(case.protocol, case.bytes))) {
        Ok(Some(true)) => "accepts",
        Ok(Some(false)) => "",
        Ok(None) => "-",
        Err(_) => "panics",
    }
}

fn update_readme(protocol: &str, tables: &str) -> Result<()> {
    let readme = fs::read_to_string(README)?;
    let (begin, end) = (format!("<!-- {protocol}:begin -->\n"), format!("<!-- {protocol}:end -->\n"));
    let (before, rest) = readme.split_once(&begin).ok_or("README.md lacks the mark where tables begin")?;
    let (_, after) = rest.split_once(&end).ok_or("README.md lacks the mark where tables end")?;
    fs::write(README, format!("{before}{begin}{tables}\n{end}{after}"))?;
    Ok(())
}
