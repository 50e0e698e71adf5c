//! Interfaces from describe-network-interfaces, completed by the copies inside instances and by Elastic IPs.

use crate::model::{AnyId as _, InstanceId, Interface, SortedMap, SortedSet, Table, sort_by_id};
use crate::partial::ElasticAddress;

/// Merges the three sources.
pub(super) fn merge(
    mut interfaces: Table<Interface>,
    mut copies: Vec<Interface>,
    addresses: &[ElasticAddress],
) -> Table<Interface> {
    // An instance that lists no interface was given one; its real ones may stand in another document.
    if copies.iter().any(is_made_up) {
        let real = copies.iter().filter(|copy| !is_made_up(copy));
        let attached: SortedSet<InstanceId> =
            interfaces.iter().chain(real).filter_map(|interface| interface.instance().cloned()).collect();
        copies.retain(|copy| {
            !(is_made_up(copy) && copy.instance().is_some_and(|instance| attached.contains(instance)))
        });
    }
    // Both are gone through in the order of their ids, side by side.
    sort_by_id(&mut copies);
    let mut alone: Vec<Interface> = Vec::new();
    let mut described = interfaces.iter_mut().peekable();
    for copy in copies {
        while described.next_if(|interface| interface.id < copy.id).is_some() {}
        match described.peek_mut().filter(|interface| interface.id == copy.id) {
            Some(interface) => fill(interface, copy),
            None => match alone.last_mut().filter(|known| known.id == copy.id) {
                Some(known) => fill(known, copy),
                None => alone.push(copy),
            },
        }
    }
    interfaces.add(alone);
    map_elastic(&mut interfaces, addresses);
    interfaces
}

/// Whether an interface stands for an instance that lists none.
fn is_made_up(copy: &Interface) -> bool {
    copy.instance().is_some_and(|instance| instance.text() == copy.id.text())
}

/// The copy fills gaps only: describe-network-interfaces knows more.
fn fill(interface: &mut Interface, copy: Interface) {
    if interface.subnet.text().is_empty() {
        interface.subnet = copy.subnet;
    }
    if interface.vpc.text().is_empty() {
        interface.vpc = copy.vpc;
    }
    if interface.owner.is_empty() {
        interface.owner = copy.owner;
    }
    if interface.status.is_empty() {
        interface.status = copy.status;
    }
    if !interface.groups_known {
        interface.groups = copy.groups;
        interface.groups_known = copy.groups_known;
    }
    if interface.addresses.is_empty() {
        interface.addresses = copy.addresses;
    }
    if interface.ipv6.is_empty() {
        interface.ipv6 = copy.ipv6;
    }
    if interface.prefixes.is_empty() {
        interface.prefixes = copy.prefixes;
    }
    match (&mut interface.attachment, copy.attachment) {
        (Some(own), Some(other)) => {
            own.instance = own.instance.take().or(other.instance);
            if own.status.is_empty() {
                own.status = other.status;
            }
        }
        (own @ None, other) => *own = other,
        (Some(_), None) => {}
    }
}

/// Adds Elastic IPs that the interface's own document does not mention.
fn map_elastic(interfaces: &mut Table<Interface>, addresses: &[ElasticAddress]) {
    let mut primaries = SortedMap::new();
    if addresses.iter().any(|address| address.interface.is_none()) {
        for interface in &*interfaces {
            if let Some(attachment) = interface.attachment.as_ref()
                && let Some(instance) = &attachment.instance
                && attachment.device == 0
            {
                primaries.insert(instance.clone(), interface.id.clone());
            }
        }
    }
    for elastic in addresses {
        let by_instance = || elastic.instance.as_ref().and_then(|instance| primaries.get(instance));
        let Some(id) = elastic.interface.as_ref().or_else(by_instance) else { continue };
        if let Some(interface) = interfaces.find_mut(id) {
            map_one(interface, elastic);
        }
    }
}

fn map_one(interface: &mut Interface, elastic: &ElasticAddress) {
    let addresses = &mut interface.addresses;
    let address = match elastic.private {
        Some(private) => addresses.iter_mut().find(|address| address.private == private),
        None => addresses.first_mut(),
    };
    if let Some(address) = address
        && address.public.is_none()
    {
        address.public = Some(elastic.public);
        address.is_carrier = elastic.is_carrier;
    }
}
