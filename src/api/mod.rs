//! The one desk that both doors talk to: requests and answers as plain serialisable structs, and the
//! [`Session`] that runs the floors in order.
//!
//! **Boundary:** the doors (`main.rs`, `wasm.rs`) and the tests call only this floor.

use pathlight_answer::{
    answer, ask, describe, ends, index, language, packed, points, request, rows, traffic,
};

mod codes;
mod example;
mod exposure;
mod matrix;
mod picture;
mod session;
#[cfg(feature = "bench")]
mod sets;
mod text;

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
pub use packed::Packed;
pub use request::*;
pub use session::{Given, InputFile, Limits, Progress, Session, Source};
#[cfg(feature = "bench")]
pub use sets::Sets;
pub use text::{Style, printable, text};
