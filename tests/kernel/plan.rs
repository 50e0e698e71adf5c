//! A small AWS network as plain data. The JSON and the kernel's configuration are both written from it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A host on the internet.
pub(crate) const WORLD_V4: [Ipv4Addr; 3] =
    [Ipv4Addr::new(198, 51, 100, 7), Ipv4Addr::new(198, 51, 100, 8), Ipv4Addr::new(8, 8, 8, 8)];
/// The same in IPv6.
pub(crate) const WORLD_V6: [Ipv6Addr; 2] =
    [Ipv6Addr::new(0x2600, 0x1f00, 0, 0, 0, 0, 0, 7), Ipv6Addr::new(0x2600, 0x1f00, 0, 0, 0, 0, 0, 8)];

#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) vpcs: Vec<Vpc>,
    pub(crate) groups: Vec<Group>,
    pub(crate) hosts: Vec<Host>,
    pub(crate) peerings: Vec<(usize, usize)>,
    pub(crate) transit: Option<Transit>,
    pub(crate) flows: Vec<Flow>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Vpc {
    pub(crate) v6: bool,
    pub(crate) igw: bool,
    pub(crate) eigw: bool,
    pub(crate) nat: Option<Nat>,
    pub(crate) subnets: Vec<Subnet>,
    /// The internet gateway's own route table: subnets whose traffic it sends to an interface first.
    pub(crate) ingress: Vec<(usize, usize)>,
}

/// A NAT gateway; private without a public address.
#[derive(Clone, Debug)]
pub(crate) struct Nat {
    pub(crate) subnet: usize,
    pub(crate) public: Option<Ipv4Addr>,
}

/// A subnet with a route table and a network ACL of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subnet {
    /// 0 or 1.
    pub(crate) zone: usize,
    /// Its table is the VPC's main one.
    pub(crate) main: bool,
    pub(crate) routes: Vec<Route>,
    pub(crate) entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) block: String,
    pub(crate) target: Target,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Target {
    Igw,
    Eigw,
    Nat,
    Appliance(usize),
    Peering(usize),
    Transit,
    Blackhole,
}

/// A protocol in a rule or an entry, with what narrows it: ports, or an ICMP type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Traffic {
    All,
    Tcp(u16, u16),
    Udp(u16, u16),
    Icmp(Option<u8>),
    Icmp6(Option<u8>),
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) number: u32,
    pub(crate) egress: bool,
    pub(crate) allow: bool,
    pub(crate) traffic: Traffic,
    pub(crate) block: String,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    pub(crate) vpc: usize,
    pub(crate) ingress: Vec<Rule>,
    pub(crate) egress: Vec<Rule>,
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) traffic: Traffic,
    pub(crate) peer: Peer,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Peer {
    Block(String),
    Group(usize),
}

/// An interface with its instance.
#[derive(Clone, Debug, Default)]
pub(crate) struct Host {
    pub(crate) vpc: usize,
    pub(crate) subnet: usize,
    /// Private addresses, primary first, with their public ones.
    pub(crate) addresses: Vec<(Ipv4Addr, Option<Ipv4Addr>)>,
    pub(crate) v6: Option<Ipv6Addr>,
    pub(crate) groups: Vec<usize>,
    /// Source/destination check is off.
    pub(crate) forwards: bool,
    /// Its instance does not run.
    pub(crate) stopped: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Transit {
    pub(crate) references: bool,
    pub(crate) tables: Vec<Vec<(String, Option<usize>)>>,
    /// One a VPC.
    pub(crate) attachments: Vec<Attachment>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Attachment {
    /// The attachment's subnet in each zone.
    pub(crate) subnets: [Option<usize>; 2],
    pub(crate) table: Option<usize>,
    pub(crate) references: bool,
}

impl Attachment {
    /// The subnet by which a packet of a zone comes in: the zone's own, else the only other (rule S-101).
    pub(crate) fn entry(&self, zone: usize) -> Option<usize> {
        self.subnets[zone].or(self.subnets[1 - zone])
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
    Ping,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    Host(usize),
    World,
    /// An address that no host has, or a NAT gateway's.
    Nobody,
}

#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) from: End,
    pub(crate) to: End,
    pub(crate) from_ip: IpAddr,
    pub(crate) to_ip: IpAddr,
    pub(crate) protocol: Protocol,
    pub(crate) port: u16,
    pub(crate) source_port: u16,
    /// The flow that differs from this one by its source port only.
    pub(crate) twin: Option<usize>,
}

impl std::fmt::Display for Flow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:?} {} -> {:?} {} {:?} {} from {}",
            self.from, self.from_ip, self.to, self.to_ip, self.protocol, self.port, self.source_port
        )
    }
}

pub(crate) fn vpc_block(vpc: usize) -> String {
    format!("10.{}.0.0/16", vpc + 1)
}

pub(crate) fn vpc_block6(vpc: usize) -> String {
    format!("2600:{}::/56", vpc + 1)
}

pub(crate) fn subnet_block(vpc: usize, subnet: usize) -> String {
    format!("10.{}.{subnet}.0/24", vpc + 1)
}

pub(crate) fn subnet_block6(vpc: usize, subnet: usize) -> String {
    format!("2600:{}:0:{subnet}::/64", vpc + 1)
}

pub(crate) fn address(vpc: usize, subnet: usize, number: u8) -> Ipv4Addr {
    Ipv4Addr::new(10, u8::try_from(vpc + 1).unwrap(), u8::try_from(subnet).unwrap(), number)
}

pub(crate) fn address6(vpc: usize, subnet: usize, number: u8) -> Ipv6Addr {
    Ipv6Addr::new(
        0x2600,
        u16::try_from(vpc + 1).unwrap(),
        0,
        u16::try_from(subnet).unwrap(),
        0,
        0,
        0,
        u16::from(number),
    )
}

pub(crate) fn is_v6(block: &str) -> bool {
    block.contains(':')
}

impl Plan {
    /// The NAT gateway's own address in its VPC.
    pub(crate) fn nat_address(&self, vpc: usize) -> Option<Ipv4Addr> {
        self.vpcs[vpc].nat.as_ref().map(|nat| address(vpc, nat.subnet, 5))
    }

    pub(crate) fn zones(&self) -> usize {
        let zones = self.vpcs.iter().flat_map(|vpc| &vpc.subnets).map(|subnet| subnet.zone + 1);
        zones.max().unwrap_or(1)
    }

    /// All public addresses of a VPC with their private ones.
    pub(crate) fn public_map(&self, vpc: usize) -> Vec<(Ipv4Addr, Ipv4Addr)> {
        let mut map: Vec<_> = self
            .hosts
            .iter()
            .filter(|host| host.vpc == vpc)
            .flat_map(|host| &host.addresses)
            .filter_map(|(private, public)| public.map(|public| (*private, public)))
            .collect();
        if let (Some(nat), Some(private)) = (&self.vpcs[vpc].nat, self.nat_address(vpc)) {
            map.extend(nat.public.map(|public| (private, public)));
        }
        map
    }
}
