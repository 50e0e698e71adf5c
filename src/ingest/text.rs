//! Bytes to text, text to JSON values.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::document::Malformed;
use super::reader::cause;

/// UTF-8 with or without byte order mark, or UTF-16 with one (PowerShell writes it).
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Malformed> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return utf16(rest, u16::from_be_bytes);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
        Malformed { line, column, cause: "a byte that is not UTF-8 text".to_owned() }
    })
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
    let stream = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let values: Result<Vec<&RawValue>, _> = stream.collect();
    let values = values.map_err(|error| Malformed {
        line: error.line().max(1),
        column: error.column().max(1),
        cause: cause(&error),
    })?;
    if values.is_empty() {
        return Err(Malformed { line: 1, column: 1, cause: "the file is empty".to_owned() });
    }
    Ok(values.into_iter().map(RawValue::get).collect())
}
