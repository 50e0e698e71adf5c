//! A concrete question in the program's words, and a failing one as a case folder.

use std::fmt::Write as _;

use pathlight::api::{InputFile, ReachRequest, Scalar, Session};
use serde_json::Value;

use super::oracle::{End, Question};

/// The document as files that the program reads. What a transit gateway's table holds comes as the AWS CLI prints it,
/// a file a table, since its result does not name the table.
pub fn files(document: &Value) -> Vec<InputFile> {
    let mut document = document.clone();
    let whole = document.as_object_mut().unwrap();
    whole.remove("Focus");
    let tables = whole.remove("TransitGatewayStaticRoutes");
    let file =
        |name: String, value: &Value| InputFile { name, bytes: serde_json::to_vec_pretty(value).unwrap() };
    // A firewall, a policy, a rule group, an attribute of a VPC and the block of public access are one result each.
    let mut single = Vec::new();
    for key in [
        "FirewallsDescribed",
        "FirewallPoliciesDescribed",
        "RuleGroupsDescribed",
        "PublicAccessDescribed",
        "VpcAttributesDescribed",
    ] {
        let results = whole.remove(key).unwrap_or_default();
        for (index, result) in results.as_array().into_iter().flatten().enumerate() {
            single.push(file(format!("{}-{index}.json", key.trim_end_matches("Described")), result));
        }
    }
    let mut files = vec![file("snapshot.json".to_owned(), &document)];
    files.extend(single);
    for table in tables.iter().flat_map(|tables| tables.as_array().unwrap()) {
        let id = table["TransitGatewayRouteTableId"].as_str().unwrap();
        files.push(file(format!("search-transit-gateway-routes.{id}.json"), table));
    }
    files
}

pub fn load(document: &Value) -> Session {
    Session::load(files(document), &mut |_| ())
}

pub fn request(question: &Question) -> ReachRequest {
    let packet = &question.packet;
    let number = |number: u16| Some(Scalar::Number(i64::from(number)));
    let mut request = ReachRequest {
        family: Some(Scalar::Number(if packet.dst.is_ipv4() { 4 } else { 6 })),
        from_ip: Some(packet.src.to_string()),
        ..ReachRequest::default()
    };
    request.from = match &question.from {
        End::Interface(id) | End::Beyond(id) => id.clone(),
        End::Internet => "internet".to_owned(),
        End::OnPrem => "onprem".to_owned(),
    };
    match (&question.to, &question.from) {
        (Some(to), End::Interface(_) | End::OnPrem) => {
            request.to = to.clone();
            request.to_ip = Some(packet.dst.to_string());
        }
        (Some(to), _) if packet.dst.is_ipv6() => {
            request.to = to.clone();
            request.to_ip = Some(packet.dst.to_string());
        }
        // A public address names its interface.
        _ => request.to = packet.dst.to_string(),
    }
    let name = match packet.protocol {
        6 => "tcp",
        17 => "udp",
        1 => "icmp",
        58 => "icmpv6",
        _ => "",
    };
    request.protocol = Some(if name.is_empty() {
        Scalar::Number(i64::from(packet.protocol))
    } else {
        Scalar::Text(name.to_owned())
    });
    match packet.protocol {
        6 | 17 => {
            request.port = number(packet.dport);
            request.source_port = number(packet.sport);
        }
        1 | 58 => {
            request.icmp_type = number(packet.dport >> 8);
            request.icmp_code = number(packet.dport & 255);
        }
        _ => {}
    }
    request
}

/// The answer's verdict as a word; `error: …` for a question that cannot be asked.
pub fn verdict(session: &Session, request: &ReachRequest) -> String {
    match session.reach(request) {
        Ok(answer) => answer.verdict.word().to_owned(),
        Err(error) => format!("error: {error}"),
    }
}

/// A case folder, ready to commit: `case.toml` and `snapshot.json`.
pub fn case_folder(document: &Value, request: &ReachRequest, expected: &str, why: &str) -> String {
    let mut text = String::from("---- case.toml\n");
    let show = |scalar: &Option<Scalar>| scalar.as_ref().map(ToString::to_string);
    let mut packet = show(&request.protocol).unwrap_or_else(|| "tcp".to_owned());
    if let Some(port) = show(&request.port) {
        write!(packet, " {port}").unwrap();
    }
    if let (Some(kind), Some(code)) = (show(&request.icmp_type), show(&request.icmp_code)) {
        write!(packet, " {kind}/{code}").unwrap();
    }
    if let Some(source) = show(&request.source_port) {
        write!(packet, " from {source}").unwrap();
    }
    writeln!(text, "why = \"The oracle says: {}\"", why.replace('"', "'")).unwrap();
    writeln!(text, "expected-by = \"hand\"\nsource = \"semantics reference\"\nrules = [\"S-2\"]\nknown-failure = false\n\n[[ask]]").unwrap();
    writeln!(text, "from = \"{}\"\nto = \"{}\"\npacket = \"{packet}\"", request.from, request.to).unwrap();
    for (key, value) in [("from_ip", &request.from_ip), ("to_ip", &request.to_ip)] {
        if let Some(value) = value {
            writeln!(text, "{key} = \"{value}\"").unwrap();
        }
    }
    if let Some(family) = show(&request.family) {
        writeln!(text, "family = {family}").unwrap();
    }
    writeln!(text, "verdict = \"{expected}\"").unwrap();
    let files = files(document);
    let folder = if files.len() > 1 { "input/" } else { "" };
    for file in files {
        let document: Value = serde_json::from_slice(&file.bytes).unwrap();
        // One item a line, as short as a reviewer can read it.
        let mut lines = Vec::new();
        for (key, items) in document.as_object().unwrap() {
            let Some(items) = items.as_array() else {
                lines.push(format!("  \"{key}\": {items}"));
                continue;
            };
            let items: Vec<String> = items.iter().map(|item| format!("    {item}")).collect();
            let body =
                if items.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", items.join(",\n")) };
            lines.push(format!("  \"{key}\": {body}"));
        }
        writeln!(text, "\n---- {folder}{}\n{{\n{}\n}}", file.name, lines.join(",\n")).unwrap();
    }
    text
}

/// A hand-made case's document, with what the calls print as one object each under the keys that the walker reads.
pub fn of_snapshot(mut document: Value) -> Value {
    let mut found: Vec<(&str, Value)> = Vec::new();
    let whole = document.as_object().unwrap();
    let nested = whole.values().filter(|value| value.is_object());
    for result in std::iter::once(&document).chain(nested) {
        for (mark, key) in [
            ("Firewall", "FirewallsDescribed"),
            ("FirewallPolicy", "FirewallPoliciesDescribed"),
            ("RuleGroup", "RuleGroupsDescribed"),
            ("VpcBlockPublicAccessOptions", "PublicAccessDescribed"),
            ("EnableDnsSupport", "VpcAttributesDescribed"),
        ] {
            if result[mark].is_object() {
                found.push((key, result.clone()));
            }
        }
    }
    for (key, result) in found {
        let items = document.as_object_mut().unwrap().entry(key).or_insert_with(|| Value::Array(Vec::new()));
        items.as_array_mut().unwrap().push(result);
    }
    document
}

/// The question of a hand-made case, when it names two plain interfaces and one packet.
pub fn of_case(document: &Value, ask: &toml::Value) -> Option<Question> {
    use super::json::{list, text};
    use super::oracle::Packet;
    let word = |key: &str| ask.get(key).and_then(toml::Value::as_str);
    if ["via", "avoid", "strict", "one_way"].iter().any(|key| ask.get(key).is_some())
        || ["error", "partial"].map(Some).contains(&word("verdict"))
    {
        return None;
    }
    let (packet, sport) = match word("packet")?.split_once(" from ") {
        Some((packet, port)) => (packet, port.parse().ok()?),
        None => (word("packet")?, 40000),
    };
    let (protocol, rest) = packet.split_once(' ')?;
    let (protocol, dport) = match protocol {
        "tcp" => (6, rest.parse().ok()?),
        "udp" => (17, rest.parse().ok()?),
        _ => return None,
    };
    let interface = |end: &str| {
        let found: Vec<&Value> = list(document, "NetworkInterfaces")
            .iter()
            .filter(|one| {
                text(one, "NetworkInterfaceId") == end || text(&one["Attachment"], "InstanceId") == end
            })
            .collect();
        (found.len() == 1).then(|| found[0])
    };
    let v6 = ask.get("family").and_then(toml::Value::as_integer) == Some(6) || word("to")?.contains(':');
    let address = |one: &Value| -> Option<std::net::IpAddr> {
        if v6 {
            return text(list(one, "Ipv6Addresses").first()?, "Ipv6Address").parse().ok();
        }
        text(one, "PrivateIpAddress").parse().ok()
    };
    let from = word("from")?;
    let (start, src) = match from {
        "internet" => (End::Internet, word("from_ip")?.parse().ok()?),
        _ => match interface(from) {
            Some(one) => (
                End::Interface(text(one, "NetworkInterfaceId").to_owned()),
                match word("from_ip") {
                    Some(ip) => ip.parse().ok()?,
                    None => address(one)?,
                },
            ),
            None => (End::Internet, from.parse().ok()?),
        },
    };
    let to = word("to")?;
    let (target, dst) = match interface(to) {
        Some(one) if start != End::Internet => (
            Some(text(one, "NetworkInterfaceId").to_owned()),
            match word("to_ip") {
                Some(ip) => ip.parse().ok()?,
                None => address(one)?,
            },
        ),
        _ => (None, to.parse().ok()?),
    };
    Some(Question { from: start, to: target, packet: Packet { src, dst, protocol, sport, dport } })
}
