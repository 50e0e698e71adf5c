//! `pathlight codes`.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use pathlight::api::{self, CodePage};

use super::{Exit, Failure, output};

/// What a code means, why it happens, how to fix it; without CODE, all codes
#[derive(Args, Debug)]
pub(super) struct CodesArguments {
    /// A code, in any case
    code: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

pub(super) fn run(arguments: &CodesArguments) -> Result<Exit, Failure> {
    let text = match &arguments.code {
        Some(name) => {
            let page = api::code(name)?;
            match arguments.format {
                Format::Text => one(&page),
                Format::Json => super::pretty(&page)?,
            }
        }
        None => match arguments.format {
            Format::Text => list(&api::codes()),
            Format::Json => super::pretty(&api::codes())?,
        },
    };
    output::print(&text)?;
    Ok(Exit::Fine)
}

fn list(codes: &[CodePage]) -> String {
    let mut text = String::new();
    let room = codes.iter().map(|page| page.code.len()).max().unwrap_or(0);
    for (family, title) in [
        ("reason", "REASONS: the path stops here"),
        ("assumption", "ASSUMPTIONS: a yes rests on this"),
        ("notice", "NOTICES: a gap or an oddity of the input"),
    ] {
        if !text.is_empty() {
            text.push('\n');
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{title}");
        for page in codes.iter().filter(|page| page.family == family) {
            let _ = writeln!(text, "  {:<room$}  {}", page.code, page.summary);
        }
    }
    text
}

fn one(page: &CodePage) -> String {
    let mut text = format!("{}\n\n  {}\n", page.code, page.summary);
    let mut facts = vec![("family", page.family)];
    match page.aws {
        Some(aws) if aws == page.code => facts.push(("AWS", "Reachability Analyzer uses the same code")),
        Some(aws) => facts.push(("AWS", aws)),
        None => facts.push(("AWS", "has no code of this meaning")),
    }
    facts.push(("since", page.since));
    text.push('\n');
    for (fact, value) in facts {
        let _ = writeln!(text, "  {fact:<7} {value}");
    }
    if !page.page.is_empty() {
        text.push('\n');
        for line in page.page.lines() {
            let line = line.trim_start_matches('#').trim();
            let _ = writeln!(text, "{}", format!("  {line}").trim_end());
        }
    }
    text
}
