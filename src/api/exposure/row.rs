//! One row of exposure, out of what passes between two ends: its lines, its doors, its share of an address space.

use super::answer::{Door, ExposureRow, Space};
use super::population::End;
use crate::api::answer::{By, Passes, Verdict};
use crate::api::ask::Question;
use crate::api::describe;
use crate::api::ends::{Ends, Member};
use crate::api::points::outside_set;
use crate::api::rows::Row;
use crate::explain::{self, ExplainedLeg, Explanation};
use crate::model::Kind;
use crate::space::{AddressSet, Family, PortSet};
use crate::trace::{self, Fact};

/// Where a row comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'o> {
    pub ends: &'o Ends<'o>,
    pub question: &'o Question,
    pub from: &'o End,
    pub to: &'o End,
    pub family: Family,
    pub varies_source: bool,
}

impl Origin<'_> {
    /// The row without its ends.
    pub(super) fn row(&self, row: &Row, explained: &Explanation, is_open: bool) -> ExposureRow {
        let passes = describe::passes(row, self.varies_source, self.question);
        let Passes {
            protocol,
            protocols,
            source_ports,
            ports,
            icmp,
            from_addresses,
            to_addresses,
            label: _,
            witness,
            short: label,
        } = passes;
        let walk = &row.walked.walk;
        let legs = [Some(&walk.request), walk.reply.as_ref()];
        let is_intermittent = legs.into_iter().flatten().any(|leg| leg.intermittent);
        let verdict = match (is_open, is_intermittent) {
            (true, _) => Verdict::Undetermined,
            (false, true) => Verdict::Partial,
            (false, false) => Verdict::Reachable,
        };
        let code = |remark: &explain::Remark| remark.code.name();
        ExposureRow {
            from: Vec::new(),
            to: Vec::new(),
            family: self.family.number(),
            protocol,
            protocols,
            ports,
            source_ports,
            icmp,
            label,
            verdict,
            by: self.by(row, explained),
            door: self.doors(&walk.request),
            from_addresses,
            to_addresses,
            space: self.space(row),
            assumes: if is_open { Vec::new() } else { explained.assumptions.iter().map(code).collect() },
            lacks: if is_open { explained.notices.iter().map(code).collect() } else { Vec::new() },
            witness: Some(witness),
        }
    }

    /// The lines that let it through: of groups and network ACLs, of listeners, and the routes to its doors; of the reply
    /// only where that narrows the client ports.
    fn by(&self, row: &Row, explained: &Explanation) -> Vec<By> {
        let walk = &row.walked.walk;
        let mut found: Vec<By> = Vec::new();
        let mut add = |leg: &trace::Leg, words: &ExplainedLeg, ports: &PortSet| {
            for (step, hop) in leg.steps.iter().zip(&words.hops) {
                let decides = match &step.fact {
                    Fact::GroupAdmits(_)
                    | Fact::AclAdmits(_)
                    | Fact::Balances(_)
                    | Fact::Inspects(_)
                    | Fact::Routes(Some(_)) => true,
                    Fact::Starts(_)
                    | Fact::Enters(_)
                    | Fact::Tracked
                    | Fact::Unfiltered
                    | Fact::InSubnet
                    | Fact::Routes(None)
                    | Fact::RewritesSource(..)
                    | Fact::RewritesDestination(..)
                    | Fact::Forwards
                    | Fact::ApplianceForwards
                    | Fact::ReturnsToSender
                    | Fact::Arrives(_)
                    | Fact::Leaves(_)
                    | Fact::Platform(_)
                    | Fact::Stops(_)
                    | Fact::Unclear(_) => false,
                };
                let is_of_row = step.ports.as_ref().is_none_or(|own| !own.intersection(ports).is_empty());
                if let Some(quote) = hop.by.as_ref().filter(|_| decides && is_of_row) {
                    let by = describe::by(quote.clone());
                    if !found.contains(&by) {
                        found.push(by);
                    }
                }
            }
        };
        add(&walk.request, &explained.forward, &row.ports);
        let asked = self.question.traffic.iter().find(|asked| asked.protocol == row.witness.protocol);
        let is_limited = asked.is_some_and(|asked| asked.client != row.client);
        if let (true, Some(reply), Some(words)) = (is_limited, &walk.reply, &explained.reply) {
            add(reply, words, &row.client);
        }
        found
    }

    /// Gateways, load balancers, connections between networks, in travel order.
    fn doors(&self, request: &trace::Leg) -> Vec<Door> {
        let mut found: Vec<Door> = Vec::new();
        for step in &request.steps {
            let is_door = matches!(
                step.at.kind,
                Kind::InternetGateway
                    | Kind::EgressOnlyInternetGateway
                    | Kind::NatGateway
                    | Kind::VpnGateway
                    | Kind::VpnConnection
                    | Kind::PeeringConnection
                    | Kind::Endpoint
                    | Kind::TransitGateway
                    | Kind::LoadBalancer
            );
            let resource = step.at.id.to_string();
            if is_door && !found.iter().any(|door| door.resource == resource) {
                let name = explain::name_of(self.ends.network, &step.at);
                found.push(Door { resource, kind: step.at.kind.name(), name });
            }
        }
        found
    }

    /// How much of the addresses of an end that is many.
    fn space(&self, row: &Row) -> Option<Space> {
        let member = if self.varies_source { &self.from.member } else { &self.to.member };
        let language = self.question.language;
        let kind = match member {
            Member::Internet(_) | Member::Function(_) => explain::SpaceKind::Internet,
            Member::OnPremises(_) => explain::SpaceKind::OnPremises,
            Member::Service(..) => explain::SpaceKind::Service,
            Member::Block(..) => explain::SpaceKind::Block,
            Member::Interfaces { .. }
            | Member::Nat(_)
            | Member::Host(..)
            | Member::Address(_)
            | Member::Unseen(_) => return None,
        };
        let all = outside_set(self.ends, member, self.family).shown;
        let (count, total) = (size(row.addresses.as_ref().unwrap_or(&all)), size(&all));
        let blocks: Vec<String> = row
            .addresses
            .iter()
            .flat_map(AddressSet::to_networks)
            .take(2)
            .map(|block| block.to_string())
            .collect();
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than seven figures")]
        let share = if total == 0 { 0.0 } else { count as f64 / total as f64 };
        let facts = explain::SpaceFacts {
            kind,
            family: self.family.number(),
            is_whole: row.addresses.is_none(),
            is_all_of_kind: matches!(member, Member::Internet(None) | Member::OnPremises(None)),
            count,
            share,
            blocks: &blocks,
            many: row.addresses.as_ref().map_or(0, |set| set.to_networks().len()),
        };
        Some(Space { text: explain::space(&facts, language), addresses: count.to_string(), share })
    }
}

fn size(set: &AddressSet) -> u128 {
    set.numbers.ranges().fold(0, |all: u128, range| {
        all.saturating_add(range.end().saturating_sub(*range.start()).saturating_add(1))
    })
}
