//! Load balancers joined with their listeners, rules, nodes and attributes; target groups with their targets.

use std::net::IpAddr;

use super::merge::settle;
use crate::model::Order as _;
use crate::model::*;
use crate::partial::{LooseListenerRule, Orphan};

/// What documents said about load balancers.
pub(super) struct Said {
    pub(super) balancers: Vec<LoadBalancer>,
    pub(super) listeners: Vec<Listener>,
    pub(super) rules: Vec<LooseListenerRule>,
    pub(super) groups: Vec<TargetGroup>,
    pub(super) health: Vec<Orphan<Target>>,
    pub(super) attributes: Vec<Orphan<(Box<str>, Box<str>)>>,
}

/// Puts them into the network.
pub(super) fn merge(said: Said, network: &mut Network, notices: &mut Vec<Notice>) {
    let mut balancers = settle(said.balancers, notices);
    let mut groups = settle(said.groups, notices);
    for balancer in balancers.iter_mut() {
        balancer.nodes = nodes(balancer, network);
        if balancer.listeners.is_none() && network.has_read(Call::Listeners, &balancer.scope) {
            // A document of listeners that has none of this load balancer's may be about another one.
            let is_about = said.listeners.iter().any(|listener| listener.of == balancer.id);
            let is_all = said.listeners.is_empty();
            balancer.listeners = (is_about || is_all).then(Vec::new);
        }
    }
    let mut rules = said.rules;
    rules.order_by_key(|loose| loose.rule.as_ref().map(|rule| rule.priority));
    // Each listener has a default rule: only a document without any rule is about all of them.
    let has_none = rules.is_empty();
    for mut listener in said.listeners {
        let Some(balancer) = balancers.find_mut(&listener.of) else { continue };
        let own: Vec<_> = rules.iter().filter(|loose| loose.listener == listener.id).collect();
        if !own.is_empty() || (has_none && network.has_read(Call::ListenerRules, &balancer.scope)) {
            let mut before_default: Vec<_> = own.into_iter().filter_map(|loose| loose.rule.clone()).collect();
            before_default.dedup_by(|one, two| one.id == two.id);
            listener.rules = Some(before_default);
        }
        let known = balancer.listeners.get_or_insert_default();
        if known.iter().all(|other| other.id != listener.id) {
            known.push(listener);
        }
    }
    for balancer in balancers.iter_mut() {
        if let Some(listeners) = &mut balancer.listeners {
            listeners.order_by(|one, two| (one.port, &one.id).cmp(&(two.port, &two.id)));
        }
    }
    health(said.health, &mut groups, network, notices);
    for orphan in said.attributes {
        attributes(orphan, &mut balancers, &mut groups, notices);
    }
    network.load_balancers = balancers;
    network.target_groups = groups;
}

/// Nodes' interfaces: by AWS's description, else by the addresses that the load balancer prints (semantics 14.7).
fn nodes(balancer: &LoadBalancer, network: &Network) -> Vec<InterfaceId> {
    let path =
        balancer.id.as_str().split_once(":loadbalancer/").map_or(balancer.id.as_str(), |(_, path)| path);
    let is_here = |interface: &Interface| balancer.vpc.as_str().is_empty() || interface.vpc == balancer.vpc;
    let described = network
        .interfaces
        .iter()
        .filter(|interface| is_here(interface) && interface.description.strip_prefix("ELB ") == Some(path));
    let found: Vec<InterfaceId> = described.map(|interface| interface.id.clone()).collect();
    if !found.is_empty() {
        return found;
    }
    let printed: Vec<IpAddr> = balancer.zones.iter().flat_map(|zone| &zone.addresses).copied().collect();
    let owns = |interface: &&Interface| {
        is_here(interface)
            && (interface.own_addresses().any(|own| printed.contains(&own))
                || interface
                    .addresses
                    .iter()
                    .any(|a| a.public.is_some_and(|p| printed.contains(&IpAddr::V4(p)))))
    };
    network.interfaces.iter().filter(owns).map(|interface| interface.id.clone()).collect()
}

/// Gives target health to its group: named, by the file's name, by the port of the targets, or the only one left.
fn health(
    all: Vec<Orphan<Target>>,
    groups: &mut Table<TargetGroup>,
    network: &Network,
    notices: &mut Vec<Notice>,
) {
    let (named, unnamed): (Vec<_>, Vec<_>) =
        all.into_iter().map(|orphan| (parent(&orphan, groups), orphan)).partition(|(id, _)| id.is_some());
    for (id, orphan) in named {
        let group = id.and_then(|id| groups.find_mut(&id));
        if let Some(group) = group {
            group.targets.get_or_insert_default().extend(orphan.items);
        }
    }
    let many = unnamed.len();
    for (_, orphan) in unnamed {
        let bare: Vec<&TargetGroup> = groups.iter().filter(|group| group.targets.is_none()).collect();
        let fitting: Vec<&&TargetGroup> =
            bare.iter().filter(|group| fits(group, &orphan.items, network)).collect();
        let found = match (fitting.as_slice(), bare.as_slice()) {
            ([only], _) => Some(only.id.clone()),
            (_, [only]) if many == 1 => Some(only.id.clone()),
            _ => None,
        };
        match found.and_then(|id| groups.find_mut(&id)) {
            Some(group) => group.targets = Some(orphan.items),
            None if orphan.items.is_empty() => {}
            None => notices.push(Notice::ParentUnknown { call: orphan.call, place: orphan.place }),
        }
    }
    // Of targets that do equally well the first is quoted, whatever the order of the input.
    for targets in groups.iter_mut().filter_map(|group| group.targets.as_mut()) {
        targets.order_by(|one, two| (&one.id, one.port).cmp(&(&two.id, two.port)));
    }
}

/// The group that a wrapper, a parameter or the file's name tells.
fn parent<T>(orphan: &Orphan<T>, groups: &Table<TargetGroup>) -> Option<TargetGroupId> {
    if let Some(parent) = orphan.parent.as_ref().filter(|parent| parent.contains(":targetgroup/")) {
        return Some(TargetGroupId::from(&**parent));
    }
    let name = orphan.name.rsplit('/').next().unwrap_or(&orphan.name);
    let stem = name.trim_end_matches(".gz").trim_end_matches(".json");
    let is_word = |word: &str| {
        !word.is_empty() && (stem.ends_with(&format!(".{word}")) || stem.ends_with(&format!("-{word}")))
    };
    let hash = |group: &TargetGroup| group.id.as_str().rsplit('/').next().unwrap_or("").to_owned();
    let mut fitting = groups.iter().filter(|group| is_word(&hash(group)) || is_word(&group.name));
    let first = fitting.next()?;
    // Of `app` and `web-app`, a file that ends in `-web-app` means the longer.
    let longest =
        fitting.fold(first, |best, other| if other.name.len() > best.name.len() { other } else { best });
    Some(longest.id.clone())
}

/// Whether targets can be a group's: of its kind, and on its port.
fn fits(group: &TargetGroup, targets: &[Target], network: &Network) -> bool {
    !targets.is_empty()
        && targets.iter().all(|target| {
            let is_of_kind = match group.kind {
                TargetKind::Instance => network.instances.find(&(&*target.id).into()).is_some(),
                TargetKind::Ip => target.id.parse::<IpAddr>().is_ok(),
                TargetKind::Lambda => target.id.starts_with("arn:") && target.id.contains(":function:"),
                TargetKind::Alb => target.id.contains(":loadbalancer/app/"),
            };
            is_of_kind && (target.port.is_none() || target.port == group.port)
        })
}

/// Attributes of a load balancer or of a target group; the two calls print the same key.
fn attributes(
    orphan: Orphan<(Box<str>, Box<str>)>,
    balancers: &mut Table<LoadBalancer>,
    groups: &mut Table<TargetGroup>,
    notices: &mut Vec<Notice>,
) {
    let value = |key: &str| orphan.items.iter().find(|(name, _)| **name == *key).map(|(_, value)| &**value);
    let flag = |key: &str| match value(key) {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    };
    let named = orphan.parent.as_deref().unwrap_or("");
    let is_of_group = named.contains(":targetgroup/")
        || (named.is_empty()
            && value("deregistration_delay.timeout_seconds").or(value("stickiness.enabled")).is_some());
    let cross_zone = flag("load_balancing.cross_zone.enabled");
    if is_of_group {
        let bare = groups.iter().filter(|group| !group.id.as_str().contains("/instances:"));
        let ids: Vec<TargetGroupId> = bare.map(|group| group.id.clone()).collect();
        let only = if let [only] = ids.as_slice() { Some(only.clone()) } else { None };
        match parent(&orphan, groups).or(only).and_then(|id| groups.find_mut(&id)) {
            Some(group) => {
                group.preserves_client = flag("preserve_client_ip.enabled").or(group.preserves_client);
                group.cross_zone = cross_zone.or(group.cross_zone);
            }
            None => notices.push(Notice::ParentUnknown { call: orphan.call, place: orphan.place }),
        }
        return;
    }
    let second = || balancers.iter().filter(|balancer| balancer.kind != LoadBalancerKind::Classic);
    let by_name = || {
        let is_named =
            |balancer: &&LoadBalancer| !balancer.name.is_empty() && orphan.name.contains(&*balancer.name);
        let mut fitting = second().filter(is_named);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let only = || {
        let mut all = second();
        all.next().filter(|_| all.next().is_none())
    };
    let found = if named.is_empty() {
        by_name().or_else(only).map(|balancer| balancer.id.clone())
    } else {
        Some(LoadBalancerId::from(named))
    };
    match found.and_then(|id| balancers.find_mut(&id)) {
        Some(balancer) => balancer.cross_zone = cross_zone.or(balancer.cross_zone),
        None if cross_zone.is_none() => {}
        None => notices.push(Notice::ParentUnknown { call: orphan.call, place: orphan.place }),
    }
}
