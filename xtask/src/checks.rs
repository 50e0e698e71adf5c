//! `cargo xtask test`: the only list of checks. `.ci/run` runs exactly this.

use std::fs;
use std::time::Instant;

use crate::tools::{
    self, Outcome, cargo, need_browser, need_npm_packages, need_wasm_target, npm_program, root, run,
};
use crate::{cost, site, size};

/// One check: a name to pick it by, what it looks at, and how.
struct Check {
    name: &'static str,
    about: &'static str,
    run: fn() -> Outcome,
}

const CHECKS: &[Check] = &[
    Check { name: "format", about: "cargo fmt", run: format },
    Check { name: "lint", about: "clippy, native, all targets", run: lint },
    Check { name: "lint-wasm", about: "clippy, wasm32, library and tests", run: lint_wasm },
    Check { name: "parquet", about: "cargo check with the feature parquet", run: parquet },
    Check { name: "native", about: "cargo test, with doctests", run: native },
    Check { name: "cost", about: "instructions of the hot loops, by callgrind", run: cost::cost },
    Check { name: "doc", about: "rustdoc without warnings", run: doc },
    Check { name: "wasm-node", about: "the engine as wasm in Node", run: wasm_node },
    Check { name: "wasm-browser", about: "the engine as wasm in Chromium", run: wasm_browser },
    Check { name: "types", about: "svelte-check and tsc", run: types },
    Check {
        name: "size",
        about: "bytes of the engine after gzip, beside those written down",
        run: size::size,
    },
    Check { name: "site", about: "build of dist/site", run: site::site },
    Check { name: "page", about: "the page in Chromium", run: page },
];

const WASM: &str = "wasm32-unknown-unknown";

pub fn test(args: &[String]) -> Outcome {
    let keep_going = args.iter().any(|arg| arg == "--keep-going");
    let wanted: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    if let Some(unknown) =
        args.iter().find(|arg| arg.starts_with("--") && *arg != "--keep-going" && *arg != "--list")
    {
        return Err(format!("test: no option `{unknown}`; it has --keep-going and --list"));
    }
    let chosen = || {
        CHECKS
            .iter()
            .filter(|check| wanted.is_empty() || wanted.iter().any(|name| check.name.contains(*name)))
    };
    if args.iter().any(|arg| arg == "--list") {
        chosen().for_each(|check| println!("{:<13} {}", check.name, check.about));
        return Ok(());
    }
    let start = Instant::now();
    let mut failed = Vec::new();
    for check in chosen() {
        println!("── {}: {}", check.name, check.about);
        let began = Instant::now();
        let outcome = (check.run)();
        let seconds = began.elapsed().as_secs_f32();
        match outcome {
            Ok(()) => println!("ok {} ({seconds:.1} s)", check.name),
            Err(message) => {
                println!("FAILED {} ({seconds:.1} s): {message}", check.name);
                failed.push(check.name);
                if !keep_going {
                    break;
                }
            }
        }
    }
    let seconds = start.elapsed().as_secs_f32();
    if failed.is_empty() {
        println!("all checks passed ({seconds:.0} s)");
        return Ok(());
    }
    Err(format!("failed: {} (run one alone: `cargo xtask test NAME`)", failed.join(", ")))
}

fn format() -> Outcome {
    run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn lint() -> Outcome {
    run(&mut cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn lint_wasm() -> Outcome {
    need_wasm_target()?;
    let what = ["clippy", "--quiet", "--package", "pathlight", "--lib", "--test", "wasm", "--target", WASM];
    run(cargo(&what).args(["--", "-D", "warnings"]))
}

fn parquet() -> Outcome {
    run(&mut cargo(&["check", "--quiet", "--package", "pathlight", "--bins", "--features", "parquet"]))
}

fn native() -> Outcome {
    run(&mut cargo(&["test", "--quiet", "--workspace"]))
}

fn doc() -> Outcome {
    let mut doc = cargo(&["doc", "--quiet", "--workspace", "--exclude", "xtask", "--lib", "--no-deps"]);
    run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn wasm_node() -> Outcome {
    wasm_tests(&[])
}

fn wasm_browser() -> Outcome {
    wasm_tests(&["--features", "browser"])
}

/// One file, two runs: Node, and with the feature `browser` headless Chromium.
fn wasm_tests(features: &[&str]) -> Outcome {
    need_wasm_target()?;
    let mut test = cargo(&["test", "--package", "pathlight", "--test", "wasm", "--target", WASM]);
    test.args(features);
    // Debug information would make the file ten times as large, and nobody reads it there. Not by an
    // environment variable: the runner (.cargo/config.toml) is a cargo command too and would inherit it.
    test.args(["--config", "profile.dev.debug=false"]);
    if !features.is_empty() {
        let browser = need_browser()?;
        test.env("CHROMEDRIVER", &browser.driver);
        test.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", capabilities(&browser)?);
        test.env("WASM_BINDGEN_TEST_TIMEOUT", "120").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30");
    }
    run(&mut test)
}

/// webdriver.json with this machine's Chromium named in it.
fn capabilities(browser: &tools::Browser) -> Outcome<std::path::PathBuf> {
    let problem = |error: std::io::Error| format!("webdriver.json: {error}");
    let text = fs::read_to_string(root().join("webdriver.json")).map_err(problem)?;
    let binary = browser.chromium.to_string_lossy().replace('\\', "\\\\");
    let named = text.replacen("\"args\":", &format!("\"binary\": \"{binary}\",\n    \"args\":"), 1);
    let path = tools::target_dir().join("webdriver.json");
    fs::write(&path, named).map_err(problem)?;
    Ok(path)
}

fn types() -> Outcome {
    need_npm_packages()?;
    site::bindings()?;
    let arguments = ["--tsconfig", "./tsconfig.json", "--fail-on-warnings", "--output", "human"];
    run(&mut npm_program("node_modules/svelte-check/bin/svelte-check", &arguments))?;
    run(&mut npm_program("node_modules/typescript/bin/tsc", &["--noEmit"]))
}

fn page() -> Outcome {
    need_npm_packages()?;
    let browser = need_browser()?;
    if !root().join("dist/site/index.html").exists() {
        site::site()?;
    }
    run(tools::command("node", &["tests/browser/run.mjs"]).env("CHROME", &browser.chromium))
}
