//! What the judges share: a naive walker over raw AWS JSON, and random networks made as JSON.
//!
//! **Boundary:** nothing here may name a module of ours but `pathlight::api`; the walker names none at all.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]

pub mod ask;
pub mod balancers;
pub mod chained_balancers;
pub mod classic;
pub mod controls;
pub mod core_networks;
pub mod direct;
pub mod edge_questions;
pub mod filters;
pub mod firewalls;
pub mod gateway_balancers;
pub mod generate;
pub mod generate_balancers;
pub mod generate_edges;
pub mod generate_peered;
pub mod generate_transit;
pub mod inspected;
pub mod inspection;
pub mod internet;
pub mod json;
pub mod listener_rules;
pub mod nat;
pub mod oracle;
pub mod platform;
pub mod premises;
pub mod public_access;
pub mod services;
pub mod stateful;
pub mod transit_edges;
