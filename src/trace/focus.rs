//! The neighbourhood of an outside address in which every decision of a walk stays the same.
//!
//! `internet` is a set of addresses. Instead of cutting it up beforehand, a walk for one address notes each
//! comparison with it and so learns the largest range around it that would have been walked the same way. In the same
//! way a walk can note where the lines that it compared ports with begin and end.

use std::cell::{Cell, RefCell};
use std::net::IpAddr;

use ipnet::IpNet;

use crate::space::addresses::{PRIVATE_OR_SHARED, last_number, to_number};
use crate::space::{Family, PortSet, address_range};

/// The address under focus and its range so far.
#[derive(Debug)]
pub(super) struct Focus {
    address: Option<IpAddr>,
    range: Cell<(u128, u128)>,
    /// First ports of the pieces in which every comparison of ports so far comes out alike, in any order; `None`: not noted.
    cuts: Option<RefCell<Vec<u16>>>,
    /// Whether some device looked at both ports of a packet at once.
    looks_at_both: Cell<bool>,
}

impl Focus {
    /// What a walk is to learn: for which neighbours of an address it is the same, and where ports are cut.
    pub(super) fn new(address: Option<IpAddr>, learns_ports: bool) -> Self {
        let last = address.map_or(0, |address| last_number(Family::of(address)));
        Focus {
            address,
            range: Cell::new((0, last)),
            cuts: learns_ports.then(RefCell::default),
            looks_at_both: Cell::new(false),
        }
    }

    /// Notes that the ports on their way were compared with `line`.
    pub(super) fn compares(&self, line: &PortSet) {
        let Some(cuts) = &self.cuts else { return };
        let mut cuts = cuts.borrow_mut();
        for range in line.ranges() {
            cuts.push(*range.start());
            cuts.extend(range.end().checked_add(1));
        }
    }

    /// As [`Focus::compares`], by a line that looks at source and destination ports together: what passes it is no
    /// product of both.
    pub(super) fn compares_both(&self, from: &PortSet, to: &PortSet) {
        self.compares(from);
        self.compares(to);
        self.looks_at_both.set(true);
    }

    /// Whether some line looked at source and destination ports together.
    pub(super) const fn looks_at_both(&self) -> bool {
        self.looks_at_both.get()
    }

    /// Where ports were cut, ascending; empty when that was not to be learnt.
    pub(super) fn cuts(self) -> Vec<u16> {
        let mut cuts = self.cuts.map(RefCell::into_inner).unwrap_or_default();
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// The range of addresses that every comparison so far treats alike.
    pub(super) fn range(&self) -> Option<(u128, u128)> {
        self.address.map(|_| self.range.get())
    }

    /// Whether `network` contains `address`, noted when it is the one under focus.
    pub(super) fn contains(&self, network: &IpNet, address: IpAddr) -> bool {
        let inside = match (network, address) {
            // Asked most often of all: the bits before the mask are equal.
            (IpNet::V4(network), IpAddr::V4(address)) => {
                let differing = u32::from(network.addr()) ^ u32::from(address);
                differing.checked_shr(32 - u32::from(network.prefix_len())).unwrap_or(0) == 0
            }
            (IpNet::V6(_), _) | (_, IpAddr::V6(_)) => network.contains(&address),
        };
        if self.address == Some(address) && Family::of_network(network) == Family::of(address) {
            let (first, last) = address_range(network);
            self.note(inside, first, last);
        }
        inside
    }

    /// Notes that `address` was compared with exactly `other`.
    pub(super) fn equals(&self, address: IpAddr, other: IpAddr) -> bool {
        if self.address == Some(address) && Family::of(address) == Family::of(other) {
            let number = to_number(other);
            self.note(address == other, number, number);
        }
        address == other
    }

    /// Whether an address is RFC 1918 or 100.64/10, noted like any comparison.
    pub(super) fn is_private_or_shared(&self, address: IpAddr) -> bool {
        self.is_in_any(&PRIVATE_OR_SHARED, address)
    }

    /// Whether any network contains `address`; all are compared, so that the focus learns all of them.
    pub(super) fn is_in_any(&self, networks: &[IpNet], address: IpAddr) -> bool {
        networks.iter().filter(|network| self.contains(network, address)).count() > 0
    }

    /// Notes that `address` was looked up by its exact value, so it stands for itself only.
    pub(super) fn pin(&self, address: IpAddr) {
        if self.address == Some(address) {
            let number = to_number(address);
            self.range.set((number, number));
        }
    }

    fn note(&self, inside: bool, first: u128, last: u128) {
        let Some(address) = self.address else { return };
        let number = to_number(address);
        let (mut low, mut high) = self.range.get();
        if inside {
            (low, high) = (low.max(first), high.min(last));
        } else if last < number {
            low = low.max(last.saturating_add(1));
        } else {
            high = high.min(first.saturating_sub(1));
        }
        self.range.set((low, high));
    }
}
