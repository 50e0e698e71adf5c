//! Exposure in words: the answer in one sentence, and how much of an address space a row is.

use super::language::Language;

/// What the sentence is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ExposureFacts<'a> {
    /// The end that sends, if one was asked about.
    pub from: Option<&'a str>,
    /// The end that receives, if one was asked about.
    pub to: Option<&'a str>,
    /// How many ends were looked at.
    pub looked_at: usize,
    /// How many of them can be reached, or can reach.
    pub found: usize,
    /// How many the input does not decide about.
    pub open: usize,
}

/// The answer in one sentence.
#[must_use]
pub fn exposure(facts: &ExposureFacts<'_>, language: Language) -> String {
    let ExposureFacts { looked_at, found, open, .. } = facts;
    match language {
        Language::English => {
            let some = if *found == 0 { "none".to_owned() } else { found.to_string() };
            let said = match (facts.from, facts.to) {
                (None, None) => format!("the internet can reach {some} of {looked_at} public ends"),
                (Some(from), None) => format!("{from} can reach {some} of {looked_at} ends"),
                (None, Some(to)) => format!("{some} of {looked_at} ends can reach {to}"),
                (Some(from), Some(to)) if *found == 0 => format!("nothing passes from {from} to {to}"),
                (Some(from), Some(to)) => format!("{from} can reach {to}"),
            };
            let rest = if *open == 0 {
                String::new()
            } else {
                format!("; about {open} the input does not say everything")
            };
            format!("{said}{rest}")
        }
        Language::Japanese => {
            let said = match (facts.from, facts.to) {
                (None, None) => {
                    format!(
                        "パブリックな端点 {looked_at} 個のうち {found} 個にインターネットから到達できます"
                    )
                }
                (Some(from), None) => {
                    format!("{from} からは端点 {looked_at} 個のうち {found} 個に到達できます")
                }
                (None, Some(to)) => format!("端点 {looked_at} 個のうち {found} 個が {to} に到達できます"),
                (Some(from), Some(to)) if *found == 0 => {
                    format!("{from} から {to} へはどの通信も到達しません")
                }
                (Some(from), Some(to)) => format!("{from} から {to} へ到達できます"),
            };
            let rest = if *open == 0 {
                String::new()
            } else {
                format!("。{open} 個については入力が足りません")
            };
            format!("{said}{rest}")
        }
    }
}

/// What kind of addresses an end is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SpaceKind {
    /// The internet.
    Internet,
    /// Networks on-premises.
    OnPremises,
    /// An AWS service.
    Service,
    /// A block.
    Block,
}

/// A part of an address space, to be worded.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SpaceFacts<'a> {
    /// Of what.
    pub kind: SpaceKind,
    /// 4 or 6.
    pub family: u8,
    /// Whether all that was asked about passes.
    pub is_whole: bool,
    /// Whether no address was named: all of the internet, or all of on-premises.
    pub is_all_of_kind: bool,
    /// How many addresses.
    pub count: u128,
    /// How much of the whole, from 0 to 1.
    pub share: f64,
    /// The first of the blocks that cover it.
    pub blocks: &'a [String],
    /// How many blocks there are.
    pub many: usize,
}

/// `whole internet`, `1 address`, `256 addresses in 203.0.113.0/24`.
#[must_use]
pub fn space(facts: &SpaceFacts<'_>, language: Language) -> String {
    let SpaceFacts { kind, family, count, share, blocks, many, .. } = *facts;
    let is_english = language == Language::English;
    if facts.is_whole {
        return match (kind, facts.is_all_of_kind, is_english) {
            (SpaceKind::Internet, true, true) => format!("whole IPv{family} internet"),
            (SpaceKind::Internet, true, false) => format!("IPv{family} インターネット全体"),
            (SpaceKind::OnPremises, true, true) => "all on-premises networks".to_owned(),
            (SpaceKind::OnPremises, true, false) => "オンプレミスのネットワーク全体".to_owned(),
            (SpaceKind::Service, _, true) => "all addresses of the service".to_owned(),
            (SpaceKind::Service, _, false) => "サービスの全アドレス".to_owned(),
            (SpaceKind::Internet | SpaceKind::OnPremises | SpaceKind::Block, _, true) => {
                format!("all {} addresses", grouped(count))
            }
            (SpaceKind::Internet | SpaceKind::OnPremises | SpaceKind::Block, _, false) => {
                format!("全 {} アドレス", grouped(count))
            }
        };
    }
    if share > 0.1 && kind == SpaceKind::Internet {
        let percent = percent(share);
        return if is_english {
            format!("{percent} % of the IPv{family} internet")
        } else {
            format!("IPv{family} インターネットの {percent} %")
        };
    }
    let number = grouped(count);
    let noun = if count == 1 { "address" } else { "addresses" };
    match (blocks, is_english) {
        ([one], true) if count == 1 => format!("1 address, {}", bare(one)),
        ([one], false) if count == 1 => format!("1 アドレス ({})", bare(one)),
        ([one], true) => format!("{number} {noun} in {one}"),
        ([one], false) => format!("{one} の {number} アドレス"),
        (_, true) => format!("{number} {noun} in {many} blocks"),
        (_, false) => format!("{many} 個のブロックの {number} アドレス"),
    }
}

/// An address without the length of its block.
fn bare(block: &str) -> &str {
    block.split('/').next().unwrap_or(block)
}

/// One figure after the point; what is not all is never 100.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    format!("{:.1}", if percent > 99.9 { 99.9 } else { percent })
}

/// `16,777,216`; beyond what people count, a power of two.
fn grouped(count: u128) -> String {
    if count >= 1 << 40 {
        return format!("2^{}", count.ilog2());
    }
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
