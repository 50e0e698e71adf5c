//! The run: networks, mutants, floors, balance, and what is printed.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Instant;

use pathlight::api::{Answer, Verdict};

use super::ask::{ask, load, yes_or_no};
use super::compile::compile;
use super::features::Features;
use super::mutant::Mutant;
use super::plan::*;
use super::spaces::{Lab, may_unshare};
use super::talk::{Outcome, Patience, QUICK, SLOW, talk};
use super::{generate, report};

const NETWORKS: usize = 300;
/// Networks that a mutant may live through before the judge counts as blind.
const MUTANT_NETWORKS: usize = 40;
/// Networks among which one that shows a mutant must be found.
const SEARCHED: usize = 2000;
const REACHABLE_PERCENT: std::ops::RangeInclusive<usize> = 30..=60;

#[derive(Default)]
struct Total {
    networks: usize,
    flows: usize,
    passed: usize,
    not_asked: usize,
    forward: usize,
    second_opinions: usize,
    return_ignored: usize,
    features: Features,
    disagreements: Vec<String>,
}

/// What a flow's kernel and Pathlight said, where they differ.
struct Difference {
    flow: usize,
    kernel: String,
    pathlight: String,
}

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Why it cannot run here.
fn obstacle() -> Option<&'static str> {
    let answers = |program: &str, version: &str| {
        std::process::Command::new(program).arg(version).output().is_ok_and(|output| output.status.success())
    };
    if !nix::unistd::geteuid().is_root() {
        Some("it needs root")
    } else if !answers("ip", "-V") {
        Some("`ip` is not installed")
    } else if !answers("nft", "--version") {
        Some("`nft` is not installed")
    } else {
        None
    }
}

pub(crate) fn main() {
    if let Some(obstacle) = obstacle() {
        println!("kernel judge: skipped, {obstacle}");
        assert!(std::env::var_os("CI").is_none(), "kernel judge: it must not be skipped in CI: {obstacle}");
        return;
    }
    assert!(may_unshare(), "kernel judge: this is root, but network namespaces cannot be made here");
    let start = Instant::now();
    let networks = number("PATHLIGHT_KERNEL_NETWORKS").unwrap_or(NETWORKS);
    let first = number("PATHLIGHT_KERNEL_SEED").unwrap_or(1);
    let total = Mutex::new(Total::default());
    in_parallel(networks, |index| judge(u64::try_from(first + index).unwrap(), &total));
    let honest = start.elapsed();
    let total = total.into_inner().unwrap();
    let lives = Mutex::new(Vec::new());
    in_parallel(Mutant::BUILT.len(), |index| {
        let mutant = Mutant::BUILT[index];
        let caught = catch(mutant, first);
        lives.lock().unwrap().push((format!("{mutant:?}"), caught));
    });
    let mut lives = lives.into_inner().unwrap();
    lives.push((format!("{:?}", Mutant::ReturnIgnored), (total.return_ignored > 0).then_some(1)));
    finish(&total, &mut lives, networks);
    println!(
        "kernel judge: {:.0} s, of which {:.0} s for the mutants",
        start.elapsed().as_secs_f64(),
        (start.elapsed() - honest).as_secs_f64()
    );
}

/// Raised by a worker that panics, so that the others stop too.
struct Alarm<'a>(&'a AtomicBool);

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

fn in_parallel(count: usize, work: impl Fn(usize) + Sync) {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    // More than three slow each other: the kernel has one lock for all links.
    let workers = number("PATHLIGHT_KERNEL_WORKERS")
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from).clamp(1, 3));
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                let _alarm = Alarm(&failed);
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count || failed.load(Ordering::Relaxed) {
                        break;
                    }
                    work(index);
                }
            });
        }
    });
}

fn word(passed: bool) -> String {
    if passed { "reachable" } else { "unreachable" }.to_owned()
}

fn differences(lab: &Lab, plan: &Plan, answers: &[Answer], outcomes: &[Outcome]) -> Vec<Difference> {
    let mut found = Vec::new();
    for (number, (answer, outcome)) in answers.iter().zip(outcomes).enumerate() {
        let flow = &plan.flows[number];
        let expected = match flow.to {
            End::Host(host) => Some(lab.build.hosts[host]),
            End::World => Some(lab.build.world),
            End::Nobody => None,
        };
        if let Some(server) = outcome.server
            && expected != Some(server)
        {
            let kernel = format!("answered by {}", lab.build.spaces[server].name);
            found.push(Difference { flow: number, kernel, pathlight: answer.summary.clone() });
        } else if let Some(says) = yes_or_no(answer.verdict)
            && says != outcome.passed
        {
            found.push(Difference { flow: number, kernel: word(outcome.passed), pathlight: word(says) });
        } else if let Some((says, seen)) = forward(answer, *outcome)
            && says != seen
        {
            found.push(Difference {
                flow: number,
                kernel: format!("forward {}", word(seen)),
                pathlight: format!("forward {}", word(says)),
            });
        }
    }
    found
}

/// The request alone: what Pathlight says, and whether it was seen to arrive.
fn forward(answer: &Answer, outcome: Outcome) -> Option<(bool, bool)> {
    Some((yes_or_no(answer.forward.as_ref()?.verdict)?, outcome.seen?))
}

/// Builds and asks; what differs is asked again alone, slowly, in new namespaces.
fn compare(plan: &Plan, mutant: Mutant, answers: &[Answer]) -> (Vec<Outcome>, Vec<Difference>, bool) {
    let run = |plan: &Plan, patience: Patience| {
        let lab = Lab::build(compile(plan, mutant));
        let outcomes = talk(&lab, plan, patience);
        (lab, outcomes)
    };
    let (lab, mut outcomes) = run(plan, QUICK);
    let first = differences(&lab, plan, answers, &outcomes);
    drop(lab);
    if first.is_empty() {
        return (outcomes, first, false);
    }
    let mut last = Vec::new();
    for difference in first {
        let alone = Plan { flows: vec![plan.flows[difference.flow].clone()], ..plan.clone() };
        let (lab, again) = run(&alone, SLOW);
        outcomes[difference.flow] = again[0];
        let still = differences(&lab, &alone, &answers[difference.flow..=difference.flow], &again);
        last.extend(still.into_iter().map(|still| Difference { flow: difference.flow, ..still }));
    }
    (outcomes, last, true)
}

fn judge(seed: u64, total: &Mutex<Total>) {
    let plan = generate::network(seed);
    let session = load(&plan);
    let answers: Vec<Answer> = plan.flows.iter().map(|flow| ask(&session, flow)).collect();
    let (outcomes, differences, twice) = compare(&plan, Mutant::None, &answers);
    let mut features = Features::default();
    for (number, answer) in answers.iter().enumerate() {
        if yes_or_no(answer.verdict) == Some(outcomes[number].passed) {
            features.count(&plan, &plan.flows[number], answer, outcomes[number]);
        } else if yes_or_no(answer.verdict).is_none() {
            *features.codes.entry(format!("not asked, {}", answer.verdict.word())).or_default() += 1;
        }
    }
    features.twins(&plan, &outcomes);
    let mut total = total.lock().unwrap();
    total.networks += 1;
    total.flows += answers.len();
    total.passed += outcomes.iter().filter(|outcome| outcome.passed).count();
    total.not_asked += answers.iter().filter(|answer| yes_or_no(answer.verdict).is_none()).count();
    total.second_opinions += usize::from(twice);
    total.forward +=
        (0..answers.len()).filter(|index| forward(&answers[*index], outcomes[*index]).is_some()).count();
    let fooled = |(answer, outcome): (&Answer, &Outcome)| {
        answer.verdict == Verdict::Unreachable && outcome.seen == Some(true)
    };
    total.return_ignored += usize::from(answers.iter().zip(&outcomes).any(fooled));
    total.features.add(&features);
    for difference in differences {
        let text =
            report::case(&plan, &plan.flows[difference.flow], &difference.kernel, &difference.pathlight);
        println!("DISAGREEMENT {text}{}", legs(&answers[difference.flow]));
        total.disagreements.push(text);
    }
}

/// Pathlight's way, hop by hop.
fn legs(answer: &Answer) -> String {
    let mut text = String::new();
    for (name, leg) in [("forward", &answer.forward), ("return", &answer.reply)] {
        let hops: Vec<String> = leg
            .iter()
            .flat_map(|leg| &leg.hops)
            .map(|hop| {
                format!(
                    "{} {:?} {}",
                    hop.resource,
                    hop.outcome,
                    hop.by.as_ref().map(|by| &*by.line).unwrap_or_default()
                )
            })
            .collect();
        text.push_str(&format!("  {name}: {}\n", hops.join(" | ")));
    }
    text
}

/// How many networks it took to see the mutant; `None` when it was never seen.
fn catch(mutant: Mutant, first: usize) -> Option<usize> {
    let mut lived = 0;
    for seed in first.. {
        let plan = generate::network(u64::try_from(seed).unwrap());
        // Only where the wrong reading changes anything.
        if compile(&plan, mutant) == compile(&plan, Mutant::None) {
            continue;
        }
        let session = load(&plan);
        let answers: Vec<Answer> = plan.flows.iter().map(|flow| ask(&session, flow)).collect();
        if mutant.is_a_missing_stop() && !answers.iter().any(|answer| mutant.would_show(answer)) {
            if seed > first + SEARCHED {
                return None;
            }
            continue;
        }
        lived += 1;
        if !compare(&plan, mutant, &answers).1.is_empty() {
            return Some(lived);
        }
        if lived >= MUTANT_NETWORKS {
            return None;
        }
    }
    None
}

fn finish(total: &Total, lives: &mut [(String, Option<usize>)], networks: usize) {
    let mut problems: Vec<String> = Vec::new();
    println!(
        "kernel judge: {} networks, {} flows, {} reachable, {} not asked, {} forward legs, {} networks asked twice, {} disagreements",
        total.networks,
        total.flows,
        total.passed,
        total.not_asked,
        total.forward,
        total.second_opinions,
        total.disagreements.len()
    );
    for (name, count, floor, reached) in total.features.floors(networks) {
        println!("  {name}: {count} (floor {floor})");
        if !reached {
            problems.push(format!("`{name}` was met {count} times, {floor} are the least"));
        }
    }
    if number("PATHLIGHT_KERNEL_CODES").is_some() {
        for (code, count) in &total.features.codes {
            println!("  code {code}: {count}");
        }
    }
    lives.sort();
    for (name, caught) in lives.iter() {
        match caught {
            Some(networks) => println!("  mutant {name}: caught, network {networks}"),
            None => problems.push(format!("the mutant `{name}` was not caught: the judge is blind there")),
        }
    }
    let percent = total.passed * 100 / total.flows.max(1);
    if !REACHABLE_PERCENT.contains(&percent) {
        problems.push(format!("{percent} % of the flows passed, which is no good balance"));
    }
    problems.extend(
        total
            .disagreements
            .iter()
            .map(|text| format!("disagreement on {}", text.lines().next().unwrap_or_default())),
    );
    assert!(problems.is_empty(), "kernel judge:\n  {}", problems.join("\n  "));
}
