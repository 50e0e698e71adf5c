//! One id described several times: equal descriptions are one, different ones are noted.

use std::collections::BTreeMap;
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
pub(super) fn settle<T: Described>(items: Vec<T>, notices: &mut Vec<Notice>) -> BTreeMap<T::Id, T> {
    let mut map: BTreeMap<T::Id, T> = BTreeMap::new();
    for mut item in items {
        let Some(earlier) = map.remove(item.id()) else {
            map.insert(item.id().clone(), item);
            continue;
        };
        // The model's nouns have no equality of their own, since places make them all different.
        let is_same =
            format!("{:?}", earlier.without_circumstances()) == format!("{:?}", item.without_circumstances());
        if !is_same {
            let notice = Notice::Contradiction { resource: item.resource(), place: earlier.place().clone() };
            notices.push(notice);
        }
        item.keep_from(earlier);
        map.insert(item.id().clone(), item);
    }
    map
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
