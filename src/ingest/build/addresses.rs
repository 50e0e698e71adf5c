//! Public addresses that two interfaces have: exports of two days, between which an Elastic IP address moved.

use std::net::Ipv4Addr;

use crate::model::Order as _;
use crate::model::{Interface, Network, Notice};

/// One notice for each interface whose public address an earlier one has too.
pub(super) fn check(network: &Network, notices: &mut Vec<Notice>) {
    let mut all: Vec<(Ipv4Addr, usize)> = Vec::new();
    for (at, interface) in network.interfaces.iter().enumerate() {
        all.extend(interface.addresses.iter().filter_map(|address| Some((address.public?, at))));
    }
    all.order();
    let interface = |at: usize| -> Option<&Interface> { network.interfaces.at(at) };
    for pair in all.windows(2) {
        if let [(address, first), (same, second)] = pair
            && address == same
            && first != second
            && let (Some(one), Some(other)) = (interface(*first), interface(*second))
        {
            notices.push(Notice::AddressOfTwo {
                address: *address,
                one: one.id.resource(),
                other: other.id.resource(),
                place: other.place.clone(),
            });
        }
    }
}
