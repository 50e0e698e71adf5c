//! `pathlight collect`: the script is plain `sh`, asks only what may be asked, and its document is one that we read.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "test code"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use pathlight::api::{InputFile, ReachRequest, Scalar, Session, Verdict};
use pathlight::model::Call;
use serde_json::Value;

fn script(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_pathlight")).arg("collect").args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pathlight-collect-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the script where `aws` is our stand-in; gives its output and what it asked.
fn run(name: &str, arguments: &[&str], refuse: &str) -> (Output, Vec<String>) {
    let folder = Folder::new(name);
    let asked = folder.0.join("asked");
    fs::write(folder.0.join("collect.sh"), script(arguments)).unwrap();
    let stand_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/collect");
    let path = format!("{}:{}", stand_in.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .arg(folder.0.join("collect.sh"))
        .env("PATH", path)
        .env("ASKED", &asked)
        .env("REFUSE", refuse)
        .env("TMPDIR", &folder.0)
        .env("AWS_REGION", "eu-north-1")
        .output()
        .unwrap();
    let asked = fs::read_to_string(asked).unwrap().lines().map(str::to_owned).collect();
    let left =
        fs::read_dir(&folder.0).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(left, 0, "nothing is left behind");
    (output, asked)
}

fn calls(output: &Output) -> Vec<Value> {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["pathlight"], 1);
    document["calls"].as_array().unwrap().clone()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_script_is_plain_sh() {
    let folder = Folder::new("plain");
    let file = folder.0.join("collect.sh");
    fs::write(&file, script(&["--region", "eu-west-1", "--profile", "it's \"mine\" $HOME `x`"])).unwrap();
    for shell in ["sh", "dash", "bash"] {
        if let Ok(output) = Command::new(shell).arg("-n").arg(&file).output() {
            assert!(output.status.success(), "{shell}: {}", text(&output.stderr));
        }
    }
}

/// A call as the AWS CLI writes it, with its service.
fn with_service(call: Call) -> String {
    let name = call.name();
    if name.contains(' ') { name.to_owned() } else { format!("ec2 {name}") }
}

#[test]
fn every_call_that_is_read_is_made_and_none_that_changes_anything() {
    let (output, asked) = run("calls", &["--region", "eu-west-1"], "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    for call in Call::ALL {
        let is_asked = asked.iter().any(|line| line.starts_with(&format!("{} ", with_service(*call))));
        assert!(is_asked, "{} is not asked for", call.name());
    }
    for line in &asked {
        let operation = line.split(' ').nth(1).unwrap();
        let is_reading =
            ["describe-", "get-", "search-", "list-"].iter().any(|verb| operation.starts_with(verb));
        assert!(is_reading, "{line}");
    }
    let written: Vec<String> =
        calls(&output).iter().map(|call| call["call"].as_str().unwrap().to_owned()).collect();
    for call in Call::ALL {
        assert!(written.contains(&with_service(*call)), "{} is not written", call.name());
    }
}

#[test]
fn answers_stand_beside_what_they_belong_to() {
    let (output, _) = run("parents", &["--region", "eu-west-1"], "");
    let calls = calls(&output);
    let entries: Vec<&Value> =
        calls.iter().filter(|call| call["call"] == "ec2 get-managed-prefix-list-entries").collect();
    assert_eq!(entries[0]["parameters"]["PrefixListId"], "pl-0a");
    assert_eq!(entries[1]["parameters"]["PrefixListId"], "pl-0b");
    let routes = calls.iter().find(|call| call["call"] == "ec2 search-transit-gateway-routes").unwrap();
    assert_eq!(routes["parameters"]["TransitGatewayRouteTableId"], "tgw-rtb-0a");
    assert!(calls.iter().all(|call| call["account"] == "111122223333" && call["region"] == "eu-west-1"));
    let nothing = calls.iter().find(|call| call["call"] == "ec2 describe-nat-gateways").unwrap();
    assert_eq!(nothing["output"], serde_json::json!({}), "an empty answer is still an answer");
}

#[test]
fn a_call_that_fails_is_recorded_and_does_not_stop_the_rest() {
    let (output, _) = run("refused", &["--region", "eu-west-1"], "describe-subnets");
    assert!(output.status.success());
    let told = text(&output.stderr);
    assert!(
        told.contains("eu-west-1: describe-subnets failed: An error occurred (UnauthorizedOperation)"),
        "{told}"
    );
    assert!(told.contains(", 1 failed"), "{told}");
    let calls = calls(&output);
    let refused = calls.iter().find(|call| call["call"] == "ec2 describe-subnets").unwrap();
    assert!(refused.get("output").is_none());
    let error = refused["error"].as_str().unwrap();
    assert!(error.contains("\"it\":  You are not \\ authorized") && !error.contains('\u{1b}'), "{error}");
    // The gap is a notice, not a "no subnets".
    let session =
        Session::load(vec![InputFile { name: "network.json".to_owned(), bytes: output.stdout }], &mut |_| ());
    assert!(session.summary().notices.iter().any(|notice| notice.text.contains("describe-subnets")));
}

#[test]
fn without_credentials_it_stops_at_once() {
    let (output, asked) = run("locked-out", &["--region", "eu-west-1"], "all");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(text(&output.stderr).contains("is the AWS CLI signed in?"));
}

#[test]
fn regions_and_profile() {
    let regions = |output: &Output| {
        let mut regions: Vec<String> =
            calls(output).iter().map(|call| call["region"].as_str().unwrap().to_owned()).collect();
        regions.dedup();
        regions
    };
    let (output, asked) = run("all", &["--all-regions", "--profile", "it's mine"], "");
    assert_eq!(regions(&output), ["eu-west-1", "us-east-1"]);
    assert!(asked.iter().all(|line| line.starts_with("--profile it's mine ")), "{:?}", asked.first());
    let (output, _) = run("two", &["--region", "us-west-2", "--region", "eu-west-1"], "");
    assert_eq!(regions(&output), ["us-west-2", "eu-west-1"]);
    let (output, asked) = run("own", &[], "");
    assert_eq!(regions(&output), ["eu-north-1"]);
    assert!(asked.iter().all(|line| !line.contains("--profile")));
}

#[test]
fn a_region_that_is_none_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_pathlight"))
        .args(["collect", "--region", "x; rm -rf /"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(&output.stderr),
        "error: `x; rm -rf /` is not a Region\n  help: write it as AWS does: eu-west-1\n"
    );
}

#[test]
fn keys_of_vpn_connections_are_not_asked_for() {
    let script = script(&[]);
    let asked: Vec<&str> = script.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let asked = asked.join("\n");
    for secret in ["CustomerGatewayConfiguration", "TunnelOptions", "PreSharedKey", "Options: Options,"] {
        assert!(!asked.contains(secret), "{secret}");
    }
    assert_eq!(asked.matches("describe-vpn-connections").count(), 1, "only with its query");
}

#[test]
fn keys_and_environments_of_others_are_not_asked_for() {
    let (output, asked) = run("secrets", &["--region", "eu-west-1"], "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    for operation in
        ["directconnect describe-virtual-interfaces", "lambda list-functions", "ecs describe-tasks"]
    {
        let line = asked.iter().find(|line| line.starts_with(operation)).unwrap();
        assert!(line.contains("--query {"), "{line}");
        for secret in ["authKey", "customerRouterConfig", "Environment", "overrides"] {
            assert!(!line.contains(secret), "{line}");
        }
    }
}

/// A server that is stopped with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The whole way: an estate on a moto server, the script, and a question about what it gathered.
#[test]
fn against_a_moto_server() {
    let has = |program: &str, argument: &str| {
        Command::new(program)
            .arg(argument)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !has("moto_server", "--help") || !has("aws", "--version") {
        eprintln!("skipped: moto_server and aws are not both here");
        return;
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = Command::new("moto_server");
    server.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
    let _server = Server(server.spawn().unwrap());
    let started = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(started.elapsed() < Duration::from_secs(120), "moto_server does not answer");
        std::thread::sleep(Duration::from_millis(100));
    }
    let at_moto = |program: &str| {
        let mut command = Command::new(program);
        command
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}"))
            .env("AWS_ACCESS_KEY_ID", "x")
            .env("AWS_SECRET_ACCESS_KEY", "x")
            .env("AWS_REGION", "eu-west-1")
            .env("AWS_DEFAULT_REGION", "eu-west-1")
            .env("AWS_MAX_ATTEMPTS", "1")
            .env_remove("AWS_PROFILE");
        command
    };
    let aws = |line: &str| {
        let output = at_moto("aws").args(line.split(' ')).args(["--output", "text"]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        text(&output.stdout).trim().to_owned()
    };
    let vpc = aws("ec2 create-vpc --cidr-block 10.7.0.0/16 --query Vpc.VpcId");
    let subnet =
        aws(&format!("ec2 create-subnet --vpc-id {vpc} --cidr-block 10.7.1.0/24 --query Subnet.SubnetId"));
    let group = aws(&format!(
        "ec2 create-security-group --group-name web --description web --vpc-id {vpc} --query GroupId"
    ));
    aws(&format!(
        "ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port 443 --cidr 10.7.0.0/16"
    ));
    let instance = |address: &str| {
        let run = format!(
            "ec2 run-instances --image-id ami-12c6146b --subnet-id {subnet} --security-group-ids {group}"
        );
        aws(&format!("{run} --private-ip-address {address} --query Instances[0].InstanceId"))
    };
    let (one, other) = (instance("10.7.1.10"), instance("10.7.1.20"));
    let customer = aws(
        "ec2 create-customer-gateway --type ipsec.1 --public-ip 192.0.2.77 --bgp-asn 65010 --query CustomerGateway.CustomerGatewayId",
    );
    let gateway = aws("ec2 create-vpn-gateway --type ipsec.1 --query VpnGateway.VpnGatewayId");
    aws(&format!(
        "ec2 create-vpn-connection --type ipsec.1 --customer-gateway-id {customer} --vpn-gateway-id {gateway} --query VpnConnection.VpnConnectionId"
    ));

    let folder = Folder::new("moto");
    let file = folder.0.join("collect.sh");
    fs::write(&file, script(&[])).unwrap();
    let output = at_moto("sh").arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let document = text(&output.stdout).to_lowercase();
    assert!(document.contains("\"vpnconnectionid\""), "the connection is there");
    for secret in ["customergatewayconfiguration", "presharedkey", "pre_shared_key"] {
        assert!(!document.contains(secret), "{secret}");
    }
    let session =
        Session::load(vec![InputFile { name: "network.json".to_owned(), bytes: output.stdout }], &mut |_| ());
    let answer = |port: i64| {
        let port = Some(Scalar::Number(port));
        session
            .reach(&ReachRequest { from: one.clone(), to: other.clone(), port, ..ReachRequest::default() })
            .unwrap()
    };
    let open = answer(443);
    assert_eq!(open.verdict, Verdict::Reachable, "{}", open.summary);
    assert_eq!(answer(444).verdict, Verdict::Unreachable);
}
