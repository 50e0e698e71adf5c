//! The path asked for as lines, numbers and words over the map.

use std::collections::BTreeMap;

use super::block::{Badge, Shape};
use super::geometry::{Point, Rect, crossing, length_of, part_of};
use super::place::Map;
use super::route_line::{Area, Port, Router, more_ports, ports};
use super::spots::{Spots, spots, taken};
use super::stations::{Filter, Journey, Station};
use super::tags::{Tag, tags};
use super::words::Words;
use super::{HopOutcome, Scene};
use crate::model::Network;

/// Distance between the request's line and the reply's.
const BESIDE: f32 = 5.0;

/// A piece of line.
pub(super) struct Stroke {
    pub(super) points: Vec<Point>,
    /// What became of the packet before it came here.
    pub(super) state: HopOutcome,
    pub(super) is_reply: bool,
    /// Whether it ends in an arrow.
    pub(super) has_arrow: bool,
}

/// A number on a line.
pub(super) struct Mark {
    pub(super) at: Point,
    pub(super) badge: Badge,
    pub(super) resource: String,
}

/// All that is drawn over the boxes.
#[derive(Default)]
pub(super) struct Overlay {
    pub(super) strokes: Vec<Stroke>,
    pub(super) marks: Vec<Mark>,
    pub(super) tags: Vec<Tag>,
}

/// One way between two boxes.
struct Leg {
    from: usize,
    to: Option<usize>,
    points: Vec<Point>,
}

/// Draws both directions; numbers on boxes are left in the boxes.
pub(super) fn overlay(map: &mut Map, network: &Network, scene: &Scene<'_>, words: Words) -> Overlay {
    let mut overlay = Overlay::default();
    let journeys: Vec<(Journey<'_>, bool)> = [(&scene.forward, false), (&scene.reply, true)]
        .into_iter()
        .filter_map(|(line, is_reply)| line.as_ref().map(|line| (Journey::of(line, map, network), is_reply)))
        .filter(|(journey, _)| !journey.stations.is_empty())
        .collect();
    let stops: Vec<usize> =
        journeys.iter().flat_map(|(journey, _)| journey.stations.iter().map(|one| one.index)).collect();
    let mut router = router(map, &stops);
    let mut known: Vec<Leg> = Vec::new();
    for (journey, is_reply) in &journeys {
        let legs = legs(map, &mut router, (journey, *is_reply), &known);
        follow(map, journey, &legs, *is_reply, &mut overlay);
        known.extend(legs);
    }
    let pairs: Vec<(usize, usize)> = known.iter().filter_map(|leg| leg.to.map(|to| (leg.from, to))).collect();
    // A thin line ends at the site, the path at the customer gateway in it.
    let whole = |index: usize| map.around(index, Shape::Site).unwrap_or(index);
    let pairs: Vec<(usize, usize)> = pairs.into_iter().map(|(a, b)| (whole(a), whole(b))).collect();
    map.hide_relations(&pairs);
    overlay.tags = tags(map, &overlay, words);
    overlay
}

/// The grid for lines between these boxes. What they do not touch is closed to them.
fn router(map: &Map, stops: &[usize]) -> Router {
    let around =
        |shape: Shape| -> Vec<usize> { stops.iter().filter_map(|stop| map.around(*stop, shape)).collect() };
    let subnets = around(Shape::Subnet);
    let sites = around(Shape::Site);
    let rects: Vec<Rect> = stops.iter().filter_map(|stop| map.get(*stop)).map(|placed| placed.rect).collect();
    let mut areas = Vec::new();
    let mut area = |rect: Rect, weight: Option<u32>, level: f32, upright: f32| {
        areas.push(Area { rect, weight, lanes: (level, upright) });
    };
    // A VPC is open to lines when they start or end in it or on its border.
    let is_open =
        |index: usize| map.get(index).is_some_and(|vpc| rects.iter().any(|rect| rect.overlaps(&vpc.rect)));
    for (index, placed) in map.boxes.iter().enumerate() {
        let rect = placed.rect;
        let vpc_is_open = map.around(index, Shape::Vpc).is_none_or(is_open);
        let header = |height: f32| Rect::new(rect.x, rect.y, rect.w, height);
        match placed.block.shape {
            Shape::Hidden => {}
            Shape::Scope => area(header(60.0), Some(1), 14.0, 18.0),
            Shape::Vpc if vpc_is_open => {
                area(header(44.0), Some(4), 30.0, 28.0);
                // Across the border, never along it.
                for strip in strips(&rect) {
                    area(strip, Some(6), 0.0, 0.0);
                }
            }
            Shape::Vpc => {
                area(rect, None, 30.0, 28.0);
                area(rect.grown(10.0), Some(3), 14.0, 14.0);
            }
            // Lines like the gutters between zones better than the narrow ones inside.
            Shape::Zone if vpc_is_open => {
                area(header(30.0), Some(3), 12.0, 14.0);
                area(rect.grown(6.0), Some(2), 6.0, 8.0);
            }
            Shape::Subnet if subnets.contains(&index) => {
                area(header(44.0), Some(6), 10.0, 28.0);
                area(rect, Some(1), 10.0, 28.0);
            }
            Shape::Subnet if vpc_is_open => area(rect, None, 10.0, 28.0),
            Shape::Leaf if is_closed_leaf(map, index, &subnets, &sites) => {}
            Shape::Leaf => {
                area(rect, None, 5.0, 8.0);
                area(rect.grown(4.0), Some(3), 1.0, 4.0);
            }
            Shape::Site if sites.contains(&index) => area(header(40.0), Some(6), 14.0, 14.0),
            Shape::Gate | Shape::Node | Shape::Card | Shape::Site => {
                area(rect, None, 14.0, 14.0);
                area(rect.grown(6.0), Some(3), 14.0, 14.0);
            }
            Shape::Zone | Shape::Subnet => {}
        }
    }
    let ends: Vec<Point> = rects
        .iter()
        .flat_map(|rect| ports(rect, true).into_iter().chain(more_ports(rect)))
        .map(|port| port.at)
        .collect();
    Router::new(&areas, &ends)
}

/// The four border lines of a box as thin areas.
pub(super) fn strips(rect: &Rect) -> [Rect; 4] {
    let outer = rect.grown(5.0);
    [
        Rect::new(outer.x, outer.y, outer.w, 10.0),
        Rect::new(outer.x, rect.bottom() - 5.0, outer.w, 10.0),
        Rect::new(outer.x, outer.y, 10.0, outer.h),
        Rect::new(rect.right() - 5.0, outer.y, 10.0, outer.h),
    ]
}

/// A leaf inside a box that is closed as a whole.
fn is_closed_leaf(map: &Map, index: usize, subnets: &[usize], sites: &[usize]) -> bool {
    let closed =
        |shape: Shape, open: &[usize]| map.around(index, shape).is_some_and(|one| !open.contains(&one));
    closed(Shape::Subnet, subnets) || closed(Shape::Site, sites)
}

/// The ways of a journey. Each line takes the best side of its boxes that is still free, so the order matters:
/// both are tried, and the shorter result is kept.
fn legs(
    map: &Map,
    router: &mut Router,
    (journey, is_reply): (&Journey<'_>, bool),
    known: &[Leg],
) -> Vec<Leg> {
    let count = journey.stations.len().saturating_sub(1);
    let mut best: Option<(f32, Vec<Leg>, Router)> = None;
    for order in [(0..count).collect::<Vec<_>>(), (0..count).rev().collect()] {
        let mut trial = router.clone();
        let legs = ways(map, &mut trial, (journey, is_reply), known, &order);
        let cost =
            legs.iter().map(|leg| length_of(&leg.points) + 35.0 * leg.points.len() as f32).sum::<f32>();
        if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, legs, trial));
        }
    }
    let Some((_, mut legs, trial)) = best else { return Vec::new() };
    *router = trial;
    let last = legs.last().and_then(|leg| leg.points.last()).copied();
    if let (Some(end), false) = (journey.stations.last(), journey.after.is_empty())
        && let Some(points) = dangling(map, end.index, last)
    {
        legs.push(Leg { from: end.index, to: None, points });
    }
    legs
}

/// The ways between stations, found in some order and given in travel order.
fn ways(
    map: &Map,
    router: &mut Router,
    (journey, is_reply): (&Journey<'_>, bool),
    known: &[Leg],
    order: &[usize],
) -> Vec<Leg> {
    let boxes = &taken(map);
    let mut used: Vec<Point> = Vec::new();
    let mut found: BTreeMap<usize, Leg> = BTreeMap::new();
    for at in order {
        let (Some(a), Some(b)) = (journey.stations.get(*at), journey.stations.get(at + 1)) else { continue };
        // A reply that goes back the way of the request runs beside it.
        let back = known.iter().find(|leg| leg.from == b.index && leg.to == Some(a.index));
        let within = |outer: usize, inner: usize| map.around(inner, Shape::Site) == Some(outer);
        let points = match back {
            // From a site to its own customer gateway there is no way to go.
            _ if within(a.index, b.index) || within(b.index, a.index) => Vec::new(),
            Some(leg) => beside(map, &leg.points),
            None => {
                // A line leaves a box by another side than it came in.
                let free = |station: &Station<'_>| -> Vec<Port> {
                    side_ports(map, station).into_iter().filter(|port| !used.contains(&port.at)).collect()
                };
                let filters = numbered(&a.filters, is_reply);
                let crowded = |points: &[Point]| {
                    let leg = Leg { from: a.index, to: Some(b.index), points: points.to_vec() };
                    places(map, &leg, &filters, at + 2 == journey.stations.len(), boxes).covered
                };
                roomy(router, (&free(a), &free(b)), &crowded)
            }
        };
        used.extend(points.first().copied());
        used.extend(points.last().copied());
        found.insert(*at, Leg { from: a.index, to: Some(b.index), points });
    }
    found.into_values().collect()
}

/// The cheapest way between ports; another one where its numbers would cover something, and those of the other less.
fn roomy(
    router: &mut Router,
    (from, to): (&[Port], &[Port]),
    crowded: &dyn Fn(&[Point]) -> f32,
) -> Vec<Point> {
    let untouched = router.clone();
    let Some(first) = router.route(from, to) else { return Vec::new() };
    let mut least = crowded(&first);
    let mut best = first.clone();
    let without = |ports: &[Port], at: Option<&Point>| -> Vec<Port> {
        ports.iter().filter(|port| Some(&port.at) != at).copied().collect()
    };
    let (others, goals) = (without(from, first.first()), without(to, first.last()));
    for (from, to) in [(&*others, to), (from, &*goals), (&*others, &*goals)] {
        if least == 0.0 {
            break;
        }
        let mut trial = untouched.clone();
        let Some(way) = trial.route(from, to) else { continue };
        let covered = crowded(&way);
        if covered < least {
            (least, best, *router) = (covered, way, trial);
        }
    }
    best
}

fn side_ports(map: &Map, station: &Station<'_>) -> Vec<Port> {
    let Some(placed) = map.get(station.index) else { return Vec::new() };
    let all = ports(&placed.rect, placed.block.shape == Shape::Leaf);
    if placed.block.kind == "internet" {
        // What goes out comes from below.
        let sides = all.into_iter().filter(|port| port.at.y > placed.rect.y);
        return sides.map(|port| Port { extra: if port.is_level { 300 } else { 0 }, ..port }).collect();
    }
    if placed.block.shape == Shape::Node {
        return all.into_iter().chain(more_ports(&placed.rect)).collect();
    }
    if placed.block.shape != Shape::Gate {
        return all.to_vec();
    }
    // A gateway is passed through its border, not along it.
    let on_side = map.sits_on_right(station.index);
    all.into_iter().filter(|port| port.is_level == on_side).collect()
}

/// The same way back, a few pixels to the side; unmoved where there is no room.
fn beside(map: &Map, points: &[Point]) -> Vec<Point> {
    let back: Vec<Point> = points.iter().rev().copied().collect();
    [BESIDE, -BESIDE, 3.0, -3.0]
        .into_iter()
        .map(|by| shifted(&back, by))
        .find(|line| {
            let mut pieces = line.iter().zip(line.iter().skip(1));
            pieces.all(|(a, b)| {
                !map.boxes
                    .iter()
                    .any(|placed| placed.block.shape.is_solid() && placed.rect.is_crossed(*a, *b))
            })
        })
        .unwrap_or(back)
}

fn shifted(points: &[Point], by: f32) -> Vec<Point> {
    // Each piece moves to its right-hand side; a corner moves with both of its pieces.
    let normal = |a: &Point, b: &Point| {
        if a.y == b.y { (0.0, by * (b.x - a.x).signum()) } else { (-by * (b.y - a.y).signum(), 0.0) }
    };
    let moves: Vec<(f32, f32)> =
        points.iter().zip(points.iter().skip(1)).map(|(a, b)| normal(a, b)).collect();
    let mut line = Vec::with_capacity(points.len());
    for (at, point) in points.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| moves.get(at)).copied().unwrap_or_default();
        let after = moves.get(at).copied().unwrap_or_default();
        line.push(Point { x: point.x + before.0 + after.0, y: point.y + before.1 + after.1 });
    }
    line
}

/// A short line out of a subnet, for a packet that is stopped before it gets anywhere.
fn dangling(map: &Map, from: usize, used: Option<Point>) -> Option<Vec<Point>> {
    let rect = map.get(from)?.rect;
    let subnet = map.get(map.around(from, Shape::Subnet)?)?.rect;
    let y = rect.center().y;
    let ways = [(rect.right(), subnet.right() + 46.0), (rect.x, subnet.x - 46.0)];
    ways.into_iter()
        .map(|(start, end)| vec![Point { x: start, y }, Point { x: end, y }])
        .filter(|line| line.first().copied() != used)
        .find(|line| {
            !map.boxes.iter().any(|placed| {
                let crosses =
                    line.iter().zip(line.iter().skip(1)).any(|(a, b)| placed.rect.is_crossed(*a, *b));
                placed.block.shape.is_solid() && crosses
            })
        })
}

/// Cuts the legs where the packet's luck changes, and puts numbers on lines and boxes.
fn follow(map: &mut Map, journey: &Journey<'_>, legs: &[Leg], is_reply: bool, overlay: &mut Overlay) {
    let mut state = HopOutcome::Passes;
    let count = journey.stations.len();
    let boxes = taken(map);
    for (at, station) in journey.stations.iter().enumerate() {
        for hop in &station.hops {
            let badge =
                Badge { number: hop.number, outcome: hop.outcome, is_after: state == HopOutcome::Blocked };
            state = next(state, hop.outcome);
            if is_reply && hop.outcome == HopOutcome::Passes {
                continue;
            }
            if let Some(placed) = map.boxes.get_mut(station.index) {
                placed.block.badges.push(badge);
            }
        }
        let is_last = at + 1 == count;
        let filters: &[Filter<'_>] = if is_last { &journey.after } else { &station.filters };
        let Some(leg) = legs.get(at).filter(|leg| leg.points.len() > 1) else {
            // No line to put them on: they go to the box.
            for filter in numbered(filters, is_reply) {
                let badge = Badge {
                    number: filter.hop.number,
                    outcome: filter.hop.outcome,
                    is_after: state == HopOutcome::Blocked,
                };
                state = next(state, filter.hop.outcome);
                if let Some(placed) = map.boxes.get_mut(station.index) {
                    placed.block.badges.push(badge);
                }
            }
            continue;
        };
        let arrives = leg.to.is_some() && at + 2 == count;
        let filters = numbered(filters, is_reply);
        let taken: Vec<Rect> =
            boxes.iter().copied().chain(overlay.marks.iter().map(|mark| mark.badge.rect(mark.at))).collect();
        let spots = places(map, leg, &filters, arrives, &taken);
        let mut from = 0.0;
        let mut cut = |from: f32, to: f32, state: HopOutcome, has_arrow: bool| {
            let points = part_of(&leg.points, from, to);
            if points.len() > 1 {
                overlay.strokes.push(Stroke { points, state, is_reply, has_arrow });
            }
        };
        for (filter, spot) in filters.iter().zip(&spots.all) {
            let after = next(state, filter.hop.outcome);
            if after != state {
                cut(from, spot.along, state, false);
                from = spot.along;
            }
            overlay.marks.push(Mark {
                at: spot.at,
                badge: Badge {
                    number: filter.hop.number,
                    outcome: filter.hop.outcome,
                    is_after: state == HopOutcome::Blocked,
                },
                resource: filter.hop.resource.to_owned(),
            });
            state = after;
        }
        cut(from, length_of(&leg.points), state, arrives);
    }
    let ends = [journey.stations.first(), journey.stations.last().filter(|_| journey.after.is_empty())];
    for station in ends.into_iter().flatten() {
        if let Some(placed) = map.boxes.get_mut(station.index) {
            placed.block.is_end = true;
        }
    }
}

/// What a line looks like after a hop. Nothing passes after a block.
fn next(state: HopOutcome, hop: HopOutcome) -> HopOutcome {
    match (state, hop) {
        (HopOutcome::Blocked, _) | (_, HopOutcome::Blocked) => HopOutcome::Blocked,
        (HopOutcome::Unknown, _) | (_, HopOutcome::Unknown) => HopOutcome::Unknown,
        (HopOutcome::Passes | HopOutcome::Partial, HopOutcome::Passes | HopOutcome::Partial) => {
            HopOutcome::Passes
        }
    }
}

/// How far along the leg each filter wishes to stand: where the line crosses the border it guards.
fn wishes(map: &Map, leg: &Leg, filters: &[&Filter<'_>]) -> Vec<(Badge, f32)> {
    let length = length_of(&leg.points);
    let subnet =
        |index: usize| map.around(index, Shape::Subnet).and_then(|index| map.get(index)).map(|one| one.rect);
    let leaves = subnet(leg.from).and_then(|rect| crossing(&leg.points, &rect, false)).unwrap_or(16.0);
    let enters =
        leg.to.and_then(subnet).and_then(|rect| crossing(&leg.points, &rect, true)).unwrap_or(length - 16.0);
    let wish = |filter: &&Filter<'_>| {
        let badge = Badge { number: filter.hop.number, outcome: filter.hop.outcome, is_after: false };
        let along = match (filter.at_source, filter.at_interface) {
            (true, true) => 6.0,
            (true, false) => leaves,
            (false, false) => enters,
            (false, true) => length - 14.0,
        };
        (badge, along)
    };
    filters.iter().map(wish).collect()
}

/// Where the numbers of a leg's filters stand. An arrow at its end keeps them off.
fn places(map: &Map, leg: &Leg, filters: &[&Filter<'_>], has_arrow: bool, taken: &[Rect]) -> Spots {
    let last = length_of(&leg.points) - if has_arrow { 23.0 } else { 11.0 };
    spots(&leg.points, &wishes(map, leg, filters), last, taken)
}

/// What gets a number on a line: of a reply, only what does not pass.
fn numbered<'f, 'a>(filters: &'f [Filter<'a>], is_reply: bool) -> Vec<&'f Filter<'a>> {
    filters.iter().filter(|filter| !is_reply || filter.hop.outcome != HopOutcome::Passes).collect()
}
