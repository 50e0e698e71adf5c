//! Network Firewall in Japanese.

use super::name;
use crate::fragment::Sentence;
use crate::lines;
use crate::model::{Kind, Network, Resource};
use crate::trace::{Engine, Inspection, Step};

const fn engine_word(engine: Engine) -> &'static str {
    match engine {
        Engine::Stateless => "ステートレスエンジン",
        Engine::Stateful => "ステートフルエンジン",
    }
}

/// What an engine lets pass, in words.
pub(super) fn inspection(what: Inspection, some: &str) -> Sentence {
    Sentence::text(match what {
        Inspection::RulePasses(engine) => {
            format!("{}のルールが{some}トラフィックを通過させます", engine_word(engine))
        }
        Inspection::DefaultPasses(engine) => {
            format!("{}のルールに一致しないため、デフォルトで通過します", engine_word(engine))
        }
        Inspection::Knows => {
            "ルールで許可された接続をステートフルエンジンが把握しているため、応答は通過します".to_owned()
        }
    })
}

/// The reason in words.
pub(super) fn reason(network: &Network, engine: Engine, step: &Step, packet: &str) -> Sentence {
    let line = step.line.as_ref().map(|line| format!(" ({})", lines::line_text(network, line)));
    let part = if step.ports.is_some() { "の一部" } else { "" };
    let (engine, line) = (engine_word(engine), line.unwrap_or_default());
    if step.at.kind == Kind::FirewallPolicy {
        return Sentence::text(format!("{engine}のルールに一致せず、ファイアウォールポリシー "))
            .name(&step.at)
            .say(format!(" がデフォルトで{packet}{part}を破棄します{line}"));
    }
    name(&step.at).say(format!(" の{engine}用のルールが{packet}{part}を破棄します{line}"))
}

/// The assumption that a firewall without a policy passes packets.
pub(super) fn policy(at: &Resource) -> Sentence {
    Sentence::text("ファイアウォール ")
        .name(at)
        .say(" のポリシーが読み込まれていないため、パケットは通過するものとします")
}

/// The assumption that rules which are not checked do not match.
pub(super) fn not_checked(group: &Resource) -> Sentence {
    name(group).say(
        " には、アドレス、ポート、プロトコル以外も調べるルールがあります。それらはパケットを止めないものとします",
    )
}

/// The assumption that half a flow passes where there is no handshake to miss.
pub(super) fn half_flow(at: &Resource) -> Sentence {
    Sentence::text("ファイアウォール ")
        .name(at)
        .say(" のステートフルエンジンには、この通信の片方向しか届きません。ハンドシェイクがないため、通過するものとします")
}
