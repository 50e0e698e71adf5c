//! The project's own commands: `cargo xtask serve`, `test`, `dist`.
fn main() {}
