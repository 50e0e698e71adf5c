//! VPC Block Public Access, for the oracle.
//!
//! **Boundary:** raw JSON only; written from rule S-128.

use serde_json::Value;

use super::json::{find, list, text};
use super::oracle::{Stop, Walk, dropped};

/// What uses the gateway.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Use {
    /// A flow of a NAT gateway, or through an egress-only gateway: opened inside.
    NatGateway,
    /// An interface that talks to the gateway itself, either way.
    Direct,
}

/// The block that holds for a place before exclusions: the account's, else what the subnet or the VPC prints.
fn mode<'v>(document: &'v Value, vpc: &str, subnet: Option<&str>) -> &'v str {
    if let Some(said) = list(document, "PublicAccessDescribed").first() {
        return text(&said["VpcBlockPublicAccessOptions"], "InternetGatewayBlockMode");
    }
    let printed = |found: Option<&'v Value>| {
        let mode = text(&found?["BlockPublicAccessStates"], "InternetGatewayBlockMode");
        (!mode.is_empty()).then_some(mode)
    };
    subnet
        .and_then(|id| printed(find(document, "Subnets", "SubnetId", id)))
        .or_else(|| printed(find(document, "Vpcs", "VpcId", vpc)))
        .unwrap_or("off")
}

/// The modes of the exclusions in force for a resource.
fn exclusions<'v>(document: &'v Value, resource: &str) -> Vec<&'v str> {
    list(document, "VpcBlockPublicAccessExclusions")
        .iter()
        .filter(|row| text(row, "ResourceArn").rsplit(':').next() == Some(resource))
        .filter(|row| ["create-complete", "update-complete"].contains(&text(row, "State")))
        .map(|row| text(row, "InternetGatewayExclusionMode"))
        .collect()
}

/// Whether a place may use an internet gateway so; the second says whether a block was lifted by an exclusion.
fn may(document: &Value, vpc: &str, subnet: Option<&str>, how: Use) -> Result<(bool, bool), Stop> {
    let mode = mode(document, vpc, subnet);
    let mut excluded = exclusions(document, &format!("vpc/{vpc}"));
    if let Some(subnet) = subnet {
        excluded.extend(exclusions(document, &format!("subnet/{subnet}")));
    }
    let of = |wanted: &str| excluded.contains(&wanted);
    if of("allow-bidirectional") && of("allow-egress") {
        return Err(Stop::Open(format!("a subnet and its VPC {vpc} with different exclusions")));
    }
    Ok(match mode {
        "" | "off" => (true, false),
        _ if of("allow-bidirectional") => (true, true),
        "block-ingress" => (how == Use::NatGateway, false),
        "block-bidirectional" => (how == Use::NatGateway && of("allow-egress"), how == Use::NatGateway),
        other => return Err(Stop::Open(format!("a block {other}"))),
    })
}

impl Walk<'_> {
    /// Asks for every subnet that may count; where they differ, the document does not say which does.
    pub(super) fn public_access(&self, vpc: &str, subnets: &[&str], how: Use) -> Result<(), Stop> {
        let places: Vec<Option<&str>> =
            if subnets.is_empty() { vec![None] } else { subnets.iter().copied().map(Some).collect() };
        let mut said = Vec::new();
        for place in places {
            said.push(may(self.document, vpc, place, how)?);
        }
        if subnets.is_empty() && !said[0].0 {
            let within = |row: &Value| {
                list(self.document, "Subnets").iter().any(|subnet| {
                    text(subnet, "VpcId") == vpc
                        && text(row, "ResourceArn").ends_with(&format!("subnet/{}", text(subnet, "SubnetId")))
                })
            };
            if list(self.document, "VpcBlockPublicAccessExclusions").iter().any(within) {
                return Err(Stop::Open("what has no subnet, and an exclusion of a subnet".to_owned()));
            }
        }
        if said.iter().any(|one| one.0 != said[0].0) {
            return Err(Stop::Open("a middlebox and a host with different blocks".to_owned()));
        }
        if !said[0].0 {
            self.mark("public access blocked");
            return dropped(format!("Block Public Access stops {how:?} in {vpc}"));
        }
        if said[0].1 {
            self.mark("public access excluded");
        }
        if mode(self.document, vpc, subnets.first().copied()) == "block-ingress" && how == Use::NatGateway {
            self.mark("public access for a nat gateway");
        }
        Ok(())
    }
}

impl Walk<'_> {
    /// What comes by a pool of addresses: only the VPC's own exclusions count (rule S-33).
    pub(super) fn public_access_of_vpc(&self, vpc: &str) -> Result<(), Stop> {
        let (passes, lifted) = may(self.document, vpc, None, Use::Direct)?;
        if !passes {
            self.mark("public access blocked");
            return dropped(format!("Block Public Access stops a pool in {vpc}"));
        }
        if lifted {
            self.mark("public access excluded");
        }
        Ok(())
    }
}
