//! The keys of an object that somebody asks for, found without comparing with each.

/// Places in the table; more than twice the keys that any object has.
const PLACES: usize = 128;

/// Keys by their hash.
// INVARIANT (free places): at least one place is empty, so that a search ends; `index` refuses more keys.
pub struct Keys {
    keys: &'static [&'static str],
    /// Number of the key plus one; 0 is empty.
    places: [u8; PLACES],
}

/// Length, first, middle and last letter tell AWS's keys apart.
const fn hash(key: &[u8]) -> usize {
    let (Some(first), Some(last)) = (key.first(), key.last()) else { return 0 };
    let middle = match key.split_at_checked(key.len() / 2) {
        Some((_, [middle, ..])) => *middle,
        _ => 0,
    };
    let sum = key.len() + *first as usize * 5 + middle as usize * 11 + *last as usize * 3;
    sum % PLACES
}

/// The table of these keys, made while compiling.
#[expect(clippy::indexing_slicing, reason = "runs while compiling; a mistake does not compile")]
#[expect(clippy::cast_possible_truncation, reason = "fewer than 64 keys")]
pub(crate) const fn index(keys: &'static [&'static str]) -> Keys {
    assert!(keys.len() < 64, "a word of 64 bits marks the keys that were seen");
    let mut places = [0; PLACES];
    let mut at = 0;
    while at < keys.len() {
        let mut place = hash(keys[at].as_bytes());
        while places[place] != 0 {
            place = (place + 1) % PLACES;
        }
        places[place] = at as u8 + 1;
        at += 1;
    }
    Keys { keys, places }
}

impl Keys {
    /// The number of a key.
    #[inline]
    pub(super) fn find(&self, key: &str) -> Option<u8> {
        let mut place = hash(key.as_bytes());
        loop {
            let at = self.places.get(place).copied()?.checked_sub(1)?;
            if self.keys.get(usize::from(at)).is_some_and(|known| is_same(known.as_bytes(), key.as_bytes())) {
                return Some(at);
            }
            place = (place + 1) % PLACES;
        }
    }

    /// The key with a number.
    pub(super) fn name(&self, at: usize) -> &'static str {
        self.keys.get(at).copied().unwrap_or("")
    }
}

/// Whether two texts are equal: eight bytes at a time, where the compiler would call a function that goes byte by byte.
#[inline]
pub fn is_same(one: &[u8], two: &[u8]) -> bool {
    if one.len() != two.len() {
        return false;
    }
    let (Some(last), Some(other_last)) = (one.last_chunk::<8>(), two.last_chunk::<8>()) else {
        return one.iter().zip(two).all(|(one, two)| one == two);
    };
    let words = one.as_chunks::<8>().0.iter().zip(two.as_chunks::<8>().0);
    let word = |bytes: &[u8; 8]| u64::from_le_bytes(*bytes);
    word(last) == word(other_last) && words.into_iter().all(|(one, two)| word(one) == word(two))
}

/// A field's name without `r#`.
const fn bare(name: &[u8]) -> &[u8] {
    match name {
        [b'r', b'#', rest @ ..] => rest,
        _ => name,
    }
}

/// The length of [`pascal`].
pub(crate) const fn pascal_length(name: &str) -> usize {
    let mut rest = bare(name.as_bytes());
    let mut length = 0;
    while let [letter, tail @ ..] = rest {
        if *letter != b'_' {
            length += 1;
        }
        rest = tail;
    }
    length
}

/// `vpc_id` as most of AWS spells it, `VpcId`.
pub(crate) const fn pascal<const N: usize>(name: &str) -> [u8; N] {
    spelled(name, true)
}

/// `vpc_id` as some of AWS's services spell it, `vpcId`.
pub(crate) const fn camel<const N: usize>(name: &str) -> [u8; N] {
    spelled(name, false)
}

#[expect(clippy::indexing_slicing, reason = "runs while compiling; a mistake does not compile")]
const fn spelled<const N: usize>(name: &str, starts_upper: bool) -> [u8; N] {
    let mut rest = bare(name.as_bytes());
    let mut spelled = [0; N];
    let (mut at, mut is_start) = (0, starts_upper);
    while let [letter, tail @ ..] = rest {
        if *letter == b'_' {
            is_start = true;
        } else {
            spelled[at] = if is_start { letter.to_ascii_uppercase() } else { *letter };
            is_start = false;
            at += 1;
        }
        rest = tail;
    }
    spelled
}
