//! A request -> the flows to walk, and the walks -> one result.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::net::IpAddr;
use std::rc::Rc;

use ipnet::IpNet;

use super::answer::ApiError;
use super::ends::{Ends, Member, Side, error};
use super::language::{Language, language};
use super::passing::{self, Found};
use super::points::{Outside, Point, has_family, outside, single};
use super::request::{ReachRequest, Scalar};
use super::rows::{self, Row};
use super::traffic::{Traffic, traffic};
use super::way;
use crate::model::Resource;
use crate::space::addresses::to_number;
use crate::space::{Family, PortSet, Protocol, RangeSet};
use crate::trace::{self, Flow, Source, Walk, WalkOptions, Wanted};

/// A question read and checked.
pub struct Question {
    /// The members of the source end.
    pub from: Vec<Member>,
    /// The members of the destination end.
    pub to: Vec<Member>,
    /// The address that sends, if the question says so.
    pub from_ip: Option<IpAddr>,
    /// The address that is meant, if the question says so.
    pub to_ip: Option<IpAddr>,
    /// The blocks by which interfaces of the source and of the destination were named, if they were.
    pub within: (Option<IpNet>, Option<IpNet>),
    /// One for `tcp`, several for `all`.
    pub traffic: Vec<Traffic>,
    /// The only address family, if the question says so.
    pub family: Option<Family>,
    /// How to walk.
    pub options: WalkOptions,
    /// Whether no port was asked for: the answer is what passes.
    pub asks_what_passes: bool,
    /// What the path must pass.
    pub via: Option<Resource>,
    /// What the path must not pass.
    pub avoid: Option<Resource>,
    /// The language of the answer.
    pub language: Language,
}

/// What is known of a pair before it is walked.
#[derive(Clone, Copy, Default)]
pub struct Known<'k> {
    /// What may pass, by place in the question's list of traffic; the rest does not.
    pub may_pass: Option<&'k [bool]>,
    /// Disjoint sets of outside addresses: from all of one the same passes. None of them parts a set of addresses that a
    /// walk could not tell apart.
    pub alike: &'k [RangeSet<u128>],
}

/// A walk and the flow it walked.
#[derive(Clone, Debug)]
pub struct Walked {
    /// The flow.
    pub flow: Flow,
    /// The walk.
    pub walk: Walk,
}

/// The result of one pair in one family.
#[derive(Clone)]
pub struct Outcome {
    /// The verdict of the pair.
    pub verdict: trace::Verdict,
    /// The walk that shows why.
    pub shown: Rc<Walked>,
    /// Walks of other protocols, or of other addresses, that show what stops the rest of a set.
    pub others: Vec<Rc<Walked>>,
    /// All traffic that passes.
    pub passing: Vec<Row>,
    /// All traffic that cannot be decided.
    pub open: Vec<Row>,
    /// Whether the varying addresses are the source's.
    pub varies_source: bool,
}

impl Question {
    /// Reads a request. Errors name the field and what to do.
    pub fn read(ends: &Ends<'_>, request: &ReachRequest) -> Result<Question, ApiError> {
        let language = language(request.language.as_deref())?;
        let traffic = traffic(ends.network, request)?;
        let family = family(request.family.as_ref())?;
        let from = ends.read(&request.from, request.from_ip.as_deref(), Side::From)?;
        let to = ends.read(&request.to, request.to_ip.as_deref(), Side::To)?;
        let address = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        // An interface named by one of its addresses, or by a block, is meant at that address.
        let from_ip = address(&request.from_ip).or_else(|| ends.named_address(&request.from, &from));
        Ok(Question {
            within: (ends.named_block(&request.from, &from), ends.named_block(&request.to, &to)),
            from,
            to,
            from_ip,
            to_ip: address(&request.to_ip),
            traffic,
            family,
            options: WalkOptions {
                one_way: request.one_way,
                strict: request.strict,
                ..WalkOptions::default()
            },
            asks_what_passes: request.asks_what_passes(),
            via: way::named(ends, request.via.as_deref())?,
            avoid: way::named(ends, request.avoid.as_deref())?,
            language,
        })
    }

    /// A service's name as the asking VPC resolves it (rule S-111); any other end as it is.
    pub fn resolved<'m>(&self, ends: &Ends<'_>, from: &Member, to: &'m Member) -> Cow<'m, Member> {
        let Member::Service(name, blocks) = to else { return Cow::Borrowed(to) };
        if self.to_ip.is_some() {
            return Cow::Borrowed(to);
        }
        let vpcs = self.vpcs_of(ends, from);
        let private = vpcs.first().and_then(|vpc| ends.private_name(name, *vpc));
        match private {
            Some(member) => Cow::Owned(member),
            // Its public addresses are not in the input, but they are on the internet.
            None if blocks.is_empty() => Cow::Owned(Member::Internet(None)),
            None => Cow::Borrowed(to),
        }
    }

    /// What passes between any two ends, as far as a request says it; the ends are named later, and no way is asked for.
    ///
    /// # Errors
    /// When the traffic, the family or the language of the request is none.
    pub fn of_any_ends(ends: &Ends<'_>, request: &ReachRequest) -> Result<Question, ApiError> {
        Ok(Question {
            from: Vec::new(),
            to: Vec::new(),
            from_ip: None,
            to_ip: None,
            within: (None, None),
            traffic: traffic(ends.network, request)?,
            family: family(request.family.as_ref())?,
            options: WalkOptions { strict: request.strict, ..WalkOptions::default() },
            asks_what_passes: true,
            via: None,
            avoid: None,
            language: language(request.language.as_deref())?,
        })
    }

    /// The name of a protocol of the question; `other` for the one that stands for all that no line names.
    pub fn protocol_name(&self, protocol: Protocol) -> String {
        let asked = self.traffic.iter().find(|traffic| traffic.protocol == protocol);
        let is_rest = asked.is_some_and(|traffic| !traffic.stands_for.is_empty());
        if is_rest { "other".to_owned() } else { protocol.to_string() }
    }

    /// The families in which a pair can be asked about at all.
    pub fn families(&self, ends: &Ends<'_>, from: &Member, to: &Member) -> Vec<Family> {
        let of_protocol = |family: Family| self.traffic.iter().any(|traffic| traffic.is_of(family));
        let first = |block: Option<IpNet>| block.map(|block| block.network());
        [Family::V4, Family::V6]
            .into_iter()
            .filter(|&family| self.family.is_none_or(|only| only == family) && of_protocol(family))
            .filter(|&family| {
                let (from_ip, to_ip) =
                    (self.from_ip.or(first(self.within.0)), self.to_ip.or(first(self.within.1)));
                has_family(ends, from, from_ip, family) && has_family(ends, to, to_ip, family)
            })
            .collect()
    }

    /// One pair in one family.
    pub fn ask(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family) -> Option<Outcome> {
        self.ask_knowing(ends, (from, to), family, Known::default())
    }

    /// As [`Question::ask`], with less to walk.
    pub fn ask_knowing(
        &self,
        ends: &Ends<'_>,
        (from, to): (&Member, &Member),
        family: Family,
        known: Known<'_>,
    ) -> Option<Outcome> {
        let is_asked = |at: usize| known.may_pass.is_none_or(|may| may.get(at) == Some(&true));
        let points = (self.sources(ends, from, to, family), self.targets(ends, from, to, family));
        let usable =
            (0_usize..).zip(&self.traffic).filter(|(at, traffic)| traffic.is_of(family) && is_asked(*at));
        let ask = |(_, traffic)| self.ask_traffic(ends, (from, to), &points, (traffic, known.alike));
        let mut all: Vec<Outcome> = usable.filter_map(ask).collect();
        if all.len() == 1 {
            return all.pop();
        }
        // All is whole only if every protocol is; what passes best is shown, and what stops the others beside it.
        let verdict = merged(all.iter().map(|outcome| outcome.verdict))?;
        let varies_source = all.first()?.varies_source;
        let best = (0..).zip(&all).min_by_key(|(_, outcome)| outcome.verdict).map(|(at, _)| at)?;
        let (mut shown, mut others) = (None, Vec::new());
        let (mut passing, mut open) = (Vec::new(), Vec::new());
        for (at, outcome) in (0_usize..).zip(all) {
            if at == best {
                shown = Some(outcome.shown);
            } else {
                others.push(outcome.shown);
            }
            others.extend(outcome.others);
            passing.extend(outcome.passing);
            open.extend(outcome.open);
        }
        let folded = |rows| rows::folded(rows, &self.traffic, family);
        let (passing, open) = (folded(passing), folded(open));
        Some(Outcome { verdict, shown: shown?, others, passing, open, varies_source })
    }

    fn ask_traffic(
        &self,
        ends: &Ends<'_>,
        (from, to): (&Member, &Member),
        (sources, targets): &(Vec<Point>, Vec<Point>),
        (traffic, alike): (&Traffic, &[RangeSet<u128>]),
    ) -> Option<Outcome> {
        match (outside(sources), outside(targets)) {
            (Some(set), _) => self.over_addresses(ends, targets, (set, alike), None, traffic, |address| {
                self.outside_sources(ends, from, to, address)
            }),
            (None, Some(set)) => {
                let wanted =
                    if matches!(to, Member::OnPremises(_)) { Wanted::OnPremises } else { Wanted::Anywhere };
                self.over_addresses(ends, sources, (set, alike), Some(wanted), traffic, |_| Vec::new())
            }
            (None, None) => {
                let found = self.best(ends, &single(sources), &single(targets), traffic, None)?;
                let classes = [(found, RangeSet::empty())];
                let (passing, open) = rows::of(traffic, &classes, None);
                let [(found, _)] = classes;
                let (verdict, shown) = (found.verdict, found.shown);
                Some(Outcome { verdict, shown, others: Vec::new(), passing, open, varies_source: false })
            }
        }
    }

    /// The best of all alternatives (DESIGN 2: several interfaces of one instance); of a set, what passes by any of them.
    fn best(
        &self,
        ends: &Ends<'_>,
        sources: &[Point],
        targets: &[Point],
        traffic: &Traffic,
        learn: Option<IpAddr>,
    ) -> Option<Found> {
        let wanted = passing::Wanted {
            protocol: traffic.protocol,
            service: &traffic.service,
            client: &traffic.client,
            is_set: traffic.is_set(),
            hangs_on_way: self.via.is_some() || self.avoid.is_some(),
        };
        let mut best: Option<Found> = None;
        for source in sources {
            for target in targets {
                let ask = |service: &PortSet, client: &PortSet| {
                    let (service, client) = (service.clone(), client.clone());
                    let traffic = Traffic { service, client, ..traffic.clone() };
                    self.walk(ends, source, target, &traffic, (learn, wanted.is_set))
                };
                let Some(found) = Found::explore(wanted, &ask) else { continue };
                best = Some(match best {
                    Some(best) => best.or(found, wanted),
                    None => found,
                });
                // What an address stands for has to be learnt from every alternative.
                if learn.is_none()
                    && best.as_ref().is_some_and(|best| best.verdict == trace::Verdict::Reachable)
                {
                    return best;
                }
            }
        }
        best
    }

    fn walk(
        &self,
        ends: &Ends<'_>,
        from: &Point,
        to: &Point,
        traffic: &Traffic,
        (learn, learn_ports): (Option<IpAddr>, bool),
    ) -> Option<Walked> {
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
        let options = WalkOptions { learn, learn_ports, ..self.options };
        let walk = trace::walk(ends.network, ends.topology, &flow, options);
        Some(Walked { walk: self.filtered(ends, walk), flow })
    }

    /// Walks a set of outside addresses, neighbourhood by neighbourhood; targets are `wanted` somewhere, sources not.
    fn over_addresses(
        &self,
        ends: &Ends<'_>,
        fixed: &[Point],
        (set, alike): (&Outside, &[RangeSet<u128>]),
        wanted: Option<Wanted>,
        traffic: &Traffic,
        sources_of: impl Fn(IpAddr) -> Vec<Source>,
    ) -> Option<Outcome> {
        let varies_source = wanted.is_none();
        let mut left = set.shown.numbers.clone();
        let mut classes: Vec<(Found, RangeSet<u128>)> = Vec::new();
        let fixed = single(fixed);
        while let Some(address) = set.pick(ends, &left) {
            let varying: Vec<Point> = match wanted {
                None => sources_of(address).into_iter().map(Point::Source).collect(),
                Some(wanted) => vec![Point::Target(address, wanted)],
            };
            let (from, to) = if varies_source { (&varying, &fixed) } else { (&fixed, &varying) };
            let found = self.best(ends, from, to, traffic, Some(address))?;
            // Those for which the same is known to pass, else neighbours for which the walk is the same; the model's own
            // addresses among them.
            let number = to_number(address);
            let class = match alike.iter().find(|alike| alike.contains(number)) {
                Some(alike) => set.shown.numbers.intersection(alike),
                None => {
                    let (first, last) = found.same_for.unwrap_or((0, u128::MAX));
                    let same = set.shown.numbers.intersection(&RangeSet::range(first, last));
                    same.union(&RangeSet::range(number, number))
                }
            };
            left = left.difference(&class);
            match classes.iter_mut().find(|(known, _)| known.is_like(&found)) {
                Some((_, addresses)) => *addresses = addresses.union(&class),
                None => classes.push((found, class)),
            }
        }
        let verdict = merged(classes.iter().map(|(found, _)| found.verdict))?;
        let family = set.shown.family;
        let (passing, open) = rows::of(traffic, &classes, Some(family));
        // The first of the worst: it is the one that people's own example address meets. Of a set the best is shown.
        let worst = classes.iter().min_by_key(|(found, _)| Reverse(found.verdict))?;
        let best = classes.iter().min_by_key(|(found, _)| found.verdict)?;
        let is_best = self.asks_what_passes || verdict == trace::Verdict::Reachable;
        let (shown, other) = if is_best { (best, worst) } else { (worst, worst) };
        let others = if std::ptr::eq(shown, other) { Vec::new() } else { vec![Rc::clone(&other.0.shown)] };
        Some(Outcome { verdict, shown: Rc::clone(&shown.0.shown), others, passing, open, varies_source })
    }
}

fn family(asked: Option<&Scalar>) -> Result<Option<Family>, ApiError> {
    match asked.map(ToString::to_string).as_deref() {
        None => Ok(None),
        Some("4") => Ok(Some(Family::V4)),
        Some("6") => Ok(Some(Family::V6)),
        Some(other) => {
            let message = format!("`{other}` is not an address family");
            Err(error("bad-family", message, "write 4 or 6"))
        }
    }
}

/// One verdict for many: reachable if all are, partial if some pass, else undetermined before unreachable (DESIGN 2).
pub fn merged(verdicts: impl Iterator<Item = trace::Verdict>) -> Option<trace::Verdict> {
    let all: Vec<trace::Verdict> = verdicts.collect();
    let passes =
        |verdict: &trace::Verdict| matches!(verdict, trace::Verdict::Reachable | trace::Verdict::Partial);
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
