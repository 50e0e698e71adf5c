//! The one desk that both doors talk to: requests and answers as plain serialisable structs, and the
//! [`Session`] that runs the floors in order.
//!
//! **Boundary:** the doors (`main.rs`, `wasm.rs`) and the tests call only this floor.

mod answer;
mod ask;
mod describe;
mod ends;
mod example;
mod index;
mod language;
mod members;
mod picture;
mod points;
mod request;
mod session;
mod traffic;

pub use answer::*;
pub use example::{example, example_question};
pub use language::{Language, language};
pub use request::*;
pub use session::{InputFile, Progress, Session};
