//! Security groups and network ACLs, compiled: address of the far end -> set of the service line.

use super::flat::{Flat, Key, span, sweep};
use super::pool::{ALL, NONE, Pool, Set, Two};
use crate::model::{AclPeer, GroupRule, Nacl, Network, Peer, SecurityGroupId, Way, order_pairs};

/// The number of a security group, whether or not it is in the input.
pub(super) type GroupNo = u32;

/// What a set of security groups admits in one direction (rules S-38 to S-46).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Filter<K> {
    /// By the far end's address.
    pub by_address: Flat<K, Set>,
    /// By a group that the far end carries, ascending; only where the way keeps that.
    pub by_group: Vec<(GroupNo, Set)>,
    /// What may be admitted whatever the address: the line that would tell cannot be read.
    pub open: Set,
}

impl<K: Key> Filter<K> {
    /// No group: nothing filters.
    pub(super) fn unfiltered() -> Self {
        Filter { by_address: Flat::constant(ALL), by_group: Vec::new(), open: NONE }
    }

    /// The union of the rules of all groups.
    pub(super) fn compile(groups: &[&GroupRules<K>], pool: &mut Pool) -> Self {
        let mut blocks: Vec<(K, K, usize)> = Vec::new();
        let mut sets: Vec<Set> = Vec::new();
        let mut by_group: Vec<(GroupNo, Set)> = Vec::new();
        let mut open = NONE;
        for group in groups {
            open = pool.or(open, group.open);
            by_group.extend_from_slice(&group.by_group);
            for &(first, last, set) in &group.blocks {
                blocks.push((first, last, sets.len()));
                sets.push(set);
            }
        }
        order_pairs(&mut by_group);
        let mut merged: Vec<(GroupNo, Set)> = Vec::with_capacity(by_group.len());
        for (group, set) in by_group {
            match merged.last_mut() {
                Some(last) if last.0 == group => last.1 = pool.or(last.1, set),
                _ => merged.push((group, set)),
            }
        }
        let mut pieces: Vec<(K, Set)> = Vec::with_capacity(2 * blocks.len() + 1);
        let gather = |outer: Set, at: usize| pool.or(outer, sets.get(at).copied().unwrap_or(NONE));
        sweep(&mut blocks, NONE, gather, |start, set| pieces.push((start, set)));
        Filter { by_address: Flat::from_starts(pieces), by_group: merged, open }
    }

    /// What the carriers of these groups are admitted with, beyond their addresses.
    pub(super) fn by_groups(&self, groups: &[GroupNo], pool: &mut Pool) -> Set {
        if self.by_group.is_empty() {
            return NONE;
        }
        let mut set = NONE;
        for group in groups {
            if let Ok(at) = self.by_group.binary_search_by_key(group, |(number, _)| *number)
                && let Some((_, more)) = self.by_group.get(at)
            {
                set = pool.or(set, *more);
            }
        }
        set
    }

    /// Admitted for certain by address, and at most.
    pub(super) fn with_open(&self, sure: Set, pool: &mut Pool) -> Two {
        if self.open == NONE {
            return Two::certain(sure);
        }
        Two { sure, most: pool.or(sure, self.open) }
    }
}

/// The rules of one group in one direction, read once for all lists that it is in.
#[derive(Clone, Debug)]
pub(super) struct GroupRules<K> {
    blocks: Vec<(K, K, Set)>,
    by_group: Vec<(GroupNo, Set)>,
    open: Set,
}

impl<K: Key> GroupRules<K> {
    /// Reads the rules of a group; one that is not in the input leaves everything open.
    pub(super) fn read(
        network: &Network,
        group: GroupNo,
        way: Way,
        pool: &mut Pool,
        number_of: &dyn Fn(&SecurityGroupId) -> Option<GroupNo>,
    ) -> Self {
        let mut rules = GroupRules { blocks: Vec::new(), by_group: Vec::new(), open: NONE };
        let Some(found) = network.groups.at(group as usize) else {
            rules.open = ALL;
            return rules;
        };
        // Rules of one permission follow each other: the set of the last is often that of the next.
        let mut last: Option<(&GroupRule, Set)> = None;
        let set_of = |rule: &'_ GroupRule, pool: &mut Pool, last: Option<(&GroupRule, Set)>| match last {
            Some((same, set)) if same.protocol == rule.protocol && same.service == rule.service => set,
            _ if rule.protocol.is_none() && rule.service.is_all() => ALL,
            _ => pool.matched(rule.protocol, &rule.service, K::FAMILY),
        };
        for rule in found.rules(way) {
            let spans: Vec<(K, K)> = match &rule.peer {
                Peer::Block(block) => match span(block) {
                    Some(span) => vec![span],
                    None => continue,
                },
                Peer::PrefixList(list) => {
                    match network.prefix_lists.find(list).and_then(|list| list.entries.as_ref()) {
                        Some(entries) => entries.iter().filter_map(span).collect(),
                        None => {
                            let set = set_of(rule, pool, last);
                            rules.open = pool.or(rules.open, set);
                            continue;
                        }
                    }
                }
                Peer::Group(reference) => {
                    let number = number_of(&reference.group).filter(|_| !reference.is_stale);
                    if let Some(number) = number {
                        let set = set_of(rule, pool, last);
                        last = Some((rule, set));
                        rules.by_group.push((number, set));
                    }
                    continue;
                }
                Peer::Unknown => {
                    let set = set_of(rule, pool, last);
                    rules.open = pool.or(rules.open, set);
                    continue;
                }
            };
            let set = set_of(rule, pool, last);
            last = Some((rule, set));
            rules.blocks.extend(spans.into_iter().map(|(first, last)| (first, last, set)));
        }
        rules
    }
}

/// A network ACL in one direction, by the far end's address (rules S-54 to S-59).
pub(super) type Acl<K> = Flat<K, Two>;

/// Where the first matching entry decides, point by point.
#[derive(Clone, Copy)]
struct Decided {
    allowed: Set,
    open: Set,
    denied: Set,
}

/// Compiles one direction of a network ACL.
pub(super) fn compile_acl<K: Key>(nacl: &Nacl, way: Way, pool: &mut Pool) -> Acl<K> {
    let entries: Vec<_> = nacl.entries(way).values().collect();
    let sets: Vec<Set> =
        entries.iter().map(|entry| pool.matched(entry.protocol, &entry.service, K::FAMILY)).collect();
    let mut cuts: Vec<K> = vec![K::default()];
    let spans: Vec<Option<(K, K)>> = entries
        .iter()
        .map(|entry| match &entry.peer {
            AclPeer::Block(block) => span(block),
            AclPeer::Unknown => Some((K::default(), K::LAST)),
        })
        .collect();
    for (first, last) in spans.iter().flatten() {
        cuts.push(*first);
        cuts.extend(last.after());
    }
    K::sort(&mut cuts);
    cuts.dedup();
    let mut pieces = Vec::with_capacity(cuts.len());
    for cut in cuts {
        let mut so_far = Decided { allowed: NONE, open: NONE, denied: NONE };
        for ((entry, set), inside) in entries.iter().zip(&sets).zip(&spans) {
            if inside.is_none_or(|(first, last)| cut < first || last < cut) {
                continue;
            }
            let seen = pool.or(so_far.allowed, so_far.open);
            let seen = pool.or(seen, so_far.denied);
            let matched = pool.minus(*set, seen);
            let slot = match (&entry.peer, entry.allows) {
                (AclPeer::Unknown, _) => &mut so_far.open,
                (AclPeer::Block(_), true) => &mut so_far.allowed,
                (AclPeer::Block(_), false) => &mut so_far.denied,
            };
            *slot = pool.or(*slot, matched);
        }
        pieces.push((cut, Two { sure: so_far.allowed, most: pool.or(so_far.allowed, so_far.open) }));
    }
    Flat::from_starts(pieces)
}
