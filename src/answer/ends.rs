//! Text -> the ends of a question (DESIGN 2, END).

use std::net::IpAddr;

use ipnet::IpNet;

use super::answer::ApiError;
use super::index::Index;
use crate::graph::{Ix, Node, Owner, Topology};
use crate::model::{Network, Resource};
use crate::space::addresses::{is_global_v6, is_private_or_shared, parse_network};
use crate::space::{AddressSet, Family};

/// One member of an end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Member {
    /// Interfaces of which the best answers: an instance's, or a single one.
    Interfaces {
        /// The instance or interface id.
        label: String,
        /// Positions, primary first.
        interfaces: Vec<Ix>,
    },
    /// A NAT gateway by position.
    Nat(Ix),
    /// A host that is not in the input, in a subnet by position.
    Host(Ix, IpAddr),
    /// An address that routing resolves: destinations only.
    Address(IpAddr),
    /// The internet: all of it, or these addresses.
    Internet(Option<Vec<IpNet>>),
    /// Networks on-premises: all that are named, or these addresses.
    OnPremises(Option<Vec<IpNet>>),
    /// A block that routing resolves, and the networks of it that lie outside the model: destinations only.
    Block(IpNet, Vec<IpNet>),
    /// An AWS service, by its prefix list's blocks.
    Service(String, Vec<IpNet>),
    /// A function outside of any VPC, by position: it sends from the internet.
    Function(Ix),
    /// Something whose interfaces are not in the input.
    Unseen(Resource),
}

impl Member {
    /// What it is called in `pairs`.
    pub fn label(&self, network: &Network) -> String {
        match self {
            Member::Interfaces { label, .. } => label.clone(),
            Member::Nat(ix) => {
                network.nat_gateways.at(*ix as usize).map(|nat| nat.id.to_string()).unwrap_or_default()
            }
            Member::Host(_, address) | Member::Address(address) => address.to_string(),
            Member::Block(block, _) => block.to_string(),
            Member::Internet(_) => "internet".to_owned(),
            Member::OnPremises(_) => "onprem".to_owned(),
            Member::Service(name, _) => name.clone(),
            Member::Function(ix) => {
                network.workloads.at(*ix as usize).map(|one| one.id.to_string()).unwrap_or_default()
            }
            Member::Unseen(resource) => resource.to_string(),
        }
    }

    /// The interfaces of which the best answers, by position; `None` for what is no end of interfaces.
    pub fn interfaces(&self) -> Option<&[Ix]> {
        if let Member::Interfaces { interfaces, .. } = self { Some(interfaces) } else { None }
    }
}

/// Which end is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The source.
    From,
    /// The destination.
    To,
}

impl Side {
    const fn word(self) -> &'static str {
        match self {
            Side::From => "from",
            Side::To => "to",
        }
    }
}

/// More members than this make no answer that anybody could read.
const MOST_MEMBERS: usize = 2000;

/// Reads ends of one network.
pub struct Ends<'s> {
    /// The network.
    pub network: &'s Network,
    /// Its wiring.
    pub topology: &'s Topology,
    /// Its names and ids.
    pub index: &'s Index,
}

impl Ends<'_> {
    /// The members of an end; never empty, and not too many.
    pub fn read(&self, text: &str, address: Option<&str>, side: Side) -> Result<Vec<Member>, ApiError> {
        let members = self.read_any(text, address, side)?;
        if members.len() > MOST_MEMBERS {
            return Err(error(
                "end-too-large",
                format!("`{}` names {} interfaces; {MOST_MEMBERS} are the most", text.trim(), members.len()),
                "name a subnet, a group or a single interface",
            ));
        }
        Ok(members)
    }

    /// The members of an end, however many; never empty.
    pub fn read_any(&self, text: &str, address: Option<&str>, side: Side) -> Result<Vec<Member>, ApiError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(error(
                "missing-end",
                format!("`{}` is empty", side.word()),
                "name an id, a name, an address, `internet` or `onprem`",
            ));
        }
        let members = self.find(text, side)?;
        let members = match address {
            Some(address) => self.at_address(text, members, address, side)?,
            None => members,
        };
        if side == Side::To && members.iter().any(|member| matches!(member, Member::Function(_))) {
            return Err(error(
                "no-destination",
                format!("`{text}` is a function outside of any VPC: nothing connects to it"),
                "ask about what the function connects to, with it as --from",
            ));
        }
        if members.is_empty() {
            return Err(error(
                "empty-end",
                format!("`{text}` has no network interface in the input"),
                "add describe-network-interfaces output",
            ));
        }
        Ok(members)
    }

    fn find(&self, text: &str, side: Side) -> Result<Vec<Member>, ApiError> {
        let by_id = self.index.with_id(self.network, text);
        let named = if by_id.is_none() { self.index.with_name(self.network, text) } else { Vec::new() };
        let first = by_id.as_ref().or(named.first());
        if first.is_some_and(|entry| entry.kind == crate::model::Kind::LoadBalancer)
            && let Some(members) = self.load_balancer(text, side)
        {
            return Ok(members);
        }
        if let Some(entry) = by_id {
            return Ok(self.members_of(&entry));
        }
        if !named.is_empty() {
            return Ok(named.into_iter().flat_map(|entry| self.members_of(&entry)).collect());
        }
        match text {
            "internet" => return Ok(vec![Member::Internet(None)]),
            "onprem" | "on-premises" => return Ok(vec![Member::OnPremises(None)]),
            _ => {}
        }
        if let Some(name) = text.strip_prefix("name:") {
            let named = self.index.with_name(self.network, name);
            if named.is_empty() {
                return Err(self.unknown(name, side));
            }
            return Ok(named.into_iter().flat_map(|entry| self.members_of(&entry)).collect());
        }
        if let Some(tag) = text.strip_prefix("tag:") {
            return self.tagged(tag, side);
        }
        if let Some(service) = text.strip_prefix("service:") {
            return self.service(service, side);
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return self.address(address, side);
        }
        if text.contains('/')
            && let Some(network) = parse_network(text)
        {
            return self.block(network, side);
        }
        if let Some(members) = self.endpoint_name(text) {
            return Ok(members);
        }
        // Only here are all interfaces looked through: for what no document describes but they name.
        let held = (0..)
            .zip(&self.network.interfaces)
            .filter(|(_, interface)| interface.instance().is_some_and(|instance| instance.as_str() == text));
        let interfaces: Vec<Ix> = held.map(|(ix, _)| ix).collect();
        if !interfaces.is_empty() {
            return Ok(vec![Member::Interfaces { label: text.to_owned(), interfaces }]);
        }
        if let Some(members) = self.load_balancer(text, side) {
            return Ok(members);
        }
        Err(self.unknown(text, side))
    }

    #[cold]
    fn unknown(&self, text: &str, side: Side) -> ApiError {
        let near = self.index.nearest(self.network, text, 5);
        let help = if near.is_empty() {
            "name an id, a name, an address, `internet` or `onprem`".to_owned()
        } else {
            format!(
                "did you mean {}?",
                near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            )
        };
        error("unknown-end", format!("`{}`: nothing in the input is called `{text}`", side.word()), help)
    }

    /// A load balancer by ARN, name or DNS name: its nodes. The public name of an internet-facing one resolves to
    /// public addresses everywhere, inside its VPC too (rule S-126).
    fn load_balancer(&self, text: &str, side: Side) -> Option<Vec<Member>> {
        let called: Vec<_> =
            self.network.load_balancers.iter().filter(|balancer| balancer.is_called(text)).collect();
        if called.is_empty() {
            return self.described_balancer(text);
        }
        let mut members = Vec::new();
        for balancer in called {
            let before = members.len();
            for id in &balancer.nodes {
                let Some(interface) = self.network.interfaces.find(id) else { continue };
                let position = self.network.interfaces.position(id).and_then(|at| Ix::try_from(at).ok());
                let public: Vec<Member> = interface
                    .addresses
                    .iter()
                    .filter_map(|address| address.public)
                    .map(|public| Member::Address(IpAddr::V4(public)))
                    .collect();
                if side == Side::To && balancer.internet_facing && !public.is_empty() {
                    members.extend(public);
                } else {
                    members.extend(position.and_then(|ix| self.interface(ix)));
                }
            }
            if members.len() == before {
                members.push(Member::Unseen(balancer.id.resource()));
            }
        }
        Some(members)
    }

    /// A load balancer that no document describes, known by AWS's description of its nodes (semantics 14.7).
    fn described_balancer(&self, text: &str) -> Option<Vec<Member>> {
        let path = text.split_once(":loadbalancer/").map(|(_, path)| path);
        let matches = |description: &str| {
            let Some(owner) = description.strip_prefix("ELB ") else { return false };
            match path {
                Some(path) => owner == path,
                None => owner == text || owner.split('/').nth(1) == Some(text),
            }
        };
        let found =
            (0..).zip(&self.network.interfaces).filter(|(_, interface)| matches(&interface.description));
        let members: Vec<Member> = found.filter_map(|(ix, _)| self.interface(ix)).collect();
        if members.is_empty() {
            let is_arn = text.starts_with("arn:") && path.is_some();
            return is_arn
                .then(|| vec![Member::Unseen(Resource::new(crate::model::Kind::LoadBalancer, text))]);
        }
        Some(members)
    }

    fn tagged(&self, tag: &str, side: Side) -> Result<Vec<Member>, ApiError> {
        let Some((key, value)) = tag.split_once('=') else {
            return Err(error("bad-end", format!("`tag:{tag}` has no value"), "write `tag:KEY=VALUE`"));
        };
        let has = |tags: &[crate::model::Tag]| tags.iter().any(|(k, v)| **k == *key && **v == *value);
        let mut members: Vec<Member> = Vec::new();
        for (ix, instance) in (0..).zip(&self.network.instances) {
            if has(&instance.tags) {
                let interfaces = self.topology.interfaces_of_instance(self.network, ix);
                if !interfaces.is_empty() {
                    members.push(Member::Interfaces { label: instance.id.to_string(), interfaces });
                }
            }
        }
        let loose: Vec<Ix> = (0..)
            .zip(&self.network.interfaces)
            .filter(|(_, interface)| interface.instance().is_none() && has(&interface.tags))
            .map(|(ix, _)| ix)
            .collect();
        members.extend(self.interfaces(&loose));
        if members.is_empty() {
            for (ix, subnet) in (0..).zip(&self.network.subnets) {
                if has(&subnet.tags) {
                    members.extend(self.interfaces(&self.topology.interfaces_in_subnet(ix)));
                }
            }
        }
        if members.is_empty() { Err(self.unknown(&format!("tag:{tag}"), side)) } else { Ok(members) }
    }

    fn address(&self, address: IpAddr, side: Side) -> Result<Vec<Member>, ApiError> {
        if side == Side::To {
            return Ok(vec![Member::Address(address)]);
        }
        let owners = self.topology.owners_anywhere(address);
        if owners.len() > 1 {
            let vpcs: Vec<String> = owners
                .iter()
                .filter_map(|(vpc, _)| self.network.vpcs.at(*vpc as usize))
                .map(|vpc| format!("`{}`", vpc.id))
                .collect();
            return Err(error(
                "ambiguous-end",
                format!("{address} is an address in {}", vpcs.join(" and ")),
                "name the interface instead",
            ));
        }
        let public = match address {
            IpAddr::V4(v4) => self.topology.public_owner(v4).map(|(_, owner, _)| owner),
            IpAddr::V6(_) => None,
        };
        if let Some(owner) = owners.first().map(|(_, owner)| *owner).or(public) {
            return Ok(match owner {
                Owner::Interface(ix) => self.interface(ix).into_iter().collect(),
                Owner::Nat(ix) => vec![Member::Nat(ix)],
            });
        }
        if let Some(subnet) = self.subnet_with(address)? {
            self.check_host(subnet, address)?;
            return Ok(vec![Member::Host(subnet, address)]);
        }
        let block = vec![IpNet::from(address)];
        Ok(vec![if is_public(address) {
            Member::Internet(Some(block))
        } else {
            Member::OnPremises(Some(block))
        }])
    }

    /// A host may have any address of its subnet that AWS does not keep for itself (rule S-10).
    fn check_host(&self, subnet: Ix, address: IpAddr) -> Result<(), ApiError> {
        match self.network.subnets.at(subnet as usize) {
            Some(found) if found.reserves(address) => Err(error(
                "bad-address",
                format!("{address} is reserved in `{}`: no host has it", found.id),
                "name another address of the subnet",
            )),
            Some(_) | None => Ok(()),
        }
    }

    fn subnet_with(&self, address: IpAddr) -> Result<Option<Ix>, ApiError> {
        let holding: Vec<(Ix, &crate::model::Subnet)> = (0..)
            .zip(&self.network.subnets)
            .filter(|(_, subnet)| subnet.blocks.iter().any(|block| block.contains(&address)))
            .collect();
        if holding.len() > 1 {
            let subnets: Vec<String> = holding.iter().map(|(_, subnet)| format!("`{}`", subnet.id)).collect();
            let message = format!("{address} is an address in {}", subnets.join(" and "));
            return Err(error(
                "ambiguous-end",
                message,
                "name the subnet, with the address as --from-ip or --to-ip",
            ));
        }
        Ok(holding.first().map(|(ix, _)| *ix))
    }

    /// A block stands for its interfaces inside the model, for all its addresses elsewhere.
    fn block(&self, block: IpNet, side: Side) -> Result<Vec<Member>, ApiError> {
        let inside: Vec<Ix> = (0..)
            .zip(&self.network.interfaces)
            .filter(|(_, interface)| interface.own_addresses().any(|address| block.contains(&address)))
            .map(|(ix, _)| ix)
            .collect();
        let mut members = self.interfaces(&inside);
        members.extend(self.outside_part(block, side));
        if members.is_empty() {
            let message = format!("no network interface of the input has an address in {block}");
            return Err(error("empty-end", message, "name a subnet with an address as --from-ip or --to-ip"));
        }
        Ok(members)
    }

    /// The part of a block that lies in no VPC of the model. Its public addresses are the internet's; a block
    /// without any is a network on-premises. As a destination, routing decides which.
    fn outside_part(&self, block: IpNet, side: Side) -> Option<Member> {
        let family = Family::of_network(&block);
        let own = AddressSet::of_networks(family, self.network.vpcs.iter().flat_map(|vpc| &vpc.blocks));
        let outside = AddressSet::of_networks(family, [&block]).without(&own);
        let public = AddressSet {
            family,
            numbers: outside.numbers.intersection(&AddressSet::internet(family).numbers),
        };
        let (part, is_public) = if public.numbers.is_empty() { (outside, false) } else { (public, true) };
        if part.numbers.is_empty() {
            return None;
        }
        let blocks = part.to_networks();
        Some(match (side, is_public) {
            (Side::To, _) => Member::Block(block, blocks),
            (Side::From, true) => Member::Internet(Some(blocks)),
            (Side::From, false) => Member::OnPremises(Some(blocks)),
        })
    }

    /// Applies `--from-ip` or `--to-ip`.
    fn at_address(
        &self,
        text: &str,
        members: Vec<Member>,
        address: &str,
        side: Side,
    ) -> Result<Vec<Member>, ApiError> {
        let Ok(ip) = address.parse::<IpAddr>() else {
            return Err(error(
                "bad-address",
                format!("`{address}` is not an address"),
                "write an IPv4 or IPv6 address",
            ));
        };
        let block = Some(vec![IpNet::from(ip)]);
        match members.as_slice() {
            [Member::Internet(_)] => return Ok(vec![Member::Internet(block)]),
            [Member::OnPremises(_)] => return Ok(vec![Member::OnPremises(block)]),
            [Member::Block(of, _)] if of.contains(&ip) => return Ok(vec![Member::Address(ip)]),
            [Member::Service(name, _)] => {
                return Ok(vec![Member::Service(name.clone(), vec![IpNet::from(ip)])]);
            }
            [Member::Nat(_)] => return Ok(members),
            _ => {}
        }
        if members.contains(&Member::Address(ip)) {
            return Ok(vec![Member::Address(ip)]);
        }
        // A load balancer that its public name leads to has private addresses too.
        let members = match members.first() {
            Some(Member::Address(_)) => self.load_balancer(text, Side::From).unwrap_or(members),
            _ => members,
        };
        let owning: Vec<Member> = members
            .iter()
            .filter_map(|member| {
                let Member::Interfaces { label, interfaces } = member else { return None };
                let with: Vec<Ix> = interfaces.iter().copied().filter(|&ix| self.has(ix, ip)).collect();
                (!with.is_empty()).then(|| Member::Interfaces { label: label.clone(), interfaces: with })
            })
            .collect();
        if !owning.is_empty() {
            return Ok(owning);
        }
        if let Some(entry) = self
            .index
            .with_id(self.network, text)
            .or_else(|| self.index.with_name(self.network, text).into_iter().next())
            && let Node::Subnet(subnet) = entry.node
            && self
                .network
                .subnets
                .at(subnet as usize)
                .is_some_and(|s| s.blocks.iter().any(|b| b.contains(&ip)))
        {
            self.check_host(subnet, ip)?;
            return Ok(vec![Member::Host(subnet, ip)]);
        }
        let flag = if side == Side::From { "--from-ip" } else { "--to-ip" };
        Err(error(
            "bad-address",
            format!("{flag}: {ip} is not an address of `{text}`"),
            "leave it out, or name one of its addresses",
        ))
    }

    /// Whether an address is one of an interface's, its public ones included.
    pub fn has(&self, ix: Ix, address: IpAddr) -> bool {
        let Some(interface) = self.network.interfaces.at(ix as usize) else { return false };
        let is_public =
            matches!(address, IpAddr::V4(v4) if interface.addresses.iter().any(|a| a.public == Some(v4)));
        is_public || interface.owns(address)
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !is_private_or_shared(v4) && !v4.is_loopback() && !v4.is_link_local(),
        IpAddr::V6(v6) => is_global_v6(v6),
    }
}

/// An error of the desk.
#[cold]
pub fn error(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> ApiError {
    ApiError { code, message: message.into(), help: help.into() }
}
