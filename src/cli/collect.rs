//! `pathlight collect`: prints a script; it runs nothing and talks to nobody.

use clap::Args;

use super::{Exit, Failure, output};

const SCRIPT: &str = include_str!("collect.sh");

/// Print a read-only AWS CLI script that gathers an INPUT
///
/// The script is for `sh`, makes describe, get and search calls only, and leaves out the pre-shared keys of VPN
/// connections. Read it, then run it where the AWS CLI is signed in:
///
///   pathlight collect --region eu-west-1 > collect.sh
///   sh collect.sh > network.json
///   pathlight reach network.json --from NAME --to NAME --port 443
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct CollectArguments {
    /// Region to gather; may be given several times [default: the AWS CLI's own]
    #[arg(long, value_name = "REGION", conflicts_with = "all_regions")]
    region: Vec<String>,
    /// Gather every Region that is enabled for the account
    #[arg(long)]
    all_regions: bool,
    /// Profile of the AWS CLI to use
    #[arg(long)]
    profile: Option<String>,
}

pub(super) fn run(arguments: &CollectArguments) -> Result<Exit, Failure> {
    for region in &arguments.region {
        let is_plain = region
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
        if region.is_empty() || !is_plain {
            return Err(Failure::new(
                format!("`{region}` is not a Region"),
                "write it as AWS does: eu-west-1",
            ));
        }
    }
    let all_regions = if arguments.all_regions { "yes" } else { "" };
    let script = SCRIPT
        .replace("@REGIONS@", &quoted(&arguments.region.join(" ")))
        .replace("@ALL_REGIONS@", &quoted(all_regions))
        .replace("@PROFILE@", &quoted(arguments.profile.as_deref().unwrap_or_default()));
    output::print(&script)?;
    Ok(Exit::Fine)
}

/// A word of a shell script, whatever it holds.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
