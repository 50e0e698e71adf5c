//! The deciding lines, as people write them, and where they stand in the input.

use super::explanation::Quote;
use crate::graph::Ix;
use crate::model::{
    AclEntry, AclLine, AclPeer, Destination, GroupRule, Network, Peer, Place, RouteTarget,
    TransitDestination, Way,
};
use crate::space::{PortSet, Protocol, addresses, ports};
use crate::trace::Line;

/// What a line says, and where.
#[must_use]
pub(super) fn quote(network: &Network, line: &Line) -> Option<Quote> {
    let (resource, place) = match line {
        Line::Rule { group, way, index } => {
            let group = network.groups.at(*group as usize)?;
            (group.id.resource(), group.rules(*way).get(*index)?.place.clone())
        }
        Line::Acl { nacl, way, line } => {
            let nacl = network.nacls.at(*nacl as usize)?;
            let place = match line {
                AclLine::Number(number) => match nacl.entries(*way).get(number) {
                    Some(entry) => nacl.place.element("/Entries/", entry.index as usize),
                    None => nacl.place.clone(),
                },
                AclLine::Star => nacl.place.inside("/Entries"),
            };
            (nacl.id.resource(), place)
        }
        Line::Route { table, index } => {
            let table = network.route_tables.at(*table as usize)?;
            let place = match table.routes.get(*index)?.index {
                Some(index) => table.place.element("/Routes/", index as usize),
                None => table.place.clone(),
            };
            (table.id.resource(), place)
        }
        Line::Transit { table, index } => {
            let table = network.transit_tables.at(*table as usize)?;
            (table.id.resource(), table.routes.get(*index)?.place.clone())
        }
        Line::Field { resource, place, .. } => (resource.clone(), place.clone()),
    };
    Some(Quote {
        resource,
        line: line_text(network, line),
        acl_line: acl_line(network, line),
        source: source(network, &place),
    })
}

fn source(network: &Network, place: &Place) -> String {
    network.source(place)
}

/// The number of a network ACL's entry, or `*`.
fn acl_line(network: &Network, line: &Line) -> Option<String> {
    let Line::Acl { nacl, line, .. } = line else { return None };
    network.nacls.at(*nacl as usize).map(|_| line.to_string())
}

/// A line in one line of text.
#[must_use]
pub fn line_text(network: &Network, line: &Line) -> String {
    let text = match line {
        Line::Rule { group, way, index } => network
            .groups
            .at(*group as usize)
            .and_then(|g| g.rules(*way).get(*index))
            .map(|rule| rule_text(rule, *way)),
        Line::Acl { nacl, way, line } => acl_text(network, *nacl, *way, *line),
        Line::Route { table, index } => {
            network.route_tables.at(*table as usize).and_then(|table| table.routes.get(*index)).map(|route| {
                [&*destination_text(&route.destination), " -> ", &target_text(&route.target)].concat()
            })
        }
        Line::Transit { table, index } => {
            network.transit_tables.at(*table as usize).and_then(|table| table.routes.get(*index)).map(
                |route| {
                    let destination = match &route.destination {
                        TransitDestination::Block(block) => addresses::block_text(block),
                        TransitDestination::PrefixList(list) => id_text(list),
                    };
                    let to: Vec<String> = route.attachments.iter().map(ToString::to_string).collect();
                    if route.blackhole {
                        format!("{destination} blackhole")
                    } else {
                        format!("{destination} -> {}", to.join(", "))
                    }
                },
            )
        }
        Line::Field { text, .. } => Some(text.to_string()),
    };
    text.unwrap_or_default()
}

const fn way_word(way: Way) -> &'static str {
    match way {
        Way::Ingress => "ingress",
        Way::Egress => "egress",
    }
}

/// An id, copied without being formatted.
fn id_text(id: &impl AsRef<str>) -> String {
    id.as_ref().to_owned()
}

fn rule_text(rule: &GroupRule, way: Way) -> String {
    let peer = match &rule.peer {
        Peer::Block(block) => addresses::block_text(block),
        Peer::PrefixList(list) => id_text(list),
        Peer::Group(group) => id_text(&group.group),
        Peer::Unknown => "?".to_owned(),
    };
    [way_word(way), " ", &service_text(rule.protocol, &rule.service), " ", &peer].concat()
}

/// `tcp 443`, `icmp type 8`, `all traffic`.
pub(super) fn service_text(protocol: Option<Protocol>, service: &PortSet) -> String {
    match protocol {
        None => "all traffic".to_owned(),
        Some(protocol) if protocol.is_icmp() => format!("{protocol} {}", ports::show_icmp(service)),
        Some(protocol) if protocol.has_ports() && service.is_all() => format!("{protocol} all ports"),
        Some(protocol) if protocol.has_ports() => {
            [&*protocol.to_string(), " ", &ports::show(service)].concat()
        }
        Some(protocol) => format!("protocol {protocol}"),
    }
}

fn acl_text(network: &Network, nacl: Ix, way: Way, line: AclLine) -> Option<String> {
    let nacl = network.nacls.at(nacl as usize)?;
    let entry = match line {
        AclLine::Number(number) => nacl.entries(way).get(&number),
        AclLine::Star => None,
    };
    Some(match entry {
        Some(entry) => [way_word(way), " ", &line.to_string(), " ", &entry_text(entry)].concat(),
        None => [way_word(way), " * deny all traffic"].concat(),
    })
}

fn entry_text(entry: &AclEntry) -> String {
    let verb = if entry.allows { "allow" } else { "deny" };
    let peer = match entry.peer {
        AclPeer::Block(block) => addresses::block_text(&block),
        AclPeer::Unknown => "?".to_owned(),
    };
    [verb, " ", &service_text(entry.protocol, &entry.service), " ", &peer].concat()
}

fn destination_text(destination: &Destination) -> String {
    match destination {
        Destination::Block(block) => addresses::block_text(block),
        Destination::PrefixList(list) => id_text(list),
    }
}

fn target_text(target: &RouteTarget) -> String {
    match target {
        RouteTarget::Local => "local".to_owned(),
        RouteTarget::InternetGateway(id) => id_text(id),
        RouteTarget::VpnGateway(id) => id_text(id),
        RouteTarget::Endpoint(id) => id_text(id),
        RouteTarget::EgressOnlyGateway(id) => id_text(id),
        RouteTarget::NatGateway(id) => id_text(id),
        RouteTarget::Interface(id) => id_text(id),
        RouteTarget::Instance(id) => id_text(id),
        RouteTarget::TransitGateway(id) => id_text(id),
        RouteTarget::CoreNetwork(id) => id_text(id),
        RouteTarget::CarrierGateway(id) => id_text(id),
        RouteTarget::LocalGateway(id) => id_text(id),
        RouteTarget::OracleNetwork(id) => id_text(id),
        RouteTarget::Peering(id) => id_text(id),
        RouteTarget::Unmodelled { id, .. } => id.to_string(),
        RouteTarget::None => "nothing".to_owned(),
    }
}
