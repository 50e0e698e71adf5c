//! Who owns an address: sorted tables, built once.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;

use super::topology::Ix;
use crate::model::{Network, Seeker, VpcId};

/// The owner of an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Owner {
    /// A NAT gateway, whether or not its interface is in the input.
    Nat(Ix),
    /// An interface.
    Interface(Ix),
}

/// Address tables of a network.
// INVARIANT (sorted): `inside`, `by_public` and `by_private` are ascending, so lookups may bisect.
#[derive(Clone, Debug, Default)]
pub(super) struct Owners {
    /// Address, VPC, owner.
    inside: Vec<(IpAddr, Ix, Owner)>,
    /// Delegated prefixes (rule S-13): VPC, prefix, interface. Few, so scanned.
    prefixes: Vec<(Ix, IpNet, Ix)>,
    /// Public address, VPC, owner, private address behind it.
    by_public: Vec<(Ipv4Addr, Ix, Owner, Ipv4Addr)>,
    /// VPC, private address, public address.
    by_private: Vec<(Ix, Ipv4Addr, Ipv4Addr)>,
}

impl Owners {
    pub(super) fn build(network: &Network) -> Self {
        let mut owners = Owners::default();
        let mut vpcs = Seeker::new(&network.vpcs);
        let mut position = |vpc: &VpcId| vpcs.position(vpc).and_then(|at| Ix::try_from(at).ok());
        owners.inside.reserve_exact(network.interfaces.iter().map(|one| one.own_addresses().count()).sum());
        for (nat_ix, nat) in (0..).zip(&network.nat_gateways) {
            let Some(vpc) = position(&nat.vpc) else { continue };
            for address in &nat.addresses {
                let owner = Owner::Nat(nat_ix);
                if let Some(private) = address.private {
                    owners.inside.push((IpAddr::V4(private), vpc, owner));
                    if let Some(public) = address.public {
                        owners.by_private.push((vpc, private, public));
                    }
                }
                if let Some(public) = address.public {
                    owners.by_public.push((public, vpc, owner, address.private.unwrap_or(public)));
                }
            }
        }
        for (ix, interface) in (0..).zip(&network.interfaces) {
            let Some(vpc) = position(&interface.vpc) else { continue };
            let owner = Owner::Interface(ix);
            owners.inside.extend(interface.own_addresses().map(|address| (address, vpc, owner)));
            owners.prefixes.extend(interface.prefixes.iter().map(|prefix| (vpc, *prefix, ix)));
            for address in &interface.addresses {
                if let Some(public) = address.public {
                    owners.by_public.push((public, vpc, owner, address.private));
                    owners.by_private.push((vpc, address.private, public));
                }
            }
        }
        // As the entries compare, by numbers: an address compares by calls.
        let number = |address: IpAddr| match address {
            IpAddr::V4(address) => (false, u128::from(address.to_bits())),
            IpAddr::V6(address) => (true, address.to_bits()),
        };
        owners.inside.sort_unstable_by_key(|(address, vpc, owner)| (number(*address), *vpc, *owner));
        owners.prefixes.sort_unstable();
        owners.by_public.sort_unstable();
        owners.by_private.sort_unstable();
        owners
    }

    pub(super) fn inside(&self, vpc: Ix, address: IpAddr) -> Option<Owner> {
        let from = self.inside.partition_point(|entry| (entry.0, entry.1) < (address, vpc));
        if let Some(&(found, in_vpc, owner)) = self.inside.get(from)
            && (found, in_vpc) == (address, vpc)
        {
            return Some(owner);
        }
        let covering =
            self.prefixes.iter().find(|(in_vpc, prefix, _)| *in_vpc == vpc && prefix.contains(&address));
        covering.map(|&(_, _, interface)| Owner::Interface(interface))
    }

    pub(super) fn anywhere(&self, address: IpAddr) -> Vec<(Ix, Owner)> {
        let from = self.inside.partition_point(|entry| entry.0 < address);
        let exact = self.inside.iter().skip(from).take_while(|entry| entry.0 == address);
        let mut found: Vec<(Ix, Owner)> = exact.map(|&(_, vpc, owner)| (vpc, owner)).collect();
        let covering = self.prefixes.iter().filter(|(_, prefix, _)| prefix.contains(&address));
        found.extend(covering.map(|&(vpc, _, interface)| (vpc, Owner::Interface(interface))));
        found.sort_unstable();
        // A NAT gateway's interface and the gateway itself own the same address; the gateway speaks for both.
        found.dedup_by_key(|(vpc, _)| *vpc);
        found
    }

    /// Addresses in several VPCs, ascending.
    pub(super) fn shared(&self) -> Vec<IpAddr> {
        let alike = self.inside.chunk_by(|one, other| one.0 == other.0);
        let shared = alike.filter(|all| all.first().map(|one| one.1) != all.last().map(|one| one.1));
        shared.filter_map(|all| all.first()).map(|one| one.0).collect()
    }

    pub(super) fn public(&self, address: Ipv4Addr) -> Option<(Ix, Owner, Ipv4Addr)> {
        let from = self.by_public.partition_point(|entry| entry.0 < address);
        let &(found, vpc, owner, private) = self.by_public.get(from)?;
        (found == address).then_some((vpc, owner, private))
    }

    pub(super) fn public_of(&self, vpc: Ix, private: Ipv4Addr) -> Option<Ipv4Addr> {
        let from = self.by_private.partition_point(|entry| (entry.0, entry.1) < (vpc, private));
        let &(in_vpc, found, public) = self.by_private.get(from)?;
        ((in_vpc, found) == (vpc, private)).then_some(public)
    }

    pub(super) fn public_addresses(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        self.by_public.iter().map(|entry| entry.0)
    }
}
