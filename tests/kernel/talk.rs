//! Real conversations: TCP with a line from the server, UDP with an answer, pings, all of a network at once.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::os::fd::{AsFd as _, AsRawFd as _, OwnedFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::libc;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{
    AddressFamily, Backlog, MsgFlags, SockFlag, SockProtocol, SockType, SockaddrStorage, accept4, bind,
    connect, getpeername, listen, recv, recvfrom, send, sendto, setsockopt, socket, sockopt,
};

use super::plan::*;
use super::spaces::{Lab, go_home};

/// What became of a flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) passed: bool,
    /// The namespace that answered; pings do not tell.
    pub(crate) server: Option<usize>,
    /// Whether the request arrived; `None` where it cannot be told.
    pub(crate) seen: Option<bool>,
}

struct Server {
    socket: OwnedFd,
    space: usize,
    tcp: bool,
    port: u16,
}

struct Client {
    socket: OwnedFd,
    flow: usize,
    done: bool,
}

/// Patience: how long nothing may happen before all that is open counts as lost, and the most for the whole.
#[derive(Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) quiet: Duration,
    pub(crate) most: Duration,
}

pub(crate) const QUICK: Patience =
    Patience { quiet: Duration::from_millis(40), most: Duration::from_millis(900) };
pub(crate) const SLOW: Patience =
    Patience { quiet: Duration::from_millis(500), most: Duration::from_millis(2500) };

fn open(address: IpAddr, kind: SockType, protocol: Option<SockProtocol>) -> OwnedFd {
    let family = if address.is_ipv4() { AddressFamily::Inet } else { AddressFamily::Inet6 };
    let flags = SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC;
    let socket = socket(family, kind, flags, protocol).unwrap();
    setsockopt(&socket, sockopt::ReuseAddr, &true).unwrap();
    socket
}

fn bound(address: IpAddr, port: u16, kind: SockType, protocol: Option<SockProtocol>) -> OwnedFd {
    let socket = open(address, kind, protocol);
    bind(socket.as_raw_fd(), &SockaddrStorage::from(SocketAddr::new(address, port)))
        .unwrap_or_else(|error| panic!("cannot bind {address} port {port}: {error}"));
    socket
}

fn port_of(address: &SockaddrStorage) -> u16 {
    let v4 = address.as_sockaddr_in().map(|address| address.port());
    v4.or_else(|| address.as_sockaddr_in6().map(|address| address.port())).unwrap_or_default()
}

pub(crate) fn talk(lab: &Lab, plan: &Plan, patience: Patience) -> Vec<Outcome> {
    let servers = serve(lab, plan);
    let mut talk = Talk {
        plan,
        servers,
        clients: Vec::new(),
        accepted: Vec::new(),
        outcomes: vec![Outcome::default(); plan.flows.len()],
        seen: BTreeSet::new(),
    };
    for number in 0..plan.flows.len() {
        talk.start(lab, number);
    }
    go_home();
    talk.wait(patience);
    talk.half_open(lab);
    go_home();
    talk.finish()
}

/// TCP on every address at once; UDP on each, because its answer must come from the address that was asked.
fn serve(lab: &Lab, plan: &Plan) -> Vec<Server> {
    let ports: BTreeSet<u16> = plan.flows.iter().map(|flow| flow.port).collect();
    let any = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
    let mut servers = Vec::new();
    for (space, found) in lab.build.spaces.iter().enumerate().filter(|(_, space)| !space.serves.is_empty()) {
        lab.enter(space);
        for &port in &ports {
            let socket = bound(any, port, SockType::Stream, None);
            listen(&socket, Backlog::new(4095).unwrap()).unwrap();
            servers.push(Server { socket, space, tcp: true, port });
            for &address in &found.serves {
                servers.push(Server {
                    socket: bound(address, port, SockType::Datagram, None),
                    space,
                    tcp: false,
                    port,
                });
            }
        }
    }
    servers
}

struct Talk<'p> {
    plan: &'p Plan,
    servers: Vec<Server>,
    clients: Vec<Client>,
    accepted: Vec<OwnedFd>,
    outcomes: Vec<Outcome>,
    /// Requests that arrived: protocol, service port, client port.
    seen: BTreeSet<(bool, u16, u16)>,
}

impl Talk<'_> {
    fn start(&mut self, lab: &Lab, number: usize) {
        let flow = &self.plan.flows[number];
        let space = match flow.from {
            End::Host(host) => lab.build.hosts[host],
            End::World | End::Nobody => lab.build.world,
        };
        lab.enter(space);
        let to = SockaddrStorage::from(SocketAddr::new(
            flow.to_ip,
            if flow.protocol == Protocol::Ping { 0 } else { flow.port },
        ));
        let socket = match flow.protocol {
            Protocol::Tcp => bound(flow.from_ip, flow.source_port, SockType::Stream, None),
            Protocol::Udp => bound(flow.from_ip, flow.source_port, SockType::Datagram, None),
            Protocol::Ping => {
                let protocol = if flow.from_ip.is_ipv4() { SockProtocol::Icmp } else { SockProtocol::IcmpV6 };
                bound(flow.from_ip, 0, SockType::Datagram, Some(protocol))
            }
        };
        if flow.protocol == Protocol::Tcp {
            // A reset instead of a goodbye: nothing lingers.
            setsockopt(&socket, sockopt::Linger, &libc::linger { l_onoff: 1, l_linger: 0 }).unwrap();
        }
        let started = match connect(socket.as_raw_fd(), &to) {
            Ok(()) | Err(Errno::EINPROGRESS) => true,
            // A blackhole at the sender itself is `EINVAL`.
            Err(Errno::EPERM | Errno::ENETUNREACH | Errno::EHOSTUNREACH | Errno::EACCES | Errno::EINVAL) => {
                false
            }
            Err(error) => panic!("cannot connect {flow}: {error}"),
        };
        let sent = match flow.protocol {
            Protocol::Tcp => Ok(0),
            Protocol::Udp => send(socket.as_raw_fd(), b"?", MsgFlags::empty()),
            Protocol::Ping => {
                let kind = if flow.from_ip.is_ipv4() { 8 } else { 128 };
                let payload = u8::try_from(number).unwrap();
                send(socket.as_raw_fd(), &[kind, 0, 0, 0, 0, 0, 0, 1, payload], MsgFlags::empty())
            }
        };
        // A group's outbound refusal is an error of the call.
        if started && sent.is_ok() {
            self.clients.push(Client { socket, flow: number, done: false });
        }
    }

    fn wait(&mut self, patience: Patience) {
        let start = Instant::now();
        let mut last = start;
        while last.elapsed() < patience.quiet
            && start.elapsed() < patience.most
            && self.clients.iter().any(|client| !client.done)
        {
            let mut watched: Vec<PollFd<'_>> = self
                .servers
                .iter()
                .map(|server| PollFd::new(server.socket.as_fd(), PollFlags::POLLIN))
                .collect();
            let open: Vec<usize> =
                (0..self.clients.len()).filter(|client| !self.clients[*client].done).collect();
            watched.extend(
                open.iter()
                    .map(|client| PollFd::new(self.clients[*client].socket.as_fd(), PollFlags::POLLIN)),
            );
            let rest = patience.quiet.saturating_sub(last.elapsed()).as_millis() + 1;
            let ready = poll(&mut watched, PollTimeout::from(u16::try_from(rest).unwrap())).unwrap();
            if ready == 0 {
                continue;
            }
            last = Instant::now();
            let awake: Vec<bool> = watched.iter().map(|one| one.any().unwrap_or_default()).collect();
            let (at_servers, at_clients) = awake.split_at(self.servers.len());
            for server in (0..at_servers.len()).filter(|server| at_servers[*server]) {
                self.answer(server);
            }
            for (index, client) in open.iter().enumerate() {
                if at_clients[index] {
                    self.hear(*client);
                }
            }
        }
    }

    fn answer(&mut self, number: usize) {
        let server = &self.servers[number];
        let name = [u8::try_from(server.space).unwrap()];
        if server.tcp {
            while let Ok(socket) = accept4(&server.socket, SockFlag::SOCK_NONBLOCK | SockFlag::SOCK_CLOEXEC) {
                // Gone again already: nobody waits for the line.
                if let Ok(peer) = getpeername::<SockaddrStorage>(socket.as_raw_fd()) {
                    self.seen.insert((true, server.port, port_of(&peer)));
                }
                let _ = send(socket.as_raw_fd(), &name, MsgFlags::MSG_NOSIGNAL);
                setsockopt(&socket, sockopt::Linger, &libc::linger { l_onoff: 1, l_linger: 0 }).unwrap();
                self.accepted.push(socket);
            }
            return;
        }
        let mut buffer = [0; 64];
        while let Ok((_, Some(peer))) = recvfrom::<SockaddrStorage>(server.socket.as_raw_fd(), &mut buffer) {
            self.seen.insert((false, server.port, port_of(&peer)));
            let _ = sendto(server.socket.as_raw_fd(), &name, &peer, MsgFlags::empty());
        }
    }

    fn hear(&mut self, number: usize) {
        let client = &mut self.clients[number];
        let flow = &self.plan.flows[client.flow];
        let mut buffer = [0; 64];
        match recv(client.socket.as_raw_fd(), &mut buffer, MsgFlags::empty()) {
            Ok(1) if flow.protocol != Protocol::Ping => {
                client.done = true;
                self.outcomes[client.flow] =
                    Outcome { passed: true, server: Some(usize::from(buffer[0])), seen: Some(true) };
            }
            Ok(9) if flow.protocol == Protocol::Ping && usize::from(buffer[8]) == client.flow => {
                client.done = true;
                self.outcomes[client.flow] = Outcome { passed: true, server: None, seen: Some(true) };
            }
            Err(Errno::EAGAIN) => {}
            Ok(_) | Err(_) => client.done = true,
        }
    }

    /// Requests that a listener has seen without the conversation coming about.
    fn half_open(&mut self, lab: &Lab) {
        for (space, _) in lab.build.spaces.iter().enumerate().filter(|(_, space)| !space.serves.is_empty()) {
            lab.enter(space);
            for file in ["tcp", "tcp6"] {
                let text = std::fs::read_to_string(format!("/proc/thread-self/net/{file}")).unwrap();
                for line in text.lines().skip(1) {
                    let words: Vec<&str> = line.split_whitespace().collect();
                    let port =
                        |word: &str| u16::from_str_radix(word.rsplit(':').next().unwrap(), 16).unwrap();
                    // State 03: SYN received.
                    if words[3] == "03" {
                        self.seen.insert((true, port(words[1]), port(words[2])));
                    }
                }
            }
        }
    }

    fn finish(mut self) -> Vec<Outcome> {
        let flows = &self.plan.flows;
        for (number, outcome) in self.outcomes.iter_mut().enumerate() {
            let flow = &flows[number];
            let alike = |other: &&Flow| {
                other.source_port == flow.source_port
                    && other.port == flow.port
                    && other.protocol == flow.protocol
            };
            if outcome.passed || flow.protocol == Protocol::Ping || flows.iter().filter(alike).count() > 1 {
                continue;
            }
            outcome.seen =
                Some(self.seen.contains(&(flow.protocol == Protocol::Tcp, flow.port, flow.source_port)));
        }
        self.outcomes
    }
}
