//! The registry of codes as a page (`www/reference/codes.html`) and as a list for the browser (`codes.json`).
//!
//! Must not word anything: every sentence is the code's own.

use maud::{DOCTYPE, Markup, html};

use crate::explain::{Code, CodeFamily, CodeInfo};

const POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/// The families in the order of the page: title, what it is about, the family.
const FAMILIES: &[(&str, &str, CodeFamily)] = &[
    ("Blockers", "Something stops the packet here.", CodeFamily::Reason),
    ("Assumptions", "A yes rests on this, and the data does not show it.", CodeFamily::Assumption),
    ("Notices", "The input lacks something, or holds something that was not understood.", CodeFamily::Notice),
];

/// Every code with its page, as one HTML document without script.
#[must_use]
pub fn codes_html() -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Pathlight: what the codes mean" }
                link rel="stylesheet" href="codes.css";
            }
            body {
                main {
                    h1 { "What the codes mean" }
                    p {
                        "Each blocker, assumption and notice in an answer has one of these stable names. Names of AWS's "
                        "Reachability Analyzer are used where the meaning is the same. A case is a folder below "
                        code { "fixtures/cases" } " that shows the code; a rule S-n is one of the rules that the engine follows. "
                        a href="coverage.html" { "What is modelled, and what is not" } " lists both."
                    }
                    @for (title, about, family) in FAMILIES {
                        (contents(title, about, *family))
                    }
                    @for (title, _, family) in FAMILIES {
                        h2 { (title) }
                        @for code in of(*family) {
                            (article(&code.info()))
                        }
                    }
                }
            }
        }
    };
    page.into_string() + "\n"
}

/// Name, family, AWS's nearest code, version and meaning of every code, as JSON.
#[must_use]
pub fn codes_json() -> String {
    let rows: Vec<String> = Code::ALL.iter().map(|code| row(&code.info())).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}

fn row(info: &CodeInfo) -> String {
    let aws = info.aws.map_or_else(|| "null".to_owned(), quoted);
    format!(
        "  {{\"name\": {}, \"family\": {}, \"aws\": {aws}, \"since\": {}, \"summary\": {}}}",
        quoted(info.name),
        quoted(word(info.family)),
        quoted(info.since),
        quoted(&info.summary())
    )
}

/// A JSON string. The words of the registry are printable, so only these two need an escape.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

const fn word(family: CodeFamily) -> &'static str {
    match family {
        CodeFamily::Reason => "reason",
        CodeFamily::Assumption => "assumption",
        CodeFamily::Notice => "notice",
    }
}

fn of(family: CodeFamily) -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(move |code| code.info().family == family)
}

fn contents(title: &str, about: &str, family: CodeFamily) -> Markup {
    html! {
        nav aria-label=(title) {
            p { strong { (title) } ": " (about) }
            ul {
                @for code in of(family) {
                    li { a href={ "#" (code.name()) } { (code.name()) } }
                }
            }
        }
    }
}

fn article(info: &CodeInfo) -> Markup {
    html! {
        article id=(info.name) {
            h3 { a href={ "#" (info.name) } { (info.name) } }
            p class="meaning" { (with_code(&info.summary())) }
            dl {
                @for (heading, text) in info.sections() {
                    dt { (heading) }
                    dd { (with_code(&text)) }
                }
                dt { "AWS" }
                dd {
                    @match info.aws {
                        Some(aws) if aws == info.name => { "the same code in Reachability Analyzer" }
                        Some(aws) => { "nearest code in Reachability Analyzer: " code { (aws) } }
                        None => { "no such code in Reachability Analyzer" }
                    }
                    ", since version " (info.since)
                }
            }
        }
    }
}

/// Text whose parts between backticks are code.
fn with_code(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
