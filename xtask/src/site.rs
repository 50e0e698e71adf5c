//! Building: the engine as wasm, its bindings, the static site, the program.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use wasm_bindgen_cli_support::Bindgen;

use crate::pack;
use crate::tools::{Outcome, cargo, need_npm_packages, need_wasm_target, npm_program, root, run, target_dir};

/// `cargo xtask dist`: everything that is handed out.
pub fn dist() -> Outcome {
    site()?;
    run(&mut cargo(&["build", "--release", "--package", "pathlight", "--bin", "pathlight"]))?;
    let name = format!("pathlight{}", std::env::consts::EXE_SUFFIX);
    let bin = root().join("dist/bin");
    fs::create_dir_all(&bin).map_err(|error| format!("cannot make `{}`: {error}", bin.display()))?;
    let built = target_dir().join("release").join(&name);
    fs::copy(&built, bin.join(&name))
        .map_err(|error| format!("cannot copy `{}`: {error}", built.display()))?;
    println!("dist/bin/{name}");
    Ok(())
}

/// Builds dist/site/: engine, bindings, page, headers.
pub fn site() -> Outcome {
    need_npm_packages()?;
    bindings()?;
    run(&mut npm_program("node_modules/vite/bin/vite.js", &["build", "--logLevel", "warn"]))?;
    headers()?;
    let site = root().join("dist/site");
    // The pages of codes and of coverage are pages of their own, which Vite does not know.
    let reference = site.join("reference");
    fs::create_dir_all(&reference)
        .map_err(|error| format!("cannot make `{}`: {error}", reference.display()))?;
    for name in ["codes.html", "codes.css", "codes.json", "coverage.html"] {
        let from = root().join("www/reference").join(name);
        fs::copy(&from, reference.join(name))
            .map_err(|error| format!("cannot copy `{}`: {error}", from.display()))?;
    }
    println!("dist/site ({} KB)", folder_size(&site) / 1024);
    Ok(())
}

/// Builds the engine and writes its JavaScript bindings to www/pkg/, once.
pub fn bindings() -> Outcome {
    static DONE: OnceLock<Outcome> = OnceLock::new();
    DONE.get_or_init(|| engine(&[], &root().join("www/pkg"))).clone()
}

/// Builds the engine with these flags of cargo, and writes it with its JavaScript bindings into a folder.
pub fn engine(flags: &[&str], folder: &Path) -> Outcome {
    need_wasm_target()?;
    let target = "wasm32-unknown-unknown";
    let what = ["build", "--package", "pathlight", "--lib", "--target", target, "--profile", "wasm"];
    run(cargo(&what).args(flags))?;
    let wasm = target_dir().join(target).join("wasm/pathlight.wasm");
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&wasm)
        .typescript(true)
        .web(true)
        .map_err(|error| format!("{error:#}"))?
        // The page fetches the module itself, once, and hands it to each worker.
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .map_err(|error| format!("cannot make bindings for `{}`: {error:#}", wasm.display()))?;
    let made = folder.join("pathlight_bg.wasm");
    let engine = fs::read(&made).map_err(|error| format!("cannot read `{}`: {error}", made.display()))?;
    fs::write(&made, pack::pack(&engine)?)
        .map_err(|error| format!("cannot write `{}`: {error}", made.display()))
}

/// Writes `_headers`, for hosts that read it: the page's own policy, and what a `<meta>` cannot say.
fn headers() -> Outcome {
    let page = root().join("dist/site/index.html");
    let html =
        fs::read_to_string(&page).map_err(|error| format!("cannot read `{}`: {error}", page.display()))?;
    let policy = policy_of(&html).ok_or("index.html has no Content-Security-Policy")?;
    let lines = [
        "/*".to_owned(),
        format!("  Content-Security-Policy: {policy}; frame-ancestors 'none'"),
        "  X-Content-Type-Options: nosniff".to_owned(),
        "  Referrer-Policy: no-referrer".to_owned(),
        "  Cross-Origin-Opener-Policy: same-origin".to_owned(),
    ];
    fs::write(root().join("dist/site/_headers"), lines.join("\n") + "\n")
        .map_err(|error| format!("cannot write `_headers`: {error}"))
}

/// The policy in a page's `<meta http-equiv="Content-Security-Policy">`.
fn policy_of(html: &str) -> Option<&str> {
    let (_, after) = html.split_once("http-equiv=\"Content-Security-Policy\"")?;
    let (_, after) = after.split_once("content=\"")?;
    let (policy, _) = after.split_once('"')?;
    Some(policy.trim())
}

fn folder_size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(data) if data.is_dir() => folder_size(&entry.path()),
            Ok(data) => data.len(),
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::policy_of;

    #[test]
    fn the_policy_is_read_out_of_the_page() {
        let html = r#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'" />"#;
        assert_eq!(policy_of(html), Some("default-src 'none'"));
        assert_eq!(policy_of("<p>none</p>"), None);
    }
}
