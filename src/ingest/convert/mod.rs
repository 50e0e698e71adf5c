//! AWS's elements to the model's nouns, one function each. Nothing here knows other documents.

pub(super) mod acls;
pub(super) mod block_public_access;
pub(super) mod core;
pub(super) mod core_network;
pub(super) mod direct_connect;
pub(super) mod edges;
pub(super) mod endpoint_services;
pub(super) mod firewall;
pub(super) mod groups;
pub(super) mod interfaces;
pub(super) mod lattice;
pub(super) mod load_balancers;
pub(super) mod owners;
pub(super) mod prefix_lists;
mod service;
pub(super) mod transit;
