//! What stands at a VPC's edge: internet gateway, egress-only gateway, NAT gateway, transit gateway.

use super::*;

impl Compiler<'_> {
    /// Rewrites payloads without state, as AWS does: an address that is not in the map does not pass.
    pub(super) fn internet_gateway(&mut self, vpc: usize) {
        let plan = self.plan;
        let world = self.build.world;
        let igw = self.space(format!("igw-{vpc}"), true);
        self.cable(vpc, "igw", igw, "vpc0");
        self.cable(world, &format!("w{vpc}"), igw, "net0");
        let map = plan.public_map(vpc);
        let elements = |pairs: Vec<String>| {
            if pairs.is_empty() { String::new() } else { format!("elements = {{ {} }}", pairs.join(", ")) }
        };
        let out = elements(map.iter().map(|(private, public)| format!("{private} : {public}")).collect());
        let into = elements(map.iter().map(|(private, public)| format!("{public} : {private}")).collect());
        let v6: Vec<String> = plan
            .hosts
            .iter()
            .filter(|host| host.vpc == vpc)
            .filter_map(|host| host.v6)
            .map(|v6| v6.to_string())
            .collect();
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
            if members.is_empty() {
                format!("  iifname \"{name}\" drop\n")
            } else {
                format!("  iifname \"{name}\" ip6 {side} != {{ {members} }} drop\n")
            }
        };
        let guards = guard("vpc0", "saddr") + &guard("net0", "daddr");
        put!(
            space.nft,
            "table ip6 igw {{ chain c_pre {{ type filter hook prerouting priority -300; policy accept;\n{guards} }}\n}}"
        );
        let space = self.at(world);
        for (_, public) in &map {
            put!(space.ip, "route add {public}/32 dev w{vpc}");
        }
        put!(space.ip, "route add {} dev w{vpc}", vpc_block6(vpc));
    }

    /// Only what started inside, and its replies.
    pub(super) fn egress_only_gateway(&mut self, vpc: usize) {
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
        put!(
            space.ip6,
            "rule add fwmark {mark} lookup {table} pref 50\nroute add ::/0 dev e{vpc} table {table}"
        );
        if fallback {
            put!(space.ip, "route add {} dev e{vpc}", vpc_block6(vpc));
        }
    }

    pub(super) fn nat_gateway(&mut self, vpc: usize) {
        let plan = self.plan;
        let (Some(nat), Some(own)) = (&plan.vpcs[vpc].nat, plan.nat_address(vpc)) else { return };
        let space = self.space(format!("nat-{vpc}"), true);
        self.plug(vpc, nat.subnet, space, "n0");
        let at = self.at(space);
        put!(
            at.ip,
            "addr add {own}/24 dev eth0\nlink set eth0 up\nroute add default via {}",
            address(vpc, nat.subnet, 1)
        );
        put!(
            at.nft,
            "table inet natgw {{
 chain c_in {{ type filter hook input priority 0; policy drop; ct state established,related accept; }}
 chain c_fwd {{ type filter hook forward priority 0; policy drop;
  ct state established,related accept
  meta nfproto ipv4 meta l4proto {{ tcp, udp, icmp }} ct state new accept
 }}
 chain c_post {{ type nat hook postrouting priority 100;
  oifname \"eth0\" meta l4proto {{ tcp, udp }} snat ip to {own}:1024-65535
  oifname \"eth0\" meta nfproto ipv4 snat ip to {own}
 }}
}}"
        );
    }

    /// The transit gateway in one zone: a packet keeps its zone where it can (rule S-101).
    pub(super) fn transit_plane(&mut self, zone: usize, plane: usize) {
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
                    Some(vpc) if transit.attachments[*vpc].entry(zone).is_some() => {
                        put!(space.ip, "route replace {block} dev t{vpc} table {table}")
                    }
                    _ => put!(space.ip, "route replace blackhole {block} table {table}"),
                }
            }
        }
        put!(space.ip, "route add blackhole default metric 9999\nroute add blackhole ::/0 metric 9999");
        // Marked, so that a group reference knows the relation by which a packet came.
        put!(
            space.nft,
            "table inet tgw {{ chain c_fwd {{ type filter hook forward priority 0; policy accept;\n  ip dscp 0 ip dscp set cs2\n  ip6 dscp 0 ip6 dscp set cs2\n }}\n}}"
        );
    }
}
