//! An end that was named by an address or a block is meant at that address, or at those of the block, not at another
//! address of the same interface.

use std::net::IpAddr;

use ipnet::IpNet;

use super::ends::{Ends, Member};
use crate::graph::Ix;
use crate::model::Interface;
use crate::space::Family;
use crate::space::addresses::parse_network;

/// The addresses at which an interface is meant: those of the block that named it, else its first.
pub(crate) fn meant(interface: &Interface, within: Option<IpNet>, family: Family) -> Vec<IpAddr> {
    let own = interface.own_addresses().filter(|address| Family::of(*address) == family);
    match within {
        Some(block) => own.filter(|address| block.contains(address)).collect(),
        None => own.take(1).collect(),
    }
}

impl Ends<'_> {
    /// The address that names an end of interfaces, when it is one.
    pub fn named_address(&self, text: &str, members: &[Member]) -> Option<IpAddr> {
        let address = text.trim().parse::<IpAddr>().ok()?;
        let owns = |member: &Member| {
            member.interfaces().is_some_and(|interfaces| interfaces.iter().any(|&ix| self.has(ix, address)))
        };
        (!members.is_empty() && members.iter().all(owns)).then_some(address)
    }

    /// The block that names an end of interfaces, when it is one.
    pub fn named_block(&self, text: &str, members: &[Member]) -> Option<IpNet> {
        let block = text.contains('/').then(|| parse_network(text.trim()))??;
        let has = |ix: &Ix| {
            let interface = self.network.interfaces.at(*ix as usize);
            interface.is_some_and(|one| one.own_addresses().any(|address| block.contains(&address)))
        };
        // A block that is the name of something is not meant as a block.
        members.iter().filter_map(Member::interfaces).flatten().all(has).then_some(block)
    }
}
