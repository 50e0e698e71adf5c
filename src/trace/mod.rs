//! Third floor: one flow, walked step by step, request and reply.
//!
//! A step is one decision of one component, stated as a fact with the line that decided; words come upstairs.
//! Must not know how the JSON looked, nor how an answer is worded. Total: gaps in the input become
//! [`Gap`]s, never panics and never a guess.

use pathlight_graph as graph;
use pathlight_model as model;
use pathlight_space as space;

mod balance;
mod behind;
mod block;
mod choice;
mod core_network;
mod deliver;
mod direct_connect;
mod edges;
mod endpoints;
mod filters;
mod firewall;
mod firewall_rules;
mod flow;
mod focus;
mod gaps;
mod gateway_balancer;
mod inspection;
mod internet;
mod lattice;
mod leg;
mod nat;
mod outposts;
mod peering;
mod platform;
mod pools;
mod private_link;
mod public_access;
mod remembered;
mod reply;
mod routes;
mod start;
mod step;
mod targets;
mod transit;
mod verdict;
mod walker;
mod workloads;

pub use balance::{Balance, Unbalanced};
pub use block::{Block, NotInPeer, Stateful};
pub use firewall::Inspection;
pub use flow::{Entry, Flow, Source, Wanted};
pub use gaps::{Assumption, Gap};
pub use inspection::Engine;
pub use leg::{Leg, Note};
pub use step::{Fact, Line, Outcome, Step};
pub use verdict::{Verdict, Walk, WalkOptions, walk};
