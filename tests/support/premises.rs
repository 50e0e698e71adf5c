//! Networks on-premises, for the oracle: every edge by which they come in, what a virtual private gateway knows of them, and
//! two sites that talk through one.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-36, S-87 to S-91 and S-95.

use std::net::IpAddr;

use serde_json::Value;

use super::balancers::best;
use super::core_networks;
use super::direct::{Way, ways};
use super::json::{find, list, text, within};
use super::oracle::{Arrived, End, Judged, Packet, Question, Stop, Walk, attached, dropped, judge};
use super::transit_edges;

/// A question whose source is on-premises: by each edge, and one that works is enough.
pub fn judge_premises(document: &Value, question: &Question) -> (Judged, Vec<&'static str>) {
    let mut used = Vec::new();
    let gateways = || list(document, "VpnGateways").iter();
    let Some(to) = &question.to else {
        let mut all: Vec<Judged> = Vec::new();
        for gateway in gateways().filter(|one| !list(one, "VpcAttachments").is_empty()) {
            all.push(between_sites(document, text(gateway, "VpnGatewayId"), &question.packet));
        }
        used.push("cloudhub");
        if all.is_empty()
            && let Some(id) = unread_gateway(document, None)
        {
            return (Judged::Unknown(format!("{id} was not read")), used);
        }
        return (best(all), used);
    };
    let vpc =
        find(document, "NetworkInterfaces", "NetworkInterfaceId", to).map_or("", |one| text(one, "VpcId"));
    let mut entries: Vec<String> = gateways()
        .filter(|one| attached(list(one, "VpcAttachments"), vpc))
        .map(|one| text(one, "VpnGatewayId").to_owned())
        .collect();
    entries.extend(transit_edges::entries(document, vpc).into_iter().map(str::to_owned));
    entries.extend(core_networks::entries(document, vpc).into_iter().map(str::to_owned));
    let mut all: Vec<Judged> = Vec::new();
    for entry in entries {
        let (judged, marks) = judge(document, &Question { from: End::Beyond(entry), ..question.clone() });
        used.extend(marks);
        all.push(judged);
    }
    let leads = |key: &str| {
        list(document, "RouteTables")
            .iter()
            .flat_map(|table| list(table, "Routes"))
            .any(|row| row.get(key).is_some())
    };
    if ["LocalGatewayId", "CoreNetworkArn"].into_iter().any(leads) && all.is_empty() {
        return (Judged::Open("an edge that was not read, or of an Outpost".to_owned()), used);
    }
    if all.is_empty() {
        let unread = unread_gateway(document, Some(vpc));
        let no_edge = || Judged::Unreachable("no edge towards on-premises".to_owned());
        return (unread.map_or_else(no_edge, |id| Judged::Unknown(format!("{id} was not read"))), used);
    }
    (best(all), used)
}

/// A virtual private gateway that an active route names, of a VPC or of any, and that is not in the input.
fn unread_gateway<'v>(document: &'v Value, vpc: Option<&str>) -> Option<&'v str> {
    list(document, "RouteTables")
        .iter()
        .filter(|table| vpc.is_none_or(|vpc| text(table, "VpcId") == vpc))
        .flat_map(|table| list(table, "Routes"))
        .filter(|row| text(row, "State") == "active")
        .map(|row| text(row, "GatewayId"))
        .find(|id| id.starts_with("vgw-") && find(document, "VpnGateways", "VpnGatewayId", id).is_none())
}

/// Whether an end is on-premises.
pub(super) fn is_premises(end: &End) -> bool {
    matches!(end, End::Beyond(id)
        if id.starts_with("vgw-") || transit_edges::is_attachment(id) || core_networks::is_attachment(id))
}

/// VPN connections that exist on a gateway.
fn connections<'v>(document: &'v Value, gateway: &str) -> Vec<&'v Value> {
    list(document, "VpnConnections")
        .iter()
        .filter(|one| text(one, "VpnGatewayId") == gateway && text(one, "State") == "available")
        .collect()
}

/// Whether a VPN connection of any state ends on a gateway.
fn has_vpn(document: &Value, gateway: &str) -> bool {
    list(document, "VpnConnections").iter().any(|one| text(one, "VpnGatewayId") == gateway)
}

pub(super) fn tunnel_is_up(connection: &Value) -> bool {
    // Without telemetry nobody knows.
    let tunnels = list(connection, "VgwTelemetry");
    tunnels.is_empty() || tunnels.iter().any(|tunnel| text(tunnel, "Status") == "UP")
}

/// A session that is up may announce any prefix.
fn may_announce(connection: &Value) -> bool {
    connection["Options"]["StaticRoutesOnly"] == false && tunnel_is_up(connection)
}

fn has_route(connection: &Value, to: IpAddr) -> bool {
    list(connection, "Routes")
        .iter()
        .any(|row| text(row, "State") == "available" && within(text(row, "DestinationCidrBlock"), to))
}

/// Whether a propagated route proves that a gateway knows an address.
fn is_proved(document: &Value, gateway: &str, to: IpAddr) -> bool {
    list(document, "RouteTables").iter().flat_map(|table| list(table, "Routes")).any(|route| {
        text(route, "Origin") == "EnableVgwRoutePropagation"
            && text(route, "GatewayId") == gateway
            && ["DestinationCidrBlock", "DestinationIpv6CidrBlock"]
                .iter()
                .any(|key| within(text(route, key), to))
    })
}

/// Rule S-91, for one gateway.
fn between_sites(document: &Value, gateway: &str, packet: &Packet) -> Judged {
    if packet.dst.is_ipv6() {
        return Judged::Open("two sites over IPv6".to_owned());
    }
    let vpns = connections(document, gateway);
    let is_direct = list(document, "virtualInterfaces").iter().any(|one| {
        text(one, "virtualGatewayId") == gateway
            || list(document, "directConnectGatewayAssociations").iter().any(|row| {
                text(&row["associatedGateway"], "id") == gateway
                    && text(row, "directConnectGatewayId") == text(one, "directConnectGatewayId")
            })
    });
    if is_direct {
        return Judged::Open("which site is behind Direct Connect".to_owned());
    }
    if vpns.iter().any(|one| has_route(one, packet.src) && has_route(one, packet.dst)) {
        return Judged::Open("both addresses at one site".to_owned());
    }
    let sites = |of: IpAddr| -> Vec<&str> {
        // A static route says where the site is; else any session may have announced it.
        let by_route: Vec<&&Value> = vpns.iter().filter(|one| has_route(one, of)).collect();
        let all = if by_route.is_empty() {
            vpns.iter().filter(|one| may_announce(one)).collect()
        } else {
            by_route
        };
        all.into_iter().filter(|one| tunnel_is_up(one)).map(|one| text(one, "VpnConnectionId")).collect()
    };
    let (from, to) = (sites(packet.src), sites(packet.dst));
    if from.iter().any(|one| to.iter().any(|other| one != other)) {
        return Judged::Reachable;
    }
    Judged::Unreachable(format!("{gateway} joins no two sites for {packet}"))
}

impl Walk<'_> {
    /// Rules S-36, S-87 and S-88.
    pub(super) fn out_of_vpn_gateway(&self, id: &str, vpc: &str, packet: &Packet) -> Arrived {
        let document = self.document;
        let Some(gateway) = find(document, "VpnGateways", "VpnGatewayId", id) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("vpn gateway");
        if !attached(list(gateway, "VpcAttachments"), vpc) {
            return dropped(format!("{id} is not attached to {vpc}"));
        }
        if self.owner(vpc, packet.src).is_none() {
            return dropped(format!("{id}: no edge to edge"));
        }
        let v6 = packet.dst.is_ipv6();
        let direct = ways(document, id, vpc, packet.src)?;
        if !direct.is_empty() {
            self.mark("direct connect");
            if v6 {
                self.mark("ipv6 by direct connect");
            }
        }
        let leaves = Ok((End::Beyond(id.to_owned()), packet.clone()));
        let is_learnt = |way: &Way| way.is_up && way.announces;
        let proved = is_proved(document, id, packet.dst);
        if v6 {
            // What was learnt proves a virtual interface, whosever it is.
            if direct.iter().any(is_learnt) || (proved && direct.is_empty()) {
                return leaves;
            }
            return dropped(format!("{id} carries no IPv6"));
        }
        let vpns = connections(document, id);
        if proved && !has_vpn(document, id) && direct.is_empty() {
            return leaves;
        }
        if !proved && vpns.is_empty() && document["virtualInterfaces"].is_null() {
            return Err(Stop::Unknown(format!("what lies behind {id}")));
        }
        let by_route: Vec<&&Value> = vpns.iter().filter(|one| has_route(one, packet.dst)).collect();
        let announced = vpns.iter().any(|one| may_announce(one));
        if announced {
            self.mark("bgp of a vpn");
        }
        if !proved && by_route.is_empty() && !announced && !direct.iter().any(|way| way.is_up) {
            return dropped(format!("{id} knows no {}", packet.dst));
        }
        if direct.iter().any(is_learnt) {
            return leaves;
        }
        if !vpns.iter().any(|one| tunnel_is_up(one)) {
            return dropped(format!("nothing behind {id} is up, or learns of {vpc}"));
        }
        if !proved && by_route.is_empty() && !announced {
            return Err(Stop::Open("out by Direct Connect, back by a VPN that does not know".to_owned()));
        }
        // One that is being deleted may still be what taught the gateway the route.
        let has_it: Vec<&Value> = list(document, "VpnConnections")
            .iter()
            .filter(|one| text(one, "VpnGatewayId") == id && has_route(one, packet.dst))
            .collect();
        let works = |one: &&Value| text(one, "State") == "available" && tunnel_is_up(one);
        if !has_it.is_empty() && !announced && !has_it.iter().any(works) {
            return Err(Stop::Open("the site's own tunnels are down, another site's are up".to_owned()));
        }
        leaves
    }

    /// Rule S-90, up to the VPC: whether the gateway takes packets in for an address of it.
    pub(super) fn into_vpn_gateway(&self, id: &str, vpc: &str, inside: IpAddr) -> Result<(), Stop> {
        let direct = ways(self.document, id, vpc, inside)?;
        let nothing_known = (inside.is_ipv6() || !has_vpn(self.document, id)) && direct.is_empty();
        if nothing_known {
            // The reply decides: it needs a route that the gateway knows.
            return Ok(());
        }
        let by_vpn = inside.is_ipv4() && connections(self.document, id).into_iter().any(tunnel_is_up);
        if by_vpn || direct.iter().any(|way| way.is_up && way.announces) {
            return Ok(());
        }
        dropped(format!("nothing before {id} is up, or learns of {vpc}"))
    }
}
