//! NAT gateways for the oracle: zonal, private and regional ones, and NAT64.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-61 and S-70 to S-77.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::Value;

use super::filters::{Relation, acl_check};
use super::json::{address, find, is_private_or_shared, list, text, within};
use super::oracle::{Arrived, Came, End, Packet, Stop, Translation, Walk, attached, dropped, reply_port};

const NAT64: &str = "64:ff9b::/96";

/// The IPv4 address in an address of 64:ff9b::/96.
fn embedded(address: IpAddr) -> Option<IpAddr> {
    let IpAddr::V6(six) = address else { return None };
    if !within(NAT64, address) {
        return None;
    }
    let [.., a, b, c, d] = six.octets();
    Some(IpAddr::V4(Ipv4Addr::new(a, b, c, d)))
}

fn embed(address: IpAddr) -> IpAddr {
    let IpAddr::V4(four) = address else { return address };
    let [a, b, c, d] = four.octets().map(u16::from);
    IpAddr::V6(Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, a << 8 | b, c << 8 | d))
}

/// What a NAT gateway emits for a packet: the same one, or its IPv4 form (rule S-77).
fn as_v4(packet: &Packet) -> Option<Packet> {
    if packet.dst.is_ipv4() {
        return Some(packet.clone());
    }
    let dst = embedded(packet.dst)?;
    let (protocol, dport) = if packet.protocol == 58 { (1, 8 << 8) } else { (packet.protocol, packet.dport) };
    Some(Packet { dst, protocol, dport, ..packet.clone() })
}

/// A reply as the client of a NAT gateway gets it.
fn for_client(before: &Packet, reply: Packet) -> Packet {
    let back = Packet { dst: before.src, dport: reply_port(before, &reply), ..reply };
    if before.dst.is_ipv4() {
        return back;
    }
    let (protocol, dport) = if back.protocol == 1 { (58, 129 << 8) } else { (back.protocol, back.dport) };
    Packet { src: embed(back.src), protocol, dport, ..back }
}

/// The regional NAT gateway that holds a public address.
pub(super) fn regional_of(document: &Value, public: IpAddr) -> Option<&Value> {
    list(document, "NatGateways").iter().find(|nat| {
        text(nat, "AvailabilityMode") == "regional"
            && list(nat, "NatGatewayAddresses").iter().any(|row| text(row, "PublicIp").parse() == Ok(public))
    })
}

impl<'v> Walk<'v> {
    /// Rules S-70 to S-73, and S-77 for a destination in 64:ff9b::/96.
    pub(super) fn through_nat_gateway(
        &self,
        id: &str,
        from: &str,
        vpc: &str,
        packet: Packet,
        depth: usize,
    ) -> Arrived {
        let nat = find(self.document, "NatGateways", "NatGatewayId", id);
        let home = nat.map(|nat| text(nat, "SubnetId"));
        let same_subnet = home == Some(from);
        if !same_subnet {
            acl_check(self.document, from, &packet, true)?;
        }
        let Some((nat, home)) = nat.zip(home) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("nat gateway");
        if text(nat, "State") != "available" || text(nat, "VpcId") != vpc {
            return dropped(format!("{id} is {}", nat["State"]));
        }
        let Some(as_emitted) = as_v4(&packet) else {
            return Err(Stop::Open("IPv6 to a NAT gateway".to_owned()));
        };
        if ![1, 6, 17].contains(&as_emitted.protocol) {
            return dropped(format!("{id} does not carry protocol {}", packet.protocol));
        }
        if text(nat, "AvailabilityMode") == "regional" {
            return self.through_regional(nat, from, vpc, packet);
        }
        if packet.dst.is_ipv6() {
            self.mark("nat64");
        }
        if text(nat, "ConnectivityType") == "private" {
            self.mark("private nat gateway");
        }
        if !same_subnet {
            acl_check(self.document, home, &packet, false)?;
        }
        if self.reply {
            return dropped(format!("ASYMMETRIC: the reply goes to {id}, which did not see the request"));
        }
        let own =
            list(nat, "NatGatewayAddresses").iter().find_map(|row| address(text(row, "PrivateIp"))).unwrap();
        let sport = if matches!(packet.protocol, 6 | 17) { self.nat_port } else { packet.sport };
        let after = Packet { src: own, sport, ..as_emitted };
        self.translates(id, &packet, &after)?;
        if let Some(owner) = self.owner(vpc, after.dst)
            && text(owner, "SubnetId") == home
        {
            return self.deliver(owner, after, &Relation::Lost, depth);
        }
        self.forward(home, after, Came::FromOwnInterface, &Relation::Lost, depth + 1)
    }

    fn translates(&self, id: &str, before: &Packet, after: &Packet) -> Result<(), Stop> {
        if self.translations.borrow().iter().any(|one| one.by == id) {
            return dropped("ROUTING_LOOP");
        }
        if !self.translations.borrow().is_empty() {
            return Err(Stop::Open("two translations".to_owned()));
        }
        let (by, before, after) = (id.to_owned(), before.clone(), after.clone());
        self.translations.borrow_mut().push(Translation { by, before, after });
        Ok(())
    }

    /// Rule S-76: no subnet and no network ACL of its own; its own table leads to the internet gateway.
    fn through_regional(&self, nat: &'v Value, from: &str, vpc: &str, packet: Packet) -> Arrived {
        let id = text(nat, "NatGatewayId");
        self.mark("regional nat gateway");
        if packet.dst.is_ipv6() {
            return Err(Stop::Open("NAT64 at a regional NAT gateway".to_owned()));
        }
        if self.reply {
            return dropped(format!("ASYMMETRIC: the reply goes to {id}, which did not see the request"));
        }
        if self.owner(vpc, packet.src).is_none() {
            return Err(Stop::Open("a regional NAT gateway for another VPC".to_owned()));
        }
        let zone = find(self.document, "Subnets", "SubnetId", from)
            .map_or("", |one| text(one, "AvailabilityZoneId"));
        let in_use: Vec<&Value> = list(nat, "NatGatewayAddresses")
            .iter()
            .filter(|row| text(row, "Status") == "succeeded")
            .collect();
        let here = in_use.iter().find(|row| text(row, "AvailabilityZoneId") == zone);
        let serving = match here {
            Some(row) => row,
            None if text(nat, "AutoProvisionZones") != "enabled" => {
                self.mark("regional nat gateway of another zone");
                return dropped(format!("{id} does not serve {zone}"));
            }
            None => {
                let Some(any) = in_use.first() else {
                    return Err(Stop::Open(format!("{id} has no address yet")));
                };
                any
            }
        };
        let Some(table) = find(self.document, "RouteTables", "RouteTableId", text(nat, "RouteTableId"))
        else {
            return Err(Stop::Unknown(format!("the table of {id}")));
        };
        let route = self.route_of(table, id, packet.dst)?;
        if text(route, "State") == "blackhole" {
            return dropped(format!("blackhole from {id} for {}", packet.dst));
        }
        let gateway = text(route, "GatewayId");
        if !gateway.starts_with("igw-") {
            return Err(Stop::Open(format!("from {id} by {route}")));
        }
        let Some(found) = find(self.document, "InternetGateways", "InternetGatewayId", gateway) else {
            return Err(Stop::Unknown(gateway.to_owned()));
        };
        if !attached(list(found, "Attachments"), vpc) {
            return dropped(format!("{gateway} is not attached to {vpc}"));
        }
        let IpAddr::V4(dst) = packet.dst else { return Err(Stop::Open("IPv6".to_owned())) };
        if is_private_or_shared(dst) || self.blocks(vpc).iter().any(|block| within(block, packet.dst)) {
            return dropped(format!("{gateway} does not carry {dst}"));
        }
        self.public_access(vpc, &[], super::public_access::Use::NatGateway)?;
        let public = address(text(serving, "PublicIp")).unwrap();
        let sport = if matches!(packet.protocol, 6 | 17) { self.nat_port } else { packet.sport };
        let after = Packet { src: public, sport, ..packet.clone() };
        self.translates(id, &packet, &after)?;
        self.internet_gateways.borrow_mut().push(gateway.to_owned());
        if let Some(there) = self.vpc_of_public(after.dst) {
            self.mark("hairpin");
            let gateway = self.internet_gateway_of(&there)?;
            return self.enter_from_internet(&there, &gateway, after);
        }
        Ok((End::Beyond(gateway.to_owned()), after))
    }

    /// A packet for the public address of a regional NAT gateway.
    pub(super) fn back_through_regional(&self, nat: &'v Value, packet: Packet) -> Arrived {
        let (id, vpc) = (text(nat, "NatGatewayId"), text(nat, "VpcId"));
        let flow = self.translations.borrow().iter().find(|one| one.by == id).cloned();
        let Some(Translation { before, after, .. }) =
            flow.filter(|one| self.reply && one.after.src == packet.dst)
        else {
            return dropped(format!("nothing can be opened through {id}"));
        };
        if after.dst != packet.src {
            return dropped(format!("ASYMMETRIC: {id} knows no flow with {}", packet.src));
        }
        let back = for_client(&before, packet);
        let Some(table) = find(self.document, "RouteTables", "RouteTableId", text(nat, "RouteTableId"))
        else {
            return Err(Stop::Unknown(format!("the table of {id}")));
        };
        let route = self.route_of(table, id, back.dst)?;
        if text(route, "GatewayId") != "local" {
            return Err(Stop::Open(format!("back from {id} by {route}")));
        }
        self.deliver_local(vpc, "", back, &Relation::Lost, 0)
    }

    /// A packet for the NAT gateway's own address: only the reply of a flow it carries goes on (rule S-71).
    pub(super) fn back_through_nat_gateway(&self, interface: &str, packet: Packet, depth: usize) -> Arrived {
        let nat = list(self.document, "NatGateways").iter().find(|nat| {
            list(nat, "NatGatewayAddresses").iter().any(|row| text(row, "NetworkInterfaceId") == interface)
        });
        let Some(nat) = nat else { return Err(Stop::Open(format!("{interface} of no NAT gateway"))) };
        let (id, home) = (text(nat, "NatGatewayId"), text(nat, "SubnetId"));
        let flow = self.translations.borrow().iter().find(|one| one.by == id).cloned();
        let Some(Translation { before, after, .. }) = flow.filter(|_| self.reply) else {
            return dropped(format!("nothing can be opened through {id}"));
        };
        if after.dst != packet.src {
            return dropped(format!("ASYMMETRIC: {id} knows no flow with {}", packet.src));
        }
        let back = for_client(&before, packet);
        let vpc = text(nat, "VpcId");
        if let Some(owner) = self.owner(vpc, back.dst)
            && text(owner, "SubnetId") == home
        {
            return self.deliver(owner, back, &Relation::Lost, depth);
        }
        self.forward(home, back, Came::FromOwnInterface, &Relation::Lost, depth + 1)
    }
}
