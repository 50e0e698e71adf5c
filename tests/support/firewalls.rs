//! Network Firewalls on a random network, as AWS CLI JSON, drawn from the network's tape.
//!
//! **Boundary:** adds to the document that `generate.rs` made; knows no rule of routing or filtering.

use serde_json::{Value, json};

use super::generate::Tape;
use super::json::{list, text};
use super::services::{OWNER, push};

/// A Network Firewall in a subnet of its own, before the internet, between subnets, or both.
pub(super) fn firewall(document: &mut Value, tape: &mut Tape<'_>, vpc: &str) {
    let number = vpc.trim_start_matches("vpc-").to_owned();
    let is_here = |row: &&Value| text(row, "VpcId") == vpc;
    let subnets: Vec<Value> = list(document, "Subnets").iter().filter(is_here).cloned().collect();
    let blocks: Vec<String> = subnets.iter().map(|one| text(one, "CidrBlock").to_owned()).collect();
    let (endpoint, home) = (format!("vpce-fw-{number}"), format!("subnet-{number}-9"));
    let base = blocks[0].trim_end_matches("0.0/24").to_owned();
    let mut subnet = subnets[0].clone();
    subnet["SubnetId"] = json!(home);
    subnet["CidrBlock"] = json!(format!("{base}9.0/24"));
    subnet.as_object_mut().unwrap().remove("Ipv6CidrBlockAssociationSet");
    push(document, "Subnets", subnet);
    let state = if tape.chance(4) { "failed" } else { "available" };
    push(
        document,
        "VpcEndpoints",
        json!({
            "VpcEndpointId": endpoint, "VpcEndpointType": "GatewayLoadBalancer", "VpcId": vpc, "OwnerId": OWNER, "State": state,
            "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-fw", "RouteTableIds": [], "SubnetIds": [home],
            "NetworkInterfaceIds": [], "Groups": [], "PrivateDnsEnabled": false,
        }),
    );

    // Its own table, to the internet; the others by it.
    let tables: Vec<Value> = list(document, "RouteTables").iter().filter(is_here).cloned().collect();
    let locals: Vec<Value> = list(&tables[0], "Routes")
        .iter()
        .filter(|route| text(route, "GatewayId") == "local")
        .cloned()
        .collect();
    let route = |block: &str, key: &str, id: &str| json!({"DestinationCidrBlock": block, key: id, "Origin": "CreateRoute", "State": "active"});
    let id_of = |of: &str, key: &str, id: String| {
        list(document, of).iter().any(|one| text(one, key) == id).then_some(id)
    };
    let internet = id_of("InternetGateways", "InternetGatewayId", format!("igw-{number}"));
    let nat = id_of("NatGateways", "NatGatewayId", format!("nat-{number}"));
    let mut own = locals.clone();
    let by_nat = tape.chance(20);
    match (&internet, &nat) {
        (_, Some(nat)) if by_nat => own.push(route("0.0.0.0/0", "NatGatewayId", nat)),
        (Some(internet), _) => own.push(route("0.0.0.0/0", "GatewayId", internet)),
        _ => {}
    }
    let table = |id: String, association: Value, routes: Vec<Value>| json!({"RouteTableId": id, "VpcId": vpc, "OwnerId": OWNER, "Associations": [association], "PropagatingVgws": [], "Routes": routes});
    let associated = json!({"State": "associated"});
    push(
        document,
        "RouteTables",
        table(
            format!("rtb-{number}-fw"),
            json!({"RouteTableAssociationId": format!("rtbassoc-{number}-fw"), "Main": false, "SubnetId": home, "AssociationState": associated}),
            own,
        ),
    );
    let between = tape.chance(45);
    let mut changed: Vec<Value> = Vec::new();
    for mut one in tables {
        let routes = one["Routes"].as_array_mut().unwrap();
        if tape.chance(60) {
            routes.retain(|route| text(route, "DestinationCidrBlock") != "0.0.0.0/0");
            routes.push(route("0.0.0.0/0", "GatewayId", &endpoint));
        }
        if between && !tape.chance(20) {
            for block in blocks.iter().filter(|_| !tape.chance(25)) {
                routes.retain(|route| text(route, "DestinationCidrBlock") != block);
                routes.push(route(block, "GatewayId", &endpoint));
            }
        }
        changed.push(one);
    }
    for one in document["RouteTables"].as_array_mut().unwrap() {
        if let Some(new) = changed.iter().find(|new| new["RouteTableId"] == one["RouteTableId"]) {
            *one = new.clone();
        }
    }
    if let Some(internet) = internet
        && !tape.chance(25)
    {
        let mut edge = locals;
        for block in blocks.iter().filter(|_| !tape.chance(25)) {
            edge.push(route(block, "GatewayId", &endpoint));
        }
        push(
            document,
            "RouteTables",
            table(
                format!("rtb-{number}-edge"),
                json!({"RouteTableAssociationId": format!("rtbassoc-{number}-edge"), "Main": false, "GatewayId": internet, "AssociationState": associated}),
                edge,
            ),
        );
    }
    policy(document, tape, vpc, &endpoint, &home, &blocks);
}

fn policy(
    document: &mut Value,
    tape: &mut Tape<'_>,
    vpc: &str,
    endpoint: &str,
    home: &str,
    blocks: &[String],
) {
    let focus: Vec<i64> = list(document, "Focus").iter().map(|one| one.as_i64().unwrap()).collect();
    let arn = |kind: &str, name: &str| format!("arn:aws:network-firewall:us-east-1:{OWNER}:{kind}/{name}");
    let policy_arn = arn("firewall-policy", vpc);
    push(
        document,
        "FirewallsDescribed",
        json!({
            "Firewall": {"FirewallName": vpc, "FirewallArn": arn("firewall", vpc), "FirewallPolicyArn": policy_arn, "VpcId": vpc,
                "SubnetMappings": [{"SubnetId": home}]},
            "FirewallStatus": {"Status": "READY", "ConfigurationSyncStateSummary": "IN_SYNC",
                "SyncStates": {"us-east-1a": {"Attachment": {"SubnetId": home, "EndpointId": endpoint, "Status": "READY"}}}},
        }),
    );
    let mut references = Vec::new();
    let count = tape.below(3);
    for group in 0..count {
        let name = format!("{vpc}-{group}");
        let mut rules = Vec::new();
        let size = 1 + tape.below(3);
        for rule in 0..size {
            let mut wanted = json!({});
            if !tape.chance(30) {
                wanted["Protocols"] = json!([tape.of(&[6, 6, 6, 17, 1])]);
            }
            for (key, chance) in [("Sources", 35), ("Destinations", 35)] {
                if tape.chance(chance) {
                    let block = match tape.below(4) {
                        0 => tape.of(&["198.51.100.0/24", "198.51.100.7/32", "198.51.100.8/29"]).to_string(),
                        1 => tape.of(blocks).replace("0/24", "0/25"),
                        _ => tape.of(blocks).clone(),
                    };
                    wanted[key] = json!([{"AddressDefinition": block}]);
                }
            }
            for (key, chance) in [("SourcePorts", 25), ("DestinationPorts", 45)] {
                if tape.chance(chance) {
                    let one = *tape.of(&focus);
                    let (from, to) =
                        *tape.of(&[(one, one), (one, 65535), (0, one), (1024, 65535), (one + 1, 65535)]);
                    if from <= to {
                        wanted[key] = json!([{"FromPort": from, "ToPort": to}]);
                    }
                }
            }
            let action = *tape.of(&["aws:pass", "aws:drop", "aws:forward_to_sfe"]);
            rules.push(json!({
                "RuleDefinition": {"MatchAttributes": wanted, "Actions": [action]}, "Priority": if tape.chance(50) { 10 - rule } else { 10 + rule },
            }));
        }
        rules.dedup_by_key(|rule| rule["Priority"].clone());
        let group_arn = arn("stateless-rulegroup", &name);
        references.push(json!({"ResourceArn": group_arn, "Priority": 10 - group}));
        push(
            document,
            "RuleGroupsDescribed",
            json!({
                "RuleGroup": {"RulesSource": {"StatelessRulesAndCustomActions": {"StatelessRules": rules, "CustomActions": []}}},
                "RuleGroupResponse": {"RuleGroupArn": group_arn, "RuleGroupName": name, "Type": "STATELESS", "Capacity": 100, "RuleGroupStatus": "ACTIVE"},
            }),
        );
    }
    let default = *tape.of(&["aws:forward_to_sfe", "aws:forward_to_sfe", "aws:pass", "aws:pass", "aws:drop"]);
    push(
        document,
        "FirewallPoliciesDescribed",
        json!({
            "FirewallPolicyResponse": {"FirewallPolicyName": vpc, "FirewallPolicyArn": policy_arn, "FirewallPolicyStatus": "ACTIVE"},
            "FirewallPolicy": {"StatelessRuleGroupReferences": references, "StatelessDefaultActions": [default],
                "StatelessFragmentDefaultActions": [default], "StatefulRuleGroupReferences": []},
        }),
    );
}

/// Stateful rules, and endpoints among the hosts.
pub(super) fn firewall_edges(document: &mut Value, tape: &mut Tape<'_>) {
    for index in 0..list(document, "FirewallPoliciesDescribed").len() {
        let described = &document["FirewallPoliciesDescribed"][index];
        let vpc = text(&described["FirewallPolicyResponse"], "FirewallPolicyName").to_owned();
        let number = vpc.trim_start_matches("vpc-").to_owned();
        if tape.chance(85) {
            stateful(document, tape, index, &vpc);
        }
        if tape.chance(26) {
            let home = json!(format!("subnet-{number}-0"));
            for one in document["VpcEndpoints"].as_array_mut().unwrap() {
                if text(one, "VpcEndpointId") == format!("vpce-fw-{number}") {
                    one["SubnetIds"] = json!([home]);
                }
            }
            for one in document["FirewallsDescribed"].as_array_mut().unwrap() {
                if text(&one["Firewall"], "VpcId") == vpc {
                    one["Firewall"]["SubnetMappings"] = json!([{"SubnetId": home}]);
                    one["FirewallStatus"]["SyncStates"]["us-east-1a"]["Attachment"]["SubnetId"] =
                        home.clone();
                }
            }
        }
    }
}

fn stateful(document: &mut Value, tape: &mut Tape<'_>, index: usize, vpc: &str) {
    let strict = tape.chance(50);
    let order = if strict { "STRICT_ORDER" } else { "DEFAULT_ACTION_ORDER" };
    let found = list(document, "Vpcs").iter().find(|one| text(one, "VpcId") == vpc).unwrap();
    let has_home_net = list(found, "CidrBlockAssociationSet").len() == 1;
    let blocks: Vec<String> = list(document, "Subnets")
        .iter()
        .filter(|one| text(one, "VpcId") == vpc)
        .map(|one| text(one, "CidrBlock").to_owned())
        .collect();
    let focus: Vec<i64> = list(document, "Focus").iter().map(|one| one.as_i64().unwrap()).collect();
    let mut references = Vec::new();
    let groups = 1 + tape.below(2);
    for group in 0..groups {
        let name = format!("{vpc}-s{group}");
        let arn = format!("arn:aws:network-firewall:us-east-1:{OWNER}:stateful-rulegroup/{name}");
        let size = 1 + tape.below(3);
        let rules: Vec<Value> = (0..size)
            .map(|rule| {
                if tape.chance(18) {
                    // What comes from the asked port: replies alone.
                    return json!({"Action": "DROP", "RuleOptions": [{"Keyword": "sid", "Settings": [(rule + 1).to_string()]}],
                        "Header": {"Protocol": "TCP", "Source": "ANY", "SourcePort": focus[0].to_string(), "Direction": "FORWARD",
                            "Destination": address_of(tape, &blocks, has_home_net), "DestinationPort": "ANY"}});
                }
                let protocol = *tape.of(&["TCP", "TCP", "TCP", "UDP", "ICMP", "IP"]);
                let [source, destination] = [0, 1].map(|_| address_of(tape, &blocks, has_home_net));
                let with_ports = ["TCP", "UDP"].contains(&protocol);
                let [from, to] = [(40, focus[1]), (50, focus[0])].map(|(chance, one)| {
                    if with_ports && tape.chance(chance) { ports_of(tape, one) } else { "ANY".to_owned() }
                });
                let action = *tape.of(&["PASS", "PASS", "PASS", "PASS", "DROP", "DROP", "REJECT", "ALERT"]);
                let direction = if tape.chance(25) { "ANY" } else { "FORWARD" };
                json!({"Action": action, "RuleOptions": [{"Keyword": "sid", "Settings": [(rule + 1).to_string()]}],
                    "Header": {"Protocol": protocol, "Source": source, "SourcePort": from, "Direction": direction,
                        "Destination": destination, "DestinationPort": to}})
            })
            .collect();
        let mut reference = json!({"ResourceArn": arn});
        if strict {
            reference["Priority"] = json!(10 - group);
        }
        if tape.chance(6) && rules.iter().all(|rule| text(rule, "Action") != "REJECT") {
            reference["Override"] = json!({"Action": "DROP_TO_ALERT"});
        }
        references.push(reference);
        push(
            document,
            "RuleGroupsDescribed",
            json!({"RuleGroup": {"RulesSource": {"StatefulRules": rules}, "StatefulRuleOptions": {"RuleOrder": order}},
                "RuleGroupResponse": {"RuleGroupArn": arn, "RuleGroupName": name, "Type": "STATEFUL", "Capacity": 100, "RuleGroupStatus": "ACTIVE"}}),
        );
    }
    let to_stateful = tape.chance(85);
    let defaults = tape
        .of(&[
            vec!["aws:drop_strict"],
            vec!["aws:drop_strict", "aws:alert_strict"],
            vec![],
            vec!["aws:drop_established"],
            vec!["aws:alert_established"],
        ])
        .clone();
    let policy = &mut document["FirewallPoliciesDescribed"][index]["FirewallPolicy"];
    policy["StatefulRuleGroupReferences"] = Value::Array(references);
    policy["StatefulEngineOptions"] = json!({"RuleOrder": order});
    if strict {
        policy["StatefulDefaultActions"] = json!(defaults);
    }
    if to_stateful {
        policy["StatelessDefaultActions"] = json!(["aws:forward_to_sfe"]);
    }
}

fn address_of(tape: &mut Tape<'_>, blocks: &[String], has_home_net: bool) -> String {
    match tape.below(12) {
        0..=4 => "ANY".to_owned(),
        5 => tape.of(blocks).clone(),
        6 => tape.of(blocks).replace("0/24", "0/25"),
        7 => {
            (*tape.of(&["198.51.100.0/29", "198.51.100.8/29", "198.51.100.7", "!198.51.100.7/32"])).to_owned()
        }
        8 => format!("[{},198.51.100.0/24]", tape.of(blocks)),
        9 => format!("[198.51.100.0/24,10.0.0.0/8,!{}]", tape.of(blocks)),
        10 if has_home_net => "$HOME_NET".to_owned(),
        11 if has_home_net => "$EXTERNAL_NET".to_owned(),
        _ => "ANY".to_owned(),
    }
}

fn ports_of(tape: &mut Tape<'_>, one: i64) -> String {
    let (low, high) = ((one - 1).max(0), (one + 1).min(65535));
    match tape.below(6) {
        0 | 1 => one.to_string(),
        2 => format!("{high}:"),
        3 => format!(":{low}"),
        4 => format!("[{low},{one}]"),
        _ => format!("!{one}"),
    }
}
