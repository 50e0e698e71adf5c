//! Protocol and ports of a request, read and checked.

use super::answer::ApiError;
use super::ends::error;
use super::request::{ReachRequest, Scalar};
use crate::space::{PortSet, Protocol, ports};

/// Traffic of one protocol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Traffic {
    pub protocol: Protocol,
    pub service: PortSet,
    pub client: PortSet,
}

/// Protocol and ports of a request.
pub(super) fn traffic(request: &ReachRequest) -> Result<Vec<Traffic>, ApiError> {
    let text = |scalar: &Option<Scalar>| scalar.as_ref().map(ToString::to_string);
    let name = text(&request.protocol).unwrap_or_else(|| "tcp".to_owned());
    let port = text(&request.port);
    let read_ports = |text: &str| {
        ports::parse(text).map_err(|message| error("bad-port", message, "write 443 or 8000-8010"))
    };
    let client = match text(&request.source_port) {
        Some(text) => read_ports(&text)?,
        None => ports::ephemeral(),
    };
    if matches!(name.to_ascii_lowercase().as_str(), "all" | "-1") {
        let with_ports = |protocol| Traffic { protocol, service: PortSet::all(), client: client.clone() };
        let without = |protocol| Traffic { protocol, service: PortSet::all(), client: PortSet::all() };
        return Ok(vec![
            with_ports(Protocol::TCP),
            with_ports(Protocol::UDP),
            without(Protocol::ICMP),
            without(Protocol::ICMPV6),
            // A number that no rule names by itself: it passes where all traffic does.
            without(Protocol(253)),
        ]);
    }
    let Some(protocol) = Protocol::parse(&name) else {
        return Err(error(
            "bad-protocol",
            format!("`{name}` is not a protocol"),
            "write tcp, udp, icmp, icmpv6, all or a number from 0 to 255",
        ));
    };
    if protocol.has_ports() {
        let Some(port) = port else {
            return Err(error(
                "missing-port",
                format!("a question about {protocol} needs a port"),
                "add --port 443, or a range",
            ));
        };
        return Ok(vec![Traffic { protocol, service: read_ports(&port)?, client }]);
    }
    if let Some(port) = port {
        return Err(error(
            "bad-port",
            format!("protocol `{name}` has no ports, so port {port} means nothing"),
            "leave the port out",
        ));
    }
    let service = if protocol.is_icmp() { icmp(request, protocol)? } else { PortSet::all() };
    Ok(vec![Traffic { protocol, service, client: PortSet::all() }])
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
