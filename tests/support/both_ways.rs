//! Exposure asked twice: as people get it, and by walks alone.

use std::collections::BTreeSet;

use pathlight::api::{ExposureRequest, InputFile, Session};
use serde_json::{Value, json};

/// What is asked both ways: from and to what lies outside, and some ends of the network; of a random network more.
pub(crate) fn questions(session: &Session, most: usize) -> Vec<ExposureRequest> {
    let asked = |from: Option<&str>, to: Option<&str>| ExposureRequest {
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
        ..ExposureRequest::default()
    };
    let mut all = vec![asked(Some("internet"), None), asked(None, Some("internet"))];
    let network = session.network();
    if !network.vpn_gateways.is_empty() || !network.transit_attachments.is_empty() {
        all.extend([asked(Some("onprem"), None), asked(None, Some("onprem"))]);
    }
    let named = network.interfaces.iter().map(|one| one.instance().map_or(one.id.as_str(), |id| id.as_str()));
    let named: BTreeSet<&str> = named.collect();
    let step = named.len().div_ceil(most.max(1)).max(1);
    for end in named.into_iter().step_by(step).take(most) {
        all.extend([asked(Some(end), None), asked(None, Some(end))]);
    }
    if most > 1 {
        all.push(asked(None, None));
        // A VPC's whole block is many ends.
        let block = network.vpcs.iter().find_map(|vpc| vpc.primary).map(|block| block.to_string());
        all.extend([asked(Some("internet"), block.as_deref()), asked(block.as_deref(), Some("internet"))]);
    }
    all
}

/// How much was asked both ways.
#[derive(Default, Debug)]
pub(crate) struct Asked {
    pub(crate) questions: usize,
    /// Those with fewer pairs of classes than of ends.
    pub(crate) shorter: usize,
    pub(crate) rows: usize,
    /// Rows of both families whose addresses are a part of what lies outside.
    pub(crate) parts: [usize; 2],
    pub(crate) open: usize,
    /// Answers that differ in their remarks.
    pub(crate) told_otherwise: usize,
}

/// The exposure as people get it, and as walks alone say it: the same to the byte.
pub(crate) fn compare(session: &Session, asked: &ExposureRequest, seen: &mut Asked) -> Option<String> {
    let quick = session.exposure_start(asked);
    let (Ok(mut quick), Ok(mut slow)) = (quick, session.exposure_start(asked)) else { return None };
    slow.walk_everything();
    seen.shorter += usize::from(quick.progress() != slow.progress());
    let mut answers = Vec::new();
    for run in [&mut quick, &mut slow] {
        while !session.exposure_go_on(run, 1000) {}
    }
    for run in [quick, slow] {
        answers.push(serde_json::to_value(session.exposure_end(run)).unwrap());
    }
    seen.questions += 1;
    let of = |key: &str| answers[1][key].as_array().unwrap();
    seen.rows += of("rows").len();
    seen.open += of("undetermined").len();
    for row in of("rows").iter().chain(of("undetermined")) {
        let is_part = row.get("from_addresses").is_some() || row.get("to_addresses").is_some();
        seen.parts[usize::from(row["family"] == 6)] += usize::from(is_part);
    }
    let named: BTreeSet<&str> = of("rows").iter().chain(of("undetermined")).flat_map(names).collect();
    let listed: Vec<&str> = of("ends").iter().map(|end| end["end"].as_str().unwrap()).collect();
    if listed != named.into_iter().collect::<Vec<&str>>() {
        return Some(format!("{:?} -> {:?}: the list of ends is not what rows name", asked.from, asked.to));
    }
    if answers[0] == answers[1] {
        return None;
    }
    // Of ends that are alike, remarks speak of the first; what they say of the others may differ in its words and codes.
    let pairs = |answer: &Value| -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for list in ["rows", "undetermined"] {
            for row in answer[list].as_array().unwrap() {
                for (from, to) in pairs(row) {
                    let mut row = row.clone();
                    for key in ["from", "to", "lacks", "witness"] {
                        row.as_object_mut().unwrap().remove(key);
                    }
                    all.insert(format!("{list} {from} -> {to} {row}"));
                }
            }
        }
        all
    };
    seen.told_otherwise += 1;
    let [quick, slow] = [pairs(&answers[0]), pairs(&answers[1])];
    let more = quick.difference(&slow).map(|row| format!("    only by sets:  {row}"));
    let missing = slow.difference(&quick).map(|row| format!("    only by walks: {row}"));
    let lines: Vec<String> = more.chain(missing).collect();
    (!lines.is_empty()).then(|| format!("{:?} -> {:?}:\n{}", asked.from, asked.to, lines.join("\n")))
}

/// Whom a row names.
fn names(row: &Value) -> impl Iterator<Item = &str> {
    ["from", "to"].into_iter().flat_map(|key| row[key].as_array().unwrap()).map(|name| name.as_str().unwrap())
}

/// Who is named by a row, each with each.
fn pairs(row: &Value) -> Vec<(String, String)> {
    let of = |key: &str| row[key].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
    of("from")
        .flat_map(|from| of("to").map(move |to| (from.clone(), to)))
        .filter(|(from, to)| from != to)
        .collect()
}

/// What random networks seldom hold: a public address of the model that a rule of one protocol singles out, which parts the
/// internet for that protocol and for no other; an instance of two interfaces that are open to different senders; and hosts
/// that differ in their second group alone; and a network ACL that singles such an address out beside a network.
pub(crate) fn seldom() -> Session {
    let interface = |at: usize, groups: &[&str], instance: Option<&str>| {
        let address = format!("10.0.0.{}", 10 + at);
        let groups: Vec<Value> = groups.iter().map(|group| json!({"GroupId": group})).collect();
        let mut one = json!({"NetworkInterfaceId": format!("eni-{at}"), "SubnetId": "subnet-a", "VpcId": "vpc-a",
            "InterfaceType": "interface", "SourceDestCheck": true, "Status": "in-use", "Groups": groups,
            "PrivateIpAddress": address, "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": address,
            "Association": {"PublicIp": format!("203.0.113.{}", 10 + at), "IpOwnerId": "111122223333"}}]});
        if let Some(id) = instance {
            one["Attachment"] = json!({"InstanceId": id, "DeviceIndex": at % 2, "Status": "attached"});
        }
        one
    };
    let rule = |protocol: &str, port: u16, block: &str| json!({"IpProtocol": protocol, "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": block}]});
    let group = |id: &str, rules: &[Value]| {
        json!({"GroupId": id, "GroupName": id, "VpcId": "vpc-a", "IpPermissions": rules,
            "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]})
    };
    let entry = |is_out: bool| json!({"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": is_out, "CidrBlock": "0.0.0.0/0"});
    let dns = |number: u16, action: &str, block: &str| {
        json!({"RuleNumber": number, "Protocol": "17", "RuleAction": action, "Egress": false, "CidrBlock": block,
            "PortRange": {"From": 53, "To": 53}})
    };
    let web = rule("tcp", 443, "0.0.0.0/0");
    let mut guarded = interface(6, &["sg-e"], None);
    guarded["SubnetId"] = "subnet-b".into();
    guarded["PrivateIpAddress"] = "10.0.1.16".into();
    guarded["PrivateIpAddresses"][0]["PrivateIpAddress"] = "10.0.1.16".into();
    let document = json!({
        "Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}],
        "Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.0.0/24"},
            {"SubnetId": "subnet-b", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}],
        "NetworkInterfaces": [
            interface(0, &["sg-a"], None),
            interface(1, &["sg-b"], None),
            interface(2, &["sg-a"], Some("i-two")),
            interface(3, &["sg-c"], Some("i-two")),
            interface(4, &["sg-a", "sg-c"], None),
            interface(5, &["sg-a", "sg-d"], None),
            guarded,
        ],
        "SecurityGroups": [
            group("sg-a", &[web.clone(), rule("udp", 53, "203.0.113.11/32"), rule("tcp", 22, "203.0.113.8/29")]),
            group("sg-b", &[web.clone(), rule("tcp", 22, "203.0.113.10/32")]),
            group("sg-c", &[web]),
            group("sg-d", &[rule("udp", 500, "0.0.0.0/0")]),
            group("sg-e", &[rule("udp", 53, "0.0.0.0/0")]),
        ],
        "NetworkAcls": [{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true,
            "Associations": [{"SubnetId": "subnet-a", "NetworkAclId": "acl-a"}],
            "Entries": [entry(false), entry(true)]},
            {"NetworkAclId": "acl-b", "VpcId": "vpc-a", "IsDefault": false,
            "Associations": [{"SubnetId": "subnet-b", "NetworkAclId": "acl-b"}],
            "Entries": [dns(10, "allow", "203.0.113.11/32"), dns(20, "allow", "198.51.100.0/24"),
                dns(30, "deny", "0.0.0.0/0"), entry(false), entry(true)]}],
        "InternetGateways": [{"InternetGatewayId": "igw-a", "Attachments": [{"VpcId": "vpc-a", "State": "available"}]}],
        "RouteTables": [{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": true}], "Routes": [
            {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"},
            {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-a", "State": "active"}]}],
    });
    let bytes = document.to_string().into_bytes();
    Session::load(vec![InputFile { name: "snapshot.json".to_owned(), bytes }], &mut |_| ())
}
