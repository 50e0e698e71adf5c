//! Direct Connect behind a virtual private gateway, for the oracle.
//!
//! **Boundary:** raw JSON only; written from rules S-88, S-93 and S-95.

use std::net::IpAddr;

use serde_json::Value;

use super::json::{address, covering, find, list, text, vpc_blocks, within};
use super::oracle::Stop;

/// A virtual interface that ends on the gateway, by itself or through a Direct Connect gateway.
pub struct Way {
    /// Whether packets leave by it: available, with a session of the address's family.
    pub is_up: bool,
    /// Whether on-premises learns the VPC's block from it.
    pub announces: bool,
}

fn is_up(interface: &Value, family: &str) -> bool {
    text(interface, "virtualInterfaceState") == "available"
        && list(interface, "bgpPeers").iter().any(|peer| {
            text(peer, "addressFamily") == family
                && text(peer, "bgpPeerState") == "available"
                && text(peer, "bgpStatus") == "up"
        })
}

/// The ways from a virtual private gateway, for an address of its VPC.
pub fn ways(document: &Value, gateway: &str, vpc: &str, inside: IpAddr) -> Result<Vec<Way>, Stop> {
    let mut all: Vec<Way> = Vec::new();
    let family = if inside.is_ipv4() { "ipv4" } else { "ipv6" };
    let private = || {
        list(document, "virtualInterfaces")
            .iter()
            .filter(|one| text(one, "virtualInterfaceType") == "private")
    };
    for interface in private().filter(|one| text(one, "virtualGatewayId") == gateway) {
        all.push(Way { is_up: is_up(interface, family), announces: true });
    }
    let blocks = find(document, "Vpcs", "VpcId", vpc).map(vpc_blocks).unwrap_or_default();
    for association in list(document, "directConnectGatewayAssociations") {
        if text(&association["associatedGateway"], "id") != gateway {
            continue;
        }
        let between = text(association, "directConnectGatewayId");
        let is_there = find(document, "directConnectGateways", "directConnectGatewayId", between)
            .is_none_or(|one| text(one, "directConnectGatewayState") == "available");
        let in_effect = is_there && text(association, "associationState") == "associated";
        // A list at a virtual private gateway lets a block through that is as wide or narrower.
        let allowed = list(association, "allowedPrefixesToDirectConnectGateway");
        let announces = blocks.iter().filter(|block| within(block, inside)).any(|block| {
            let (base, length) = block.split_once('/').unwrap();
            let (base, length): (IpAddr, u32) = (address(base).unwrap(), length.parse().unwrap());
            allowed.iter().any(|row| covering(text(row, "cidr"), base).is_some_and(|wide| wide <= length))
        });
        let mut none = true;
        for interface in private().filter(|one| text(one, "directConnectGatewayId") == between) {
            none = false;
            all.push(Way { is_up: in_effect && is_up(interface, family), announces });
        }
        if none {
            return Err(Stop::Open(format!("no virtual interface of {between} was read")));
        }
    }
    Ok(all)
}
