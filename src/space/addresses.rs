//! Addresses of both families as numbers, and sets of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};

use super::ranges::RangeSet;

/// IPv4 or IPv6.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// The family of an address.
    #[must_use]
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Family::V4,
            IpAddr::V6(_) => Family::V6,
        }
    }

    /// The family of a network.
    #[must_use]
    pub const fn of_network(network: &IpNet) -> Self {
        match network {
            IpNet::V4(_) => Family::V4,
            IpNet::V6(_) => Family::V6,
        }
    }

    /// `4` or `6`.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Family::V4 => 4,
            Family::V6 => 6,
        }
    }
}

/// A set of addresses of one family.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddressSet {
    /// The family of all members.
    pub family: Family,
    /// The members as numbers.
    pub numbers: RangeSet<u128>,
}

/// An address as a number, so that ranges and comparisons need no family.
#[must_use]
pub fn to_number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// The address that a number of `family` stands for; IPv4 numbers above 32 bits are cut to their last address.
#[must_use]
pub fn from_number(family: Family, number: u128) -> IpAddr {
    match family {
        Family::V4 => IpAddr::V4(Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX))),
        Family::V6 => IpAddr::V6(Ipv6Addr::from(number)),
    }
}

/// An address as its `Display` writes it, without the machinery of formatting for IPv4.
#[must_use]
pub fn address_text(address: IpAddr) -> String {
    let mut text = String::with_capacity(18);
    push_address(&mut text, address);
    text
}

/// Adds an address to a text, as its `Display` writes it.
pub fn push_address(text: &mut String, address: IpAddr) {
    match address {
        IpAddr::V4(v4) => {
            for (at, octet) in v4.octets().into_iter().enumerate() {
                if at > 0 {
                    text.push('.');
                }
                push_number(text, octet);
            }
        }
        IpAddr::V6(v6) => text.push_str(&v6.to_string()),
    }
}

/// A network as its `Display` writes it: `10.0.0.0/8`.
#[must_use]
pub fn block_text(block: &IpNet) -> String {
    let mut text = String::with_capacity(20);
    push_block(&mut text, block);
    text
}

/// Adds a network to a text, as its `Display` writes it.
pub fn push_block(text: &mut String, block: &IpNet) {
    push_address(text, block.addr());
    text.push('/');
    push_number(text, block.prefix_len());
}

fn push_number(text: &mut String, number: u8) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    text.push(char::from(b'0' + number % 10));
}

/// First and last address of a network, as numbers.
#[must_use]
pub fn address_range(network: &IpNet) -> (u128, u128) {
    (to_number(network.network()), to_number(network.broadcast()))
}

/// The largest number of a family.
#[must_use]
pub const fn last_number(family: Family) -> u128 {
    match family {
        Family::V4 => u32::MAX as u128,
        Family::V6 => u128::MAX,
    }
}

/// The smallest list of networks that covers first..=last exactly.
#[must_use]
pub fn range_to_networks(family: Family, first: u128, last: u128) -> Vec<IpNet> {
    match (from_number(family, first), from_number(family, last)) {
        (IpAddr::V4(first), IpAddr::V4(last)) => Ipv4Subnets::new(first, last, 0).map(IpNet::V4).collect(),
        (IpAddr::V6(first), IpAddr::V6(last)) => Ipv6Subnets::new(first, last, 0).map(IpNet::V6).collect(),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => Vec::new(),
    }
}

impl AddressSet {
    /// The empty set of a family.
    #[must_use]
    pub const fn empty(family: Family) -> Self {
        AddressSet { family, numbers: RangeSet::empty() }
    }

    /// One address.
    #[must_use]
    pub fn one(address: IpAddr) -> Self {
        let number = to_number(address);
        AddressSet { family: Family::of(address), numbers: RangeSet::range(number, number) }
    }

    /// All addresses of the networks that are of `family`.
    #[must_use]
    pub fn of_networks<'n>(family: Family, networks: impl IntoIterator<Item = &'n IpNet>) -> Self {
        let ranges =
            networks.into_iter().filter(|network| Family::of_network(network) == family).map(address_range);
        AddressSet { family, numbers: RangeSet::from_ranges(ranges) }
    }

    /// Every public address of the family: what `internet` means without an address.
    ///
    /// Private, shared, loopback, link-local, multicast and reserved ranges are left out; the documentation
    /// ranges are kept, since examples use them.
    #[must_use]
    pub fn internet(family: Family) -> Self {
        let all = match family {
            // 2000::/3 is all that has been given out.
            Family::V6 => return Self::of_networks(family, GLOBAL_V6.iter()),
            Family::V4 => RangeSet::range(0, last_number(family)),
        };
        let reserved = Self::of_networks(family, RESERVED_V4.iter());
        AddressSet { family, numbers: all.difference(&reserved.numbers) }
    }

    /// Members of `self` outside `other`.
    #[must_use]
    pub fn without(&self, other: &Self) -> Self {
        AddressSet { family: self.family, numbers: self.numbers.difference(&other.numbers) }
    }

    /// Whether `address` is a member.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        Family::of(address) == self.family && self.numbers.contains(to_number(address))
    }

    /// The smallest list of networks that covers the set exactly, ascending.
    #[must_use]
    pub fn to_networks(&self) -> Vec<IpNet> {
        self.numbers
            .ranges()
            .flat_map(|range| range_to_networks(self.family, *range.start(), *range.end()))
            .collect()
    }
}

fn networks(texts: &[&str]) -> Vec<IpNet> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

static RESERVED_V4: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    networks(&[
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
    ])
});

/// RFC 1918 and 100.64/10.
pub static PRIVATE_OR_SHARED: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| networks(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]));

/// All IPv6 unicast that has been given out.
pub static GLOBAL_V6: LazyLock<Vec<IpNet>> = LazyLock::new(|| networks(&["2000::/3"]));

/// Whether an IPv4 address is RFC 1918 or 100.64/10: an internet gateway refuses it as a destination (rule S-65).
#[must_use]
pub fn is_private_or_shared(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private() || (first == 100 && (64..128).contains(&second))
}

/// Whether an IPv6 address is globally routable unicast (2000::/3).
#[must_use]
pub const fn is_global_v6(address: Ipv6Addr) -> bool {
    address.segments()[0] & 0xe000 == 0x2000
}

/// Reads an address, or a CIDR block with its host bits cleared.
#[must_use]
pub fn parse_network(text: &str) -> Option<IpNet> {
    if let Ok(network) = text.parse::<IpNet>() {
        return Some(network.trunc());
    }
    text.parse::<IpAddr>().ok().map(IpNet::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_those_of_display() {
        for number in [0, 1, 9, 10, 99, 100, 0x0a00_0001, 0xc0a8_64ff, u32::MAX] {
            let address = IpAddr::V4(Ipv4Addr::from(number));
            assert_eq!(address_text(address), address.to_string());
            for length in [0, 8, 9, 10, 31, 32] {
                let block = IpNet::new_assert(address, length);
                assert_eq!(block_text(&block), block.to_string());
            }
        }
        let v6 = IpAddr::V6(Ipv6Addr::from(0x2001_0db8 << 96));
        assert_eq!(address_text(v6), "2001:db8::");
        assert_eq!(block_text(&IpNet::new_assert(v6, 128)), "2001:db8::/128");
    }
}
