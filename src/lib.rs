//! Pathlight answers "can A reach B on port P?" for an AWS network, and proves the answer hop by hop.
//!
//! The house has floors; a floor may use those below it, never its neighbours, never up.
//! Ground floor first:

pub use pathlight_space as space;

pub use pathlight_model as model;

pub use pathlight_ingest as ingest;

pub use pathlight_graph as graph;

pub use pathlight_solve as solve;

pub use pathlight_trace as trace;

pub use pathlight_explain as explain;

pub mod render;

pub mod api;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
