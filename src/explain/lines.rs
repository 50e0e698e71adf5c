//! The deciding lines, as people write them, and where they stand in the input.

use std::fmt::Write as _;

use super::explanation::Quote;
use crate::model::{
    AclLine, AclPeer, Destination, GroupRule, Nacl, Network, Peer, Place, RouteTarget, TransitDestination,
    Way,
};
use crate::space::{PortSet, Protocol, addresses, ports};
use crate::trace::Line;

/// What a line says, and where; `None` for a line of a resource that the network lacks.
#[must_use]
pub fn quote(network: &Network, line: &Line) -> Option<Quote> {
    let mut text = String::with_capacity(48);
    push_line(&mut text, network, line);
    let inside = |place: &Place, tail: &str, at: Option<usize>| network.source_inside(place, tail, at);
    let (resource, source, acl_line) = match line {
        Line::Rule { group, way, index } => {
            let group = network.groups.at(*group as usize)?;
            (group.id.resource(), network.source(&group.rules(*way).get(*index)?.place), None)
        }
        Line::Acl { nacl, way, line } => {
            let nacl = network.nacls.at(*nacl as usize)?;
            let source = match line {
                AclLine::Number(number) => match nacl.entries(*way).get(number) {
                    Some(entry) => inside(&nacl.place, "/Entries/", Some(entry.index as usize)),
                    None => network.source(&nacl.place),
                },
                AclLine::Star => inside(&nacl.place, "/Entries", None),
            };
            (nacl.id.resource(), source, Some(*line))
        }
        Line::Route { table, index } => {
            let table = network.route_tables.at(*table as usize)?;
            let source = match table.routes.get(*index)?.index {
                Some(index) => inside(&table.place, "/Routes/", Some(index as usize)),
                None => network.source(&table.place),
            };
            (table.id.resource(), source, None)
        }
        Line::Transit { table, index } => {
            let table = network.transit_tables.at(*table as usize)?;
            (table.id.resource(), network.source(&table.routes.get(*index)?.place), None)
        }
        Line::Field { resource, place, .. } => (resource.clone(), network.source(place), None),
    };
    Some(Quote { resource, line: text, acl_line, source })
}

/// A line in one line of text.
#[must_use]
pub fn line_text(network: &Network, line: &Line) -> String {
    let mut text = String::new();
    push_line(&mut text, network, line);
    text
}

fn push_line(text: &mut String, network: &Network, line: &Line) {
    match line {
        Line::Rule { group, way, index } => {
            let group = network.groups.at(*group as usize);
            if let Some(rule) = group.and_then(|group| group.rules(*way).get(*index)) {
                push_rule(text, rule, *way);
            }
        }
        Line::Acl { nacl, way, line } => {
            if let Some(nacl) = network.nacls.at(*nacl as usize) {
                push_acl(text, nacl, *way, *line);
            }
        }
        Line::Route { table, index } => {
            let table = network.route_tables.at(*table as usize);
            if let Some(route) = table.and_then(|table| table.routes.get(*index)) {
                match &route.destination {
                    Destination::Block(block) => addresses::push_block(text, block),
                    Destination::PrefixList(list) => text.push_str(list.as_str()),
                }
                text.extend([" -> ", target_text(&route.target)]);
            }
        }
        Line::Transit { table, index } => {
            let table = network.transit_tables.at(*table as usize);
            if let Some(route) = table.and_then(|table| table.routes.get(*index)) {
                match &route.destination {
                    TransitDestination::Block(block) => addresses::push_block(text, block),
                    TransitDestination::PrefixList(list) => text.push_str(list.as_str()),
                }
                if route.blackhole {
                    text.push_str(" blackhole");
                    return;
                }
                text.push_str(" -> ");
                for (at, to) in route.attachments.iter().enumerate() {
                    text.extend([if at == 0 { "" } else { ", " }, to.as_str()]);
                }
            }
        }
        Line::Field { text: field, .. } => text.push_str(field),
    }
}

const fn way_word(way: Way) -> &'static str {
    match way {
        Way::Ingress => "ingress ",
        Way::Egress => "egress ",
    }
}

fn push_rule(text: &mut String, rule: &GroupRule, way: Way) {
    text.push_str(way_word(way));
    push_service(text, rule.protocol, &rule.service);
    text.push(' ');
    match &rule.peer {
        Peer::Block(block) => addresses::push_block(text, block),
        Peer::PrefixList(list) => text.push_str(list.as_str()),
        Peer::Group(group) => text.push_str(group.group.as_str()),
        Peer::Unknown => text.push('?'),
    }
}

/// Adds `tcp 443`, `icmp type 8`, `all traffic`.
fn push_service(text: &mut String, protocol: Option<Protocol>, service: &PortSet) {
    let Some(protocol) = protocol else { return text.push_str("all traffic") };
    match protocol.name() {
        Some(name) => text.extend([name, " "]),
        // Writing to a String cannot fail.
        None => drop(write!(text, "protocol {protocol}")),
    }
    if protocol.is_icmp() {
        text.push_str(&ports::show_icmp(service));
    } else if protocol.has_ports() && service.is_all() {
        text.push_str("all ports");
    } else if protocol.has_ports() {
        ports::push(text, service);
    }
}

fn push_acl(text: &mut String, nacl: &Nacl, way: Way, line: AclLine) {
    let entry = match line {
        AclLine::Number(number) => nacl.entries(way).get(&number),
        AclLine::Star => None,
    };
    text.push_str(way_word(way));
    let Some(entry) = entry else { return text.push_str("* deny all traffic") };
    // Writing to a String cannot fail.
    let _ = write!(text, "{line}");
    text.push_str(if entry.allows { " allow " } else { " deny " });
    push_service(text, entry.protocol, &entry.service);
    text.push(' ');
    match &entry.peer {
        AclPeer::Block(block) => addresses::push_block(text, block),
        AclPeer::Unknown => text.push('?'),
    }
}

fn target_text(target: &RouteTarget) -> &str {
    match target {
        RouteTarget::Local => "local",
        RouteTarget::InternetGateway(id) => id.as_str(),
        RouteTarget::VpnGateway(id) => id.as_str(),
        RouteTarget::Endpoint(id) => id.as_str(),
        RouteTarget::EgressOnlyGateway(id) => id.as_str(),
        RouteTarget::NatGateway(id) => id.as_str(),
        RouteTarget::Interface(id) => id.as_str(),
        RouteTarget::Instance(id) => id.as_str(),
        RouteTarget::TransitGateway(id) => id.as_str(),
        RouteTarget::CoreNetwork(id) => id.as_str(),
        RouteTarget::CarrierGateway(id) => id.as_str(),
        RouteTarget::LocalGateway(id) => id.as_str(),
        RouteTarget::OracleNetwork(id) => id.as_str(),
        RouteTarget::Peering(id) => id.as_str(),
        RouteTarget::Unmodelled { id, .. } => id,
        RouteTarget::None => "nothing",
    }
}
