//! `pathlight reach`.

#![expect(clippy::disallowed_methods, reason = "a door: it reads the user's questions")]

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pathlight::api::{Answer, ApiError, ReachRequest, Scalar, Session, Verdict};

use super::{Color, Exit, Failure, input};

#[derive(Args, Debug)]
pub(super) struct ReachArguments {
    /// Files, folders, .zip, .tar.gz, .json.gz, or `-` for standard input; all are merged
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// Source: an id, a name, an address, a CIDR block, `internet`, `onprem`, `tag:KEY=VALUE`
    #[arg(long, required_unless_present = "queries")]
    from: Option<String>,
    /// Destination, in the same forms
    #[arg(long, required_unless_present = "queries")]
    to: Option<String>,
    /// tcp, udp, icmp, icmpv6, all, or a number [default: tcp]
    #[arg(long)]
    protocol: Option<String>,
    /// Destination port, or a range N-M
    #[arg(long)]
    port: Option<String>,
    /// ICMP type [default: echo request]
    #[arg(long)]
    icmp_type: Option<String>,
    /// ICMP code
    #[arg(long)]
    icmp_code: Option<String>,
    /// Client port, or a range N-M [default: 1024-65535, all of them]
    #[arg(long)]
    source_port: Option<String>,
    /// Which address of the source sends
    #[arg(long)]
    from_ip: Option<String>,
    /// Which address of the destination is meant
    #[arg(long)]
    to_ip: Option<String>,
    /// The path must pass this resource
    #[arg(long)]
    via: Option<String>,
    /// The path must not pass this resource
    #[arg(long)]
    avoid: Option<String>,
    /// Only this address family: 4 or 6
    #[arg(long)]
    family: Option<String>,
    /// Judge the request only, not the reply
    #[arg(long)]
    one_way: bool,
    /// Leave open what rests on an absent kind of document
    #[arg(long)]
    strict: bool,
    /// Questions, one JSON object a line; one JSON answer a line comes back
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["from", "to"])]
    queries: Option<PathBuf>,
    /// Language of the sentences: en or ja [default: en]
    #[arg(long, env = "PATHLIGHT_LANG", hide_env_values = true)]
    lang: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Colour in text
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

/// What to print.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

pub(super) fn run(arguments: &ReachArguments) -> Result<Exit, Failure> {
    let session = input::load(&arguments.input)?;
    if let Some(queries) = &arguments.queries {
        return answer_all(&session, queries, arguments);
    }
    let answer = session.reach(&arguments.request())?;
    let mut out = std::io::stdout().lock();
    match arguments.format {
        Format::Json => writeln!(out, "{}", pretty(&answer)?)?,
        Format::Text => writeln!(out, "{}", answer.summary)?,
    }
    Ok(exit_of(answer.verdict))
}

impl ReachArguments {
    fn request(&self) -> ReachRequest {
        let scalar = |text: &Option<String>| text.clone().map(Scalar::Text);
        ReachRequest {
            from: self.from.clone().unwrap_or_default(),
            to: self.to.clone().unwrap_or_default(),
            from_ip: self.from_ip.clone(),
            to_ip: self.to_ip.clone(),
            protocol: scalar(&self.protocol),
            port: scalar(&self.port),
            source_port: scalar(&self.source_port),
            icmp_type: scalar(&self.icmp_type),
            icmp_code: scalar(&self.icmp_code),
            via: self.via.clone(),
            avoid: self.avoid.clone(),
            family: scalar(&self.family),
            one_way: self.one_way,
            strict: self.strict,
            language: self.language(),
        }
    }
}

impl ReachArguments {
    /// An environment variable that is set to nothing is not set.
    fn language(&self) -> Option<String> {
        self.lang.clone().filter(|tag| !tag.is_empty())
    }
}

fn answer_all(session: &Session, queries: &PathBuf, arguments: &ReachArguments) -> Result<Exit, Failure> {
    let text = std::fs::read_to_string(queries)
        .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", queries.display()), ""))?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let answer = serde_json::from_str::<ReachRequest>(line)
            .map_err(|error| ApiError {
                code: "bad-query",
                message: format!("not a question: {error}"),
                help: String::new(),
            })
            .and_then(|mut request| {
                request.one_way |= arguments.one_way;
                request.strict |= arguments.strict;
                request.language = request.language.or_else(|| arguments.language());
                session.reach(&request)
            });
        match answer {
            Ok(answer) => serde_json::to_writer(&mut out, &answer).map_err(std::io::Error::from)?,
            Err(error) => {
                let refused = serde_json::json!({ "verdict": Verdict::Error.word(), "error": error.message, "code": error.code, "help": error.help });
                serde_json::to_writer(&mut out, &refused).map_err(std::io::Error::from)?;
            }
        }
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(Exit::Fine)
}

fn pretty(answer: &Answer) -> Result<String, Failure> {
    serde_json::to_string_pretty(answer).map_err(|error| Failure::new(error.to_string(), ""))
}

const fn exit_of(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Reachable => Exit::Fine,
        Verdict::Partial | Verdict::Unreachable => Exit::No,
        Verdict::Undetermined => Exit::Open,
        Verdict::Error => Exit::Usage,
    }
}
