//! What passes, as rows that people read: disjoint, ascending, each port of a protocol with the addresses and client
//! ports it passes for.

use std::net::IpAddr;
use std::rc::Rc;

use super::ask::Walked;
use super::passing::{Found, Piece};
use super::traffic::Traffic;
use crate::model::Order as _;
use crate::space::{AddressSet, Family, PortSet, Protocol, RangeSet};

/// Some traffic: every one of these ports, from every one of these client ports, for every one of these addresses.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// What it carries.
    pub carries: Carried,
    /// Destination ports, or ICMP points.
    pub ports: PortSet,
    /// Client ports.
    pub client: PortSet,
    /// The outside addresses; `None` for all that were asked about.
    pub addresses: Option<AddressSet>,
    /// One such packet.
    pub witness: Witness,
    /// The walk that it takes, and others of the row with it.
    pub walked: Rc<Walked>,
}

/// The protocols of a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Carried {
    /// This one.
    One(Protocol),
    /// These, which nothing in the input names.
    Rest(Vec<u8>),
    /// Every protocol.
    All,
}

/// A packet that stands for a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Witness {
    pub protocol: Protocol,
    pub from: IpAddr,
    pub to: IpAddr,
    /// Destination port or ICMP point.
    pub port: u16,
    pub client: u16,
}

/// The rows that pass, and those that stay open, of one protocol over all classes of outside addresses; `family` where
/// addresses vary.
pub(super) fn of(
    traffic: &Traffic,
    classes: &[(Found, RangeSet<u128>)],
    family: Option<Family>,
) -> (Vec<Row>, Vec<Row>) {
    let all = classes.iter().fold(RangeSet::empty(), |all, (_, class)| all.union(class));
    let rows = |pieces: fn(&Found) -> &[Piece]| -> Vec<Row> {
        let classes: Vec<(&[Piece], &RangeSet<u128>)> =
            classes.iter().map(|(found, class)| (pieces(found), class)).collect();
        by_port(&classes)
            .into_iter()
            .map(|(ports, client, addresses, piece)| {
                let addresses = family
                    .filter(|_| addresses != all)
                    .map(|family| AddressSet { family, numbers: addresses });
                let port = ports.first().unwrap_or(0);
                let walked = Rc::clone(piece.walk_to(port));
                let witness = Witness {
                    protocol: traffic.protocol,
                    from: walked.flow.source.address(),
                    to: walked.flow.destination,
                    port,
                    client: client.first().unwrap_or(0),
                };
                let carries = if traffic.stands_for.is_empty() {
                    Carried::One(traffic.protocol)
                } else {
                    Carried::Rest(traffic.stands_for.clone())
                };
                Row { carries, ports, client, addresses, witness, walked }
            })
            .collect()
    };
    (rows(|found| &found.passing), rows(|found| &found.open))
}

/// Client ports, addresses, and the number of the piece that they came from.
type Share = (PortSet, RangeSet<u128>, usize);

/// Ports with equal client ports and addresses together: a port stands in as many rows as it has different ones.
fn by_port<'p>(
    classes: &[(&'p [Piece], &RangeSet<u128>)],
) -> Vec<(PortSet, PortSet, RangeSet<u128>, &'p Piece)> {
    let pieces: Vec<(&Piece, &RangeSet<u128>)> =
        classes.iter().flat_map(|(pieces, class)| pieces.iter().map(move |piece| (piece, *class))).collect();
    let ranges = pieces.iter().flat_map(|(piece, _)| piece.ports.ranges());
    let mut starts: Vec<u16> =
        ranges.flat_map(|range| [Some(*range.start()), range.end().checked_add(1)]).flatten().collect();
    starts.order();
    starts.dedup();
    let mut found: Vec<(PortSet, Vec<Share>)> = Vec::new();
    for (at, &first) in starts.iter().enumerate() {
        let last = starts.get(at + 1).map_or(u16::MAX, |next| next - 1);
        let mut shares: Vec<Share> = Vec::new();
        for (number, (piece, class)) in pieces.iter().enumerate() {
            if !piece.ports.contains(first) {
                continue;
            }
            match shares.iter_mut().find(|(client, ..)| *client == piece.client) {
                Some((_, addresses, _)) => *addresses = addresses.union(class),
                None => shares.push((piece.client.clone(), (*class).clone(), number)),
            }
        }
        if shares.is_empty() {
            continue;
        }
        shares.order();
        let ports = PortSet::range(first, last);
        let is_alike = |one: &[Share]| {
            one.len() == shares.len() && one.iter().zip(&shares).all(|(a, b)| a.0 == b.0 && a.1 == b.1)
        };
        match found.iter_mut().find(|(_, known)| is_alike(known)) {
            Some((known, _)) => *known = known.union(&ports),
            None => found.push((ports, shares)),
        }
    }
    let rows = found.into_iter().flat_map(|(ports, shares)| {
        shares.into_iter().map(move |(client, addresses, piece)| (ports.clone(), client, addresses, piece))
    });
    rows.filter_map(|(ports, client, addresses, number)| {
        Some((ports, client, addresses, pieces.get(number)?.0))
    })
    .collect()
}

/// One row instead of many where every protocol passes whole.
pub(super) fn folded(rows: Vec<Row>, asked: &[Traffic], family: Family) -> Vec<Row> {
    let asked: Vec<&Traffic> = asked.iter().filter(|traffic| traffic.is_of(family)).collect();
    let is_everything = asked.iter().any(|traffic| !traffic.stands_for.is_empty());
    let clients = rows.iter().filter(|row| row.witness.protocol.has_ports()).map(|row| &row.client);
    let mut clients: Vec<&PortSet> = clients.collect();
    clients.dedup();
    let is_whole = is_everything
        && rows.len() == asked.len()
        && clients.len() == 1
        && rows.iter().all(|row| {
            row.ports.is_all() && row.addresses == rows.first().and_then(|one| one.addresses.clone())
        });
    match rows.first() {
        Some(first) if is_whole => vec![Row { carries: Carried::All, ..first.clone() }],
        _ => rows,
    }
}
