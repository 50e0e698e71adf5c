//! The command: files, flags, exit codes. It asks the library's desk (`pathlight::api`) and nothing else.

use std::process::ExitCode;

#[cfg(not(target_arch = "wasm32"))]
mod cli;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> ExitCode {
    cli::run()
}

/// The program is native; the browser has the library.
#[cfg(target_arch = "wasm32")]
fn main() -> ExitCode {
    ExitCode::FAILURE
}
