//! Network namespaces, held by descriptors only: they end with the last one, also when the test is killed.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::ifaddrs::getifaddrs;
use nix::net::if_::InterfaceFlags;
use nix::sched::{CloneFlags, setns, unshare};

use super::compile::{Build, Space};

/// What every namespace is set to before it has a link.
const SETTINGS: &[(&str, &str)] = &[
    ("ipv4/conf/*/rp_filter", "0"),
    ("ipv4/conf/*/send_redirects", "0"),
    ("ipv4/conf/*/accept_redirects", "0"),
    ("ipv6/conf/*/accept_dad", "0"),
    ("ipv6/conf/*/accept_ra", "0"),
    ("ipv6/conf/*/accept_redirects", "0"),
    ("ipv6/conf/*/router_solicitations", "0"),
    ("ipv4/ping_group_range", "0 0"),
];

/// A built network; dropping it ends its namespaces.
pub(crate) struct Lab {
    pub(crate) build: Build,
    spaces: Vec<File>,
}

fn here() -> File {
    File::open("/proc/thread-self/ns/net").unwrap()
}

thread_local! {
    static HOME: File = here();
}

/// Brings the thread back to the namespace in which it started.
pub(crate) fn go_home() {
    HOME.with(|home| setns(home, CloneFlags::CLONE_NEWNET).unwrap());
}

/// Whether this process may make namespaces at all.
pub(crate) fn may_unshare() -> bool {
    std::thread::spawn(|| unshare(CloneFlags::CLONE_NEWNET).is_ok()).join().unwrap()
}

fn set(path: &str, value: &str) {
    let path = format!("/proc/sys/net/{path}");
    fs::write(&path, value).unwrap_or_else(|error| panic!("cannot write {path}: {error}"));
}

/// Runs a program on a text, in the namespace in which this thread is.
fn run(program: &str, arguments: &[&str], text: &str, what: &str) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.is_empty(), "{program} failed for {what}: {words}\n{text}");
}

impl Lab {
    pub(crate) fn build(build: Build) -> Lab {
        HOME.with(|_| ());
        let depot = make(false);
        let spaces: Vec<File> = build.spaces.iter().map(|space| make(space.forwards)).collect();
        let lab = Lab { build, spaces };
        setns(&depot, CloneFlags::CLONE_NEWNET).unwrap();
        run("ip", &["-batch", "-"], &lab.with_paths(&lab.build.links), "links");
        for (number, space) in lab.build.spaces.iter().enumerate() {
            lab.enter(number);
            lab.fill(space);
        }
        for (number, space) in lab.build.spaces.iter().enumerate() {
            lab.enter(number);
            wait_for_links(space);
        }
        go_home();
        lab
    }

    fn fill(&self, space: &Space) {
        run("ip", &["-batch", "-"], &space.ip, &space.name);
        if !space.ip6.is_empty() {
            run("ip", &["-6", "-batch", "-"], &space.ip6, &space.name);
        }
        if !space.nft.is_empty() {
            run("nft", &["-f", "-"], &space.nft, &space.name);
        }
        if space.nft.contains("ct state") {
            // A packet from the middle of a conversation starts none.
            set("netfilter/nf_conntrack_tcp_loose", "0");
        }
    }

    fn with_paths(&self, text: &str) -> String {
        use std::os::fd::AsRawFd as _;
        let mut text = text.to_owned();
        for (number, space) in self.spaces.iter().enumerate() {
            text = text.replace(
                &format!("@{number}@"),
                &format!("/proc/{}/fd/{}", std::process::id(), space.as_raw_fd()),
            );
        }
        text
    }

    /// Moves this thread into a namespace. What it opens there stays there.
    pub(crate) fn enter(&self, number: usize) {
        setns(&self.spaces[number], CloneFlags::CLONE_NEWNET).unwrap();
    }
}

/// The kernel raises a link's carrier in its own time; until then a bridge or a cable swallows what is sent.
fn wait_for_links(space: &Space) {
    let start = Instant::now();
    loop {
        let waits: Vec<String> = getifaddrs()
            .unwrap()
            .filter(|link| !link.flags.contains(InterfaceFlags::IFF_RUNNING))
            .map(|link| link.interface_name)
            .filter(|name| !name.starts_with("br") || space.bridges.contains(name))
            .collect();
        if waits.is_empty() {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "the links {waits:?} of {} do not come up",
            space.name
        );
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn make(forwards: bool) -> File {
    unshare(CloneFlags::CLONE_NEWNET).unwrap();
    if forwards {
        // First: it resets others.
        set("ipv4/ip_forward", "1");
        set("ipv6/conf/all/forwarding", "1");
    }
    for (path, value) in SETTINGS {
        if path.contains('*') {
            set(&path.replace('*', "all"), value);
            set(&path.replace('*', "default"), value);
        } else {
            set(path, value);
        }
    }
    for family in ["iptables", "ip6tables", "arptables"] {
        let path = format!("bridge/bridge-nf-call-{family}");
        if fs::exists(format!("/proc/sys/net/{path}")).unwrap_or_default() {
            set(&path, "0");
        }
    }
    here()
}
