//! The table of `cargo xtask bench`: each goal beside what was measured.

use std::collections::BTreeMap;
use std::fmt::Write;

/// What a figure is compared with.
#[derive(Clone, Copy)]
enum Goal {
    AtMost(f64),
    AtLeast(f64),
}

#[derive(Clone, Copy)]
enum Unit {
    Seconds,
    Kilobytes,
    Times,
    Exponent,
}

/// Where a figure comes from.
#[derive(Clone, Copy)]
enum Figure {
    /// As measured.
    Of(&'static str),
    /// One over another.
    Ratio(&'static str, &'static str),
}

struct Row {
    what: &'static str,
    figure: Figure,
    goal: Goal,
    unit: Unit,
}

const fn row(what: &'static str, figure: Figure, goal: Goal, unit: Unit) -> Row {
    Row { what, figure, goal, unit }
}

use Figure::{Of, Ratio};
use Goal::{AtLeast, AtMost};
use Unit::{Exponent, Kilobytes, Seconds, Times};

/// The goals are for 50,000 interfaces, two cores, a quiet machine.
const ROWS: &[Row] = &[
    row(
        "load in Chromium, against `JSON.parse` of the same bytes",
        Of("load against JSON.parse of bytes in Chromium"),
        AtLeast(1.5),
        Times,
    ),
    row(
        "the same, against `JSON.parse` of a text that is decoded already",
        Of("load against JSON.parse in Chromium"),
        AtLeast(1.5),
        Times,
    ),
    row(
        "load on one core, against `JSON.parse` in Node",
        Ratio("load rate 50000", "JSON.parse in Node"),
        AtLeast(2.0),
        Times,
    ),
    row("wasm memory, of the input's bytes", Of("wasm memory"), AtMost(1.2), Times),
    row("the same, of half a gigabyte", Of("wasm memory of half a gigabyte"), AtMost(1.2), Times),
    row("memory beyond the input, of its bytes", Of("memory beyond the input"), AtMost(0.15), Times),
    row(
        "a pair, all ports both ways",
        Of("pair, all ports both ways, netgen 50000"),
        AtMost(250e-9),
        Seconds,
    ),
    row("the same in wasm", Of("pair, all ports both ways, wasm"), AtMost(400e-9), Seconds),
    row("a question with its explanation", Of("question 50000"), AtMost(20e-6), Seconds),
    row("the same in Chromium", Of("question in Chromium"), AtMost(40e-6), Seconds),
    row(
        "the same, 50,000 over 1,000 interfaces",
        Ratio("question 50000", "question 1000"),
        AtMost(2.0),
        Times,
    ),
    row("what one end reaches", Of("what one reaches, netgen 50000"), AtMost(2e-3), Seconds),
    row("what reaches one end", Of("what reaches one, netgen 50000"), AtMost(1e-3), Seconds),
    row(
        "exposure to the internet, sets",
        Of("exposure to the internet, netgen 50000"),
        AtMost(20e-3),
        Seconds,
    ),
    row(
        "exposure to the internet, with doors and lines",
        Of("exposure, the internet 50000"),
        AtMost(20e-3),
        Seconds,
    ),
    row("all pairs, 10,000", Of("all pairs, netgen 10000"), AtMost(30e-3), Seconds),
    row("all pairs, 50,000", Of("all pairs, netgen 50000"), AtMost(0.5), Seconds),
    row("the same in wasm", Of("all pairs, wasm"), AtMost(0.8), Seconds),
    row(
        "all pairs against a plain scan",
        Of("all pairs against the plain scan, netgen 50000"),
        AtLeast(1000.0),
        Times,
    ),
    row("all pairs of 200 interfaces", Of("all pairs, netgen 200"), AtMost(2e-3), Seconds),
    row("growth of loading", Of("growth of load, netgen"), AtMost(1.05), Exponent),
    row("growth of compiling", Of("growth of compile, netgen"), AtMost(1.05), Exponent),
    row("growth of what one end reaches", Of("growth of what one reaches, netgen"), AtMost(1.05), Exponent),
    row("growth of all pairs", Of("growth of all pairs, netgen"), AtMost(1.5), Exponent),
    row("one rule changed, a pair asked again", Of("one rule changed, netgen 50000"), AtMost(1e-3), Seconds),
    row(
        "one rule changed, all pairs refreshed",
        Of("all pairs refreshed, netgen 50000"),
        AtMost(20e-3),
        Seconds,
    ),
    row(
        "wasm over native, all pairs",
        Ratio("all pairs, wasm", "all pairs, netgen 50000"),
        AtMost(1.6),
        Times,
    ),
    row("the shipped wasm, `gzip -9`", Of("wasm gzip"), AtMost(400e3), Kilobytes),
    row("the same without the picture", Of("wasm gzip without the picture"), AtMost(300e3), Kilobytes),
    row(
        "at quota limits, a pair against the ordinary",
        Ratio("pair, all ports both ways, quota 1000", "pair, all ports both ways, netgen 1000"),
        AtMost(20.0),
        Times,
    ),
    row(
        "at quota limits, what one end reaches",
        Ratio("what one reaches, quota 1000", "what one reaches, irregular 1000"),
        AtMost(20.0),
        Times,
    ),
    row(
        "at quota limits, what reaches one end",
        Ratio("what reaches one, quota 1000", "what reaches one, irregular 1000"),
        AtMost(20.0),
        Times,
    ),
    row(
        "at quota limits, all pairs",
        Ratio("all pairs, quota 1000", "all pairs, irregular 1000"),
        AtMost(20.0),
        Times,
    ),
    row(
        "at quota limits, all pairs refreshed",
        Ratio("all pairs refreshed, quota 1000", "all pairs refreshed, irregular 1000"),
        AtMost(20.0),
        Times,
    ),
    row(
        "at quota limits, a question with its explanation",
        Ratio("a question, explained, quota 1000", "a question, explained, irregular 1000"),
        AtMost(20.0),
        Times,
    ),
    row(
        "at quota limits, exposure with doors and lines",
        Ratio(
            "exposure to the internet, explained, quota 1000",
            "exposure to the internet, explained, irregular 1000",
        ),
        AtMost(20.0),
        Times,
    ),
];

/// The table as Markdown, of lines `name TAB value`; the last of a name counts.
pub fn table(figures: &str) -> String {
    let lines = figures.lines().filter_map(|line| line.split_once('\t'));
    let known: BTreeMap<&str, f64> =
        lines.filter_map(|(name, value)| Some((name, value.trim().parse().ok()?))).collect();
    let mut text = String::from("| | goal | measured | |\n| --- | --- | --- | --- |\n");
    for row in ROWS {
        let value = match row.figure {
            Figure::Of(name) => known.get(name).copied(),
            Figure::Ratio(one, other) => known.get(one).zip(known.get(other)).map(|(one, other)| one / other),
        };
        let (limit, bound) = match row.goal {
            Goal::AtMost(bound) => ("at most", bound),
            Goal::AtLeast(bound) => ("at least", bound),
        };
        let is_reached = value.map(|value| match row.goal {
            Goal::AtMost(bound) => value <= bound,
            Goal::AtLeast(bound) => value >= bound,
        });
        let measured = value.map_or("not measured".to_owned(), |value| row.unit.show(value));
        let mark = match is_reached {
            Some(true) => "✓",
            Some(false) => "✗",
            None => "",
        };
        let goal = row.unit.show(bound);
        let _ = writeln!(text, "| {} | {limit} {goal} | {measured} | {mark} |", row.what);
    }
    text
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Seconds if value < 1e-6 => format!("{:.0} ns", value * 1e9),
            Self::Seconds if value < 1e-3 => format!("{:.1} µs", value * 1e6),
            Self::Seconds if value < 1.0 => format!("{:.1} ms", value * 1e3),
            Self::Seconds => format!("{value:.2} s"),
            Self::Kilobytes => format!("{:.0} KB", value / 1e3),
            Self::Times if value >= 100.0 => format!("{value:.0} times"),
            Self::Times => format!("{value:.2} times"),
            Self::Exponent => format!("exponent {value:.2}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn a_figure_stands_beside_its_goal() {
        let text =
            table("wasm gzip\t500000\nwasm gzip\t390000\nload rate 50000\t600\nJSON.parse in Node\t400\n");
        assert!(text.contains("| the shipped wasm, `gzip -9` | at most 400 KB | 390 KB | ✓ |"), "{text}");
        assert!(text.contains("in Node | at least 2.00 times | 1.50 times | ✗ |"), "{text}");
        assert!(
            text.contains("| wasm memory, of the input's bytes | at most 1.20 times | not measured |  |"),
            "{text}"
        );
    }
}
