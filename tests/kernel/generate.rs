//! Random networks, aimed at what the kernel can judge and at the edges of every line.
//!
//! Left out on purpose, because AWS itself is unclear there: a stateful appliance on one leg only, and group
//! references in outbound rules across an appliance.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};

use super::plan::*;

/// splitmix64: the same seed gives the same network everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(count.max(1)).unwrap()).unwrap()
    }

    fn of<T: Clone>(&mut self, options: &[T]) -> T {
        options[self.below(options.len())].clone()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const PORTS: [u16; 7] = [22, 80, 443, 1023, 1024, 8443, 65535];
/// Borders of what people take for client ports.
const CLIENT_RANGES: [(u16, u16); 6] =
    [(1024, 65535), (32768, 60999), (32768, 60999), (49152, 65535), (1025, 5000), (1024, 40000)];
const CLIENT_PORTS: [u16; 12] =
    [1025, 1500, 5000, 5001, 20000, 32767, 32768, 40000, 49151, 49152, 60999, 61000];

struct Draft<'d> {
    dice: &'d mut Dice,
    plan: Plan,
    ports: Vec<u16>,
    public: u8,
    /// VPCs whose subnets 1 and 2 see each other through an appliance.
    inspected: BTreeSet<usize>,
    /// Of these, those that do it by another target of the local route.
    replaced: BTreeSet<usize>,
    /// The first VPC is the way out for the others, over the transit gateway.
    hub: bool,
    /// Its network ACLs and groups are mostly open.
    generous: bool,
    /// VPCs that go to their peers through their NAT gateway.
    masked: BTreeSet<usize>,
}

/// The network of a seed.
pub(crate) fn network(seed: u64) -> Plan {
    let mut dice = Dice::new(seed);
    let ports = vec![dice.of(&PORTS[..3]), dice.of(&PORTS[3..])];
    let plan = Plan { seed, ..Plan::default() };
    let mut draft = Draft {
        dice: &mut dice,
        plan,
        ports,
        public: 10,
        inspected: BTreeSet::new(),
        replaced: BTreeSet::new(),
        hub: false,
        generous: false,
        masked: BTreeSet::new(),
    };
    draft.lay_out();
    draft.connect();
    draft.people();
    draft.routes();
    draft.filters();
    draft.flows();
    draft.plan
}

impl Draft<'_> {
    fn public(&mut self) -> Ipv4Addr {
        self.public += 1;
        Ipv4Addr::new(203, 0, 113, self.public)
    }

    fn lay_out(&mut self) {
        let vpcs = self.dice.of(&[1, 2, 2, 2, 3]);
        for number in 0..vpcs {
            let most = if vpcs == 1 { 4 } else { 3 };
            let count = 1 + self.dice.below(most).max(self.dice.below(most));
            let subnets = (0..count)
                .map(|_| Subnet { zone: usize::from(self.dice.chance(25)), ..Subnet::default() })
                .collect();
            let mut vpc = Vpc {
                v6: self.dice.chance(55),
                igw: self.dice.chance(88),
                eigw: false,
                nat: None,
                subnets,
                ingress: Vec::new(),
            };
            vpc.eigw = vpc.v6 && self.dice.chance(60);
            if count > 1 && self.dice.chance(65) {
                let public = self.dice.chance(85).then(|| self.public());
                vpc.nat = Some(Nat { subnet: 0, public });
            }
            if self.dice.chance(30) {
                let main = self.dice.below(count);
                vpc.subnets[main].main = true;
            }
            if count > 2 && self.dice.chance(55) {
                self.inspected.insert(number);
                if self.dice.chance(30) {
                    self.replaced.insert(number);
                }
            }
            self.plan.vpcs.push(vpc);
        }
    }

    fn connect(&mut self) {
        let vpcs = self.plan.vpcs.len();
        for one in 0..vpcs {
            for other in one + 1..vpcs {
                if self.dice.chance(60) {
                    self.plan.peerings.push((one, other));
                }
            }
        }
        for vpc in 0..vpcs {
            if self.plan.vpcs[vpc].nat.is_some() && self.dice.chance(30) {
                self.masked.insert(vpc);
            }
        }
        if vpcs < 2 || !self.dice.chance(65) {
            return;
        }
        self.hub = self.plan.vpcs[0].nat.is_some() && self.dice.chance(55);
        if self.dice.chance(if self.hub { 80 } else { 40 }) {
            for subnet in self.plan.vpcs.iter_mut().flat_map(|vpc| &mut vpc.subnets) {
                subnet.zone = 0;
            }
        }
        // A way of six network ACLs needs some that are open.
        self.generous = self.dice.chance(if self.hub { 75 } else { 30 });
        let tables = 1 + self.dice.below(2);
        let mut transit = Transit { references: self.dice.chance(60), ..Transit::default() };
        for vpc in 0..vpcs {
            let mut subnets = [None, None];
            // A dedicated subnet, or any that no appliance looks at.
            if (self.hub && vpc == 0) || self.dice.chance(50) {
                let zone = self.plan.vpcs[vpc].subnets[0].zone;
                self.plan.vpcs[vpc].subnets.push(Subnet { zone, ..Subnet::default() });
                subnets[zone] = Some(self.plan.vpcs[vpc].subnets.len() - 1);
            }
            for (number, subnet) in self.plan.vpcs[vpc].subnets.iter().enumerate() {
                let free = !(self.inspected.contains(&vpc) && (number == 1 || number == 2));
                if free && subnets[subnet.zone].is_none() && (subnets == [None, None] || self.dice.chance(80))
                {
                    subnets[subnet.zone] = Some(number);
                }
            }
            let table = (!self.dice.chance(4)).then(|| self.dice.below(tables));
            transit.attachments.push(Attachment { subnets, table, references: self.dice.chance(85) });
        }
        for _ in 0..tables {
            let mut routes: Vec<(String, Option<usize>)> = Vec::new();
            for vpc in 0..vpcs {
                if !self.dice.chance(10) {
                    routes.push((vpc_block(vpc), Some(vpc)));
                    if self.plan.vpcs[vpc].v6 {
                        routes.push((vpc_block6(vpc), Some(vpc)));
                    }
                }
                if self.dice.chance(15) {
                    let subnet = self.dice.below(self.plan.vpcs[vpc].subnets.len());
                    routes.push((subnet_block(vpc, subnet), self.dice.chance(30).then_some(vpc)));
                }
            }
            if self.hub {
                routes.push(("0.0.0.0/0".to_owned(), Some(0)));
            } else if self.dice.chance(40) {
                routes.push(("0.0.0.0/0".to_owned(), Some(self.dice.below(vpcs))));
            }
            transit.tables.push(routes);
        }
        self.plan.transit = Some(transit);
    }

    /// Interfaces. The first of a VPC's first subnet is the appliance, where there is one.
    fn people(&mut self) {
        let vpcs = self.plan.vpcs.len();
        for vpc in 0..vpcs {
            let groups = 2 + self.dice.below(2);
            let first = self.plan.groups.len();
            self.plan.groups.extend((0..groups).map(|_| Group { vpc, ..Group::default() }));
            let ordinary = self.plan.vpcs[vpc].subnets.len();
            let mut numbers = vec![0_u8; ordinary];
            let wants_appliance = self.inspected.contains(&vpc) || (ordinary > 1 && self.dice.chance(35));
            let mut places: Vec<(usize, bool)> = (0..ordinary).map(|subnet| (subnet, false)).collect();
            if vpcs == 3 {
                places.truncate(3);
            }
            if wants_appliance {
                places.insert(0, (0, true));
            }
            let more = if vpcs == 1 { 3 } else { 1 };
            for _ in 0..self.dice.below(more + 1) {
                places.push((self.dice.below(ordinary), false));
            }
            for (subnet, forwards) in places {
                let number = 10 + numbers[subnet];
                numbers[subnet] += 1;
                let mut addresses = vec![(address(vpc, subnet, number), None)];
                if self.dice.chance(10) {
                    addresses.push((address(vpc, subnet, number + 100), None));
                }
                let mut carried = vec![first + self.dice.below(groups)];
                if self.dice.chance(25) {
                    carried.push(first + self.dice.below(groups));
                }
                carried.sort_unstable();
                carried.dedup();
                let v6 =
                    (self.plan.vpcs[vpc].v6 && !self.dice.chance(15)).then(|| address6(vpc, subnet, number));
                let forwards = forwards && !self.dice.chance(12);
                let stopped = self.dice.chance(3);
                self.plan.hosts.push(Host { vpc, subnet, addresses, v6, groups: carried, forwards, stopped });
            }
        }
    }

    /// The host that stands where an appliance stands, whether it forwards or forgot to.
    fn appliance(&self, vpc: usize) -> Option<usize> {
        self.plan.hosts.iter().position(|host| host.vpc == vpc && host.subnet == 0)
    }

    fn routes(&mut self) {
        for vpc in 0..self.plan.vpcs.len() {
            for subnet in 0..self.plan.vpcs[vpc].subnets.len() {
                let routes = self.table(vpc, subnet);
                let by_appliance = routes
                    .iter()
                    .any(|route| route.block == "0.0.0.0/0" && matches!(route.target, Target::Appliance(_)));
                let leaves = routes.iter().any(|route| route.target == Target::Igw);
                self.plan.vpcs[vpc].subnets[subnet].routes = routes;
                let redirected = by_appliance && !leaves && self.plan.vpcs[vpc].igw && self.dice.chance(70);
                if redirected && let Some(appliance) = self.appliance(vpc) {
                    self.plan.vpcs[vpc].ingress.push((subnet, appliance));
                }
                let percent = if redirected {
                    85
                } else if by_appliance {
                    0
                } else if subnet == 0 {
                    85
                } else {
                    35
                };
                for host in 0..self.plan.hosts.len() {
                    if (self.plan.hosts[host].vpc, self.plan.hosts[host].subnet) != (vpc, subnet) {
                        continue;
                    }
                    for address in 0..self.plan.hosts[host].addresses.len() {
                        if self.dice.chance(percent) {
                            self.plan.hosts[host].addresses[address].1 = Some(self.public());
                        }
                    }
                }
            }
        }
    }

    fn table(&mut self, vpc: usize, subnet: usize) -> Vec<Route> {
        let here = self.plan.vpcs[vpc].clone();
        let mut routes: Vec<Route> = Vec::new();
        let appliance = self.appliance(vpc).filter(|_| subnet != 0);
        let has_nat = here.nat.is_some();
        let has_transit = self.plan.transit.is_some();
        let mut add = |block: &str, target: Target| {
            if !routes.iter().any(|route| route.block == block) {
                routes.push(Route { block: block.to_owned(), target });
            }
        };
        // The default route: public in the first subnet, private elsewhere.
        let mut defaults = Vec::new();
        if subnet == 0 {
            defaults.extend([Target::Igw; 12].into_iter().filter(|_| here.igw));
            defaults.extend(has_transit.then_some(Target::Transit));
        } else {
            defaults.extend([Target::Nat; 4].into_iter().filter(|_| has_nat));
            defaults.extend(appliance.into_iter().flat_map(|host| [Target::Appliance(host); 3]));
            defaults.extend([Target::Transit; 2].into_iter().filter(|_| has_transit));
            defaults.extend(here.igw.then_some(Target::Igw));
        }
        if self.hub && vpc == 0 && subnet == 0 && here.igw {
            defaults = vec![Target::Igw];
        } else if self.hub && (vpc == 0 || subnet != 0) && self.dice.chance(70) {
            defaults = if vpc == 0 {
                [Target::Nat; 2].into_iter().chain(appliance.map(Target::Appliance)).collect()
            } else {
                vec![Target::Transit]
            };
        }
        let default =
            if defaults.is_empty() || self.dice.chance(6) { None } else { Some(self.dice.of(&defaults)) };
        if let Some(target) = default {
            add("0.0.0.0/0", target);
        }
        let is_inspected_default = matches!(default, Some(Target::Appliance(_)));
        if here.v6 {
            let mut defaults = Vec::new();
            defaults.extend([Target::Igw; 2].into_iter().filter(|_| here.igw));
            defaults.extend([Target::Eigw; 2].into_iter().filter(|_| here.eigw));
            if !defaults.is_empty() && self.dice.chance(85) {
                add("::/0", self.dice.of(&defaults));
            }
        }
        for other in (0..self.plan.vpcs.len()).filter(|other| *other != vpc) {
            let peering =
                self.plan.peerings.iter().position(|pair| *pair == (vpc.min(other), vpc.max(other)));
            let mut ways = Vec::new();
            ways.extend(peering.into_iter().flat_map(|peering| [Target::Peering(peering); 5]));
            ways.extend([Target::Transit; 5].into_iter().filter(|_| has_transit));
            if ways.is_empty() && !is_inspected_default {
                continue;
            }
            if ways.is_empty() || self.dice.chance(50) {
                ways.push(Target::Blackhole);
            }
            if subnet != 0 {
                ways.extend(has_nat.then_some(Target::Nat));
            }
            if self.hub && vpc == 0 && subnet == 0 && self.dice.chance(80) {
                ways = vec![Target::Transit];
            }
            if self.masked.contains(&vpc) && self.dice.chance(80) {
                ways = match peering {
                    Some(peering) if subnet == 0 => vec![Target::Peering(peering)],
                    Some(_) => vec![Target::Nat],
                    None => ways,
                };
            }
            if is_inspected_default || self.dice.chance(88) {
                add(&vpc_block(other), self.dice.of(&ways));
            }
            ways.retain(|way| *way != Target::Nat);
            if here.v6 && self.dice.chance(80) && !ways.is_empty() {
                add(&vpc_block6(other), self.dice.of(&ways));
            }
            if self.dice.chance(18) && !ways.is_empty() {
                let far = self.dice.below(self.plan.vpcs[other].subnets.len());
                add(&subnet_block(other, far), self.dice.of(&ways));
            }
        }
        if self.dice.chance(14) {
            let block = self.dice.of(&[
                "198.51.100.0/29",
                "198.51.100.8/32",
                "8.8.8.8/32",
                "198.51.100.0/24",
                "8.0.0.0/7",
            ]);
            let mut ways = vec![Target::Blackhole, Target::Blackhole];
            ways.extend(here.igw.then_some(Target::Igw));
            if subnet != 0 && !is_inspected_default {
                ways.extend(has_nat.then_some(Target::Nat));
            }
            add(block, self.dice.of(&ways));
        }
        if here.v6 && self.dice.chance(8) {
            add("2600:1f00::8/125", Target::Blackhole);
        }
        if let Some(appliance) = appliance
            && self.inspected.contains(&vpc)
            && (subnet == 1 || subnet == 2)
        {
            let is_replaced = self.replaced.contains(&vpc);
            add(
                &if is_replaced { vpc_block(vpc) } else { subnet_block(vpc, 3 - subnet) },
                Target::Appliance(appliance),
            );
            if self.plan.hosts[appliance].v6.is_some() && here.v6 {
                add(&subnet_block6(vpc, 3 - subnet), Target::Appliance(appliance));
            }
        }
        routes
    }
}

mod filters;
mod flows;

/// The addresses of an end, as a client or as a server sees them.
fn addresses(host: &Host) -> Vec<IpAddr> {
    let mut all: Vec<IpAddr> = host.addresses.iter().map(|(private, _)| IpAddr::V4(*private)).collect();
    all.extend(host.v6.map(IpAddr::V6));
    all
}
