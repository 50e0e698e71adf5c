//! An answer as text for a terminal. Pure: an [`Answer`] and a [`Style`] in, a string out; same answer, same bytes.
//!
//! It stands here and not in `render`, because it reads nothing but the answer: what the text shows is what the JSON
//! says. The order is the reader's: verdict and reason, the proof, then what to mend and what
//! the answer rests on.

mod ink;
mod legs;
pub(super) mod sections;

pub use ink::printable;

pub(super) use self::ink::Ink;
use self::ink::{paint, wrap};
use super::answer::{Answer, Outcome, Verdict};

/// How the text is to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Whether to colour.
    pub color: bool,
    /// Columns to fill; ids and places in files may go over, so that they can be copied whole.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Style { color: false, width: 100 }
    }
}

/// The answer as a page of text, ending in a line break.
#[must_use]
pub fn text(answer: &Answer, style: Style) -> String {
    let mut page = Page::new(style);
    sections::head(&mut page, answer);
    let is_set = answer.query.asks_what_passes();
    if is_set {
        sections::passes(&mut page, answer);
    }
    sections::pairs(&mut page, answer);
    sections::families(&mut page, answer);
    legs::both(&mut page, answer);
    // Last is what a terminal still shows after a long page: what to mend.
    sections::blockers(&mut page, answer);
    if !is_set {
        sections::passes(&mut page, answer);
    }
    sections::remarks(&mut page, "ASSUMED", &answer.assumptions);
    sections::remarks(&mut page, "NOTICES", &answer.notices);
    sections::fixes(&mut page, answer);
    page.text
}

/// The page while it is being written.
pub(super) struct Page {
    pub(super) text: String,
    style: Style,
}

impl Page {
    pub(super) const fn new(style: Style) -> Self {
        Page { text: String::new(), style }
    }

    /// A line of painted pieces.
    pub(super) fn line(&mut self, pieces: &[(Ink, &str)]) {
        for (ink, piece) in pieces {
            self.text.push_str(&paint(piece, *ink, self.style.color));
        }
        let kept = self.text.trim_end_matches(' ').len();
        self.text.truncate(kept);
        self.text.push('\n');
    }

    /// A blank line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// The title of a section, after a blank line.
    pub(super) fn title(&mut self, title: &str) {
        self.gap();
        self.line(&[(Ink::Plain, "  "), (Ink::Bold, title)]);
    }

    /// A sentence, wrapped and indented.
    pub(super) fn sentence(&mut self, indent: usize, ink: Ink, sentence: &str) {
        let margin = " ".repeat(indent);
        for line in wrap(sentence, self.style.width.saturating_sub(indent)) {
            self.line(&[(Ink::Plain, &margin), (ink, &line)]);
        }
    }
}

/// The sign and the colour of a verdict.
pub(super) const fn sign(verdict: Verdict) -> (&'static str, Ink) {
    match verdict {
        Verdict::Reachable => ("●", Ink::Blue),
        Verdict::Partial => ("◐", Ink::Violet),
        Verdict::Unreachable => ("✖", Ink::Red),
        Verdict::Undetermined | Verdict::Error => ("?", Ink::Violet),
    }
}

const fn as_verdict(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Passes => Verdict::Reachable,
        Outcome::Partial => Verdict::Partial,
        Outcome::Blocked => Verdict::Unreachable,
        Outcome::Unknown => Verdict::Undetermined,
    }
}

/// The kind of a resource in words short enough for a column.
fn kind_word(kind: &'static str) -> &'static str {
    match kind {
        "network-interface" => "interface",
        "network-acl" => "network ACL",
        "security-group" => "security group",
        "route-table" => "route table",
        "internet-gateway" => "internet gw",
        "egress-only-internet-gateway" => "egress-only gw",
        "nat-gateway" => "NAT gateway",
        "vpn-gateway" => "VPN gateway",
        "customer-gateway" => "customer gw",
        "vpn-connection" => "VPN",
        "direct-connect-gateway" => "DX gateway",
        "virtual-interface" => "DX interface",
        "database-cluster" => "DB cluster",
        "kubernetes-cluster" => "EKS cluster",
        "client-vpn-endpoint" => "Client VPN",
        "transit-gateway-connect-peer" => "Connect peer",
        "core-network-attachment" => "cwan attachment",
        "vpc-peering-connection" => "peering",
        "vpc-endpoint" => "VPC endpoint",
        "prefix-list" => "prefix list",
        "transit-gateway" => "transit gw",
        "transit-gateway-attachment" => "tgw attachment",
        "transit-gateway-route-table" => "tgw route table",
        "load-balancer" => "load balancer",
        "target-group" => "target group",
        "vpc-endpoint-service" => "service",
        "service-network-association" => "service network",
        "firewall-policy" => "firewall policy",
        "firewall-rule-group" => "rule group",
        "on-premises" => "on-premises",
        "aws-service" => "AWS service",
        other => other,
    }
}
