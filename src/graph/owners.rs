//! Who owns an address: sorted tables, built once.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use super::topology::Ix;
use crate::model::{Network, Order as _, Seeker, VpcId};

/// The owner of an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Owner {
    /// A NAT gateway, whether or not its interface is in the input.
    Nat(Ix),
    /// An interface.
    Interface(Ix),
}

/// Address tables of a network.
// INVARIANT (sorted): all but `prefixes` are ascending, so lookups may bisect.
#[derive(Clone, Debug, Default)]
pub(super) struct Owners {
    /// Address as a number, which compares faster, VPC, owner.
    inside: Vec<(u32, Ix, Owner)>,
    /// The same of IPv6.
    inside_v6: Vec<(u128, Ix, Owner)>,
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
        owners.inside.reserve_exact(network.interfaces.iter().map(|one| one.addresses.len()).sum());
        for (nat_ix, nat) in (0..).zip(&network.nat_gateways) {
            let Some(vpc) = position(&nat.vpc) else { continue };
            for address in &nat.addresses {
                let owner = Owner::Nat(nat_ix);
                if let Some(private) = address.private {
                    owners.inside.push((private.into(), vpc, owner));
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
            for address in interface.own_addresses() {
                match address {
                    IpAddr::V4(v4) => owners.inside.push((v4.into(), vpc, owner)),
                    IpAddr::V6(v6) => owners.inside_v6.push((v6.into(), vpc, owner)),
                }
            }
            owners.prefixes.extend(interface.prefixes.iter().map(|prefix| (vpc, *prefix, ix)));
            for address in &interface.addresses {
                if let Some(public) = address.public {
                    owners.by_public.push((public, vpc, owner, address.private));
                    owners.by_private.push((vpc, address.private, public));
                }
            }
        }
        owners.inside.order_by_number(|entry| entry.0.into(), Ord::cmp);
        owners.inside_v6.order_by_number(|entry| entry.0, Ord::cmp);
        owners.prefixes.order();
        owners.by_public.order_by_number(|entry| u128::from(entry.0.to_bits()), Ord::cmp);
        owners
            .by_private
            .order_by_number(|entry| u128::from(entry.0) << 32 | u128::from(entry.1.to_bits()), Ord::cmp);
        owners
    }

    pub(super) fn inside(&self, vpc: Ix, address: IpAddr) -> Option<Owner> {
        let found = match address {
            IpAddr::V4(v4) => owner_in(&self.inside, v4.into(), vpc),
            IpAddr::V6(v6) => owner_in(&self.inside_v6, v6.into(), vpc),
        };
        if found.is_some() {
            return found;
        }
        let covering =
            self.prefixes.iter().find(|(in_vpc, prefix, _)| *in_vpc == vpc && prefix.contains(&address));
        covering.map(|&(_, _, interface)| Owner::Interface(interface))
    }

    pub(super) fn anywhere(&self, address: IpAddr) -> Vec<(Ix, Owner)> {
        let mut found = match address {
            IpAddr::V4(v4) => owners_of(&self.inside, v4.into()),
            IpAddr::V6(v6) => owners_of(&self.inside_v6, v6.into()),
        };
        let covering = self.prefixes.iter().filter(|(_, prefix, _)| prefix.contains(&address));
        found.extend(covering.map(|&(vpc, _, interface)| (vpc, Owner::Interface(interface))));
        found.order();
        // A NAT gateway's interface and the gateway itself own the same address; the gateway speaks for both.
        found.dedup_by_key(|(vpc, _)| *vpc);
        found
    }

    /// Addresses in several VPCs, ascending.
    pub(super) fn shared(&self) -> Vec<IpAddr> {
        let v4 = in_several(&self.inside).map(|number| Ipv4Addr::from(number).into());
        v4.chain(in_several(&self.inside_v6).map(|number| Ipv6Addr::from(number).into())).collect()
    }

    /// By position of the interface: whether it has addresses, and nothing else has one of them.
    pub(super) fn plain(&self, interfaces: usize) -> Vec<bool> {
        let mut owned: Vec<Owned> = vec![Owned::Nothing; interfaces];
        note(&self.inside, &mut owned);
        note(&self.inside_v6, &mut owned);
        owned.into_iter().map(|owned| owned == Owned::Alone).collect()
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

fn owner_in<K: Ord + Copy>(inside: &[(K, Ix, Owner)], address: K, vpc: Ix) -> Option<Owner> {
    let from = inside.partition_point(|entry| (entry.0, entry.1) < (address, vpc));
    let &(found, in_vpc, owner) = inside.get(from)?;
    ((found, in_vpc) == (address, vpc)).then_some(owner)
}

fn owners_of<K: Ord + Copy>(inside: &[(K, Ix, Owner)], address: K) -> Vec<(Ix, Owner)> {
    let from = inside.partition_point(|entry| entry.0 < address);
    let exact = inside.iter().skip(from).take_while(|entry| entry.0 == address);
    exact.map(|&(_, vpc, owner)| (vpc, owner)).collect()
}

fn in_several<K: Ord + Copy>(inside: &[(K, Ix, Owner)]) -> impl Iterator<Item = K> {
    let alike = inside.chunk_by(|one, other| one.0 == other.0);
    let shared = alike.filter(|all| all.first().map(|one| one.1) != all.last().map(|one| one.1));
    shared.filter_map(|all| all.first()).map(|one| one.0)
}

/// What an interface owns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owned {
    Nothing,
    /// Addresses that are nobody else's.
    Alone,
    Together,
}

fn note<K: PartialEq>(inside: &[(K, Ix, Owner)], owned: &mut [Owned]) {
    for alike in inside.chunk_by(|one, other| one.0 == other.0) {
        for (.., owner) in alike {
            let Owner::Interface(ix) = owner else { continue };
            if let Some(owned) = owned.get_mut(*ix as usize) {
                let is_alone = alike.len() == 1 && *owned != Owned::Together;
                *owned = if is_alone { Owned::Alone } else { Owned::Together };
            }
        }
    }
}
