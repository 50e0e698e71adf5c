//! Public addresses of the model that a line may single out.
//!
//! They are ends of their own, and not asked about as hosts of the internet. Where a boundary of a line leaves nothing but
//! such addresses between itself and the next one, a walk asks about none of them, while the sets count them in.

use ipnet::IpNet;

use super::classes::{Atoms, blocks_of_group, blocks_of_nacl, other_blocks};
use crate::api::ends::Ends;
use crate::graph::Ix;
use crate::model::{Destination, Interface, Network, Peer, PrefixListId, SecurityGroup, TransitDestination};
use crate::space::addresses::to_number;
use crate::space::{AddressSet, Family};

/// Where such addresses may matter.
pub(super) enum Lonely {
    /// Nowhere: no two boundaries of the network have nothing but public addresses of the model between them.
    Nowhere,
    /// Where these lines decide.
    At {
        /// By position of the security group.
        groups: Vec<bool>,
        /// By position of the network ACL.
        nacls: Vec<bool>,
    },
    /// Everywhere: what is neither a group nor a network ACL has such a boundary.
    Everywhere,
}

impl Lonely {
    pub(super) fn of(ends: &Ends<'_>) -> Lonely {
        let network = ends.network;
        let mut public: Vec<u128> =
            ends.topology.public_addresses().map(|own| to_number(own.into())).collect();
        public.dedup();
        if !is_anywhere(network, &public) {
            return Lonely::Nowhere;
        }
        // The first of them is a boundary itself.
        let begins = |atoms: &Atoms| atoms.v4.iter().any(|start| public.binary_search(start).is_ok());
        let routes = network.route_tables.iter().flat_map(|table| &table.routes);
        let routes = routes.filter_map(|route| match &route.destination {
            Destination::PrefixList(list) => Some(list),
            Destination::Block(_) => None,
        });
        let transit = network.transit_tables.iter().flat_map(|table| &table.routes);
        let transit = transit.filter_map(|route| match &route.destination {
            TransitDestination::PrefixList(list) => Some(list),
            TransitDestination::Block(_) => None,
        });
        let lists = routes.chain(transit).flat_map(|list| entries(network, list));
        let mut beyond = Atoms::between(other_blocks(network).chain(lists));
        beyond.v4.extend(edges_of_internet());
        if begins(&beyond) {
            return Lonely::Everywhere;
        }
        let of_group = |group: &SecurityGroup| {
            let lists = group.ingress.iter().chain(&group.egress).filter_map(|rule| match &rule.peer {
                Peer::PrefixList(list) => Some(list),
                Peer::Block(_) | Peer::Group(_) | Peer::Unknown => None,
            });
            let lists = lists.flat_map(|list| entries(network, list));
            begins(&Atoms::between(blocks_of_group(group).chain(lists)))
        };
        Lonely::At {
            groups: network.groups.iter().map(of_group).collect(),
            nacls: network.nacls.iter().map(|one| begins(&Atoms::between(blocks_of_nacl(one)))).collect(),
        }
    }

    /// Whether they may matter to what enters an interface, if only its own groups and its network ACL decide that.
    pub(super) fn matters_to(&self, ends: &Ends<'_>, ix: Ix, interface: &Interface) -> bool {
        let Lonely::At { groups, nacls } = self else { return self.matters_somewhere() };
        let network = ends.network;
        // What is not in the input is not known.
        let is_at =
            |flags: &[bool], at: Option<usize>| at.and_then(|at| flags.get(at)).copied().unwrap_or(true);
        let nacl = ends.topology.subnet_of(network, ix);
        let nacl = nacl.and_then(|(subnet, _)| ends.topology.nacl_of(network, subnet));
        interface.groups.iter().any(|id| is_at(groups, network.groups.position(id)))
            || is_at(nacls, nacl.map(|(nacl, _)| nacl as usize))
    }

    /// Whether they may matter to anything.
    pub(super) const fn matters_somewhere(&self) -> bool {
        !matches!(self, Lonely::Nowhere)
    }
}

fn entries<'n>(network: &'n Network, list: &PrefixListId) -> impl Iterator<Item = &'n IpNet> {
    network.prefix_lists.find(list).into_iter().flat_map(|list| list.entries.iter().flatten())
}

/// What is no address of the internet is not asked about.
fn edges_of_internet() -> Vec<u128> {
    let internet = AddressSet::internet(Family::V4);
    internet.numbers.ranges().flat_map(|range| [*range.start(), *range.end() + 1]).collect()
}

/// Whether two boundaries of the network's blocks have nothing but public addresses of the model between them.
fn is_anywhere(network: &Network, public: &[u128]) -> bool {
    let mut atoms = Atoms::of(network);
    atoms.v4.extend(edges_of_internet());
    atoms.v4.sort_unstable();
    atoms.v4.dedup();
    let at = |number: &u128| atoms.v4.partition_point(|start| start <= number);
    public.chunk_by(|one, other| at(one) == at(other)).any(|together| {
        let atom = together.first().map_or(0, at);
        let first = atom.checked_sub(1).and_then(|before| atoms.v4.get(before)).copied().unwrap_or(0);
        let after = atoms.v4.get(atom).copied().unwrap_or(1 << 32);
        after - first == together.len() as u128
    })
}
