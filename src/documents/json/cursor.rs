//! A place in a text, moved over one value after the other.

use std::borrow::Cow;

use super::trail::{Kind, Trail};

/// Reading stopped; the cursor knows why ([`Cursor::fault`]).
#[derive(Debug)]
pub struct Stop;

/// Why reading stopped.
#[derive(Debug)]
pub struct Fault {
    /// The byte at which it stopped, from the start of the text.
    pub at: usize,
    /// In words, without the place.
    pub cause: Cow<'static, str>,
    /// Whether the text is no JSON; if not, it is JSON of another shape than was asked for.
    pub is_syntax: bool,
}

/// A place in a text.
// INVARIANT (whole letters): `at` stands at the start of a letter or at the end, since it moves over whole values.
pub struct Cursor<'d> {
    text: &'d str,
    at: usize,
    fault: Option<Fault>,
    /// Brackets that are open while a value is skipped.
    open: Vec<u8>,
    /// What stood between simple values before.
    pub(super) trail: Trail,
}

impl<'d> Cursor<'d> {
    /// At the start of a text.
    pub fn new(text: &'d str) -> Self {
        Cursor { text, at: 0, fault: None, open: Vec::new(), trail: Trail::default() }
    }

    /// The byte it stands at, from the start of the text.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes back to where it stood before.
    pub fn back_to(&mut self, at: usize) {
        self.between_elements();
        self.at = at;
    }

    /// Goes to where a known step ends.
    #[inline(always)]
    pub(super) fn back_on_trail(&mut self, at: usize) {
        self.at = at;
    }

    /// The bytes from the cursor on.
    #[inline(always)]
    pub(super) fn rest(&self) -> &'d [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The text between two places.
    pub fn text(&self, from: usize, to: usize) -> &'d str {
        self.text.get(from..to).unwrap_or("")
    }

    /// Why it stopped.
    pub fn fault(&mut self) -> Fault {
        self.fault.take().unwrap_or(Fault {
            at: self.at,
            cause: Cow::Borrowed("expected value"),
            is_syntax: true,
        })
    }

    /// The text is no JSON here.
    #[cold]
    pub(super) fn syntax(&mut self, cause: &'static str) -> Stop {
        self.fault = Some(Fault { at: self.at, cause: Cow::Borrowed(cause), is_syntax: true });
        Stop
    }

    /// The value is another than the one asked for.
    #[cold]
    pub fn shape(&mut self, cause: String) -> Stop {
        self.fault = Some(Fault { at: self.at, cause: Cow::Owned(cause), is_syntax: false });
        Stop
    }

    /// The byte at the cursor; 0 at the end, which no JSON holds elsewhere either.
    #[inline(always)]
    pub(super) fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The sixteen bytes at the cursor, the first one lowest; `None` nearer to the end.
    #[inline(always)]
    fn sixteen(&self) -> Option<u128> {
        let bytes = self.text.as_bytes().get(self.at..)?.first_chunk::<16>()?;
        Some(u128::from_le_bytes(*bytes))
    }

    /// The eight bytes at the cursor, the first one lowest; `None` nearer to the end.
    #[inline(always)]
    pub(super) fn eight(&self) -> Option<u64> {
        let bytes = self.text.as_bytes().get(self.at..)?.first_chunk::<8>()?;
        Some(u64::from_le_bytes(*bytes))
    }

    #[inline(always)]
    pub(super) fn step(&mut self, bytes: usize) {
        self.at += bytes;
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Moves over white space, and tells the byte behind it.
    #[inline(always)]
    pub fn space(&mut self) -> u8 {
        let byte = self.byte();
        if byte > b' ' {
            return byte;
        }
        // One space stands behind every colon.
        let next = self.text.as_bytes().get(self.at + 1).copied().unwrap_or(0);
        if byte == b' ' && next > b' ' {
            self.at += 1;
            return next;
        }
        self.long_space()
    }

    fn long_space(&mut self) -> u8 {
        const SPACES: u128 = 0x2020_2020_2020_2020_2020_2020_2020_2020;
        loop {
            // Indented documents are half made of runs of spaces.
            if self.byte() == b' ' {
                while let Some(sixteen) = self.sixteen() {
                    let others = sixteen ^ SPACES;
                    if others != 0 {
                        self.at += (others.trailing_zeros() / 8) as usize;
                        break;
                    }
                    self.at += 16;
                }
            }
            match self.byte() {
                b' ' | b'\n' | b'\r' | b'\t' => self.at += 1,
                other => return other,
            }
        }
    }

    /// Moves over a value of any kind.
    pub fn skip(&mut self) -> Result<(), Stop> {
        if !matches!(self.space(), b'{' | b'[') {
            return self.unasked_value(Cursor::skip_simple);
        }
        self.unasked(|cursor| {
            let mut open = std::mem::take(&mut cursor.open);
            open.clear();
            let done = cursor.skip_all(&mut open);
            cursor.open = open;
            done
        })
    }

    fn skip_all(&mut self, open: &mut Vec<u8>) -> Result<(), Stop> {
        loop {
            let mut is_first = false;
            match self.space() {
                byte @ (b'{' | b'[') => {
                    self.at += 1;
                    open.push(byte);
                    is_first = true;
                }
                _ => self.skip_simple()?,
            }
            // Closes what ends here, up to the next value.
            loop {
                let Some(frame) = open.last().copied() else { return Ok(()) };
                match (self.space(), frame) {
                    (b',', _) if !is_first => {
                        self.at += 1;
                        break;
                    }
                    (b'}', b'{') | (b']', b'[') => {
                        self.at += 1;
                        open.pop();
                        is_first = false;
                    }
                    _ if is_first && !self.is_at_end() => break,
                    _ => return Err(self.not_closed(frame)),
                }
            }
            if open.last() == Some(&b'{') {
                self.space();
                self.key_start()?;
                self.skip_string()?;
                self.colon()?;
            }
        }
    }

    #[cold]
    fn not_closed(&mut self, frame: u8) -> Stop {
        let cause = match (self.is_at_end(), frame) {
            (true, b'{') => "EOF while parsing an object",
            (true, _) => "EOF while parsing a list",
            (false, b'{') => "expected `,` or `}`",
            (false, _) => "expected `,` or `]`",
        };
        self.syntax(cause)
    }

    fn skip_simple(&mut self) -> Result<(), Stop> {
        match self.byte() {
            b'"' => self.skip_string(),
            b'-' | b'0'..=b'9' => self.number().map(|_| ()),
            _ => self.literal().map(|_| ()),
        }
    }

    #[inline(always)]
    fn key_start(&mut self) -> Result<(), Stop> {
        if self.byte() == b'"' { Ok(()) } else { Err(self.no_key()) }
    }

    #[cold]
    fn no_key(&mut self) -> Stop {
        let cause = if self.is_at_end() { "EOF while parsing an object" } else { "key must be a string" };
        self.syntax(cause)
    }

    #[inline(always)]
    fn colon(&mut self) -> Result<(), Stop> {
        if self.space() != b':' {
            return Err(self.no_colon());
        }
        self.at += 1;
        Ok(())
    }

    #[cold]
    fn no_colon(&mut self) -> Stop {
        let cause = if self.is_at_end() { "EOF while parsing an object" } else { "expected `:`" };
        self.syntax(cause)
    }

    /// Moves over the bracket that opens what it stands at.
    pub fn open(&mut self) {
        self.at += 1;
    }

    /// The next key of the object it stands in, up to its value; `None` behind the object's end. `is_first` holds
    /// until a key was read.
    pub fn key(&mut self, is_first: &mut bool) -> Result<Option<Cow<'d, str>>, Stop> {
        self.leave();
        self.key_in_text(is_first)
    }

    #[inline(always)]
    pub(super) fn key_in_text(&mut self, is_first: &mut bool) -> Result<Option<Cow<'d, str>>, Stop> {
        match (self.space(), *is_first) {
            (b'}', _) => {
                self.at += 1;
                return Ok(None);
            }
            (b',', false) => {
                self.at += 1;
                self.space();
            }
            (_, true) => {}
            (_, false) => return Err(self.not_closed(b'{')),
        }
        *is_first = false;
        self.key_start()?;
        let key = self.any_string()?;
        self.colon()?;
        self.space();
        Ok(Some(key))
    }

    /// Whether another element of the list follows, and moves up to it; else behind the list's end.
    pub fn element(&mut self, is_first: &mut bool) -> Result<bool, Stop> {
        let expected = if *is_first { Kind::FirstElement } else { Kind::NextElement };
        match self.step_ahead() {
            Some(step) if step.kind == expected || step.kind == Kind::ListEnd => {
                self.make(step);
                *is_first = false;
                return Ok(step.kind == expected);
            }
            Some(_) => self.leave(),
            None => {}
        }
        let is_there = self.element_in_text(is_first)?;
        self.note(if is_there { expected } else { Kind::ListEnd });
        Ok(is_there)
    }

    fn element_in_text(&mut self, is_first: &mut bool) -> Result<bool, Stop> {
        match (self.space(), *is_first) {
            (b']', _) => {
                self.at += 1;
                return Ok(false);
            }
            (b',', false) => {
                self.at += 1;
                self.space();
            }
            (0, true) if self.is_at_end() => return Err(self.not_closed(b'[')),
            (_, true) => {}
            (_, false) => return Err(self.not_closed(b'[')),
        }
        *is_first = false;
        Ok(true)
    }

    /// A number as it is written.
    pub fn number(&mut self) -> Result<&'d str, Stop> {
        self.value_starts();
        let start = self.at;
        if self.byte() == b'-' {
            self.at += 1;
        }
        match self.byte() {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.digits(),
            _ => return Err(self.bad_number()),
        }
        if self.byte().is_ascii_digit() {
            return Err(self.bad_number());
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.some_digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.some_digits()?;
        }
        Ok(self.text(start, self.at))
    }

    fn digits(&mut self) {
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
    }

    fn some_digits(&mut self) -> Result<(), Stop> {
        if !self.byte().is_ascii_digit() {
            return Err(self.bad_number());
        }
        self.digits();
        Ok(())
    }

    #[cold]
    fn bad_number(&mut self) -> Stop {
        let cause = if self.is_at_end() { "EOF while parsing a value" } else { "invalid number" };
        self.syntax(cause)
    }

    /// `true` or `false`; `None` for `null`.
    #[inline]
    pub fn literal(&mut self) -> Result<Option<bool>, Stop> {
        self.value_starts();
        if let Some(eight) = self.eight() {
            let starts =
                |word: &[u8; 8], length: u32| (eight ^ u64::from_le_bytes(*word)) << (64 - 8 * length) == 0;
            if starts(b"true\0\0\0\0", 4) {
                self.at += 4;
                return Ok(Some(true));
            }
            if starts(b"false\0\0\0", 5) {
                self.at += 5;
                return Ok(Some(false));
            }
        }
        self.other_literal()
    }

    fn other_literal(&mut self) -> Result<Option<bool>, Stop> {
        let (word, value) = match self.byte() {
            b't' => ("true", Some(true)),
            b'f' => ("false", Some(false)),
            b'n' => ("null", None),
            _ if self.is_at_end() => return Err(self.syntax("EOF while parsing a value")),
            _ => return Err(self.syntax("expected value")),
        };
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            let same = rest.iter().zip(word.as_bytes()).take_while(|(one, two)| one == two).count();
            self.at += same;
            let cause = if self.is_at_end() { "EOF while parsing a value" } else { "expected ident" };
            return Err(self.syntax(cause));
        }
        self.at += word.len();
        Ok(value)
    }
}
