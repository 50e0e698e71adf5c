//! Fourth floor: a walk in words. Every fact of a step becomes a sentence in pieces, every block a reason with a
//! code, every gap a notice that names the call which would settle it.
//!
//! Must not decide anything: it reads the walk and quotes the input.

use pathlight_model as model;
use pathlight_space as space;
use pathlight_trace as trace;

mod about;
mod balancers;
mod clients;
mod codes;
mod explanation;
mod exposure;
mod firewalls;
mod fragment;
mod japanese;
mod language;
mod lines;
mod matrix;
mod reasons;
mod remarks;
mod steps;
mod summary;
mod traffic;
mod words;

pub use about::About;
pub use codes::{Code, CodeInfo, Family as CodeFamily};
pub use explanation::{ExplainedLeg, Explanation, Hop, Quote, Reason, assumptions, explain, name_of};
pub use exposure::{ExposureFacts, SpaceFacts, SpaceKind, exposure, space};
pub use fragment::{Fragment, Sentence, joined};
pub use language::{Language, notice_remark, unseen_remark};
pub use lines::{line_text, quote};
pub use matrix::{MatrixFacts, matrix, matrix_folding};
pub use remarks::Remark;
pub use summary::{SummaryFacts, summary};
pub use traffic::{
    TrafficFacts, address_words, all_traffic, traffic, traffic_list, traffic_with_clients, with_clients,
};
pub use words::Words;
