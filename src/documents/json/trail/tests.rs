//! A trail must change nothing but the time that reading takes.

use super::super::cursor::Fault;
use super::*;
use crate::json::Read;
use crate::raw::filters::PrefixList;
use crate::raw::interfaces::Instance;

/// A row of numbers that look random, the same in each run.
struct Row(u64);

impl Row {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// An element, mostly as the one before: some fields are left out, moved, repeated, of another kind or unknown.
fn element(row: &mut Row, indent: &str, colon: &str) -> String {
    let group = |row: &mut Row| {
        let name = row.one_of(&["\"a\"", "\"b\\\"c\"", "null", "{}", "[1, {\"x\": [ ]}]"]);
        format!(
            "{{{indent}\"GroupId\"{colon}\"sg-{}\",{indent}\"GroupName\"{colon}{name}{indent}}}",
            row.below(3)
        )
    };
    let mut fields = vec![
        format!("\"InstanceId\"{colon}\"i-{}\"", row.below(1000)),
        format!("\"Unread\"{colon}{}", row.one_of(&["[]", "{}", "12", "{\"a\": {\"b\": [1, 2]}}", "\"\""])),
        format!("\"State\"{colon}{{\"Code\"{colon}16,{indent}\"Name\"{colon}\"running\"}}"),
        format!("\"SourceDestCheck\"{colon}{}", row.one_of(&["true", "false", "null", "\"true\"", "truth"])),
        format!(
            "\"Placement\"{colon}{}",
            row.one_of(&["{\"AvailabilityZone\": \"z\"}", "null", "{ }", " null"])
        ),
    ];
    let cidrs = row.one_of(&["[]", "[ ]", "[\"10.0.0.0/8\"]", "[\"a\", 1,\n null]", "[{}]", "null"]);
    fields.push(format!("\"Cidrs\"{colon}{cidrs}"));
    let groups: Vec<String> = (0..row.below(3)).map(|_| group(row)).collect();
    fields.push(format!("\"SecurityGroups\"{colon}[{}]", groups.join(row.one_of(&[",", ", "]))));
    if row.below(4) == 0 {
        let (from, to) = (row.below(fields.len()), row.below(fields.len()));
        fields.swap(from, to);
    }
    match row.below(12) {
        0 => fields.truncate(row.below(6)),
        1 => fields.push(fields[0].clone()),
        2 => fields.push(format!("\"{}\"{colon}1", "x".repeat(row.below(40)))),
        _ => {}
    }
    format!("{{{indent}{}{indent}}}", fields.join(&format!(",{indent}")))
}

fn list(row: &mut Row) -> String {
    let indent = row.one_of(&["\n    ", "\n        ", " ", "", "\r\n\t"]);
    let colon = row.one_of(&[": ", ":", " : "]);
    let elements: Vec<String> = (0..row.below(12)).map(|_| element(row, indent, colon)).collect();
    let mut text = format!("[{indent}{}{indent}]", elements.join(&format!(",{indent}")));
    // A letter is lost, or becomes another one.
    if row.below(3) == 0 && !text.is_empty() {
        let at = row.below(text.len());
        let new = row.one_of(&["", "\"", "{", "]", ",", " ", "\\", "x", "é", "\u{1}"]);
        text.replace_range(at..=at, new);
    }
    text
}

/// All that reading a list tells: the elements, where each ended, and why it stopped.
fn told<'d, T: Read<'d> + std::fmt::Debug>(cursor: &mut Cursor<'d>) -> String {
    let (mut told, mut is_first, mut item) = (String::new(), true, T::default());
    let stop = |cursor: &mut Cursor<'d>, told: &mut String| {
        let Fault { at, cause, is_syntax } = cursor.fault();
        *told += &format!("{at} {cause} {is_syntax};");
        is_syntax
    };
    if cursor.space() != b'[' || cursor.list("a list").is_err() {
        return told;
    }
    loop {
        match cursor.element(&mut is_first) {
            Ok(true) => {}
            Ok(false) => return told + &format!("end {}", cursor.at()),
            Err(_) => {
                stop(cursor, &mut told);
                return told;
            }
        }
        let start = cursor.at();
        item.reset();
        match item.read(cursor) {
            Ok(()) => told += &format!("{start} {} {item:?};", cursor.at()),
            Err(_) if stop(cursor, &mut told) => return told,
            Err(_) => {
                cursor.back_to(start);
                if cursor.skip().is_err() {
                    stop(cursor, &mut told);
                    return told;
                }
            }
        }
    }
}

#[test]
fn a_trail_changes_nothing_but_the_time() {
    let (mut row, mut trail) = (Row(7), Trail::new());
    for round in 0..5_000 {
        let text = list(&mut row);
        let mut cursor = Cursor::following(&text, trail, round % 5 == 0);
        assert_eq!(
            told::<Instance<'_>>(&mut cursor),
            told::<Instance<'_>>(&mut Cursor::new(&text)),
            "{text}"
        );
        // Other shapes by the same trail, and the same text by a trail that knows all of it.
        let mut other = Cursor::following(&text, cursor.into_trail(), false);
        assert_eq!(
            told::<PrefixList<'_>>(&mut other),
            told::<PrefixList<'_>>(&mut Cursor::new(&text)),
            "{text}"
        );
        let mut again = Cursor::following(&text, other.into_trail(), false);
        assert_eq!(told::<Instance<'_>>(&mut again), told::<Instance<'_>>(&mut Cursor::new(&text)), "{text}");
        trail = again.into_trail();
        assert!(trail.bytes.len() <= MOST_BYTES + LONGEST);
    }
}

#[test]
fn what_stands_again_is_not_taken_apart_again() {
    let element = |at: usize| {
        let unread = "\"Unread\": [],\n  \"Alike\": \"a\",\n  \"Other\": 1";
        format!("{{\n  \"InstanceId\": \"i-{at}\",\n  {unread}{at},\n  \"VpcId\": \"v\"\n}}")
    };
    let text = format!("[\n{}\n]", (0..100).map(element).collect::<Vec<_>>().join(",\n"));
    let mut cursor = Cursor::following(&text, Trail::new(), false);
    assert!(told::<Instance<'_>>(&mut cursor).ends_with(&format!("end {}", text.len())));
    // From the start to the first id; from there to what is always alike, later over it; from there to what is not,
    // to the VPC, to the next id.
    let trail = cursor.into_trail();
    assert_eq!(trail.sites.iter().map(|site| site.count).sum::<usize>(), 5);
    assert_eq!(trail.steps.iter().filter(|step| step.kind == Kind::Skipped).count(), 3);
}
