//! What is written down beside the program stays true: the page of codes, the picture in the README, the JSON
//! Schemas. `UPDATE_PAGES=1 cargo test --test pages` writes the made files anew.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

#[path = "support/coverage.rs"]
mod coverage;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;

use pathlight::api::{ExposureRequest, MatrixRequest, PictureRequest, ReachRequest, Theme};
use pathlight::explain::Code;
use pathlight::render::{codes_html, codes_json};
use serde_json::Value;
use support::{answer, cases, example, files_below, root, text};

/// Fails when the file is not what the program would write today; with UPDATE_PAGES it is written.
fn is_fresh(path: &str, wanted: &str) {
    let file = root().join(path);
    if std::env::var_os("UPDATE_PAGES").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, wanted).unwrap();
        return;
    }
    let found = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    let line = wanted.lines().zip(found.lines()).position(|(wanted, found)| wanted != found);
    assert!(
        found == wanted,
        "{path} is stale (line {}): run `UPDATE_PAGES=1 cargo test --test pages`, read the difference, and commit it",
        line.map_or_else(|| wanted.lines().count().min(found.lines().count()) + 1, |line| line + 1)
    );
}

#[test]
fn the_page_of_codes_is_fresh() {
    is_fresh("www/reference/codes.html", &codes_html());
}

#[test]
fn the_list_of_codes_is_fresh() {
    is_fresh("www/reference/codes.json", &codes_json());
}

#[test]
fn the_list_of_codes_is_json_of_all_codes() {
    let list: Vec<Value> = serde_json::from_str(&codes_json()).unwrap();
    assert_eq!(list.len(), Code::ALL.len());
    for (row, code) in list.iter().zip(Code::ALL) {
        assert_eq!(row["name"], code.name());
        assert_eq!(row["aws"].as_str(), code.info().aws);
        assert_eq!(row["summary"], code.info().summary());
    }
}

#[test]
fn the_page_of_codes_has_an_anchor_for_each_and_runs_nothing() {
    let page = codes_html();
    for code in Code::ALL {
        let anchor = format!("<article id=\"{}\">", code.name());
        assert_eq!(page.matches(&anchor).count(), 1, "one {anchor}");
    }
    assert!(page.contains("Content-Security-Policy"));
    for word in ["<script", "style=\"", "http://", "https://", " onclick"] {
        assert!(!page.contains(word), "the page has `{word}`");
    }
}

#[test]
fn the_page_of_coverage_is_fresh() {
    let page = coverage::coverage_html();
    for word in ["<script", "style=\"", "http://", "https://", " onclick"] {
        assert!(!page.contains(word), "the page has `{word}`");
    }
    is_fresh("www/reference/coverage.html", &page);
}

/// Each rule and pitfall is listed once, and shown by a case, or says why not.
#[test]
fn every_rule_and_pitfall_has_a_case() {
    let (rules, shown) = (coverage::rules(), coverage::shown());
    let numbers: Vec<&str> = rules.iter().map(|rule| rule.number.as_str()).collect();
    let wanted = (1..=140).map(|n| format!("S-{n}")).chain((1..=116).map(|n| format!("P-{n}")));
    assert_eq!(numbers, wanted.collect::<Vec<_>>(), "fixtures/rules.toml lists each number once, in order");
    let mut problems = Vec::new();
    for rule in &rules {
        let has_case = shown.by_rule.contains_key(&rule.number);
        let problem = match (&rule.open, &rule.no_verdict, has_case) {
            (Some(_), Some(_), _) => "is both `open` and `no-verdict`",
            (Some(_), None, true) => "has a case now: take its `open` line away",
            (None, None, false) => "has no case: write one, or say why not",
            (Some(_), None, false) | (None, Some(_), _) | (None, None, true) => continue,
        };
        problems.push(format!("{} {problem}", rule.number));
    }
    assert!(problems.is_empty(), "fixtures/rules.toml:\n  {}\n", problems.join("\n  "));
}

/// Each mutant can still be made, and the notes say what became of it.
#[test]
fn mutants_are_of_the_engine_as_it_is() {
    let list: toml::Table = toml::from_str(&text("tests/mutants.toml")).unwrap();
    let notes = text("docs/testing-mutants.md");
    let mut rules = BTreeSet::new();
    for mutant in list["mutant"].as_array().unwrap() {
        let word = |key: &str| mutant[key].as_str().unwrap();
        let found = text(word("file")).matches(word("find")).count();
        let (rule, breaks) = (word("rule"), word("breaks"));
        assert_eq!(
            found,
            1,
            "{rule}: `{}` stands so often in {}; mend tests/mutants.toml",
            word("find"),
            word("file")
        );
        assert_ne!(word("find"), word("replace"), "{rule} {breaks}");
        assert!(
            notes.contains(&format!("| {rule} | {breaks} |")),
            "run `cargo xtask mutants`: no row of {rule} {breaks}"
        );
        rules.insert(rule.to_owned());
    }
    assert!(rules.len() >= 30, "{} rules are broken", rules.len());
    assert!(
        !notes.contains("**none**") && !notes.contains("**did not run**"),
        "docs/testing-mutants.md: one survives"
    );
}

/// What the pack of examples should hold, by path.
fn pack_of_examples() -> BTreeMap<String, Vec<u8>> {
    let mut lists: BTreeMap<&str, Vec<(i64, Value)>> = BTreeMap::new();
    let mut pack = BTreeMap::new();
    let table = |path: &str| -> toml::Table { toml::from_str(&text(path)).unwrap() };
    for path in files_below("fixtures/examples") {
        let Some(folder) = path.strip_suffix("/lesson.toml") else { continue };
        let name = folder.rsplit('/').next().unwrap();
        let (lesson, case) = (table(&path), table(&format!("{folder}/case.toml")));
        let asks = case["ask"].as_array().unwrap();
        let questions: Vec<ReachRequest> =
            asks.iter().map(|ask| support::question(ask.as_table().unwrap())).collect();
        for language in ["en", "ja"] {
            let words = &lesson[language];
            let row = serde_json::json!({
                "name": name, "topic": lesson["topic"], "title": words["title"], "hint": words["hint"],
                "lesson": words["lesson"], "questions": questions,
            });
            lists.entry(language).or_default().push((lesson["order"].as_integer().unwrap(), row));
        }
        let input = support::example_folder(name);
        for path in files_below(&input) {
            let inside = path.strip_prefix(&format!("{input}/")).unwrap().to_owned();
            pack.insert(format!("{name}/{inside}"), fs::read(root().join(path)).unwrap());
        }
    }
    for (language, mut rows) in lists {
        rows.sort_by_key(|(order, _)| *order);
        let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).collect();
        pack.insert(format!("examples.{language}.json"), serde_json::to_vec(&rows).unwrap());
    }
    pack
}

/// The files of a packed archive; empty where there is none yet.
fn unpacked(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(bytes) = fs::read(file) else { return BTreeMap::new() };
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    });
    entries.collect()
}

/// Compared by content, since another version of the packer may pack otherwise.
#[test]
fn the_pack_of_examples_is_fresh() {
    let file = root().join("fixtures/examples.tar.gz");
    let wanted = pack_of_examples();
    if std::env::var_os("UPDATE_PAGES").is_some() && unpacked(&file) != wanted {
        let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let mut tar = tar::Builder::new(gzip);
        for (path, bytes) in &wanted {
            let mut header = tar::Header::new_ustar();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, path, bytes.as_slice()).unwrap();
        }
        fs::write(&file, tar.into_inner().unwrap().finish().unwrap()).unwrap();
    }
    let (found, stale) = (unpacked(&file), "run `UPDATE_PAGES=1 cargo test --test pages` twice");
    let names = |pack: &BTreeMap<String, Vec<u8>>| pack.keys().cloned().collect::<Vec<String>>();
    assert_eq!(names(&found), names(&wanted), "fixtures/examples.tar.gz is stale: {stale}");
    for (path, bytes) in &wanted {
        assert!(found[path] == *bytes, "fixtures/examples.tar.gz holds another `{path}`: {stale}");
    }
}

#[test]
fn the_picture_of_the_readme_is_fresh() {
    let example = example();
    let question = example.questions.first().cloned();
    let request = PictureRequest { theme: Theme::Light, question, ..PictureRequest::default() };
    is_fresh("docs/picture.svg", &(example.session.picture(&request).unwrap() + "\n"));
}

/// Each `$ cargo run -- …` of the README, run; each line below it must be in what it prints, in that order.
#[test]
fn the_transcripts_of_the_readme_are_real() {
    let readme = text("README.md");
    let transcripts: Vec<&str> =
        readme.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(!transcripts.is_empty(), "README.md shows no transcript");
    for transcript in transcripts {
        let mut lines = transcript.lines();
        let command =
            lines.next().unwrap().strip_prefix("$ cargo run -- ").expect("`$ cargo run -- …` comes first");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_pathlight"))
            .args(command.split(' '))
            .current_dir(root())
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let mut printed = printed.lines().map(str::trim_end);
        for line in lines.filter(|line| line.trim() != "…") {
            assert!(
                printed.any(|printed| printed == line.trim_end()),
                "README.md: `{command}` does not print `{line}` there any more; run it and copy what it prints"
            );
        }
    }
}

/// Each relative link of the documents, and each path they name, leads to a file.
#[test]
fn links_of_the_documents_lead_somewhere() {
    for document in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "docs/testing.md",
        "fixtures/README.md",
    ] {
        let folder = root().join(document).parent().unwrap().to_path_buf();
        for link in text(document).split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned())
        {
            let target = link.split('#').next().unwrap();
            let is_there = target.is_empty() || target.contains("://") || folder.join(target).exists();
            assert!(is_there, "{document}: `{link}` leads nowhere; correct the link");
        }
        for path in text(document).split('`').skip(1).step_by(2) {
            let is_path =
                ["src/", "tests/", "www/", "docs/", "fixtures/"].iter().any(|top| path.starts_with(top));
            let is_there = !is_path || path.contains(char::is_whitespace) || root().join(path).exists();
            assert!(is_there, "{document}: `{path}` is not there; correct the path");
        }
    }
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&text(&format!("docs/schema/{name}.schema.json"))).unwrap()
}

/// What in `value` is not as the schema says.
fn check(schema: &Value, value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    problems(schema, schema, value, "", &mut found);
    found
}

/// What in `value` is not as `schema` says; only the keywords that ours use. A key that the schema does not name counts: it would be undocumented.
fn problems(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut BTreeSet<String>) {
    for (keyword, rule) in schema.as_object().unwrap() {
        match keyword.as_str() {
            "$schema" | "title" | "description" | "$defs" => {}
            "$ref" => {
                let pointer = rule.as_str().unwrap().trim_start_matches('#');
                let schema = document.pointer(pointer).unwrap_or_else(|| panic!("`{rule}` leads nowhere"));
                problems(document, schema, value, at, found);
            }
            "anyOf" => {
                let tries = rule.as_array().unwrap().iter().map(|schema| {
                    let mut found = BTreeSet::new();
                    problems(document, schema, value, at, &mut found);
                    found
                });
                let best = tries.min_by_key(BTreeSet::len).unwrap();
                found.extend(best);
            }
            "type" => {
                let one = [rule.clone()];
                let kinds = rule.as_array().map_or(one.as_slice(), Vec::as_slice);
                if !kinds.iter().any(|kind| is_of_kind(value, kind.as_str().unwrap())) {
                    found.insert(format!("{at}: {value} is not of type {rule}"));
                }
            }
            "enum" => {
                if !rule.as_array().unwrap().contains(value) {
                    found.insert(format!("{at}: {value} is none of {rule}"));
                }
            }
            "required" => {
                let missing = rule.as_array().unwrap().iter().map(|key| key.as_str().unwrap());
                let missing = missing.filter(|key| value.is_object() && value.get(key).is_none());
                found.extend(missing.map(|key| format!("{at}: has no `{key}`")));
            }
            "properties" => {
                for (key, inner) in value.as_object().into_iter().flatten() {
                    match rule.get(key) {
                        Some(schema) => problems(document, schema, inner, &format!("{at}.{key}"), found),
                        None => {
                            found.insert(format!("{at}: `{key}` is not in the schema"));
                        }
                    }
                }
            }
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    problems(document, rule, item, &format!("{at}[]"), found);
                }
            }
            other => panic!("the checker does not know `{other}`; teach it, or do without"),
        }
    }
}

fn is_of_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("the checker does not know type `{other}`"),
    }
}

#[test]
fn answers_are_as_the_schema_says() {
    let (answers, questions) = (schema("answer"), schema("query"));
    let (mut asked, mut problems) = (0, BTreeSet::new());
    for case in cases().into_iter().chain([example()]) {
        for question in &case.questions {
            asked += 1;
            let answer = answer(&case.session, question);
            problems.extend(check(&answers, &answer));
            problems.extend(check(&questions, &serde_json::to_value(question).unwrap()));
            if let Some(understood) = answer.get("query") {
                problems.extend(check(&questions, understood));
            }
        }
    }
    let problems: Vec<String> = problems.into_iter().collect();
    assert!(
        problems.is_empty(),
        "of {asked} answers, some are not as docs/schema says. A new key is documented there; an old one is never \
         renamed:\n  {}\n",
        problems.join("\n  ")
    );
}

#[test]
fn exposures_are_as_the_schema_says() {
    let (schema, mut problems) = (schema("exposure"), BTreeSet::new());
    for case in cases().into_iter().chain([example()]) {
        let ends = case.questions.first().map(|question| question.from.clone());
        for from in [None, ends] {
            let asked = ExposureRequest { from, ..ExposureRequest::default() };
            if let Ok(exposure) = case.session.exposure(&asked, &mut |_, _| true) {
                problems.extend(check(&schema, &serde_json::to_value(exposure).unwrap()));
            }
        }
    }
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn matrices_are_as_the_schema_says() {
    let (schema, mut problems) = (schema("matrix"), BTreeSet::new());
    for case in cases().into_iter().step_by(7).chain([example()]) {
        for by in [None, Some("vpc".to_owned()), Some("interface".to_owned())] {
            let asked = MatrixRequest { by, ..MatrixRequest::default() };
            let mut out = Vec::new();
            case.session.matrix(&asked, &mut |_, _| true).unwrap().write_json(&mut out).unwrap();
            problems.extend(check(&schema, &serde_json::from_slice(&out).unwrap()));
        }
    }
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn the_schema_of_questions_has_every_key_that_is_read() {
    let documented = schema("query");
    let documented: BTreeSet<&String> = documented["properties"].as_object().unwrap().keys().collect();
    let all: ReachRequest = serde_json::from_value(serde_json::json!({
        "from": "a", "to": "b", "from_ip": "10.0.0.1", "to_ip": "10.0.0.2", "protocol": "tcp", "port": 1,
        "source_port": "2-3", "icmp_type": 8, "icmp_code": 0, "via": "c", "avoid": "d", "family": 4, "one_way": true,
        "strict": true, "language": "en"
    }))
    .unwrap();
    let read = serde_json::to_value(&all).unwrap();
    assert_eq!(documented, read.as_object().unwrap().keys().collect(), "docs/schema/query.schema.json");
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let questions = schema("query");
    let wrong = |text: &str| check(&questions, &serde_json::from_str(text).unwrap()).len();
    assert_eq!(wrong(r#"{"from": "a", "to": "b", "port": "80-90"}"#), 0);
    assert_eq!(wrong(r#"{"from": "a"}"#), 1);
    assert_eq!(wrong(r#"{"from": 1, "to": "b", "one_way": "yes", "colour": 1}"#), 3);
}
