//! Security groups, and rules that came from describe-security-group-rules.

use crate::model::SortedMap;
use crate::model::*;
use crate::partial::LooseRule;

/// Rules of a group that is described add only their ids; a group known by its rules alone is built from them.
pub(super) fn merge(
    mut groups: Table<SecurityGroup>,
    rules: Vec<LooseRule>,
    interfaces: &Table<Interface>,
) -> Table<SecurityGroup> {
    let mut built: SortedMap<SecurityGroupId, SecurityGroup> = SortedMap::new();
    let mut homes: SortedMap<SecurityGroupId, VpcId> = SortedMap::new();
    for LooseRule { group, way, owner, rule } in rules {
        if let Peer::Group(PeerGroup { group, vpc: Some(vpc), .. }) = &rule.peer {
            homes.insert(group.clone(), vpc.clone());
        }
        if let Some(described) = groups.find_mut(&group) {
            name_rule(described, way, &rule);
            continue;
        }
        let target = built.entry(group.clone()).or_insert_with(|| SecurityGroup {
            id: group,
            name: "".into(),
            tags: Vec::new(),
            vpc: "".into(),
            owner: owner.into(),
            ingress: Vec::new(),
            egress: Vec::new(),
            place: Place { file: rule.place.file, pointer: "".into() },
        });
        let side = match way {
            Way::Ingress => &mut target.ingress,
            Way::Egress => &mut target.egress,
        };
        // The same rule in two documents is one rule.
        if rule.rule_id.is_empty() || side.iter().all(|known| known.rule_id != rule.rule_id) {
            side.push(rule);
        }
    }
    find_homes(&mut built, &homes, interfaces);
    groups.add(built.into_values().collect());
    groups
}

/// Gives the id of `rule` to the equal rule of the group.
fn name_rule(group: &mut SecurityGroup, way: Way, rule: &GroupRule) {
    let side = match way {
        Way::Ingress => &mut group.ingress,
        Way::Egress => &mut group.egress,
    };
    let is_equal = |known: &&mut GroupRule| {
        known.rule_id.is_empty()
            && known.protocol == rule.protocol
            && known.service == rule.service
            && is_same_peer(&known.peer, &rule.peer)
    };
    if let Some(known) = side.iter_mut().find(is_equal) {
        known.rule_id = rule.rule_id.clone();
    }
}

/// The two calls print different companions of a group reference, but the same group.
fn is_same_peer(one: &Peer, two: &Peer) -> bool {
    match (one, two) {
        (Peer::Group(one), Peer::Group(two)) => one.group == two.group,
        _ => one == two,
    }
}

/// The VPC of a group that no document describes: what references to it say, else that of an interface with it.
fn find_homes(
    built: &mut SortedMap<SecurityGroupId, SecurityGroup>,
    homes: &SortedMap<SecurityGroupId, VpcId>,
    interfaces: &Table<Interface>,
) {
    if built.is_empty() {
        return;
    }
    for interface in interfaces {
        for group in &interface.groups {
            if let Some(group) = built.get_mut(group)
                && group.vpc.as_str().is_empty()
            {
                group.vpc = interface.vpc.clone();
            }
        }
    }
    for (id, vpc) in homes {
        if let Some(group) = built.get_mut(id) {
            group.vpc = vpc.clone();
        }
    }
}
