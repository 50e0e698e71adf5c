//! `cargo xtask mutants`: breaks one rule of the engine at a time and looks which case notices.
//!
//! The changes are `tests/mutants.toml`; the result is written into `docs/testing-mutants.md`. Works on a copy below the
//! target directory, so that the sources are never touched.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Instant;

use serde::Deserialize;

use crate::tools::{Outcome, command, root, target_dir};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    mutant: Vec<Mutant>,
}

/// One change of one file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    /// The rule that it breaks, S-n.
    rule: String,
    /// What the broken engine believes.
    breaks: String,
    file: String,
    find: String,
    replace: String,
}

/// What became of a mutant.
enum Fate {
    /// The asks of these cases failed.
    Caught(Vec<String>),
    Survived,
    /// It does not build, or its text is gone; the tool's words.
    Broken(String),
}

/// What the build needs, seen from the repository's root.
const PARTS: &[&str] = &[
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "benches",
    "fixtures",
    "rustfmt.toml",
    "src",
    "tests",
    "www/reference",
    "xtask",
];

pub fn mutants(args: &[String]) -> Outcome {
    let wanted: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    if let Some(unknown) = args.iter().find(|arg| arg.starts_with("--")) {
        return Err(format!("mutants: no option `{unknown}`; give rules (S-54) to run only theirs"));
    }
    let text = read(&root().join("tests/mutants.toml"))?;
    let list: List = toml::from_str(&text).map_err(|error| format!("tests/mutants.toml: {error}"))?;
    let copy = target_dir().join("mutants/copy");
    for part in PARTS {
        copy_all(&root().join(part), &copy.join(part))?;
    }
    println!("without a change");
    match judge(&copy)? {
        Fate::Survived => {}
        Fate::Caught(cases) => return Err(format!("cases fail without a mutant: {}", cases.join(", "))),
        Fate::Broken(why) => return Err(format!("the copy does not build: {why}")),
    }
    let mut rows = Vec::new();
    for mutant in list.mutant.iter().filter(|m| wanted.is_empty() || wanted.contains(&&m.rule)) {
        let began = Instant::now();
        let fate = one(&copy, mutant)?;
        let word = match &fate {
            Fate::Caught(cases) => format!("caught by {}: {}", cases.len(), cases.join(", ")),
            Fate::Survived => "SURVIVED".to_owned(),
            Fate::Broken(why) => format!("BROKEN: {why}"),
        };
        println!("{} {} ({:.0} s): {word}", mutant.rule, mutant.breaks, began.elapsed().as_secs_f32());
        rows.push((mutant, fate));
    }
    let lost = rows.iter().filter(|(_, fate)| !matches!(fate, Fate::Caught(_))).count();
    let page = root().join("docs/testing-mutants.md");
    let earlier = fs::read_to_string(&page).unwrap_or_default();
    write(&page, &report(&list.mutant, &rows, &earlier))?;
    if lost > 0 {
        return Err(format!(
            "{lost} of {} mutants are not caught: write the case, or mend the list",
            rows.len()
        ));
    }
    println!("{} mutants, all caught", rows.len());
    Ok(())
}

/// Changes, judges, and puts the file back.
fn one(copy: &Path, mutant: &Mutant) -> Outcome<Fate> {
    let original = read(&root().join(&mutant.file))?;
    let found = original.matches(&mutant.find).count();
    if found != 1 {
        return Ok(Fate::Broken(format!("its text stands {found} times in {}", mutant.file)));
    }
    let file = copy.join(&mutant.file);
    write(&file, &original.replacen(&mutant.find, &mutant.replace, 1))?;
    let fate = judge(copy);
    write(&file, &original)?;
    fate
}

/// Runs the cases of the copy.
fn judge(copy: &Path) -> Outcome<Fate> {
    let mut cargo = command("cargo", &["test", "--quiet", "--package", "pathlight", "--test", "cases"]);
    cargo
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", target_dir().join("mutants/target"))
        .env("RUST_BACKTRACE", "0");
    let output = cargo.output().map_err(|error| format!("cannot run cargo: {error}"))?;
    if output.status.success() {
        return Ok(Fate::Survived);
    }
    let cases = failed_cases(&output);
    if cases.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr);
        let error = said.lines().find(|line| line.starts_with("error")).unwrap_or("cargo test failed");
        return Ok(Fate::Broken(error.to_owned()));
    }
    Ok(Fate::Caught(cases))
}

/// The cases of the lines `topic/case ask 2: …`, each once.
fn failed_cases(output: &Output) -> Vec<String> {
    let said =
        format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let mut cases = Vec::new();
    for line in said.lines() {
        let Some((case, rest)) = line.split_once(" ask ") else { continue };
        let is_case = case.contains('/') && !case.contains(char::is_whitespace);
        if is_case
            && rest.starts_with(|letter: char| letter.is_ascii_digit())
            && !cases.iter().any(|have| have == case)
        {
            cases.push(case.to_owned());
        }
    }
    cases
}

/// The notes: what was run now, and for the others the row of an earlier run.
fn report(list: &[Mutant], rows: &[(&Mutant, Fate)], earlier: &str) -> String {
    let mut lines = Vec::new();
    for mutant in list {
        let start = format!("| {} | {} | `{}` |", mutant.rule, mutant.breaks, mutant.file);
        let now = rows.iter().find(|(run, _)| std::ptr::eq(*run, mutant));
        let old = earlier.lines().find(|line| line.starts_with(&start)).map(str::to_owned);
        let line = match now {
            Some((_, fate)) => Some(format!("{start} {} |", told(fate))),
            None => old,
        };
        lines.push(line.unwrap_or_else(|| format!("{start} **did not run** | |")));
    }
    let caught = lines.iter().filter(|line| !line.contains("**")).count();
    let mut page = format!(
        "# Rules broken on purpose\n\nWritten by `cargo xtask mutants`; do not edit. Each row is one change of `tests/mutants.toml`: a rule of the \
         engine broken in one\nplace, and the hand-written cases that failed then. {caught} of {} were noticed.\n\n\
         | rule | what the broken engine believes | in | cases that fail | for example |\n| --- | --- | --- | --- | --- |\n",
        lines.len()
    );
    for line in lines {
        let _ = writeln!(page, "{line}");
    }
    page
}

/// How many cases noticed, and two of them.
fn told(fate: &Fate) -> String {
    match fate {
        Fate::Caught(cases) => {
            let few: Vec<String> = cases.iter().take(2).map(|case| format!("`{case}`")).collect();
            format!("{} | {}", cases.len(), few.join(", "))
        }
        Fate::Survived => "**none** |".to_owned(),
        Fate::Broken(why) => format!("**did not run** | {why}"),
    }
}

fn read(path: &Path) -> Outcome<String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("cannot write `{}`: {error}", path.display()))
}

/// Copies a file or a folder; what is the same already keeps its time, so that cargo builds little.
fn copy_all(from: &Path, to: &Path) -> Outcome {
    if from.is_dir() {
        fs::create_dir_all(to).map_err(|error| format!("cannot make `{}`: {error}", to.display()))?;
        let entries = |folder: &Path| -> Vec<PathBuf> {
            fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
        };
        for old in entries(to) {
            let is_gone = old.file_name().is_some_and(|name| !from.join(name).exists());
            if is_gone {
                let removed = if old.is_dir() { fs::remove_dir_all(&old) } else { fs::remove_file(&old) };
                removed.map_err(|error| format!("cannot remove `{}`: {error}", old.display()))?;
            }
        }
        for entry in entries(from) {
            if let Some(name) = entry.file_name() {
                copy_all(&entry, &to.join(name))?;
            }
        }
        return Ok(());
    }
    let Ok(wanted) = fs::read(from) else { return Ok(()) };
    if fs::read(to).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("cannot make `{}`: {error}", folder.display()))?;
    }
    fs::write(to, wanted).map_err(|error| format!("cannot write `{}`: {error}", to.display()))
}
