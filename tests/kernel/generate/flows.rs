//! What is sent: pairs that are likely to have a way, a fifth of them twice with another client port.

use super::*;

const FLOWS: usize = 36;

impl Draft<'_> {
    pub(super) fn flows(&mut self) {
        let mut used = BTreeSet::new();
        for _ in 0..FLOWS * 6 {
            if self.plan.flows.len() >= FLOWS {
                break;
            }
            let Some(mut flow) = self.flow() else { continue };
            let key =
                |flow: &Flow| (flow.from_ip, flow.to_ip, flow.protocol as u8, flow.port, flow.source_port);
            if !used.insert(key(&flow)) {
                continue;
            }
            self.plan.flows.push(flow.clone());
            if flow.protocol != Protocol::Ping && self.dice.chance(35) {
                flow.twin = Some(self.plan.flows.len() - 1);
                flow.source_port = self.client_port();
                if used.insert(key(&flow)) {
                    self.plan.flows.push(flow);
                }
            }
        }
    }

    fn client_port(&mut self) -> u16 {
        loop {
            let port = if self.dice.chance(60) {
                self.dice.of(&CLIENT_PORTS)
            } else {
                u16::try_from(1025 + self.dice.below(64000)).unwrap()
            };
            if !PORTS.contains(&port) {
                return port;
            }
        }
    }

    fn flow(&mut self) -> Option<Flow> {
        let hosts = self.plan.hosts.len();
        let from = self.dice.below(hosts);
        let to = self.dice.below(hosts);
        let (source, target) = (self.plan.hosts[from].clone(), self.plan.hosts[to].clone());
        let v6 = self.dice.chance(30);
        let pick = |dice: &mut Dice, host: &Host| {
            let all: Vec<IpAddr> =
                addresses(host).into_iter().filter(|address| address.is_ipv6() == v6).collect();
            (!all.is_empty()).then(|| dice.of(&all))
        };
        let world = |dice: &mut Dice| {
            if v6 { IpAddr::V6(dice.of(&WORLD_V6)) } else { IpAddr::V4(dice.of(&WORLD_V4)) }
        };
        let publics =
            |host: &Host| host.addresses.iter().filter_map(|(_, public)| *public).collect::<Vec<_>>();
        let (from_end, to_end, from_ip, to_ip) = match self.dice.below(100) {
            0..=44 if from != to => {
                (End::Host(from), End::Host(to), pick(self.dice, &source)?, pick(self.dice, &target)?)
            }
            45..=51 if from != to && !publics(&target).is_empty() => {
                let source_ip = pick(self.dice, &source).filter(IpAddr::is_ipv4)?;
                (End::Host(from), End::Host(to), source_ip, IpAddr::V4(self.dice.of(&publics(&target))))
            }
            52..=79 => (End::Host(from), End::World, pick(self.dice, &source)?, world(self.dice)),
            80..=94 if v6 => (End::World, End::Host(to), world(self.dice), IpAddr::V6(target.v6?)),
            80..=94 if !publics(&target).is_empty() => {
                (End::World, End::Host(to), world(self.dice), IpAddr::V4(self.dice.of(&publics(&target))))
            }
            95..=97 => {
                let source_ip = pick(self.dice, &source).filter(IpAddr::is_ipv4)?;
                let vpc = self.dice.below(self.plan.vpcs.len());
                let subnet = self.dice.of(&[0, 1, 77]);
                (End::Host(from), End::Nobody, source_ip, IpAddr::V4(address(vpc, subnet, 99)))
            }
            98 => {
                let source_ip = pick(self.dice, &source).filter(IpAddr::is_ipv4)?;
                (End::Host(from), End::Nobody, source_ip, IpAddr::V4(self.plan.nat_address(source.vpc)?))
            }
            99 if !v6 => {
                let public = self.plan.vpcs[source.vpc].nat.as_ref()?.public?;
                (End::World, End::Nobody, world(self.dice), IpAddr::V4(public))
            }
            _ => return None,
        };
        if let (End::Host(_), End::Host(_)) = (from_end, to_end)
            && source.vpc != target.vpc
            && !to_ip.to_string().starts_with("203")
        {
            let block = if v6 { vpc_block6(target.vpc) } else { vpc_block(target.vpc) };
            let has_route = self.plan.vpcs[source.vpc].subnets[source.subnet]
                .routes
                .iter()
                .any(|route| route.block == block);
            if !has_route && self.dice.chance(60) {
                return None;
            }
        }
        let protocol =
            self.dice.of(&[Protocol::Tcp, Protocol::Tcp, Protocol::Tcp, Protocol::Udp, Protocol::Ping]);
        if let End::Host(host) = from_end
            && self.plan.hosts[host].stopped
        {
            return None;
        }
        // Where the local route itself leads to an appliance, others answer past it: one leg only.
        if let (End::Host(_), End::Host(_)) = (from_end, to_end)
            && source.vpc == target.vpc
            && self.replaced.contains(&source.vpc)
            && ((1..=2).contains(&source.subnet) != (1..=2).contains(&target.subnet))
            && self.appliance(source.vpc).is_none_or(|appliance| appliance != from && appliance != to)
        {
            return None;
        }
        // A flow that leaves by an egress-only gateway and is answered past it: what that gateway makes of the rest of
        // the conversation is not documented.
        let routes = |host: &Host| self.plan.vpcs[host.vpc].subnets[host.subnet].routes.clone();
        let leaves_by_eigw = routes(&source).iter().any(|route| route.target == Target::Eigw);
        let answers_past_it = routes(&target).iter().any(|route| route.block == vpc_block6(source.vpc));
        if v6
            && matches!((from_end, to_end), (End::Host(_), End::Host(_)))
            && source.vpc != target.vpc
            && leaves_by_eigw
            && answers_past_it
        {
            let has_route = routes(&source).iter().any(|route| route.block == vpc_block6(target.vpc));
            if !has_route {
                return None;
            }
        }
        // The reply of a datagram that came in otherwise is a new flow to an egress-only gateway. AWS does not say
        // what becomes of it.
        let answers_by_eigw = self.plan.vpcs[target.vpc].subnets[target.subnet]
            .routes
            .iter()
            .any(|route| route.target == Target::Eigw);
        if v6
            && protocol == Protocol::Udp
            && to_end == End::Host(to)
            && from_end != End::Host(to)
            && answers_by_eigw
        {
            let is_local = from_end != End::World && source.vpc == target.vpc;
            if !is_local {
                return None;
            }
        }
        let port = self.dice.of(&self.ports.clone());
        let source_port = self.client_port();
        Some(Flow { from: from_end, to: to_end, from_ip, to_ip, protocol, port, source_port, twin: None })
    }
}
