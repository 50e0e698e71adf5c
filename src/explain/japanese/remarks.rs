//! Assumptions, gaps and the input's notices in Japanese.

use super::name;
use crate::clients::{ClientPorts, Fate};
use crate::fragment::Sentence;
use crate::model::{Kind, Notice, Resource};
use crate::trace::{Assumption, Gap};

/// An assumption in words.
pub(crate) fn assumption(assumption: &Assumption) -> Sentence {
    match assumption {
        Assumption::ApplianceForwards(at) => name(at)
            .say(" はパケットを転送するものとします (その上で何が動いているかは、データに含まれません)"),
        Assumption::OnPremises(at) => {
            name(at).say(" の先のネットワークは、パケットを受け入れ、応答をルーティングするものとします")
        }
        Assumption::BgpAdvertises(at) => {
            name(at).say(" の相手側は、このアドレスを含むプレフィックスを BGP でアドバタイズするものとします")
        }
        Assumption::DefaultNacl(at) => name(at).say(
            " のネットワーク ACL が読み込まれていないため、すべてを許可するデフォルトのネットワーク ACL を仮定します",
        ),
        Assumption::LocalRoute(at) => {
            name(at).say(" のルートテーブルが読み込まれていないため、VPC の local ルートを仮定します")
        }
        Assumption::InternetGatewayAttached(at) => {
            Sentence::text("インターネットゲートウェイが読み込まれていないため、アクティブなルートが指す ")
                .name(at)
                .say(" はアタッチされているものとします")
        }
        Assumption::PublicAccessAllowed(at) => {
            Sentence::text("ブロックパブリックアクセスの設定が読み込まれていないため、")
                .name(at)
                .say(" ではオフになっているものとします")
        }
        Assumption::ResolverAnswers(at) => {
            name(at).say(" の DNS 属性が読み込まれていないため、リゾルバーは応答するものとします")
        }
        Assumption::EncryptionNotEnforced(at) => {
            Sentence::text("暗号化コントロールが読み込まれていないため、")
                .name(at)
                .say(" では強制されておらず、エンドポイントは 443 以外のポートも通すものとします")
        }
        Assumption::EgressOnlyGatewayAttached(at) => Sentence::text(
            "Egress-Only インターネットゲートウェイが読み込まれていないため、アクティブなルートが指す ",
        )
        .name(at)
        .say(" はアタッチされているものとします"),
        Assumption::NotInServiceList(list) => {
            Sentence::text("プレフィックスリストが読み込まれていないため、アドレスは ")
                .name(list)
                .say(" に含まれないものとします")
        }
        Assumption::InstanceRuns(at) => Sentence::text("インスタンスが読み込まれていないため、")
            .name(at)
            .say(" は実行中であるものとします"),
        Assumption::FunctionInterface(at) => {
            Sentence::text("このサブネットには関数のネットワークインターフェイスが入力にないため、関数のグループと空きアドレスを持つ ")
                .name(at)
                .say(" を仮定します")
        }
        Assumption::ClientVpnAdmits(at) => name(at)
            .say(" の承認ルールとルートは、送信先を許可するものとします (データには含まれません)"),
        Assumption::AcceleratorListens(at) => name(at)
            .say(" の先のアクセラレーターは、このトラフィックを受け入れるものとします (リスナーとエンドポイントグループはデータに含まれません)"),
        Assumption::ProviderSide(service) => name(service).say(
            " の提供側は、接続を受け入れて応答するものとします (提供側の構成は、データに含まれません)",
        ),
        Assumption::FirewallPolicy(at) => super::firewalls::policy(at),
        Assumption::FirewallRules { group } => super::firewalls::not_checked(group),
        Assumption::HalfFlow(at) => super::firewalls::half_flow(at),
        Assumption::FailOpen(_)
        | Assumption::HealthCheckBlocked { .. }
        | Assumption::ClientAddress { .. }
        | Assumption::DefaultActionAnswers(_)
        | Assumption::OwnZoneOnly(_) => super::balancers::assumption(assumption).unwrap_or_default(),
    }
}

/// A gap in words.
pub(crate) fn gap(gap: &Gap) -> Sentence {
    match gap {
        Gap::MissingDocument { call, about } => name(about)
            .say(format!(" での判定に必要な {} の出力が、入力にありません", call.name())),
        Gap::MissingResource { missing, named_by, call: _ } if missing.kind == Kind::SecurityGroup => {
            name(named_by).say(" に関連付けられたセキュリティグループ ").name(missing).say(
                " が入力にありません。そのルールがパケットを許可する可能性があります",
            )
        }
        Gap::MissingResource { missing, named_by, call: _ } => {
            name(named_by).say(" が参照する ").name(missing).say(" が入力にありません")
        }
        Gap::MissingRouteTable { of } => name(of).say(" のルートテーブルが入力にありません"),
        Gap::MissingNetworkAcl { of } => name(of).say(" のネットワーク ACL が入力にありません"),
        Gap::MissingEntries { list } => {
            Sentence::text("プレフィックスリスト ").name(list).say(" のエントリが入力にありません")
        }
        Gap::MissingTransitRoutes { table, truncated: true } => {
            name(table).say(" のルートは入力では途中までしかなく、その中に一致するものがありません")
        }
        Gap::MissingTransitRoutes { table, truncated: false } => name(table).say(" のルートが入力にありません"),
        Gap::UnseenInterface { address, vpc } => Sentence::text(format!("{address} は ")).name(vpc).say(
            " の中にありますが、そのアドレスを持ちうるネットワークインターフェイスの一部が読み込まれていません",
        ),
        Gap::NotModelled { what, resource } => name(resource)
            .say(format!(": {}にはまだ対応していないため、ここでの動作は分かりません", unmodelled(what))),
        Gap::UnclearLine { resource } => name(resource)
            .say(" には、読み取れない行、または AWS が動作を文書化していない行があります"),
        Gap::Ambiguous { resource, ways } => {
            either_way(resource, ways).say("、どちらになるかで結果が異なります")
        }
        Gap::Alike { resource, ways } => either_way(resource, ways).say("、どちらでも結果は同じです"),
        Gap::TooManyWays => Sentence::text(
            "AWS が取りうる経路が多く、すべては試していないため、答えを保留します",
        ),
        Gap::Strict(rests_on) => {
            let sentence = assumption(rests_on);
            Sentence(Sentence::text("厳密モード: ").0.into_iter().chain(sentence.0).collect())
        }
    }
}

/// The two ways that AWS may go.
fn either_way(resource: &Resource, ways: &[Resource]) -> Sentence {
    let mut sentence = name(resource).say(" で AWS が取りうる経路は 2 通りあり");
    for (at, way) in ways.iter().enumerate() {
        sentence = sentence.say(if at == 0 { " (" } else { " または " }).name(way);
    }
    if ways.is_empty() { sentence } else { sentence.say(")") }
}

/// What is not modelled. The set is open: the field of a route's target stands for itself.
fn unmodelled(what: &str) -> String {
    let known = match what {
        "rules by content" => "内容に基づくルール",
        "anything but TCP and UDP to a load balancer" => {
            "ロードバランサー宛ての TCP と UDP 以外のトラフィック"
        }
        "regional NAT gateway" => "リージョナル NAT ゲートウェイ",
        "a supernet route between the associations of a Direct Connect gateway" => {
            "Direct Connect ゲートウェイの関連付けどうしをつなぐスーパーネットルート"
        }
        "transit gateway NAT" => "トランジットゲートウェイの NAT ",
        "transit gateway multicast" => "トランジットゲートウェイのマルチキャスト",
        "network function attachment" => "ネットワーク関数アタッチメント",
        "core network attachment type" => "この種類のコアネットワークアタッチメント",
        "what the subnets of a core network's attachment route on" => {
            "コアネットワークのアタッチメントのサブネットから先のルーティング"
        }
        "transit gateway policy table" => "トランジットゲートウェイポリシーテーブル",
        "transit gateway attachment type" => "この種類のトランジットゲートウェイアタッチメント",
        field => return format!("`{field}` "),
    };
    known.to_owned()
}

/// What half-open client ports mean, in words.
pub(crate) fn client_ports(ports: &ClientPorts) -> Sentence {
    let fate = |fate: Fate| match fate {
        Fate::Works => "接続できます",
        Fate::NowAndThen => "接続できないことがあります",
        Fate::Fails => "接続できません",
    };
    let ClientPorts { passing, linux, windows } = ports;
    let linux = linux.map(|linux| format!("Linux のクライアント (32768-60999) は{}。", fate(linux)));
    Sentence::text(format!(
        "通過するクライアントポートは {passing} だけです。{}Windows のクライアント (49152-65535) は{}",
        linux.unwrap_or_default(),
        fate(*windows)
    ))
}

/// A notice of the input in words. The cause of an unreadable part stays in the reader's own words.
pub(crate) fn notice(notice: &Notice) -> Sentence {
    match notice {
        Notice::NotReadYet { what, items, place: _ } => {
            Sentence::text(format!("{what} と認識しましたが ({items} 件)、読み取りにはまだ対応していません"))
        }
        Notice::UnknownDocument { place: _ } => {
            Sentence::text("この JSON は、対応しているどの種類のドキュメントでもありません")
        }
        Notice::Unreadable { cause, place: _ } => {
            Sentence::text(format!("この部分を読み取れません: {cause}"))
        }
        Notice::DanglingReference { owner, missing, call: _ } => {
            name(owner).say(" が参照する ").name(missing).say(" は、どのドキュメントにもありません")
        }
        Notice::Contradiction { resource, place: _ } => {
            name(resource).say(" には内容の異なる記述が 2 つあり、もう一方の記述を使います")
        }
        Notice::AddressOfTwo { address, one, other, place: _ } => Sentence::text(format!("{address} は "))
            .name(one)
            .say(" と ")
            .name(other)
            .say(" の両方のパブリック IP アドレスになっています。どちらかの記述が古くなっています"),
        Notice::Truncated { call, place: _ } => Sentence::text(format!(
            "この {} の出力は複数ページのうちの 1 ページで、ほかのページがない可能性があります",
            call.name()
        )),
        Notice::ParentUnknown { call, place: _ } => Sentence::text(format!(
            "この {} の出力は、どのリソースのものか分かりません。ファイル名に ID を入れてください",
            call.name()
        )),
        Notice::UnexpectedValue { field, value, place: _ } => {
            Sentence::text(format!("`{field}` の値 `{value}` は未知の値です"))
        }
    }
}

/// An end whose interfaces are not in the input.
pub(crate) fn unseen(end: &Resource) -> Sentence {
    name(end).say(" のネットワークインターフェイスが入力にないため、アドレスが分かりません")
}
