//! The house rules, watched by a machine: who may name whom, what a file must have, what a code must have.
//!
//! The tables below are data. Changing the house changes a table, so it is seen in review.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use pathlight::explain::{Code, CodeFamily};
use serde_json::Value;
use support::{answer, cases, example, files_below, invalid, root, text};

/// The floors, lowest first. A room names rooms below it, never its neighbours, never up.
const FLOORS: &[&[&str]] = &[
    &["space"],
    &["model", "documents"],
    &["ingest", "graph"],
    &["solve", "trace"],
    &["explain"],
    &["render", "answer"],
    &["api"],
    &["main", "cli", "wasm", "lib"],
];

/// Stricter than the floors: a room on the left names none of the rooms on the right.
const STRANGERS: &[(&str, &[&str], &str)] = &[
    ("documents", &["space"], "a document is read before anybody knows what it says"),
    ("ingest", &["graph"], "what is read does not depend on how it is wired"),
    ("graph", &["ingest", "space"], "wiring joins ids; it does no arithmetic"),
    ("render", &["ingest", "graph", "solve", "trace", "space"], "a picture needs the model, not the walk"),
    ("answer", &["ingest", "solve"], "a question is answered by the walk alone"),
    ("cli", DOORS_MAY_NOT, "a door talks to the desk"),
    ("wasm", DOORS_MAY_NOT, "a door talks to the desk"),
    ("main", DOORS_MAY_NOT, "a door talks to the desk"),
];

const DOORS_MAY_NOT: &[&str] =
    &["space", "model", "ingest", "graph", "solve", "trace", "explain", "answer", "render"];

/// Floors that are packages, for `[profile.wasm]`.
const PACKAGES: &[&str] =
    &["space", "model", "documents", "ingest", "graph", "solve", "trace", "explain", "answer"];

/// Which crate is named where, and why there. A path is a file, or a folder with its `/`.
const CRATES: &[(&str, &[&str], &str)] = &[
    ("petgraph", &["src/graph/", "src/render/route_line.rs"], "its types are no part of any interface"),
    (
        "ipnet",
        &[
            "src/space/",
            "src/model/",
            "src/ingest/",
            "src/graph/",
            "src/solve/",
            "src/trace/",
            "src/answer/",
            "src/api/",
            "src/render/tiers.rs", // A default route makes a subnet public: the picture reads the model's own field.
        ],
        "address blocks are spoken of where addresses are; words and lines are not",
    ),
    ("taffy", &["src/render/layout.rs"], "one file decides places"),
    ("maud", &["src/render/"], "markup is written by the drawing floor only"),
    ("flate2", &["src/ingest/archive.rs"], "packed files are opened at the door of the house"),
    ("tar", &["src/ingest/archive.rs"], "packed files are opened at the door of the house"),
    ("zip", &["src/ingest/archive.rs"], "packed files are opened at the door of the house"),
    ("pathlight_documents", &["src/ingest/"], "documents become a network in one place"),
    ("clap", &["src/cli/"], "arguments are the command line's"),
    ("parquet", &["src/cli/parquet.rs"], "one file writes it, and only where it was asked for at build time"),
    ("wasm_bindgen", &["src/wasm.rs"], "one door to JavaScript"),
    ("js_sys", &["src/wasm.rs"], "one door to JavaScript"),
    (
        "serde_json",
        &["src/ingest/", "src/answer/packed.rs", "src/api/", "src/cli/", "src/wasm.rs"],
        "JSON is read below and written above; between, there is the model",
    ),
];

const MOST_LINES: usize = 500;

/// Files that are longer, and why that is better than two files.
const LONG: &[(&str, &str)] = &[
    ("src/explain/codes.rs", "the registry: a page of text for each code, all in one list"),
    ("tests/cli.rs", "one test a behaviour of the command"),
    ("tests/ingest.rs", "one test a property of reading, on documents written in place"),
    ("tests/support/generate.rs", "one grammar of random networks, drawn from one tape"),
    ("tests/support/oracle.rs", "the naive walker: loops and comparisons, to be read from top to bottom"),
    ("tests/picture.rs", "one test a law of the picture, with one reader of SVG"),
];

/// Codes that no fixture raises yet, and what a case would need. An entry that is raised fails: take it out.
const UNRAISED: &[(&str, &str)] = &[];

/// Every `.rs` file of a folder.
fn rust_files(folder: &str) -> Vec<String> {
    files_below(folder).into_iter().filter(|path| path.ends_with(".rs")).collect()
}

fn manifests() -> Vec<String> {
    PACKAGES.iter().map(|floor| format!("src/{floor}/Cargo.toml")).collect()
}

/// The room that a file of `src` belongs to.
fn room(path: &str) -> &str {
    let inside = path.trim_start_matches("src/");
    inside.split(['/', '.']).next().unwrap()
}

/// Code without its comments, line by line.
fn code_lines(path: &str) -> Vec<(usize, String)> {
    let code = |line: &str| line.split("//").next().unwrap().to_owned();
    text(path).lines().enumerate().map(|(index, line)| (index + 1, code(line))).collect()
}

/// The names that follow `start` in a line, also inside one pair of braces.
fn names_after(line: &str, start: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    line.split(start)
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap().split(',').map(|name| word(name.trim())).collect(),
            None => vec![word(rest)],
        })
        .filter(|name| !name.is_empty())
        .collect()
}

/// Fails with all problems at once.
fn none(problems: &[String], what_to_do: &str) {
    assert!(problems.is_empty(), "{what_to_do}\n  {}\n", problems.join("\n  "));
}

#[test]
fn modules_only_look_down() {
    let floor = |room: &str| FLOORS.iter().position(|rooms| rooms.contains(&room));
    let mut problems = Vec::new();
    for path in rust_files("src").into_iter().chain(manifests()) {
        let here = room(&path);
        let Some(own) = floor(here) else {
            problems.push(format!("{path}: `{here}` stands on no floor"));
            continue;
        };
        for (line, code) in code_lines(&path) {
            let starts = ["crate::", "pathlight::", "pathlight_", "pathlight-"];
            let names = starts.into_iter().flat_map(|start| names_after(&code, start));
            for other in names.filter(|name| floor(name).is_some()) {
                let stranger =
                    STRANGERS.iter().find(|(room, others, _)| *room == here && others.contains(&&*other));
                if other != here && floor(&other) >= Some(own) {
                    problems.push(format!("{path}:{line}: `{here}` looks up or sideways to `{other}`"));
                } else if let Some((_, _, why)) = stranger {
                    problems.push(format!("{path}:{line}: `{here}` names `{other}`, but {why}"));
                }
            }
        }
    }
    none(
        &problems,
        "move the code to the floor that may know it, or change FLOORS or STRANGERS in tests/tidy.rs and ARCHITECTURE.md:",
    );
}

#[test]
fn every_package_is_a_floor_and_a_member() {
    let packages = files_below("src").into_iter().filter(|path| path.ends_with("Cargo.toml"));
    assert_eq!(packages.collect::<BTreeSet<_>>(), manifests().into_iter().collect(), "see PACKAGES");
    for path in manifests() {
        let member = format!("\"{}\"", path.trim_end_matches("/Cargo.toml"));
        assert!(text("Cargo.toml").contains(&member), "{path}: no member");
        assert!(text(&path).contains("[lints]\nworkspace = true"), "{path}: a floor has the lints of all");
    }
}

#[test]
fn the_oracle_shares_nothing_with_the_engine() {
    /// The walker's own files, and what of ours they may name.
    const WALKER: &[(&str, &[&str])] = &[
        ("tests/support/balancers.rs", &[]),
        ("tests/support/direct.rs", &[]),
        ("tests/support/filters.rs", &[]),
        ("tests/support/inspection.rs", &[]),
        ("tests/support/json.rs", &[]),
        ("tests/support/oracle.rs", &[]),
        ("tests/support/generate.rs", &[]),
        ("tests/support/firewalls.rs", &[]),
        ("tests/support/services.rs", &[]),
        ("tests/support/ask.rs", &["api"]),
        ("tests/oracle.rs", &["api"]),
    ];
    let mut problems = Vec::new();
    for (path, allowed) in WALKER {
        for (line, code) in code_lines(path) {
            let strange =
                names_after(&code, "pathlight::").into_iter().filter(|name| !allowed.contains(&&**name));
            problems.extend(strange.map(|name| format!("{path}:{line}: names `pathlight::{name}`")));
        }
    }
    none(
        &problems,
        "a judge that shares code with the engine shares its mistakes; write it anew, the plain way:",
    );
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut problems = Vec::new();
    for path in rust_files("src") {
        for (line, code) in code_lines(&path) {
            for (name, rooms, why) in CRATES {
                let is_named = code.contains(&format!("{name}::")) && names_boundary(&code, name);
                if is_named
                    && !rooms
                        .iter()
                        .any(|room| path == *room || (room.ends_with('/') && path.starts_with(room)))
                {
                    problems
                        .push(format!("{path}:{line}: `{name}` is at home in {}: {why}", rooms.join(", ")));
                }
            }
        }
    }
    none(&problems, "use the crate where it is at home, or change CRATES in tests/tidy.rs with a reason:");
}

/// Whether `name::` begins a path: `tar::` does not stand in `start::`.
fn names_boundary(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
    })
}

#[test]
fn every_dependency_is_in_the_architecture() {
    let mut names = BTreeSet::new();
    for manifest in manifests().into_iter().chain(["Cargo.toml".to_owned()]) {
        let manifest: toml::Table = toml::from_str(&text(&manifest)).unwrap();
        let mut tables = vec![&manifest];
        let targets = manifest.get("target").and_then(toml::Value::as_table);
        tables.extend(targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table));
        for table in tables {
            for key in ["dependencies", "dev-dependencies"] {
                let table = table.get(key).and_then(toml::Value::as_table);
                names.extend(table.into_iter().flat_map(|table| table.keys().cloned()));
            }
        }
    }
    names.retain(|name| !name.starts_with("pathlight-"));
    let document = text("ARCHITECTURE.md");
    let missing: Vec<String> =
        names.into_iter().filter(|name| !document.contains(&format!("| `{name}`"))).collect();
    none(&missing, "each dependency earns a line in the table of ARCHITECTURE.md; these have none:");
}

#[test]
fn every_file_says_what_it_is_for() {
    let files = ["src", "tests", "xtask"].into_iter().flat_map(rust_files);
    let silent: Vec<String> = files.filter(|path| !text(path).starts_with("//! ")).collect();
    none(&silent, "open the file with `//!`: what it is for, and what it must not know:");
}

#[test]
fn files_are_short() {
    let mut problems = Vec::new();
    for path in ["src", "tests", "xtask"].into_iter().flat_map(rust_files) {
        let lines = text(&path).lines().count();
        let is_listed = LONG.iter().any(|(long, _)| *long == path);
        if lines > MOST_LINES && !is_listed {
            problems.push(format!(
                "{path}: {lines} lines; split it, or put it into LONG in tests/tidy.rs with a reason"
            ));
        } else if lines <= MOST_LINES && is_listed {
            problems.push(format!("{path}: only {lines} lines; take it out of LONG in tests/tidy.rs"));
        }
    }
    none(&problems, &format!("a file has at most {MOST_LINES} lines:"));
}

/// All text files of the repository; what is built or installed is left out.
fn repository() -> Vec<(String, String)> {
    const MADE: &[&str] = &[".git", "target", "dist", "node_modules", "pkg"];
    let mut found = Vec::new();
    let mut open = vec![root().to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if MADE.contains(&&*name) {
                continue;
            }
            if path.is_dir() {
                open.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                found.push((path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found.sort();
    found
}

/// Words that must not stand in the repository, cut in two so that they do not stand here either.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("/wo", "rk/", "a path of one machine; start from the repository's root, or skip what is not there"),
    ("/tmp", "/wt", "a path of one machine"),
    ("/ro", "ot/.", "a path of one machine"),
    ("registry.", "npmjs", "a registry's host; npm knows its own"),
    ("index.crates", ".io", "a registry's host; cargo knows its own"),
    ("TO", "DO", "do it, or describe the gap with its notice"),
    ("FIX", "ME", "fix it, or describe the gap with its notice"),
    ("to", "do!(", "write it, or describe the gap with its notice"),
    ("Icon-", "Architecture", "a title of AWS's icons, which are not ours to copy"),
];

#[test]
fn nothing_of_the_workshop_is_left_lying_about() {
    let mut problems = Vec::new();
    for (path, text) in repository() {
        for (index, line) in text.lines().enumerate() {
            for (start, end, why) in FORBIDDEN {
                let word = format!("{start}{end}");
                if line.contains(&word) {
                    problems.push(format!("{path}:{}: `{word}`: {why}", index + 1));
                }
            }
        }
    }
    none(&problems, "take these out:");
}

#[test]
fn lock_files_name_no_mirror() {
    let lock = text("Cargo.lock");
    let sources = lock.lines().filter_map(|line| line.strip_prefix("source = "));
    let mut problems: Vec<String> = sources
        .filter(|source| *source != "\"registry+https://github.com/rust-lang/crates.io-index\"")
        .map(|source| format!("Cargo.lock: {source}"))
        .collect();
    problems.extend(
        text("package-lock.json")
            .lines()
            .filter(|line| line.contains("\"resolved\": \"http"))
            .map(|line| format!("package-lock.json: {}", line.trim())),
    );
    none(
        &problems,
        "a lock file names no host but the standard one; lock again without a mirror (npm: `omit-lockfile-registry-resolved`):",
    );
}

#[test]
fn codes_are_declared_once() {
    let mut seen = BTreeSet::new();
    let twice: Vec<String> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| !seen.insert(*name))
        .map(str::to_owned)
        .collect();
    none(&twice, "a code's name is used once and for ever; choose another name for the second of:");
    let odd = seen
        .iter()
        .filter(|name| !name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_'));
    none(&odd.map(ToString::to_string).collect::<Vec<_>>(), "a code's name is written LIKE_THIS:");
}

#[test]
fn every_code_has_its_page() {
    const SECTIONS: [&str; 4] = ["Why", "Fix", "Example", "Source"];
    let mut problems = Vec::new();
    for code in Code::ALL {
        let info = code.info();
        let headings: Vec<&str> = info.sections().iter().map(|(heading, _)| *heading).collect();
        if headings != SECTIONS {
            problems.push(format!("{}: has the headings {headings:?}, needs {SECTIONS:?}", info.name));
        }
        let summary = info.summary();
        if !summary.ends_with('.') || summary.len() > 120 {
            problems.push(format!(
                "{}: needs a first sentence of at most 120 letters, with a full stop",
                info.name
            ));
        }
        for (heading, text) in info.sections() {
            if text.len() < 15 || !text.ends_with('.') {
                problems.push(format!("{}: `{heading}` needs a whole sentence", info.name));
            }
            if text.matches('`').count() % 2 == 1 {
                problems.push(format!("{}: `{heading}` has a backtick without a partner", info.name));
            }
            if heading == "Source" && !text.contains("S-") {
                problems.push(format!("{}: `Source` names no rule S-n", info.name));
            }
        }
    }
    none(&problems, "write the page above the code in src/explain/codes.rs:");
}

/// Which fixtures raise which code.
fn raised() -> BTreeMap<String, BTreeSet<String>> {
    let mut raised: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for case in cases().into_iter().chain(invalid()).chain([example()]) {
        let mut add = |value: &Value| {
            for key in ["blockers", "assumptions", "notices"] {
                codes_below(value, key, &mut |code| {
                    raised.entry(code.to_owned()).or_default().insert(case.name.clone());
                });
            }
        };
        add(&serde_json::to_value(case.session.summary()).unwrap());
        for question in &case.questions {
            add(&answer(&case.session, question));
        }
    }
    raised
}

/// The codes in the lists named `key`, also of pairs and families.
fn codes_below(value: &Value, key: &str, found: &mut dyn FnMut(&str)) {
    for row in value[key].as_array().into_iter().flatten() {
        found(row["code"].as_str().unwrap());
    }
    for list in ["pairs", "families"] {
        for part in value[list].as_array().into_iter().flatten() {
            codes_below(part, key, found);
        }
    }
}

#[test]
fn every_code_is_raised_by_a_fixture() {
    let raised = raised();
    let mut problems = Vec::new();
    for code in Code::ALL {
        let name = code.name();
        let excuse = UNRAISED.iter().find(|(unraised, _)| *unraised == name);
        match (raised.get(name), excuse) {
            (None, None) => {
                problems.push(format!("{name}: write a case that raises it (fixtures/README.md)"))
            }
            (Some(by), Some(_)) => {
                let by: Vec<&str> = by.iter().take(3).map(String::as_str).collect();
                problems.push(format!(
                    "{name}: is raised now, by {}; take it out of UNRAISED in tests/tidy.rs",
                    by.join(", ")
                ));
            }
            _ => {}
        }
        let text = code.info().doc;
        for case in text.split("Case `").skip(1).map(|rest| rest.split('`').next().unwrap()) {
            if !raised.get(name).is_some_and(|by| by.contains(case)) {
                problems.push(format!("{name}: its page names case `{case}`, which does not raise it"));
            }
        }
    }
    for (name, _) in UNRAISED {
        if Code::find(name).is_none() {
            problems.push(format!("{name}: in UNRAISED of tests/tidy.rs, but there is no such code"));
        }
    }
    let unknown = raised.keys().filter(|name| Code::find(name).is_none());
    problems.extend(unknown.map(|name| format!("{name}: raised, but not declared in src/explain/codes.rs")));
    none(&problems, "each code is shown by a fixture:");
}

#[test]
fn families_are_told_apart() {
    let raised_as = |key: &str, family: CodeFamily| {
        let mut problems = Vec::new();
        for case in cases() {
            for question in &case.questions {
                codes_below(&answer(&case.session, question), key, &mut |name| {
                    if Code::find(name).is_some_and(|code| code.info().family != family) {
                        problems.push(format!("{}: {name} is among the {key}", case.name));
                    }
                });
            }
        }
        problems
    };
    let mut problems = raised_as("blockers", CodeFamily::Reason);
    problems.extend(raised_as("assumptions", CodeFamily::Assumption));
    problems.extend(raised_as("notices", CodeFamily::Notice));
    problems.dedup();
    none(
        &problems,
        "a blocker is a Reason, an assumption an Assumption, a notice a Notice; correct the family in src/explain/codes.rs:",
    );
}
