//! Japanese answers say what the English ones say: same verdicts, resources, codes and lines, other sentences.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "test code"
)]

mod support;

use std::collections::BTreeSet;

use pathlight::api::{Language, ReachRequest, Session, language};
use serde_json::Value;
use support::{Case, cases, example, invalid};

/// Keys whose values are words; all else is the same in every language.
const WORDS: &[&str] = &["summary", "decision", "text", "language", "parts", "label"];

/// Latin words that Japanese sentences use as they are.
const LATIN: &[&str] = &[
    "ACL",
    "AWS",
    "BGP",
    "Balancer",
    "Connect",
    "DNS",
    "Direct",
    "GENEVE",
    "Gateway",
    "HTTP",
    "HTTPS",
    "ICMP",
    "ID",
    "IP",
    "JSON",
    "Lattice",
    "Linux",
    "Load",
    "NAT",
    "TCP",
    "TLS",
    "UDP",
    "VPC",
    "VPN",
    "Wavelength",
    "Windows",
    "directconnect",
    "local",
];

fn answer(session: &Session, request: &ReachRequest, language: Language) -> Option<Value> {
    let request = ReachRequest { language: Some(language.tag().to_owned()), ..request.clone() };
    session.reach(&request).ok().map(|answer| serde_json::to_value(answer).unwrap())
}

/// What is not the same although it should be.
fn differences(at: &str, english: &Value, japanese: &Value, found: &mut Vec<String>) {
    match (english, japanese) {
        (Value::Object(one), Value::Object(other)) => {
            if !one.keys().eq(other.keys()) {
                found.push(format!("{at}: other keys"));
            }
            for (key, value) in one {
                let at = format!("{at}/{key}");
                match other.get(key) {
                    Some(theirs) if key == "parts" => {
                        let (mine, theirs) = (named(value), named(theirs));
                        found.extend((mine != theirs).then(|| format!("{at}: {mine:?} and {theirs:?}")));
                    }
                    Some(theirs) if WORDS.contains(&key.as_str()) => {
                        found.extend((value == theirs).then(|| format!("{at}: not translated: {value}")));
                    }
                    // A few words about traffic: `icmpv6` is the same in both.
                    Some(_) if key == "label" => {}
                    Some(theirs) => differences(&at, value, theirs, found),
                    None => {}
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (mine, theirs)) in one.iter().zip(other).enumerate() {
                differences(&format!("{at}/{index}"), mine, theirs, found);
            }
        }
        _ if english == japanese => {}
        _ => found.push(format!("{at}: {english} and {japanese}")),
    }
}

/// The resources that a sentence in pieces links to.
fn named(parts: &Value) -> BTreeSet<&str> {
    parts.as_array().unwrap().iter().filter_map(|part| part["resource"].as_str()).collect()
}

/// Every sentence of an answer.
fn sentences<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if ["summary", "decision", "text"].contains(&key.as_str()) => {
                        found.insert(text);
                    }
                    _ if key == "parts" => {}
                    _ => sentences(value, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| sentences(value, found)),
        _ => {}
    }
}

/// Everything in an answer that is not words: ids, lines, calls.
fn tokens(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if !WORDS.contains(&key.as_str()) => {
                        found.insert(text.clone());
                    }
                    Value::Array(parts) if key == "parts" => {
                        let names = parts.iter().filter_map(|part| part["resource"].as_str());
                        found.extend(names.map(str::to_owned));
                    }
                    _ => tokens(value, found),
                }
            }
        }
        Value::Array(all) => all.iter().for_each(|value| tokens(value, found)),
        _ => {}
    }
}

const fn is_japanese(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// Words of a Japanese sentence that are neither Japanese, nor names, nor known.
fn leftovers(sentence: &str, tokens: &BTreeSet<String>) -> Vec<String> {
    // What a parser said about a broken part is quoted as it is.
    let own = sentence.split("読み取れません: ").next().unwrap();
    let mut text = own.to_owned();
    let mut known: Vec<&String> = tokens.iter().filter(|token| token.len() > 1).collect();
    known.sort_by_key(|token| std::cmp::Reverse(token.len()));
    for token in known {
        text = text.replace(token.as_str(), " ");
    }
    // States and values are quoted in backticks.
    let text: String = text.split('`').step_by(2).collect::<Vec<_>>().join(" ");
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-.:/".contains(letter);
    text.split(|letter| !is_part(letter))
        .map(|word| word.trim_matches(|letter: char| "-.:/".contains(letter)))
        .filter(|word| word.chars().any(|letter| letter.is_ascii_alphabetic()))
        // Ids, calls and addresses: no word of a sentence has a hyphen or a figure in it.
        .filter(|word| {
            !word.contains(|letter: char| letter.is_ascii_digit() || letter == '-' || letter == ':')
        })
        .filter(|word| !LATIN.contains(word))
        .map(str::to_owned)
        .collect()
}

/// What is wrong with a Japanese sentence.
fn faults(sentence: &str, tokens: &BTreeSet<String>) -> Option<String> {
    if !sentence.chars().any(is_japanese) {
        return Some(format!("no Japanese: {sentence}"));
    }
    let left = leftovers(sentence, tokens);
    if !left.is_empty() {
        return Some(format!("{left:?} left over in: {sentence}"));
    }
    // One style: polite, no full stop at the end.
    let (mut end, is_quoting) = match sentence.split_once("読み取れません: ") {
        Some((own, _)) => (own, true),
        None => (sentence, false),
    };
    while let Some((before, _)) = end.strip_suffix(')').and_then(|end| end.rsplit_once(" (")) {
        end = before;
    }
    if !is_quoting && !["ます", "です", "ません", "ください"].iter().any(|polite| end.ends_with(polite))
    {
        return Some(format!("not polite at its end: {sentence}"));
    }
    let is_spaced = sentence.contains("  ") || sentence.starts_with(' ') || sentence.ends_with(' ');
    is_spaced.then(|| format!("spaces: {sentence}"))
}

#[test]
fn japanese_answers_say_the_same() {
    let (mut answers, mut problems, mut seen) = (0, Vec::new(), BTreeSet::new());
    for Case { name, session, questions } in cases().iter().chain(&invalid()).chain([&example()]) {
        let mut pairs = Vec::new();
        for request in questions {
            let english = answer(session, request, Language::English);
            let japanese = answer(session, request, Language::Japanese);
            assert_eq!(english.is_some(), japanese.is_some(), "{name}: refused in one language only");
            pairs.extend(english.zip(japanese).map(|(english, japanese)| {
                let title = format!("{name}: {} -> {}", request.from, request.to);
                (title, english, japanese, vec![request.from.clone(), request.to.clone()])
            }));
        }
        let summary = |language| serde_json::to_value(session.summary_in(language)).unwrap();
        pairs.push((name.clone(), summary(Language::English), summary(Language::Japanese), Vec::new()));
        for (title, english, japanese, ends) in &pairs {
            answers += 1;
            let mut wrong = Vec::new();
            differences("", english, japanese, &mut wrong);
            let mut names: BTreeSet<String> = ends.iter().cloned().collect();
            tokens(english, &mut names);
            let protocol = japanese["query"]["protocol"].as_str().map(str::to_owned);
            names.extend(protocol);
            let mut said = BTreeSet::new();
            sentences(japanese, &mut said);
            wrong.extend(said.iter().filter_map(|sentence| faults(sentence, &names)));
            seen.extend(said.iter().map(|sentence| (*sentence).to_owned()));
            problems.extend(wrong.into_iter().map(|wrong| format!("{title}: {wrong}")));
        }
    }
    assert!(answers > 300, "only {answers} answers compared");
    if let Ok(path) = std::env::var("PATHLIGHT_SENTENCES") {
        std::fs::write(path, seen.into_iter().collect::<Vec<_>>().join("\n")).unwrap();
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

#[test]
fn an_unknown_language_is_refused() {
    let Case { session, questions, .. } = example();
    let request = &questions[0];
    for tag in ["fr", "", "JA", "japanese"] {
        let refused = session.reach(&ReachRequest { language: Some(tag.to_owned()), ..request.clone() });
        assert_eq!(refused.unwrap_err().code, "bad-language", "{tag}");
        assert_eq!(language(Some(tag)).unwrap_err().code, "bad-language", "{tag}");
    }
    assert_eq!(language(None).unwrap(), Language::English);
    assert_eq!(language(Some("ja")).unwrap(), Language::Japanese);
}

#[test]
fn search_details_are_translated_and_found_by_either_words() {
    let session = example().session;
    let mut known: BTreeSet<String> = BTreeSet::new();
    let all = session.search("", 1000);
    let japanese = session.search_in("", 1000, Language::Japanese);
    assert!(all.iter().map(|found| &found.end).eq(japanese.iter().map(|found| &found.end)));
    known.extend(all.iter().map(|found| found.end.clone()));
    for found in &japanese {
        let words = found.detail.split(" · ").next().unwrap();
        if !words.is_empty() && !words.chars().any(is_japanese) {
            let plain = words.chars().any(|letter| letter.is_ascii_digit() || letter == '-');
            assert!(plain, "{}: {}", found.end, found.detail);
        }
    }
    for (text, end) in [("インターネット", "internet"), ("オンプレ", "onprem"), ("internet", "internet")]
    {
        assert_eq!(session.search_in(text, 5, Language::Japanese)[0].end, end, "{text}");
    }
    let of_kind = |text: &str| -> Vec<String> {
        let found = session.search_in(text, 100, Language::Japanese).into_iter();
        found.filter(|found| found.kind == "nat-gateway").map(|found| found.end).collect()
    };
    assert_eq!(of_kind("nat ゲートウェイ"), of_kind("nat gateway"));
    assert!(!of_kind("nat ゲートウェイ").is_empty());
}
