//! Each fact of a step as a Japanese sentence.

use super::{gap, packet, reason, way_word};
use crate::fragment::Sentence;
use crate::model::{Kind, Network};
use crate::space::{PortSet, Protocol, ports};
use crate::trace::{Fact, Step};

/// The decision of a step in words.
pub(crate) fn sentence(network: &Network, protocol: Protocol, step: &Step, is_reply: bool) -> Sentence {
    let some = step.ports.as_ref().map(|ports| points(protocol, ports)).unwrap_or_default();
    let packet = packet(is_reply);
    match &step.fact {
        Fact::Starts(address) if is_reply => Sentence::text(format!("{address} から応答します")),
        Fact::Starts(address) => Sentence::text(format!("{address} から送信します")),
        Fact::Enters(address) => Sentence::text(format!("{address} からの{packet}が入ります")),
        Fact::GroupAdmits(way) => {
            Sentence::text(format!("セキュリティグループのルールが{some}{}を許可します", way_word(*way)))
        }
        Fact::Tracked => {
            Sentence::text("セキュリティグループはステートフルなので、許可された接続の応答は通過します")
        }
        Fact::Unfiltered => Sentence::text("セキュリティグループがないため、ここでは何も遮断されません"),
        Fact::InSubnet => Sentence::text(format!("{packet}がサブネットを通過します")),
        Fact::Routes(Some(to)) => Sentence::text("最も具体的なルートのターゲットは ").name(to).say(" です"),
        Fact::Routes(None) => Sentence::text("最も具体的なルートは local なので、VPC 内で配送されます"),
        Fact::AclAdmits(way) => {
            Sentence::text(format!("ネットワーク ACL のエントリが{some}{}を許可します", way_word(*way)))
        }
        Fact::RewritesSource(from, to) => Sentence::text(format!("送信元を {from} から {to} に書き換えます")),
        Fact::RewritesDestination(from, to) => {
            Sentence::text(format!("送信先を {from} から {to} に書き換えます"))
        }
        Fact::Forwards => Sentence::text(forwards(step.at.kind)),
        Fact::ApplianceForwards => Sentence::text("パケットを受け取り、転送するものとします"),
        Fact::ReturnsToSender => Sentence::text("ルートを参照せずに、応答を NAT ゲートウェイへ送り返します"),
        Fact::Arrives(address) => Sentence::text(format!("{packet}が {address} に到着します")),
        Fact::Leaves(address) if step.at.kind == Kind::OnPremises => {
            Sentence::text(format!("{address} 宛ての{packet}がオンプレミスのネットワークに届きます"))
        }
        Fact::Leaves(address) if step.at.kind == Kind::AwsService => {
            Sentence::text(format!("{packet}が AWS サービスの {address} に届きます"))
        }
        Fact::Leaves(address) => {
            Sentence::text(format!("{address} 宛ての{packet}がインターネットに届きます"))
        }
        Fact::Platform(address) => Sentence::text(format!(
            "{address} にはプラットフォーム自体が応答するため、フィルターは適用されません"
        )),
        Fact::Balances(what) => super::balancers::balance(what),
        Fact::Inspects(what) => super::firewalls::inspection(*what, &some),
        Fact::Stops(block) => reason(network, block, step, is_reply),
        Fact::Unclear(unclear) => gap(unclear),
    }
}

const fn forwards(kind: Kind) -> &'static str {
    match kind {
        Kind::Interface => "このネットワークインターフェイスを通過します",
        Kind::PeeringConnection => "ピア VPC へ転送します",
        Kind::TransitGatewayAttachment => "アタッチメントを通過します",
        Kind::VpnConnection => "VPN トンネルで転送します",
        Kind::VirtualInterface => "Direct Connect で転送します",
        Kind::CoreNetworkAttachment => "アタッチメントを通過します",
        Kind::Firewall => "パケットを検査します",
        Kind::VpnGateway | Kind::InternetGateway | Kind::EgressOnlyInternetGateway => "通過させます",
        Kind::Internet
        | Kind::OnPremises
        | Kind::AwsService
        | Kind::Vpc
        | Kind::Subnet
        | Kind::RouteTable
        | Kind::NetworkAcl
        | Kind::SecurityGroup
        | Kind::Instance
        | Kind::NatGateway
        | Kind::CustomerGateway
        | Kind::Endpoint
        | Kind::EndpointService
        | Kind::PrefixList
        | Kind::TransitGateway
        | Kind::TransitGatewayRouteTable
        | Kind::LoadBalancer
        | Kind::Listener
        | Kind::TargetGroup
        | Kind::LatticeAssociation
        | Kind::DirectConnectAssociation
        | Kind::DirectConnectGateway
        | Kind::CoreNetwork
        | Kind::LocalGateway
        | Kind::OracleNetwork
        | Kind::ConnectPeer
        | Kind::ClientVpnEndpoint
        | Kind::Function
        | Kind::Database
        | Kind::DatabaseCluster
        | Kind::Task
        | Kind::KubernetesCluster
        | Kind::FirewallPolicy
        | Kind::FirewallRuleGroup
        | Kind::Account
        | Kind::Other => "転送します",
    }
}

/// `ポート 443 の`, `タイプ 8 コード 0 の`.
fn points(protocol: Protocol, set: &PortSet) -> String {
    if protocol.is_icmp() {
        format!("{} の", icmp(set))
    } else {
        format!("ポート {} の", ports::show(set))
    }
}

/// ICMP types and codes, as `ports::show_icmp` has them in English.
fn icmp(set: &PortSet) -> String {
    if set.is_all() {
        return "任意のタイプ".to_owned();
    }
    let parts: Vec<String> = set
        .ranges()
        .map(|range| {
            let [kind, code] = range.start().to_be_bytes();
            let [last_kind, last_code] = range.end().to_be_bytes();
            match (kind == last_kind, code, last_code) {
                (true, 0, 255) => format!("タイプ {kind}"),
                (true, _, _) if code == last_code => format!("タイプ {kind} コード {code}"),
                (true, _, _) => format!("タイプ {kind} コード {code}-{last_code}"),
                (false, 0, 255) => format!("タイプ {kind}-{last_kind}"),
                (false, _, _) => {
                    format!("タイプ {kind} コード {code} からタイプ {last_kind} コード {last_code} まで")
                }
            }
        })
        .collect();
    parts.join("、")
}
