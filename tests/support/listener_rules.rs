//! Rules of a listener, for the oracle: what a request says decides, unless a rule asks for the client's address only.
//!
//! **Boundary:** raw JSON only; written from rule S-127.

use serde_json::Value;

use super::json::{list, number, text, within};
use super::oracle::{Judged, Packet};

/// The lists of actions that may decide, in order of priority, the listener's own last.
pub(super) fn candidates<'v>(document: &'v Value, listener: &'v Value, seen: &Packet) -> Vec<&'v [Value]> {
    let own = text(listener, "ListenerArn").replace(":listener/", ":listener-rule/");
    let mut rules: Vec<&Value> = list(document, "Rules")
        .iter()
        .filter(|rule| rule["IsDefault"] != true)
        .filter(|rule| text(rule, "RuleArn").rsplit_once('/').is_some_and(|(of, _)| of == own))
        .collect();
    rules.sort_by_key(|rule| number(&rule["Priority"]).unwrap());
    let mut all = Vec::new();
    for rule in rules {
        let conditions = list(rule, "Conditions");
        let by_source = |one: &&Value| text(one, "Field") == "source-ip";
        let holds = conditions.iter().filter(by_source).all(|one| {
            list(&one["SourceIpConfig"], "Values")
                .iter()
                .filter_map(Value::as_str)
                .any(|block| within(block, seen.src))
        });
        if !holds {
            continue;
        }
        all.push(list(rule, "Actions"));
        if conditions.iter().all(|one| by_source(&one)) {
            return all;
        }
    }
    all.push(list(listener, "DefaultActions"));
    all
}

/// One verdict for all that may decide: every one, none, or some.
pub(super) fn merged(all: Vec<Judged>) -> Judged {
    let has = |word: &str| all.iter().any(|one| one.word() == word);
    if all.iter().all(|one| one.word() == all[0].word()) {
        return all[0].clone();
    }
    if has("open") || has("undetermined") {
        return Judged::Open("what a request says decides".to_owned());
    }
    Judged::Partial("some rules of the listener".to_owned())
}
