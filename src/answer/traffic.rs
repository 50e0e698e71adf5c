//! Protocol and ports of a request, read and checked.

use super::answer::ApiError;
use super::ends::error;
use super::request::{ReachRequest, Scalar};
use crate::model::Network;
use crate::space::{Family, PortSet, Protocol, ports};

/// Traffic of one protocol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Traffic {
    /// The protocol.
    pub protocol: Protocol,
    /// Destination ports, or ICMP points.
    pub service: PortSet,
    /// Client ports.
    pub client: PortSet,
    /// The protocols that this one stands for, where it stands for all that no line names; else empty.
    pub stands_for: Vec<u8>,
}

impl Traffic {
    const fn of(protocol: Protocol, service: PortSet, client: PortSet) -> Self {
        Traffic { protocol, service, client, stands_for: Vec::new() }
    }

    /// Whether more than one packet is asked about, so that the answer is the set that passes.
    pub fn is_set(&self) -> bool {
        let mut ranges = self.service.ranges();
        let is_one =
            ranges.next().is_some_and(|range| range.start() == range.end()) && ranges.next().is_none();
        (self.protocol.has_ports() || self.protocol.is_icmp()) && !is_one
    }

    /// Whether packets of a family can carry it.
    pub fn is_of(&self, family: Family) -> bool {
        match self.protocol {
            Protocol::ICMP => family == Family::V4,
            Protocol::ICMPV6 => family == Family::V6,
            Protocol(_) => true,
        }
    }
}

/// Every protocol: those that some line of the network names, and one that stands for the rest.
pub fn everything(network: &Network, client: &PortSet) -> Vec<Traffic> {
    let known = [Protocol::TCP, Protocol::UDP, Protocol::ICMP, Protocol::ICMPV6];
    let named = network.named_protocols();
    let mut all: Vec<Traffic> = known
        .into_iter()
        .chain(named.iter().copied().filter(|protocol| !known.contains(protocol)))
        .map(|protocol| {
            let client = if protocol.has_ports() { client.clone() } else { PortSet::all() };
            Traffic::of(protocol, PortSet::all(), client)
        })
        .collect();
    let rest: Vec<u8> = (0..=u8::MAX)
        .filter(|&number| !known.contains(&Protocol(number)) && !named.contains(&Protocol(number)))
        .collect();
    // The number that is kept for experiments (RFC 3692) shows best that any is meant.
    let shown = rest.iter().copied().find(|number| *number == 253).or_else(|| rest.first().copied());
    all.extend(shown.map(|number| Traffic {
        protocol: Protocol(number),
        service: PortSet::all(),
        client: PortSet::all(),
        stands_for: rest,
    }));
    all
}

/// Protocol and ports of a request.
pub fn traffic(network: &Network, request: &ReachRequest) -> Result<Vec<Traffic>, ApiError> {
    let text = |scalar: &Option<Scalar>| scalar.as_ref().map(ToString::to_string);
    let name = request.protocol_name();
    let port = text(&request.port);
    let read_ports = |text: &str| {
        ports::parse(text).map_err(|message| error("bad-port", message, "write 443 or 8000-8010"))
    };
    let client = match text(&request.source_port) {
        Some(text) => read_ports(&text)?,
        None => ports::ephemeral(),
    };
    let has_type = request.icmp_type.is_some() || request.icmp_code.is_some();
    if has_type && !Protocol::parse(&name).is_some_and(Protocol::is_icmp) {
        return Err(error(
            "bad-icmp",
            format!("protocol `{name}` has no ICMP types and codes, so one means nothing"),
            "leave it out, or ask for icmp or icmpv6",
        ));
    }
    if matches!(name.to_ascii_lowercase().as_str(), "all" | "-1") {
        let all = everything(network, &client);
        return Ok(match &port {
            None if request.source_port.is_none() => all,
            // Only what has ports can be meant.
            asked => {
                let service = asked.as_deref().map_or_else(|| Ok(PortSet::all()), read_ports)?;
                let with_ports = all.into_iter().filter(|traffic| traffic.protocol.has_ports());
                with_ports.map(|traffic| Traffic { service: service.clone(), ..traffic }).collect()
            }
        });
    }
    let Some(protocol) = Protocol::parse(&name) else {
        return Err(error(
            "bad-protocol",
            format!("`{name}` is not a protocol"),
            "write tcp, udp, icmp, icmpv6, all or a number from 0 to 255",
        ));
    };
    if protocol.has_ports() {
        // Without a port the question is which ports pass.
        let service = port.as_deref().map_or_else(|| Ok(PortSet::all()), read_ports)?;
        return Ok(vec![Traffic::of(protocol, service, client)]);
    }
    if let Some(port) = port.or_else(|| text(&request.source_port)) {
        return Err(error(
            "bad-port",
            format!("protocol `{name}` has no ports, so port {port} means nothing"),
            "leave the port out",
        ));
    }
    let service = if protocol.is_icmp() { icmp(request, protocol)? } else { PortSet::all() };
    Ok(vec![Traffic::of(protocol, service, PortSet::all())])
}

fn icmp(request: &ReachRequest, protocol: Protocol) -> Result<PortSet, ApiError> {
    let byte = |scalar: &Option<Scalar>, what: &str| -> Result<Option<u8>, ApiError> {
        let Some(scalar) = scalar else { return Ok(None) };
        let text = scalar.to_string();
        if text == "-1" {
            return Ok(None);
        }
        let parsed = text.parse::<u8>();
        parsed
            .map(Some)
            .map_err(|_| error("bad-icmp", format!("ICMP {what} `{text}` is not a number from 0 to 255"), ""))
    };
    // A ping, unless something else is asked for.
    let echo = if protocol == Protocol::ICMP { 8 } else { 128 };
    let kind = if request.icmp_type.is_none() { Some(echo) } else { byte(&request.icmp_type, "type")? };
    let code = if request.icmp_type.is_none() && request.icmp_code.is_none() {
        Some(0)
    } else {
        byte(&request.icmp_code, "code")?
    };
    Ok(ports::icmp(kind, code))
}
