//! What the fuzz targets do with their bytes. `tests/fuzz_corpus.rs` replays the saved corpus through the same functions
//! on stable Rust.
#![allow(dead_code, unreachable_pub, reason = "each target uses a part")]

use std::sync::LazyLock;

use pathlight::api::{
    ApiError, ExposureRequest, FileStatus, InputFile, Language, MatrixRequest, PictureRequest, ReachRequest,
    Scalar, Session, Style, Verdict, example_files, printable, text,
};
use serde::de::IgnoredAny;
use serde_json::{Value, json};

#[path = "../support/judges.rs"]
mod support;

/// Names by which a reader might go.
const NAMES: &[&str] = &[
    "describe-vpcs.json",
    "input.json.gz",
    "input.zip",
    "input.tar.gz",
    "search-transit-gateway-routes.tgw-rtb-0123456789abcdef0.json",
    "111122223333/us-east-1/get-managed-prefix-list-entries.pl-0a.json",
    "template.yaml",
    "terraform.tfstate",
    "",
    "../../\u{202e}nosj.\0",
];

fn load(name: &str, bytes: Vec<u8>) -> Session {
    Session::load(vec![InputFile { name: name.to_owned(), bytes }], &mut |_| ())
}

/// Any bytes under any name: there is a session, and a row that says what became of the file.
pub fn ingest_bytes(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let session = load(name, rest.to_vec());
    let unread = |status| matches!(status, FileStatus::Error | FileStatus::Ignored);
    for file in session.files() {
        assert!(
            !unread(file.status) || !file.messages.is_empty(),
            "`{}` is not used, and nobody says why",
            file.name
        );
    }
    for language in [Language::English, Language::Japanese] {
        assert!(session.summary_in(language).notices.iter().all(|notice| !notice.text.is_empty()));
    }
    assert!(session.search("a", 5).len() <= 5);
}

/// A network out of bytes: JSON as it stands, or a random network of the judges' grammar, damaged or not.
fn network(data: &[u8]) -> Session {
    let (first, rest) = data.split_first().unwrap_or((&0, &[]));
    if first % 4 == 0 {
        return load("snapshot.json", rest.to_vec());
    }
    let (damages, tape) = rest.split_at(rest.len().min(usize::from(first / 4) % 16));
    let tape: Vec<u32> = tape.iter().map(|byte| u32::from(*byte)).collect();
    let mut document = support::generate::network(&tape);
    if first % 4 < 3 {
        for bytes in damages.chunks(3) {
            damage(&mut document, bytes);
        }
    }
    Session::load(support::ask::files(&document), &mut |_| ())
}

/// Replaces one value somewhere in the document by one that AWS would not write there.
fn damage(document: &mut Value, bytes: &[u8]) {
    let byte = |index: usize| usize::from(bytes.get(index).copied().unwrap_or(0));
    let mut places = Vec::new();
    pointers(document, "", &mut places);
    // The lists that the grammar itself reads stay lists.
    places
        .retain(|place| place.matches('/').count() > 1 && !place.starts_with("/TransitGatewayStaticRoutes"));
    let Some(place) = places.get((byte(0) * 256 + byte(1)) % places.len().max(1)) else { return };
    let strange = [
        Value::Null,
        json!(""),
        json!(-1),
        json!(65536),
        json!(1e300),
        json!(true),
        json!([]),
        json!({}),
        json!([[]]),
        json!("0.0.0.0/0"),
        json!("255.255.255.255/33"),
        json!("::/0"),
        json!("internet"),
        json!("<script>\u{202e}\n"),
        json!("vpc-a"),
        json!("eni-"),
    ];
    if let Some(value) = document.pointer_mut(place) {
        *value = strange[byte(2) % strange.len()].clone();
    }
}

/// The places of all values.
fn pointers(value: &Value, at: &str, places: &mut Vec<String>) {
    let inside: Vec<(String, &Value)> = match value {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        Value::Object(fields) => fields.iter().map(|(key, item)| (key.clone(), item)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    for (key, item) in inside {
        let place = format!("{at}/{key}");
        pointers(item, &place, places);
        places.push(place);
    }
}

/// Questions between the first ends that the session offers, and the world outside; the bytes choose an eighth of them.
fn questions(session: &Session, data: &[u8]) -> Vec<ReachRequest> {
    let mut ends: Vec<String> = session.search("", 7).into_iter().map(|found| found.end).collect();
    ends.push("203.0.113.9".to_owned());
    let ask = |from: &str, to: &str, protocol: &str, port: Option<&str>| ReachRequest {
        from: from.to_owned(),
        to: to.to_owned(),
        protocol: Some(Scalar::Text(protocol.to_owned())),
        port: port.map(|port| Scalar::Text(port.to_owned())),
        ..ReachRequest::default()
    };
    let mut asked = Vec::new();
    for (index, from) in ends.iter().enumerate() {
        for to in &ends {
            asked.push(match index % 3 {
                0 => ask(from, to, "tcp", Some("443")),
                1 => ask(from, to, "icmp", None),
                _ => ask(from, to, "udp", Some("53-65535")),
            });
        }
    }
    asked.into_iter().skip(data.len() % 8).step_by(8).collect()
}

/// A network, then questions: each is answered or refused, twice alike, and the answer contradicts itself nowhere.
pub fn load_then_ask(data: &[u8]) {
    let session = network(data);
    for question in questions(&session, data) {
        let Ok(answer) = session.reach(&question) else { continue };
        let again = session.reach(&question).ok();
        let json = serde_json::to_value(&answer).ok();
        assert_eq!(json, again.and_then(|again| serde_json::to_value(&again).ok()), "asked twice");
        // Of several pairs the top level shows only the one that decides.
        match if answer.pairs.is_empty() { answer.verdict } else { Verdict::Error } {
            Verdict::Reachable | Verdict::Partial => {
                assert!(!answer.passes.is_empty(), "what passes? {json:?}")
            }
            Verdict::Unreachable => assert!(!answer.blockers.is_empty(), "who stops it? {json:?}"),
            Verdict::Undetermined => assert!(!answer.notices.is_empty(), "what lacks? {json:?}"),
            Verdict::Error => {}
        }
        let printed = text(&answer, Style::default());
        assert!(printed.chars().all(|letter| letter == '\n' || !letter.is_control()), "{printed:?}");
    }
}

/// A network, then its map with and without a path: a well-formed document that runs nothing.
pub fn svg_is_well_formed(data: &[u8]) {
    let session = network(data);
    let question = questions(&session, data).into_iter().find(|question| session.reach(question).is_ok());
    for question in [None, question] {
        let request = PictureRequest { question, ..PictureRequest::default() };
        let Ok(svg) = session.picture(&request) else { continue };
        let document = roxmltree::Document::parse(&svg);
        let document = document.unwrap_or_else(|error| panic!("{error}: {svg}"));
        for node in document.descendants() {
            assert!(!matches!(node.tag_name().name(), "script" | "foreignObject" | "image"), "{svg}");
            assert!(node.attributes().all(|attribute| !attribute.name().starts_with("on")), "{svg}");
        }
    }
}

/// Any bytes as a document: what serde's reader calls JSON is never refused, and nothing else is ever read.
pub fn json_is_json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    // Archives are unpacked, whatever their names say.
    if text.starts_with("PK") || data.get(257..).is_some_and(|rest| rest.starts_with(b"ustar")) {
        return;
    }
    // A mark in front is no part of JSON; several values are a file of lines.
    let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut values = serde_json::Deserializer::from_str(bare).into_iter::<IgnoredAny>().peekable();
    let is_json = values.peek().is_some() && values.all(|value| value.is_ok());
    let session = load("input.json", data.to_vec());
    let is_refused = session.files().iter().any(|file| file.status == FileStatus::Error);
    assert_eq!(is_json, !is_refused, "{:?} of {text:?}", session.files());
}

/// Networks that questions are about: the built-in examples that have most kinds of things.
static ASKED: LazyLock<Vec<Session>> = LazyLock::new(|| {
    let names = ["shop", "peering", "nat-gateway-or-nat-instance", "transit-gateway-prod-dev-shared"];
    names.map(|name| Session::load(example_files(name), &mut |_| ())).into()
});

/// A refusal says what is wrong in one line, with its code.
fn is_plain(error: &ApiError) {
    assert!(!error.code.is_empty() && !error.message.is_empty(), "{error:?}");
    // The doors print it so: what was asked may hold anything.
    assert!(!printable(&error.message).chars().any(char::is_control), "{error:?}");
}

/// Any text in any field of a question: it is answered or plainly refused, twice alike. A line a field.
pub fn any_question(data: &[u8]) {
    let Ok(written) = std::str::from_utf8(data) else { return };
    let mut lines = written.split('\n');
    let which = lines.next().and_then(|line| line.bytes().next()).map_or(0, usize::from);
    let mut field = || lines.next().filter(|line| !line.is_empty()).map(str::to_owned);
    let [from, to, protocol, port, source_port] = std::array::from_fn(|_| field());
    let [from_ip, to_ip, icmp_type, icmp_code, via, avoid, family, language, by] =
        std::array::from_fn(|_| field());
    let scalar =
        |text: Option<String>| text.map(|text| text.parse().map_or(Scalar::Text(text), Scalar::Number));
    let [protocol, port, source_port, family] = [protocol, port, source_port, family].map(scalar);
    let Some(session) = ASKED.get(which / 8 % ASKED.len()) else { return };
    match which % 8 {
        0 => {
            let question =
                ExposureRequest { from, to, protocol, port, family, strict: which % 3 == 0, language };
            match session.exposure(&question, &mut |_, _| true) {
                Ok(found) => assert!(!found.summary.is_empty()),
                Err(error) => is_plain(&error),
            }
        }
        1 => {
            let question =
                MatrixRequest { by, protocol, port, source_port, family, language, limit: Some(1 << 20) };
            match session.matrix(&question, &mut |_, _| true) {
                Ok(matrix) => assert!(matrix.rows().count() < 100_000),
                Err(error) => is_plain(&error),
            }
        }
        2 => {
            let text = from.unwrap_or_default();
            assert!(session.search(&text, 20).iter().all(|found| !found.end.is_empty()));
        }
        _ => {
            let question = ReachRequest {
                from: from.unwrap_or_default(),
                to: to.unwrap_or_default(),
                from_ip,
                to_ip,
                protocol,
                port,
                source_port,
                icmp_type: scalar(icmp_type),
                icmp_code: scalar(icmp_code),
                via,
                avoid,
                family,
                one_way: which % 5 == 0,
                strict: which % 3 == 0,
                language,
            };
            let asked = session.reach(&question);
            match &asked {
                Ok(answer) => assert!(text(answer, Style::default()).ends_with('\n')),
                Err(error) => is_plain(error),
            }
            let again = session.reach(&question);
            assert_eq!(format!("{asked:?}"), format!("{again:?}"), "asked twice");
        }
    }
}
