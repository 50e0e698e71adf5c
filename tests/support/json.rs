//! Reading AWS JSON and addresses the plain way, for the oracle: `std` and `serde_json` only.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::Value;

/// The items under a key; empty when the key is absent.
pub fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The text under a key; empty when absent.
pub fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("")
}

/// The item of a list whose `key` says `id`.
pub fn find<'v>(document: &'v Value, of: &str, key: &str, id: &str) -> Option<&'v Value> {
    list(document, of).iter().find(|item| text(item, key) == id)
}

pub fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// Length of the prefix, when the block holds the address.
pub fn covering(block: &str, address: IpAddr) -> Option<u32> {
    let (base, length) = block.split_once('/')?;
    let length: u32 = length.parse().ok()?;
    let (base, given, width) = match (base.parse().ok()?, address) {
        (IpAddr::V4(base), IpAddr::V4(given)) => {
            (u128::from(u32::from(base)), u128::from(u32::from(given)), 32)
        }
        (IpAddr::V6(base), IpAddr::V6(given)) => (u128::from(base), u128::from(given), 128),
        _ => return None,
    };
    let host_bits = width - length;
    // A shift by the whole width is no shift in Rust; every address is in /0.
    let same = host_bits >= 128 || base >> host_bits == given >> host_bits;
    same.then_some(length)
}

pub fn within(block: &str, address: IpAddr) -> bool {
    covering(block, address).is_some()
}

/// RFC 1918 or 100.64/10.
pub fn is_private_or_shared(address: Ipv4Addr) -> bool {
    ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
        .iter()
        .any(|block| within(block, IpAddr::V4(address)))
}

/// The private addresses (and IPv6 addresses) of an interface.
pub fn owns(interface: &Value, address: IpAddr) -> bool {
    let is = |text: &str| text.parse() == Ok(address);
    list(interface, "PrivateIpAddresses").iter().any(|row| is(text(row, "PrivateIpAddress")))
        || list(interface, "Ipv6Addresses").iter().any(|row| is(text(row, "Ipv6Address")))
        || list(interface, "Ipv4Prefixes").iter().any(|row| within(text(row, "Ipv4Prefix"), address))
        || list(interface, "Ipv6Prefixes").iter().any(|row| within(text(row, "Ipv6Prefix"), address))
}

/// The public address that belongs to a private one of an interface.
pub fn public_of(interface: &Value, private: IpAddr) -> Option<IpAddr> {
    list(interface, "PrivateIpAddresses")
        .iter()
        .find(|row| text(row, "PrivateIpAddress").parse() == Ok(private))
        .and_then(|row| address(text(&row["Association"], "PublicIp")))
}

/// The private address behind a public one.
pub fn private_of(interface: &Value, public: IpAddr) -> Option<IpAddr> {
    list(interface, "PrivateIpAddresses")
        .iter()
        .find(|row| text(&row["Association"], "PublicIp").parse() == Ok(public))
        .and_then(|row| address(text(row, "PrivateIpAddress")))
}

/// The address blocks of a VPC that are in use.
pub fn vpc_blocks(vpc: &Value) -> Vec<&str> {
    let v4 = list(vpc, "CidrBlockAssociationSet")
        .iter()
        .filter(|row| text(&row["CidrBlockState"], "State") == "associated")
        .map(|row| text(row, "CidrBlock"));
    let v6 = list(vpc, "Ipv6CidrBlockAssociationSet")
        .iter()
        .filter(|row| text(&row["Ipv6CidrBlockState"], "State") == "associated")
        .map(|row| text(row, "Ipv6CidrBlock"));
    v4.chain(v6).collect()
}

/// A number, also one written as text.
pub fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}
