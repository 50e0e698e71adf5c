//! Each block in Japanese.

use super::{name, packet, way_word};
use crate::fragment::Sentence;
use crate::lines;
use crate::model::{BlockMode, Kind, Network, Resource, Way};
use crate::trace::{Block, NotInPeer, Step};

/// The reason in words: what, where, and which line.
#[expect(clippy::too_many_lines, reason = "one arm a block; a table would be no shorter")]
pub(crate) fn sentence(network: &Network, block: &Block, step: &Step, is_reply: bool) -> Sentence {
    let here = &step.at;
    let packet = packet(is_reply);
    match block {
        Block::InterfaceState { status } => {
            state_of("ネットワークインターフェイス ", here, status, "in-use")
        }
        Block::AttachmentState { status } => {
            name(here).say(format!(" のアタッチメントは `{status}` で、`attached` ではありません"))
        }
        Block::InstanceState { state } => state_of("インスタンス ", here, state, "running"),
        Block::SourceDestCheck { way, address } => {
            let what = match way {
                Way::Ingress => format!(" は自身のものではない {address} 宛てのパケットを破棄します"),
                Way::Egress => format!(" は自身のものではない {address} からのパケットを破棄します"),
            };
            Sentence::text("送信元/送信先チェックが有効なため、ネットワークインターフェイス ").name(here).say(what)
        }
        Block::GroupMismatch { way, others } => {
            let way = way_word(*way);
            let first = Sentence::text("セキュリティグループ ").name(here);
            others.iter().fold(first, |sentence, other| sentence.say("、").name(other)).say(if step.ports.is_some() {
                format!(" の{way}ルールは、{packet}の一部のポートを許可していません")
            } else {
                format!(" には、{packet}を許可する{way}ルールがありません")
            })
        }
        Block::GroupWithoutRules { way } => Sentence::text("セキュリティグループ ")
            .name(here)
            .say(format!(" には、{}ルールが 1 つもありません", way_word(*way))),
        Block::GroupReferenceLost { by } => Sentence::text("セキュリティグループ ")
            .name(here)
            .say(" は送信元のグループを参照していますが、")
            .name(by)
            .say(" を経由すると送信元のグループは分からなくなります。アドレス範囲によるルールなら機能します"),
        Block::GroupReferenceUnsupported { by, way } => Sentence::text("セキュリティグループ ")
            .name(here)
            .say(format!(" の{}ルールは相手側のグループを参照していますが、", way_word(*way)))
            .name(by)
            .say(" ではグループの参照が使えません。アドレス範囲によるルールなら機能します"),
        Block::AclDenies { way } => {
            let line = step.line.as_ref().map(|line| format!(" ({})", lines::line_text(network, line)));
            Sentence::text("ネットワーク ACL ").name(here).say(format!(
                " が{packet}を{}で拒否しています{}",
                way_word(*way),
                line.unwrap_or_default()
            ))
        }
        Block::NoRoute { destination } => Sentence::text("ルートテーブル ")
            .name(here)
            .say(format!(" に {destination} へのルートがありません")),
        Block::Blackhole { destination } => name(here).say(format!(
            " の {destination} への最も具体的なルートはブラックホールです。AWS はこれより短いプレフィックスのルートを使いません"
        )),
        Block::NoSuchHost { address } if here.kind == Kind::Internet => Sentence::text(format!(
            "入力の中にパブリック IP アドレス {address} を持つものがないため、このアドレス宛てのパケットはインターネットにとどまります"
        )),
        Block::NoSuchHost { address } => name(here)
            .say(format!(" には {address} を持つものがないため、このアドレス宛てのパケットは破棄されます")),
        Block::NoPublicSource { address } => Sentence::text(format!(
            "{address} にはパブリック IP アドレスがないため、インターネットゲートウェイ "
        ))
        .name(here)
        .say(" は送信されたパケットを破棄します"),
        Block::NoPublicDestination { address, known_as: Some(public) } => Sentence::text(format!(
            "{address} はプライベートアドレスです。インターネットからはパブリック IP アドレス {public} で "
        ))
        .name(here)
        .say(" を経由して届きます"),
        Block::NoPublicDestination { known_as: None, .. } => Sentence::text("送信先にパブリック IP アドレスがないため、")
            .name(here)
            .say(" からは届きません"),
        Block::PrivateDestination { address } => {
            Sentence::text("インターネットゲートウェイ ").name(here).say(format!(
                " はプライベートアドレス {address} 宛てのパケットを破棄します。より具体的なルートがありません"
            ))
        }
        Block::PrivateSource { address } => Sentence::text("インターネットゲートウェイ ")
            .name(here)
            .say(format!(" はプライベートアドレス {address} からのパケットを破棄します")),
        Block::NoInternetGateway => {
            name(here).say(" にはインターネットゲートウェイがアタッチされていません")
        }
        Block::NotAttached { state } if state.is_empty() => {
            name(here).say(" はこの VPC にアタッチされていません")
        }
        Block::NotAttached { state } => {
            name(here).say(format!(" とこの VPC のアタッチメントは `{state}` です"))
        }
        Block::PrivateIpv6 { address } => name(here).say(format!(
            " はパブリック IPv6 アドレスだけを通しますが、{address} はパブリックではありません"
        )),
        Block::DenyAllInternet => Sentence::text("ネットワークインターフェイス ")
            .name(here)
            .say(" は、インターネットゲートウェイのトラフィックをすべて拒否しています"),
        Block::PublicAccess { mode, of } => {
            let line = step.line.as_ref().map(|line| lines::line_text(network, line)).unwrap_or_default();
            let rest = match mode {
                BlockMode::Ingress => {
                    "。通過できるのは、NAT ゲートウェイと Egress-Only インターネットゲートウェイから出ていくものだけです"
                }
                BlockMode::Off | BlockMode::Bidirectional | BlockMode::Unknown => "",
            };
            Sentence::text(format!("VPC ブロックパブリックアクセス ({line}) が、"))
                .name(here)
                .say(" と ")
                .name(of)
                .say(format!(" の間の{packet}を遮断しています{rest}"))
        }
        Block::EgressOnly => Sentence::text("Egress-Only インターネットゲートウェイ ")
            .name(here)
            .say(" は内側から開始された通信だけを通しますが、この通信は外側から開始されています"),
        Block::NatState { state } => state_of("NAT ゲートウェイ ", here, state, "available"),
        Block::NatInitiateOnly => Sentence::text("NAT ゲートウェイ ")
            .name(here)
            .say(" は背後のクライアントが開始した通信だけを運ぶため、これを通って接続を開始することはできません"),
        Block::NatScope => Sentence::text("NAT ゲートウェイ ").name(here).say(
            " を使えるのは同じ VPC とトランジットゲートウェイアタッチメントだけで、ピアリング接続や VPN から入るトラフィックは使えません",
        ),
        Block::NatZone { zone } => Sentence::text("リージョナル NAT ゲートウェイ ")
            .name(here)
            .say(format!(" は、ゾーン {zone} にアドレスを持っていません")),
        Block::Protocol => name(here).say(" は、このプロトコルを通しません"),
        Block::RoutingLoop => {
            Sentence::text("パケットが ").name(here).say(" に再び到着します。ルーティングがループしています")
        }
        Block::Asymmetric(stateful) => Sentence::text("応答は ")
            .name(&stateful.got)
            .say(" へ向かいますが、この接続を把握しているのは ")
            .name(&stateful.expected)
            .say(" だけです"),
        Block::PeeringState { status } => state_of("ピアリング接続 ", here, status, "active"),
        Block::NotInPeer { address, why } => match why {
            NotInPeer::Elsewhere => Sentence::text("ピアリング接続 ").name(here).say(format!(
                " はピア VPC 自身のアドレスにだけ届けますが、{address} はそれに含まれません"
            )),
            NotInPeer::BehindPeering => {
                Sentence::text(format!("{address} は別のピアリング接続の先にあり、ピアリング接続 "))
                    .name(here)
                    .say(" からは届きません (推移的なピアリングには対応していません)")
            }
            NotInPeer::BehindGateway => {
                Sentence::text(format!("{address} はピア VPC のゲートウェイの先にあり、ピアリング接続 "))
                    .name(here)
                    .say(" からは届きません (エッジツーエッジルーティングには対応していません)")
            }
        },
        Block::ForeignSource { address } => name(here).say(format!(
            " は自身の VPC のアドレスだけを受け付けますが、{address} はそれに含まれません"
        )),
        Block::ForeignAtVpnGateway { address } => Sentence::text("仮想プライベートゲートウェイ ")
            .name(here)
            .say(format!(
                " は自身の VPC のインターフェイスのアドレスだけを受け付けますが、{address} はそれに含まれません"
            )),
        Block::GatewayState { state } => {
            name(here).say(format!(" は `{state}` で、`available` ではありません"))
        }
        Block::WorkloadState { state } => {
            name(here).say(format!(" は `{state}` のため、通信に加わりません"))
        }
        Block::FunctionOutsideVpc => Sentence::text("関数 ")
            .name(here)
            .say(" は VPC の外にあり、パブリック IP アドレスには届きますが、プライベートアドレスには届きません"),
        Block::BgpDown { is_v6 } => name(here).say(if *is_v6 {
            " には、稼働している IPv6 の BGP セッションがありません"
        } else {
            " には、稼働している BGP セッションがありません"
        }),
        Block::NotAnnounced { address } => name(here).say(format!(
            " の許可されたプレフィックスでは {address} がアドバタイズされないため、オンプレミスにはこのアドレスへのルートがありません"
        )),
        Block::DirectConnectTransit { gateway } => Sentence::text("Direct Connect ゲートウェイ ")
            .name(gateway)
            .say(" は、関連付けられたゲートウェイどうしの間ではパケットを転送しません"),
        Block::PlatformRemote { address } => Sentence::text(format!("{address} は "))
            .name(here)
            .say(" のプラットフォームのアドレスで、その VPC の中でだけ応答します"),
        Block::UnknownPrefix { address } => Sentence::text("仮想プライベートゲートウェイ ")
            .name(here)
            .say(format!(" には、{address} を含むプレフィックスがありません")),
        Block::VpnDown => name(here).say(" には、稼働している VPN トンネルがありません"),
        Block::NotBehindVpnGateway { address } => {
            Sentence::text("仮想プライベートゲートウェイ ").name(here).say(format!(
                " は自身の VPC のアドレスにだけ届けますが、{address} はそれに含まれません"
            ))
        }
        Block::TransitNotAttached => Sentence::text("この VPC には、トランジットゲートウェイ ")
            .name(here)
            .say(" へのアタッチメントがありません"),
        Block::TransitState { state } => {
            state_of("トランジットゲートウェイアタッチメント ", here, state, "available")
        }
        Block::TransitZone { zone } => Sentence::text("トランジットゲートウェイアタッチメント ")
            .name(here)
            .say(format!(" には、パケットの発信元であるゾーン {zone} のサブネットがありません")),
        Block::TransitNoTable => Sentence::text("トランジットゲートウェイアタッチメント ")
            .name(here)
            .say(" は、どのルートテーブルにも関連付けられていません"),
        Block::TransitNoRoute { destination } => Sentence::text("トランジットゲートウェイルートテーブル ")
            .name(here)
            .say(format!(" に {destination} へのルートがありません")),
        Block::TransitBlackhole { destination } => Sentence::text("トランジットゲートウェイルートテーブル ")
            .name(here)
            .say(format!(" の {destination} への最も具体的なルートはブラックホールです")),
        Block::WavelengthZones { zones: [from, to] } => name(here).say(format!(
            " は {from} とは別の Wavelength ゾーンである {to} にあり、VPC はこの 2 つの間では何も運びません"
        )),
        Block::CoreNoRoute { destination, segment } => Sentence::text("コアネットワーク ")
            .name(here)
            .say(format!(" のセグメント `{segment}` に {destination} へのルートがありません")),
        Block::CoreBlackhole { destination, segment } => Sentence::text("コアネットワーク ")
            .name(here)
            .say(format!(" のセグメント `{segment}` の {destination} への最も具体的なルートはブラックホールです")),
        Block::EndpointState { state } => state_of("VPC エンドポイント ", here, state, "available"),
        Block::EndpointProtocol => Sentence::text("ゲートウェイエンドポイント ")
            .name(here)
            .say(" が通すのは TCP と ICMP エコーだけです"),
        Block::NeverInitiates => {
            name(here).say(" はエンドポイントのもので、応答はしますが接続を開始することはありません")
        }
        Block::NotADestination => name(here).say(" は接続を開始するだけで、接続を受け付けません"),
        Block::IngressRedirected { to } => {
            Sentence::text("このサブネットに入るトラフィックはゲートウェイルートテーブルによって ")
                .name(to)
                .say(" へ送られるため、")
                .name(here)
                .say(" から直接出ることはできません")
        }
        Block::IngressNoPublicAddress => Sentence::text("ゲートウェイルートテーブルのターゲット ")
            .name(here)
            .say(" には、インターネットのトラフィックを受け取るために必要なパブリック IP アドレスがありません"),
        Block::Unbalanced(why) => super::balancers::reason(why, step),
        Block::ServiceNotInZone { zone } => Sentence::text("エンドポイントサービス ").name(here).say(format!(
            " には、エンドポイントのインターフェイスがあるゾーン {zone} のロードバランサーがありません"
        )),
        Block::EncryptionControl => Sentence::text("VPC の暗号化コントロールが強制されているため、")
            .name(here)
            .say(" はポート 443 の TLS だけを通します"),
        Block::GatewayBalancerProtocol => Sentence::text("Gateway Load Balancer ")
            .name(here)
            .say(" がアプライアンスへ送るのは GENEVE (UDP 6081) とヘルスチェックだけです"),
        Block::GatewayBalancerPort => Sentence::text("Gateway Load Balancer ")
            .name(here)
            .say(" は GENEVE をポート 6081 に送り、ほかの UDP ポートには送りません"),
        Block::NotAnEnd => Sentence::text("Gateway Load Balancer ").name(here).say(
            " は自身のエンドポイントからのパケットだけを受け取るため、直接接続することはできません。エンドポイントの先を質問してください",
        ),
        Block::FirewallDrops { engine } => super::firewalls::reason(network, *engine, step, packet),
        Block::ResolverOff => name(here).say(" のリゾルバーは無効です (`enableDnsSupport`)"),
        Block::MetadataOff => name(here).say(" のメタデータサービスは無効です"),
        Block::NoConnection => {
            name(here).say(" と送信先の VPC をつなぐ VPN、Direct Connect、トランジットゲートウェイがありません")
        }
        Block::WrongEnd { got } => {
            Sentence::text("パケットは、指定された送信先ではなく ").name(got).say(" に到着します")
        }
        Block::NotVia { wanted } => Sentence::text("経路が ").name(wanted).say(" を通りません"),
        Block::Avoided { unwanted } => Sentence::text("経路が ").name(unwanted).say(" を通ります"),
    }
}

/// Something that is not in the state it would have to be in.
fn state_of(kind: &'static str, here: &Resource, state: &str, wanted: &str) -> Sentence {
    Sentence::text(kind).name(here).say(format!(" は `{state}` で、`{wanted}` ではありません"))
}
