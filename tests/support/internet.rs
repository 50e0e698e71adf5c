//! The edges of a VPC towards the internet, for the oracle: internet gateways with their tables and pools, egress-only ones.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-31 to S-33 and S-65 to S-69.

use std::net::IpAddr;

use serde_json::Value;

use super::filters::{Relation, acl_check};
use super::json::{
    covering, find, is_private_or_shared, list, owns, private_of, public_of, text, vpc_blocks, within,
};
use super::nat::regional_of;
use super::oracle::{Arrived, End, Packet, Stop, Walk, attached, dropped};
use super::public_access::Use;

/// Where a gateway's own table leads what enters.
pub(super) enum Middle {
    Endpoint(String),
    Interface(String),
}

/// The gateway and the interface that take an address of a pool of public ones (rule S-33).
pub(super) fn pool_of(document: &Value, public: IpAddr) -> Option<(&str, &str)> {
    let mut best: Option<(u32, &str, &str)> = None;
    for table in list(document, "RouteTables") {
        let pool = list(table, "Associations").iter().find(|row| !text(row, "PublicIpv4Pool").is_empty());
        let Some(pool) = pool else { continue };
        // Inside the VPC its routes are those of any gateway's table.
        let own = find(document, "Vpcs", "VpcId", text(table, "VpcId")).map(vpc_blocks).unwrap_or_default();
        if own.iter().any(|block| within(block, public)) {
            continue;
        }
        for route in list(table, "Routes") {
            let Some(length) = covering(text(route, "DestinationCidrBlock"), public) else { continue };
            let interface = text(route, "NetworkInterfaceId");
            if text(route, "GatewayId") != "local" && best.is_none_or(|(longest, ..)| longest < length) {
                best = Some((length, text(pool, "GatewayId"), interface));
            }
        }
    }
    best.filter(|(.., interface)| !interface.is_empty()).map(|(_, gateway, interface)| (gateway, interface))
}

fn is_nat(interface: &Value) -> bool {
    ["nat_gateway", "natGateway"].contains(&text(interface, "InterfaceType"))
}

impl<'v> Walk<'v> {
    /// Rules S-65, S-67, S-68.
    pub(super) fn through_internet_gateway(
        &self,
        id: &str,
        from: &str,
        vpc: &str,
        packet: Packet,
    ) -> Arrived {
        let Some(gateway) = find(self.document, "InternetGateways", "InternetGatewayId", id) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("internet gateway");
        if !attached(list(gateway, "Attachments"), vpc) {
            return dropped(format!("{id} is not attached to {vpc}"));
        }
        if pool_of(self.document, packet.dst).is_some() {
            return Err(Stop::Open("from inside to an address of a pool".to_owned()));
        }
        let sender = self.owner(vpc, packet.src);
        let is_pooled = pool_of(self.document, packet.src).is_some_and(|(gateway, _)| gateway == id);
        // What enters is led past a middlebox, so what leaves must be, too (rule S-32).
        if !is_pooled && let Some(middle) = self.redirection(id, packet.src)? {
            let (name, crossed) = match &middle {
                Middle::Endpoint(endpoint) => (
                    endpoint,
                    self.firewalls
                        .borrow()
                        .iter()
                        .any(|one| one.endpoint == *endpoint && one.is_reply == self.reply),
                ),
                Middle::Interface(interface) => {
                    let is_own = sender.is_some_and(|one| text(one, "NetworkInterfaceId") == interface);
                    let crossed = self.appliances.borrow().contains(&(interface.clone(), self.reply));
                    (interface, is_own || crossed)
                }
            };
            if !crossed {
                return dropped(format!("ASYMMETRIC: {id} leads the way back to {name}"));
            }
        }
        let out = match packet.dst {
            IpAddr::V4(dst) => {
                let public = match sender.and_then(|sender| public_of(sender, packet.src)) {
                    Some(public) => public,
                    None if is_pooled => packet.src,
                    None => return dropped(format!("{} has no public address", packet.src)),
                };
                if is_private_or_shared(dst) || self.blocks(vpc).iter().any(|block| within(block, packet.dst))
                {
                    return dropped(format!("{id} does not carry {dst}"));
                }
                Packet { src: public, ..packet }
            }
            IpAddr::V6(_) => {
                let closed = sender.is_none_or(|sender| sender["DenyAllIgwTraffic"] == true);
                if closed || !self.is_public_v6(vpc, packet.src) || !self.is_public_v6(vpc, packet.dst) {
                    return dropped(format!("{id} does not carry {packet}"));
                }
                packet
            }
        };
        match sender {
            Some(sender) => {
                let how = if is_nat(sender) { Use::NatGateway } else { Use::Direct };
                self.public_access(vpc, &[text(sender, "SubnetId"), from], how)?;
            }
            // Exclusions of a subnet do not help a pool (rule S-33).
            None => self.public_access_of_vpc(vpc)?,
        }
        if self.reply && !self.internet_gateways.borrow().iter().any(|one| one == id) {
            if out.dst.is_ipv6() {
                return Err(Stop::Open("an IPv6 reply by another gateway".to_owned()));
            }
            return dropped(format!("ASYMMETRIC: the reply goes to {id}"));
        }
        self.internet_gateways.borrow_mut().push(id.to_owned());
        if let Some(there) = self.vpc_of_public(out.dst) {
            self.mark("hairpin");
            let gateway = self.internet_gateway_of(&there)?;
            return self.enter_from_internet(&there, &gateway, out);
        }
        Ok((End::Beyond(id.to_owned()), out))
    }

    /// Whether a gateway of a VPC passes an IPv6 address: of what has been given out, and in no block that the VPC or one
    /// of its subnets marks private (rule S-67).
    fn is_public_v6(&self, vpc: &str, address: IpAddr) -> bool {
        let is_marked = |one: &Value| {
            text(one, "VpcId") == vpc
                && list(one, "Ipv6CidrBlockAssociationSet").iter().any(|row| {
                    text(row, "Ipv6AddressAttribute") == "private"
                        && within(text(row, "Ipv6CidrBlock"), address)
                })
        };
        let all = ["Vpcs", "Subnets"].map(|of| list(self.document, of));
        let marked = all.iter().any(|rows| rows.iter().any(is_marked));
        if marked {
            self.mark("private IPv6");
        }
        within("2000::/3", address) && !marked
    }

    /// Rule S-66.
    pub(super) fn enter_from_internet(&self, vpc: &str, gateway: &str, packet: Packet) -> Arrived {
        if let Some(nat) = regional_of(self.document, packet.dst)
            && text(nat, "VpcId") == vpc
        {
            self.internet_gateways.borrow_mut().push(gateway.to_owned());
            return self.back_through_regional(nat, packet);
        }
        let owner = list(self.document, "NetworkInterfaces").iter().find(|one| {
            text(one, "VpcId") == vpc && (private_of(one, packet.dst).is_some() || owns(one, packet.dst))
        });
        let Some(owner) = owner else {
            return match pool_of(self.document, packet.dst) {
                Some((of, interface)) if of == gateway => {
                    self.enter_from_pool(vpc, gateway, interface, packet)
                }
                _ => dropped(format!("{gateway} knows no {}", packet.dst)),
            };
        };
        let inner = match private_of(owner, packet.dst) {
            Some(private) => Packet { dst: private, ..packet },
            None => {
                if owner["DenyAllIgwTraffic"] == true
                    || !self.is_public_v6(vpc, packet.dst)
                    || !self.is_public_v6(vpc, packet.src)
                {
                    return dropped(format!("{gateway} does not carry {packet}"));
                }
                packet
            }
        };
        self.internet_gateways.borrow_mut().push(gateway.to_owned());
        let middle = self.redirection(gateway, inner.dst)?;
        let home = text(owner, "SubnetId");
        let passes = match &middle {
            None => home,
            Some(Middle::Interface(id)) => text(self.interface(id)?, "SubnetId"),
            Some(Middle::Endpoint(id)) => find(self.document, "VpcEndpoints", "VpcEndpointId", id)
                .and_then(|one| list(one, "SubnetIds").first())
                .and_then(Value::as_str)
                .unwrap_or(home),
        };
        let how = if is_nat(owner) { Use::NatGateway } else { Use::Direct };
        self.public_access(vpc, &[home, passes], how)?;
        match middle {
            None => self.enter(vpc, inner, &Relation::Lost),
            Some(Middle::Endpoint(endpoint)) => {
                self.mark("gateway route table");
                self.through_firewall(&endpoint, "", inner, 0)
            }
            Some(Middle::Interface(id)) => {
                self.mark("gateway route table to an interface");
                let found = self.interface(&id)?;
                if !list(found, "PrivateIpAddresses")
                    .iter()
                    .any(|row| !text(&row["Association"], "PublicIp").is_empty())
                {
                    return dropped(format!("{id} takes internet traffic without a public address"));
                }
                self.through_appliance(&id, "", inner, &Relation::Lost, 0)
            }
        }
    }

    /// Rule S-33: untranslated, to the interface that the gateway's table names.
    fn enter_from_pool(&self, vpc: &str, gateway: &str, interface: &str, packet: Packet) -> Arrived {
        self.mark("address pool");
        self.internet_gateways.borrow_mut().push(gateway.to_owned());
        let found = self.interface(interface)?;
        if text(found, "VpcId") != vpc {
            return Err(Stop::Open(format!("{interface} is of another VPC")));
        }
        self.public_access_of_vpc(vpc)?;
        acl_check(self.document, text(found, "SubnetId"), &packet, false)?;
        self.groups(found, &packet, false, &Relation::Lost)?;
        if found["SourceDestCheck"] != false {
            return dropped(format!("{interface} checks destinations"));
        }
        self.must_be_up(found)?;
        self.appliances.borrow_mut().push((interface.to_owned(), self.reply));
        Ok((End::Interface(interface.to_owned()), packet))
    }

    /// Where a gateway's own route table leads, if it has one and does not deliver (rule S-31).
    pub(super) fn redirection(&self, gateway: &str, dst: IpAddr) -> Result<Option<Middle>, Stop> {
        let table = list(self.document, "RouteTables")
            .iter()
            .find(|table| list(table, "Associations").iter().any(|row| text(row, "GatewayId") == gateway));
        let Some(table) = table else { return Ok(None) };
        let route = self.route_of(table, gateway, dst)?;
        if text(route, "State") == "blackhole" {
            return dropped(format!("blackhole of {gateway} for {dst}"));
        }
        if text(route, "State") == "filtered" {
            return Err(Stop::Unknown("a filtered route".to_owned()));
        }
        let interface = text(route, "NetworkInterfaceId");
        if !interface.is_empty() {
            return Ok(Some(Middle::Interface(interface.to_owned())));
        }
        match text(route, "GatewayId") {
            "local" => Ok(None),
            id if self.is_firewall(id) => Ok(Some(Middle::Endpoint(id.to_owned()))),
            _ => Err(Stop::Open(format!("a gateway's route {route}"))),
        }
    }

    /// What enters by a virtual private gateway (rules S-31, S-90).
    pub(super) fn enter_from_vpn(&self, vpc: &str, gateway: &str, packet: Packet) -> Arrived {
        match self.redirection(gateway, packet.dst)? {
            None => self.enter(vpc, packet, &Relation::Lost),
            Some(Middle::Endpoint(endpoint)) => self.through_firewall(&endpoint, "", packet, 0),
            Some(Middle::Interface(id)) => {
                self.mark("vpn gateway route table");
                self.through_appliance(&id, "", packet, &Relation::Lost, 0)
            }
        }
    }

    /// Rule S-69.
    pub(super) fn through_egress_only(&self, id: &str, from: &str, vpc: &str, packet: Packet) -> Arrived {
        let Some(gateway) =
            find(self.document, "EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", id)
        else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("egress-only gateway");
        if !attached(list(gateway, "Attachments"), vpc) {
            return dropped(format!("{id} is not attached to {vpc}"));
        }
        let sender = self.owner(vpc, packet.src);
        let are_public = self.is_public_v6(vpc, packet.src) && self.is_public_v6(vpc, packet.dst);
        let Some(sender) = sender.filter(|_| are_public) else {
            return dropped(format!("{id} does not carry {packet}"));
        };
        if !self.is_public_v6(vpc, packet.src) {
            return dropped(format!("{id} does not carry {packet}"));
        }
        if self.reply {
            return dropped(format!("ASYMMETRIC: the reply goes to {id}"));
        }
        self.public_access(vpc, &[text(sender, "SubnetId"), from], Use::NatGateway)?;
        if sender["DenyAllIgwTraffic"] == true {
            return Err(Stop::Open("DenyAllIgwTraffic at an egress-only gateway".to_owned()));
        }
        if self.vpc_of_public(packet.dst).is_some() {
            return Err(Stop::Open("an egress-only gateway towards another VPC's IPv6 address".to_owned()));
        }
        Ok((End::Beyond(id.to_owned()), packet))
    }
}
