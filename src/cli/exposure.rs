//! `pathlight exposure`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pathlight::api::{self, ExposureRequest, Scalar};

use super::output::{self, Manner};
use super::progress::Meter;
use super::{Exit, Failure, input};

/// List everything that the internet can reach; or that an end can reach, or that can reach it
///
/// Each row says who reaches whom, by what door, on what traffic, decided by which lines, and for how much of an
/// address space. What the input does not decide is listed apart. Exit code: 0 when it ran, 2 usage or input error.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct ExposureArguments {
    /// Files, folders, .zip, .tar.gz, .json.gz, or `-` for standard input; all are merged
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// Everything that this end can reach, and by which exit [default: internet]
    #[arg(long, value_name = "END")]
    from: Option<String>,
    /// Everything that can reach this end
    #[arg(long, value_name = "END")]
    to: Option<String>,
    /// Only tcp, udp, icmp, icmpv6, or a number
    #[arg(long, value_name = "P")]
    protocol: Option<String>,
    /// Only this destination port, or range N-M
    #[arg(long, value_name = "N|N-M")]
    port: Option<String>,
    /// Only this address family: 4 or 6
    #[arg(long, value_name = "4|6")]
    family: Option<String>,
    /// Leave open what rests on an absent kind of document
    #[arg(long)]
    strict: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    manner: Manner,
}

/// What to print.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

pub(super) fn run(arguments: &ExposureArguments) -> Result<Exit, Failure> {
    let session = input::load(&arguments.input, arguments.manner.files)?;
    let scalar = |text: &Option<String>| text.clone().map(Scalar::Text);
    let request = ExposureRequest {
        from: arguments.from.clone(),
        to: arguments.to.clone(),
        protocol: scalar(&arguments.protocol),
        port: scalar(&arguments.port),
        family: scalar(&arguments.family),
        strict: arguments.strict,
        language: arguments.manner.language().map(str::to_owned),
    };
    let mut meter = Meter::new();
    let exposure = session.exposure(&request, &mut |done, total| {
        meter.at("asking", done, total);
        true
    });
    drop(meter);
    let exposure = exposure?;
    let text = match arguments.format {
        Format::Json => super::pretty(&exposure)?,
        Format::Csv => api::exposure_csv(&exposure),
        Format::Text => api::exposure_text(&exposure, arguments.manner.color.style()),
    };
    output::print(&text)?;
    Ok(Exit::Fine)
}
