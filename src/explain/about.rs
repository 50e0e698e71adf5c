//! What a search result is, in a few words.

use super::language::Language;

macro_rules! about {
    ($($(#[doc = $doc:literal])+ $name:ident = $english:literal, $japanese:literal;)+) => {
        /// What an end of a question is, where its kind does not say enough.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum About { $($(#[doc = $doc])+ $name,)+ }

        impl About {
            /// In words.
            #[must_use]
            pub const fn words(self, language: Language) -> &'static str {
                match language {
                    Language::English => match self { $(About::$name => $english,)+ },
                    Language::Japanese => match self { $(About::$name => $japanese,)+ },
                }
            }
        }
    };
}

about! {
    /// The end `internet`.
    EveryPublicAddress = "every public address", "すべてのパブリック IP アドレス";
    /// The end `onprem`.
    BehindVpn = "behind VPN or Direct Connect", "VPN または Direct Connect の先";
    /// What lies behind an internet gateway.
    Internet = "internet", "インターネット";
    /// What lies behind an egress-only internet gateway.
    InternetV6 = "internet, IPv6", "インターネット、IPv6";
    /// What lies behind a VPN.
    OnPremises = "on-premises", "オンプレミス";
    /// A NAT gateway.
    NatGateway = "NAT gateway", "NAT ゲートウェイ";
    /// A gateway endpoint.
    GatewayEndpoint = "gateway endpoint", "ゲートウェイエンドポイント";
    /// An interface endpoint.
    InterfaceEndpoint = "interface endpoint", "インターフェイスエンドポイント";
    /// A gateway load balancer endpoint.
    GatewayLoadBalancerEndpoint = "gateway load balancer endpoint", "Gateway Load Balancer エンドポイント";
    /// A Lambda function.
    Function = "Lambda function", "Lambda 関数";
    /// An RDS instance.
    Database = "RDS database", "RDS データベース";
    /// An RDS cluster.
    DatabaseCluster = "RDS cluster", "RDS クラスター";
    /// An ECS task.
    Task = "ECS task", "ECS タスク";
    /// An EKS cluster.
    KubernetesCluster = "EKS cluster", "EKS クラスター";
    /// A Client VPN endpoint.
    ClientVpn = "Client VPN users", "クライアント VPN のユーザー";
    /// Any other endpoint.
    Endpoint = "endpoint", "エンドポイント";
}
