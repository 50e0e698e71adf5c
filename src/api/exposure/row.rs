//! One row of exposure, out of what passes between two ends: its lines, its doors, its share of an address space.

use std::sync::Arc;

use super::answer::{Door, ExposureRow, Space};
use super::names::{EndNames, Name};
use super::population::End;
use super::same::by_place;
use crate::api::answer::{By, Passes, Verdict};
use crate::api::ask::Question;
use crate::api::describe;
use crate::api::ends::{Ends, Member};
use crate::api::points::outside_set;
use crate::api::rows::{Carried, Row};
use crate::explain::{self, Code};
use crate::model::{Kind, Network, Resource, SortedMap};
use crate::space::{AddressSet, Family, PortSet, RangeSet};
use crate::trace::{self, Fact, Line};

/// What makes a row: with equal ones two rows are one.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    verdict: Verdict,
    family: Family,
    /// Whether the source is a space of addresses, else the destination; and what that end is called.
    space: Option<(bool, Name)>,
    carries: Carried,
    ports: PortSet,
    client: PortSet,
    addresses: Option<RangeSet<u128>>,
    lines: Vec<Line>,
    doors: Vec<Resource>,
    /// What it rests on, or waits for.
    codes: Vec<Code>,
}

/// Lines as they are quoted, each once.
#[derive(Default)]
pub(super) struct Quotes(SortedMap<Line, Option<Arc<By>>>);

impl Quotes {
    fn of(&mut self, network: &Network, line: &Line) -> Option<Arc<By>> {
        if let Some(known) = self.0.get(line) {
            return known.clone();
        }
        let quote = explain::quote(network, line).map(describe::by).map(Arc::new);
        self.0.insert(line.clone(), quote.clone());
        quote
    }
}

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
    /// What tells a row from others, beside its ends and its example packet.
    pub(super) fn key(&self, row: &Row, is_open: bool, codes: Vec<Code>) -> Key {
        let walk = &row.walked.walk;
        let mut legs = [Some(&walk.request), walk.reply.as_ref()].into_iter().flatten();
        let verdict = match (is_open, legs.any(|leg| leg.intermittent)) {
            (true, _) => Verdict::Undetermined,
            (false, true) => Verdict::Partial,
            (false, false) => Verdict::Reachable,
        };
        let varying = self.varying();
        Key {
            verdict,
            family: self.family,
            space: space_kind(&varying.member).map(|_| (self.varies_source, varying.label.clone())),
            carries: row.carries.clone(),
            ports: row.ports.clone(),
            client: row.client.clone(),
            addresses: row.addresses.as_ref().map(|set| set.numbers.clone()),
            lines: self.lines(row),
            doors: doors(&walk.request),
            codes,
        }
    }

    /// The end whose addresses may be many.
    const fn varying(&self) -> &End {
        if self.varies_source { self.from } else { self.to }
    }

    /// The row without its ends.
    pub(super) fn row(&self, row: &Row, key: &Key, quotes: &mut Quotes) -> ExposureRow {
        let network = self.ends.network;
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
        let mut by: Vec<Arc<By>> = Vec::new();
        for one in key.lines.iter().filter_map(|line| quotes.of(network, line)) {
            if !by.iter().any(|known| by_place(known, &one).is_eq()) {
                by.push(one);
            }
        }
        let door = key.doors.iter().map(|at| Door {
            resource: at.id.to_string(),
            kind: at.kind.name(),
            name: explain::name_of(network, at),
        });
        let codes: Vec<&'static str> = key.codes.iter().map(|code| code.name()).collect();
        let is_open = key.verdict == Verdict::Undetermined;
        let (assumes, lacks) = if is_open { (Vec::new(), codes) } else { (codes, Vec::new()) };
        ExposureRow {
            from: EndNames::default(),
            to: EndNames::default(),
            family: self.family.number(),
            protocol,
            protocols,
            ports,
            source_ports,
            icmp,
            label,
            verdict: key.verdict,
            by,
            door: door.collect(),
            from_addresses,
            to_addresses,
            space: self.space(row),
            assumes,
            lacks,
            witness: Some(witness),
        }
    }

    /// The lines that let it through: of groups and network ACLs, of listeners, and the routes to its doors; of the reply
    /// only where that narrows the client ports.
    fn lines(&self, row: &Row) -> Vec<Line> {
        let walk = &row.walked.walk;
        let mut found: Vec<Line> = Vec::new();
        let mut add = |leg: &trace::Leg, ports: &PortSet| {
            for step in leg.steps.iter().filter(|step| decides(&step.fact)) {
                let is_of_row = step.ports.as_ref().is_none_or(|own| !own.intersection(ports).is_empty());
                if let Some(line) = step.line.as_ref().filter(|line| is_of_row && !found.contains(line)) {
                    found.push(line.clone());
                }
            }
        };
        add(&walk.request, &row.ports);
        let asked = self.question.traffic.iter().find(|asked| asked.protocol == row.witness.protocol);
        let is_limited = asked.is_some_and(|asked| asked.client != row.client);
        if let (true, Some(reply)) = (is_limited, &walk.reply) {
            add(reply, &row.client);
        }
        found
    }

    /// How much of the addresses of an end that is many.
    fn space(&self, row: &Row) -> Option<Space> {
        let member = &self.varying().member;
        let kind = space_kind(member)?;
        let language = self.question.language;
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

/// What kind of addresses an end is, where it is a set of them.
const fn space_kind(member: &Member) -> Option<explain::SpaceKind> {
    match member {
        Member::Internet(_) | Member::Function(_) => Some(explain::SpaceKind::Internet),
        Member::OnPremises(_) => Some(explain::SpaceKind::OnPremises),
        Member::Service(..) => Some(explain::SpaceKind::Service),
        Member::Block(..) => Some(explain::SpaceKind::Block),
        Member::Interfaces { .. }
        | Member::Nat(_)
        | Member::Host(..)
        | Member::Address(_)
        | Member::Unseen(_) => None,
    }
}

/// Whether the line of such a step lets traffic through.
const fn decides(fact: &Fact) -> bool {
    match fact {
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
    }
}

/// Gateways, load balancers, connections between networks, in travel order.
fn doors(request: &trace::Leg) -> Vec<Resource> {
    let mut found: Vec<Resource> = Vec::new();
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
        if is_door && !found.iter().any(|door| door.id == step.at.id) {
            found.push(step.at.clone());
        }
    }
    found
}

fn size(set: &AddressSet) -> u128 {
    set.numbers.ranges().fold(0, |all: u128, range| {
        all.saturating_add(range.end().saturating_sub(*range.start()).saturating_add(1))
    })
}
