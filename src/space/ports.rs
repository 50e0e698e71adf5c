//! Ports, and ICMP type and code, as one kind of set.
//!
//! An ICMP message is the point `type * 256 + code`, so "type 8, any code" is a range like any other
//! and a filter needs only one sort of set.

use std::fmt;

use super::ranges::RangeSet;

/// A set of ports (TCP, UDP) or of ICMP type and code pairs. See the module's first lines.
pub type PortSet = RangeSet<u16>;

/// The client ports that an unknown sender picks from, 1024-65535 (rule S-59).
#[must_use]
pub fn ephemeral() -> PortSet {
    PortSet::range(1024, u16::MAX)
}

/// The ICMP messages of one type (`None`: any) and code (`None`: any).
#[must_use]
pub fn icmp(kind: Option<u8>, code: Option<u8>) -> PortSet {
    match (kind, code) {
        (None, _) => PortSet::all(),
        (Some(kind), None) => PortSet::range(u16::from(kind) << 8, (u16::from(kind) << 8) | 0xff),
        (Some(kind), Some(code)) => {
            let point = (u16::from(kind) << 8) | u16::from(code);
            PortSet::range(point, point)
        }
    }
}

/// Reads `443` or `1000-2000`; ports run from 0 to 65535.
///
/// # Errors
/// One line that names the text and what is wrong with it.
pub fn parse(text: &str) -> Result<PortSet, String> {
    let number = |part: &str| {
        let part = part.trim();
        match part.parse::<u32>() {
            Ok(value) => u16::try_from(value)
                .map_err(|_| format!("port `{part}` is out of range; ports run from 0 to 65535")),
            Err(_) => Err(format!("port `{text}` is not a number or a range such as 443 or 8000-8010")),
        }
    };
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (number(first)?, number(last)?),
        None => (number(text)?, number(text)?),
    };
    if first > last {
        return Err(format!("port range `{text}` ends before it starts"));
    }
    Ok(PortSet::range(first, last))
}

/// The set as people write it: `22,80-90`, ascending; empty text for the empty set.
#[must_use]
pub fn show(set: &PortSet) -> String {
    let mut text = String::new();
    push(&mut text, set);
    text
}

/// Adds a set to a text, as [`show`] writes it.
pub fn push(text: &mut String, set: &PortSet) {
    for (at, range) in set.ranges().enumerate() {
        if at > 0 {
            text.push(',');
        }
        let (first, last) = (range.start(), range.end());
        push_number(text, *first);
        if first != last {
            text.push('-');
            push_number(text, *last);
        }
    }
}

fn push_number(text: &mut String, number: u16) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.extend(u8::try_from(number % 10).map(|digit| char::from(b'0' + digit)));
}

/// An ICMP set as people write it: `type 8 code 0`, `type 8`, `any type`.
#[must_use]
pub fn show_icmp(set: &PortSet) -> String {
    if set.is_all() {
        return "any type".to_owned();
    }
    let parts: Vec<String> =
        set.ranges().map(|range| Icmp(*range.start(), *range.end()).to_string()).collect();
    parts.join(", ")
}

struct Icmp(u16, u16);

impl fmt::Display for Icmp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((kind, code), (last_kind, last_code)) =
            ((self.0 >> 8, self.0 & 0xff), (self.1 >> 8, self.1 & 0xff));
        match (kind == last_kind, code, last_code) {
            (true, 0, 255) => write!(f, "type {kind}"),
            (true, _, _) if code == last_code => write!(f, "type {kind} code {code}"),
            (true, _, _) => write!(f, "type {kind} codes {code}-{last_code}"),
            (false, 0, 255) => write!(f, "types {kind}-{last_kind}"),
            (false, _, _) => write!(f, "type {kind} code {code} to type {last_kind} code {last_code}"),
        }
    }
}
