//! Strings: found eight bytes at a time, borrowed where they hold no escapes.

use std::borrow::Cow;

use super::cursor::{Cursor, Stop};

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The lowest byte of the result that has its high bit set stands at the first quote, backslash or control
/// character; higher ones may be wrong.
#[inline]
const fn ends(eight: u64) -> u64 {
    let quote = eight ^ (ONES * b'"' as u64);
    let backslash = eight ^ (ONES * b'\\' as u64);
    // A byte below what is taken from it borrows, and so sets its high bit; letters beyond ASCII have theirs already.
    let borrowed = quote.wrapping_sub(ONES) | backslash.wrapping_sub(ONES) | eight.wrapping_sub(ONES * 0x20);
    borrowed & !eight & HIGH
}

impl<'d> Cursor<'d> {
    /// Moves up to the next quote, backslash or control character, and tells which.
    #[inline(always)]
    fn run(&mut self) -> u8 {
        while let Some(eight) = self.eight() {
            let found = ends(eight);
            if found != 0 {
                self.step((found.trailing_zeros() / 8) as usize);
                return self.byte();
            }
            self.step(8);
        }
        loop {
            match self.byte() {
                byte if byte < b' ' || byte == b'"' || byte == b'\\' => return byte,
                _ => self.step(1),
            }
        }
    }

    /// Moves over the string that starts here.
    pub(super) fn skip_string(&mut self) -> Result<(), Stop> {
        self.step(1);
        loop {
            match self.run() {
                b'"' => {
                    self.step(1);
                    return Ok(());
                }
                b'\\' => _ = self.escape()?,
                _ => return Err(self.unclosed()),
            }
        }
    }

    /// The string that starts here.
    #[inline(always)]
    pub fn string(&mut self) -> Result<Cow<'d, str>, Stop> {
        self.value_starts();
        self.any_string()
    }

    /// The string that starts here, a value or a key.
    #[inline(always)]
    pub(super) fn any_string(&mut self) -> Result<Cow<'d, str>, Stop> {
        self.step(1);
        let start = self.at();
        if self.run() == b'"' {
            let text = self.text(start, self.at());
            self.step(1);
            return Ok(Cow::Borrowed(text));
        }
        self.string_with_escapes(start)
    }

    #[cold]
    fn string_with_escapes(&mut self, start: usize) -> Result<Cow<'d, str>, Stop> {
        let mut whole = String::new();
        let mut from = start;
        loop {
            let byte = self.run();
            whole.push_str(self.text(from, self.at()));
            match byte {
                b'"' => {
                    self.step(1);
                    return Ok(Cow::Owned(whole));
                }
                b'\\' => match self.escape()? {
                    Escape::Letter(letter) => whole.push(letter),
                    Escape::HalfLetter(high) => whole.push(self.second_half(high)?),
                },
                _ => return Err(self.unclosed()),
            }
            from = self.at();
        }
    }

    #[cold]
    fn unclosed(&mut self) -> Stop {
        let cause = match self.byte() {
            0 => "EOF while parsing a string",
            _ => "control character (\\u0000-\\u001F) found while parsing a string",
        };
        self.syntax(cause)
    }

    /// Moves over one escape.
    fn escape(&mut self) -> Result<Escape, Stop> {
        self.step(1);
        let letter = match self.byte() {
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.step(1);
                let unit = self.hex()?;
                return Ok(char::from_u32(unit).map_or(Escape::HalfLetter(unit), Escape::Letter));
            }
            0 => return Err(self.syntax("EOF while parsing a string")),
            _ => return Err(self.syntax("invalid escape")),
        };
        self.step(1);
        Ok(Escape::Letter(letter))
    }

    fn hex(&mut self) -> Result<u32, Stop> {
        let mut unit = 0;
        for _ in 0..4 {
            let Some(digit) = char::from(self.byte()).to_digit(16) else {
                let cause = if self.byte() == 0 { "EOF while parsing a string" } else { "invalid escape" };
                return Err(self.syntax(cause));
            };
            unit = unit << 4 | digit;
            self.step(1);
        }
        Ok(unit)
    }

    /// The letter beyond 0xffff whose first half was just read. Half a letter is JSON, but no text.
    fn second_half(&mut self, high: u32) -> Result<char, Stop> {
        const LONE: &str = "lone leading surrogate in hex escape";
        if self.byte() == b'\\'
            && (0xd800..0xdc00).contains(&high)
            && let Escape::HalfLetter(low) = self.escape()?
            && (0xdc00..0xe000).contains(&low)
            && let Some(letter) = char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        {
            return Ok(letter);
        }
        Err(self.shape(LONE.to_owned()))
    }
}

enum Escape {
    Letter(char),
    /// One of two UTF-16 units that make a letter.
    HalfLetter(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_end_is_found_wherever_it_stands() {
        for end in [b'"', b'\\', 0, 0x1f, b'\n'] {
            for at in 0..20 {
                let mut bytes = vec![b'a'; 24];
                bytes[at] = end;
                let text = String::from_utf8(bytes).unwrap();
                let mut cursor = Cursor::new(&text);
                assert_eq!((cursor.run(), cursor.at()), (end, at), "{end}");
            }
        }
        // Neither letters beyond ASCII nor those just above the ends are ends.
        let mut cursor = Cursor::new("é !#[]\u{7f}語\u{a0}\u{a2}\u{dc}\"");
        assert_eq!(cursor.run(), b'"');
        assert_eq!(cursor.at(), "é !#[]\u{7f}語\u{a0}\u{a2}\u{dc}".len());
    }

    #[test]
    fn escapes_are_what_json_says() {
        let read = |text: &str| Cursor::new(text).string().ok().map(Cow::into_owned);
        assert_eq!(
            read(r#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z""#).as_deref(),
            Some("a\"\\/\u{8}\u{c}\n\r\té😀z")
        );
        for bad in [
            r#""\x""#,
            r#""\u12g4""#,
            r#""\ud800""#,
            r#""\ud800\u0041""#,
            r#""\udc00""#,
            "\"a\nb\"",
            "\"a",
            "\"a\\",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        // Half a letter is JSON all the same, where nobody asks for the text.
        assert!(Cursor::new(r#""\ud800""#).skip().is_ok());
    }
}
