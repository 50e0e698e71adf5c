//! Rules of Network Firewall over sets of ports: which rule decides each pair of source and destination port.
//!
//! Firewalls are the one filter that also asks for the source port, so a packet is a rectangle here: a set of source
//! ports by a set of destination ports. Rules cut it up, and what each cuts out is decided by the first that matches.

use super::step::Line;
use crate::model::{FirewallAction, Resource};
use crate::space::PortSet;

/// Which engine of a firewall.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Engine {
    /// Packet by packet.
    Stateless,
    /// Connection by connection.
    Stateful,
}

/// Why a rule may match or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Doubt {
    /// This group holds what is not checked here.
    NotChecked(Resource),
    /// This group is not in the input.
    Missing(Resource),
}

/// A rule whose addresses and protocol match; its ports are still to be compared.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub from: PortSet,
    pub to: PortSet,
    pub action: FirewallAction,
    /// Why it is not certain to match.
    pub doubt: Option<Doubt>,
    pub at: Resource,
    pub line: Option<Line>,
}

/// What becomes of some of the packets.
#[derive(Clone, Debug)]
pub(super) struct Fate {
    /// Source ports.
    pub from: PortSet,
    /// Destination ports.
    pub to: PortSet,
    pub engine: Engine,
    pub action: FirewallAction,
    pub at: Resource,
    pub line: Option<Line>,
    /// Whether a rule decided, not a default.
    pub by_rule: bool,
    /// What rules before it would have done, had they matched.
    pub might: Vec<(FirewallAction, Doubt)>,
}

/// Packets that no rule has decided yet.
struct Rest {
    from: PortSet,
    to: PortSet,
    might: Vec<(FirewallAction, Doubt)>,
}

/// The first match for every pair of ports; `default` for those that no rule matches.
pub(super) fn first_match(candidates: &[Candidate], default: &Fate) -> Vec<Fate> {
    let mut decided: Vec<Fate> = Vec::new();
    let mut rest =
        vec![Rest { from: default.from.clone(), to: default.to.clone(), might: default.might.clone() }];
    for candidate in candidates {
        let mut left = Vec::new();
        for part in rest {
            let from = part.from.intersection(&candidate.from);
            let to = part.to.intersection(&candidate.to);
            if from.is_empty() || to.is_empty() {
                left.push(part);
                continue;
            }
            let others =
                [(part.from.difference(&from), part.to.clone()), (from.clone(), part.to.difference(&to))];
            for (from, to) in others {
                if !from.is_empty() && !to.is_empty() {
                    left.push(Rest { from, to, might: part.might.clone() });
                }
            }
            match &candidate.doubt {
                None => decided.push(Fate {
                    from,
                    to,
                    action: candidate.action,
                    at: candidate.at.clone(),
                    line: candidate.line.clone(),
                    engine: default.engine,
                    by_rule: true,
                    might: part.might,
                }),
                Some(doubt) => {
                    let mut might = part.might;
                    might.push((candidate.action, doubt.clone()));
                    left.push(Rest { from, to, might });
                }
            }
        }
        rest = left;
    }
    decided.extend(rest.into_iter().map(|Rest { from, to, might }| Fate {
        from,
        to,
        might,
        by_rule: false,
        ..default.clone()
    }));
    decided
}

/// What is certain of a part of the packets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Certain {
    Passes,
    Stops,
    /// Not known.
    Open,
}

/// What passes, seen from the destination ports that a leg carries.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Destination ports that pass, from `sources` at least.
    pub sure: PortSet,
    /// Destination ports of which it is not known.
    pub open: PortSet,
    /// Destination ports that are stopped, from some source ports at least.
    pub stopped: PortSet,
    /// The source ports that all of `sure` pass from, where that is not all of them.
    pub sources: Option<PortSet>,
    /// Whether some of `sure` pass from more source ports than `sources`.
    pub is_cut_short: bool,
    /// Destination ports that pass from source ports which have none in common; they are among `open`.
    pub too_fine: bool,
}

/// Looks at rectangles from the side of the destination ports.
pub(super) fn by_destination(from: &PortSet, to: &PortSet, parts: &[(PortSet, PortSet, Certain)]) -> Seen {
    // Classes of destination ports that all parts treat as one.
    let mut classes = vec![to.clone()];
    for (_, part, _) in parts {
        classes = classes
            .into_iter()
            .flat_map(|class| [class.intersection(part), class.difference(part)])
            .filter(|class| !class.is_empty())
            .collect();
    }
    let mut seen = Seen::default();
    let mut partly: Vec<(PortSet, PortSet)> = Vec::new();
    for class in classes {
        let of = |wanted: Certain| {
            let mine = parts.iter().filter(|(_, to, is)| *is == wanted && class.is_subset(to));
            mine.fold(PortSet::empty(), |all, (from, _, _)| all.union(from))
        };
        if !of(Certain::Open).is_empty() {
            seen.open = seen.open.union(&class);
            continue;
        }
        let passing = of(Certain::Passes).intersection(from);
        if passing == *from {
            seen.sure = seen.sure.union(&class);
            continue;
        }
        seen.stopped = seen.stopped.union(&class);
        if !passing.is_empty() {
            partly.push((class, passing));
        }
    }
    let common = partly.iter().fold(from.clone(), |all, (_, passing)| all.intersection(passing));
    let has_more = !seen.sure.is_empty() || partly.iter().any(|(_, passing)| *passing != common);
    for (class, _) in &partly {
        if common.is_empty() {
            seen.open = seen.open.union(class);
            seen.stopped = seen.stopped.difference(class);
            seen.too_fine = true;
        } else {
            seen.sure = seen.sure.union(class);
            seen.sources = Some(common.clone());
            seen.is_cut_short = has_more;
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    type Ports = (u16, u16);

    fn parts(of: &[(Ports, Ports, Certain)]) -> Vec<(PortSet, PortSet, Certain)> {
        of.iter()
            .map(|(from, to, is)| (PortSet::range(from.0, from.1), PortSet::range(to.0, to.1), *is))
            .collect()
    }

    #[test]
    fn whole_products_stay_whole() {
        let seen = by_destination(
            &PortSet::range(1, 10),
            &PortSet::range(1, 10),
            &parts(&[((1, 10), (1, 5), Certain::Passes), ((1, 10), (6, 10), Certain::Stops)]),
        );
        assert_eq!(seen.sure, PortSet::range(1, 5));
        assert_eq!(seen.stopped, PortSet::range(6, 10));
        assert_eq!(seen.sources, None);
    }

    #[test]
    fn sources_in_common_are_told() {
        let seen = by_destination(
            &PortSet::range(1, 10),
            &PortSet::range(1, 2),
            &parts(&[
                ((1, 5), (1, 1), Certain::Passes),
                ((6, 10), (1, 1), Certain::Stops),
                ((1, 10), (2, 2), Certain::Passes),
            ]),
        );
        assert_eq!(seen.sure, PortSet::range(1, 2));
        assert_eq!(seen.sources, Some(PortSet::range(1, 5)));
        assert!(seen.is_cut_short, "2 passes from 6 to 10, too");
    }

    #[test]
    fn the_same_sources_for_all_are_all() {
        let seen = by_destination(
            &PortSet::range(1, 10),
            &PortSet::range(1, 2),
            &parts(&[((1, 5), (1, 2), Certain::Passes), ((6, 10), (1, 2), Certain::Stops)]),
        );
        assert_eq!(seen.sources, Some(PortSet::range(1, 5)));
        assert!(!seen.is_cut_short);
    }

    #[test]
    fn what_has_no_sources_in_common_is_open() {
        let seen = by_destination(
            &PortSet::range(1, 10),
            &PortSet::range(1, 2),
            &parts(&[
                ((1, 5), (1, 1), Certain::Passes),
                ((6, 10), (1, 1), Certain::Stops),
                ((1, 5), (2, 2), Certain::Stops),
                ((6, 10), (2, 2), Certain::Passes),
            ]),
        );
        assert_eq!(seen.open, PortSet::range(1, 2));
        assert!(seen.sure.is_empty() && seen.too_fine);
    }
}
