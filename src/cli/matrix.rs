//! `pathlight matrix`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pathlight::api::{self, Matrix, MatrixRequest, Scalar};

use super::output::{self, AnswerFile, Color, Manner};
use super::progress::Meter;
use super::{Exit, Failure, input};

/// List who can talk to whom on what: all pairs
///
/// Each row says who reaches whom on what traffic, replies considered, and for how many pairs of network interfaces.
/// Rows that are equal are one. What the input does not decide is a row, too; pairs between which nothing passes are
/// only counted. What a yes rests on is not named here: ask `reach` about the pair. Exit code: 0 when it ran, 2 usage
/// or input error.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct MatrixArguments {
    /// Files, folders, .zip, .tar.gz, .json.gz, or `-` for standard input; all are merged
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// What an end is: interface, group, subnet, vpc, name or tag:KEY [default: the finest of the first four with few ends]
    #[arg(long, value_name = "WHAT")]
    by: Option<String>,
    /// Only tcp, udp, icmp, icmpv6, or a number
    #[arg(long, value_name = "P")]
    protocol: Option<String>,
    /// Only this destination port, or range N-M
    #[arg(long, value_name = "N|N-M")]
    port: Option<String>,
    /// Client port, or range N-M [default: 1024-65535]
    #[arg(long, value_name = "N|N-M")]
    source_port: Option<String>,
    /// Only this address family: 4 or 6
    #[arg(long, value_name = "4|6")]
    family: Option<String>,
    /// Most megabytes to write, as far as they can be told before; 0 for any number
    #[arg(long, value_name = "MB", default_value_t = 100)]
    limit: u64,
    /// Write to this file instead of standard output; it gets its name when it is whole
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
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
    /// For DuckDB, Athena and the like
    Parquet,
}

pub(super) fn run(arguments: &MatrixArguments) -> Result<Exit, Failure> {
    if arguments.format == Format::Parquet && !cfg!(feature = "parquet") {
        return Err(Failure::new(
            "this program was built without Parquet",
            "build it with `cargo build --release --features parquet`, or use `--format csv`, which DuckDB and Athena read",
        ));
    }
    let session = input::load(&arguments.input, arguments.manner.files)?;
    let scalar = |text: &Option<String>| text.clone().map(Scalar::Text);
    let request = MatrixRequest {
        by: arguments.by.clone(),
        protocol: scalar(&arguments.protocol),
        port: scalar(&arguments.port),
        source_port: scalar(&arguments.source_port),
        family: scalar(&arguments.family),
        language: arguments.manner.language().map(str::to_owned),
        // Text shows the first rows only.
        limit: (arguments.limit > 0 && arguments.format != Format::Text)
            .then_some(arguments.limit.saturating_mul(1_000_000)),
    };
    let mut meter = Meter::new();
    let matrix = session.matrix(&request, &mut |done, total| {
        meter.at("asking", done, total);
        true
    });
    drop(meter);
    let matrix = matrix?;
    let Some(path) = &arguments.output else {
        let mut out = BufWriter::new(std::io::stdout());
        output::finished(write(&matrix, arguments, &mut out).and_then(|()| out.flush()))?;
        return Ok(Exit::Fine);
    };
    let failed =
        |error: std::io::Error| Failure::new(format!("cannot write `{}`: {error}", path.display()), "");
    let mut out = AnswerFile::create(path).map_err(failed)?;
    write(&matrix, arguments, &mut out).and_then(|()| out.finish()).map_err(failed)?;
    Ok(Exit::Fine)
}

fn write(matrix: &Matrix, arguments: &MatrixArguments, out: &mut (dyn Write + Send)) -> std::io::Result<()> {
    match arguments.format {
        Format::Json => matrix.write_json(out),
        Format::Csv => matrix.write_csv(out),
        Format::Text => {
            // A file wants no colours, whatever the terminal can show.
            let is_plain = arguments.output.is_some() && arguments.manner.color == Color::Auto;
            let style = if is_plain { Color::Never.style() } else { arguments.manner.color.style() };
            out.write_all(api::matrix_text(matrix, style).as_bytes())
        }
        Format::Parquet => with_parquet(matrix, out),
    }
}

#[cfg(feature = "parquet")]
use super::parquet::write as with_parquet;

#[cfg(not(feature = "parquet"))]
fn with_parquet(_: &Matrix, _: &mut (dyn Write + Send)) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
