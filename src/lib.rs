//! Pathlight answers "can A reach B on port P?" for an AWS network, and proves the answer hop by hop.
//!
//! The house has floors; a floor may use those below it, never its neighbours, never up.
//! Ground floor first:

pub mod space;

pub mod model;

pub mod ingest;

pub mod graph;

pub mod solve;

pub mod trace;

pub mod explain;

pub mod render;

pub mod api;

#[cfg(target_arch = "wasm32")]
pub mod wasm;
