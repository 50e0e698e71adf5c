//! The built-in example: a small estate in which one connection fails for a classic reason.

use super::request::ReachRequest;
use super::session::InputFile;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../fixtures/example/", $name)).as_slice())),+]
    };
}

const FILES: &[(&str, &[u8])] = files![
    "describe-addresses.json",
    "describe-customer-gateways.json",
    "describe-egress-only-internet-gateways.json",
    "describe-instances.json",
    "describe-internet-gateways.json",
    "describe-nat-gateways.json",
    "describe-network-acls.json",
    "describe-network-interfaces.json",
    "describe-prefix-lists.json",
    "describe-route-tables.json",
    "describe-security-groups.json",
    "describe-subnets.json",
    "describe-transit-gateway-attachments.json",
    "describe-transit-gateway-peering-attachments.json",
    "describe-transit-gateway-route-tables.json",
    "describe-transit-gateway-vpc-attachments.json",
    "describe-transit-gateways.json",
    "describe-vpc-endpoints.json",
    "describe-vpc-peering-connections.json",
    "describe-vpcs.json",
    "describe-vpn-connections.json",
    "describe-vpn-gateways.json",
    "search-transit-gateway-routes.tgw-rtb-main.json",
];

/// The example's files, as AWS CLI prints them.
#[must_use]
pub fn example() -> Vec<InputFile> {
    FILES
        .iter()
        .map(|(name, bytes)| InputFile { name: format!("example/{name}"), bytes: bytes.to_vec() })
        .collect()
}

/// The question that the example is about, as JSON.
pub const EXAMPLE_QUESTION: &str = include_str!("../../fixtures/example.question.json");

/// The question that the example is about.
#[must_use]
pub fn example_question() -> ReachRequest {
    // The file is ours and tested; an empty question would say so at once.
    serde_json::from_str(EXAMPLE_QUESTION).unwrap_or_default()
}
