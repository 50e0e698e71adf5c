//! Whether two rows say the same, so that they are one.

use std::cmp::Ordering;
use std::sync::Arc;

use super::answer::ExposureRow;
use crate::api::answer::By;

/// A row in the order of all that it says; its ends and its example packet say nothing here.
pub(super) struct Said(pub Arc<ExposureRow>);

impl Ord for Said {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&self.0, &other.0)
    }
}

impl PartialOrd for Said {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Said {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Said {}

fn order(one: &ExposureRow, other: &ExposureRow) -> Ordering {
    // Each field is named, so that none is forgotten.
    let ExposureRow {
        from: _,
        to: _,
        family,
        protocol,
        protocols,
        ports,
        source_ports,
        icmp,
        label,
        verdict,
        by,
        door,
        from_addresses,
        to_addresses,
        space,
        assumes,
        lacks,
        witness: _,
    } = one;
    lines(by, &other.by)
        .then_with(|| label.cmp(&other.label))
        .then_with(|| (door, verdict, family).cmp(&(&other.door, &other.verdict, &other.family)))
        .then_with(|| (protocol, protocols).cmp(&(&other.protocol, &other.protocols)))
        .then_with(|| (ports, source_ports, icmp).cmp(&(&other.ports, &other.source_ports, &other.icmp)))
        .then_with(|| from_addresses.cmp(&other.from_addresses))
        .then_with(|| to_addresses.cmp(&other.to_addresses))
        .then_with(|| (assumes, lacks).cmp(&(&other.assumes, &other.lacks)))
        .then_with(|| match (space, &other.space) {
            (Some(one), Some(other)) => {
                let texts = (&one.text, &one.addresses).cmp(&(&other.text, &other.addresses));
                texts.then_with(|| one.share.total_cmp(&other.share))
            }
            (one, other) => one.is_some().cmp(&other.is_some()),
        })
}

fn lines(one: &[Arc<By>], other: &[Arc<By>]) -> Ordering {
    let lengths = one.len().cmp(&other.len());
    let mut places = one.iter().zip(other).map(|(one, other)| by_place(one, other));
    lengths.then_with(|| places.find(|order| order.is_ne()).unwrap_or(Ordering::Equal))
}

/// The order of two lines by where they stand, which tells most of them apart at once; quotes of one line are one.
pub(super) fn by_place(one: &Arc<By>, other: &Arc<By>) -> Ordering {
    if Arc::ptr_eq(one, other) {
        return Ordering::Equal;
    }
    let places = one.source.cmp(&other.source).then_with(|| one.line.cmp(&other.line));
    places.then_with(|| one.resource.as_str().cmp(other.resource.as_str()))
}
