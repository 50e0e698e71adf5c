//! A plan -> network namespaces: `ip` and `nft` text for each. docs/testing-kernel.md says what stands for what.
//!
//! This file is the judge's reading of AWS. It shares nothing with the engine, and decides nothing itself: routes,
//! connection tracking and translation are the kernel's.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::IpAddr;

use super::mutant::Mutant;
use super::plan::*;

/// A namespace to build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Space {
    pub(crate) name: String,
    pub(crate) forwards: bool,
    /// Lines for `ip -batch`; IPv6 rules go apart.
    pub(crate) ip: String,
    pub(crate) ip6: String,
    pub(crate) nft: String,
    /// Bridges that have a port.
    pub(crate) bridges: BTreeSet<String>,
    /// The addresses at which it serves.
    pub(crate) serves: Vec<IpAddr>,
}

/// All namespaces, and the links between them: `@N@` stands for namespace N.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Build {
    pub(crate) links: String,
    pub(crate) spaces: Vec<Space>,
    /// Namespace of each host.
    pub(crate) hosts: Vec<usize>,
    pub(crate) world: usize,
}

/// AWS's neighbour discovery is not filtered by groups and network ACLs, nor is ours.
const ND: &str = "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept";
const PRIVATE: &str = "{ 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 }";

struct Compiler<'p> {
    plan: &'p Plan,
    mutant: Mutant,
    build: Build,
    macs: usize,
}

macro_rules! put {
    ($to:expr, $($rest:tt)*) => { writeln!($to, $($rest)*).unwrap() };
}

pub(crate) fn compile(plan: &Plan, mutant: Mutant) -> Build {
    let mut compiler = Compiler { plan, mutant, build: Build::default(), macs: 0 };
    compiler.all();
    compiler.build
}

impl Compiler<'_> {
    fn space(&mut self, name: String, forwards: bool) -> usize {
        let ip = "link set lo up\n".to_owned();
        self.build.spaces.push(Space { name, forwards, ip, ..Space::default() });
        self.build.spaces.len() - 1
    }

    fn at(&mut self, space: usize) -> &mut Space {
        &mut self.build.spaces[space]
    }

    /// A cable whose ends have one MAC and no ARP, so that `dev X` is a next hop.
    fn cable(&mut self, one: usize, one_name: &str, other: usize, other_name: &str) {
        self.macs += 1;
        let mac = format!("02:00:00:01:00:{:02x}", self.macs);
        put!(
            self.build.links,
            "link add name {one_name} netns @{one}@ address {mac} type veth peer name {other_name} address {mac} netns @{other}@"
        );
        for (space, name) in [(one, one_name), (other, other_name)] {
            put!(self.at(space).ip, "link set {name} arp off\nlink set {name} up");
        }
    }

    fn all(&mut self) {
        let plan = self.plan;
        // Routers first: the number of a router is that of its VPC.
        for vpc in 0..plan.vpcs.len() {
            self.space(format!("vpc-{vpc}"), true);
        }
        self.build.world = self.space("world".to_owned(), true);
        self.world();
        let planes: Vec<usize> = if plan.transit.is_some() {
            (0..plan.zones()).map(|zone| self.space(format!("tgw-az{zone}"), true)).collect()
        } else {
            Vec::new()
        };
        for (number, (one, other)) in plan.peerings.iter().enumerate() {
            let name = format!("pcx{number}");
            self.cable(*one, &name, *other, &name);
        }
        for vpc in 0..plan.vpcs.len() {
            self.router(vpc);
            if plan.vpcs[vpc].igw {
                self.internet_gateway(vpc);
            }
            if plan.vpcs[vpc].eigw {
                self.egress_only_gateway(vpc);
            }
            if plan.vpcs[vpc].nat.is_some() {
                self.nat_gateway(vpc);
            }
        }
        for (zone, plane) in planes.iter().enumerate() {
            self.transit_plane(zone, *plane);
        }
        for host in 0..plan.hosts.len() {
            self.host(host);
        }
        for vpc in 0..plan.vpcs.len() {
            self.subnet_routes(vpc);
            self.network_acls(vpc);
        }
    }

    /// The internet: a few addresses, and a way to every gateway. It forwards, for traffic between two gateways.
    fn world(&mut self) {
        let world = self.build.world;
        let space = self.at(world);
        for address in WORLD_V4 {
            put!(space.ip, "addr add {address}/32 dev lo");
            space.serves.push(IpAddr::V4(address));
        }
        for address in WORLD_V6 {
            put!(space.ip, "addr add {address}/128 dev lo nodad");
            space.serves.push(IpAddr::V6(address));
        }
        put!(space.ip, "route add blackhole default metric 9999\nroute add blackhole ::/0 metric 9999");
        let mut marks = String::new();
        for vpc in (0..self.plan.vpcs.len()).filter(|vpc| self.plan.vpcs[*vpc].eigw) {
            put!(marks, "  iifname \"e{vpc}\" ct direction original ct mark set {}", vpc + 1);
        }
        let space = self.at(world);
        put!(
            space.nft,
            "table ip6 world {{
 chain c_fwd {{ type filter hook forward priority 0; policy accept;
  ip6 dscp set cs3
 }}
 chain c_pre {{ type filter hook prerouting priority -150; policy accept;
{marks}  ct direction reply meta mark set ct mark
 }}
 chain c_out {{ type route hook output priority -150; policy accept;
  ct direction reply meta mark set ct mark
 }}
}}"
        );
    }

    /// A VPC's router: a bridge for each subnet, a table for each.
    fn router(&mut self, vpc: usize) {
        let found = &self.plan.vpcs[vpc];
        let space = self.at(vpc);
        for subnet in 0..found.subnets.len() {
            put!(space.ip, "link add br{subnet} type bridge stp_state 0 forward_delay 0 mcast_snooping 0");
            put!(space.ip, "addr add {}/24 dev br{subnet}", address(vpc, subnet, 1));
            if found.v6 {
                put!(space.ip, "addr add {}/64 dev br{subnet} nodad", address6(vpc, subnet, 1));
            }
            put!(space.ip, "link set br{subnet} up");
            put!(space.ip, "rule add iif br{subnet} lookup {} pref 100", 100 + subnet);
            put!(space.ip6, "rule add iif br{subnet} lookup {} pref 100", 100 + subnet);
        }
        // What comes in by peering or a gateway meets `main`: only this VPC's subnets.
        put!(space.ip, "route add blackhole default metric 9999\nroute add blackhole ::/0 metric 9999");
        for (zone, entry) in self.entries(vpc).into_iter().enumerate() {
            if let Some(entry) = entry {
                let space = self.at(vpc);
                put!(space.ip, "rule add iif tgw{zone} lookup {} pref 100", 100 + entry);
                put!(space.ip6, "rule add iif tgw{zone} lookup {} pref 100", 100 + entry);
            }
        }
    }

    /// For each zone, the attachment subnet by which the transit gateway's traffic of that zone comes in.
    fn entries(&self, vpc: usize) -> Vec<Option<usize>> {
        let Some(transit) = &self.plan.transit else { return Vec::new() };
        (0..self.plan.zones()).map(|zone| transit.attachments[vpc].entry(zone)).collect()
    }

    fn subnet_routes(&mut self, vpc: usize) {
        let plan = self.plan;
        let found = &plan.vpcs[vpc];
        for (subnet, here) in found.subnets.iter().enumerate() {
            let table = 100 + subnet;
            let mut lines = String::new();
            if self.mutant == Mutant::LocalWins
                || here.routes.iter().all(|route| route.block != vpc_block(vpc))
            {
                put!(lines, "route add throw {} table {table}", vpc_block(vpc));
            }
            if found.v6 {
                put!(lines, "route add throw {} table {table}", vpc_block6(vpc));
            }
            for route in &here.routes {
                let block = &route.block;
                let to_host = |host: usize| {
                    let target = &plan.hosts[host];
                    let next = match target.v6 {
                        Some(v6) if is_v6(block) => v6.to_string(),
                        _ => target.addresses[0].0.to_string(),
                    };
                    format!("via {next} dev br{}", target.subnet)
                };
                let is_more_specific = block.starts_with(&format!("10.{}.", vpc + 1))
                    || block.starts_with(&format!("2600:{}:", vpc + 1));
                if self.mutant == Mutant::LocalWins && is_more_specific {
                    continue;
                }
                let way = match route.target {
                    Target::Igw => "dev igw".to_owned(),
                    Target::Eigw => "dev eigw".to_owned(),
                    Target::Nat => {
                        let nat = found.nat.as_ref().unwrap();
                        format!("via {} dev br{}", plan.nat_address(vpc).unwrap(), nat.subnet)
                    }
                    Target::Appliance(host) => to_host(host),
                    Target::Peering(peering) => format!("dev pcx{peering}"),
                    Target::Transit => {
                        let has_zone = plan
                            .transit
                            .as_ref()
                            .is_some_and(|transit| transit.attachments[vpc].subnets[here.zone].is_some());
                        if has_zone || self.mutant == Mutant::ZoneIgnored {
                            format!("dev tgw{}", here.zone)
                        } else {
                            "blackhole".to_owned()
                        }
                    }
                    Target::Blackhole => "blackhole".to_owned(),
                };
                if way == "blackhole" {
                    put!(lines, "route add blackhole {block} table {table}");
                } else {
                    put!(lines, "route add {block} {way} table {table}");
                }
            }
            put!(
                lines,
                "route add blackhole default metric 9999 table {table}\nroute add blackhole ::/0 metric 9999 table {table}"
            );
            self.at(vpc).ip.push_str(&lines);
        }
        for (subnet, host) in &found.ingress {
            let target = &plan.hosts[*host];
            let block = subnet_block(vpc, *subnet);
            // Only an interface with a public address takes what comes in by the gateway (rule S-32).
            if target.addresses.iter().any(|(_, public)| public.is_some()) {
                put!(
                    self.at(vpc).ip,
                    "route add {block} via {} dev br{} table 400",
                    target.addresses[0].0,
                    target.subnet
                );
            } else {
                put!(self.at(vpc).ip, "route add blackhole {block} table 400");
            }
        }
        if !found.ingress.is_empty() && self.mutant != Mutant::LocalWins {
            put!(self.at(vpc).ip, "rule add iif igw lookup 400 pref 100");
        }
        self.return_to_sender(vpc);
    }

    /// A NAT gateway's reply over peering needs no route (rule S-74).
    fn return_to_sender(&mut self, vpc: usize) {
        let plan = self.plan;
        let (Some(nat), Some(address)) = (&plan.vpcs[vpc].nat, plan.nat_address(vpc)) else { return };
        for route in &plan.vpcs[vpc].subnets[nat.subnet].routes {
            let Target::Peering(peering) = route.target else { continue };
            let (one, other) = plan.peerings[peering];
            let far = if one == vpc { other } else { one };
            if is_v6(&route.block) {
                continue;
            }
            let table = 200 + peering;
            let line = format!(
                "rule add to {address}/32 lookup {table} pref 50\nroute replace default dev pcx{peering} table {table}\n"
            );
            if !self.at(far).ip.contains(&line) {
                self.at(far).ip.push_str(&line);
            }
        }
    }

    /// Network ACLs at the borders of subnets, and the address guards of peering.
    fn network_acls(&mut self, vpc: usize) {
        let plan = self.plan;
        let found = &plan.vpcs[vpc];
        let is_nat = |subnet: usize| found.nat.as_ref().is_some_and(|nat| nat.subnet == subnet);
        let mut chains = String::new();
        for (subnet, here) in found.subnets.iter().enumerate() {
            for egress in [false, true] {
                put!(chains, " chain {}{subnet} {{", if egress { "out" } else { "in" });
                if self.mutant == Mutant::NatAclIgnored && is_nat(subnet) {
                    put!(chains, "  return");
                }
                if self.mutant == Mutant::AclStateful {
                    put!(chains, "  ct state established,related return");
                }
                let mut entries: Vec<&Entry> =
                    here.entries.iter().filter(|entry| entry.egress == egress).collect();
                entries.sort_by_key(|entry| entry.number);
                for entry in entries {
                    let verdict = if entry.allow { "return" } else { "drop" };
                    put!(
                        chains,
                        "  {} {verdict}",
                        matches(entry.traffic, &entry.block, if egress { "daddr" } else { "saddr" })
                    );
                }
                put!(chains, "  drop\n }}");
            }
        }
        let mut forward = String::new();
        for (number, (one, other)) in plan.peerings.iter().enumerate() {
            if *one != vpc && *other != vpc {
                continue;
            }
            let far = if *one == vpc { *other } else { *one };
            put!(forward, "  oifname \"pcx{number}\" ip saddr != {} drop", vpc_block(vpc));
            put!(forward, "  oifname \"pcx{number}\" ip daddr != {} drop", vpc_block(far));
            put!(forward, "  oifname \"pcx{number}\" ip6 saddr != {} drop", vpc_block6(vpc));
            put!(forward, "  oifname \"pcx{number}\" ip6 daddr != {} drop", vpc_block6(far));
        }
        for subnet in 0..found.subnets.len() {
            put!(forward, "  iifname \"br{subnet}\" oifname \"br{subnet}\" accept");
        }
        for (zone, entry) in self.entries(vpc).into_iter().enumerate() {
            let Some(entry) = entry else { continue };
            // Into the VPC: the attachment subnet's outbound list, the target subnet's inbound one; nothing inside one (rule S-64).
            put!(forward, "  iifname \"tgw{zone}\" oifname \"br{entry}\" accept");
            put!(forward, "  iifname \"tgw{zone}\" jump out{entry}");
            // Out of it: the sender's outbound list, the attachment subnet's inbound one, also inside one subnet.
            if let Some(own) =
                plan.transit.as_ref().and_then(|transit| transit.attachments[vpc].subnets[zone])
            {
                put!(forward, "  oifname \"tgw{zone}\" jump in{own}");
            }
        }
        for subnet in 0..found.subnets.len() {
            put!(
                forward,
                "  iifname \"br{subnet}\" jump out{subnet}\n  oifname \"br{subnet}\" jump in{subnet}"
            );
        }
        let inside = self.mutant == Mutant::AclInside;
        let space = self.at(vpc);
        put!(
            space.nft,
            "table inet nacl {{\n{chains} chain c_fwd {{ type filter hook forward priority 0; policy accept;\n{forward} }}"
        );
        put!(space.nft, " chain c_inp {{ type filter hook input priority 0; policy drop; {ND}; }}\n}}");
        if inside {
            let mut inside = String::new();
            for subnet in 0..found.subnets.len() {
                let ports = plan
                    .hosts
                    .iter()
                    .enumerate()
                    .filter(|(_, host)| (host.vpc, host.subnet) == (vpc, subnet));
                for (port, _) in ports {
                    put!(
                        inside,
                        "  iifname \"p{port}\" jump out{subnet}\n  oifname \"p{port}\" jump in{subnet}"
                    );
                }
            }
            let chains = chains
                .replace("meta nfproto ipv4", "meta protocol ip")
                .replace("meta nfproto ipv6", "meta protocol ip6");
            put!(
                space.nft,
                "table bridge nacl {{\n{chains} chain c_fwd {{ type filter hook forward priority 0; policy accept;\n  ether type arp accept\n  {ND}\n{inside} }}\n}}"
            );
        }
    }

    /// A port of a subnet's bridge.
    fn plug(&mut self, vpc: usize, subnet: usize, space: usize, port: &str) {
        put!(self.build.links, "link add name {port} netns @{vpc}@ type veth peer name eth0 netns @{space}@");
        put!(self.at(vpc).ip, "link set {port} master br{subnet}\nlink set {port} up");
        self.at(vpc).bridges.insert(format!("br{subnet}"));
    }
}

mod edges;
mod interfaces;

/// A rule's condition in nft's words.
fn matches(traffic: Traffic, block: &str, side: &str) -> String {
    let v6 = is_v6(block);
    let family = if v6 { "ip6" } else { "ip" };
    let mut text = match block {
        "0.0.0.0/0" => "meta nfproto ipv4".to_owned(),
        "::/0" => "meta nfproto ipv6".to_owned(),
        block => format!("{family} {side} {block}"),
    };
    let ports = |name: &str, (first, last): (u16, u16)| {
        if first == last { format!(" {name} dport {first}") } else { format!(" {name} dport {first}-{last}") }
    };
    let more = match traffic {
        Traffic::All => String::new(),
        Traffic::Tcp(first, last) if (first, last) == (0, u16::MAX) => " meta l4proto tcp".to_owned(),
        Traffic::Udp(first, last) if (first, last) == (0, u16::MAX) => " meta l4proto udp".to_owned(),
        Traffic::Tcp(first, last) => ports("tcp", (first, last)),
        Traffic::Udp(first, last) => ports("udp", (first, last)),
        // Each ICMP belongs to one family; a rule for the other matches nothing.
        Traffic::Icmp(_) if v6 => " meta l4proto icmp".to_owned(),
        Traffic::Icmp6(_) if !v6 => " meta l4proto icmpv6".to_owned(),
        Traffic::Icmp(None) => " meta l4proto icmp".to_owned(),
        Traffic::Icmp6(None) => " meta l4proto icmpv6".to_owned(),
        Traffic::Icmp(Some(kind)) => format!(" icmp type {kind}"),
        Traffic::Icmp6(Some(kind)) => format!(" icmpv6 type {kind}"),
    };
    text.push_str(&more);
    text
}
