//! The page of what is modelled: each rule, pitfall and code with the cases that show it.
//!
//! Made from `fixtures/rules.toml`, the cases and the README's list of gaps; words nothing of its own about networks.

use std::collections::{BTreeMap, BTreeSet};

use maud::{DOCTYPE, Markup, html};
use pathlight::explain::{Code, CodeFamily};
use serde::Deserialize;
use serde_json::Value;

use crate::support::{self, text};

const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/// A rule S-n or a pitfall P-n.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) number: String,
    pub(crate) section: String,
    pub(crate) title: String,
    /// Why it speaks of no verdict.
    pub(crate) no_verdict: Option<String>,
    /// Why no case shows it yet.
    pub(crate) open: Option<String>,
}

/// The list of `fixtures/rules.toml`.
pub(crate) fn rules() -> Vec<Rule> {
    #[derive(Deserialize)]
    struct List {
        rule: Vec<Rule>,
    }
    let list: List = toml::from_str(&text("fixtures/rules.toml")).unwrap();
    list.rule
}

/// The names of the cases of each rule, and how many cases and questions there are.
#[derive(Default)]
pub(crate) struct Shown {
    pub(crate) by_rule: BTreeMap<String, BTreeSet<String>>,
    pub(crate) by_code: BTreeMap<String, BTreeSet<String>>,
    cases: usize,
    questions: usize,
}

/// Reads what each case says it shows, and asks it for the codes that it raises.
pub(crate) fn shown() -> Shown {
    let mut shown = Shown::default();
    for folder in ["fixtures/cases", "fixtures/examples"] {
        for path in support::files_below(folder) {
            let Some(case) = path.strip_suffix("/case.toml") else { continue };
            let table: toml::Table = toml::from_str(&text(&path)).unwrap();
            let name = case.trim_start_matches("fixtures/").trim_start_matches("cases/").to_owned();
            shown.cases += 1;
            shown.questions += table["ask"].as_array().unwrap().len();
            for rule in table["rules"].as_array().unwrap() {
                shown.by_rule.entry(rule.as_str().unwrap().to_owned()).or_default().insert(name.clone());
            }
        }
    }
    // A code may be raised by a document that is broken on purpose alone.
    for case in support::cases().into_iter().chain(support::invalid()).chain([support::example()]) {
        let mut codes = BTreeSet::new();
        collect(&serde_json::to_value(case.session.summary()).unwrap(), &mut codes);
        for question in &case.questions {
            collect(&support::answer(&case.session, question), &mut codes);
        }
        for code in codes {
            shown.by_code.entry(code).or_default().insert(case.name.clone());
        }
    }
    shown
}

/// Every `code` anywhere in a value.
fn collect(value: &Value, codes: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, codes)),
        Value::Object(fields) => {
            codes.extend(fields.get("code").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|field| collect(field, codes));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The README's paragraph of what is not modelled, without its mark and its line breaks.
fn gaps() -> String {
    let readme = text("README.md");
    let paragraph =
        readme.split("**Not modelled yet:**").nth(1).expect("README.md lists what is not modelled");
    paragraph.split("\n\n").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `www/reference/coverage.html`.
pub(crate) fn coverage_html() -> String {
    let (rules, shown) = (rules(), shown());
    let of = |letter: &str| -> Vec<&Rule> {
        rules.iter().filter(|rule| rule.number.starts_with(letter)).collect()
    };
    let count =
        |rules: &[&Rule]| rules.iter().filter(|rule| shown.by_rule.contains_key(&rule.number)).count();
    let (s, p) = (of("S-"), of("P-"));
    let raised = Code::ALL.iter().filter(|code| shown.by_code.contains_key(code.name())).count();
    let open: Vec<&Rule> = rules.iter().filter(|rule| rule.open.is_some()).collect();
    let silent: Vec<&Rule> = rules.iter().filter(|rule| rule.no_verdict.is_some()).collect();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Pathlight: what is modelled, and what is not" }
                link rel="stylesheet" href="codes.css";
            }
            body {
                main {
                    h1 { "What is modelled, and what is not" }
                    p {
                        (shown.cases) " cases with " (shown.questions) " questions, whose answers were worked out by hand from "
                        "AWS's documentation, show " (count(&s)) " of " (s.len()) " rules, " (count(&p)) " of " (p.len())
                        " pitfalls and " (raised) " of " (Code::ALL.len()) " " a href="codes.html" { "codes" } ". "
                        "A case is a folder below " code { "fixtures/cases" } " or " code { "fixtures/examples" } "."
                    }
                    h2 { "Not modelled" }
                    p { (marked(&gaps())) }
                    @if !open.is_empty() {
                        p { "No case shows these yet:" }
                        (reasons(&open, |rule| rule.open.as_deref()))
                    }
                    @if !silent.is_empty() {
                        p { "These speak of no verdict, so no case can show them:" }
                        (reasons(&silent, |rule| rule.no_verdict.as_deref()))
                    }
                    @for section in sections(&rules) {
                        h2 { (section) }
                        @for rule in rules.iter().filter(|rule| rule.section == section) {
                            (row(&rule.number, html! { (rule.title) }, shown.by_rule.get(&rule.number)))
                        }
                    }
                    @for (title, family) in [
                        ("Codes: blockers", CodeFamily::Reason),
                        ("Codes: assumptions", CodeFamily::Assumption),
                        ("Codes: notices", CodeFamily::Notice),
                    ] {
                        h2 { (title) }
                        @for code in Code::ALL.iter().filter(|code| code.info().family == family) {
                            (row(code.name(), html! { a href={ "codes.html#" (code.name()) } { (code.name()) } }, shown.by_code.get(code.name())))
                        }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// Text with `code` in it.
fn marked(text: &str) -> Markup {
    html! {
        @for (index, piece) in text.split('`').enumerate() {
            @if index % 2 == 0 { (piece) } @else { code { (piece) } }
        }
    }
}

/// The sections in the order of the list.
fn sections(rules: &[Rule]) -> Vec<&str> {
    let mut sections: Vec<&str> = rules.iter().map(|rule| rule.section.as_str()).collect();
    sections.dedup();
    sections
}

fn reasons(rules: &[&Rule], reason: impl Fn(&Rule) -> Option<&str>) -> Markup {
    html! {
        ul class="gaps" {
            @for rule in rules {
                li { strong { (rule.number) " " (rule.title) } ": " (reason(rule).unwrap_or_default()) }
            }
        }
    }
}

/// One rule or code: what it is, and its cases to be opened.
fn row(id: &str, title: Markup, cases: Option<&BTreeSet<String>>) -> Markup {
    let is_code = !id.contains('-');
    html! {
        @match cases {
            Some(cases) => details class="shown" id=(id) {
                summary {
                    @if !is_code { strong { (id) } " " }
                    (title)
                    span class="count" { (cases.len()) @if cases.len() == 1 { " case" } @else { " cases" } }
                }
                ul { @for case in cases { li { code { (case) } } } }
            },
            None => p class="shown none" id=(id) {
                @if !is_code { strong { (id) } " " }
                (title)
                span class="count" { "no case" }
            },
        }
    }
}
