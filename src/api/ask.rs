//! A request -> the flows to walk, and the walks -> one result.

use std::net::IpAddr;

use ipnet::IpNet;

use super::answer::ApiError;
use super::ends::{Ends, Member, Side, error};
use super::request::{ReachRequest, Scalar};
use crate::graph::Ix;
use crate::model::{AttachedTo, Resource};
use crate::space::addresses::{from_number, to_number};
use crate::space::{AddressSet, Family, PortSet, Protocol, RangeSet, ports};
use crate::trace::{self, Entry, Flow, Source, Walk, WalkOptions, Wanted};

/// Traffic of one protocol.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Traffic {
    pub protocol: Protocol,
    pub service: PortSet,
    pub client: PortSet,
}

/// A question read and checked.
pub(super) struct Question {
    pub from: Vec<Member>,
    pub to: Vec<Member>,
    pub from_ip: Option<IpAddr>,
    pub to_ip: Option<IpAddr>,
    /// One for `tcp`, several for `all`.
    pub traffic: Vec<Traffic>,
    pub family: Option<Family>,
    pub options: WalkOptions,
    pub via: Option<String>,
    pub avoid: Option<String>,
}

/// A walk and the flow it walked.
#[derive(Clone)]
pub(super) struct Walked {
    pub flow: Flow,
    pub walk: Walk,
}

/// The result of one pair in one family.
#[derive(Clone)]
pub(super) struct Outcome {
    pub verdict: trace::Verdict,
    /// The walk that shows why.
    pub shown: Walked,
    /// All traffic that passes, one entry a protocol and address set.
    pub passing: Vec<(Walked, Option<AddressSet>)>,
    /// Whether the varying addresses are the source's.
    pub varies_source: bool,
}

impl Question {
    /// Reads a request. Errors name the field and what to do.
    pub(super) fn read(ends: &Ends<'_>, request: &ReachRequest) -> Result<Question, ApiError> {
        let traffic = traffic(request)?;
        let family = match request.family.as_ref().map(ToString::to_string).as_deref() {
            None => None,
            Some("4") => Some(Family::V4),
            Some("6") => Some(Family::V6),
            Some(other) => return Err(error("bad-family", format!("`{other}` is not an address family"), "write 4 or 6")),
        };
        let from = ends.read(&request.from, request.from_ip.as_deref(), Side::From)?;
        let to = ends.read(&request.to, request.to_ip.as_deref(), Side::To)?;
        Ok(Question {
            from,
            to,
            from_ip: request.from_ip.as_deref().and_then(|text| text.parse().ok()),
            to_ip: request.to_ip.as_deref().and_then(|text| text.parse().ok()),
            traffic,
            family,
            options: WalkOptions { one_way: request.one_way, strict: request.strict, learn: None },
            via: request.via.clone(),
            avoid: request.avoid.clone(),
        })
    }

    /// The families in which a pair can be asked about at all.
    pub(super) fn families(&self, ends: &Ends<'_>, from: &Member, to: &Member) -> Vec<Family> {
        let of_protocol = |family: Family| {
            self.traffic.iter().any(|traffic| match traffic.protocol {
                Protocol::ICMP => family == Family::V4,
                Protocol::ICMPV6 => family == Family::V6,
                Protocol(_) => true,
            })
        };
        [Family::V4, Family::V6]
            .into_iter()
            .filter(|&family| self.family.is_none_or(|only| only == family) && of_protocol(family))
            .filter(|&family| has_family(ends, from, self.from_ip, family) && has_family(ends, to, self.to_ip, family))
            .collect()
    }

    /// One pair in one family.
    pub(super) fn ask(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family) -> Option<Outcome> {
        let usable = self.traffic.iter().filter(|traffic| match traffic.protocol {
            Protocol::ICMP => family == Family::V4,
            Protocol::ICMPV6 => family == Family::V6,
            Protocol(_) => true,
        });
        let all: Vec<Outcome> = usable.filter_map(|traffic| self.ask_traffic(ends, from, to, family, traffic)).collect();
        // `all` is whole only if every protocol is; the protocol that is worst off shows why.
        let verdict = merged(all.iter().map(|outcome| outcome.verdict))?;
        let varies_source = all.first()?.varies_source;
        let shown = all.iter().max_by_key(|outcome| outcome.verdict).map(|outcome| outcome.shown.clone())?;
        let passing = all.into_iter().flat_map(|outcome| outcome.passing).collect();
        Some(Outcome { verdict, shown, passing, varies_source })
    }

    fn ask_traffic(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family, traffic: &Traffic) -> Option<Outcome> {
        let sources = self.sources(ends, from, to, family);
        let targets = self.targets(ends, from, to, family);
        match (outside(&sources), outside(&targets)) {
            (Some(set), _) => self.over_addresses(ends, &targets, set, None, traffic, |address| {
                self.outside_sources(ends, from, to, address)
            }),
            (None, Some(set)) => {
                let wanted = if matches!(to, Member::OnPremises(_)) { Wanted::OnPremises } else { Wanted::Anywhere };
                self.over_addresses(ends, &sources, set, Some(wanted), traffic, |_| Vec::new())
            }
            (None, None) => self.best(ends, &points(&sources), &points(&targets), traffic).map(|walked| {
                let passing = if walked.walk.passing.is_empty() { Vec::new() } else { vec![(walked.clone(), None)] };
                Outcome { verdict: walked.walk.verdict, shown: walked, passing, varies_source: false }
            }),
        }
    }

    /// The best of all alternatives (DESIGN 2: several interfaces of one instance).
    fn best(&self, ends: &Ends<'_>, sources: &[Point], targets: &[Point], traffic: &Traffic) -> Option<Walked> {
        let mut best: Option<Walked> = None;
        for source in sources {
            for target in targets {
                let Some(walked) = self.walk(ends, source, target, traffic, None) else { continue };
                if best.as_ref().is_none_or(|best| walked.walk.verdict < best.walk.verdict) {
                    best = Some(walked);
                }
                if best.as_ref().is_some_and(|best| best.walk.verdict == trace::Verdict::Reachable) {
                    return best;
                }
            }
        }
        best
    }

    fn walk(&self, ends: &Ends<'_>, from: &Point, to: &Point, traffic: &Traffic, learn: Option<IpAddr>) -> Option<Walked> {
        let (Point::Source(source), Point::Target(destination, wanted)) = (from, to) else { return None };
        if let (Source::Interface(one, _), Wanted::Interface(other)) = (source, wanted)
            && one == other
        {
            return None;
        }
        let flow = Flow {
            source: *source,
            destination: *destination,
            wanted: *wanted,
            protocol: traffic.protocol,
            service: traffic.service.clone(),
            client: traffic.client.clone(),
        };
        let options = WalkOptions { learn, ..self.options };
        let walk = trace::walk(ends.network, ends.topology, &flow, options);
        Some(Walked { walk: self.filtered(walk), flow })
    }

    /// Applies `--via` and `--avoid`.
    fn filtered(&self, mut walk: Walk) -> Walk {
        let passes = |id: &str| walk.request.steps.iter().any(|step| *step.at.id == *id);
        let kind = crate::model::Kind::Other;
        let block = match (&self.via, &self.avoid) {
            (Some(via), _) if !passes(via) => Some(trace::Block::NotVia { wanted: Resource::new(kind, via.as_str()) }),
            (_, Some(avoid)) if passes(avoid) => {
                Some(trace::Block::Avoided { unwanted: Resource::new(kind, avoid.as_str()) })
            }
            _ => None,
        };
        let Some(block) = block else { return walk };
        if matches!(walk.verdict, trace::Verdict::Unreachable) {
            return walk;
        }
        let at = Resource::new(kind, self.via.as_deref().or(self.avoid.as_deref()).unwrap_or(""));
        walk.request.steps.push(trace::Step {
            at,
            fact: trace::Fact::Stops(block),
            outcome: trace::Outcome::Blocked,
            line: None,
            ports: None,
        });
        walk.request.sure = PortSet::empty();
        walk.request.maybe = PortSet::empty();
        walk.verdict = trace::Verdict::Unreachable;
        walk.passing = PortSet::empty();
        walk
    }

    /// Walks a set of outside addresses, neighbourhood by neighbourhood; targets are `wanted` somewhere, sources not.
    fn over_addresses(
        &self,
        ends: &Ends<'_>,
        fixed: &[Point],
        set: &AddressSet,
        wanted: Option<Wanted>,
        traffic: &Traffic,
        sources_of: impl Fn(IpAddr) -> Vec<Source>,
    ) -> Option<Outcome> {
        let varies_source = wanted.is_none();
        let mut remaining = set.clone();
        let mut classes: Vec<(Walked, RangeSet<u128>)> = Vec::new();
        while let Some(address) = pick(&remaining) {
            let mut best: Option<Walked> = None;
            let mut same = remaining.numbers.clone();
            let varying: Vec<Point> = match wanted {
                None => sources_of(address).into_iter().map(Point::Source).collect(),
                Some(wanted) => vec![Point::Target(address, wanted)],
            };
            for point in &varying {
                for other in points(fixed) {
                    let (from, to) = if varies_source { (point, &other) } else { (&other, point) };
                    let Some(walked) = self.walk(ends, from, to, traffic, Some(address)) else { continue };
                    if let Some((first, last)) = walked.walk.same_for {
                        same = same.intersection(&RangeSet::range(first, last));
                    }
                    if best.as_ref().is_none_or(|best| walked.walk.verdict < best.walk.verdict) {
                        best = Some(walked);
                    }
                }
            }
            let walked = best?;
            let number = to_number(address);
            let class = same.intersection(&remaining.numbers).union(&RangeSet::range(number, number));
            remaining.numbers = remaining.numbers.difference(&class);
            let alike = classes.iter_mut().find(|(known, _)| {
                known.walk.verdict == walked.walk.verdict
                    && known.walk.passing == walked.walk.passing
                    && known.walk.client == walked.walk.client
            });
            match alike {
                Some((_, addresses)) => *addresses = addresses.union(&class),
                None => classes.push((walked, class)),
            }
        }
        let verdict = merged(classes.iter().map(|(walked, _)| walked.walk.verdict))?;
        let is_whole = classes.len() == 1;
        let shown = if verdict == trace::Verdict::Reachable { classes.first() } else { classes.iter().max_by_key(|(w, _)| w.walk.verdict) };
        let shown = shown.map(|(walked, _)| walked.clone())?;
        let passing = classes
            .into_iter()
            .filter(|(walked, _)| !walked.walk.passing.is_empty())
            .map(|(walked, numbers)| {
                let family = set.family;
                (walked, (!is_whole || varies(set)).then_some(AddressSet { family, numbers }))
            })
            .collect();
        Some(Outcome { verdict, shown, passing, varies_source })
    }

    /// What the source member sends from.
    fn sources(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family) -> Vec<Point> {
        match from {
            Member::Interfaces { interfaces, .. } => {
                let mut found = Vec::new();
                for &ix in interfaces {
                    found.extend(self.source_address(ends, ix, family).map(|a| Point::Source(Source::Interface(ix, a))));
                }
                found
            }
            Member::Nat(ix) => {
                let nat = ends.network.nat_gateways.at(*ix as usize);
                let own = nat.into_iter().flat_map(|nat| &nat.addresses).find_map(|address| address.interface.as_ref());
                let position = own.and_then(|id| ends.network.interfaces.position(id)).and_then(|at| Ix::try_from(at).ok());
                let source = position.and_then(|ix| {
                    self.source_address(ends, ix, family).map(|address| Point::Source(Source::Interface(ix, address)))
                });
                source.into_iter().collect()
            }
            Member::Host(subnet, address) if Family::of(*address) == family => {
                vec![Point::Source(Source::Host(*subnet, *address))]
            }
            Member::Internet(_) | Member::OnPremises(_) | Member::Service(..) => {
                let set = outside_set(ends, from, family);
                match one_address(&set) {
                    Some(address) => {
                        self.outside_sources(ends, from, to, address).into_iter().map(Point::Source).collect()
                    }
                    None => vec![Point::Set(set)],
                }
            }
            Member::Host(..) | Member::Address(_) | Member::Unseen(_) => Vec::new(),
        }
    }

    fn source_address(&self, ends: &Ends<'_>, ix: Ix, family: Family) -> Option<IpAddr> {
        let interface = ends.network.interfaces.at(ix as usize)?;
        if let Some(asked) = self.from_ip {
            // A public address is sent from as the private one behind it.
            let private = interface.addresses.iter().find(|a| a.public.map(IpAddr::V4) == Some(asked));
            let address = private.map_or(asked, |address| IpAddr::V4(address.private));
            return (interface.owns(address) && Family::of(address) == family).then_some(address);
        }
        interface.own_addresses().find(|address| Family::of(*address) == family)
    }

    /// Where a host outside may enter towards the destination.
    fn outside_sources(&self, ends: &Ends<'_>, from: &Member, to: &Member, address: IpAddr) -> Vec<Source> {
        if !matches!(from, Member::OnPremises(_)) {
            return vec![Source::Outside(Entry::Internet, address)];
        }
        let vpcs = self.vpcs_of(ends, to);
        let mut entries: Vec<Entry> = Vec::new();
        for vpc in vpcs {
            entries.extend(ends.topology.vpn_gateways_of(vpc).into_iter().map(Entry::VpnGateway));
            for attachment in ends.topology.transit_attachments_of(vpc) {
                let gateway = ends.network.transit_attachments.at(attachment as usize).map(|a| &a.gateway);
                let outside = (0..).zip(&ends.network.transit_attachments).filter(|(_, other)| {
                    Some(&other.gateway) == gateway && matches!(other.to, AttachedTo::Vpn(_) | AttachedTo::DirectConnect(_))
                });
                entries.extend(outside.map(|(ix, _)| Entry::TransitAttachment(ix)));
            }
        }
        if entries.is_empty() {
            // Towards no VPC of the model: whatever gateway there is takes the packet in, and shows where it ends.
            let attached = (0..).zip(&ends.network.vpn_gateways).filter(|(_, gateway)| !gateway.vpcs.is_empty());
            let is_address = matches!(to, Member::Address(_) | Member::Internet(_) | Member::Service(..));
            entries.extend(attached.filter(|_| is_address).map(|(ix, _)| Entry::VpnGateway(ix)));
        }
        entries.sort_unstable();
        entries.dedup();
        if entries.is_empty() {
            entries.push(Entry::Nowhere);
        }
        entries.into_iter().map(|entry| Source::Outside(entry, address)).collect()
    }

    fn vpcs_of(&self, ends: &Ends<'_>, to: &Member) -> Vec<Ix> {
        let mut vpcs: Vec<Ix> = match to {
            Member::Interfaces { interfaces, .. } => {
                let subnets = interfaces.iter().filter_map(|&ix| ends.topology.subnet_of(ends.network, ix));
                subnets.filter_map(|(subnet, _)| ends.topology.vpc_of(ends.network, subnet)).map(|(vpc, _)| vpc).collect()
            }
            Member::Host(subnet, _) => {
                ends.topology.vpc_of(ends.network, *subnet).map(|(vpc, _)| vpc).into_iter().collect()
            }
            Member::Nat(ix) => {
                let nat = ends.network.nat_gateways.at(*ix as usize);
                nat.and_then(|nat| ends.topology.vpc(ends.network, &nat.vpc)).into_iter().collect()
            }
            Member::Address(address) => {
                let by_block = (0..).zip(&ends.network.vpcs).filter(|(_, vpc)| vpc.blocks.iter().any(|b| b.contains(address)));
                by_block.map(|(ix, _)| ix).collect()
            }
            Member::Internet(_) | Member::OnPremises(_) | Member::Service(..) | Member::Unseen(_) => Vec::new(),
        };
        vpcs.sort_unstable();
        vpcs.dedup();
        vpcs
    }

    /// What the destination member is asked for at.
    fn targets(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family) -> Vec<Point> {
        let from_internet = matches!(from, Member::Internet(_));
        match to {
            Member::Interfaces { interfaces, .. } => {
                let mut found = Vec::new();
                for &ix in interfaces {
                    let addresses = self.target_addresses(ends, ix, from_internet, family);
                    found.extend(addresses.into_iter().map(|a| Point::Target(a, Wanted::Interface(ix))));
                }
                found
            }
            Member::Nat(ix) => {
                let nat = ends.network.nat_gateways.at(*ix as usize);
                let address = nat.into_iter().flat_map(|nat| &nat.addresses).find_map(|address| {
                    let asked = self.to_ip.filter(|ip| {
                        address.public.map(IpAddr::V4) == Some(*ip) || address.private.map(IpAddr::V4) == Some(*ip)
                    });
                    let public = address.public.map(IpAddr::V4).filter(|_| from_internet);
                    asked.or(public).or(address.private.or(address.public).map(IpAddr::V4))
                });
                address.filter(|a| Family::of(*a) == family).map(|a| Point::Target(a, Wanted::Anywhere)).into_iter().collect()
            }
            Member::Host(subnet, address) if Family::of(*address) == family => {
                vec![Point::Target(*address, Wanted::Host(*subnet))]
            }
            Member::Address(address) if Family::of(*address) == family => {
                vec![Point::Target(*address, Wanted::Anywhere)]
            }
            Member::Internet(_) | Member::OnPremises(_) | Member::Service(..) => {
                let wanted = if matches!(to, Member::OnPremises(_)) { Wanted::OnPremises } else { Wanted::Anywhere };
                let set = outside_set(ends, to, family);
                match one_address(&set) {
                    Some(address) => vec![Point::Target(address, wanted)],
                    None => vec![Point::TargetSet(set)],
                }
            }
            Member::Host(..) | Member::Address(_) | Member::Unseen(_) => Vec::new(),
        }
    }

    fn target_addresses(&self, ends: &Ends<'_>, ix: Ix, from_internet: bool, family: Family) -> Vec<IpAddr> {
        let Some(interface) = ends.network.interfaces.at(ix as usize) else { return Vec::new() };
        if let Some(asked) = self.to_ip {
            return (Family::of(asked) == family).then_some(asked).into_iter().collect();
        }
        if family == Family::V4 && from_internet {
            let public: Vec<IpAddr> = interface.addresses.iter().filter_map(|a| a.public).map(IpAddr::V4).collect();
            if !public.is_empty() {
                return public;
            }
        }
        interface.own_addresses().find(|address| Family::of(*address) == family).into_iter().collect()
    }
}

/// A source or a target, one address or many.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Point {
    Source(Source),
    Target(IpAddr, Wanted),
    /// Outside sources as a set.
    Set(AddressSet),
    /// Outside targets as a set.
    TargetSet(AddressSet),
}

fn points(all: &[Point]) -> Vec<Point> {
    all.iter().filter(|point| matches!(point, Point::Source(_) | Point::Target(..))).cloned().collect()
}

fn outside(all: &[Point]) -> Option<&AddressSet> {
    all.iter().find_map(|point| match point {
        Point::Set(set) | Point::TargetSet(set) => Some(set),
        Point::Source(_) | Point::Target(..) => None,
    })
}

fn varies(set: &AddressSet) -> bool {
    one_address(set).is_none()
}

fn one_address(set: &AddressSet) -> Option<IpAddr> {
    let mut ranges = set.numbers.ranges();
    let only = ranges.next().filter(|range| range.start() == range.end())?;
    ranges.next().is_none().then(|| from_number(set.family, *only.start()))
}

/// An address to stand for a set: a documentation address where it is a member, since people know those.
fn pick(set: &AddressSet) -> Option<IpAddr> {
    let known: IpAddr = match set.family {
        Family::V4 => IpAddr::from([198, 51, 100, 7]),
        Family::V6 => IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 7]),
    };
    if set.contains(known) {
        return Some(known);
    }
    set.numbers.first().map(|number| from_number(set.family, number))
}

/// The addresses of an outside member.
fn outside_set(ends: &Ends<'_>, member: &Member, family: Family) -> AddressSet {
    let of = |blocks: &[IpNet]| AddressSet::of_networks(family, blocks);
    match member {
        Member::Internet(Some(blocks)) | Member::OnPremises(Some(blocks)) | Member::Service(_, blocks) => of(blocks),
        Member::OnPremises(None) => ends.on_premises_blocks(family),
        Member::Internet(None) => {
            let network = ends.network;
            let services = network.prefix_lists.iter().filter(|list| list.is_aws);
            let blocks: Vec<IpNet> = services.flat_map(|list| list.entries.iter().flatten()).copied().collect();
            let own_v4 = ends.topology.public_addresses().map(IpAddr::V4);
            let own_v6 = network.interfaces.iter().flat_map(|interface| &interface.ipv6).copied().map(IpAddr::V6);
            let own = own_v4.chain(own_v6).filter(|address| Family::of(*address) == family);
            let own = RangeSet::from_ranges(own.map(|address| (to_number(address), to_number(address))));
            AddressSet::internet(family).without(&of(&blocks)).without(&AddressSet { family, numbers: own })
        }
        Member::Interfaces { .. } | Member::Nat(_) | Member::Host(..) | Member::Address(_) | Member::Unseen(_) => {
            AddressSet::empty(family)
        }
    }
}

fn has_family(ends: &Ends<'_>, member: &Member, asked: Option<IpAddr>, family: Family) -> bool {
    if let Some(asked) = asked {
        return Family::of(asked) == family;
    }
    match member {
        Member::Interfaces { interfaces, .. } => interfaces.iter().any(|&ix| {
            let interface = ends.network.interfaces.at(ix as usize);
            interface.is_some_and(|i| i.own_addresses().any(|address| Family::of(address) == family))
        }),
        Member::Nat(_) => family == Family::V4,
        Member::Host(_, address) | Member::Address(address) => Family::of(*address) == family,
        Member::Internet(None) => true,
        Member::OnPremises(None) => family == Family::V4 || !ends.on_premises_blocks(family).numbers.is_empty(),
        Member::Internet(Some(blocks)) | Member::OnPremises(Some(blocks)) | Member::Service(_, blocks) => {
            blocks.iter().any(|block| Family::of_network(block) == family)
        }
        Member::Unseen(_) => false,
    }
}

/// One verdict for many: reachable if all are, partial if some pass, else undetermined before unreachable (DESIGN 2).
pub(super) fn merged(verdicts: impl Iterator<Item = trace::Verdict>) -> Option<trace::Verdict> {
    let all: Vec<trace::Verdict> = verdicts.collect();
    let passes = |verdict: &trace::Verdict| matches!(verdict, trace::Verdict::Reachable | trace::Verdict::Partial);
    if all.is_empty() {
        None
    } else if all.iter().all(|verdict| *verdict == trace::Verdict::Reachable) {
        Some(trace::Verdict::Reachable)
    } else if all.iter().any(passes) {
        Some(trace::Verdict::Partial)
    } else if all.contains(&trace::Verdict::Undetermined) {
        Some(trace::Verdict::Undetermined)
    } else {
        Some(trace::Verdict::Unreachable)
    }
}

/// Protocol and ports of a request.
fn traffic(request: &ReachRequest) -> Result<Vec<Traffic>, ApiError> {
    let text = |scalar: &Option<Scalar>| scalar.as_ref().map(ToString::to_string);
    let name = text(&request.protocol).unwrap_or_else(|| "tcp".to_owned());
    let port = text(&request.port);
    let read_ports = |text: &str| ports::parse(text).map_err(|message| error("bad-port", message, "write 443 or 8000-8010"));
    let client = match text(&request.source_port) {
        Some(text) => read_ports(&text)?,
        None => ports::ephemeral(),
    };
    if matches!(name.to_ascii_lowercase().as_str(), "all" | "-1") {
        let with_ports = |protocol| Traffic { protocol, service: PortSet::all(), client: client.clone() };
        let without = |protocol| Traffic { protocol, service: PortSet::all(), client: PortSet::all() };
        return Ok(vec![
            with_ports(Protocol::TCP),
            with_ports(Protocol::UDP),
            without(Protocol::ICMP),
            without(Protocol::ICMPV6),
            // A number that no rule names by itself: it passes where all traffic does.
            without(Protocol(253)),
        ]);
    }
    let Some(protocol) = Protocol::parse(&name) else {
        return Err(error(
            "bad-protocol",
            format!("`{name}` is not a protocol"),
            "write tcp, udp, icmp, icmpv6, all or a number from 0 to 255",
        ));
    };
    if protocol.has_ports() {
        let Some(port) = port else {
            return Err(error("missing-port", format!("a question about {protocol} needs a port"), "add --port 443, or a range"));
        };
        return Ok(vec![Traffic { protocol, service: read_ports(&port)?, client }]);
    }
    if let Some(port) = port {
        return Err(error("bad-port", format!("protocol `{name}` has no ports, so port {port} means nothing"), "leave the port out"));
    }
    let service = if protocol.is_icmp() { icmp(request, protocol)? } else { PortSet::all() };
    Ok(vec![Traffic { protocol, service, client: PortSet::all() }])
}

fn icmp(request: &ReachRequest, protocol: Protocol) -> Result<PortSet, ApiError> {
    let byte = |scalar: &Option<Scalar>, what: &str| -> Result<Option<u8>, ApiError> {
        let Some(scalar) = scalar else { return Ok(None) };
        let text = scalar.to_string();
        if text == "-1" {
            return Ok(None);
        }
        let parsed = text.parse::<u8>();
        parsed.map(Some).map_err(|_| error("bad-icmp", format!("ICMP {what} `{text}` is not a number from 0 to 255"), ""))
    };
    // A ping, unless something else is asked for.
    let echo = if protocol == Protocol::ICMP { 8 } else { 128 };
    let kind = if request.icmp_type.is_none() { Some(echo) } else { byte(&request.icmp_type, "type")? };
    let code = if request.icmp_type.is_none() && request.icmp_code.is_none() { Some(0) } else { byte(&request.icmp_code, "code")? };
    Ok(ports::icmp(kind, code))
}
