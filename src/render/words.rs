//! The few words of the picture, English and Japanese.

/// The language of the picture's own words. Names and ids stay as the input writes them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Words {
    pub(super) japanese: bool,
}

macro_rules! words {
    ($($name:ident = $english:literal, $japanese:literal;)+) => {
        impl Words {
            $(pub(super) const fn $name(self) -> &'static str {
                if self.japanese { $japanese } else { $english }
            })+
        }
    };
}

words! {
    picture = "Network map", "ネットワーク図";
    internet = "Internet", "インターネット";
    on_premises = "On-premises", "オンプレミス";
    aws_services = "AWS services", "AWS サービス";
    account = "account", "アカウント";
    region_unknown = "Region not known", "リージョン不明";
    zone_unknown = "zone not known", "ゾーン不明";
    public = "public subnet", "パブリックサブネット";
    private = "private subnet", "プライベートサブネット";
    isolated = "isolated subnet", "隔離サブネット";
    blocked = "blocked", "遮断";
    partly = "partly", "一部";
    unknown = "not known", "不明";
    passes = "passes", "通過";
    reply = "reply", "戻り";
    others = "others", "その他";
    more = "more", "さらに";
    endpoints = "endpoints", "エンドポイント";
    endpoint = "VPC endpoint", "VPC エンドポイント";
    attachment = "transit gateway attachment", "トランジットゲートウェイアタッチメント";
    instance_connect = "Instance Connect", "Instance Connect";
    load_balancers = "load balancers", "ロードバランサー";
    internet_gateway = "internet gateway", "インターネットゲートウェイ";
    egress_only = "egress-only gateway", "Egress-Only ゲートウェイ";
    vpn_gateway = "virtual private gateway", "仮想プライベートゲートウェイ";
    nat_gateway = "NAT gateway", "NAT ゲートウェイ";
    transit_gateway = "transit gateway", "トランジットゲートウェイ";
    peering = "VPC peering", "VPC ピアリング";
    customer_gateway = "customer gateway", "カスタマーゲートウェイ";
}

impl Words {
    fn count(self, n: usize, one: &str, many: &str, japanese: &str) -> String {
        if self.japanese {
            return format!("{japanese} {}", thousands(n));
        }
        format!("{} {}", thousands(n), if n == 1 { one } else { many })
    }

    pub(super) fn vpcs(self, n: usize) -> String {
        self.count(n, "VPC", "VPCs", "VPC")
    }

    pub(super) fn subnets(self, n: usize) -> String {
        self.count(n, "subnet", "subnets", "サブネット")
    }

    pub(super) fn interfaces(self, n: usize) -> String {
        self.count(n, "interface", "interfaces", "インターフェイス")
    }

    /// "2 of 9 subnets shown".
    pub(super) fn shown(self, some: usize, all: usize) -> String {
        if self.japanese {
            return format!("サブネット {all} のうち {some}");
        }
        format!("{some} of {all} subnets")
    }
}

/// `50400` as `50,400`.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
