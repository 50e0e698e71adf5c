//! Protocols and their ports as security groups and network ACLs write them (rules S-40, S-41, S-56).

use crate::space::{PortSet, Protocol, ports};

/// What a protocol field says.
pub(super) enum ProtocolField {
    /// `-1`: every protocol.
    All,
    /// One protocol.
    One(Protocol),
    /// Nothing that is a protocol.
    Unreadable,
}

pub(super) fn protocol(text: &str) -> ProtocolField {
    match text.trim() {
        "-1" => ProtocolField::All,
        word if word.eq_ignore_ascii_case("all") => ProtocolField::All,
        word => Protocol::parse(word).map_or(ProtocolField::Unreadable, ProtocolField::One),
    }
}

/// The ports `from` to `to`; all when both are absent or -1, `None` when they are no ports.
pub(super) fn port_range(from: Option<i64>, to: Option<i64>) -> Option<PortSet> {
    match (from, to) {
        (None | Some(-1), None | Some(-1)) => Some(PortSet::all()),
        (from, to) => {
            let first = u16::try_from(from.or(to)?).ok()?;
            let last = u16::try_from(to.or(from)?).ok()?;
            (first <= last).then(|| PortSet::range(first, last))
        }
    }
}

/// The ICMP messages of a type and a code; -1 or absent is any. `None` when they are no type and code.
pub(super) fn icmp(kind: Option<i64>, code: Option<i64>) -> Option<PortSet> {
    let part = |value: Option<i64>| match value {
        None | Some(-1) => Some(None),
        Some(value) => u8::try_from(value).ok().map(Some),
    };
    let kind = part(kind)?;
    // Type -1 makes the code meaningless (rule S-41).
    Some(ports::icmp(kind, if kind.is_none() { None } else { part(code)? }))
}
