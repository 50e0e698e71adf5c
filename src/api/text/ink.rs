//! Colour, width and wrapping of text for a terminal. Knows nothing of networks.

use std::borrow::Cow;
use std::fmt::Write as _;

/// How text is drawn; colour is never the only sign of anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::api) enum Ink {
    Plain,
    Bold,
    Dim,
    /// Passes.
    Blue,
    /// Blocked.
    Red,
    /// In part, or not known.
    Violet,
}

impl Ink {
    const fn code(self) -> Option<&'static str> {
        match self {
            Ink::Plain => None,
            Ink::Bold => Some("1"),
            Ink::Dim => Some("2"),
            Ink::Blue => Some("94"),
            Ink::Red => Some("91"),
            Ink::Violet => Some("95"),
        }
    }
}

/// `text` in colour, with everything that could steer a terminal written out.
pub(super) fn paint(text: &str, ink: Ink, is_coloured: bool) -> String {
    let text = printable(text);
    match ink.code() {
        Some(code) if is_coloured && !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        _ => text.into_owned(),
    }
}

/// `text` with control characters, and those that reorder or hide text, written out as `\u{1b}`: names come from
/// files that anybody may have written.
#[must_use]
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if steers(character) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        } else {
            out.push(character);
        }
    }
    Cow::Owned(out)
}

fn steers(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{61c}' | '\u{ad}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// How many columns `text` takes once it is printable.
pub(super) fn width(text: &str) -> usize {
    printable(text).chars().map(columns).sum()
}

/// East Asian wide characters and emoji take two columns, combining marks none.
const fn columns(character: char) -> usize {
    match character {
        '\u{300}'..='\u{36f}'
        | '\u{3099}'..='\u{309a}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// `text` with spaces up to `room` columns.
pub(super) fn pad(text: &str, room: usize) -> String {
    let spaces = room.saturating_sub(width(text));
    format!("{}{}", printable(text), " ".repeat(spaces))
}

/// `text` in lines of at most `room` columns, broken at spaces; a longer word keeps a line of its own, so that
/// ids and places can be copied.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && width(&line) + 1 + width(word) > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        assert_eq!(printable("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(printable("x\u{202e}y\u{9b}"), "x\\u{202e}y\\u{9b}");
        assert_eq!(printable("テスト db"), "テスト db");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("テスト"), 6);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(pad("本", 4), "本  ");
    }

    #[test]
    fn long_words_are_not_broken() {
        assert_eq!(wrap("ab cd abcdefgh i", 5), ["ab cd", "abcdefgh", "i"]);
    }
}
