//! Long lists, read by several threads at once, each from an element in their midst on.
//!
//! Where an element starts is a guess, by the look of a document that is written with indentation. It is proved by the
//! thread that reads up to there: it must come to that very place, with the count that was guessed. Then both have read
//! what one thread alone would have read; else the list is read by one.

use std::thread;

use super::calls;
use super::json::Trail;
use super::known::Known;
use super::partial::Partial;
use super::reader::{Interner, Origin, Reader};
use super::window::Part;
use crate::model::{Call, FileIx, Scope, SortedSet};

/// A section of a list that is worth a thread.
const WORTH_A_THREAD: usize = 4 << 20;

/// Where a section starts in the list's text, and how many elements stand before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Start {
    at: usize,
    count: usize,
}

/// What a section said, and how far it was read.
struct Section {
    part: Part,
    said: Partial,
    scopes: SortedSet<Scope>,
}

/// Whether a document seems to have a list that is read by several threads: it is long, and written on many lines.
pub(super) fn suits(bytes: &[u8]) -> bool {
    bytes.len() >= 2 * WORTH_A_THREAD && bytes.iter().take(1000).filter(|byte| **byte == b'\n').count() > 3
}

/// Reads the list at the start of `raw` with as many threads as there are processors, if it is long enough. Gives the
/// number of its items, or `None` when it has to be read by one thread; nothing was read then.
pub(super) fn list(reader: &mut Reader<'_>, call: Call, raw: &str, pointer: &str) -> Option<usize> {
    let most = raw.len() / WORTH_A_THREAD;
    if most < 2 {
        return None;
    }
    let sections = thread::available_parallelism().map_or(1, usize::from).min(most);
    if sections < 2 { None } else { read(reader, call, raw, pointer, sections) }
}

fn read(reader: &mut Reader<'_>, call: Call, raw: &str, pointer: &str, sections: usize) -> Option<usize> {
    let starts = starts(raw.as_bytes(), sections);
    let (file, name, origin) = (reader.file, reader.name, &reader.origin);
    let ends = starts.iter().skip(1).map(|start| start.at).chain([usize::MAX]);
    let read: Vec<Section> = thread::scope(|scope| {
        let threads: Vec<_> = starts
            .iter()
            .zip(ends)
            .map(|(start, end)| {
                scope.spawn(move || section(file, name, origin, call, raw, pointer, *start, end))
            })
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined.map(|read| read.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    // Up to which section each came to the place where the next one starts.
    let mut next = starts.iter().skip(1);
    let mut whole = Vec::with_capacity(read.len());
    let mut end = None;
    for section in read {
        let reached = Start { at: section.part.at, count: section.part.count };
        let is_done = section.part.is_done;
        whole.push(section);
        if is_done {
            end = Some(reached);
            break;
        }
        if next.next() != Some(&reached) {
            return None;
        }
    }
    let end = end?;
    for section in whole {
        reader.out.append(section.said);
        reader.item_scopes.extend(section.scopes);
    }
    reader.read_to = Some(end.at);
    Some(end.count)
}

/// Reads the elements from a start up to the next one's.
#[expect(clippy::too_many_arguments, reason = "what a thread needs to know")]
fn section(
    file: FileIx,
    name: &str,
    origin: &Origin,
    call: Call,
    raw: &str,
    pointer: &str,
    start: Start,
    end: usize,
) -> Section {
    let rest = raw.get(start.at..).unwrap_or("");
    let mut ids = Interner::for_bytes(end.min(raw.len()).saturating_sub(start.at));
    let is_open = start.at > 0;
    let part = Part { count: start.count, is_open, until: end.saturating_sub(start.at), ..Part::default() };
    let mut own = Reader {
        file,
        name,
        ids: &mut ids,
        out: Partial::default(),
        origin: origin.clone(),
        item_scopes: SortedSet::new(),
        last_scope: None,
        last_zone: None,
        read_to: None,
        part: Some(part),
        trail: Trail::new(),
        last_texts: Default::default(),
        last_tags: Vec::new(),
    };
    calls::list(&mut own, Known::Read(call), call, rest, pointer);
    let (said, scopes) = (own.out, own.item_scopes);
    let mut part = own.part.unwrap_or_default();
    part.at += start.at;
    Section { part, said, scopes }
}

/// The start of the list, and places inside it where an element seems to start: behind a line break and as much white
/// space as before the first element.
fn starts(raw: &[u8], sections: usize) -> Vec<Start> {
    let mut starts = vec![Start { at: 0, count: 0 }];
    let Some(first) = raw.iter().position(|byte| *byte == b'{') else { return starts };
    let before = raw.get(..first).unwrap_or_default();
    let Some(indent) = before.iter().rev().position(|byte| *byte == b'\n') else { return starts };
    let blank = before.get(first - indent..).unwrap_or_default();
    let is_start = |at: usize| {
        let line = raw.get(at..).and_then(|rest| rest.strip_prefix(b"\n"));
        line.and_then(|line| line.strip_prefix(blank)).is_some_and(|line| line.first() == Some(&b'{'))
    };
    let (mut from, mut count) = (0, 0);
    for number in 1..sections {
        let goal = (raw.len() / sections * number).max(from + 1);
        let Some(line) = (goal..raw.len()).find(|at| is_start(*at)) else { break };
        count += lines(raw, from, line, indent + 1);
        from = line;
        starts.push(Start { at: line + 1 + indent, count });
    }
    starts
}

/// How many line breaks between two places have a brace so many bytes behind them.
fn lines(raw: &[u8], from: usize, to: usize, behind: usize) -> usize {
    let breaks = raw.get(from..to).unwrap_or_default();
    let braces = raw.get(from + behind..).unwrap_or_default();
    // So few at a time that a byte holds the sum: the processor then counts many at once.
    let few = breaks.chunks(255).zip(braces.chunks(255)).map(|(breaks, braces)| {
        let pairs = breaks.iter().zip(braces);
        pairs.fold(0_u8, |sum, (first, second)| {
            sum.wrapping_add(u8::from((*first == b'\n') & (*second == b'{')))
        })
    });
    few.map(usize::from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a list by so many threads, and by one when none are given.
    fn shown(text: &str, sections: Option<usize>) -> Option<String> {
        let mut ids = Interner::default();
        let mut reader = Reader {
            file: FileIx(1),
            name: "x.json",
            ids: &mut ids,
            out: Partial::default(),
            origin: Origin::default(),
            item_scopes: SortedSet::new(),
            last_scope: None,
            last_zone: None,
            read_to: None,
            part: None,
            trail: Trail::new(),
            last_texts: Default::default(),
            last_tags: Vec::new(),
        };
        let (call, pointer) = (Call::Subnets, "/Subnets");
        let items = match sections {
            Some(sections) => read(&mut reader, call, text, pointer, sections)?,
            None => calls::list(&mut reader, Known::Read(call), call, text, pointer),
        };
        Some(format!("{items} {:?} {:?} {:?}", reader.read_to, reader.item_scopes, reader.out))
    }

    fn pretty(indent: &str, count: usize, extra: &str) -> String {
        let element = |at: usize| {
            format!(
                "\n{indent}{{\n{indent}  \"SubnetId\": \"subnet-{at}\",\n{indent}  \"OwnerId\": \"{:012}\",\n{indent}  \
                 \"CidrBlock\": \"10.0.{at}.0/{}\"{extra}\n{indent}}}",
                at % 3,
                at % 40
            )
        };
        format!("[{}\n]", (0..count).map(element).collect::<Vec<_>>().join(","))
    }

    #[test]
    fn several_threads_read_what_one_reads() {
        for (indent, count) in [("", 50), ("  ", 50), ("        ", 200), ("\t", 3), ("  ", 1)] {
            for behind in ["", ", \"NextToken\": \"x\"}", "\n, \"More\": [\n  {},\n  {}]}"] {
                let text = pretty(indent, count, "") + behind;
                let one = shown(&text, None);
                for sections in 1..9 {
                    assert_eq!(shown(&text, Some(sections)), one, "{sections} {text}");
                }
            }
        }
    }

    #[test]
    fn a_wrong_guess_is_noticed() {
        // Objects inside of elements stand as far to the left as the elements themselves.
        let inside =
            ",\n\"Tags\": [\n{\"Key\": \"a\", \"Value\": \"b\"},\n{\"Key\": \"c\", \"Value\": \"d\"}]";
        let text = pretty("", 40, inside);
        let one = shown(&text, None);
        let mut noticed = 0;
        for sections in 2..9 {
            let read = shown(&text, Some(sections));
            assert!(read.is_none() || read == one);
            noticed += usize::from(read.is_none());
        }
        assert!(noticed > 0);
        for text in [
            "[",
            "[\n  {\n  {",
            "[\n  {},\n  {},\n  {}",
            "{}",
            "null",
            "[1,\n2]",
            "[\n {},\n {},\n 1,\n {}\n]",
        ] {
            assert_eq!(shown(text, Some(3)), None, "{text}");
        }
        assert_eq!(shown("[]", Some(3)), shown("[]", None));
    }
}
