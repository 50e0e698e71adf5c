//! The one desk that both doors talk to: requests and answers as plain serialisable structs, and the
//! [`Session`] that runs the floors in order.
//!
//! **Boundary:** the doors (`main.rs`, `wasm.rs`) and the tests call only this floor.

mod answer;
mod ask;
mod codes;
mod describe;
mod details;
mod ends;
mod example;
mod exposure;
mod index;
mod language;
mod matrix;
mod meant;
mod members;
mod passing;
mod picture;
mod points;
mod request;
mod rows;
mod services;
mod session;
#[cfg(feature = "bench")]
mod sets;
mod text;
mod traffic;
mod way;

pub use answer::*;
pub use codes::{CodePage, code, codes};
pub use example::{Example, Examples, FIRST_EXAMPLE};
#[cfg(not(target_arch = "wasm32"))]
pub use example::{example, example_files, example_question, examples};
pub use exposure::{
    Door, EndAddress, EndNames, Exposure, ExposureRequest, ExposureRow, ExposureRun, NamedEnd, Space,
    exposure_csv, exposure_text,
};
pub use language::{Language, language};
pub use matrix::{
    MATRIX_COLUMNS, Matrix, MatrixEnd, MatrixHead, MatrixRequest, MatrixRow, PairCount, RowPairs, matrix_text,
};
pub use request::*;
pub use session::{Given, InputFile, Limits, Progress, Session, Source};
#[cfg(feature = "bench")]
pub use sets::Sets;
pub use text::{Style, printable, text};
