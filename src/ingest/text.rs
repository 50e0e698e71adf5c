//! Bytes to text, text to JSON values.

use std::borrow::Cow;

use super::document::Malformed;
use super::json::Cursor;

/// UTF-8 with or without byte order mark, or UTF-16 with one (PowerShell writes it).
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Malformed> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf16(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    std::str::from_utf8(bytes)
        .map(Cow::Borrowed)
        .map_err(|error| place_of(bytes, error.valid_up_to(), "a byte that is not UTF-8 text"))
}

fn utf16(bytes: &[u8], join: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, Malformed> {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| join(*pair));
    char::decode_utf16(units).collect::<Result<String, _>>().map(Cow::Owned).map_err(|_| Malformed {
        line: 1,
        column: 1,
        cause: "text that is not UTF-16, in spite of its byte order mark".to_owned(),
    })
}

/// One value, or several after each other: JSON lines and concatenated documents.
pub(crate) fn values(text: &str) -> Result<Vec<&str>, Malformed> {
    let mut cursor = Cursor::new(text);
    let mut values = Vec::new();
    while cursor.space() != 0 || cursor.at() < text.len() {
        let start = cursor.at();
        if cursor.skip().is_err() {
            let fault = cursor.fault();
            return Err(malformed(text, fault.at, &fault.cause));
        }
        let value = cursor.text(start, cursor.at());
        // Brackets and quotes end a value; a number or a word ends where something else begins.
        let is_closed = value.ends_with(['}', ']', '"']);
        let next = text.as_bytes().get(cursor.at()).copied();
        if !is_closed && next.is_some_and(|byte| !b" \n\t\r\"[]{},:".contains(&byte)) {
            return Err(malformed(text, cursor.at(), "trailing characters"));
        }
        values.push(value);
    }
    if values.is_empty() {
        return Err(Malformed { line: 1, column: 1, cause: "the file is empty".to_owned() });
    }
    Ok(values)
}

/// The line and column of a byte; of the last one for what is missing at the end.
fn malformed(text: &str, at: usize, cause: &str) -> Malformed {
    place_of(text.as_bytes(), at.min(text.len().saturating_sub(1)), cause)
}

fn place_of(bytes: &[u8], at: usize, cause: &str) -> Malformed {
    let before = bytes.get(..at).unwrap_or_default();
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    Malformed { line, column, cause: cause.to_owned() }
}
