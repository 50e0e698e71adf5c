//! What the flows of a run went through. A run in which a feature was hardly met proves nothing about it.

use std::collections::{BTreeMap, BTreeSet};

use pathlight::api::{Answer, Verdict};

use super::plan::*;
use super::talk::Outcome;

/// How often each must have been judged for each hundred networks.
const FLOORS: &[(&str, usize)] = &[
    ("same subnet", 60),
    ("cross subnet", 200),
    ("acl stops the reply", 50),
    ("ephemeral cut", 2),
    ("igw out", 80),
    ("igw in", 30),
    ("ingress routing", 1),
    ("igw ipv6", 25),
    ("hairpin", 5),
    ("nat gateway", 15),
    ("nat gateway initiate only", 10),
    ("nat over peering", 3),
    ("nat instance", 8),
    ("peering", 25),
    ("transit gateway", 20),
    ("transit gateway without route", 40),
    ("nat over transit gateway", 1),
    ("central egress", 2),
    ("blackhole", 50),
    ("egress-only gateway", 8),
    ("egress-only gateway shut", 5),
    ("group reference", 25),
    ("appliance inside a vpc", 4),
    ("check stops", 50),
    ("nobody there", 30),
    ("instance stopped", 20),
    ("ipv6 passes", 50),
];

#[derive(Default)]
pub(crate) struct Features {
    counts: BTreeMap<&'static str, usize>,
    pub(crate) codes: BTreeMap<String, usize>,
}

impl Features {
    pub(crate) fn add(&mut self, other: &Features) {
        for (name, count) in &other.counts {
            *self.counts.entry(name).or_default() += count;
        }
        for (name, count) in &other.codes {
            *self.codes.entry(name.clone()).or_default() += count;
        }
    }

    fn met(&mut self, name: &'static str) {
        *self.counts.entry(name).or_default() += 1;
    }

    /// Counts one flow on which kernel and Pathlight agreed.
    pub(crate) fn count(&mut self, plan: &Plan, flow: &Flow, answer: &Answer, outcome: Outcome) {
        for blocker in &answer.blockers {
            *self.codes.entry(format!("{} {}", blocker.leg, blocker.code)).or_default() += 1;
        }
        let passed = outcome.passed;
        let hops: Vec<&str> =
            answer.forward.iter().flat_map(|leg| &leg.hops).map(|hop| &*hop.resource).collect();
        let crosses = |prefix: &str| hops.iter().any(|hop| hop.starts_with(prefix));
        let is_stopped_by = |code: &str| {
            answer.verdict == Verdict::Unreachable
                && answer.blockers.iter().any(|blocker| blocker.code == code)
        };
        let ends: BTreeSet<String> = [flow.from, flow.to]
            .iter()
            .filter_map(|end| match end {
                End::Host(host) => Some(format!("eni-{host}")),
                End::World | End::Nobody => None,
            })
            .collect();
        let by_appliance = hops
            .iter()
            .any(|hop| hop.starts_with("eni-") && !hop.starts_with("eni-nat") && !ends.contains(*hop));
        if let (End::Host(from), End::Host(to)) = (flow.from, flow.to) {
            let (from, to) = (&plan.hosts[from], &plan.hosts[to]);
            let is_private = flow.to_ip.is_ipv6() || flow.to_ip.to_string().starts_with("10.");
            match (is_private, from.vpc == to.vpc, from.subnet == to.subnet) {
                (true, true, true) => self.met("same subnet"),
                (true, true, false) if by_appliance && passed => self.met("appliance inside a vpc"),
                (true, true, false) => self.met("cross subnet"),
                (false, ..) if passed => self.met("hairpin"),
                _ => {}
            }
        }
        if passed {
            self.passed(flow, &crosses, by_appliance, answer);
        }
        let stops_reply = answer
            .blockers
            .iter()
            .any(|blocker| blocker.leg == "return" && blocker.code == "SUBNET_ACL_RESTRICTION");
        if stops_reply && answer.forward.as_ref().is_some_and(|leg| leg.verdict == Verdict::Reachable) {
            self.met("acl stops the reply");
        }
        let stops = [
            ("blackhole", "BAD_STATE_ROUTE"),
            ("transit gateway without route", "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT"),
            ("nat gateway initiate only", "NAT_INITIATE_ONLY"),
            ("check stops", "ENI_SOURCE_DEST_CHECK_RESTRICTION"),
            ("nobody there", "NO_SUCH_HOST"),
            ("instance stopped", "BAD_STATE"),
        ];
        for (name, code) in stops {
            if is_stopped_by(code) {
                self.met(name);
            }
        }
        if !passed
            && flow.from == End::World
            && flow.to_ip.is_ipv6()
            && answer.reply.iter().flat_map(|leg| &leg.hops).any(|hop| hop.resource.starts_with("eigw"))
        {
            self.met("egress-only gateway shut");
        }
    }

    fn passed(&mut self, flow: &Flow, crosses: &dyn Fn(&str) -> bool, by_appliance: bool, answer: &Answer) {
        let v6 = flow.from_ip.is_ipv6();
        if v6 {
            self.met("ipv6 passes");
        }
        match (flow.from, flow.to) {
            (End::Host(_), End::World) if crosses("eigw-") => self.met("egress-only gateway"),
            (End::Host(_), End::World) | (End::World, End::Host(_)) if v6 => self.met("igw ipv6"),
            (End::Host(_), End::World) if crosses("nat-") && crosses("tgw-") => self.met("central egress"),
            (End::Host(_), End::World) if crosses("nat-") => self.met("nat gateway"),
            (End::Host(_), End::World) if by_appliance => self.met("nat instance"),
            (End::Host(_), End::World) => self.met("igw out"),
            (End::World, End::Host(_)) if by_appliance => self.met("ingress routing"),
            (End::World, End::Host(_)) => self.met("igw in"),
            _ => {}
        }
        if crosses("pcx-") {
            self.met(if crosses("nat-") { "nat over peering" } else { "peering" });
        }
        if crosses("tgw-") && crosses("nat-") && flow.to != End::World {
            self.met("nat over transit gateway");
        }
        if crosses("tgw-") {
            self.met("transit gateway");
        }
        let by_reference = |leg: &pathlight::api::Leg| {
            leg.hops
                .iter()
                .filter_map(|hop| hop.by.as_ref())
                .any(|by| by.resource.starts_with("sg-") && by.line.contains("sg-"))
        };
        if answer.forward.as_ref().is_some_and(by_reference) {
            self.met("group reference");
        }
    }

    /// Pairs that differ by the client's port only, and of which one passed.
    pub(crate) fn twins(&mut self, plan: &Plan, outcomes: &[Outcome]) {
        for (number, flow) in plan.flows.iter().enumerate() {
            if flow.twin.is_some_and(|twin| outcomes[twin].passed != outcomes[number].passed) {
                self.met("ephemeral cut");
            }
        }
    }

    /// Every floor with its count; false where it was not reached.
    pub(crate) fn floors(&self, networks: usize) -> Vec<(&'static str, usize, usize, bool)> {
        let row = |(name, per_hundred): &(&'static str, usize)| {
            // A short run has luck in it, so it owes only the half of what rounds down.
            let floor =
                if networks < 100 { per_hundred * networks / 200 } else { per_hundred * networks / 100 };
            let count = self.counts.get(name).copied().unwrap_or_default();
            (*name, count, floor, count >= floor)
        };
        FLOORS.iter().map(row).collect()
    }
}
