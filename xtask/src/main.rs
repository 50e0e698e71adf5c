//! The project's own commands. `cargo xtask` alone lists them.
//!
//! Plain Rust and no shell, so that Windows works; knows nothing of AWS or of the library's insides.

mod bench;
mod checks;
mod cost;
mod fuzz;
mod goals;
mod mutants;
mod pack;
mod serve;
mod site;
mod size;
mod tools;

use std::env;
use std::process::ExitCode;

use tools::Outcome;

const HELP: &str = "\
usage: cargo xtask <command>

  serve [--port N] [--open]   build the page and serve it on this machine
  dist                        build dist/site/ (static files) and dist/bin/ (the program)
  bench [PART...]             measure everything, or only the parts named: machine, native, sets, sets-wasm, exposure, memory,
                              parse, size, browser, large
  test [--keep-going] [--list] [NAME...]
                              run every check, or only those whose name contains a NAME
  mutants [RULE...]           break the engine's rules one at a time; which case notices? (docs/testing-mutants.md)
  fuzz [--seconds N] [TARGET...]
                              feed broken input to the engine (wants nightly Rust and cargo-fuzz)
";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", &[][..]),
    };
    let outcome = match command {
        "serve" => serve::serve(rest),
        "dist" => site::dist(),
        "bench" => bench::bench(rest),
        "test" => checks::test(rest),
        "mutants" => mutants::mutants(rest),
        "fuzz" => fuzz::fuzz(rest),
        // Cargo calls this one, as the runner of wasm32 tests (.cargo/config.toml).
        "wasm-runner" => tools::wasm_runner(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("no command `{other}`\n\n{HELP}")),
    };
    report(outcome)
}

fn report(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
