//! Interfaces with their security groups; appliances and NAT instances.

use super::*;

impl Compiler<'_> {
    pub(super) fn host(&mut self, number: usize) {
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
        if host.stopped {
            put!(
                at.nft,
                "table inet stopped {{ chain c_pre {{ type filter hook prerouting priority -400; policy drop; }}\n}}"
            );
        }
        if host.v6.is_some() {
            put!(at.ip, "route add ::/0 via {}", address6(host.vpc, host.subnet, 1));
        }
        at.nft.push_str(&groups);
        if forwards {
            // A NAT instance translates what goes out; and no group reference survives an appliance (rule S-44).
            put!(
                at.nft,
                "table inet appliance {{ chain c_fwd {{ type filter hook forward priority 0; policy accept;\n  ip dscp set cs1\n  ip6 dscp set cs1\n }}"
            );
            if let Some((private, _)) = host.addresses.iter().find(|(_, public)| public.is_some()) {
                // Who has a public address of its own keeps its source: the gateway will use that (rules S-34, S-78).
                let own: Vec<String> =
                    plan.public_map(host.vpc).iter().map(|(private, _)| private.to_string()).collect();
                put!(
                    at.nft,
                    " chain c_post {{ type nat hook postrouting priority 100;\n  ip saddr != {{ {} }} ip daddr != 10.0.0.0/8 fib saddr type != local snat ip to {private}\n }}",
                    own.join(", ")
                );
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
                        Peer::Group(peer) => {
                            self.reference(&mut lines, host.vpc, rule.traffic, *peer, egress)
                        }
                    }
                }
            }
            lines
        };
        let tracked = if self.mutant == Mutant::GroupStateless {
            ""
        } else {
            "  ct state invalid drop\n  ct state established,related accept\n"
        };
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
                transit.references
                    && transit.attachments[vpc].references
                    && transit.attachments[other].references
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
            let mut blocks: Vec<String> =
                member.addresses.iter().map(|(private, _)| format!("{private}/32")).collect();
            blocks.extend(member.v6.map(|v6| format!("{v6}/128")));
            for block in blocks {
                for relation in &relations {
                    let family = if is_v6(&block) { "ip6" } else { "ip" };
                    let mark = if egress || self.mutant == Mutant::ReferencesSurvive {
                        String::new()
                    } else {
                        format!("{family} dscp {relation} ")
                    };
                    let text = matches(traffic, &block, if egress { "daddr" } else { "saddr" });
                    put!(lines, "  {mark}{text} accept");
                }
            }
        }
    }
}
