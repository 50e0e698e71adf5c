//! Words about Network Firewall.

use super::codes::Code;
use super::fragment::Sentence;
use super::remarks::Remark;
use crate::model::{Call, Kind, Resource};
use crate::trace::{Engine, Inspection, Step};

const fn engine_word(engine: Engine) -> &'static str {
    match engine {
        Engine::Stateless => "stateless",
        Engine::Stateful => "stateful",
    }
}

/// What an engine lets pass, in words.
pub(super) fn inspection(what: Inspection, some: &str) -> Sentence {
    Sentence::text(match what {
        Inspection::RulePasses(engine) => {
            format!("a rule of the {} engine lets it pass{some}", engine_word(engine))
        }
        Inspection::DefaultPasses(engine) => {
            format!("no rule of the {} engine matches{some}, and by default it passes", engine_word(engine))
        }
        Inspection::Knows => {
            "the stateful engine knows the connection, which a rule let pass, so its reply passes".to_owned()
        }
    })
}

/// The reason in words.
pub(super) fn reason(engine: Engine, step: &Step, packet: &str, line: Option<String>) -> Sentence {
    let part = if step.ports.is_some() { " in part" } else { "" };
    let line = line.map(|line| format!(" ({line})")).unwrap_or_default();
    let engine = engine_word(engine);
    if step.at.kind == Kind::FirewallPolicy {
        return Sentence::text(format!("no {engine} rule matches, and firewall policy "))
            .name(&step.at)
            .say(format!(" drops {packet}{part} by default{line}"));
    }
    Sentence::text(format!("a {engine} rule of ")).name(&step.at).say(format!(" drops {packet}{part}{line}"))
}

/// The assumption that a firewall without a policy passes packets.
pub(super) fn policy(at: &Resource) -> Remark {
    Remark {
        code: Code::FirewallPolicyAssumed,
        sentence: Sentence::text("the policy of firewall ")
            .name(at)
            .say(" was not read; it is assumed to let the packet pass"),
        resource: Some(at.clone()),
        call: Some(Call::FirewallPolicy),
        place: None,
    }
}

/// The assumption that rules which are not checked do not match.
pub(super) fn not_checked(group: &Resource) -> Remark {
    Remark {
        code: Code::FirewallRulesNotChecked,
        sentence: Sentence::text("")
            .name(group)
            .say(" has rules that look at more than addresses, ports and protocol; they are assumed not to stop the packet"),
        resource: Some(group.clone()),
        call: None,
        place: None,
    }
}

/// The assumption that half a flow passes where there is no handshake to miss.
pub(super) fn half_flow(at: &Resource) -> Remark {
    Remark {
        code: Code::FirewallHalfFlow,
        sentence: Sentence::text("the stateful engine of firewall ")
            .name(at)
            .say(" sees only one direction of this traffic; without a handshake to miss it is assumed to let it pass"),
        resource: Some(at.clone()),
        call: None,
        place: None,
    }
}
