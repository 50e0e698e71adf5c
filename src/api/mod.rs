//! The one desk that both doors talk to: requests and answers as plain serialisable structs, and the
//! [`Session`] that runs the floors in order.
//!
//! **Boundary:** the doors (`main.rs`, `wasm.rs`) and the tests call only this floor.

mod answer;
mod ask;
mod codes;
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
mod text;
mod traffic;

pub use answer::*;
pub use codes::{CodePage, code, codes};
pub use example::{EXAMPLE_QUESTION, example, example_question};
pub use language::{Language, language};
pub use request::*;
pub use session::{InputFile, Progress, Session};
pub use text::{Style, printable, text};
