//! The same question to Pathlight.

use pathlight::api::{Answer, InputFile, ReachRequest, Scalar, Session, Verdict};

use super::plan::*;

pub(crate) fn load(plan: &Plan) -> Session {
    let files = super::aws::files(plan).into_iter();
    let files =
        files.map(|(name, document)| InputFile { name, bytes: serde_json::to_vec(&document).unwrap() });
    Session::load(files.collect(), &mut |_| ())
}

fn words(end: End, address: std::net::IpAddr) -> (String, Option<String>) {
    match end {
        End::Host(host) => (format!("eni-{host}"), Some(address.to_string())),
        End::World => ("internet".to_owned(), Some(address.to_string())),
        End::Nobody => (address.to_string(), None),
    }
}

pub(crate) fn request(flow: &Flow) -> ReachRequest {
    let (from, from_ip) = words(flow.from, flow.from_ip);
    let (to, to_ip) = words(flow.to, flow.to_ip);
    let v6 = flow.from_ip.is_ipv6();
    let protocol = match flow.protocol {
        Protocol::Tcp => "tcp",
        Protocol::Udp => "udp",
        Protocol::Ping if v6 => "icmpv6",
        Protocol::Ping => "icmp",
    };
    let ports = flow.protocol != Protocol::Ping;
    let number = |port: u16| Some(Scalar::Number(i64::from(port)));
    ReachRequest {
        from,
        to,
        from_ip,
        to_ip,
        protocol: Some(Scalar::Text(protocol.to_owned())),
        port: if ports { number(flow.port) } else { None },
        source_port: if ports { number(flow.source_port) } else { None },
        icmp_type: if ports { None } else { Some(Scalar::Number(if v6 { 128 } else { 8 })) },
        icmp_code: if ports { None } else { Some(Scalar::Number(0)) },
        family: Some(Scalar::Number(if v6 { 6 } else { 4 })),
        ..ReachRequest::default()
    }
}

/// A verdict as yes or no; `None` is not asked of the kernel.
pub(crate) fn yes_or_no(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Reachable => Some(true),
        Verdict::Unreachable => Some(false),
        Verdict::Partial | Verdict::Undetermined | Verdict::Error => None,
    }
}

pub(crate) fn ask(session: &Session, flow: &Flow) -> Answer {
    session
        .reach(&request(flow))
        .unwrap_or_else(|error| panic!("{flow} cannot be asked: {error} ({})", error.help))
}
