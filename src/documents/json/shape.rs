//! Typed structs, filled from JSON in place.

use super::cursor::{Cursor, Stop};
use super::keys::Keys;
use super::trail::Kind;

/// What can be read from one value.
pub trait Read<'d>: Default {
    /// Reads the value at the cursor into itself, which is still as [`Default`] made it.
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop>;
    /// Becomes what [`Default`] makes again; a list keeps its memory for the next one.
    #[inline]
    fn reset(&mut self) {
        *self = Self::default();
    }
}

/// A struct whose fields are the keys of an object. Made by `shapes!`.
pub trait Fields<'d> {
    /// The keys that are read; all others are skipped.
    fn keys(&self) -> &'static Keys;
    /// Reads the value of the key with this number.
    fn field(&mut self, at: usize, cursor: &mut Cursor<'d>) -> Result<(), Stop>;
}

/// What stands next in an object.
enum Field {
    /// A key that is read, by its number.
    Read(u8),
    /// Another key.
    Unread,
    /// The object's end.
    End,
}

impl<'d, T: Read<'d>> Read<'d> for Option<T> {
    fn read(&mut self, cursor: &mut Cursor<'d>) -> Result<(), Stop> {
        if cursor.byte() == b'n' {
            return cursor.literal().map(|_| ());
        }
        self.insert(T::default()).read(cursor)
    }
}

impl<'d> Cursor<'d> {
    /// Fills a struct from the object at the cursor. One function for all structs: their code is a table of keys
    /// and a jump.
    pub fn fill(&mut self, fields: &mut dyn Fields<'d>) -> Result<(), Stop> {
        let keys = fields.keys();
        let mut seen = 0_u64;
        self.fields(keys, |at, cursor| {
            if seen & 1 << at != 0 {
                return Err(cursor.shape(format!("duplicate field `{}`", keys.name(at.into()))));
            }
            seen |= 1 << at;
            fields.field(at.into(), cursor)
        })
    }

    /// Moves over the object at the cursor; `each` moves over the value of each of these keys, by its number.
    #[inline(always)]
    pub fn fields(
        &mut self,
        keys: &'static Keys,
        mut each: impl FnMut(u8, &mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.open_object()?;
        let mut is_first = true;
        loop {
            match self.field(keys, &mut is_first)? {
                Field::End => return Ok(()),
                Field::Unread => self.skip()?,
                Field::Read(at) => each(at, self)?,
            }
        }
    }

    #[inline(always)]
    fn open_object(&mut self) -> Result<(), Stop> {
        if !self.made(Kind::Object) {
            if self.space() != b'{' {
                return Err(self.wrong_kind("an object"));
            }
            self.step(1);
            self.note(Kind::Object);
        }
        Ok(())
    }

    /// The next field of the object it stands in, up to its value.
    #[inline(always)]
    fn field(&mut self, keys: &'static Keys, is_first: &mut bool) -> Result<Field, Stop> {
        let expected = if *is_first { Kind::FirstKey } else { Kind::NextKey };
        if let Some(step) = self.step_ahead() {
            if step.kind == expected && step.keys.is_some_and(|known| std::ptr::eq(known, keys)) {
                self.make(step);
                *is_first = false;
                return Ok(step.number.map_or(Field::Unread, Field::Read));
            }
            if step.kind == Kind::ObjectEnd {
                self.make(step);
                return Ok(Field::End);
            }
            self.leave();
        }
        self.field_in_text(keys, is_first, expected)
    }

    fn field_in_text(
        &mut self,
        keys: &'static Keys,
        is_first: &mut bool,
        expected: Kind,
    ) -> Result<Field, Stop> {
        let Some(key) = self.key_in_text(is_first)? else {
            self.note(Kind::ObjectEnd);
            return Ok(Field::End);
        };
        let number = keys.find(&key);
        self.note_key(expected, Some(keys), number);
        Ok(number.map_or(Field::Unread, Field::Read))
    }

    /// Moves over the object at the cursor, whatever its keys are; `each` moves over the value of each.
    pub fn object(&mut self, each: &mut dyn FnMut(&str, &mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        self.open_object()?;
        self.off_trail(|cursor| {
            let mut is_first = true;
            while let Some(key) = cursor.key(&mut is_first)? {
                each(&key, cursor)?;
            }
            Ok(())
        })
    }

    /// Moves into the list at the cursor; `false` for `null`, which is an empty one.
    pub fn list(&mut self, expected: &str) -> Result<bool, Stop> {
        if self.made(Kind::List) {
            return Ok(true);
        }
        match self.space() {
            b'[' => {
                self.step(1);
                self.note(Kind::List);
            }
            b'n' => return self.literal().map(|_| false),
            _ => return Err(self.wrong_kind(expected)),
        }
        Ok(true)
    }

    /// The value here is of another kind than `expected`.
    #[cold]
    pub fn wrong_kind(&mut self, expected: &str) -> Stop {
        let start = self.at();
        let kind = match self.byte() {
            b'{' => "map".to_owned(),
            b'[' => "sequence".to_owned(),
            b'"' => match self.string() {
                Ok(text) => format!("string {text:?}"),
                Err(stop) => return stop,
            },
            b'-' | b'0'..=b'9' => match self.number() {
                Ok(number) => format!("number `{number}`"),
                Err(stop) => return stop,
            },
            _ => match self.literal() {
                Ok(None) => "null".to_owned(),
                Ok(Some(flag)) => format!("boolean `{flag}`"),
                Err(stop) => return stop,
            },
        };
        self.back_to(start);
        self.shape(format!("invalid type: {kind}, expected {expected}"))
    }
}

/// Declares structs that are read from AWS's JSON. A field `vpc_id` is the key `VpcId`; where AWS spells it another
/// way, the key follows the type: `dns_name: Text<'a> = "DNSName"`. After `camel:` the key is `vpcId`.
macro_rules! shapes {
    (@all $spell:ident $(
        $(#[$about:meta])*
        pub struct $name:ident $(<$life:lifetime>)? {
            $( $(#[$remark:meta])* $seen:vis $field:ident: $type:ty $(= $key:literal)?, )+
        }
    )+) => { $(
        $(#[$about])*
        #[derive(Debug, Default)]
        pub struct $name $(<$life>)? {
            $( $(#[$remark])* $seen $field: $type, )+
        }

        impl<'a> $crate::json::Fields<'a> for $name $(<$life>)? {
            fn keys(&self) -> &'static $crate::json::Keys {
                const NAMES: &[&str] = &[$( $crate::json::shapes!(@key $spell $field $($key)?) ),+];
                static KEYS: $crate::json::Keys = $crate::json::index(NAMES);
                &KEYS
            }
            fn field(
                &mut self,
                at: usize,
                cursor: &mut $crate::json::Cursor<'a>,
            ) -> Result<(), $crate::json::Stop> {
                let mut number = 0..;
                $( if number.next() == Some(at) {
                    return $crate::json::Read::read(&mut self.$field, cursor);
                } )+
                Ok(())
            }
        }

        impl<'a> $crate::json::Read<'a> for $name $(<$life>)? {
            fn read(
                &mut self,
                cursor: &mut $crate::json::Cursor<'a>,
            ) -> Result<(), $crate::json::Stop> {
                cursor.fill(self)
            }
            fn reset(&mut self) {
                $( $crate::json::Read::reset(&mut self.$field); )+
            }
        }
    )+ };
    (@key $spell:ident $field:ident $key:literal) => { $key };
    (@key $spell:ident $field:ident) => { {
        const NAME: &str = stringify!($field);
        const SPELLED: [u8; $crate::json::pascal_length(NAME)] = $crate::json::$spell(NAME);
        match std::str::from_utf8(&SPELLED) {
            Ok(key) => key,
            Err(_) => NAME,
        }
    } };
    (camel: $($shapes:tt)+) => { $crate::json::shapes!(@all camel $($shapes)+); };
    ($($shapes:tt)+) => { $crate::json::shapes!(@all pascal $($shapes)+); };
}
pub(crate) use shapes;
