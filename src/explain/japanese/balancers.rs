//! Load balancers in Japanese.

use super::name;
use crate::fragment::Sentence;
use crate::model::Resource;
use crate::trace::{Assumption, Balance, Note, Step, Unbalanced, Verdict};

/// A load balancer's step in words.
pub(super) fn balance(what: &Balance) -> Sentence {
    Sentence::text(match what {
        Balance::Receives => "ロードバランサーが受け取ります".to_owned(),
        Balance::Listens { protocol, port } => {
            format!("ポート {port} の {protocol} リスナーが受け付けます")
        }
        Balance::RuleMatches { priority } => {
            format!("リスナーのルール {priority} がクライアントのアドレスに一致します")
        }
        Balance::Answers(how) if &**how == "lambda" => {
            "関数が応答するため、ターゲットへの経路はありません".to_owned()
        }
        Balance::Answers(how) => format!("`{how}` で応答するため、ターゲットへの経路はありません"),
        Balance::Picks { target, port, keeps_client: true } => {
            format!("クライアントのアドレスのまま、ターゲット {target} のポート {port} に渡します")
        }
        Balance::Picks { target, port, keeps_client: false } => {
            format!("自身のアドレスから、ターゲット {target} のポート {port} に渡します")
        }
    })
}

/// The reason in words.
pub(super) fn reason(why: &Unbalanced, step: &Step) -> Sentence {
    let here = &step.at;
    let balancer = || Sentence::text("ロードバランサー ").name(here);
    let group = || Sentence::text("ターゲットグループ ").name(here);
    match why {
        Unbalanced::NoListener if step.ports.is_some() => {
            balancer().say(" には、ほかのポートのリスナーがありません")
        }
        Unbalanced::NoListener => balancer().say(" には、このポートのリスナーがありません"),
        Unbalanced::State { state } => balancer().say(format!(" の状態は `active` ではなく `{state}` です")),
        Unbalanced::SubnetNotPublic { subnet } => Sentence::text("インターネット向けロードバランサー ")
            .name(here)
            .say(" のノードがある ")
            .name(subnet)
            .say(" のルートテーブルには、インターネットへの経路がないため、応答できません"),
        Unbalanced::NoTargets => group().say(" には、登録されたターゲットがありません"),
        Unbalanced::NoneUsable => group().say(" には、ロードバランサーが使うターゲットがありません"),
        Unbalanced::NoneInZone { zone } => group().say(format!(
            " には、ゾーン {zone} のターゲットがなく、クロスゾーン負荷分散は無効です"
        )),
        Unbalanced::NoneInEnabledZone => {
            group().say(" には、ロードバランサーで有効なゾーンのターゲットがありません")
        }
        Unbalanced::Hairpin => group().say(
            " の唯一のターゲットはクライアント自身です。クライアントのアドレスが保持されるため、自身には接続できません",
        ),
        Unbalanced::ClientAddressLost { by } => {
            Sentence::text("ロードバランサーはクライアントのアドレスを保持しますが、").name(by).say(" を経由する場合は機能しません")
        }
    }
}

/// A note in words.
pub(crate) fn note(note: &Note) -> Sentence {
    let of = |group: &Resource, target: &Resource| name(group).say(" のターゲット ").name(target);
    match note {
        Note::TargetFails { target, group, verdict } => of(group, target).say(match verdict {
            Verdict::Reachable | Verdict::Partial => " には、一部しか届きません",
            Verdict::Undetermined => " に届くかどうかは、入力からは分かりません",
            Verdict::Unreachable => " には、経路が遮断されているため届きません",
        }),
        Note::TargetUnused { target, group, state } => {
            of(group, target).say(format!(" は `{state}` なので、何も届きません"))
        }
        Note::OtherPort { owner, port } => {
            name(owner).say(format!(" が待ち受けているのはポート {port} です"))
        }
        Note::EndpointPolicy { endpoint } => Sentence::text("エンドポイント ").name(endpoint).say(
            " には独自のポリシーがあります。ポリシーは調べていないため、サービスに届いた呼び出しが拒否されることがあります",
        ),
        Note::HealthUnknown { group } => name(group).say(" のターゲットのヘルス状態は分かりません"),
    }
}

/// An assumption about a load balancer in words; `None` for any other.
pub(super) fn assumption(assumption: &Assumption) -> Option<Sentence> {
    Some(match assumption {
        Assumption::FailOpen(group) => {
            name(group).say(" に正常なターゲットがないため、ロードバランサーはすべてのターゲットを使うものとします")
        }
        Assumption::HealthCheckBlocked { group, port } => name(group).say(format!(
            " のポート {port} へのヘルスチェックはどのターゲットにも届きません。すべてが異常と判定され、エラーまたはフェイルオープンになります"
        )),
        Assumption::ClientAddress { group, keeps } => {
            let whose = if *keeps { "クライアント" } else { "ロードバランサー" };
            name(group).say(format!(
                " の属性が読み込まれていないため、AWS のデフォルトにより、ターゲットには{whose}のアドレスが見えるものとします"
            ))
        }
        Assumption::DefaultActionAnswers(listener) => name(listener).say(
            " のルールが読み込まれていないため、デフォルトアクションがすべてのリクエストに応答するものとします",
        ),
        Assumption::OwnZoneOnly(balancer) => name(balancer)
            .say(" の属性が読み込まれていないため、ノードは自身のゾーンのターゲットだけを使うものとします"),
        Assumption::ApplianceForwards(_)
        | Assumption::OnPremises(_)
        | Assumption::BgpAdvertises(_)
        | Assumption::FunctionInterface(_)
        | Assumption::ClientVpnAdmits(_)
        | Assumption::AcceleratorListens(_)
        | Assumption::DefaultNacl(_)
        | Assumption::LocalRoute(_)
        | Assumption::InternetGatewayAttached(_)
        | Assumption::PublicAccessAllowed(_)
        | Assumption::ResolverAnswers(_)
        | Assumption::EncryptionNotEnforced(_)
        | Assumption::EgressOnlyGatewayAttached(_)
        | Assumption::NotInServiceList(_)
        | Assumption::InstanceRuns(_)
        | Assumption::ProviderSide(_)
        | Assumption::FirewallPolicy(_)
        | Assumption::HalfFlow(_)
        | Assumption::FirewallRules { .. } => return None,
    })
}
