//! What the set engine costs: compiling a network, a pair, one end against all, all pairs, exposure, a changed rule; beside
//! a plain scan of the rules in the same run, and with the exponents of growth; on small networks questions with all that an
//! answer says, too.
//!
//! The networks are netgen's (see `load_and_ask.rs`) and irregular ones (`irregular.rs`). `PATHLIGHT_BENCH_SIZES=1000,50000`
//! for other sizes, `PATHLIGHT_BENCH_ONLY=netgen` for some of them. Times are medians of seven, of the thread's processor time.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "a benchmark"
)]

mod changes;
mod irregular;
mod naive;
#[path = "../support/mod.rs"]
mod support;

use std::env;
use std::hint::black_box;
use std::time::{Duration, Instant};

use pathlight::api::{ExposureRequest, ReachRequest, Session};
use pathlight::graph::{Ix, Topology};
use pathlight::model::Network;
use pathlight::solve::{Answer, Solver};
use pathlight::space::Family;
use serde_json::json;
use support::{Stopwatch, exponent, figure, files, network, show, sizes};

/// The median of seven, each of enough rounds for the clock's steps.
fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let begin = Instant::now();
    drop(black_box(work()));
    let rounds =
        (Duration::from_millis(40).as_nanos() / begin.elapsed().as_nanos().max(1) + 1).min(100_000) as u32;
    let mut times: Vec<Duration> = (0..7)
        .map(|_| {
            let watch = Stopwatch::start();
            for _ in 0..rounds {
                drop(black_box(work()));
            }
            watch.elapsed() / rounds
        })
        .collect();
    times.sort_unstable();
    times[3]
}

/// Pairs of interfaces, the same every time.
fn samples(count: usize, many: usize) -> Vec<(Ix, Ix)> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 33) % count as u64) as Ix
    };
    (0..many).map(|_| (next(), next())).collect()
}

/// A measured thing, in seconds.
type Row = (&'static str, f64);

fn measure(name: &str, network: &Network) -> Vec<Row> {
    let topology = Topology::build(network);
    let count = network.interfaces.len();
    let mut rows: Vec<Row> = Vec::new();
    let compile = median(|| Solver::compile(network, &topology));
    rows.push(("compile", compile.as_secs_f64()));
    let mut solver = Solver::compile(network, &topology);

    let pairs = samples(count, 200_000);
    let mut passing = 0_u64;
    let pair = median(|| {
        passing = 0;
        for &(from, to) in &pairs {
            let answer = solver.pair(from, to, Family::V4);
            passing += u64::from(matches!(answer, Some(Answer::Passing(passing)) if !passing.is_nothing()));
        }
    });
    rows.push(("pair, all ports both ways", pair.as_secs_f64() / pairs.len() as f64));

    let ends: Vec<Ix> = samples(count, 20).into_iter().map(|(end, _)| end).collect();
    let one_to_all = median(|| {
        ends.iter().map(|end| solver.reached_from(*end, Family::V4).map_or(0, |l| l.len())).sum::<usize>()
    });
    rows.push(("what one reaches", one_to_all.as_secs_f64() / ends.len() as f64));
    let all_to_one = median(|| {
        ends.iter().map(|end| solver.reaching(*end, Family::V4).map_or(0, |l| l.len())).sum::<usize>()
    });
    rows.push(("what reaches one", all_to_one.as_secs_f64() / ends.len() as f64));
    let exposure = median(|| solver.from_internet(network, &topology, Family::V4));
    rows.push(("exposure to the internet", exposure.as_secs_f64()));
    let all = median(|| solver.all_pairs(Family::V4));
    rows.push(("all pairs", all.as_secs_f64()));

    rows.extend(changes(network, &solver, &pairs));

    let found = solver.all_pairs(Family::V4);
    let reached = found.count(|answer| answer != Answer::AskTheWalk);
    let asks = found.count(|answer| answer == Answer::AskTheWalk);
    println!(
        "{name}: {count} interfaces, {} groups; {} rectangles hold {reached} pairs that pass, {asks} for the walk; {:.0} % of the sample pass",
        network.groups.len(),
        found.len(),
        100.0 * passing as f64 / pairs.len() as f64
    );

    let plain = naive::Plain::new(network, &topology);
    let few = &pairs[..20_000];
    let scan = median(|| few.iter().filter(|(from, to)| plain.passes(*from, *to, 443, 40_000)).count());
    let one = scan.as_secs_f64() / few.len() as f64;
    rows.push(("plain scan, one port of a pair", one));
    rows.push(("plain scan, all pairs (reckoned)", one * (count as f64) * (count as f64)));
    rows
}

/// Networks of more interfaces are not asked for explanations here: `load_and_ask.rs` and `exposure.rs` are.
const EXPLAINED: usize = 1000;

/// Questions with everything that an answer says: of pairs, and of the internet.
fn explained(session: &Session) -> Vec<Row> {
    let network = session.network();
    let id = |ix: Ix| network.interfaces.at(ix as usize).unwrap().id.to_string();
    let pairs: Vec<(Ix, Ix)> =
        samples(network.interfaces.len(), 200).into_iter().filter(|(from, to)| from != to).collect();
    let time = |port: Option<u16>| {
        let ask = |&(from, to): &(Ix, Ix)| {
            serde_json::from_value(json!({"from": id(from), "to": id(to), "protocol": "tcp", "port": port}))
        };
        let questions: Vec<ReachRequest> = pairs.iter().map(|pair| ask(pair).unwrap()).collect();
        let asked = median(|| questions.iter().filter(|question| session.reach(question).is_ok()).count());
        asked.as_secs_f64() / questions.len() as f64
    };
    let (one_port, what_passes) = (time(Some(443)), time(None));
    let everything = ExposureRequest::default();
    let exposure = median(|| session.exposure(&everything, &mut |_, _| true).unwrap().rows.len());
    vec![
        ("a question, explained", one_port),
        ("what passes, explained", what_passes),
        ("exposure to the internet, explained", exposure.as_secs_f64()),
    ]
}

/// A line taken out and put back, each followed by a question; both halves of it cost about the same.
fn changes(network: &Network, solver: &Solver, pairs: &[(Ix, Ix)]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for changed in changes::all(network) {
        let both = [&changed.network, network].map(|network| (network, Topology::build(network)));
        let mut solver = solver.clone();
        let mut next = pairs.iter().cycle();
        let asked = median(|| {
            for (network, topology) in &both {
                solver.change(network, topology, changed.change);
                let (from, to) = *next.next().unwrap();
                black_box(solver.pair(from, to, Family::V4));
            }
        });
        rows.push((changed.asked, asked.as_secs_f64() / 2.0));
        solver.refresh(Family::V4);
        let refreshed = median(|| {
            for (network, topology) in &both {
                solver.change(network, topology, changed.change);
                black_box(solver.refresh(Family::V4));
            }
        });
        rows.push((changed.refreshed, refreshed.as_secs_f64() / 2.0));
    }
    let worst = |which: &[&str]| {
        let times = rows.iter().filter(|(what, _)| which.contains(what)).map(|(_, time)| *time);
        times.fold(0.0, f64::max)
    };
    let asked = worst(&["inbound rule, then a pair", "outbound rule, then a pair"]);
    let refreshed = worst(&["inbound rule, then all pairs", "outbound rule, then all pairs"]);
    rows.extend([("one rule changed", asked), ("all pairs refreshed", refreshed)]);
    rows
}

/// As many as np-guard's accounts and small companies have.
const FEW: &str = "200";

fn main() {
    let sizes = sizes();
    let only = env::var("PATHLIGHT_BENCH_ONLY").unwrap_or_default();
    let mut all: Vec<Measured> = Vec::new();
    if "netgen".contains(&only)
        && let Some(folder) = network(FEW)
    {
        let session = Session::load(files(&folder), &mut |_| ());
        print("netgen", FEW, &measure("netgen", session.network()));
    }
    for size in sizes.iter().filter(|_| "netgen".contains(&only)) {
        let Some(folder) = network(size) else { continue };
        let session = Session::load(files(&folder), &mut |_| ());
        let rows = measure("netgen", session.network());
        print("netgen", size, &rows);
        all.push(("netgen".to_owned(), session.network().interfaces.len(), rows));
    }
    for (name, size, plan) in irregular::plans(&sizes) {
        if !name.contains(&only) {
            continue;
        }
        let session = Session::load(irregular::files(&plan), &mut |_| ());
        let mut rows = measure(&format!("{name} {size}"), session.network());
        if session.network().interfaces.len() <= EXPLAINED {
            rows.extend(explained(&session));
        }
        print(name, &size, &rows);
        all.push((name.to_owned(), session.network().interfaces.len(), rows));
    }
    growth(&all);
}

fn print(name: &str, size: &str, rows: &[Row]) {
    for (what, time) in rows {
        println!("  {what:<36} {:>10}", show(*time));
        figure(&format!("{what}, {name} {size}"), *time);
    }
    let of = |what: &str| rows.iter().find(|(name, _)| *name == what).map(|(_, time)| *time);
    if let (Some(scan), Some(sets)) = (of("plain scan, all pairs (reckoned)"), of("all pairs")) {
        println!("  {:<36} {:>9.0}x\n", "all pairs against the plain scan", scan / sets);
        figure(&format!("all pairs against the plain scan, {name} {size}"), scan / sets);
    }
}

/// What was measured: a kind of network, its size, its times.
type Measured = (String, usize, Vec<Row>);

fn growth(all: &[Measured]) {
    for family in ["netgen", "irregular"] {
        let of = |what: &str| {
            let points: Vec<(f64, f64)> = all
                .iter()
                .filter(|(name, ..)| name == family)
                .filter_map(|(_, count, rows)| {
                    let (_, time) = rows.iter().find(|(name, _)| *name == what)?;
                    Some((*count as f64, *time))
                })
                .collect();
            exponent(&points)
        };
        println!("\ngrowth, {family}: exponents");
        for what in ["compile", "what one reaches", "what reaches one", "all pairs"] {
            if let Some(slope) = of(what) {
                println!("  {what:<36} {slope:>10.2}");
                figure(&format!("growth of {what}, {family}"), slope);
            }
        }
    }
}
