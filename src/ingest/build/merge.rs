//! One id described several times: equal descriptions are one, different ones are noted.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Debug;
use std::mem;

use crate::model::*;

/// A noun that documents may describe more than once.
pub(super) trait Described: Entity + Clone + Debug {
    /// The id with its kind.
    fn resource(&self) -> Resource;
    /// Where it was read.
    fn place(&self) -> &Place;
    /// What may differ between two honest descriptions: places, and names and tags, which each account keeps
    /// for itself.
    fn without_circumstances(&self) -> Self;
    /// Takes what only the earlier description has.
    fn keep_from(&mut self, earlier: Self);
}

/// By id; the later description wins.
pub(super) fn settle<T: Described>(mut items: Vec<T>, notices: &mut Vec<Notice>) -> BTreeMap<T::Id, T> {
    let order = order_of(&items);
    let id_at = |at: &u32| items.get(*at as usize).map(Entity::id);
    // Contradictions are told in the order of the input.
    if order.windows(2).all(|pair| matches!(pair, [one, two] if id_at(one) != id_at(two))) {
        put_in_order(&mut items, &order);
    }
    let mut map: BTreeMap<T::Id, T> = BTreeMap::new();
    for item in items {
        match map.entry(item.id().clone()) {
            Entry::Vacant(place) => _ = place.insert(item),
            Entry::Occupied(mut place) => again(place.get_mut(), item, notices),
        }
    }
    map
}

/// Puts items in ascending order of their ids; those of one id keep their order. A map that grows at one end is
/// looked up where it was last, not all over memory.
pub(super) fn sort_by_id<T: Entity>(items: &mut [T]) {
    let order = order_of(items);
    put_in_order(items, &order);
}

fn order_of<T: Entity>(items: &[T]) -> Vec<u32> {
    let ids: Vec<&str> = items.iter().map(|item| item.id().as_ref()).collect();
    ascending(&ids)
}

/// Moves each item to its place; `order` has the positions from which they come.
fn put_in_order<T>(items: &mut [T], order: &[u32]) {
    let mut targets = vec![0; order.len()];
    for (target, from) in order.iter().enumerate() {
        if let Some(place) = targets.get_mut(*from as usize) {
            *place = target;
        }
    }
    for at in 0..targets.len() {
        while let Some(target) = targets.get(at).copied().filter(|target| *target != at) {
            items.swap(at, target);
            targets.swap(at, target);
        }
    }
}

/// Puts a later description in the place of an earlier one.
fn again<T: Described>(known: &mut T, later: T, notices: &mut Vec<Notice>) {
    // The model's nouns have no equality of their own, since places make them all different.
    let is_same =
        format!("{:?}", known.without_circumstances()) == format!("{:?}", later.without_circumstances());
    if !is_same {
        let notice = Notice::Contradiction { resource: later.resource(), place: known.place().clone() };
        notices.push(notice);
    }
    let earlier = mem::replace(known, later);
    known.keep_from(earlier);
}

/// Takes the earlier value where the later one is empty.
fn keep<T: Default + PartialEq>(later: &mut T, earlier: &mut T) {
    if *later == T::default() {
        *later = mem::take(earlier);
    }
}

macro_rules! described {
    ($($noun:ty $(, $field:ident)*;)+) => { $(
        impl Described for $noun {
            fn resource(&self) -> Resource { self.id.resource() }
            fn place(&self) -> &Place { &self.place }
            fn without_circumstances(&self) -> Self {
                let mut bare = self.clone();
                bare.place = Place::default();
                $( bare.$field = Default::default(); )*
                bare
            }
            fn keep_from(&mut self, mut earlier: Self) {
                // A place is never empty of meaning, so it is not kept; the rest is, where it is missing.
                earlier.place = self.place.clone();
                $( keep(&mut self.$field, &mut earlier.$field); )*
            }
        }
    )+ };
}

described! {
    Vpc, name, tags, scope, encryption;
    Subnet, name, tags;
    RouteTable, name;
    Nacl, name;
    Interface, name, tags;
    Instance, name, tags;
    Gateway<InternetGatewayId>, name;
    Gateway<EgressOnlyGatewayId>, name;
    Gateway<VpnGatewayId>, name;
    NatGateway, name;
    CustomerGateway, name;
    VpnConnection, name;
    Peering, name;
    Endpoint, name;
    EndpointService, name;
    TransitGateway, name;
    Workload;
    LocalGateway, name;
    ConnectPeer, name;
    CoreAttachment, name;
    CoreTable;
    DirectConnectGateway, name;
    DirectConnectAssociation;
    VirtualInterface, name;
    LoadBalancer, name;
    TargetGroup, name;
    TransitRouteTable, name;
    LatticeAssociation, name;
    Firewall, name;
    FirewallPolicy, name;
    RuleGroup, name;
}

impl Described for SecurityGroup {
    fn resource(&self) -> Resource {
        self.id.resource()
    }
    fn place(&self) -> &Place {
        &self.place
    }
    fn without_circumstances(&self) -> Self {
        let mut bare = self.clone();
        bare.place = Place::default();
        bare.tags = Vec::new();
        for rule in bare.ingress.iter_mut().chain(&mut bare.egress) {
            rule.place = Place::default();
        }
        bare
    }
    fn keep_from(&mut self, mut earlier: Self) {
        if self.tags.is_empty() {
            self.tags = mem::take(&mut earlier.tags);
        }
    }
}
