//! Route tables and transit gateway route tables, flattened: address -> winning route (rules S-19 to S-24, S-28, S-98).

use std::sync::LazyLock;

use ipnet::IpNet;

use super::flat::{Flat, Key, span, sweep};
use crate::model::{
    Call, Destination, Network, Notice, Order, RouteOrigin, RouteTable, RouteTarget, TransitDestination,
    TransitRouteTable, Vpc,
};
use crate::space::addresses::PRIVATE_OR_SHARED;
use crate::space::{Family, address_range};

/// What a route table says of an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Won {
    /// This route, by position.
    Route(u32),
    /// No route.
    Nothing,
    /// Something that cannot be read might win.
    Unknown,
    /// AWS does not say which of several routes wins.
    Choice,
}

/// A place among the addresses, as a route table sees it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Spot {
    pub won: Won,
    /// Inside the VPC's own blocks.
    pub is_local: bool,
    /// Never on the internet: RFC 1918 and 100.64/10, or IPv6 outside 2000::/3.
    pub is_private: bool,
    /// The peering route that group references of outbound rules are looked up by, by position (rule S-43).
    pub peering: Option<u32>,
}

/// The best of some matching routes.
#[derive(Clone, Copy)]
struct Best {
    length: u8,
    rank: u8,
    index: u32,
    /// Another target has the same claim.
    is_tied: bool,
    /// A route of less rank and another target was passed over.
    has_passed_over: bool,
}

#[derive(Clone, Copy)]
struct Gathered {
    is_local: bool,
    is_private: bool,
    /// Among all routes.
    best: Option<Best>,
    /// Among those that count inside the VPC's own blocks.
    best_local: Option<Best>,
}

/// Where one block of the sweep comes from.
#[derive(Clone, Copy)]
enum From {
    Vpc,
    Private,
    Route { index: u32, length: u8, rank: u8, counts_inside: bool },
}

const ADVERTISED: u8 = 3;

fn private_blocks<K: Key>() -> Vec<(K, K)> {
    match K::FAMILY {
        Family::V4 => PRIVATE_OR_SHARED.iter().filter_map(span).collect(),
        // All but 2000::/3.
        Family::V6 => ["::/3", "4000::/2", "8000::/1"]
            .iter()
            .filter_map(|block| block.parse().ok().as_ref().and_then(span))
            .collect(),
    }
}

/// Flattens a route table as a subnet of this VPC uses it.
pub(super) fn flatten<K: Key>(network: &Network, table: &RouteTable, vpc: &Vpc) -> Flat<K, Spot> {
    let mut from: Vec<From> = Vec::new();
    let mut blocks: Vec<(K, K, usize)> = Vec::new();
    let mut add = |first: K, last: K, what: From| {
        blocks.push((first, last, from.len()));
        from.push(what);
    };
    for (first, last) in vpc.blocks.iter().chain(table.local_blocks()).filter_map(span) {
        add(first, last, From::Vpc);
    }
    for (first, last) in private_blocks() {
        add(first, last, From::Private);
    }
    let mut unread: Vec<(bool, bool)> = Vec::new();
    for (index, route) in (0..).zip(&table.routes) {
        match &route.destination {
            Destination::Block(block) => {
                let rank = match route.origin {
                    RouteOrigin::Static => 0,
                    RouteOrigin::Propagated => 2,
                    RouteOrigin::Advertised => ADVERTISED,
                };
                if let Some((first, last)) = span(block) {
                    // A propagated route never overrides local, however specific (rule S-22).
                    let counts_inside = route.origin != RouteOrigin::Propagated;
                    let length = block.prefix_len();
                    add(first, last, From::Route { index, length, rank, counts_inside });
                }
            }
            Destination::PrefixList(list) => {
                match network.prefix_lists.find(list).and_then(|list| list.entries.as_ref()) {
                    Some(entries) => {
                        for entry in entries {
                            if let Some((first, last)) = span(entry) {
                                // Entries inside the VPC's own blocks are ignored there (rule S-28).
                                let (length, rank) = (entry.prefix_len(), 1);
                                let counts_inside = false;
                                add(first, last, From::Route { index, length, rank, counts_inside });
                            }
                        }
                    }
                    None => {
                        let is_service = matches!(route.target, RouteTarget::Endpoint(_));
                        let read = [Call::PrefixLists, Call::ManagedPrefixListEntries]
                            .iter()
                            .any(|call| network.has_read(*call, &vpc.scope));
                        // What a service list without entries may match; whether it is taken not to (DESIGN 1, gap 2).
                        unread.push((is_service, is_service && !read));
                    }
                }
            }
        }
    }
    let is_unreadable = network
        .notices
        .iter()
        .any(|notice| matches!(notice, Notice::Unreadable { place, .. } if place.is_inside(&table.place)));
    let target = |index: u32| table.routes.get(index as usize).map(|route| &route.target);
    let start = Gathered { is_local: false, is_private: false, best: None, best_local: None };
    let gather = |mut so_far: Gathered, at: usize| {
        match from.get(at) {
            Some(From::Vpc) => so_far.is_local = true,
            Some(From::Private) => so_far.is_private = true,
            Some(&From::Route { index, length, rank, counts_inside }) => {
                let same = |one: u32, other: u32| target(one) == target(other);
                so_far.best = Some(better(so_far.best, length, rank, index, &same));
                if counts_inside {
                    so_far.best_local = Some(better(so_far.best_local, length, rank, index, &same));
                }
            }
            None => {}
        }
        so_far
    };
    let full = full_length(K::FAMILY);
    let mut pieces: Vec<(K, Spot)> = Vec::new();
    sweep(&mut blocks, start, gather, |start, gathered| {
        let best = if gathered.is_local { gathered.best_local } else { gathered.best };
        let is_full = best.is_some_and(|best| best.length == full);
        let first_unread = unread
            .iter()
            .find(|(is_service, _)| !(gathered.is_local || (*is_service && gathered.is_private)));
        let is_open = first_unread.is_some_and(|(_, is_assumed_not)| best.is_none() || !is_assumed_not);
        let won = if !is_full && (is_open || is_unreadable) {
            Won::Unknown
        } else {
            best.map_or(Won::Nothing, |best| if best.is_tied { Won::Choice } else { Won::Route(best.index) })
        };
        let Gathered { is_local, is_private, .. } = gathered;
        let is_peering = |index: &u32| matches!(target(*index), Some(RouteTarget::Peering(_)));
        let peering = best.map(|best| best.index).filter(is_peering);
        pieces.push((start, Spot { won, is_local, is_private, peering }));
    });
    Flat::from_starts(pieces)
}

/// AWS's order among equal prefixes (rule S-20); a route server's routes may beat any or none (question Q-3).
fn better(best: Option<Best>, length: u8, rank: u8, index: u32, same: &impl Fn(u32, u32) -> bool) -> Best {
    let new = Best { length, rank, index, is_tied: false, has_passed_over: false };
    let Some(best) = best.filter(|best| best.length >= length) else { return new };
    if best.length > length {
        return best;
    }
    let is_same = same(best.index, index);
    if best.rank == ADVERTISED || rank == ADVERTISED {
        let is_tied = best.is_tied || best.has_passed_over || !is_same;
        return Best { is_tied, rank: best.rank.max(rank), ..best };
    }
    match rank.cmp(&best.rank) {
        std::cmp::Ordering::Less => {
            let has_passed_over = best.has_passed_over || best.is_tied || !is_same;
            Best { has_passed_over, ..new }
        }
        std::cmp::Ordering::Equal => Best { is_tied: best.is_tied || !is_same, ..best },
        std::cmp::Ordering::Greater => Best { has_passed_over: best.has_passed_over || !is_same, ..best },
    }
}

const fn full_length(family: Family) -> u8 {
    match family {
        Family::V4 => 32,
        Family::V6 => 128,
    }
}

/// Flattens a transit gateway route table: longest prefix, then by rank (rule S-98).
pub(super) fn flatten_transit<K: Key>(network: &Network, table: &TransitRouteTable) -> Flat<K, Won> {
    let mut from: Vec<(u8, u8, u32)> = Vec::new();
    let mut blocks: Vec<(K, K, usize)> = Vec::new();
    let mut is_unread = false;
    for (index, route) in (0..).zip(&table.routes) {
        let mut add = |block: &IpNet| {
            if let Some((first, last)) = span(block) {
                blocks.push((first, last, from.len()));
                from.push((block.prefix_len(), route.rank(), index));
            }
        };
        match &route.destination {
            TransitDestination::Block(block) => add(block),
            TransitDestination::PrefixList(list) => {
                match network.prefix_lists.find(list).and_then(|list| list.entries.as_ref()) {
                    Some(entries) => entries.iter().for_each(&mut add),
                    None => is_unread = true,
                }
            }
        }
    }
    let gather = |best: Option<(u8, u8, u32)>, at: usize| {
        let new = from.get(at).copied();
        match (best, new) {
            (Some(best), Some(new)) if (new.0, new.1) <= (best.0, best.1) => Some(best),
            (best, None) => best,
            (_, new) => new,
        }
    };
    let mut pieces: Vec<(K, Won)> = Vec::new();
    sweep(&mut blocks, None, gather, |start, best| {
        let is_full = K::FAMILY == Family::V4 && best.is_some_and(|(length, ..)| length == 32);
        let won = match best {
            _ if is_unread && !is_full => Won::Unknown,
            Some((.., index)) => Won::Route(index),
            None if !table.routes_known || table.truncated => Won::Unknown,
            None => Won::Nothing,
        };
        pieces.push((start, won));
    });
    Flat::from_starts(pieces)
}

/// By position of the VPC: whether its interfaces are all in the input, so that an address that nobody owns is nobody's
/// (rule S-12).
pub(super) fn seen(network: &Network) -> Vec<bool> {
    let read = |vpc: &Vpc| !vpc.is_stub && network.has_read(Call::NetworkInterfaces, &vpc.scope);
    let mut all: Vec<bool> = network.vpcs.iter().map(read).collect();
    for subnet in network.subnets.iter().filter(|subnet| !subnet.owner.is_empty()) {
        let Some(vpc) = network.vpcs.position(&subnet.vpc) else { continue };
        let account = network.vpcs.at(vpc).map(|vpc| &vpc.scope.account);
        // In a shared subnet another account has interfaces that are not read.
        let is_shared = account.is_some_and(|account| !account.is_empty() && *account != subnet.owner);
        if let Some(seen) = all.get_mut(vpc).filter(|_| is_shared) {
            *seen = false;
        }
    }
    all
}

static LINK_LOCAL: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    ["169.254.0.0/16", "fd00:ec2::/32"].iter().filter_map(|block| block.parse().ok()).collect()
});

/// The addresses that the platform answers itself, or nobody (rules S-10, S-11).
pub(super) fn platform<K: Key>(vpc: &Vpc) -> Vec<(K, K)> {
    let mut found: Vec<(K, K)> = Vec::new();
    if let Some(primary) = vpc.primary {
        let (first, _) = address_range(&primary);
        let resolver = crate::space::addresses::from_number(Family::of_network(&primary), first + 2);
        found.extend(K::of(resolver).map(|key| (key, key)));
    }
    found.extend(LINK_LOCAL.iter().filter_map(span::<K>));
    found.order();
    found
}
