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
        put!(self.build.links, "link add name {one_name} netns @{one}@ address {mac} type veth peer name {other_name} address {mac} netns @{other}@");
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
            let mut lines = format!("route add throw {} table {table}\n", vpc_block(vpc));
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
                let is_more_specific = block.starts_with(&format!("10.{}.", vpc + 1)) || block.starts_with(&format!("2600:{}:", vpc + 1));
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
                        let has_zone = plan.transit.as_ref().is_some_and(|transit| transit.attachments[vpc].subnets[here.zone].is_some());
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
            put!(lines, "route add blackhole default metric 9999 table {table}\nroute add blackhole ::/0 metric 9999 table {table}");
            self.at(vpc).ip.push_str(&lines);
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
            let line = format!("rule add to {address}/32 lookup {table} pref 50\nroute replace default dev pcx{peering} table {table}\n");
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
                let mut entries: Vec<&Entry> = here.entries.iter().filter(|entry| entry.egress == egress).collect();
                entries.sort_by_key(|entry| entry.number);
                for entry in entries {
                    let verdict = if entry.allow { "return" } else { "drop" };
                    put!(chains, "  {} {verdict}", matches(entry.traffic, &entry.block, if egress { "daddr" } else { "saddr" }));
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
            if let Some(own) = plan.transit.as_ref().and_then(|transit| transit.attachments[vpc].subnets[zone]) {
                put!(forward, "  oifname \"tgw{zone}\" jump in{own}");
            }
        }
        for subnet in 0..found.subnets.len() {
            put!(forward, "  iifname \"br{subnet}\" jump out{subnet}\n  oifname \"br{subnet}\" jump in{subnet}");
        }
        let inside = self.mutant == Mutant::AclInside;
        let space = self.at(vpc);
        put!(space.nft, "table inet nacl {{\n{chains} chain c_fwd {{ type filter hook forward priority 0; policy accept;\n{forward} }}");
        put!(space.nft, " chain c_inp {{ type filter hook input priority 0; policy drop; {ND}; }}\n}}");
        if inside {
            let mut inside = String::new();
            for subnet in 0..found.subnets.len() {
                let ports = plan.hosts.iter().enumerate().filter(|(_, host)| (host.vpc, host.subnet) == (vpc, subnet));
                for (port, _) in ports {
                    put!(inside, "  iifname \"p{port}\" jump out{subnet}\n  oifname \"p{port}\" jump in{subnet}");
                }
            }
            let chains = chains.replace("meta nfproto ipv4", "meta protocol ip").replace("meta nfproto ipv6", "meta protocol ip6");
            put!(space.nft, "table bridge nacl {{\n{chains} chain c_fwd {{ type filter hook forward priority 0; policy accept;\n  ether type arp accept\n  {ND}\n{inside} }}\n}}");
        }
    }

    /// Rewrites payloads without state, as AWS does: an address that is not in the map does not pass.
    fn internet_gateway(&mut self, vpc: usize) {
        let plan = self.plan;
        let world = self.build.world;
        let igw = self.space(format!("igw-{vpc}"), true);
        self.cable(vpc, "igw", igw, "vpc0");
        self.cable(world, &format!("w{vpc}"), igw, "net0");
        let map = plan.public_map(vpc);
        let elements = |pairs: Vec<String>| if pairs.is_empty() { String::new() } else { format!("elements = {{ {} }}", pairs.join(", ")) };
        let out = elements(map.iter().map(|(private, public)| format!("{private} : {public}")).collect());
        let into = elements(map.iter().map(|(private, public)| format!("{public} : {private}")).collect());
        let v6: Vec<String> = plan.hosts.iter().filter(|host| host.vpc == vpc).filter_map(|host| host.v6).map(|v6| v6.to_string()).collect();
        let space = self.at(igw);
        put!(space.ip, "route add {} dev vpc0\nroute add default dev net0", vpc_block(vpc));
        put!(space.ip, "route add {} dev vpc0\nroute add ::/0 dev net0", vpc_block6(vpc));
        put!(
            space.nft,
            "table ip igw {{
 map out {{ type ipv4_addr : ipv4_addr; {out} }}
 map into {{ type ipv4_addr : ipv4_addr; {into} }}
 chain c_pre {{ type filter hook prerouting priority -300; policy accept;
  iifname \"vpc0\" ip daddr {PRIVATE} drop
  iifname \"net0\" ip saddr {PRIVATE} drop
  iifname \"vpc0\" ip saddr set ip saddr map @out meta mark set 1
  iifname \"vpc0\" meta mark != 1 drop
  ip daddr set ip daddr map @into meta mark set 2
  iifname \"net0\" meta mark != 2 drop
 }}
}}"
        );
        let members = v6.join(", ");
        let guard = |name: &str, side: &str| {
            if members.is_empty() { format!("  iifname \"{name}\" drop\n") } else { format!("  iifname \"{name}\" ip6 {side} != {{ {members} }} drop\n") }
        };
        let guards = guard("vpc0", "saddr") + &guard("net0", "daddr");
        put!(space.nft, "table ip6 igw {{ chain c_pre {{ type filter hook prerouting priority -300; policy accept;\n{guards} }}\n}}");
        let space = self.at(world);
        for (_, public) in &map {
            put!(space.ip, "route add {public}/32 dev w{vpc}");
        }
        put!(space.ip, "route add {} dev w{vpc}", vpc_block6(vpc));
    }

    /// Only what started inside, and its replies.
    fn egress_only_gateway(&mut self, vpc: usize) {
        let plan = self.plan;
        let world = self.build.world;
        let eigw = self.space(format!("eigw-{vpc}"), true);
        self.cable(vpc, "eigw", eigw, "vpc0");
        self.cable(world, &format!("e{vpc}"), eigw, "net0");
        let space = self.at(eigw);
        put!(space.ip, "route add {} dev vpc0\nroute add ::/0 dev net0", vpc_block6(vpc));
        put!(
            space.nft,
            "table inet eigw {{ chain c_fwd {{ type filter hook forward priority 0; policy drop;
  ct state invalid drop
  ct state established,related accept
  iifname \"vpc0\" oifname \"net0\" ip6 saddr {} accept
 }}
}}",
            vpc_block6(vpc)
        );
        // The internet asks by the internet gateway, and answers a flow by the gateway that it came from.
        let (mark, table) = (vpc + 1, 300 + vpc);
        let fallback = !plan.vpcs[vpc].igw;
        let space = self.at(world);
        put!(space.ip6, "rule add fwmark {mark} lookup {table} pref 50\nroute add ::/0 dev e{vpc} table {table}");
        if fallback {
            put!(space.ip, "route add {} dev e{vpc}", vpc_block6(vpc));
        }
    }

    fn nat_gateway(&mut self, vpc: usize) {
        let plan = self.plan;
        let (Some(nat), Some(address)) = (&plan.vpcs[vpc].nat, plan.nat_address(vpc)) else { return };
        let space = self.space(format!("nat-{vpc}"), true);
        self.plug(vpc, nat.subnet, space, "n0");
        let at = self.at(space);
        put!(at.ip, "addr add {address}/24 dev eth0\nlink set eth0 up\nroute add default via {}", super::plan::address(vpc, nat.subnet, 1));
        put!(
            at.nft,
            "table inet natgw {{
 chain c_in {{ type filter hook input priority 0; policy drop; ct state established,related accept; }}
 chain c_fwd {{ type filter hook forward priority 0; policy drop;
  ct state established,related accept
  meta nfproto ipv4 meta l4proto {{ tcp, udp, icmp }} ct state new accept
 }}
 chain c_post {{ type nat hook postrouting priority 100;
  oifname \"eth0\" meta l4proto {{ tcp, udp }} snat ip to {address}:1024-65535
  oifname \"eth0\" meta nfproto ipv4 snat ip to {address}
 }}
}}"
        );
    }

    /// A port of a subnet's bridge.
    fn plug(&mut self, vpc: usize, subnet: usize, space: usize, port: &str) {
        put!(self.build.links, "link add name {port} netns @{vpc}@ type veth peer name eth0 netns @{space}@");
        put!(self.at(vpc).ip, "link set {port} master br{subnet}\nlink set {port} up");
        self.at(vpc).bridges.insert(format!("br{subnet}"));
    }

    /// The transit gateway in one zone: a packet keeps its zone where it can (rule S-101).
    fn transit_plane(&mut self, zone: usize, plane: usize) {
        let plan = self.plan;
        let Some(transit) = &plan.transit else { return };
        for vpc in 0..plan.vpcs.len() {
            if transit.attachments[vpc].entry(zone).is_some() {
                self.cable(vpc, &format!("tgw{zone}"), plane, &format!("t{vpc}"));
            }
        }
        let space = self.at(plane);
        for (vpc, attachment) in transit.attachments.iter().enumerate() {
            let table = 100 + attachment.table.unwrap_or(99);
            if attachment.entry(zone).is_some() {
                put!(space.ip, "rule add iif t{vpc} lookup {table} pref 100");
                put!(space.ip6, "rule add iif t{vpc} lookup {table} pref 100");
            }
        }
        for (number, routes) in transit.tables.iter().enumerate() {
            let table = 100 + number;
            for (block, to) in routes {
                match to {
                    Some(vpc) if transit.attachments[*vpc].entry(zone).is_some() => put!(space.ip, "route replace {block} dev t{vpc} table {table}"),
                    _ => put!(space.ip, "route replace blackhole {block} table {table}"),
                }
            }
        }
        put!(space.ip, "route add blackhole default metric 9999\nroute add blackhole ::/0 metric 9999");
        // Marked, so that a group reference knows the relation by which a packet came.
        put!(space.nft, "table inet tgw {{ chain c_fwd {{ type filter hook forward priority 0; policy accept;\n  ip dscp 0 ip dscp set cs2\n  ip6 dscp 0 ip6 dscp set cs2\n }}\n}}");
    }

    fn host(&mut self, number: usize) {
        let plan = self.plan;
        let host = &plan.hosts[number];
        let forwards = host.forwards || self.mutant == Mutant::CheckIgnored;
        let space = self.space(format!("eni-{number}"), forwards);
        self.build.hosts.push(space);
        self.plug(host.vpc, host.subnet, space, &format!("p{number}"));
        let groups = self.security_groups(host);
        let at = self.at(space);
        for (private, _) in &host.addresses {
            put!(at.ip, "addr add {private}/24 dev eth0");
            at.serves.push(IpAddr::V4(*private));
        }
        if let Some(v6) = host.v6 {
            put!(at.ip, "addr add {v6}/64 dev eth0 nodad");
            at.serves.push(IpAddr::V6(v6));
        }
        put!(at.ip, "link set eth0 up\nroute add default via {}", address(host.vpc, host.subnet, 1));
        if host.v6.is_some() {
            put!(at.ip, "route add ::/0 via {}", address6(host.vpc, host.subnet, 1));
        }
        at.nft.push_str(&groups);
        if forwards {
            // A NAT instance translates what goes out; and no group reference survives an appliance (rule S-44).
            put!(at.nft, "table inet appliance {{ chain c_fwd {{ type filter hook forward priority 0; policy accept;\n  ip dscp set cs1\n  ip6 dscp set cs1\n }}");
            if let Some((private, _)) = host.addresses.iter().find(|(_, public)| public.is_some()) {
                put!(at.nft, " chain c_post {{ type nat hook postrouting priority 100;\n  ip saddr != {private} ip daddr != 10.0.0.0/8 fib saddr type != local snat ip to {private}\n }}");
            }
            put!(at.nft, "}}");
        }
    }

    fn security_groups(&self, host: &Host) -> String {
        let plan = self.plan;
        let rules = |egress: bool| {
            let mut lines = String::new();
            for group in &host.groups {
                let group = &plan.groups[*group];
                for rule in if egress { &group.egress } else { &group.ingress } {
                    let side = if egress { "daddr" } else { "saddr" };
                    match &rule.peer {
                        Peer::Block(block) => put!(lines, "  {} accept", matches(rule.traffic, block, side)),
                        Peer::Group(peer) => self.reference(&mut lines, host.vpc, rule.traffic, *peer, egress),
                    }
                }
            }
            lines
        };
        let tracked = if self.mutant == Mutant::GroupStateless { "" } else { "  ct state invalid drop\n  ct state established,related accept\n" };
        format!(
            "table inet sg {{
 chain c_in {{ type filter hook prerouting priority -150; policy drop;
  iifname \"lo\" accept\n  {ND}\n{tracked}{} }}
 chain c_out {{ type filter hook postrouting priority 0; policy drop;
  oifname \"lo\" accept\n  {ND}\n{tracked}{} }}
}}\n",
            rules(false),
            rules(true)
        )
    }

    /// A reference: the members' private addresses, if the packet came by a relation that carries it (rules S-42 to S-44, S-105).
    fn reference(&self, lines: &mut String, vpc: usize, traffic: Traffic, group: usize, egress: bool) {
        let plan = self.plan;
        let other = plan.groups[group].vpc;
        let peered = other == vpc || plan.peerings.contains(&(vpc.min(other), vpc.max(other)));
        let across = other != vpc
            && !egress
            && plan.transit.as_ref().is_some_and(|transit| {
                transit.references && transit.attachments[vpc].references && transit.attachments[other].references
            });
        let mut relations = Vec::new();
        if peered {
            relations.push("cs0");
        }
        if across {
            relations.push("cs2");
        }
        let members = plan.hosts.iter().filter(|host| host.groups.contains(&group));
        for member in members {
            let mut blocks: Vec<String> = member.addresses.iter().map(|(private, _)| format!("{private}/32")).collect();
            blocks.extend(member.v6.map(|v6| format!("{v6}/128")));
            for block in blocks {
                for relation in &relations {
                    let family = if is_v6(&block) { "ip6" } else { "ip" };
                    let mark = if egress || self.mutant == Mutant::ReferencesSurvive { String::new() } else { format!("{family} dscp {relation} ") };
                    let text = matches(traffic, &block, if egress { "daddr" } else { "saddr" });
                    put!(lines, "  {mark}{text} accept");
                }
            }
        }
    }
}

/// A rule's condition in nft's words.
fn matches(traffic: Traffic, block: &str, side: &str) -> String {
    let v6 = is_v6(block);
    let family = if v6 { "ip6" } else { "ip" };
    let mut text = match block {
        "0.0.0.0/0" => "meta nfproto ipv4".to_owned(),
        "::/0" => "meta nfproto ipv6".to_owned(),
        block => format!("{family} {side} {block}"),
    };
    let ports = |name: &str, (first, last): (u16, u16)| if first == last { format!(" {name} dport {first}") } else { format!(" {name} dport {first}-{last}") };
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
