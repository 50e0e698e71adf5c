//! JSON exactly as AWS writes it, as far as it decides anything. Fields that are not named are skipped while
//! parsing, so what is not needed, secrets above all, is never held.

pub(crate) mod block_public_access;
pub(crate) mod core;
pub(crate) mod core_network;
pub(crate) mod direct_connect;
pub(crate) mod edges;
pub(crate) mod endpoint_services;
pub(crate) mod filters;
pub(crate) mod firewall;
pub(crate) mod interfaces;
pub(crate) mod lattice;
mod liberal;
pub(crate) mod load_balancers;
pub(crate) mod owners;
pub(crate) mod transit;

pub(crate) use liberal::{Flag, List, Number, Policy, Present, State, Text};

use crate::ingest::json::shapes;

shapes! {
    /// `{"Key": …, "Value": …}`
    pub(crate) struct Tag<'a> {
        pub(crate) key: Text<'a>,
        pub(crate) value: Text<'a>,
    }
}
