//! When only some client ports pass: what that means for the clients people have (rule S-59).

use super::codes::Code;
use super::fragment::Sentence;
use super::remarks::Remark;
use crate::model::Network;
use crate::space::{PortSet, ports};
use crate::trace::{Flow, Source, Verdict, Walk};

/// How many of the ports that a system picks from pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    /// All.
    Works,
    /// Some.
    NowAndThen,
    /// None.
    Fails,
}

/// Which client ports pass, and for whom that is enough.
pub(super) struct ClientPorts {
    /// The ports that pass, as people write them.
    pub passing: String,
    /// A Linux client; nothing when the client is known to run Windows.
    pub linux: Option<Fate>,
    /// A Windows client.
    pub windows: Fate,
}

/// The ports that Linux picks from.
pub(super) const LINUX: (u16, u16) = (32768, 60999);
/// The ports that Windows picks from.
pub(super) const WINDOWS: (u16, u16) = (49152, 65535);

/// What a walk that passes for some client ports only means.
pub(super) fn client_ports(network: &Network, flow: &Flow, walk: &Walk) -> Option<ClientPorts> {
    let is_in_part = walk.verdict == Verdict::Partial && walk.client != flow.client;
    if !is_in_part || !flow.protocol.has_ports() {
        return None;
    }
    let instance = match flow.source {
        Source::Interface(ix, _) => network
            .interfaces
            .at(ix as usize)
            .and_then(|interface| interface.instance())
            .and_then(|id| network.instances.find(id)),
        Source::Host(..) | Source::Outside(..) => None,
    };
    let fate = |(first, last): (u16, u16)| {
        let own = PortSet::range(first, last);
        let passing = own.intersection(&walk.client);
        if passing == own {
            Fate::Works
        } else if passing.is_empty() {
            Fate::Fails
        } else {
            Fate::NowAndThen
        }
    };
    let is_windows = instance.is_some_and(|instance| instance.is_windows);
    Some(ClientPorts {
        passing: ports::show(&walk.client),
        linux: (!is_windows).then(|| fate(LINUX)),
        windows: fate(WINDOWS),
    })
}

/// The remark in English.
pub(super) fn remark(ports: &ClientPorts) -> Remark {
    let fate = |fate: Fate| match fate {
        Fate::Works => "works",
        Fate::NowAndThen => "works now and then",
        Fate::Fails => "does not work",
    };
    let ClientPorts { passing, linux, windows } = ports;
    let windows = fate(*windows);
    let words = match linux {
        None => format!("a Windows client picks 49152-65535: that {windows}"),
        Some(linux) => {
            let linux = fate(*linux);
            format!(
                "Linux picks client ports 32768-60999: that {linux}; Windows picks 49152-65535: that {windows}"
            )
        }
    };
    let sentence = Sentence::text(format!("only client ports {passing} pass; {words}"));
    Remark { code: Code::ClientPorts, sentence, resource: None, call: None, place: None }
}
