//! Network ACLs.

use super::service::{self, ProtocolField};
use crate::model::SortedMap;
use crate::model::*;
use crate::raw;
use crate::reader::{Reader, name_of};
use crate::space::{PortSet, Protocol};

pub(crate) fn nacl(reader: &mut Reader<'_>, raw: &raw::filters::NetworkAcl<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.network_acl_id, "NetworkAclId", &place) else { return };
    reader.holds(&raw.owner_id, "");
    let (mut ingress, mut egress) = (SortedMap::new(), SortedMap::new());
    if !raw.entries.is_present {
        // AWS always prints the list, so an absent one was cut off: what it held is not known.
        reader.unreadable("no Entries", place.clone());
        ingress.insert(0, anything(0));
        egress.insert(0, anything(0));
    }
    for (index, entry) in (0..).zip(raw.entries.iter()) {
        let at = place.inside(&format!("/Entries/{index}"));
        let Some(number) = entry.rule_number.0.and_then(|number| u32::try_from(number).ok()) else {
            reader.unreadable("an entry without a RuleNumber", at);
            let sides = [(false, &mut ingress), (true, &mut egress)];
            for (_, side) in sides.into_iter().filter(|(way, _)| entry.egress.0.is_none_or(|set| set == *way))
            {
                side.insert(0, anything(index));
            }
            continue;
        };
        let Some(is_egress) = entry.egress.0 else {
            reader.unreadable("an entry that does not say whether it is Egress", at);
            ingress.insert(0, anything(index));
            egress.insert(0, anything(index));
            continue;
        };
        let converted = self::entry(reader, entry, number, index, &at);
        let side = if is_egress { &mut egress } else { &mut ingress };
        if side.insert(number, converted).is_some() {
            reader.unexpected("RuleNumber", &number.to_string(), at);
        }
    }
    let nacl = Nacl {
        id,
        name: name_of(&raw.tags),
        vpc: reader.id(&raw.vpc_id),
        is_default: raw.is_default.is_set(),
        subnets: raw.associations.iter().filter_map(|one| reader.optional_id(&one.subnet_id)).collect(),
        ingress,
        egress,
        place,
    };
    reader.out.nacls.push(nacl);
}

/// An entry of which too little can be read: it may stand anywhere in the list and do anything.
fn anything(index: u32) -> AclEntry {
    AclEntry {
        number: 0,
        allows: false,
        peer: AclPeer::Unknown,
        protocol: None,
        service: PortSet::all(),
        index,
    }
}

fn entry(
    reader: &mut Reader<'_>,
    raw: &raw::filters::AclEntry<'_>,
    number: u32,
    index: u32,
    at: &Place,
) -> AclEntry {
    let text = if raw.cidr_block.is_empty() { &raw.ipv6_cidr_block } else { &raw.cidr_block };
    if text.is_empty() {
        reader.unreadable("an entry without CidrBlock and Ipv6CidrBlock", at.clone());
    }
    // An entry whose block or service cannot be read stays in its place as one that may match anything.
    let mut peer = reader.block(text, at).map_or(AclPeer::Unknown, AclPeer::Block);
    let is_v4 = matches!(peer, AclPeer::Block(ipnet::IpNet::V4(_)));
    let allows = raw.rule_action.eq_ignore_ascii_case("allow");
    if !allows && !raw.rule_action.eq_ignore_ascii_case("deny") {
        reader.unexpected("RuleAction", &raw.rule_action, at.clone());
        peer = AclPeer::Unknown;
    }
    let protocol = match service::protocol(&raw.protocol) {
        ProtocolField::All => None,
        ProtocolField::One(protocol) => Some(protocol),
        ProtocolField::Unreadable => {
            reader.unexpected("Protocol", &raw.protocol, at.clone());
            peer = AclPeer::Unknown;
            None
        }
    };
    let range = raw.port_range.as_ref();
    let point = raw.icmp_type_code.as_ref();
    let service = match protocol {
        Some(Protocol::TCP | Protocol::UDP) => {
            service::port_range(range.and_then(|range| range.from.0), range.and_then(|range| range.to.0))
        }
        // Protocol 58 with an IPv4 block matches every type (rule S-56).
        Some(Protocol::ICMPV6) if is_v4 => Some(PortSet::all()),
        Some(protocol) if protocol.is_icmp() => {
            service::icmp(point.and_then(|point| point.r#type.0), point.and_then(|point| point.code.0))
        }
        Some(_) | None => Some(PortSet::all()),
    };
    let service = service.unwrap_or_else(|| {
        reader.unreadable("PortRange or IcmpTypeCode is out of range", at.clone());
        peer = AclPeer::Unknown;
        PortSet::all()
    });
    AclEntry { number, allows, peer, protocol, service, index }
}
