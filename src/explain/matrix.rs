//! A matrix in words: the answer in one sentence, and how its rows are folded.

use super::language::Language;

/// Pairs of interfaces, over all families.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MatrixFacts {
    /// How many interfaces were looked at.
    pub interfaces: usize,
    /// How many ordered pairs they make.
    pub all: u64,
    /// Between how many something passes for certain.
    pub passing: u64,
    /// Between how many something may pass.
    pub undetermined: u64,
}

/// The answer in one sentence.
#[must_use]
pub fn matrix(facts: &MatrixFacts, language: Language) -> String {
    let MatrixFacts { interfaces, all, passing, undetermined } = facts;
    let none = all.saturating_sub(passing + undetermined);
    match (language, *undetermined) {
        (Language::English, 0) => format!(
            "something passes between {passing} of {all} pairs of {interfaces} interfaces, nothing between {none}"
        ),
        (Language::English, open) => format!(
            "something passes between {passing} of {all} pairs of {interfaces} interfaces, nothing between {none}; \
             about {open} the input does not say enough"
        ),
        (Language::Japanese, 0) => format!(
            "インターフェイス {interfaces} 個の組 {all} 個のうち {passing} 個で何らかの通信が通り、{none} 個では何も通りません"
        ),
        (Language::Japanese, open) => format!(
            "インターフェイス {interfaces} 個の組 {all} 個のうち {passing} 個で何らかの通信が通り、{none} 個では何も通りません。\
             {open} 個については入力が足りません"
        ),
    }
}

/// How rows are folded: `by` as it is asked for, and whether nobody asked for it.
#[must_use]
pub fn matrix_folding(by: &str, is_chosen: bool, ends: usize, language: Language) -> String {
    let is_alone = by == "interface";
    match language {
        Language::English => {
            let chosen = if is_chosen { ", chosen for its size" } else { "" };
            let rest = if is_alone {
                "in a row each `from` sends the same traffic to each other `to`"
            } else {
                "`pairs` counts pairs of interfaces; rows that hold for all pairs, or for as many of each two ends, are one"
            };
            format!("by {by} ({ends} ends{chosen}): {rest}")
        }
        Language::Japanese => {
            let chosen = if is_chosen { "、大きさから自動で選択" } else { "" };
            let rest = if is_alone {
                "1 行の中では `from` のそれぞれが自分以外の `to` のそれぞれに同じ通信を送れます"
            } else {
                "`pairs` はインターフェイスの組の数です。すべての組で通る行と、端点どうしで数が等しい行は 1 行にまとめます"
            };
            format!("{by} 単位 (端点 {ends} 個{chosen}): {rest}")
        }
    }
}
