//! Values as people and tools really print them: `null` anywhere, numbers as text, a state as text or object.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Deref;

use crate::json::{Cursor, Keys, Read, Stop, index};

/// Text, a number or a flag as text; `null` and absence are empty text. Borrowed from the document where it
/// holds no escapes.
#[derive(Debug, Default, Clone)]
pub struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'d> Read<'d> for Text<'d> {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        self.0 = match cursor.space() {
            b'"' => cursor.string()?,
            b'-' | b'0'..=b'9' => number_as_text(cursor.number()?),
            b'{' | b'[' => return Err(cursor.wrong_kind("text")),
            _ => Cow::Borrowed(match cursor.literal()? {
                Some(true) => "true",
                Some(false) => "false",
                None => "",
            }),
        };
        Ok(())
    }
}

/// Whole numbers as they are written, others as short as they can be.
fn number_as_text(written: &str) -> Cow<'_, str> {
    if !written.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
        return Cow::Borrowed(written);
    }
    written.parse::<f64>().map_or(Cow::Borrowed(written), |number| Cow::Owned(number.to_string()))
}

/// A whole number, also written as text; `None` for `null`, absence and empty text.
#[derive(Debug, Default, Clone, Copy)]
pub struct Number(pub Option<i64>);

/// The number of a few digits.
fn small(digits: &str) -> Option<i64> {
    let add = |sum: i64, digit: u8| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0'));
    if digits.is_empty() || digits.len() > 9 { None } else { digits.bytes().try_fold(0, add) }
}

impl<'d> Read<'d> for Number {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        let mut text = Text::default();
        text.read(cursor)?;
        if text.is_empty() {
            return Ok(());
        }
        self.0 = small(&text);
        if self.0.is_some() {
            return Ok(());
        }
        // `80.0` is what a spreadsheet makes of 80.
        match text.trim().trim_end_matches(".0").parse() {
            Ok(number) => self.0 = Some(number),
            Err(_) => return Err(cursor.shape(format!("`{}` is not a whole number", text.escape_debug()))),
        }
        Ok(())
    }
}

/// `true` or `false`, also written as text; `None` for `null` and absence.
#[derive(Debug, Default, Clone, Copy)]
pub struct Flag(pub Option<bool>);

impl Flag {
    /// Whether it is set; absence is not.
    pub fn is_set(self) -> bool {
        self.0 == Some(true)
    }
}

impl<'d> Read<'d> for Flag {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        if matches!(cursor.space(), b't' | b'f' | b'n') {
            self.0 = cursor.literal()?;
            return Ok(());
        }
        let mut text = Text::default();
        text.read(cursor)?;
        self.0 = match &*text {
            "" => None,
            word if word.eq_ignore_ascii_case("true") => Some(true),
            word if word.eq_ignore_ascii_case("false") => Some(false),
            other => {
                let cause =
                    format!("`{}` is neither true nor false", other.to_ascii_lowercase().escape_debug());
                return Err(cursor.shape(cause));
            }
        };
        Ok(())
    }
}

/// A list that remembers whether its key was there; `null` is an empty list that was there.
#[derive(Debug, Clone)]
pub struct List<T> {
    /// The elements, and behind them what is left of an earlier list, to be filled again.
    items: Vec<T>,
    length: usize,
    /// Whether the document had the key.
    pub is_present: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List { items: Vec::new(), length: 0, is_present: false }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.items.get(..self.length).unwrap_or_default()
    }
}

/// Things of more bytes than this are large.
const LARGE: usize = 200;

impl<'d, T: Read<'d>> Read<'d> for List<T> {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        self.is_present = true;
        if !cursor.list("a list")? {
            return Ok(());
        }
        let mut is_first = true;
        while cursor.element(&mut is_first)? {
            if let Some(item) = self.items.get_mut(self.length) {
                item.reset();
            } else {
                // Of large things there is mostly one, and room for four is what an allocator takes pains to find.
                if self.items.is_empty() && size_of::<T>() > LARGE {
                    self.items.reserve_exact(1);
                }
                self.items.push(T::default());
            }
            if let Some(item) = self.items.get_mut(self.length) {
                item.read(cursor)?;
            }
            self.length += 1;
        }
        Ok(())
    }
    fn reset(&mut self) {
        self.length = 0;
        self.is_present = false;
    }
}

/// A state: `"available"`, `{"State": "associated"}`, `{"Code": 16, "Name": "running"}` or `{"Code": "active"}`.
#[derive(Debug, Default, Clone)]
pub struct State<'a>(Text<'a>);

impl Deref for State<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'d> Read<'d> for State<'d> {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        match cursor.space() {
            b'"' | b'n' => return self.0.read(cursor),
            b'{' => {}
            _ => return Err(cursor.wrong_kind("a state")),
        }
        static KEYS: Keys = index(&["Code", "Name", "State"]);
        let mut code = Text::default();
        cursor.fields(&KEYS, |at, cursor| if at == 0 { code.read(cursor) } else { self.0.read(cursor) })?;
        if self.0.is_empty() {
            self.0 = code;
        }
        Ok(())
    }
}

/// Something that is there; what it is does not matter.
#[derive(Debug, Default, Clone, Copy)]
pub struct Present;

impl<'d> Read<'d> for Present {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        cursor.skip()
    }
}

/// Whether a policy says more than AWS's default one, which allows everything to everybody. Its text is not kept.
#[derive(Debug, Default, Clone, Copy)]
pub struct Policy {
    /// It does.
    pub is_own: bool,
}

impl<'d> Read<'d> for Policy {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        match cursor.space() {
            b'"' => {
                let text: String =
                    cursor.string()?.chars().filter(|letter| !letter.is_whitespace()).collect();
                let has = |part: &str| text.matches(part).count() == 1;
                let allows_all = has("\"Effect\":\"Allow\"")
                    && has("\"Principal\":\"*\"")
                    && has("\"Action\":\"*\"")
                    && has("\"Resource\":\"*\"")
                    && !text.contains("\"Condition\"")
                    && !text.contains("\"Deny\"");
                self.is_own = !text.is_empty() && !allows_all;
                Ok(())
            }
            b'{' => {
                self.is_own = true;
                cursor.skip()
            }
            _ => cursor.skip(),
        }
    }
}

/// An object whose keys are names. `null` is an empty one; of a name that stands twice the last counts.
impl<'d, T: Read<'d>> Read<'d> for BTreeMap<String, T> {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        if cursor.space() == b'n' {
            return cursor.literal().map(|_| ());
        }
        cursor.object(&mut |key, cursor| {
            let mut value = T::default();
            value.read(cursor)?;
            self.insert(key.to_owned(), value);
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_short_as_they_can_be() {
        for (written, short) in [
            ("80", "80"),
            ("80.0", "80"),
            ("80.50", "80.5"),
            ("-0.0", "-0"),
            ("0.25", "0.25"),
            ("1e3", "1000"),
            ("1.5E+2", "150"),
            ("-12.5e-1", "-1.25"),
            ("25e-4", "0.0025"),
            ("0e7", "0"),
        ] {
            assert_eq!(number_as_text(written), short);
        }
    }
}
