//! Addresses that the platform itself answers, and instance connect endpoints, for the oracle.
//!
//! **Boundary:** raw JSON and the naive walker; written from rules S-10, S-11 and S-52.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::Value;

use super::json::{find, list, text, within};
use super::oracle::{Arrived, End, Packet, Stop, Walk, dropped};

/// Where a packet for the platform ends.
pub(super) const PLATFORM: &str = "platform";

/// What an address stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Service {
    Resolver,
    Metadata,
    MetadataOnIpv6,
    Other,
    /// Link-local, of nobody.
    Nobody,
    /// VPC Lattice's.
    Lattice,
}

/// The second address after the start of the VPC's first block.
fn resolver_of(vpc: &Value) -> Option<IpAddr> {
    let (base, _) = text(vpc, "CidrBlock").split_once('/')?;
    let base: Ipv4Addr = base.parse().ok()?;
    Some(IpAddr::V4(Ipv4Addr::from(u32::from(base) + 2)))
}

fn service(vpc: &Value, dst: IpAddr) -> Option<Service> {
    if resolver_of(vpc) == Some(dst) {
        return Some(Service::Resolver);
    }
    Some(match dst.to_string().as_str() {
        "169.254.169.253" | "fd00:ec2::253" => Service::Resolver,
        "169.254.169.254" => Service::Metadata,
        "fd00:ec2::254" => Service::MetadataOnIpv6,
        "169.254.170.2" | "169.254.169.250" | "169.254.169.251" | "169.254.169.123" | "fd00:ec2::123" => {
            Service::Other
        }
        _ if within("169.254.171.0/24", dst) => Service::Lattice,
        _ if within("169.254.0.0/16", dst) || within("fd00:ec2::/32", dst) => Service::Nobody,
        _ => return None,
    })
}

impl Walk<'_> {
    /// What an instance connect endpoint opens (rule S-52): with the client's own address the input does not say which.
    pub(super) fn connect_endpoint(&self, interface: &Value, packet: &Packet) -> Result<(), Stop> {
        let id = text(interface, "NetworkInterfaceId");
        let endpoint = list(self.document, "InstanceConnectEndpoints")
            .iter()
            .find(|one| list(one, "NetworkInterfaceIds").iter().any(|row| row == id));
        let Some(endpoint) = endpoint else { return Ok(()) };
        self.mark("instance connect endpoint");
        let near = self.owner(text(interface, "VpcId"), packet.dst).is_some();
        if endpoint["PreserveClientIp"] == true || packet.protocol != 6 || !near {
            return Err(Stop::Open(format!("what {id} sends")));
        }
        if text(endpoint, "State") != "create-complete" {
            return Err(Stop::Open(format!("{id} is {}", endpoint["State"])));
        }
        Ok(())
    }

    /// Answers without groups, network ACLs or routes; `None` for every other destination.
    pub(super) fn platform(&self, interface: &Value, packet: &Packet) -> Option<Arrived> {
        let vpc = find(self.document, "Vpcs", "VpcId", text(interface, "VpcId"))?;
        let service = service(vpc, packet.dst)?;
        Some(self.answered(interface, service, packet))
    }

    fn answered(&self, interface: &Value, service: Service, packet: &Packet) -> Arrived {
        let instance = text(&interface["Attachment"], "InstanceId");
        if instance.is_empty() {
            return Err(Stop::Open("the platform and an interface of no instance".to_owned()));
        }
        let machine = list(self.document, "Reservations")
            .iter()
            .flat_map(|reservation| list(reservation, "Instances"))
            .find(|one| text(one, "InstanceId") == instance);
        let natural = match service {
            Service::Lattice => return Err(Stop::Open("VPC Lattice".to_owned())),
            Service::Nobody => {
                self.mark("link-local of nobody");
                return dropped(format!("nobody has {}", packet.dst));
            }
            Service::Resolver => [(6, 53), (17, 53)].contains(&(packet.protocol, packet.dport)),
            Service::Metadata | Service::MetadataOnIpv6 => (packet.protocol, packet.dport) == (6, 80),
            Service::Other => [(6, 80), (17, 123), (6, 1688)].contains(&(packet.protocol, packet.dport)),
        };
        self.mark("platform address");
        if !natural {
            return Err(Stop::Open(format!("what answers {packet}")));
        }
        match service {
            Service::Resolver => {
                let vpc = text(interface, "VpcId");
                let said = list(self.document, "VpcAttributesDescribed")
                    .iter()
                    .find(|one| text(one, "VpcId") == vpc && !one["EnableDnsSupport"].is_null());
                if said.is_some_and(|one| one["EnableDnsSupport"]["Value"] == false) {
                    self.mark("platform address switched off");
                    return dropped(format!("{vpc} has no DNS support"));
                }
            }
            Service::Metadata | Service::MetadataOnIpv6 => {
                let options = machine.map(|one| &one["MetadataOptions"]);
                let says = |key: &str| options.map_or("", |options| text(options, key)).to_owned();
                if says("HttpEndpoint") == "disabled" {
                    self.mark("platform address switched off");
                    return dropped(format!("{instance} has no metadata"));
                }
                if service == Service::MetadataOnIpv6 && says("HttpProtocolIpv6") != "enabled" {
                    self.mark("platform address switched off");
                    return if says("HttpProtocolIpv6").is_empty() {
                        Err(Stop::Open("whether metadata answers on IPv6".to_owned()))
                    } else {
                        dropped(format!("{instance} has no metadata on IPv6"))
                    };
                }
            }
            Service::Other | Service::Nobody | Service::Lattice => {}
        }
        Ok((End::Beyond(PLATFORM.to_owned()), packet.clone()))
    }
}
