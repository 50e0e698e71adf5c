//! Second floor: the wiring of a [`Network`](crate::model::Network). Which table a subnet uses, who owns an
//! address, what a gateway joins.
//!
//! petgraph lives here and nowhere else. Must not know how the JSON looked, nor decide whether a packet passes.

use pathlight_model as model;

mod build;
mod owners;
mod topology;
mod verify;

pub use owners::Owner;
pub use topology::{Ix, Node, Topology};
