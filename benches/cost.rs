//! What one thing costs, in a process of its own: for instruction counters, profilers and peak memory.
//!
//! All on one processor. `cost load FOLDER ROUNDS` loads all documents of a folder, `cost load-all FOLDER ROUNDS` does so
//! on all processors and by the clock, `cost ask FOLDER ROUNDS` loads once and then asks the
//! folder's questions (`expect.jsonl`) in turn; `compile`, `pair`, `one`, `all` and `exposure` ask the set engine, and the
//! last one for everything that the internet reaches. `made:2000` instead of a folder is a regular network of 2,000
//! interfaces, `irregular:2000` one of `sets/irregular.rs`, the same everywhere: `cargo xtask test cost` counts the
//! instructions of the functions in `sets` and of `Session`.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a benchmark"
)]

#[path = "sets/irregular.rs"]
#[allow(dead_code, clippy::indexing_slicing, reason = "a benchmark, whose other half uses all of it")]
mod irregular;
mod support;

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use pathlight::api::{ExposureRequest, InputFile, ReachRequest, Session};
use pathlight::graph::{Ix, Topology};
use serde_json::{Value, json};
use support::{figure, files, stay_on_one_processor};

/// Processor time of this thread so far.
fn cpu() -> Duration {
    let text = fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse().ok()).map(Duration::from_nanos).unwrap_or_default()
}

/// A line of /proc/self/status in bytes; 0 where there is none.
fn status(key: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|word| word.parse::<u64>().ok()).unwrap_or_default() * 1024
}

/// A network of this many interfaces as AWS CLI prints one: a VPC, a subnet for 50 and a group for 10 interfaces.
fn made(interfaces: usize) -> Vec<InputFile> {
    let id = |prefix: &str, number: usize| format!("{prefix}-{:017x}", number * 0x9e37_79b9 % 0xffff_ffff);
    let address =
        |number: usize| format!("10.{}.{}.{}", number / 50 / 256, number / 50 % 256, number % 50 + 10);
    let tags = |name: String| json!([{"Key": "Name", "Value": name}, {"Key": "env", "Value": "production"}]);
    let (vpc, owner, zone) = (id("vpc", 1), "111122223333", "eu-west-1a");
    let subnet = |number: usize| {
        let block = format!("10.{}.{}.0/24", number / 256, number % 256);
        json!({"SubnetId": id("subnet", number + 1), "VpcId": vpc, "CidrBlock": block, "OwnerId": owner,
            "AvailabilityZone": zone, "State": "available", "Tags": tags(format!("subnet-{number}"))})
    };
    let permission = |port: usize, ranges: Value, pairs: Value| {
        json!({"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": ranges, "Ipv6Ranges": [],
            "PrefixListIds": [], "UserIdGroupPairs": pairs})
    };
    let group = |number: usize| {
        let other = json!([{"GroupId": id("sg", number / 2 + 1), "UserId": owner}]);
        json!({"GroupId": id("sg", number + 1), "GroupName": format!("group-{number}"), "VpcId": vpc,
            "OwnerId": owner, "Description": "made", "Tags": tags(format!("group-{number}")), "IpPermissions": [
                permission(443, json!([{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "192.168.0.0/16"}]), json!([])),
                permission(5432, json!([]), other)],
            "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [],
                "PrefixListIds": [], "UserIdGroupPairs": []}]})
    };
    let groups_of = |number: usize| json!([{"GroupId": id("sg", number / 10 + 1), "GroupName": "group"}]);
    let addresses = |number: usize| json!([{"Primary": true, "PrivateIpAddress": address(number)}]);
    let interface = |number: usize| {
        json!({"NetworkInterfaceId": id("eni", number + 1), "SubnetId": id("subnet", number / 50 + 1),
            "VpcId": vpc, "OwnerId": owner, "AvailabilityZone": zone, "InterfaceType": "interface",
            "Description": "", "Status": "in-use", "SourceDestCheck": true, "MacAddress": "06:7f:34:b9:b5:df",
            "RequesterManaged": false, "Groups": groups_of(number), "PrivateIpAddress": address(number),
            "PrivateIpAddresses": addresses(number), "Ipv6Addresses": [], "TagSet": tags(format!("host-{number}")),
            "Attachment": {"AttachmentId": id("eni-attach", number + 1), "DeviceIndex": 0, "Status": "attached",
                "InstanceId": id("i", number + 1), "InstanceOwnerId": owner, "DeleteOnTermination": true}})
    };
    let instance = |number: usize| {
        let copy = json!({"NetworkInterfaceId": id("eni", number + 1), "SubnetId": id("subnet", number / 50 + 1),
            "VpcId": vpc, "Status": "in-use", "SourceDestCheck": true, "Groups": groups_of(number),
            "PrivateIpAddresses": addresses(number), "Attachment": {"DeviceIndex": 0, "Status": "attached"}});
        json!({"OwnerId": owner, "ReservationId": id("r", number + 1), "Groups": [], "Instances": [
            {"InstanceId": id("i", number + 1), "ImageId": "ami-0c1c30571d2dae5c9", "InstanceType": "m7i.large",
            "State": {"Code": 16, "Name": "running"}, "SubnetId": id("subnet", number / 50 + 1), "VpcId": vpc,
            "PrivateIpAddress": address(number), "Placement": {"AvailabilityZone": zone, "Tenancy": "default"},
            "NetworkInterfaces": [copy], "SecurityGroups": groups_of(number), "SourceDestCheck": true,
            "Tags": tags(format!("host-{number}"))}]})
    };
    let table = json!({"RouteTableId": id("rtb", 1), "VpcId": vpc, "OwnerId": owner, "PropagatingVgws": [],
        "Associations": [{"Main": true, "AssociationState": {"State": "associated"}}], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "local", "State": "active"}]});
    let entry = |egress: bool| {
        json!({"CidrBlock": "0.0.0.0/0", "Egress": egress, "Protocol": "-1", "RuleAction": "allow",
            "RuleNumber": 100})
    };
    let acl = json!({"NetworkAclId": id("acl", 1), "VpcId": vpc, "OwnerId": owner, "IsDefault": true,
        "Associations": [], "Entries": [entry(false), entry(true)]});
    let vpcs = json!([{"VpcId": vpc, "CidrBlock": "10.0.0.0/8", "OwnerId": owner, "State": "available",
        "CidrBlockAssociationSet": [{"CidrBlock": "10.0.0.0/8", "CidrBlockState": {"State": "associated"}}]}]);
    let many = |count: usize, one: &dyn Fn(usize) -> Value| (0..count).map(one).collect::<Value>();
    let file = |call: &str, key: &str, list: Value| InputFile {
        name: format!("{call}.json"),
        bytes: serde_json::to_vec_pretty(&json!({ key: list })).unwrap(),
    };
    vec![
        file("describe-vpcs", "Vpcs", vpcs),
        file("describe-subnets", "Subnets", many(interfaces / 50 + 1, &subnet)),
        file("describe-route-tables", "RouteTables", json!([table])),
        file("describe-network-acls", "NetworkAcls", json!([acl])),
        file("describe-security-groups", "SecurityGroups", many(interfaces / 10 + 1, &group)),
        file("describe-network-interfaces", "NetworkInterfaces", many(interfaces, &interface)),
        file("describe-instances", "Reservations", many(interfaces, &instance)),
    ]
}

/// Questions about a made network: from each host to the next, at a port that is open and at one that is not.
fn made_questions(interfaces: usize) -> Vec<ReachRequest> {
    let address =
        |number: usize| format!("10.{}.{}.{}", number / 50 / 256, number / 50 % 256, number % 50 + 10);
    let ask = |number: usize| {
        let port = if number.is_multiple_of(2) { 443 } else { 22 };
        let (from, to) = (address(number), address((number * 7 + 1) % interfaces));
        serde_json::from_value(json!({"from": from, "to": to, "protocol": "tcp", "port": port})).unwrap()
    };
    (0..interfaces).map(ask).collect()
}

/// What is counted of the set engine: each in a function of its own, which a counter can be told by name.
mod sets {
    use pathlight::api::{ExposureRequest, Session};
    use pathlight::graph::{Ix, Topology};
    use pathlight::model::Network;
    use pathlight::solve::Solver;
    use pathlight::space::Family;

    #[inline(never)]
    pub(crate) fn compile(network: &Network, topology: &Topology) -> Solver {
        Solver::compile(network, topology)
    }

    #[inline(never)]
    pub(crate) fn pair(solver: &mut Solver, from: Ix, to: Ix) -> bool {
        solver.pair(from, to, Family::V4).is_some()
    }

    #[inline(never)]
    pub(crate) fn one(solver: &mut Solver, end: Ix) -> usize {
        let reached = solver.reached_from(end, Family::V4).map_or(0, |found| found.len());
        reached + solver.reaching(end, Family::V4).map_or(0, |found| found.len())
    }

    #[inline(never)]
    pub(crate) fn all(solver: &mut Solver) -> usize {
        solver.all_pairs(Family::V4).len()
    }

    #[inline(never)]
    pub(crate) fn exposure(session: &Session, request: &ExposureRequest) -> usize {
        session.exposure(request, &mut |_, _| true).map_or(0, |exposure| exposure.rows.len())
    }
}

/// Asks the set engine so often; the pairs and ends are the same every time.
fn ask_sets(what: &str, session: &Session, rounds: usize) {
    let network = session.network();
    let count = network.interfaces.len();
    if what == "exposure" {
        for _ in 0..rounds {
            black_box(sets::exposure(session, &ExposureRequest::default()));
        }
        return;
    }
    let topology = Topology::build(network);
    let mut solver = sets::compile(network, &topology);
    for round in 0..rounds {
        let (from, to) = (round * 7919 % count, (round * 104_729 + 1) % count);
        let (from, to) = (Ix::try_from(from).unwrap(), Ix::try_from(to).unwrap());
        match what {
            "compile" if round > 0 => drop(black_box(sets::compile(network, &topology))),
            "pair" => drop(black_box(sets::pair(&mut solver, from, to))),
            "one" => drop(black_box(sets::one(&mut solver, from))),
            "all" => drop(black_box(sets::all(&mut solver))),
            _ => {}
        }
    }
}

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let [what, folder, rounds] = args.as_slice() else {
        println!(
            "usage: cost load|load-all|ask|compile|pair|one|all|exposure FOLDER|made:INTERFACES|irregular:INTERFACES ROUNDS"
        );
        return;
    };
    let rounds: usize = rounds.parse().unwrap();
    let size: Option<usize> = folder.strip_prefix("made:").map(|size| size.parse().unwrap());
    let plan = folder.strip_prefix("irregular:").map(|size| irregular::Plan::ordinary(size.parse().unwrap()));
    let folder = Path::new(folder);
    let input = || match (&plan, size) {
        (Some(plan), _) => irregular::files(plan),
        (None, Some(size)) => made(size),
        (None, None) => files(folder),
    };
    let is_on_all = what == "load-all";
    if !is_on_all {
        stay_on_one_processor();
    }
    if what == "load" || is_on_all {
        let mut next = input();
        let bytes: usize = next.iter().map(|file| file.bytes.len()).sum();
        for round in 1..=rounds {
            let (start, clock) = (cpu(), Instant::now());
            let session = Session::load(next, &mut |_| ());
            let took = if is_on_all { clock.elapsed() } else { cpu() - start };
            let rate = bytes as f64 / took.as_secs_f64() / 1e6;
            let (peak, now) = (status("VmHWM"), status("VmRSS"));
            println!(
                "load {took:?} {rate:.0} MB/s, peak {peak} bytes, after it {now} bytes, input {bytes} bytes"
            );
            if !is_on_all {
                figure("memory beyond the input", (peak as f64 - bytes as f64) / bytes as f64);
            }
            drop(black_box(session));
            next = if round < rounds { input() } else { Vec::new() };
        }
        return;
    }
    if what != "ask" {
        ask_sets(what, &Session::load(input(), &mut |_| ()), rounds);
        return;
    }
    let questions: Vec<ReachRequest> = size.map_or_else(
        || {
            let text = fs::read_to_string(folder.join("expect.jsonl")).unwrap();
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
        },
        made_questions,
    );
    let session = Session::load(input(), &mut |_| ());
    let start = cpu();
    for question in questions.iter().cycle().take(rounds) {
        black_box(session.reach(question).is_ok());
    }
    println!("ask {:?} a question", (cpu() - start).checked_div(u32::try_from(rounds.max(1)).unwrap()));
}
