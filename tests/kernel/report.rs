//! A disagreement as a case folder, ready to be read, decided and committed (fixtures/README.md).

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::ask::request;
use super::aws;
use super::plan::*;

/// Writes the folder and says what is in it.
pub(crate) fn case(plan: &Plan, flow: &Flow, kernel: &str, pathlight: &str) -> String {
    let asked = request(flow);
    let scalar = |scalar: &Option<pathlight::api::Scalar>| {
        scalar.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    let packet = match flow.protocol {
        Protocol::Ping => {
            format!("{} {}/{}", scalar(&asked.protocol), scalar(&asked.icmp_type), scalar(&asked.icmp_code))
        }
        Protocol::Tcp | Protocol::Udp => {
            format!("{} {} from {}", scalar(&asked.protocol), flow.port, flow.source_port)
        }
    };
    let mut toml = format!(
        "why = \"The kernel judge disagreed on network {}: it said {kernel}, Pathlight {pathlight}.\"\nexpected-by = \"hand\"\nsource = \"found by tests/kernel.rs; decide by the document who is right\"\nrules = []\nknown-failure = false\n\n[[ask]]\n",
        plan.seed
    );
    let rows = [
        ("from", Some(asked.from)),
        ("to", Some(asked.to)),
        ("from_ip", asked.from_ip),
        ("to_ip", asked.to_ip),
        ("packet", Some(packet)),
    ];
    for (key, value) in rows {
        if let Some(value) = value {
            writeln!(toml, "{key} = \"{value}\"").unwrap();
        }
    }
    writeln!(toml, "family = {}\nverdict = \"{kernel}\"", scalar(&asked.family)).unwrap();
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("kernel-cases/{}-{}", plan.seed, flow.source_port));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("case.toml"), &toml).unwrap();
    let files = aws::files(plan);
    let input = if files.len() == 1 { folder.clone() } else { folder.join("input") };
    fs::create_dir_all(&input).unwrap();
    for (name, document) in files {
        fs::write(input.join(name), serde_json::to_string_pretty(&document).unwrap()).unwrap();
    }
    format!(
        "network {}: {flow}\n  kernel: {kernel}, Pathlight: {pathlight}\n  case: {}\n{toml}",
        plan.seed,
        folder.display()
    )
}
