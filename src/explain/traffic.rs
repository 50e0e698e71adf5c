//! Traffic in words: `tcp 22, 80-90 from any client port`.

use super::language::Language;
use crate::space::{PortSet, Protocol, ports};

/// Some traffic, to be worded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrafficFacts<'a> {
    /// Its protocol; `None` for all that have no row of their own.
    pub protocol: Option<Protocol>,
    /// Whether it is every protocol there is.
    pub is_all: bool,
    /// Destination ports, or ICMP points.
    pub ports: &'a PortSet,
    /// Client ports, where the protocol has any.
    pub client: Option<&'a PortSet>,
    /// Whether client ports that were asked about are missing.
    pub is_limited: bool,
}

/// Every protocol and port.
#[must_use]
pub const fn all_traffic(language: Language) -> &'static str {
    match language {
        Language::English => "all traffic",
        Language::Japanese => "すべての通信",
    }
}

/// Protocol and destination ports: `tcp 22, 80-90`, `all udp`, `icmp type 8`.
#[must_use]
pub fn traffic(facts: &TrafficFacts<'_>, language: Language) -> String {
    let is_english = language == Language::English;
    if facts.is_all {
        return all_traffic(language).to_owned();
    }
    let Some(protocol) = facts.protocol else {
        return if is_english { "every other protocol" } else { "ほかのすべてのプロトコル" }.to_owned();
    };
    if !protocol.has_ports() && !protocol.is_icmp() {
        return if is_english {
            format!("protocol {protocol}")
        } else {
            format!("プロトコル {protocol}")
        };
    }
    if facts.ports.is_all() {
        return if is_english { format!("all {protocol}") } else { format!("すべての {protocol}") };
    }
    let listed = if protocol.is_icmp() {
        let english = ports::show_icmp(facts.ports);
        let japanese = || {
            let types = english.replace("types ", "タイプ ").replace("type ", "タイプ ");
            types.replace("codes ", "コード ").replace("code ", "コード ").replace(" to ", " から ")
        };
        if is_english { english } else { japanese() }
    } else {
        ports::show(facts.ports).replace(',', ", ")
    };
    match protocol.name() {
        Some(name) => [name, " ", &listed].concat(),
        None => format!("{protocol} {listed}"),
    }
}

/// As [`traffic`], with the client ports: `tcp 443 from client ports 1024-5000 only`.
#[must_use]
pub fn traffic_with_clients(facts: &TrafficFacts<'_>, language: Language) -> String {
    with_clients(&traffic(facts, language), facts, language)
}

/// As [`traffic_with_clients`], where the words of [`traffic`] are there already.
#[must_use]
pub fn with_clients(what: &str, facts: &TrafficFacts<'_>, language: Language) -> String {
    let Some(client) = facts.client else { return what.to_owned() };
    if language == Language::English && !facts.is_limited && *client == ports::ephemeral() {
        return [what, " from any client port"].concat();
    }
    let listed = ports::show(client).replace(',', ", ");
    match (language, facts.is_limited) {
        (Language::English, true) => format!("{what} from client ports {listed} only"),
        (Language::English, false) => format!("{what} from client ports {listed}"),
        (Language::Japanese, true) => format!("{what} (クライアントポート {listed} からのみ)"),
        (Language::Japanese, false) if *client == ports::ephemeral() => {
            format!("{what} (どのクライアントポートからでも)")
        }
        (Language::Japanese, false) => format!("{what} (クライアントポート {listed} から)"),
    }
}

/// What passes and for whom, as one list for a sentence; `addresses` in words where not all pass.
#[must_use]
pub fn traffic_list(rows: &[(String, Option<String>)], language: Language) -> String {
    /// More rows than this no sentence carries.
    const MOST: usize = 4;
    let row = |(what, addresses): &(String, Option<String>)| match addresses {
        Some(addresses) => format!("{what} ({addresses})"),
        None => what.clone(),
    };
    let between = if language == Language::English { ", " } else { "、" };
    let listed: Vec<String> = rows.iter().take(MOST).map(row).collect();
    let listed = listed.join(between);
    match (rows.len().saturating_sub(MOST), language) {
        (0, _) => listed,
        (more, Language::English) => format!("{listed} and {more} more"),
        (more, Language::Japanese) => format!("{listed} ほか {more} 件"),
    }
}

/// A set of addresses, short: its blocks where they are few, else how many.
#[must_use]
pub fn address_words(blocks: &[String], is_source: bool, language: Language) -> String {
    let what = match (blocks, language) {
        ([one], _) => one.clone(),
        ([one, other], Language::English) => format!("{one} and {other}"),
        ([one, other], Language::Japanese) => format!("{one} と {other}"),
        (many, Language::English) => format!("{} address blocks", many.len()),
        (many, Language::Japanese) => format!("{} 個のアドレスブロック", many.len()),
    };
    match (language, is_source) {
        (Language::English, true) => format!("from {what}"),
        (Language::English, false) => format!("to {what}"),
        (Language::Japanese, true) => format!("{what} から"),
        (Language::Japanese, false) => format!("{what} へ"),
    }
}
