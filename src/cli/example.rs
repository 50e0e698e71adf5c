//! `--example`: the built-in networks that teach, by name.

use pathlight::api::{self, Example, ReachRequest, Scalar, Session};

use super::{Failure, output};

/// How wide a lesson's lines are.
const WIDTH: usize = 100;

/// What `--example list` prints: a name and a title a line.
pub(super) fn list(language: Option<&str>) -> Result<String, Failure> {
    let examples = api::examples(api::language(language)?);
    let widest = examples.iter().map(|example| example.name.len()).max().unwrap_or_default();
    Ok(examples.iter().map(|Example { name, title, .. }| format!("{name:widest$}  {title}\n")).collect())
}

/// An example by name, loaded.
pub(super) fn open(name: &str, language: Option<&str>) -> Result<(Example, Session), Failure> {
    let examples = api::examples(api::language(language)?);
    let Some(example) = examples.into_iter().find(|example| example.name == name) else {
        let help = "`pathlight reach --example list` lists them";
        return Err(Failure::new(format!("no example is called `{name}`"), help));
    };
    let session = Session::load(api::example_files(name), &mut |_| ());
    Ok((example, session))
}

/// Tells what an example teaches, and what else to ask it.
pub(super) fn teach(example: &Example) {
    output::tell(&example.title);
    output::tell("");
    for line in wrapped(&example.lesson) {
        output::tell(&format!("  {line}"));
    }
    output::tell("");
    for question in &example.questions {
        output::tell(&format!("  pathlight reach --example {}{}", example.name, flags(question)));
    }
    output::tell("");
}

/// A question as options of the command line.
fn flags(question: &ReachRequest) -> String {
    let mut flags = format!(" --from {} --to {}", question.from, question.to);
    for (name, value) in [("from-ip", &question.from_ip), ("to-ip", &question.to_ip)] {
        if let Some(value) = value {
            flags.push_str(&format!(" --{name} {value}"));
        }
    }
    let protocol = question.protocol.as_ref().map(Scalar::to_string).filter(|protocol| protocol != "tcp");
    for (name, value) in [("protocol", protocol), ("port", question.port.as_ref().map(Scalar::to_string))] {
        if let Some(value) = value {
            flags.push_str(&format!(" --{name} {value}"));
        }
    }
    flags
}

/// English in lines; Japanese is broken by the terminal, which needs no spaces for that.
fn wrapped(text: &str) -> Vec<String> {
    if !text.is_ascii() {
        return vec![text.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + word.len() < WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
