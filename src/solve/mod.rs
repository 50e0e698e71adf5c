//! Third floor, beside the walk: the whole network compiled, and answers as sets of traffic.
//!
//! A walk shows why one question is answered as it is; this answers all of them at once, by what AWS's structure gives:
//! filters are compiled once for each distinct list of groups, addresses become intervals, and ways are followed once for
//! each router and interval of destinations. Where a way leads through a device that only the walk follows, the answer is
//! [`Answer::AskTheWalk`], never a guess. Walk and sets never meet, so that each can judge the other.

use pathlight_graph as graph;
use pathlight_model as model;
use pathlight_space as space;

mod ahead;
mod approach;
mod bits;
mod change;
mod classes;
mod fates;
mod filters;
mod flat;
mod line;
mod lists;
mod outside;
mod pair;
mod pairs;
mod parts;
mod passing;
mod plane;
mod pool;
mod rectangles;
mod rows;
mod seats;
mod sheet;
mod sites;
mod solver;
mod sources;
mod stand_ins;
mod tables;
mod transit;
mod ways;

pub use change::Change;
pub use lists::Alike;
pub use outside::{Exposed, Exposure, Outside};
pub use pairs::{Pairs, Rectangle};
pub use passing::{Passing, Traffic};
pub use solver::{Answer, Solver};
