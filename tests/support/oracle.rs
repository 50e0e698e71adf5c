//! A naive reference walker: ONE concrete packet and its reply, over raw AWS CLI JSON.
//!
//! It shares nothing with the program: no sets, no index, no types. Every step is a loop over a list and a comparison,
//! written from the rules S-n of the semantics reference.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::net::IpAddr;

use serde_json::Value;

use super::balancers::behind;
use super::controls::{encryption, is_lattice};
use super::core_networks;
use super::filters::{Relation, Says, acl_check, groups_say, prefix_list};
use super::internet::pool_of;
use super::json::{address, covering, find, list, owns, private_of, public_of, text, vpc_blocks, within};
use super::nat::regional_of;
use super::platform::PLATFORM;
use super::premises::{is_premises, judge_premises};
use super::transit_edges::{Inside, is_attachment};

/// A packet. For ICMP the type and code are in `dport` as `type * 256 + code`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Packet {
    pub src: IpAddr,
    pub dst: IpAddr,
    pub protocol: u8,
    pub sport: u16,
    pub dport: u16,
}

/// A firewall endpoint crossed.
#[derive(Clone)]
pub(super) struct Crossing {
    pub(super) endpoint: String,
    pub(super) is_reply: bool,
    /// Whether the stateful engine saw the packet.
    pub(super) stateful: bool,
    /// Whether a pass rule of the stateful engine matched, so that the rest of the flow passes.
    pub(super) passed: bool,
    pub(super) packet: Packet,
}

impl Crossing {
    /// Whether a packet is of the same connection here, the other way: addresses may differ at another crossing.
    pub(super) fn is_answered_by(&self, packet: &Packet) -> bool {
        !self.is_reply && (self.packet.src, self.packet.dst) == (packet.dst, packet.src)
    }
}

impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} {}:{} > {}:{}]", self.protocol, self.src, self.sport, self.dst, self.dport)
    }
}

/// Where a packet comes from, or where it went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum End {
    /// An interface.
    Interface(String),
    /// Beyond a gateway: its id.
    Beyond(String),
    /// The internet, before it is known through which gateway.
    Internet,
    /// Behind the VPN of the VPC that holds the interface.
    OnPrem,
}

/// A concrete question.
#[derive(Clone, Debug)]
pub struct Question {
    pub from: End,
    /// The interface that must get it; `None` when the destination is only an address.
    pub to: Option<String>,
    pub packet: Packet,
}

/// Why a walk ended early.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Definitely dropped.
    Drop(String),
    /// The input lacks what would decide.
    Unknown(String),
    /// The document leaves it open: the question is not judged.
    Open(String),
}

/// The verdict with its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judged {
    Reachable,
    /// Only with some of the ports that a NAT gateway may pick.
    Partial(String),
    Unreachable(String),
    Unknown(String),
    Open(String),
}

impl From<Stop> for Judged {
    fn from(stop: Stop) -> Judged {
        match stop {
            Stop::Drop(reason) => Judged::Unreachable(reason),
            Stop::Unknown(reason) => Judged::Unknown(reason),
            Stop::Open(reason) => Judged::Open(reason),
        }
    }
}

impl Judged {
    pub fn word(&self) -> &'static str {
        match self {
            Judged::Reachable => "reachable",
            Judged::Partial(_) => "partial",
            Judged::Unreachable(_) => "unreachable",
            Judged::Unknown(_) => "undetermined",
            Judged::Open(_) => "open",
        }
    }
}

/// An address translation that the request went through.
#[derive(Clone, Debug)]
pub(super) struct Translation {
    /// The NAT gateway, or the interface of the NAT instance.
    pub(super) by: String,
    pub(super) before: Packet,
    pub(super) after: Packet,
}

/// How a packet came into a subnet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Came {
    FromOwnInterface,
    FromTransit,
}

pub(super) struct Walk<'v> {
    pub(super) document: &'v Value,
    pub(super) reply: bool,
    pub(super) nat_port: u16,
    pub(super) zone_choice: usize,
    /// Choices of a zone met so far.
    pub(super) zones_chosen: Cell<usize>,
    /// Flows in appliance mode, with the subnet that each keeps.
    pub(super) flows: RefCell<Vec<(String, &'v str)>>,
    pub(super) translations: RefCell<Vec<Translation>>,
    /// Appliances crossed, with the leg: `true` for the reply.
    pub(super) appliances: RefCell<Vec<(String, bool)>>,
    /// The same with the packet: the node with the same header once more is a loop (rule S-4).
    pub(super) passages: RefCell<Vec<(String, bool, Packet)>>,
    /// Firewall endpoints crossed.
    pub(super) firewalls: RefCell<Vec<Crossing>>,
    /// The interface that sent this leg.
    pub(super) sender: RefCell<String>,
    pub(super) internet_gateways: RefCell<Vec<String>>,
    pub(super) unknown: RefCell<Option<String>>,
    pub(super) open: RefCell<Option<String>>,
    pub(super) several_zones: Cell<bool>,
    pub used: RefCell<Vec<&'static str>>,
    pub(super) landed: RefCell<Landed>,
}

pub(super) type Arrived = Result<(End, Packet), Stop>;

pub(super) fn dropped<T>(reason: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Drop(reason.into()))
}

/// The edges of the ports that firewall rules name: `SourcePorts` as numbers, `SourcePort` as `[442,1024:1999]`.
fn firewall_ports(value: &Value, ports: &mut Vec<i64>) {
    if let Value::Array(items) = value {
        items.iter().for_each(|item| firewall_ports(item, ports));
    }
    let Value::Object(fields) = value else { return };
    for (key, field) in fields {
        let numbers: Vec<i64> = match key.as_str() {
            "SourcePorts" | "DestinationPorts" => field
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|range| [range["FromPort"].as_i64(), range["ToPort"].as_i64()])
                .flatten()
                .collect(),
            "SourcePort" | "DestinationPort" => {
                let words = field.as_str().unwrap_or_default().split(|c: char| !c.is_ascii_digit());
                words.filter_map(|word| word.parse().ok()).collect()
            }
            _ => Vec::new(),
        };
        ports.extend(numbers.into_iter().flat_map(|number| [number - 1, number, number + 1]));
        firewall_ports(field, ports);
    }
}

/// Ports that matter when a NAT gateway picks one: every edge of every network ACL entry and firewall rule.
pub(super) fn nat_ports(document: &Value) -> Vec<u16> {
    let mut ports = vec![1024_i64, 65535];
    firewall_ports(document, &mut ports);
    for acl in list(document, "NetworkAcls") {
        for entry in list(acl, "Entries") {
            if let (Some(from), Some(to)) =
                (entry["PortRange"]["From"].as_i64(), entry["PortRange"]["To"].as_i64())
            {
                ports.extend([from - 1, from, to, to + 1]);
            }
        }
    }
    // A middlebox that sees replies only lets them in by its groups.
    for group in list(document, "SecurityGroups") {
        for rule in ["IpPermissions", "IpPermissionsEgress"].iter().flat_map(|way| list(group, way)) {
            if let (true, Some(from), Some(to)) = (
                ["tcp", "udp", "6", "17"].contains(&text(rule, "IpProtocol")),
                rule["FromPort"].as_i64(),
                rule["ToPort"].as_i64(),
            ) {
                ports.extend([from - 1, from, to, to + 1]);
            }
        }
    }
    ports.sort_unstable();
    ports.dedup();
    ports
        .into_iter()
        .filter(|port| (1024..=65535).contains(port))
        .map(|port| u16::try_from(port).unwrap())
        .collect()
}

/// Judges a question; also says which features the walks touched. A node of a load balancer passes it on to its targets.
pub fn judge(document: &Value, question: &Question) -> (Judged, Vec<&'static str>) {
    if question.from == End::OnPrem {
        return judge_premises(document, question);
    }
    let (first, mut used, landed) = judge_connection(document, question);
    let Some((End::Interface(interface), seen)) = landed else { return (first, used) };
    let is_translated = question.packet.src != seen.src && seen.sport == nat_ports(document)[0];
    let found = match is_translated {
        true => behind_translated(document, &interface, &seen, &used),
        false => behind(document, &interface, &seen),
    };
    let Some((second, marks)) = found else { return (first, used) };
    let itself = Judged::Unreachable("a target cannot reach itself".to_owned());
    let translates = |mark: &&str| ["nat instance", "nat gateway", "regional nat gateway"].contains(mark);
    let second = if used.iter().any(translates) && (second == itself || is_target(document, &question.from)) {
        // Rule S-124 speaks of a target's own calls, not of those that a translator makes for it, or is itself.
        Judged::Open("a translator before a target's call to its own load balancer".to_owned())
    } else {
        second
    };
    used.extend(marks);
    let judged = match (first.word(), second.word()) {
        ("unreachable" | "open", _) | (_, "reachable") => first,
        ("reachable", _) => second,
        (_, "unreachable") => second,
        _ => Judged::Open(format!("{first:?} up to the load balancer, {second:?} behind it")),
    };
    (judged, used)
}

/// What is behind a load balancer may hang on the port that a translator before it has picked.
fn behind_translated(
    document: &Value,
    interface: &str,
    seen: &Packet,
    used: &[&str],
) -> Option<(Judged, Vec<&'static str>)> {
    let packets = nat_ports(document).into_iter().map(|sport| Packet { sport, ..seen.clone() });
    let all: Vec<_> = packets.map(|packet| behind(document, interface, &packet)).collect::<Option<_>>()?;
    let marks = all.iter().flat_map(|(_, marks)| marks.iter().copied()).collect();
    let words: Vec<&str> = all.iter().map(|(judged, _)| judged.word()).collect();
    let (first, _) = all.into_iter().next()?;
    let is_decided = |word: &&str| ["reachable", "partial", "unreachable"].contains(word);
    let judged = if words.iter().all(|word| *word == first.word()) {
        first
    } else if used.contains(&"nat instance") || !words.iter().all(is_decided) {
        Judged::Open("with some ports of a translator".to_owned())
    } else {
        Judged::Partial("some ports of a translator".to_owned())
    };
    Some((judged, marks))
}

/// Whether an interface is registered as a target anywhere, by its instance or by an address.
fn is_target(document: &Value, end: &End) -> bool {
    let End::Interface(id) = end else { return false };
    let Some(interface) = find(document, "NetworkInterfaces", "NetworkInterfaceId", id) else { return false };
    list(document, "LoadBalancerTargetHealth")
        .iter()
        .flat_map(|group| list(group, "TargetHealthDescriptions"))
        .any(|one| {
            let target = text(&one["Target"], "Id");
            target == text(&interface["Attachment"], "InstanceId")
                || target.parse().is_ok_and(|address| owns(interface, address))
        })
}

/// Where a packet was delivered, and as what.
type Landed = Option<(End, Packet)>;

/// One connection: from its first packet to where it is delivered, and back.
pub(super) fn judge_connection(document: &Value, question: &Question) -> (Judged, Vec<&'static str>, Landed) {
    let mut landed = None;
    let mut all: Vec<Judged> = Vec::new();
    let mut used = Vec::new();
    let mut zones = vec![0];
    let mut ports = vec![nat_ports(document)[0]];
    let mut index = 0;
    while index < zones.len() * ports.len() {
        let (zone, port) = (zones[index % zones.len()], ports[index / zones.len()]);
        let (judged, walk) = judge_once(document, question, port, zone);
        used.extend(walk.used.borrow().iter());
        landed = landed.or(walk.landed.borrow_mut().take());
        if walk.several_zones.get() && zones.len() == 1 {
            zones = (0..8).collect();
            index = 0;
            all.clear();
            continue;
        }
        let translates = ["nat gateway", "nat instance"].iter().any(|mark| walk.used.borrow().contains(mark));
        if translates && ports.len() == 1 && matches!(question.packet.protocol, 6 | 17) {
            ports = nat_ports(document);
            index = 0;
            all.clear();
            continue;
        }
        // Three choices of a zone are tried in all ways.
        let is_tried = walk.zones_chosen.get() <= 3;
        all.push(if is_tried { judged } else { Judged::Open("many choices of a zone".to_owned()) });
        index += 1;
    }
    let words: Vec<&str> = all.iter().map(Judged::word).collect();
    let judged = if words.iter().all(|word| *word == words[0]) {
        all[0].clone()
    } else if zones.len() > 1 {
        Judged::Open("the transit gateway may choose another zone".to_owned())
    } else if used.contains(&"nat instance") {
        Judged::Open("whether a NAT instance keeps the client's port is its own business".to_owned())
    } else if words.contains(&"open") {
        Judged::Open("with some ports".to_owned())
    } else if words.contains(&"undetermined") {
        Judged::Unknown("with some ports".to_owned())
    } else {
        Judged::Partial(format!("{:?}", all.iter().zip(&ports).find(|(one, _)| **one != Judged::Reachable)))
    };
    (judged, used, landed)
}

fn judge_once<'v>(
    document: &'v Value,
    question: &Question,
    nat_port: u16,
    zone_choice: usize,
) -> (Judged, Walk<'v>) {
    let mut walk = Walk::new(document, nat_port, zone_choice);
    let result = both_legs(&mut walk, question);
    let judged = match result {
        Err(Stop::Drop(reason)) => {
            // A denial stands, unless the document leaves an earlier step open.
            match walk.open.borrow().clone() {
                Some(open) => Judged::Open(open),
                None => Judged::Unreachable(reason),
            }
        }
        Err(Stop::Unknown(reason)) => Judged::Unknown(reason),
        Err(Stop::Open(reason)) => Judged::Open(reason),
        Ok(()) => match (walk.open.borrow().clone(), walk.unknown.borrow().clone()) {
            (Some(reason), _) => Judged::Open(reason),
            (None, Some(reason)) => Judged::Unknown(reason),
            (None, None) => Judged::Reachable,
        },
    };
    (judged, walk)
}

fn both_legs(walk: &mut Walk<'_>, question: &Question) -> Result<(), Stop> {
    let request = question.packet.clone();
    let mut entered = question.from.clone();
    let (arrived, seen) = match &question.from {
        End::Interface(id) => walk.send(id, request.clone())?,
        End::Internet => {
            let vpc = walk
                .vpc_of_public(request.dst)
                .ok_or_else(|| Stop::Drop("nobody has this public address".into()))?;
            let gateway = walk.internet_gateway_of(&vpc)?;
            entered = End::Beyond(gateway.clone());
            walk.enter_from_internet(&vpc, &gateway, request.clone())?
        }
        End::Beyond(id) if core_networks::is_attachment(id) => walk.enter_by_core(id, request.clone())?,
        End::Beyond(id) if is_attachment(id) => walk.enter_by_attachment(id, request.clone())?,
        End::Beyond(id) => {
            let interface = walk.interface(question.to.as_deref().unwrap())?;
            let vpc = text(interface, "VpcId").to_owned();
            walk.into_vpn_gateway(id, &vpc, request.dst)?;
            walk.enter_from_vpn(&vpc, id, request.clone())?
        }
        End::OnPrem => unreachable!("asked edge by edge"),
    };
    if let Some(wanted) = &question.to
        && arrived != End::Interface(wanted.clone())
    {
        return dropped(format!("delivered to {arrived:?}, not to {wanted}"));
    }
    *walk.landed.borrow_mut() = Some((arrived.clone(), seen.clone()));
    walk.reply = true;
    let back = Packet {
        src: seen.dst,
        dst: seen.src,
        protocol: seen.protocol,
        sport: seen.dport,
        dport: match seen.protocol {
            6 | 17 => seen.sport,
            1 => 0,         // echo reply
            58 => 129 << 8, // echo reply
            _ => 0,
        },
    };
    let (home, last) = match &arrived {
        End::Interface(id) => walk.send(id, back)?,
        End::Beyond(service) if service == PLATFORM => return Ok(()),
        End::Beyond(gateway) => walk.reply_from_beyond(gateway, back)?,
        End::Internet | End::OnPrem => unreachable!("these are starts only"),
    };
    walk.replies_are_inspected(request.protocol)?;
    if home != entered && is_premises(&home) && is_premises(&entered) {
        return Err(Stop::Open(format!("{entered:?} and {home:?} may be two doors of one site")));
    }
    if home != entered {
        return dropped(format!("ASYMMETRIC: the reply ends at {home:?}, the request came from {entered:?}"));
    }
    if last.dst != request.src || last.src != request.dst {
        return dropped(format!("ASYMMETRIC: the reply comes as {last}, the request was {request}"));
    }
    Ok(())
}

pub(super) fn attached(attachments: &[Value], vpc: &str) -> bool {
    attachments
        .iter()
        .any(|row| text(row, "VpcId") == vpc && ["attached", "available"].contains(&text(row, "State")))
}

impl<'v> Walk<'v> {
    pub(super) fn new(document: &'v Value, nat_port: u16, zone_choice: usize) -> Self {
        Walk {
            document,
            reply: false,
            nat_port,
            zone_choice,
            zones_chosen: Cell::new(0),
            flows: RefCell::default(),
            translations: RefCell::default(),
            appliances: RefCell::default(),
            passages: RefCell::default(),
            firewalls: RefCell::default(),
            sender: RefCell::default(),
            internet_gateways: RefCell::default(),
            unknown: RefCell::default(),
            open: RefCell::default(),
            several_zones: Cell::new(false),
            used: RefCell::default(),
            landed: RefCell::default(),
        }
    }

    pub(super) fn mark(&self, feature: &'static str) {
        self.used.borrow_mut().push(feature);
    }

    pub(super) fn interface(&self, id: &str) -> Result<&'v Value, Stop> {
        find(self.document, "NetworkInterfaces", "NetworkInterfaceId", id)
            .ok_or_else(|| Stop::Unknown(id.to_owned()))
    }

    /// The interface of a VPC that owns an address.
    pub(super) fn owner(&self, vpc: &str, address: IpAddr) -> Option<&'v Value> {
        list(self.document, "NetworkInterfaces")
            .iter()
            .find(|one| text(one, "VpcId") == vpc && owns(one, address))
    }

    /// The VPC of the interface that a public address belongs to.
    pub(super) fn vpc_of_public(&self, public: IpAddr) -> Option<String> {
        list(self.document, "NetworkInterfaces")
            .iter()
            .find(|one| private_of(one, public).is_some() || (public.is_ipv6() && owns(one, public)))
            .map(|one| text(one, "VpcId").to_owned())
            .or_else(|| regional_of(self.document, public).map(|nat| text(nat, "VpcId").to_owned()))
            .or_else(|| {
                let (_, interface) = pool_of(self.document, public)?;
                Some(text(self.interface(interface).ok()?, "VpcId").to_owned())
            })
    }

    pub(super) fn internet_gateway_of(&self, vpc: &str) -> Result<String, Stop> {
        list(self.document, "InternetGateways")
            .iter()
            .find(|gateway| attached(list(gateway, "Attachments"), vpc))
            .map(|gateway| text(gateway, "InternetGatewayId").to_owned())
            .ok_or_else(|| Stop::Drop(format!("no internet gateway is attached to {vpc}")))
    }

    pub(super) fn blocks(&self, vpc: &str) -> Vec<&'v str> {
        find(self.document, "Vpcs", "VpcId", vpc).map(vpc_blocks).unwrap_or_default()
    }

    /// Rule S-6.
    pub(super) fn must_be_up(&self, interface: &Value) -> Result<(), Stop> {
        let id = text(interface, "NetworkInterfaceId");
        if !["in-use", "associated"].contains(&text(interface, "Status")) {
            return dropped(format!("{id} is {}", interface["Status"]));
        }
        let instance = text(&interface["Attachment"], "InstanceId");
        if instance.is_empty() {
            return Ok(());
        }
        if text(&interface["Attachment"], "Status") != "attached" {
            return dropped(format!("{id} is not attached"));
        }
        let found = list(self.document, "Reservations")
            .iter()
            .flat_map(|reservation| list(reservation, "Instances"))
            .find(|one| text(one, "InstanceId") == instance);
        match found {
            Some(found) if text(&found["State"], "Name") == "running" => Ok(()),
            Some(found) => dropped(format!("{instance} is {}", found["State"]["Name"])),
            None => Err(Stop::Unknown(instance.to_owned())),
        }
    }

    /// A packet leaves an interface.
    pub(super) fn send(&self, id: &str, packet: Packet) -> Arrived {
        let interface = self.interface(id)?;
        *self.sender.borrow_mut() = id.to_owned();
        if text(interface, "InterfaceType") == "vpc_endpoint" && !self.reply {
            return dropped(format!("{id} opens nothing (rule S-110)"));
        }
        self.must_be_up(interface)?;
        if let Some(nat) = self.return_to_sender(interface, &packet) {
            acl_check(self.document, text(interface, "SubnetId"), &packet, true)?;
            acl_check(self.document, text(nat, "SubnetId"), &packet, false)?;
            return self.back_through_nat_gateway(text(nat, "NetworkInterfaceId"), packet, 0);
        }
        if !owns(interface, packet.src) && interface["SourceDestCheck"] != false {
            return dropped(format!("{id} checks sources"));
        }
        if !self.reply {
            self.connect_endpoint(interface, &packet)?;
        }
        if !self.reply
            && !is_lattice(&packet)
            && let Some(answered) = self.platform(interface, &packet)
        {
            return answered;
        }
        self.emit(interface, packet, false, &Relation::SameVpc, 0)
    }

    /// The interface of the NAT gateway that the reply finds by itself across a peering (rule S-74).
    pub(super) fn return_to_sender(&self, interface: &Value, packet: &Packet) -> Option<&'v Value> {
        if !self.reply || !self.used.borrow().contains(&"peering") {
            return None;
        }
        let nats = list(self.document, "NatGateways").iter();
        let by = self.translations.borrow().iter().find(|one| one.after.src == packet.dst)?.by.clone();
        let nat = nats.into_iter().find(|nat| text(nat, "NatGatewayId") == by)?;
        let vpc = text(nat, "VpcId");
        if vpc == text(interface, "VpcId") { None } else { self.owner(vpc, packet.dst) }
    }

    /// Security groups of an interface; a reply of a tracked flow passes (rule S-47).
    pub(super) fn groups(
        &self,
        interface: &Value,
        packet: &Packet,
        egress: bool,
        relation: &Relation,
    ) -> Result<(), Stop> {
        let id = text(interface, "NetworkInterfaceId");
        if self.reply {
            // Every interface that the request crossed tracks it; so do both of its ends.
            let crossed = self.appliances.borrow().contains(&(id.to_owned(), false));
            let is_appliance = interface["SourceDestCheck"] == false
                && !owns(interface, packet.src)
                && !owns(interface, packet.dst);
            if crossed || !is_appliance {
                return Ok(());
            }
        }
        let peer_groups: Vec<&str> = if *relation == Relation::Lost {
            Vec::new()
        } else {
            self.peer(interface, packet, egress, relation)
                .map(|peer| list(peer, "Groups").iter().map(|group| text(group, "GroupId")).collect())
                .unwrap_or_default()
        };
        let home = |row: &Value| find(self.document, "SecurityGroups", "GroupId", text(row, "GroupId"));
        if list(interface, "Groups").iter().filter_map(home).any(|one| one["VpcId"] != interface["VpcId"]) {
            self.mark("group of another VPC");
        }
        let says = groups_say(self.document, interface, packet, egress, relation, &peer_groups);
        if self.reply && says != groups_say(self.document, interface, packet, egress, &Relation::Lost, &[]) {
            self.mark("reference on a reply");
        }
        match says {
            Says::Yes => {}
            Says::No => {
                let way = if egress { "egress" } else { "ingress" };
                return dropped(format!("no {way} rule of {id} admits {packet} ({relation:?})"));
            }
            Says::Unknown => {
                *self.unknown.borrow_mut() = Some(format!("a group of {id} or a list is missing"));
            }
            Says::Open => {
                *self.open.borrow_mut() = Some(format!("a reference at {id} with a detour ahead"));
            }
        }
        Ok(())
    }

    /// The interface at the other end, where its address still identifies it.
    pub(super) fn peer(
        &self,
        interface: &Value,
        packet: &Packet,
        egress: bool,
        relation: &Relation,
    ) -> Option<&'v Value> {
        let vpc = text(interface, "VpcId");
        let wanted = if egress { packet.dst } else { packet.src };
        match relation {
            Relation::SameVpc | Relation::Detour => self.owner(vpc, wanted),
            Relation::Peering(there) if egress => self.owner(there, wanted),
            _ => find(self.document, "NetworkInterfaces", "NetworkInterfaceId", &self.sender.borrow()),
        }
    }

    /// What lies ahead for a group reference in an egress rule.
    pub(super) fn ahead(&self, interface: &Value, packet: &Packet) -> Relation {
        let (subnet, vpc) = (text(interface, "SubnetId"), text(interface, "VpcId"));
        if self.owner(vpc, packet.dst).is_some_and(|owner| text(owner, "SubnetId") == subnet) {
            return Relation::SameVpc;
        }
        match self.route(subnet, packet.dst) {
            Ok(route) if text(route, "GatewayId") == "local" => Relation::SameVpc,
            Ok(route) if !text(route, "NetworkInterfaceId").is_empty() => Relation::Detour,
            Ok(route) if self.is_firewall(text(route, "GatewayId")) => Relation::Detour,
            Ok(route) if !text(route, "VpcPeeringConnectionId").is_empty() => {
                let id = text(route, "VpcPeeringConnectionId");
                match find(self.document, "VpcPeeringConnections", "VpcPeeringConnectionId", id) {
                    Some(found)
                        if text(&found["Status"], "Code") == "active"
                            && found["RequesterVpcInfo"]["Region"] == found["AccepterVpcInfo"]["Region"] =>
                    {
                        let sides = [&found["RequesterVpcInfo"], &found["AccepterVpcInfo"]]
                            .map(|side| text(side, "VpcId"));
                        let there = if sides[0] == vpc { sides[1] } else { sides[0] };
                        Relation::Peering(there.to_owned())
                    }
                    _ => Relation::Lost,
                }
            }
            _ => Relation::Lost,
        }
    }

    /// Egress groups, then the same subnet or the routes.
    pub(super) fn emit(
        &self,
        interface: &'v Value,
        packet: Packet,
        translated: bool,
        relation: &Relation,
        depth: usize,
    ) -> Arrived {
        let (subnet, vpc) = (text(interface, "SubnetId"), text(interface, "VpcId"));
        // A reference is lost AFTER a middlebox (rule S-44); what leaves one meets nothing more than what leaves its sender.
        let ahead = if translated { Relation::Lost } else { self.ahead(interface, &packet) };
        self.groups(interface, &packet, true, &ahead)?;
        if is_lattice(&packet) {
            return self.to_lattice(interface, packet);
        }
        if let Some(owner) = self.owner(vpc, packet.dst)
            && text(owner, "SubnetId") == subnet
        {
            self.mark("same subnet");
            return self.deliver(owner, packet, relation, depth);
        }
        self.forward(subnet, packet, Came::FromOwnInterface, relation, depth + 1)
    }

    /// The route table of a subnet (rule S-18).
    pub(super) fn table(&self, subnet: &str) -> Result<&'v Value, Stop> {
        let tables = list(self.document, "RouteTables");
        let vpc =
            find(self.document, "Subnets", "SubnetId", subnet).map_or("", |subnet| text(subnet, "VpcId"));
        // Old captures print no state.
        let bound = |row: &&Value| ["associated", ""].contains(&text(&row["AssociationState"], "State"));
        tables
            .iter()
            .find(|table| {
                list(table, "Associations").iter().filter(bound).any(|row| text(row, "SubnetId") == subnet)
            })
            .or_else(|| {
                tables.iter().find(|table| {
                    text(table, "VpcId") == vpc
                        && list(table, "Associations").iter().filter(bound).any(|row| row["Main"] == true)
                })
            })
            .ok_or_else(|| Stop::Unknown(format!("route table of {subnet}")))
    }

    /// Longest prefix, then static before prefix list before propagated (rules S-19 to S-22, S-25).
    pub(super) fn route(&self, subnet: &str, dst: IpAddr) -> Result<&'v Value, Stop> {
        self.route_of(self.table(subnet)?, subnet, dst)
    }

    pub(super) fn route_of(&self, table: &'v Value, from: &str, dst: IpAddr) -> Result<&'v Value, Stop> {
        let own = self.blocks(text(table, "VpcId"));
        let mut local_matches = false;
        let mut best: Vec<(u32, u8, &Value)> = Vec::new();
        for route in list(table, "Routes") {
            let mut add = |block: &str, rank: u8| {
                if let Some(length) = covering(block, dst) {
                    local_matches |= text(route, "GatewayId") == "local";
                    best.push((length, rank, route));
                }
            };
            let propagated = text(route, "Origin") == "EnableVgwRoutePropagation";
            for key in ["DestinationCidrBlock", "DestinationIpv6CidrBlock"] {
                add(text(route, key), if propagated { 0 } else { 2 });
            }
            let by_list = text(route, "DestinationPrefixListId");
            if !by_list.is_empty() {
                match prefix_list(self.document, by_list) {
                    // Entries inside the VPC are not valid in its tables, and are ignored (rule S-28).
                    Some(blocks) => blocks
                        .iter()
                        .filter(|block| {
                            !own.iter().any(|own| {
                                address(block.split('/').next().unwrap())
                                    .is_some_and(|base| within(own, base))
                            })
                        })
                        .for_each(|block| add(block, 1)),
                    None => return Err(Stop::Open(format!("{by_list} in a route table"))),
                }
            }
        }
        best.retain(|(_, rank, _)| !(local_matches && *rank == 0));
        let Some(top) = best.iter().map(|(length, rank, _)| (*length, *rank)).max() else {
            return dropped(format!("no route from {from} to {dst}"));
        };
        best.retain(|(length, rank, _)| (*length, *rank) == top);
        if best.iter().any(|(_, _, route)| *route != best[0].2) {
            return Err(Stop::Open("two routes of equal rank".to_owned()));
        }
        Ok(best[0].2)
    }

    /// A packet is in a subnet and leaves it by the subnet's routes.
    pub(super) fn forward(
        &self,
        subnet: &str,
        packet: Packet,
        came: Came,
        relation: &Relation,
        depth: usize,
    ) -> Arrived {
        if depth > 64 {
            return dropped("ROUTING_LOOP");
        }
        let vpc = text(
            find(self.document, "Subnets", "SubnetId", subnet)
                .ok_or_else(|| Stop::Open(subnet.to_owned()))?,
            "VpcId",
        );
        if came == Came::FromTransit
            && let Some(owner) = self.owner(vpc, packet.dst)
            && text(owner, "SubnetId") == subnet
        {
            self.mark("transit into same subnet");
            return self.deliver(owner, packet, relation, depth);
        }
        let route = self.route(subnet, packet.dst)?;
        if text(route, "State") == "filtered" {
            return Err(Stop::Unknown("a filtered route".to_owned()));
        }
        if text(route, "State") == "blackhole" {
            self.mark("blackhole");
            return dropped(format!("blackhole from {subnet} for {}", packet.dst));
        }
        let target = |key: &str| Some(text(route, key)).filter(|id| !id.is_empty());
        if let Some(id) = target("NatGatewayId") {
            return self.through_nat_gateway(id, subnet, vpc, packet, depth);
        }
        if let Some(id) = target("NetworkInterfaceId") {
            return self.through_appliance(id, subnet, packet, relation, depth);
        }
        acl_check(self.document, subnet, &packet, true)?;
        if let Some(id) = target("TransitGatewayId") {
            return self.through_transit(id, subnet, vpc, packet, came, relation, depth);
        }
        if let Some(id) = target("VpcPeeringConnectionId") {
            return self.through_peering(id, vpc, packet, came, relation, depth);
        }
        if let Some(id) = target("EgressOnlyInternetGatewayId") {
            return self.through_egress_only(id, subnet, vpc, packet);
        }
        if let Some(arn) = target("CoreNetworkArn") {
            return self.through_core(arn, vpc, packet, depth);
        }
        match target("GatewayId") {
            Some("local") => self.deliver_local(vpc, subnet, packet, relation, depth),
            Some(id) if id.starts_with("igw-") => self.through_internet_gateway(id, subnet, vpc, packet),
            Some(id) if id.starts_with("vgw-") => self.out_of_vpn_gateway(id, vpc, &packet),
            Some(id) if id.starts_with("vpce-") && self.is_firewall(id) => {
                self.through_firewall(id, subnet, packet, depth)
            }
            Some(id) if id.starts_with("vpce-") => self.through_gateway_endpoint(id, vpc, packet, came),
            _ => Err(Stop::Open(format!("a route without a target that is modelled: {route}"))),
        }
    }

    pub(super) fn deliver_local(
        &self,
        vpc: &str,
        from: &str,
        packet: Packet,
        relation: &Relation,
        depth: usize,
    ) -> Arrived {
        let Some(owner) = self.owner(vpc, packet.dst) else {
            return dropped(format!("nobody in {vpc} has {}", packet.dst));
        };
        if text(owner, "SubnetId") != from {
            acl_check(self.document, text(owner, "SubnetId"), &packet, false)?;
        }
        self.deliver(owner, packet, relation, depth)
    }

    /// A packet enters a VPC from a gateway and is delivered locally.
    pub(super) fn enter(&self, vpc: &str, packet: Packet, relation: &Relation) -> Arrived {
        self.deliver_local(vpc, "", packet, relation, 0)
    }

    /// A packet is at the interface that owns its destination.
    pub(super) fn deliver(
        &self,
        owner: &'v Value,
        packet: Packet,
        relation: &Relation,
        depth: usize,
    ) -> Arrived {
        let id = text(owner, "NetworkInterfaceId");
        self.must_be_up(owner)?;
        if text(owner, "InterfaceType") == "lambda" && !self.reply {
            return dropped(format!("nothing can be opened to {id}"));
        }
        if text(owner, "Description").starts_with("EC2 Instance Connect Endpoint") && !self.reply {
            return Err(Stop::Open(format!("what {id} answers")));
        }
        if ["nat_gateway", "natGateway"].contains(&text(owner, "InterfaceType")) {
            return self.back_through_nat_gateway(id, packet, depth);
        }
        if self.reply {
            let translation = self
                .translations
                .borrow()
                .iter()
                .find(|one| one.by == id && one.after.src == packet.dst)
                .cloned();
            if let Some(Translation { before, .. }) = translation {
                let back = Packet { dst: before.src, dport: reply_port(&before, &packet), ..packet };
                return self.emit(owner, back, true, &Relation::Lost, depth + 1);
            }
        }
        self.groups(owner, &packet, false, relation)?;
        Ok((End::Interface(id.to_owned()), packet))
    }

    /// Rules S-34 and S-78.
    pub(super) fn through_appliance(
        &self,
        id: &str,
        from: &str,
        packet: Packet,
        relation: &Relation,
        depth: usize,
    ) -> Arrived {
        let found = find(self.document, "NetworkInterfaces", "NetworkInterfaceId", id);
        let same_subnet = found.is_some_and(|found| text(found, "SubnetId") == from);
        // From a gateway there is no subnet to leave.
        if !same_subnet && !from.is_empty() {
            acl_check(self.document, from, &packet, true)?;
        }
        let Some(found) = found else { return Err(Stop::Unknown(id.to_owned())) };
        self.mark("appliance");
        let home = text(found, "SubnetId");
        if !same_subnet {
            acl_check(self.document, home, &packet, false)?;
        }
        if owns(found, packet.dst) {
            self.mark("next hop is the destination");
            return self.deliver(found, packet, relation, depth);
        }
        self.groups(found, &packet, false, relation)?;
        if found["SourceDestCheck"] != false {
            return dropped(format!("{id} checks destinations"));
        }
        self.must_be_up(found)?;
        let passage = (id.to_owned(), self.reply, packet.clone());
        if self.passages.borrow().contains(&passage) {
            return dropped("ROUTING_LOOP");
        }
        self.passages.borrow_mut().push(passage);
        self.appliances.borrow_mut().push((id.to_owned(), self.reply));
        let own = address(text(found, "PrivateIpAddress")).unwrap();
        let vpc = text(found, "VpcId");
        let direct = self.owner(vpc, packet.dst).is_some_and(|owner| text(owner, "SubnetId") == home);
        if direct {
            self.mark("next hop beside the destination");
        }
        let to_internet = !direct
            && packet.dst.is_ipv4()
            && self.route(home, packet.dst).is_ok_and(|route| text(route, "GatewayId").starts_with("igw-"));
        if !to_internet {
            return self.emit(found, packet, false, &Relation::Lost, depth + 1);
        }
        let handed_on = self.appliances.borrow().contains(&(id.to_owned(), false))
            && !self.translations.borrow().iter().any(|one| one.by == id);
        if self.reply && handed_on {
            // It handed the request on as it was, so it does so with the reply.
            self.mark("appliance hands on a reply to the internet");
            return self.emit(found, packet, false, &Relation::Lost, depth + 1);
        }
        if self.reply {
            // DENY for a NAT instance, COND for a plain appliance (rule S-3), and an interface does not say which it is.
            return Err(Stop::Open(format!("the reply goes to {id} and the internet")));
        }
        if !self.translations.borrow().is_empty() {
            return Err(Stop::Open("two translations".to_owned()));
        }
        if self.owner(vpc, packet.src).and_then(|sender| public_of(sender, packet.src)).is_some() {
            return Err(Stop::Open(format!(
                "{id} may leave {} as it is, which has a public address",
                packet.src
            )));
        }
        if public_of(found, own).is_none()
            && list(found, "PrivateIpAddresses").iter().any(|row| !row["Association"].is_null())
        {
            return Err(Stop::Open(format!("{id} may translate to a secondary address, which is public")));
        }
        self.mark("nat instance");
        let sport = if matches!(packet.protocol, 6 | 17) { self.nat_port } else { packet.sport };
        let after = Packet { src: own, sport, ..packet.clone() };
        self.translations.borrow_mut().push(Translation {
            by: id.to_owned(),
            before: packet,
            after: after.clone(),
        });
        self.emit(found, after, true, &Relation::Lost, depth + 1)
    }

    /// Rules S-79 to S-83.
    fn through_peering(
        &self,
        id: &str,
        vpc: &str,
        packet: Packet,
        came: Came,
        relation: &Relation,
        depth: usize,
    ) -> Arrived {
        let Some(peering) = find(self.document, "VpcPeeringConnections", "VpcPeeringConnectionId", id) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("peering");
        if text(&peering["Status"], "Code") != "active" {
            return dropped(format!("{id} is {}", peering["Status"]["Code"]));
        }
        if came != Came::FromOwnInterface && self.blocks(vpc).iter().any(|block| within(block, packet.src)) {
            // The VPC's own packet, once around a transit gateway: rule S-83 speaks of foreign ones.
            return Err(Stop::Open(format!("{id} after a turn through a transit gateway")));
        }
        let (requester, accepter) = (&peering["RequesterVpcInfo"], &peering["AccepterVpcInfo"]);
        let there = if text(requester, "VpcId") == vpc { accepter } else { requester };
        let blocks = |side: &'v Value| {
            list(side, "CidrBlockSet")
                .iter()
                .map(|row| text(row, "CidrBlock"))
                .chain(list(side, "Ipv6CidrBlockSet").iter().map(|row| text(row, "Ipv6CidrBlock")))
        };
        if !blocks(there).any(|block| within(block, packet.dst)) {
            return dropped(format!("{} is not on the other side of {id}", packet.dst));
        }
        if !self.blocks(vpc).iter().any(|block| within(block, packet.src)) {
            return dropped(format!("{} is not of {vpc}", packet.src));
        }
        let peer = text(there, "VpcId");
        if find(self.document, "Vpcs", "VpcId", peer).is_none() {
            return Err(Stop::Unknown(peer.to_owned()));
        }
        let one_region = text(requester, "Region") == text(accepter, "Region");
        let relation = if *relation == Relation::SameVpc && one_region {
            Relation::Peering(vpc.to_owned())
        } else {
            Relation::Lost
        };
        self.deliver_local(peer, "", packet, &relation, depth)
    }

    /// Rules S-64, S-96 to S-103.
    #[allow(clippy::too_many_arguments, reason = "a plain function of what the packet is and where")]
    fn through_transit(
        &self,
        id: &str,
        from: &str,
        vpc: &str,
        packet: Packet,
        came: Came,
        relation: &Relation,
        depth: usize,
    ) -> Arrived {
        if came == Came::FromTransit {
            return Err(Stop::Open("from a transit gateway straight back to one".to_owned()));
        }
        let document = self.document;
        let Some(gateway) = find(document, "TransitGateways", "TransitGatewayId", id) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("transit gateway");
        let up = |row: &&Value| ["available", "modifying"].contains(&text(row, "State"));
        let attachment = list(document, "TransitGatewayVpcAttachments")
            .iter()
            .filter(up)
            .find(|row| text(row, "TransitGatewayId") == id && text(row, "VpcId") == vpc);
        let Some(attachment) = attachment else {
            return dropped(format!("{vpc} has no working attachment to {id}"));
        };
        let zone_of = |subnet: &str| {
            find(document, "Subnets", "SubnetId", subnet).map_or("", |one| text(one, "AvailabilityZoneId"))
        };
        let zone = zone_of(from);
        let subnets =
            |row: &'v Value| list(row, "SubnetIds").iter().filter_map(Value::as_str).collect::<Vec<&str>>();
        let Some(door) = subnets(attachment).into_iter().find(|subnet| zone_of(subnet) == zone) else {
            return dropped(format!("{id} has no attachment subnet in {zone}"));
        };
        // In one subnet both lists are asked; the outbound one was asked already.
        acl_check(document, door, &packet, false)?;
        let enabled = |row: &Value| text(&row["Options"], "SecurityGroupReferencingSupport") == "enable";
        self.out_of_transit(Inside {
            from: text(attachment, "TransitGatewayAttachmentId"),
            zone,
            packet,
            relation: relation.clone(),
            references: enabled(gateway) && enabled(attachment),
            depth,
        })
    }

    /// Rule S-109.
    fn through_gateway_endpoint(&self, id: &str, vpc: &str, packet: Packet, came: Came) -> Arrived {
        let Some(endpoint) = find(self.document, "VpcEndpoints", "VpcEndpointId", id) else {
            return Err(Stop::Unknown(id.to_owned()));
        };
        self.mark("gateway endpoint");
        if !text(endpoint, "State").eq_ignore_ascii_case("available") || text(endpoint, "VpcId") != vpc {
            return dropped(format!("{id} is {}", endpoint["State"]));
        }
        if came != Came::FromOwnInterface {
            return dropped(format!("{id}: no edge to edge"));
        }
        if ![1, 6].contains(&packet.protocol) {
            return dropped(format!("{id} does not carry protocol {}", packet.protocol));
        }
        encryption(self.document, vpc, &packet)?;
        Ok((End::Beyond(id.to_owned()), packet))
    }

    /// The reply of something behind a gateway: it enters where the request left.
    fn reply_from_beyond(&self, gateway: &str, packet: Packet) -> Arrived {
        if gateway == "lattice" {
            return self.from_lattice(packet);
        }
        if is_attachment(gateway) {
            return self.enter_by_attachment(gateway, packet);
        }
        if core_networks::is_attachment(gateway) {
            return self.enter_by_core(gateway, packet);
        }
        let vpc_at = |of: &str, key: &str, attachments: &str| {
            find(self.document, of, key, gateway)
                .and_then(|found| list(found, attachments).iter().find(|row| !text(row, "VpcId").is_empty()))
                .map(|row| text(row, "VpcId").to_owned())
        };
        if let Some(vpc) = vpc_at("InternetGateways", "InternetGatewayId", "Attachments") {
            return self.enter_from_internet(&vpc, gateway, packet);
        }
        if let Some(vpc) = vpc_at("VpnGateways", "VpnGatewayId", "VpcAttachments") {
            return self.enter_from_vpn(&vpc, gateway, packet);
        }
        let vpc = vpc_at("EgressOnlyInternetGateways", "EgressOnlyInternetGatewayId", "Attachments")
            .or_else(|| {
                find(self.document, "VpcEndpoints", "VpcEndpointId", gateway)
                    .map(|one| text(one, "VpcId").to_owned())
            })
            .unwrap();
        self.enter(&vpc, packet, &Relation::Lost)
    }
}

pub(super) fn reply_port(before: &Packet, reply: &Packet) -> u16 {
    if matches!(reply.protocol, 6 | 17) { before.sport } else { reply.dport }
}
