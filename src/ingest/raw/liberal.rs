//! Values as people and tools really print them: `null` anywhere, numbers as text, a state as text or object.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Text, a number or a flag as text; `null` and absence are empty text. Borrowed from the document where it
/// holds no escapes.
#[derive(Debug, Default, Clone)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
            fn visit_u64<E: Error>(self, number: u64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(number.to_string())))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(number.to_string())))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(number.to_string())))
            }
            fn visit_bool<E: Error>(self, flag: bool) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(if flag { "true" } else { "false" })))
            }
            fn visit_unit<E: Error>(self) -> Result<Text<'de>, E> {
                Ok(Text::default())
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// A whole number, also written as text; `None` for `null`, absence and empty text.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Number(pub(crate) Option<i64>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Number(None));
        }
        // `80.0` is what a spreadsheet makes of 80.
        let digits = text.trim().trim_end_matches(".0");
        digits
            .parse()
            .map(|number| Number(Some(number)))
            .map_err(|_| D::Error::custom(format_args!("`{}` is not a whole number", text.escape_debug())))
    }
}

/// `true` or `false`, also written as text; `None` for `null` and absence.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Flag(pub(crate) Option<bool>);

impl Flag {
    /// Whether it is set; absence is not.
    pub(crate) fn is_set(self) -> bool {
        self.0 == Some(true)
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        match text.to_ascii_lowercase().as_str() {
            "" => Ok(Flag(None)),
            "true" => Ok(Flag(Some(true))),
            "false" => Ok(Flag(Some(false))),
            other => {
                Err(D::Error::custom(format_args!("`{}` is neither true nor false", other.escape_debug())))
            }
        }
    }
}

/// A list that remembers whether its key was there; `null` is an empty list that was there.
#[derive(Debug, Clone)]
pub(crate) struct List<T> {
    pub(crate) items: Vec<T>,
    /// Whether the document had the key.
    pub(crate) is_present: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List { items: Vec::new(), is_present: false }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Read<T> {
            type Value = List<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<List<T>, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(List { items, is_present: true })
            }
            fn visit_unit<E: Error>(self) -> Result<List<T>, E> {
                Ok(List { items: Vec::new(), is_present: true })
            }
        }
        deserializer.deserialize_any(Read(PhantomData))
    }
}

/// A state: `"available"`, `{"State": "associated"}`, `{"Code": 16, "Name": "running"}` or `{"Code": "active"}`.
#[derive(Debug, Default, Clone)]
pub(crate) struct State<'a>(Text<'a>);

impl Deref for State<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for State<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = State<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a state")
            }
            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<State<'de>, E> {
                Ok(State(Text(Cow::Borrowed(text))))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<State<'de>, E> {
                Ok(State(Text(Cow::Owned(text.to_owned()))))
            }
            fn visit_unit<E: Error>(self) -> Result<State<'de>, E> {
                Ok(State::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<State<'de>, A::Error> {
                let (mut word, mut code) = (Text::default(), Text::default());
                while let Some(key) = map.next_key::<Text<'de>>()? {
                    match &*key {
                        "State" | "Name" => word = map.next_value()?,
                        "Code" => code = map.next_value()?,
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(State(if word.is_empty() { code } else { word }))
            }
        }
        deserializer.deserialize_any(Read)
    }
}
