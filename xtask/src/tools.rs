//! Finding and running other programs: cargo, npm, Node, Chromium and its driver.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Done, or one message that says what went wrong and what to do.
pub type Outcome<T = ()> = Result<T, String>;

/// The repository, wherever the command was started.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Cargo's target folder: this program lies in `<target>/debug/`, also under CARGO_TARGET_DIR.
pub fn target_dir() -> PathBuf {
    let exe = env::current_exe().unwrap_or_default();
    exe.ancestors().nth(2).map_or_else(|| root().join("target"), Path::to_path_buf)
}

/// A command that will run at the top of the repository.
pub fn command(program: impl AsRef<OsStr>, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

pub fn cargo(args: &[&str]) -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), args)
}

/// A program that npm installed, run by Node itself: no `.cmd` wrapper, so the same on Windows.
pub fn npm_program(script: &str, args: &[&str]) -> Command {
    let mut command = command("node", &[script]);
    command.args(args);
    command
}

pub fn run(command: &mut Command) -> Outcome {
    let shown = shown(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{shown}` failed ({status})")),
        Err(error) => Err(format!("`{shown}` did not start: {error}")),
    }
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Installs the wasm target with rustup when the compiler lacks it.
pub fn need_wasm_target() -> Outcome {
    static DONE: OnceLock<Outcome> = OnceLock::new();
    DONE.get_or_init(|| {
        let sysroot = command("rustc", &["--print", "sysroot"]).output().map_err(|error| {
            format!("`rustc` did not start: {error}; install Rust from https://rustup.rs")
        })?;
        let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
        if Path::new(&sysroot).join("lib/rustlib/wasm32-unknown-unknown").exists() {
            return Ok(());
        }
        run(&mut command("rustup", &["target", "add", "wasm32-unknown-unknown"]))
            .map_err(|message| format!("{message}; the wasm32-unknown-unknown target is needed"))
    })
    .clone()
}

/// Installs the npm packages when package-lock.json is newer than what is installed.
pub fn need_npm_packages() -> Outcome {
    static DONE: OnceLock<Outcome> = OnceLock::new();
    DONE.get_or_init(|| {
        let modified = |path: &str| fs::metadata(root().join(path)).and_then(|file| file.modified());
        let fresh = match (modified("node_modules/.package-lock.json"), modified("package-lock.json")) {
            (Ok(installed), Ok(wanted)) => installed >= wanted,
            _ => false,
        };
        if fresh {
            return Ok(());
        }
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        run(&mut command(npm, &["ci", "--no-audit", "--no-fund"]))
            .map_err(|message| format!("{message}; Node 20.19 or newer with npm is needed"))
    })
    .clone()
}

/// Chromium and the driver that the wasm tests steer it with.
#[derive(Clone)]
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

const CHROMIUM_PATHS: &[&str] = &[
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

const DRIVER_PATHS: &[&str] = &[
    "/usr/bin/chromedriver",
    "/usr/lib/chromium/chromedriver",
    "/usr/lib/chromium-browser/chromedriver",
    "/snap/bin/chromium.chromedriver",
    "/opt/homebrew/bin/chromedriver",
    "/usr/local/bin/chromedriver",
    r"C:\Program Files\chromedriver\chromedriver.exe",
];

/// Finds Chromium, or installs it where that is possible (Debian, as root).
pub fn need_browser() -> Outcome<Browser> {
    static FOUND: OnceLock<Outcome<Browser>> = OnceLock::new();
    FOUND
        .get_or_init(|| {
            if let Some(browser) = find_browser() {
                return Ok(browser);
            }
            if is_root() && Path::new("/usr/bin/apt-get").exists() {
                run(&mut command("apt-get", &["update", "-qq"]))?;
                let install = ["install", "-y", "-qq", "--no-install-recommends"];
                let packages = ["chromium", "chromium-driver", "fonts-noto-cjk"];
                let mut apt = command("apt-get", &install);
                run(apt.args(packages).env("DEBIAN_FRONTEND", "noninteractive"))?;
            }
            find_browser().ok_or_else(|| {
                "Chromium and chromedriver are needed for the browser tests: install both (Debian: \
                 `apt-get install chromium chromium-driver`), or name them in CHROME and CHROMEDRIVER"
                    .to_owned()
            })
        })
        .clone()
}

fn find_browser() -> Option<Browser> {
    Some(Browser {
        chromium: find("CHROME", &["chromium", "google-chrome", "chrome"], CHROMIUM_PATHS)?,
        driver: find("CHROMEDRIVER", &["chromedriver"], DRIVER_PATHS)?,
    })
}

fn find(variable: &str, names: &[&str], usual: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(PathBuf::from(path));
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let on_path = folders.iter().flat_map(|folder| {
        names.iter().map(|name| folder.join(name).with_extension(env::consts::EXE_EXTENSION))
    });
    usual.iter().map(PathBuf::from).chain(on_path).find(|path| path.is_file())
}

fn is_root() -> bool {
    let id = command("id", &["-u"]).output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// Runs a wasm test file, in Node or in a browser as the file itself asks.
pub fn wasm_runner(args: &[String]) -> Outcome {
    let words = std::iter::once("wasm-bindgen-test-runner".to_owned()).chain(args.iter().cloned());
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(words).map_err(|error| format!("{error:#}"))
}
