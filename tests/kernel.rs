//! The Linux kernel as an independent judge: docs/testing-kernel.md.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "test code"
)]

#[cfg(target_os = "linux")]
mod kernel {
    pub(crate) mod ask;
    pub(crate) mod aws;
    pub(crate) mod compile;
    pub(crate) mod features;
    pub(crate) mod generate;
    pub(crate) mod mutant;
    pub(crate) mod plan;
    pub(crate) mod report;
    pub(crate) mod run;
    pub(crate) mod spaces;
    pub(crate) mod talk;
}

#[cfg(target_os = "linux")]
fn main() {
    kernel::run::main();
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("kernel judge: skipped, it needs Linux");
}
