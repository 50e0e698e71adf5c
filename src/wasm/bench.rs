//! The set engine by itself, for `benches/browser/sets.mjs`. In no wasm that is handed out.
//!
//! Each method does one measured thing; the clock is the caller's.

use wasm_bindgen::prelude::*;

use super::Session;
use crate::graph::{Ix, Topology};
use crate::solve::{Answer, Solver};
use crate::space::Family;

/// A loaded network, compiled.
#[wasm_bindgen]
pub struct Sets {
    session: Session,
    topology: Topology,
    solver: Solver,
}

#[wasm_bindgen]
impl Sets {
    /// Of a session.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(session: Session) -> Sets {
        let topology = Topology::build(session.0.network());
        let solver = Solver::compile(session.0.network(), &topology);
        Sets { session, topology, solver }
    }

    /// How many interfaces there are.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn interfaces(&self) -> usize {
        self.session.0.network().interfaces.len()
    }

    /// Compiles the network again.
    pub fn compile(&mut self) {
        self.solver = Solver::compile(self.session.0.network(), &self.topology);
    }

    /// Asks all ports both ways of pairs, sender and receiver alternately; how many let something pass.
    pub fn pairs(&mut self, ends: &[Ix]) -> usize {
        let pairs = ends.iter().zip(ends.iter().skip(1)).step_by(2);
        let passes = |(from, to): (&Ix, &Ix)| {
            let answer = self.solver.pair(*from, *to, Family::V4);
            matches!(answer, Some(Answer::Passing(passing)) if !passing.is_nothing())
        };
        pairs.map(passes).filter(|passes| *passes).count()
    }

    /// How many different answers there are from one end to all others.
    pub fn reached(&mut self, from: Ix) -> usize {
        self.solver.reached_from(from, Family::V4).map_or(0, |all| all.len())
    }

    /// How many different answers there are from all others to one end.
    pub fn reaching(&mut self, to: Ix) -> usize {
        self.solver.reaching(to, Family::V4).map_or(0, |all| all.len())
    }

    /// All pairs: how many rectangles.
    #[wasm_bindgen(js_name = allPairs)]
    pub fn all_pairs(&mut self) -> usize {
        self.solver.all_pairs(Family::V4).len()
    }
}
