//! One id described several times: equal descriptions are one, different ones are noted.

use std::mem;

use crate::model::Order as _;
use crate::model::*;

/// A noun that documents may describe more than once.
pub(super) trait Described: Entity + Clone + PartialEq {
    /// The id with its kind.
    fn resource(&self) -> Resource;
    /// Where it was read.
    fn place(&self) -> &Place;
    /// What may differ between two honest descriptions: places, and names and tags, which each account keeps
    /// for itself.
    fn without_circumstances(&self) -> Self;
    /// Takes what only the earlier description has.
    fn keep_from(&mut self, earlier: &mut Self);
}

/// By id; the later description wins. Contradictions are told in the order of the input.
pub(super) fn settle<T: Described>(mut items: Vec<T>, notices: &mut Vec<Notice>) -> Table<T> {
    let order = sort_by_id(&mut items);
    settle_sorted(&mut items, &order, notices);
    Table::from_ascending(items)
}

/// A sorted list of nouns of one kind, whichever that is: what is done with all lists is made once, not for each kind.
trait Sorted {
    fn id(&self, at: usize) -> Option<&IdText>;
    fn swap(&mut self, one: usize, other: usize);
    fn truncate(&mut self, length: usize);
    /// Puts a later description in the place of an earlier one.
    fn replace(&mut self, known: usize, later: usize) -> Option<Notice>;
}

impl<T: Described> Sorted for Vec<T> {
    fn id(&self, at: usize) -> Option<&IdText> {
        self.get(at).map(|item| item.id().text())
    }
    fn swap(&mut self, one: usize, other: usize) {
        self.as_mut_slice().swap(one, other);
    }
    fn truncate(&mut self, length: usize) {
        self.truncate(length);
    }
    fn replace(&mut self, known: usize, later: usize) -> Option<Notice> {
        let [known, later] = self.get_disjoint_mut([known, later]).ok()?;
        let is_same = known.without_circumstances() == later.without_circumstances();
        let (resource, place) = (later.resource(), known.place().clone());
        mem::swap(known, later);
        known.keep_from(later);
        (!is_same).then_some(Notice::Contradiction { resource, place })
    }
}

/// Leaves one description of each id; `order` has the places of the input from which they came.
fn settle_sorted(items: &mut dyn Sorted, order: &[u32], notices: &mut Vec<Notice>) {
    let (mut told, mut last) = (Vec::new(), 0);
    for (at, from) in order.iter().enumerate().skip(1) {
        if items.id(last) == items.id(at) {
            told.extend(items.replace(last, at).map(|notice| (*from, notice)));
        } else {
            last += 1;
            items.swap(last, at);
        }
    }
    items.truncate(last + 1);
    told.order_by_key(|(from, _)| *from);
    notices.extend(told.into_iter().map(|(_, notice)| notice));
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
            fn keep_from(&mut self, earlier: &mut Self) {
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
    fn keep_from(&mut self, earlier: &mut Self) {
        if self.tags.is_empty() {
            self.tags = mem::take(&mut earlier.tags);
        }
    }
}
