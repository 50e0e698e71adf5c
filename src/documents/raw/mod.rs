//! JSON exactly as AWS writes it, as far as it decides anything. Fields that are not named are skipped while
//! parsing, so what is not needed, secrets above all, is never held.

pub mod block_public_access;
pub mod core;
pub mod core_network;
pub mod direct_connect;
pub mod edges;
pub mod endpoint_services;
pub mod filters;
pub mod firewall;
pub mod interfaces;
pub mod lattice;
mod liberal;
pub mod load_balancers;
pub mod owners;
pub mod transit;

pub use liberal::{Flag, List, Number, Policy, Present, State, Text};

use crate::json::shapes;

shapes! {
    /// `{"Key": …, "Value": …}`
    pub struct Tag<'a> {
        pub key: Text<'a>,
        pub value: Text<'a>,
    }
}
