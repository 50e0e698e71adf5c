//! `pathlight reach`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pathlight::api::{self, FileStatus, PictureRequest, ReachRequest, Scalar, Session, Verdict};

use super::output::{self, Manner};
use super::{Exit, Failure, example, input, queries};

/// Answer "can A reach B on port P?"
///
/// Without --port the answer is the set of traffic that passes: of one --protocol, or of all.
///
/// Exit code: 0 reachable, 1 partial or unreachable, 2 usage or input error, 3 undetermined;
/// with --queries: 0 when every line was answered.
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(super) struct ReachArguments {
    /// Files, folders, .zip, .tar.gz, .json.gz, or `-` for standard input; all are merged
    #[arg(required_unless_present = "example")]
    input: Vec<PathBuf>,
    /// A built-in network that teaches, instead of an input; `list` names them
    #[arg(long, value_name = "NAME", conflicts_with_all = ["input", "queries"])]
    example: Option<String>,
    /// Source: an id, a name, an address, a CIDR block, `internet`, `onprem`, `tag:KEY=VALUE`
    #[arg(long, value_name = "END", required_unless_present_any = ["queries", "example"])]
    from: Option<String>,
    /// Destination, in the same forms
    #[arg(long, value_name = "END", required_unless_present_any = ["queries", "example"])]
    to: Option<String>,
    /// tcp, udp, icmp, icmpv6, all, or a number [default: tcp with --port, icmp with --icmp-type, else all]
    #[arg(long, value_name = "P")]
    protocol: Option<String>,
    /// Destination port, or a range N-M [default: which ports pass is the answer]
    #[arg(long, value_name = "N|N-M")]
    port: Option<String>,
    /// ICMP type [default: echo request]
    #[arg(long, value_name = "N")]
    icmp_type: Option<String>,
    /// ICMP code
    #[arg(long, value_name = "N")]
    icmp_code: Option<String>,
    /// Client port, or a range N-M [default: 1024-65535, all of them]
    #[arg(long, value_name = "N|N-M")]
    source_port: Option<String>,
    /// Which address of the source sends
    #[arg(long, value_name = "ADDRESS")]
    from_ip: Option<String>,
    /// Which address of the destination is meant
    #[arg(long, value_name = "ADDRESS")]
    to_ip: Option<String>,
    /// The path must pass this resource
    #[arg(long, value_name = "ID")]
    via: Option<String>,
    /// The path must not pass this resource
    #[arg(long, value_name = "ID")]
    avoid: Option<String>,
    /// Only this address family: 4 or 6
    #[arg(long, value_name = "4|6")]
    family: Option<String>,
    /// Judge the request only, not the reply
    #[arg(long)]
    one_way: bool,
    /// Leave open what rests on an absent kind of document
    #[arg(long)]
    strict: bool,
    /// Questions, one JSON object a line, or `-`; one JSON answer a line comes back
    #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = [
        "from", "to", "from_ip", "to_ip", "protocol", "port", "source_port", "icmp_type", "icmp_code", "via", "avoid",
    ])]
    queries: Option<PathBuf>,
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
    /// The map with the path on it
    Svg,
}

pub(super) fn run(arguments: &ReachArguments) -> Result<Exit, Failure> {
    if let Some(name) = &arguments.example {
        return run_example(arguments, name);
    }
    let is_stdin = |path: &PathBuf| path.as_os_str() == "-";
    if arguments.queries.as_ref().is_some_and(is_stdin) && arguments.input.iter().any(is_stdin) {
        return Err(Failure::new(
            "`-` cannot be both an input and the questions",
            "put one of them into a file",
        ));
    }
    let questions = arguments.queries.as_ref().map(|path| queries::read(path)).transpose()?;
    let session = input::load(&arguments.input, arguments.manner.files)?;
    if let Some(questions) = questions {
        return queries::answer_all(&session, &questions, &|request| arguments.add_to(request));
    }
    answer(arguments, &session, &arguments.request())
}

/// A built-in example: with a question of its own when the arguments hold none.
fn run_example(arguments: &ReachArguments, name: &str) -> Result<Exit, Failure> {
    if name == "list" {
        output::print(&example::list(arguments.manner.language())?)?;
        return Ok(Exit::Fine);
    }
    let (example, session) = example::open(name, arguments.manner.language())?;
    let mut request = arguments.request();
    match (arguments.from.is_some(), arguments.to.is_some()) {
        (true, true) => {}
        (false, false) => {
            example::teach(&example);
            request = example.questions.first().cloned().unwrap_or_default();
            arguments.add_to(&mut request);
        }
        (true, false) | (false, true) => {
            return Err(Failure::new(
                "a question has two ends",
                "give both --from and --to, or neither for the example's own question",
            ));
        }
    }
    answer(arguments, &session, &request)
}

/// Asks, and prints the answer as it was wanted.
fn answer(arguments: &ReachArguments, session: &Session, request: &ReachRequest) -> Result<Exit, Failure> {
    let answer = session.reach(request).map_err(|error| explained(session, error.into()))?;
    let text = match arguments.format {
        Format::Json => super::pretty(&answer)?,
        Format::Text => api::text(&answer, arguments.manner.color.style()),
        Format::Svg => session.draw(&PictureRequest::default(), Some(&answer)),
    };
    output::print(&text)?;
    Ok(exit_of(answer.verdict))
}

/// An end that nothing is called is no wonder when nothing was read.
fn explained(session: &Session, failure: Failure) -> Failure {
    let files = session.files();
    let is_read = |status: FileStatus| matches!(status, FileStatus::Read | FileStatus::Partly);
    if files.iter().any(|file| is_read(file.status)) {
        return failure;
    }
    let first =
        files.iter().find_map(|file| file.messages.first().map(|why| format!("`{}`: {why}", file.name)));
    Failure::new("no file of the input holds an AWS result that is read", first.unwrap_or_default())
}

impl ReachArguments {
    fn request(&self) -> ReachRequest {
        let scalar = |text: &Option<String>| text.clone().map(Scalar::Text);
        let mut request = ReachRequest {
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
            ..ReachRequest::default()
        };
        self.add_to(&mut request);
        request
    }

    /// What holds for a question of the command line and for all of a file.
    fn add_to(&self, request: &mut ReachRequest) {
        request.one_way |= self.one_way;
        request.strict |= self.strict;
        request.language = request.language.take().or_else(|| self.manner.language().map(str::to_owned));
        if let Some(family) = &self.family {
            request.family.get_or_insert_with(|| Scalar::Text(family.clone()));
        }
    }
}

const fn exit_of(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Reachable => Exit::Fine,
        Verdict::Partial | Verdict::Unreachable => Exit::No,
        Verdict::Undetermined => Exit::Open,
        Verdict::Error => Exit::Usage,
    }
}
