//! Fifth floor: one question, read, asked and answered as plain serialisable structs.
//!
//! Must not know files, pictures or doors, nor the sets: what all ends can reach is asked upstairs.

use pathlight_explain as explain;
use pathlight_graph as graph;
use pathlight_model as model;
use pathlight_space as space;
use pathlight_trace as trace;

pub mod answer;
pub mod ask;
pub mod describe;
mod details;
pub mod ends;
pub mod index;
pub mod language;
mod meant;
mod members;
pub mod packed;
mod passing;
pub mod points;
pub mod reach;
pub mod request;
pub mod rows;
mod services;
pub mod traffic;
mod way;
