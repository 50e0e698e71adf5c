//! The deciding lines, as people write them, and where they stand in the input.

use super::explanation::Quote;
use crate::graph::Ix;
use crate::model::{
    AclEntry, AclLine, AclPeer, Destination, GroupRule, Network, Peer, Place, RouteTarget,
    TransitDestination, Way,
};
use crate::space::{PortSet, Protocol, ports};
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
                format!("{} -> {}", destination_text(&route.destination), target_text(&route.target))
            })
        }
        Line::Transit { table, index } => {
            network.transit_tables.at(*table as usize).and_then(|table| table.routes.get(*index)).map(
                |route| {
                    let destination = match &route.destination {
                        TransitDestination::Block(block) => block.to_string(),
                        TransitDestination::PrefixList(list) => list.to_string(),
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

fn rule_text(rule: &GroupRule, way: Way) -> String {
    let peer = match &rule.peer {
        Peer::Block(block) => block.to_string(),
        Peer::PrefixList(list) => list.to_string(),
        Peer::Group(group) => group.group.to_string(),
        Peer::Unknown => "?".to_owned(),
    };
    format!("{} {} {peer}", way_word(way), service_text(rule.protocol, &rule.service))
}

/// `tcp 443`, `icmp type 8`, `all traffic`.
pub(super) fn service_text(protocol: Option<Protocol>, service: &PortSet) -> String {
    match protocol {
        None => "all traffic".to_owned(),
        Some(protocol) if protocol.is_icmp() => format!("{protocol} {}", ports::show_icmp(service)),
        Some(protocol) if protocol.has_ports() && service.is_all() => format!("{protocol} all ports"),
        Some(protocol) if protocol.has_ports() => format!("{protocol} {}", ports::show(service)),
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
        Some(entry) => format!("{} {line} {}", way_word(way), entry_text(entry)),
        None => format!("{} * deny all traffic", way_word(way)),
    })
}

fn entry_text(entry: &AclEntry) -> String {
    let verb = if entry.allows { "allow" } else { "deny" };
    let peer = match entry.peer {
        AclPeer::Block(block) => block.to_string(),
        AclPeer::Unknown => "?".to_owned(),
    };
    format!("{verb} {} {peer}", service_text(entry.protocol, &entry.service))
}

fn destination_text(destination: &Destination) -> String {
    match destination {
        Destination::Block(block) => block.to_string(),
        Destination::PrefixList(list) => list.to_string(),
    }
}

fn target_text(target: &RouteTarget) -> String {
    match target {
        RouteTarget::Local => "local".to_owned(),
        RouteTarget::InternetGateway(id) => id.to_string(),
        RouteTarget::VpnGateway(id) => id.to_string(),
        RouteTarget::Endpoint(id) => id.to_string(),
        RouteTarget::EgressOnlyGateway(id) => id.to_string(),
        RouteTarget::NatGateway(id) => id.to_string(),
        RouteTarget::Interface(id) => id.to_string(),
        RouteTarget::Instance(id) => id.to_string(),
        RouteTarget::TransitGateway(id) => id.to_string(),
        RouteTarget::CoreNetwork(id) => id.to_string(),
        RouteTarget::CarrierGateway(id) => id.to_string(),
        RouteTarget::LocalGateway(id) => id.to_string(),
        RouteTarget::OracleNetwork(id) => id.to_string(),
        RouteTarget::Peering(id) => id.to_string(),
        RouteTarget::Unmodelled { id, .. } => id.to_string(),
        RouteTarget::None => "nothing".to_owned(),
    }
}
