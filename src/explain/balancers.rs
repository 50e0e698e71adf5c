//! Words about load balancers.

use super::codes::Code;
use super::fragment::Sentence;
use super::remarks::Remark;
use crate::model::{Call, Resource};
use crate::trace::{Balance, Note, Step, Unbalanced, Verdict};

/// The code of a block.
pub(super) const fn code(why: &Unbalanced) -> Code {
    match why {
        Unbalanced::NoListener => Code::NoListener,
        Unbalanced::State { .. } => Code::BadState,
        Unbalanced::SubnetNotPublic { .. } => Code::BalancerSubnetNotPublic,
        Unbalanced::NoTargets | Unbalanced::NoneUsable => Code::NoTarget,
        Unbalanced::NoneInZone { .. } | Unbalanced::NoneInEnabledZone => Code::NoTargetInZone,
        Unbalanced::Hairpin => Code::Hairpin,
        Unbalanced::ClientAddressLost { .. } => Code::ClientAddressLost,
    }
}

/// The reason in words.
pub(super) fn reason(why: &Unbalanced, step: &Step) -> Sentence {
    let here = &step.at;
    match why {
        Unbalanced::NoListener if step.ports.is_some() => {
            Sentence::text("load balancer ").name(here).say(" has no listener on the other ports")
        }
        Unbalanced::NoListener => {
            Sentence::text("load balancer ").name(here).say(" has no listener on this port")
        }
        Unbalanced::State { state } => {
            Sentence::text("load balancer ").name(here).say(format!(" is `{state}`, not `active`"))
        }
        Unbalanced::SubnetNotPublic { subnet } => Sentence::text("internet-facing load balancer ")
            .name(here)
            .say(" has a node in ")
            .name(subnet)
            .say(", whose route table has no way to the internet, so it cannot answer"),
        Unbalanced::NoTargets => Sentence::text("target group ").name(here).say(" has no registered targets"),
        Unbalanced::NoneUsable => Sentence::text("target group ")
            .name(here)
            .say(" has targets, but the load balancer uses none of them"),
        Unbalanced::NoneInZone { zone } => Sentence::text("target group ")
            .name(here)
            .say(format!(" has no target in zone {zone}, and cross-zone load balancing is off")),
        Unbalanced::NoneInEnabledZone => Sentence::text("target group ")
            .name(here)
            .say(" has no target in a zone that the load balancer is enabled in"),
        Unbalanced::Hairpin => Sentence::text("the only target of ")
            .name(here)
            .say(" is the client itself; with client addresses preserved it cannot reach itself"),
        Unbalanced::ClientAddressLost { by } => {
            Sentence::text("the load balancer keeps the client's address, which does not work through ")
                .name(by)
        }
    }
}

/// A load balancer's step in words.
pub(super) fn balance(what: &Balance) -> Sentence {
    Sentence::text(match what {
        Balance::Receives => "the load balancer receives it".to_owned(),
        Balance::Listens { protocol, port } => format!("its {protocol} listener on port {port} takes it"),
        Balance::RuleMatches { priority } => {
            format!("rule {priority} of the listener matches the client's address")
        }
        Balance::Answers(how) if &**how == "lambda" => {
            "a function answers; there is no leg to a target".to_owned()
        }
        Balance::Answers(how) => format!("answered by {how}, no leg to a target"),
        Balance::Picks { target, port, keeps_client } => {
            let whose = if *keeps_client { "the client's" } else { "its own" };
            format!("hands it to target {target} on port {port}, from {whose} address")
        }
    })
}

/// A note in words.
pub(super) fn note(note: &Note) -> Remark {
    let remark = |code, sentence, about: &Resource| Remark {
        code,
        sentence,
        resource: Some(about.clone()),
        call: None,
        place: None,
    };
    match note {
        Note::TargetFails { target, group, verdict } => {
            let fate = match verdict {
                Verdict::Reachable | Verdict::Partial => " gets only a part of it",
                Verdict::Undetermined => " may not get it: the input does not say",
                Verdict::Unreachable => " would not get it: the way to it is blocked",
            };
            let sentence = Sentence::text("target ").name(target).say(" of ").name(group).say(fate);
            remark(Code::TargetFails, sentence, target)
        }
        Note::TargetUnused { target, group, state } => {
            let sentence = Sentence::text("target ")
                .name(target)
                .say(" of ")
                .name(group)
                .say(format!(" is `{state}`, so it gets nothing"));
            remark(Code::TargetUnused, sentence, target)
        }
        Note::OtherPort { owner, port } => {
            let sentence = Sentence::text("").name(owner).say(format!(" listens on port {port}"));
            remark(Code::DatabasePort, sentence, owner)
        }
        Note::EndpointPolicy { endpoint } => {
            let sentence = Sentence::text("endpoint ")
                .name(endpoint)
                .say(" has a policy of its own, which is not looked at: it may refuse calls that reach the service");
            remark(Code::EndpointPolicy, sentence, endpoint)
        }
        Note::HealthUnknown { group } => {
            let sentence = Sentence::text("the health of targets of ").name(group).say(" is not known");
            Remark { call: Some(Call::TargetHealth), ..remark(Code::TargetHealthUnknown, sentence, group) }
        }
    }
}
