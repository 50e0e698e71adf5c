//! `--via` and `--avoid`: what the path must pass, or must not.

use super::answer::ApiError;
use super::ask::Question;
use super::ends::{Ends, error};
use crate::model::{Kind, Resource};
use crate::space::PortSet;
use crate::trace::{Block, Fact, Gap, Outcome, Step, Verdict, Walk};

/// Whether a path passes a resource.
#[derive(Clone, PartialEq, Eq)]
enum Passes {
    Yes,
    No,
    /// AWS may take either of several ways, and not all of them do.
    Open(Gap),
}

/// The resource that `--via` or `--avoid` names, by id or by a name that only one has.
pub(crate) fn named(ends: &Ends<'_>, text: Option<&str>) -> Result<Option<Resource>, ApiError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    let network = ends.network;
    if let Some(entry) = ends.index.with_id(network, text) {
        return Ok(Some(Resource::new(entry.kind, entry.id)));
    }
    match ends.index.with_name(network, text).as_slice() {
        [] => {}
        [one] => return Ok(Some(Resource::new(one.kind, one.id))),
        several => {
            let ids: Vec<String> = several.iter().map(|one| format!("`{}`", one.id)).collect();
            let message = format!("`{text}` is the name of {}", ids.join(" and "));
            return Err(error("ambiguous-end", message, "name one of them by its id"));
        }
    }
    // What is on the way and no end: it need not be described, a route may just name it.
    let is_target = || {
        let mut routes = network.route_tables.iter().flat_map(|table| &table.routes);
        routes.any(|route| route.target.resource().is_some_and(|target| *target.id == *text))
    };
    let is_known = matches!(text, "internet" | "onprem")
        || network.route_tables.find(&text.into()).is_some()
        || network.nacls.find(&text.into()).is_some()
        || network.transit_tables.find(&text.into()).is_some()
        || network.core_attachments.find(&text.into()).is_some()
        || network.firewalls.iter().any(|firewall| firewall.id.as_str() == text)
        || network.target_groups.iter().any(|group| group.id.as_str() == text)
        || is_target();
    if is_known {
        return Ok(Some(Resource::new(Kind::Other, text)));
    }
    let near = ends.index.nearest(network, text, 5);
    let help = match near.as_slice() {
        [] => "name a resource of the input by its id".to_owned(),
        near => format!(
            "did you mean {}?",
            near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
        ),
    };
    Err(error("unknown-end", format!("`{text}`: nothing in the input is called so"), help))
}

impl Question {
    /// Applies `--via` and `--avoid`.
    pub fn filtered(&self, ends: &Ends<'_>, mut walk: Walk) -> Walk {
        if walk.verdict == Verdict::Unreachable {
            return walk;
        }
        let via = self.via.as_ref().map(|via| (via, passes(ends, &walk, via)));
        let avoid = self.avoid.as_ref().map(|avoid| (avoid, passes(ends, &walk, avoid)));
        // Where the input ends before the way does, what lies further on is not known.
        let is_cut_short = walk.request.steps.iter().any(|step| step.outcome == Outcome::Unknown);
        let (at, fact, outcome) = match (via, avoid) {
            (Some((_, Passes::No)), _) if is_cut_short => return walk,
            (Some((via, Passes::No)), _) => {
                (via, Fact::Stops(Block::NotVia { wanted: via.clone() }), Outcome::Blocked)
            }
            (_, Some((avoid, Passes::Yes))) => {
                (avoid, Fact::Stops(Block::Avoided { unwanted: avoid.clone() }), Outcome::Blocked)
            }
            (Some((at, Passes::Open(gap))), _) | (_, Some((at, Passes::Open(gap)))) => {
                (at, Fact::Unclear(gap), Outcome::Unknown)
            }
            (None | Some((_, Passes::Yes)), None | Some((_, Passes::No))) => return walk,
        };
        walk.verdict = if outcome == Outcome::Blocked { Verdict::Unreachable } else { Verdict::Undetermined };
        walk.request.steps.push(Step { at: at.clone(), fact, outcome, line: None, ports: None });
        walk.request.sure = PortSet::empty();
        walk.request.maybe = PortSet::empty();
        walk.passing = PortSet::empty();
        walk
    }
}

fn passes(ends: &Ends<'_>, walk: &Walk, wanted: &Resource) -> Passes {
    for gap in &walk.alike {
        if let Gap::Alike { resource, ways } = gap
            && ways.iter().any(|way| touches(ends, way, wanted))
        {
            return Passes::Open(Gap::Ambiguous { resource: resource.clone(), ways: ways.clone() });
        }
    }
    let is_passed = walk.request.steps.iter().any(|step| touches(ends, &step.at, wanted));
    if is_passed { Passes::Yes } else { Passes::No }
}

/// Whether to be at a place is to be at the wanted resource: itself, or what holds an interface or a subnet.
fn touches(ends: &Ends<'_>, place: &Resource, wanted: &Resource) -> bool {
    let is = |id: &str| *wanted.id == *id;
    if is(&place.id) {
        return true;
    }
    if place.kind == Kind::Interface
        && let Some(interface) = ends.network.interfaces.find(&(&*place.id).into())
    {
        return interface.instance().is_some_and(|instance| is(instance.as_str()))
            || is(interface.subnet.as_str())
            || is(interface.vpc.as_str());
    }
    place.kind == Kind::Subnet
        && ends.network.subnets.find(&(&*place.id).into()).is_some_and(|subnet| is(subnet.vpc.as_str()))
}
