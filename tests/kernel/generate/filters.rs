//! Network ACLs and security groups: half of them open, the others drawn around the asked ports and addresses.

use super::*;

impl Draft<'_> {
    /// Blocks that hold, or just miss, something that is asked about.
    fn block(&mut self, v6: bool) -> String {
        let host = self.dice.below(self.plan.hosts.len());
        let host = self.plan.hosts[host].clone();
        if v6 {
            return match self.dice.below(10) {
                0..=5 => "::/0".to_owned(),
                6 => vpc_block6(host.vpc),
                7 => subnet_block6(host.vpc, host.subnet),
                8 => format!("{}/128", host.v6.unwrap_or(WORLD_V6[0])),
                _ => "2600:1f00::/125".to_owned(),
            };
        }
        let (private, public) = host.addresses[0];
        match self.dice.below(16) {
            0..=7 => "0.0.0.0/0".to_owned(),
            8 => "10.0.0.0/8".to_owned(),
            9 => vpc_block(host.vpc),
            10 => subnet_block(host.vpc, host.subnet),
            11 => format!("{private}/32"),
            12 => format!("{}/31", Ipv4Addr::from(u32::from(private) & !1)),
            13 => format!("{}/32", public.unwrap_or(private)),
            14 => "198.51.100.0/29".to_owned(),
            _ => "198.51.100.8/30".to_owned(),
        }
    }

    /// Ports around an asked one: exactly it, a range that starts or ends with it, or one that just misses it.
    fn service(&mut self) -> (u16, u16) {
        let index = self.dice.below(self.ports.len());
        let port = self.ports[index];
        match self.dice.below(10) {
            0..=4 => (port, port),
            5 => (port, port.saturating_add(10)),
            6 => (port.saturating_sub(10), port),
            7 => (port.saturating_add(1).max(2), u16::MAX),
            8 => (1, port.saturating_sub(1)),
            _ => (0, u16::MAX),
        }
    }

    pub(super) fn filters(&mut self) {
        for vpc in 0..self.plan.vpcs.len() {
            for subnet in 0..self.plan.vpcs[vpc].subnets.len() {
                let is_nat = self.plan.vpcs[vpc].nat.as_ref().is_some_and(|nat| nat.subnet == subnet);
                self.plan.vpcs[vpc].subnets[subnet].entries = self.acl(is_nat);
            }
        }
        for group in 0..self.plan.groups.len() {
            let ingress = self.rules(group, false);
            let egress = self.rules(group, true);
            self.plan.groups[group].ingress = ingress;
            self.plan.groups[group].egress = egress;
        }
    }

    fn acl(&mut self, is_nat: bool) -> Vec<Entry> {
        let mut entries = Vec::new();
        let open = self.dice.chance(if self.generous { 92 } else { 66 });
        for egress in [false, true] {
            let mut number = 90;
            let mut add = |allow: bool, traffic: Traffic, block: String| {
                number += 10;
                entries.push(Entry { number, egress, allow, traffic, block });
            };
            if self.dice.chance(if open { 10 } else { 25 }) {
                let (first, last) = self.service();
                let traffic = self.dice.of(&[
                    Traffic::Tcp(first, last),
                    Traffic::Udp(first, last),
                    Traffic::All,
                    Traffic::Icmp(Some(8)),
                ]);
                let narrow = self.block(false);
                if narrow != "0.0.0.0/0" || traffic != Traffic::All {
                    add(false, traffic, narrow);
                }
            }
            if open || self.dice.chance(33) {
                add(true, Traffic::All, "0.0.0.0/0".to_owned());
                if !self.dice.chance(8) {
                    add(true, Traffic::All, "::/0".to_owned());
                }
                continue;
            }
            for v6 in [false, true] {
                let everywhere = if v6 { "::/0" } else { "0.0.0.0/0" };
                for _ in 0..1 + self.dice.below(2) {
                    let (first, last) = if self.dice.chance(40) { (0, 1024) } else { self.service() };
                    let block = self.block(v6);
                    add(true, Traffic::Tcp(first, last), block);
                }
                // Client ports: behind a NAT gateway they are anything from 1024, so nothing narrower is certain.
                if self.dice.chance(85) {
                    let (first, last) = if is_nat { (1024, 65535) } else { self.dice.of(&CLIENT_RANGES) };
                    let block = if self.dice.chance(75) { everywhere.to_owned() } else { self.block(v6) };
                    add(true, Traffic::Tcp(first, last), block);
                }
                if self.dice.chance(75) {
                    let (first, last) =
                        self.dice.of(&[(0, 65535), (0, 65535), (1024, 65535), (0, 1023), (32768, 60999)]);
                    let block = self.block(v6);
                    add(true, Traffic::Udp(first, last), block);
                }
                if self.dice.chance(75) {
                    let kinds = if v6 { [None, Some(128), Some(129)] } else { [None, Some(8), Some(0)] };
                    let kind = if self.dice.chance(50) { None } else { self.dice.of(&kinds) };
                    add(
                        true,
                        if v6 { Traffic::Icmp6(kind) } else { Traffic::Icmp(kind) },
                        everywhere.to_owned(),
                    );
                }
            }
        }
        entries
    }

    fn rules(&mut self, group: usize, egress: bool) -> Vec<Rule> {
        let vpc = self.plan.groups[group].vpc;
        let mut rules = Vec::new();
        if self.dice.chance(if self.generous {
            80
        } else if egress {
            78
        } else {
            50
        }) {
            for block in ["0.0.0.0/0", "::/0"] {
                rules.push(Rule { traffic: Traffic::All, peer: Peer::Block(block.to_owned()) });
            }
            return rules;
        }
        if self.dice.chance(4) {
            return rules;
        }
        for _ in 0..3 + self.dice.below(4) {
            let v6 = self.dice.chance(30);
            let (first, last) = self.service();
            let ping = if v6 { Traffic::Icmp6 } else { Traffic::Icmp };
            let echo = self.dice.of(&[None, Some(if v6 { 128 } else { 8 }), Some(if v6 { 129 } else { 0 })]);
            let traffic = match self.dice.below(10) {
                0..=3 => Traffic::Tcp(first, last),
                4 => Traffic::Tcp(0, 65535),
                5 | 6 => Traffic::Udp(first, last),
                7 => ping(echo),
                _ => Traffic::All,
            };
            let peer = if self.dice.chance(50) { self.reference(vpc, egress) } else { None };
            let peer = peer.unwrap_or_else(|| Peer::Block(self.block(v6)));
            rules.push(Rule { traffic, peer });
        }
        rules
    }

    /// A group that a rule of this VPC may name: its own, a peer's, or one across the transit gateway.
    fn reference(&mut self, vpc: usize, egress: bool) -> Option<Peer> {
        if egress && self.inspected.contains(&vpc) {
            return None;
        }
        let peered = |other: usize| self.plan.peerings.contains(&(vpc.min(other), vpc.max(other)));
        let groups: Vec<usize> = self
            .plan
            .groups
            .iter()
            .enumerate()
            .filter(|(_, group)| {
                group.vpc == vpc || (!egress && (peered(group.vpc) || self.plan.transit.is_some()))
            })
            .map(|(index, _)| index)
            .collect();
        Some(Peer::Group(self.dice.of(&groups)))
    }
}
