//! The command as people and scripts see it: standard output, standard error and exit code, by snapshot.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const EXAMPLE: &str = "fixtures/example";

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pathlight"));
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env_remove("PATHLIGHT_LANG");
    command
}

fn ask(arguments: &[&str]) -> Output {
    program().args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn ask_with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = program()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may refuse before it reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// What a person sees.
fn seen(arguments: &[&str], output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!(
        "$ pathlight {}\n[exit {}]\n{}[standard error]\n{}",
        arguments.join(" "),
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn show(arguments: &[&str]) -> String {
    seen(arguments, &ask(arguments))
}

fn case(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases").join(name);
    let input = if folder.join("input").is_dir() { "input" } else { "snapshot.json" };
    format!("fixtures/cases/{name}/{input}")
}

/// A folder of files that is gone after the test.
struct Folder(PathBuf);

impl Folder {
    fn with(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("pathlight-cli-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        for (file, text) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Folder(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    /// Runs the program inside the folder, so that no message holds its name.
    fn show(&self, arguments: &[&str]) -> String {
        let output = program().current_dir(&self.0).args(arguments).stdin(Stdio::null()).output().unwrap();
        seen(arguments, &output)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const QUESTION: [&str; 6] = ["--from", "app-1", "--to", "orders-db", "--port", "5432"];

fn example_with(more: &[&str]) -> Vec<String> {
    ["reach", EXAMPLE].iter().chain(&QUESTION).chain(more).map(|&word| word.to_owned()).collect()
}

fn refs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

// Answers.

#[test]
fn a_blocked_reply() {
    insta::assert_snapshot!(show(&refs(&example_with(&[]))));
}

#[test]
fn reachable() {
    insta::assert_snapshot!(show(&[
        "reach", EXAMPLE, "--from", "app-1", "--to", "internet", "--port", "443"
    ]));
}

#[test]
fn a_request_that_is_stopped_twice() {
    let input = case("nacl/both-sides-tight");
    insta::assert_snapshot!(show(&["reach", &input, "--from", "i-web", "--to", "i-db", "--port", "22"]));
}

#[test]
fn partial_by_addresses() {
    let input = case("internet/one-office-only");
    insta::assert_snapshot!(show(&["reach", &input, "--from", "internet", "--to", "i-web", "--port", "443"]));
}

#[test]
fn pairs() {
    let input = case("ends/many-interfaces");
    insta::assert_snapshot!(show(&[
        "reach",
        &input,
        "--from",
        "tag:Role=web",
        "--to",
        "i-db",
        "--port",
        "3306"
    ]));
}

#[test]
fn undetermined_names_the_call() {
    let input = case("gaps/group-missing");
    insta::assert_snapshot!(show(&["reach", &input, "--from", "i-web", "--to", "i-two", "--port", "443"]));
}

#[test]
fn across_a_transit_gateway() {
    let input = case("transit/two-vpcs");
    insta::assert_snapshot!(show(&["reach", &input, "--from", "i-a", "--to", "i-b", "--port", "443"]));
}

#[test]
fn what_passes() {
    insta::assert_snapshot!(show(&["reach", EXAMPLE, "--from", "internet", "--to", "web-1"]));
}

#[test]
fn what_passes_for_some_only() {
    let ask = |case: &str, ends: &[&str]| {
        let input = format!("fixtures/cases/{case}/snapshot.json");
        let all = show(&[&["reach", &input], ends].concat());
        all.split("  REQUEST").next().unwrap().to_owned()
    };
    let pair = ["--from", "i-web", "--to", "i-db"];
    let all = [
        ask("nacl/client-ports-too-narrow", &pair),
        ask("sg/two-audiences", &["--from", "internet", "--to", "i-site"]),
        ask("ports/icmp-in-acl", &pair),
        ask("ports/two-groups-two-ports", &[&pair[..], &["--protocol", "udp"]].concat()),
        ask("endpoints/s3-gateway", &["--from", "i-app", "--to", "service:s3"]),
    ];
    insta::assert_snapshot!(all.concat());
}

#[test]
fn what_passes_in_japanese() {
    let all = show(&["reach", EXAMPLE, "--from", "internet", "--to", "web-1", "--lang", "ja"]);
    insta::assert_snapshot!(all.split("  REQUEST").next().unwrap());
}

#[test]
fn one_way() {
    insta::assert_snapshot!(show(&refs(&example_with(&["--one-way"]))));
}

#[test]
fn json() {
    let output = ask(&refs(&example_with(&["--format", "json"])));
    assert_eq!(output.status.code(), Some(1));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["verdict"], "unreachable");
    assert_eq!(answer["blockers"][0]["code"], "SUBNET_ACL_RESTRICTION");
    assert_eq!(answer["return"]["verdict"], "unreachable");
}

#[test]
fn svg() {
    let output = ask(&refs(&example_with(&["--format", "svg"])));
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.starts_with(b"<svg"), "a picture");
}

#[test]
fn exit_codes() {
    let code = |input: &str, from: &str, to: &str, port: &str| {
        ask(&["reach", input, "--from", from, "--to", to, "--port", port]).status.code().unwrap()
    };
    assert_eq!(code(EXAMPLE, "app-1", "internet", "443"), 0);
    assert_eq!(code(&case("internet/one-office-only"), "internet", "i-web", "443"), 1);
    assert_eq!(code(EXAMPLE, "app-1", "orders-db", "5432"), 1);
    assert_eq!(code(EXAMPLE, "app-1", "nobody", "5432"), 2);
    assert_eq!(code(&case("gaps/group-missing"), "i-web", "i-two", "443"), 3);
}

// Colour.

#[test]
fn colour_only_when_asked_or_on_a_terminal() {
    let holds_colour = |output: &Output| output.stdout.contains(&0x1b);
    assert!(!holds_colour(&ask(&refs(&example_with(&[])))), "no terminal, no colour");
    assert!(holds_colour(&ask(&refs(&example_with(&["--color", "always"])))));
    assert!(!holds_colour(&ask(&refs(&example_with(&["--color", "never"])))));
    let quiet = program().args(example_with(&["--color", "auto"])).env("NO_COLOR", "1").output().unwrap();
    assert!(!holds_colour(&quiet));
}

#[test]
fn without_its_colours_the_text_is_the_same() {
    let coloured = String::from_utf8(ask(&refs(&example_with(&["--color", "always"]))).stdout).unwrap();
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some(at) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..at]);
        rest = rest[at..].split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&plain), lines(&String::from_utf8(ask(&refs(&example_with(&[]))).stdout).unwrap()));
}

#[test]
fn hostile_names_do_not_steer_the_terminal() {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(case("nacl/both-sides-tight")))
        .unwrap();
    let file = file.replacen("\"sg-web\"", "\"sg-\\u001b[2Jweb\\u202e\"", 10);
    let folder = Folder::with("hostile", &[("snapshot.json", &file)]);
    for color in ["never", "always"] {
        let output = ask(&[
            "reach",
            folder.path(),
            "--from",
            "i-web",
            "--to",
            "i-db",
            "--port",
            "22",
            "--color",
            color,
        ]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("sg-\\u{1b}[2Jweb\\u{202e}"), "{text}");
        assert!(!text.contains("\u{1b}[2J") && !text.contains('\u{202e}'));
    }
    let output = ask(&["reach", folder.path(), "--from", "i-\u{1b}[2J", "--to", "i-db", "--port", "22"]);
    assert!(!output.stderr.contains(&0x1b), "nor in errors");
}

// Determinism.

#[test]
fn same_input_same_bytes() {
    for format in ["text", "json", "svg"] {
        let arguments = example_with(&["--format", format]);
        assert_eq!(ask(&refs(&arguments)).stdout, ask(&refs(&arguments)).stdout);
    }
}

#[test]
fn the_order_of_inputs_does_not_matter() {
    let mut files: Vec<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLE))
        .unwrap()
        .map(|entry| format!("{EXAMPLE}/{}", entry.unwrap().file_name().to_str().unwrap()))
        .collect();
    files.sort();
    let answer = |files: &[String]| {
        let mut arguments = vec!["reach"];
        arguments.extend(files.iter().map(String::as_str));
        arguments.extend(QUESTION);
        arguments.extend(["--format", "json"]);
        ask(&arguments).stdout
    };
    let forth = answer(&files);
    files.reverse();
    assert_eq!(forth, answer(&files));
}

// Inputs.

#[test]
fn standard_input() {
    let file = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(case("nacl/both-sides-tight")))
        .unwrap();
    let output = ask_with_input(&["reach", "-", "--from", "i-web", "--to", "i-db", "--port", "22"], &file);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("stdin#/"), "places name it");
}

#[test]
fn files_of_one_name_are_told_apart() {
    let folder = Folder::with(
        "names",
        &[
            ("one/describe-vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"}]}"#),
            ("two/describe-vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-2", "CidrBlock": "10.2.0.0/16"}]}"#),
        ],
    );
    insta::assert_snapshot!(
        folder.show(&["reach", "one", "two", "--from", "vpc-1", "--to", "vpc-2", "--port", "1", "--files"])
    );
}

#[test]
fn what_was_not_used_is_told_in_one_line() {
    let folder = Folder::with(
        "unused",
        &[
            ("README.md", "# not ours\n"),
            ("picture.png", "\u{0}\u{1}"),
            (".git/config.json", "{"),
            ("other.json", r#"{"hello": "world"}"#),
            (
                "describe-vpcs.json",
                r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"}, {"CidrBlock": "10.9.0.0/16"}]}"#,
            ),
        ],
    );
    let question = ["--from", "10.1.0.4", "--to", "internet", "--port", "443"];
    let told = |more: &[&str]| {
        let mut arguments = vec!["reach", "."];
        arguments.extend(question);
        arguments.extend(more);
        let text = folder.show(&arguments);
        text.split_once("[standard error]\n").unwrap().1.to_owned()
    };
    insta::assert_snapshot!(format!("{}---\n{}", told(&[]), told(&["--files"])));
}

#[test]
fn a_link_to_a_folder_above_ends() {
    let folder = Folder::with(
        "link",
        &[("describe-vpcs.json", r#"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.1.0.0/16"}]}"#)],
    );
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), folder.file("again")).unwrap();
    let text = folder.show(&["reach", ".", "--from", "vpc-9", "--to", "vpc-1", "--port", "1", "--files"]);
    assert_eq!(text.matches("describe-vpcs.json").count(), 1, "{text}");
}

#[test]
fn inputs_that_cannot_be_read() {
    let folder = Folder::with(
        "bad",
        &[
            ("cut.json", "{\"Vpcs\": [\n  {\"VpcId\": \"vpc-1\""),
            ("folder/cut.json", "{\"Vpcs\": [}"),
            ("text.txt", "hello\n"),
            ("other.json", r#"{"hello": "world"}"#),
            ("nothing.json", ""),
            ("empty/.keep", ""),
        ],
    );
    let mut all = String::new();
    for input in [
        "missing.json",
        "missing/",
        "empty",
        "cut.json",
        "folder",
        "text.txt",
        "other.json",
        "nothing.json",
        "-",
    ] {
        all.push_str(&folder.show(&["reach", input, "--from", "a", "--to", "b", "--port", "1"]));
    }
    all.push_str(&folder.show(&["reach", "-", "-", "--from", "a", "--to", "b"]));
    insta::assert_snapshot!(all);
}

// Questions that cannot be asked.

#[test]
fn bad_questions() {
    let mut all = String::new();
    let with = |more: &[&str]| {
        let mut arguments = vec!["reach", EXAMPLE];
        arguments.extend(more);
        show(&arguments)
    };
    for question in [
        &["--from", "app-12", "--to", "orders-db", "--port", "5432"][..],
        &["--from", "app-1", "--to", "orders", "--port", "5432"],
        &["--from", "app-1", "--to", "app-1", "--port", "5432"],
        &["--from", "app-1", "--to", "orders-db", "--port", "70000"],
        &["--from", "app-1", "--to", "orders-db", "--port", "https"],
        &["--from", "app-1", "--to", "orders-db", "--port", "90-80"],
        &["--from", "app-1", "--to", "orders-db", "--port", "443", "--protocol", "sctpp"],
        &["--from", "app-1", "--to", "orders-db", "--port", "443", "--protocol", "icmp"],
        &["--from", "app-1", "--to", "orders-db", "--port", "443", "--family", "6"],
        &["--from", "app-1", "--to", "orders-db", "--port", "443", "--family", "5"],
        &["--from", "app-1", "--to", "orders-db", "--port", "443", "--from-ip", "10.9.9.9"],
        &["--from", "app-1"],
        &["--from", "app-1", "--to", "orders-db", "--prot", "udp"],
        &["--from", "app-1", "--to", "orders-db", "--format", "xml"],
        &["--queries", "q.jsonl", "--from", "app-1"],
        &["--queries", "missing.jsonl"],
    ] {
        all.push_str(&with(question));
    }
    all.push_str(&show(&["reac"]));
    all.push_str(&show(&["reach", "-", "--queries", "-"]));
    insta::assert_snapshot!(all);
}

#[test]
fn many_questions() {
    let lines = "{\"from\": \"app-1\", \"to\": \"internet\", \"port\": 443, \"later\": true}\r\n\
                 \n\
                 {\"from\": \"app-1\"\n\
                 {\"from\": \"app-1\", \"to\": \"nobody\", \"port\": 1}\n\
                 {\"from\": \"app-1\", \"to\": \"orders-db\", \"port\": \"5432\", \"protocol\": \"6\"}\n\
                 [1]";
    let folder = Folder::with("queries", &[("q.jsonl", lines)]);
    let from_file = ask(&["reach", EXAMPLE, "--queries", &folder.file("q.jsonl")]);
    let from_stdin = ask_with_input(&["reach", EXAMPLE, "--queries", "-"], lines);
    assert_eq!(from_file.stdout, from_stdin.stdout);
    assert_eq!(from_file.status.code(), Some(0));
    let text = String::from_utf8(from_file.stdout).unwrap();
    let answers: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let verdicts: Vec<&str> = answers.iter().map(|answer| answer["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["reachable", "error", "error", "unreachable", "error"]);
    let errors: Vec<String> =
        answers.iter().filter_map(|answer| answer["error"].as_str().map(str::to_owned)).collect();
    insta::assert_snapshot!(errors.join("\n"));
}

// The rest of the command.

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = Folder::with(
        "pipe",
        &[("q.jsonl", &"{\"from\": \"app-1\", \"to\": \"internet\", \"port\": 443}\n".repeat(200))],
    );
    let queries = folder.file("q.jsonl");
    for arguments in
        [vec!["reach", EXAMPLE, "--queries", &queries], vec!["codes"], vec!["collect"], vec!["--help"]]
    {
        let mut child =
            program().args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut one = [0_u8; 1];
        child.stdout.take().unwrap().read_exact(&mut one).unwrap();
        let output = child.wait_with_output().unwrap();
        let said: Vec<String> = String::from_utf8(output.stderr)
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with("note: "))
            .map(str::to_owned)
            .collect();
        assert!(
            said.is_empty() && output.status.code() == Some(0),
            "{arguments:?}: {said:?} {:?}",
            output.status
        );
    }
}

/// Interrupted, the program ends at once by the signal, and no file has the name that was asked for.
#[cfg(unix)]
#[test]
fn an_interrupted_program_ends_and_leaves_no_answer() {
    use std::os::unix::process::ExitStatusExt;
    let folder = Folder::with("interrupted", &[]);
    let answer = folder.file("matrix.csv");
    for arguments in [
        vec!["matrix", "-", "--format", "csv", "-o", &answer],
        vec!["exposure", "-", EXAMPLE],
        vec!["reach", "-", "--from", "a", "--to", "b"],
    ] {
        // It reads, and the end of what it reads does not come.
        let mut child = program()
            .args(&arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.as_mut().unwrap().write_all(b"{\"Vpcs\": [").unwrap();
        let asked = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.signal(), Some(2), "{arguments:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Stopped in the midst of writing, the program leaves what had the name before, and half an answer under another name.
#[cfg(unix)]
#[test]
fn half_an_answer_never_has_the_name_of_a_whole_one() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::ExitStatusExt;
    let folder = Folder::with("half", &[("matrix.json", "before")]);
    let answer = folder.file("matrix.json");
    fs::set_permissions(&answer, fs::Permissions::from_mode(0o600)).unwrap();
    let arguments = ["matrix", EXAMPLE, "--by", "interface", "--format", "json", "-o", &answer];
    // The system ends whoever writes more than one block to a file.
    let limited = Command::new("sh")
        .args(["-c", "ulimit -c 0; ulimit -f 1; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_pathlight")])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(limited.status.signal().is_some(), "{limited:?}");
    assert_eq!(fs::read_to_string(&answer).unwrap(), "before");
    // The whole one takes its place, as closed to others as it was; a link goes on leading to it.
    let link = folder.file("link.json");
    std::os::unix::fs::symlink(&answer, &link).unwrap();
    assert_eq!(ask(&[&arguments[..7], &[&link]].concat()).status.code(), Some(0));
    assert!(fs::read_to_string(&answer).unwrap().ends_with("}\n"));
    assert_eq!(fs::metadata(&answer).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    // What is no plain file is written to as it is.
    assert_eq!(ask(&[&arguments[..7], &["/dev/null"]].concat()).status.code(), Some(0));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn codes() {
    let list = ask(&["codes"]);
    assert_eq!(list.status.code(), Some(0));
    let list = String::from_utf8(list.stdout).unwrap();
    for code in pathlight::api::codes() {
        assert!(list.contains(code.code), "{}", code.code);
        assert_eq!(ask(&["codes", code.code]).status.code(), Some(0), "{}", code.code);
    }
    let json = ask(&["codes", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json.as_array().unwrap().len(), pathlight::api::codes().len());
}

#[test]
fn one_code() {
    let asked = ["subnet_acl_restriction", "SUBNET_ACL", "NO_SUCH_THING_AT_ALL_HERE"];
    insta::assert_snapshot!(asked.map(|code| show(&["codes", code])).concat());
}

#[test]
fn help() {
    insta::assert_snapshot!(
        [&["--help"][..], &["reach", "--help"], &["collect", "--help"], &["codes", "--help"]]
            .map(show)
            .concat()
    );
}
