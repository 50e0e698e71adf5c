//! A request -> the flows to walk, and the walks -> one result.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::net::IpAddr;

use super::answer::ApiError;
use super::ends::{Ends, Member, Side, error};
use super::language::{Language, language};
use super::points::{Outside, Point, has_family, outside, pick, single};
use super::request::ReachRequest;
use super::traffic::{Traffic, traffic};
use crate::model::Resource;
use crate::space::addresses::to_number;
use crate::space::{AddressSet, Family, PortSet, Protocol, RangeSet};
use crate::trace::{self, Flow, Source, Walk, WalkOptions, Wanted};

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
    pub language: Language,
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
        let language = language(request.language.as_deref())?;
        let traffic = traffic(request)?;
        let family = match request.family.as_ref().map(ToString::to_string).as_deref() {
            None => None,
            Some("4") => Some(Family::V4),
            Some("6") => Some(Family::V6),
            Some(other) => {
                return Err(error(
                    "bad-family",
                    format!("`{other}` is not an address family"),
                    "write 4 or 6",
                ));
            }
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
            language,
        })
    }

    /// A service's name as the asking VPC resolves it (rule S-111); any other end as it is.
    pub(super) fn resolved<'m>(&self, ends: &Ends<'_>, from: &Member, to: &'m Member) -> Cow<'m, Member> {
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
            .filter(|&family| {
                has_family(ends, from, self.from_ip, family) && has_family(ends, to, self.to_ip, family)
            })
            .collect()
    }

    /// One pair in one family.
    pub(super) fn ask(&self, ends: &Ends<'_>, from: &Member, to: &Member, family: Family) -> Option<Outcome> {
        let usable = self.traffic.iter().filter(|traffic| match traffic.protocol {
            Protocol::ICMP => family == Family::V4,
            Protocol::ICMPV6 => family == Family::V6,
            Protocol(_) => true,
        });
        let all: Vec<Outcome> =
            usable.filter_map(|traffic| self.ask_traffic(ends, from, to, family, traffic)).collect();
        // `all` is whole only if every protocol is; the protocol that is worst off shows why.
        let verdict = merged(all.iter().map(|outcome| outcome.verdict))?;
        let varies_source = all.first()?.varies_source;
        let shown =
            all.iter().min_by_key(|outcome| Reverse(outcome.verdict)).map(|outcome| outcome.shown.clone())?;
        let passing = all.into_iter().flat_map(|outcome| outcome.passing).collect();
        Some(Outcome { verdict, shown, passing, varies_source })
    }

    fn ask_traffic(
        &self,
        ends: &Ends<'_>,
        from: &Member,
        to: &Member,
        family: Family,
        traffic: &Traffic,
    ) -> Option<Outcome> {
        let sources = self.sources(ends, from, to, family);
        let targets = self.targets(ends, from, to, family);
        match (outside(&sources), outside(&targets)) {
            (Some(set), _) => self.over_addresses(ends, &targets, set, None, traffic, |address| {
                self.outside_sources(ends, from, to, address)
            }),
            (None, Some(set)) => {
                let wanted =
                    if matches!(to, Member::OnPremises(_)) { Wanted::OnPremises } else { Wanted::Anywhere };
                self.over_addresses(ends, &sources, set, Some(wanted), traffic, |_| Vec::new())
            }
            (None, None) => self.best(ends, &single(&sources), &single(&targets), traffic).map(|walked| {
                let passing =
                    if walked.walk.passing.is_empty() { Vec::new() } else { vec![(walked.clone(), None)] };
                Outcome { verdict: walked.walk.verdict, shown: walked, passing, varies_source: false }
            }),
        }
    }

    /// The best of all alternatives (DESIGN 2: several interfaces of one instance).
    fn best(
        &self,
        ends: &Ends<'_>,
        sources: &[Point],
        targets: &[Point],
        traffic: &Traffic,
    ) -> Option<Walked> {
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

    fn walk(
        &self,
        ends: &Ends<'_>,
        from: &Point,
        to: &Point,
        traffic: &Traffic,
        learn: Option<IpAddr>,
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
        let options = WalkOptions { learn, ..self.options };
        let walk = trace::walk(ends.network, ends.topology, &flow, options);
        Some(Walked { walk: self.filtered(walk), flow })
    }

    /// Applies `--via` and `--avoid`.
    fn filtered(&self, mut walk: Walk) -> Walk {
        let passes = |id: &str| walk.request.steps.iter().any(|step| *step.at.id == *id);
        let kind = crate::model::Kind::Other;
        let block = match (&self.via, &self.avoid) {
            (Some(via), _) if !passes(via) => {
                Some(trace::Block::NotVia { wanted: Resource::new(kind, via.as_str()) })
            }
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
        set: &Outside,
        wanted: Option<Wanted>,
        traffic: &Traffic,
        sources_of: impl Fn(IpAddr) -> Vec<Source>,
    ) -> Option<Outcome> {
        let varies_source = wanted.is_none();
        let mut remaining = set.asked.clone();
        let mut classes: Vec<(Walked, RangeSet<u128>)> = Vec::new();
        while let Some(address) = pick(&remaining) {
            let mut best: Option<Walked> = None;
            // Neighbours for which the walk is the same, the model's own addresses among them.
            let mut same = set.shown.numbers.clone();
            let varying: Vec<Point> = match wanted {
                None => sources_of(address).into_iter().map(Point::Source).collect(),
                Some(wanted) => vec![Point::Target(address, wanted)],
            };
            for point in &varying {
                for other in single(fixed) {
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
            let class = same.union(&RangeSet::range(number, number));
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
        let shown = if verdict == trace::Verdict::Reachable {
            classes.first()
        } else {
            // The first of the worst: it is the one that people's own example address meets.
            classes.iter().min_by_key(|(walked, _)| Reverse(walked.walk.verdict))
        };
        let shown = shown.map(|(walked, _)| walked.clone())?;
        let passing = classes
            .into_iter()
            .filter(|(walked, _)| !walked.walk.passing.is_empty())
            .map(|(walked, numbers)| {
                let family = set.asked.family;
                (walked, (!is_whole).then_some(AddressSet { family, numbers }))
            })
            .collect();
        Some(Outcome { verdict, shown, passing, varies_source })
    }
}

/// One verdict for many: reachable if all are, partial if some pass, else undetermined before unreachable (DESIGN 2).
pub(super) fn merged(verdicts: impl Iterator<Item = trace::Verdict>) -> Option<trace::Verdict> {
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
