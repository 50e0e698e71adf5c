//! The browser's door, called as JavaScript calls it. One file, two runs: in Node, and with the feature
//! `browser` in headless Chromium.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use pathlight::api::{self, Examples, InputFile, ReachRequest};
use pathlight::wasm::{Session, example, examples};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(feature = "browser")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap()
}

fn count(object: &JsValue, key: &str) -> u32 {
    get(object, key).unchecked_into::<Array>().length()
}

const PACK: &[u8] = include_bytes!("../fixtures/examples.tar.gz");

/// The first question of the first example.
fn example_question() -> JsValue {
    let first = examples(PACK.to_vec(), None).unwrap().unchecked_into::<Array>().get(0);
    get(&first, "questions").unchecked_into::<Array>().get(0)
}

fn loaded_example() -> Session {
    Session::load(&example(PACK.to_vec(), None).unwrap(), &Function::new_no_args(""), None).ok().unwrap()
}

#[wasm_bindgen_test]
fn the_example_is_asked_and_answered() {
    let session = loaded_example();
    let answer = session.reach(example_question()).unwrap();
    assert_eq!(text(&answer, "verdict"), "unreachable");
    assert!(count(&answer, "blockers") > 0, "an unreachable answer names what blocks");
    assert!(count(&get(&answer, "forward"), "hops") > 2);
    assert!(!text(&answer, "summary").is_empty());
}

#[wasm_bindgen_test]
fn progress_is_told_on_the_way() {
    let steps = Function::new_with_args(
        "phase, done, total",
        "this.steps = (this.steps ?? 0) + 1; globalThis.lastPhase = phase; if (!(done <= total)) throw new Error()",
    );
    Session::load(&example(PACK.to_vec(), None).unwrap(), &steps, None).ok().unwrap();
    let last = get(&js_sys::global(), "lastPhase").as_string().unwrap();
    assert!(["unpacking", "reading", "building"].contains(&last.as_str()), "{last}");
}

#[wasm_bindgen_test]
fn every_file_has_a_row() {
    let files = example(PACK.to_vec(), None).unwrap();
    let broken = Object::new();
    Reflect::set(&broken, &"name".into(), &"broken.json".into()).unwrap();
    Reflect::set(&broken, &"bytes".into(), &Uint8Array::from("{\n  \"Vpcs\" [\n".as_bytes())).unwrap();
    files.push(&broken);
    let session = Session::load(&files, &Function::new_no_args(""), None).ok().unwrap();
    let rows: Array = session.files().unwrap().unchecked_into();
    assert_eq!(rows.length(), files.length());
    let row = rows.iter().find(|row| text(row, "name") == "broken.json").unwrap();
    assert_eq!(text(&row, "status"), "error");
    let message = get(&row, "messages").unchecked_into::<Array>().get(0).as_string().unwrap();
    assert!(message.contains("line 2"), "{message}");
}

/// The example's files as JavaScript gives those that are read when their turn comes.
fn waiting_example() -> Array {
    let made = "return files.map(({ name, bytes }) => ({ name, size: bytes.length, read: (from, length) => bytes.slice(from, from + length) }))";
    let wait = Function::new_with_args("files", made);
    wait.call1(&JsValue::NULL, &example(PACK.to_vec(), None).unwrap()).unwrap().unchecked_into()
}

#[wasm_bindgen_test]
fn files_that_are_read_when_their_turn_comes_say_the_same() {
    let session = Session::load(&waiting_example(), &Function::new_no_args(""), None).ok().unwrap();
    let json = |value: JsValue| js_sys::JSON::stringify(&value).unwrap().as_string().unwrap();
    let held = loaded_example();
    assert_eq!(json(session.files().unwrap()), json(held.files().unwrap()));
    let answer = |session: &Session| json(session.reach(example_question()).unwrap());
    assert_eq!(answer(&session), answer(&held));
}

/// Files as [`Session::load`] takes them.
fn given(files: &[InputFile]) -> Array {
    let given = files.iter().map(|file| {
        let object = Object::new();
        Reflect::set(&object, &"name".into(), &file.name.as_str().into()).unwrap();
        Reflect::set(&object, &"bytes".into(), &Uint8Array::from(file.bytes.as_slice())).unwrap();
        object
    });
    given.collect()
}

/// Asks as JavaScript does and as Rust does; the answers are the same text, to the last byte.
fn asked_both_ways(files: Vec<InputFile>, questions: &[ReachRequest]) {
    let by_javascript = Session::load(&given(&files), &Function::new_no_args(""), None).ok().unwrap();
    let by_rust = api::Session::load(files, &mut |_| {});
    for question in questions {
        let asked = js_sys::JSON::parse(&serde_json::to_string(question).unwrap()).unwrap();
        let answer = by_javascript.reach(asked).unwrap();
        let answer = js_sys::JSON::stringify(&answer).unwrap().as_string().unwrap();
        let expected = serde_json::to_string(&by_rust.reach(question).unwrap()).unwrap();
        assert_eq!(answer, expected, "{question:?}");
    }
}

#[wasm_bindgen_test]
fn an_answer_is_the_same_value_by_either_door() {
    let pack = Examples::of_pack(PACK.to_vec());
    for language in ["en", "ja"] {
        let all: Vec<api::Example> =
            serde_json::from_str(&pack.json(api::language(Some(language)).unwrap())).unwrap();
        for example in all {
            let in_language = |question| ReachRequest { language: Some(language.to_owned()), ..question };
            let questions: Vec<ReachRequest> = example.questions.into_iter().map(in_language).collect();
            asked_both_ways(pack.files(&example.name), &questions);
        }
    }
}

#[wasm_bindgen_test]
fn an_answer_with_pairs_families_and_strange_names_is_the_same_value_by_either_door() {
    // Letters of one, two and four bytes, and what JSON has to escape.
    let interface = |number: u32| {
        format!(
            r#"{{"NetworkInterfaceId": "eni-{number}", "SubnetId": "subnet-1", "VpcId": "vpc-1", "Groups": [{{"GroupId": "sg-1"}}],
            "PrivateIpAddresses": [{{"PrivateIpAddress": "10.0.0.{number}", "Primary": true}}],
            "Ipv6Addresses": [{{"Ipv6Address": "2001:db8::{number}"}}], "Status": "in-use",
            "TagSet": [{{"Key": "Name", "Value": "\u2028 \u0001 \"é\" \ud83e\udde8 {number}"}}]}}"#
        )
    };
    let all: Vec<String> = (10..13).map(interface).collect();
    let text = format!(
        r#"{{"Vpcs": [{{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16"}}], "Subnets": [{{"SubnetId": "subnet-1", "VpcId": "vpc-1",
        "CidrBlock": "10.0.0.0/24", "Ipv6CidrBlockAssociationSet": [{{"Ipv6CidrBlock": "2001:db8::/64",
        "Ipv6CidrBlockState": {{"State": "associated"}}}}]}}], "SecurityGroups": [{{"GroupId": "sg-1", "GroupName": "é",
        "VpcId": "vpc-1", "IpPermissions": [], "IpPermissionsEgress": []}}], "NetworkInterfaces": [{}]}}"#,
        all.join(", ")
    );
    let files = vec![InputFile { name: "\u{1f9e8}.json".to_owned(), bytes: text.into_bytes() }];
    let ask = |from: &str, to: &str| ReachRequest {
        from: from.to_owned(),
        to: to.to_owned(),
        port: Some(api::Scalar::Number(443)),
        ..ReachRequest::default()
    };
    let session = api::Session::load(files.clone(), &mut |_| {});
    let of_pairs = ask("subnet-1", "subnet-1");
    let of_families = ask("eni-10", "eni-11");
    assert!(session.reach(&of_pairs).unwrap().pairs.len() > 2);
    assert_eq!(session.reach(&of_families).unwrap().families.len(), 2);
    asked_both_ways(files, &[of_pairs, of_families, ask("eni-10", "internet"), ask("eni-10", "eni-12")]);
}

#[wasm_bindgen_test]
fn more_than_can_be_read_is_refused_before_anything_is_read() {
    let file = Object::new();
    let read = Function::new_no_args("throw new Error('read')");
    for (key, value) in
        [("name", "huge.json".into()), ("size", 5_000_000_001.0.into()), ("read", read.into())]
    {
        Reflect::set(&file, &key.into(), &value).unwrap();
    }
    let files = Array::of1(&file);
    let refused = |most| Session::load(&files, &Function::new_no_args(""), most).err().unwrap();
    let error = refused(None);
    assert_eq!(text(&error, "code"), "too-large");
    let message = text(&error, "message");
    assert!(message.contains("5000000001 bytes") && message.contains("4000000000 bytes"), "{message}");
    assert!(text(&refused(Some(1000.0)), "message").contains("1000 bytes are the most"));
}

#[wasm_bindgen_test]
fn a_question_that_cannot_be_asked_is_an_error_with_code_and_help() {
    let question = example_question();
    Reflect::set(&question, &"from".into(), &"no-such-end".into()).unwrap();
    let error = loaded_example().reach(question).unwrap_err();
    assert_eq!(text(&error, "code"), "unknown-end");
    assert!(text(&error, "message").contains("no-such-end"));
    assert!(get(&error, "help").is_string());
}

#[wasm_bindgen_test]
fn search_finds_both_ends_of_the_example() {
    let (session, question) = (loaded_example(), example_question());
    for end in ["from", "to"] {
        let wanted = text(&question, end);
        let found: Array = session.search(&wanted, 30, None).unwrap().unchecked_into();
        let matches = |found: JsValue| [text(&found, "end"), text(&found, "name")].contains(&wanted);
        assert!(found.iter().any(matches), "{wanted}");
    }
}

#[wasm_bindgen_test]
fn the_same_picture_twice_is_the_same_text() {
    let session = loaded_example();
    let request = Object::new();
    Reflect::set(&request, &"question".into(), &example_question()).unwrap();
    let picture = session.picture(request.clone().into()).unwrap();
    assert!(picture.starts_with("<svg"));
    assert_eq!(picture, session.picture(request.into()).unwrap());
}

#[cfg(feature = "browser")]
#[wasm_bindgen_test]
fn the_picture_mounts_in_a_document() {
    let picture = loaded_example().picture(Object::new().into()).unwrap();
    let parsed = web_sys::DomParser::new()
        .unwrap()
        .parse_from_string(&picture, web_sys::SupportedType::ImageSvgXml)
        .unwrap();
    let document = web_sys::window().unwrap().document().unwrap();
    let svg = document.import_node_with_deep(&parsed.document_element().unwrap(), true).unwrap();
    document.body().unwrap().append_child(&svg).unwrap();
    let boxes = document.query_selector_all("svg [data-id]").unwrap();
    assert!(boxes.length() > 3);
    assert!(document.query_selector("svg script").unwrap().is_none());
}
