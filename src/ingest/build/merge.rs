//! One id described several times: equal descriptions are one, different ones are noted.

use std::fmt::Debug;
use std::mem;

use crate::model::Order as _;
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

/// By id; the later description wins. Contradictions are told in the order of the input.
pub(super) fn settle<T: Described>(mut items: Vec<T>, notices: &mut Vec<Notice>) -> Table<T> {
    let order = sort_by_id(&mut items);
    if items.is_sorted_by(|one, two| one.id() < two.id()) {
        return Table::from_ascending(items);
    }
    let mut told = Vec::new();
    let mut settled: Vec<T> = Vec::with_capacity(items.len());
    for (item, from) in items.into_iter().zip(order) {
        match settled.last_mut() {
            Some(known) if known.id() == item.id() => {
                told.extend(again(known, item).map(|notice| (from, notice)));
            }
            _ => settled.push(item),
        }
    }
    told.order_by_key(|(from, _)| *from);
    notices.extend(told.into_iter().map(|(_, notice)| notice));
    Table::from_ascending(settled)
}

/// Puts a later description in the place of an earlier one.
fn again<T: Described>(known: &mut T, later: T) -> Option<Notice> {
    // The model's nouns have no equality of their own, since places make them all different.
    let is_same =
        format!("{:?}", known.without_circumstances()) == format!("{:?}", later.without_circumstances());
    let notice = (!is_same)
        .then(|| Notice::Contradiction { resource: later.resource(), place: known.place().clone() });
    let earlier = mem::replace(known, later);
    known.keep_from(earlier);
    notice
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
