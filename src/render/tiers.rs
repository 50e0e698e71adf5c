//! Public, private, isolated: what a subnet is by its routes, and which subnets of a VPC stand in one row.

use std::net::IpAddr;

use crate::model::Order as _;
use crate::model::{
    Association, Destination, Network, RouteState, RouteTable, RouteTarget, SortedMap, Subnet, SubnetId,
    VpcId,
};

/// What a subnet's routes make of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Tier {
    /// A route to an internet gateway.
    Public,
    /// A default route to anything else.
    Private,
    /// No default route.
    Isolated,
}

/// Which table each subnet uses: its own, else its VPC's main one.
pub(super) struct Tables<'n> {
    own: SortedMap<&'n SubnetId, &'n RouteTable>,
    main: SortedMap<&'n VpcId, &'n RouteTable>,
}

impl<'n> Tables<'n> {
    pub(super) fn of(network: &'n Network) -> Self {
        let mut tables = Tables { own: SortedMap::new(), main: SortedMap::new() };
        for table in &network.route_tables {
            for association in &table.associations {
                match association {
                    Association::Main => {
                        tables.main.insert(&table.vpc, table);
                    }
                    Association::Subnet(subnet) => {
                        tables.own.insert(subnet, table);
                    }
                    Association::Gateway(_) | Association::Pool(_) => {}
                }
            }
        }
        tables
    }

    pub(super) fn table(&self, subnet: &Subnet) -> Option<&'n RouteTable> {
        self.own.get(&subnet.id).or_else(|| self.main.get(&subnet.vpc)).copied()
    }

    pub(super) fn tier(&self, subnet: &Subnet) -> Tier {
        let Some(table) = self.table(subnet) else { return Tier::Isolated };
        let live = || table.routes.iter().filter(|route| route.state == RouteState::Active);
        if live().any(|route| matches!(route.target, RouteTarget::InternetGateway(_))) {
            return Tier::Public;
        }
        let leaves = live().any(|route| is_default(&route.destination) && leads_out(&route.target));
        if leaves { Tier::Private } else { Tier::Isolated }
    }
}

fn is_default(destination: &Destination) -> bool {
    match destination {
        Destination::Block(block) => block.prefix_len() == 0,
        Destination::PrefixList(_) => false,
    }
}

fn leads_out(target: &RouteTarget) -> bool {
    !matches!(target, RouteTarget::Local | RouteTarget::None)
}

/// Puts the subnets of a VPC into rows: one of each zone at most, alike in tier and in name.
/// Public rows come first; inside a tier the lowest address leads.
pub(super) fn rows<'n>(subnets: &[&'n Subnet], tables: &Tables<'_>) -> Vec<(Tier, Vec<&'n Subnet>)> {
    let mut ordered: Vec<&Subnet> = subnets.to_vec();
    ordered.order_by_key(|subnet| (first_address(subnet), subnet.id.clone()));
    // The n-th subnet of one name in one zone goes with the n-th of that name in the others.
    let mut seen: SortedMap<(Tier, String, &str), usize> = SortedMap::new();
    let mut rows: SortedMap<(Tier, String, usize), Vec<&'n Subnet>> = SortedMap::new();
    for subnet in ordered {
        let (tier, stem) = (tables.tier(subnet), stem(subnet));
        let nth = seen.entry((tier, stem.clone(), zone(subnet))).or_default();
        rows.entry((tier, stem, *nth)).or_default().push(subnet);
        *nth += 1;
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.order_by_key(|((tier, stem, nth), row)| {
        (*tier, row.iter().map(|subnet| first_address(subnet)).min(), stem.clone(), *nth)
    });
    rows.into_iter().map(|((tier, ..), row)| (tier, row)).collect()
}

/// The zone's name, else its id, else nothing.
pub(super) fn zone(subnet: &Subnet) -> &str {
    if subnet.zone.is_empty() { &subnet.zone_id } else { &subnet.zone }
}

fn first_address(subnet: &Subnet) -> Option<IpAddr> {
    subnet.blocks.iter().map(ipnet::IpNet::network).min()
}

/// The subnet's name without what tells its zone: `app-private-1a`, `app-private-1c` give `app-private`.
fn stem(subnet: &Subnet) -> String {
    let name = subnet.name.to_lowercase();
    let zone = subnet.zone.to_lowercase();
    let joined = zone.replace('-', "");
    let mut rest = name;
    for mark in [zone.as_str(), joined.as_str(), subnet.zone_id.as_ref()] {
        if mark.len() > 3 {
            rest = rest.replace(mark, " ");
        }
    }
    let letter = zone.chars().last().filter(char::is_ascii_alphabetic);
    let tokens: Vec<String> = rest
        .split(|c: char| !c.is_alphanumeric())
        .filter(|token| !is_zone_mark(token, letter))
        .map(|token| token.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned())
        .filter(|token| !token.is_empty())
        .collect();
    tokens.join("-")
}

/// `a`, `1a`, `az1`, `aza`, `3`.
fn is_zone_mark(token: &str, letter: Option<char>) -> bool {
    let short = token.strip_prefix("az").unwrap_or(token);
    let short = short.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut characters = short.chars();
    match (characters.next(), characters.next()) {
        (None, _) => true,
        (Some(only), None) => Some(only) == letter,
        (Some(_), Some(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn named(name: &str, zone: &str) -> String {
        stem(&Subnet {
            id: "subnet-1".into(),
            name: name.into(),
            tags: Vec::new(),
            vpc: "vpc-1".into(),
            owner: "".into(),
            blocks: Vec::new(),
            private_v6: Vec::new(),
            zone: zone.into(),
            zone_id: "apne1-az4".into(),
            place: Place::default(),
        })
    }

    #[test]
    fn a_stem_has_no_zone() {
        assert_eq!(named("app-private-1a", "ap-northeast-1a"), "app-private");
        assert_eq!(named("app-private-ap-northeast-1a", "ap-northeast-1a"), "app-private");
        assert_eq!(named("eksctl-x/SubnetPublicAPNORTHEAST1A", "ap-northeast-1a"), "eksctl-x-subnetpublic");
        assert_eq!(named("PublicSubnet1", "ap-northeast-1a"), "publicsubnet");
        assert_eq!(named("db_apne1-az4", "ap-northeast-1a"), "db");
        assert_eq!(named("a-team-c", "ap-northeast-1c"), "a-team");
    }
}
