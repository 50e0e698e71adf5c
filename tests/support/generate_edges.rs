//! The rarer features of a random network, as AWS CLI JSON, drawn from a part of its tape that is kept for them.
//!
//! **Boundary:** adds to the document that `generate.rs` and `services.rs` made; knows no rule of routing or filtering.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Value, json};

use super::generate::Tape;
use super::json::{list, text};
use super::oracle::{End, Packet, Question};
use super::services::{OWNER, machines, push};

/// Adds the features.
pub fn add_edges(document: &mut Value, tape: &mut Tape<'_>) {
    for key in [
        "PublicAccessDescribed",
        "VpcBlockPublicAccessExclusions",
        "VpcAttributesDescribed",
        "InstanceConnectEndpoints",
        "SecurityGroupVpcAssociations",
    ] {
        document[key] = json!([]);
    }
    let vpcs: Vec<String> = list(document, "Vpcs").iter().map(|vpc| text(vpc, "VpcId").to_owned()).collect();
    for vpc in &vpcs {
        let number = vpc.trim_start_matches("vpc-").to_owned();
        nat_variants(document, tape, vpc, &number);
        gateway_tables(document, tape, vpc, &number);
        pool(document, tape, vpc, &number);
        connect_endpoint(document, tape, vpc, &number);
        if tape.chance(30) {
            let value = !tape.chance(50);
            push(
                document,
                "VpcAttributesDescribed",
                json!({"VpcId": vpc, "EnableDnsSupport": {"Value": value}}),
            );
        }
    }
    shared_groups(document, tape, &vpcs);
    metadata(document, tape);
    firewalls(document, tape);
    public_access(document, tape, &vpcs);
}

fn block_public(mode: &str) -> Value {
    json!({"VpcBlockPublicAccessOptions": {"AwsAccountId": OWNER, "AwsRegion": "us-east-1", "State": "update-complete",
        "InternetGatewayBlockMode": mode, "ManagedBy": "account", "ExclusionsAllowed": "allowed"}})
}

fn public_access(document: &mut Value, tape: &mut Tape<'_>, vpcs: &[String]) {
    const MODES: [&str; 4] = ["block-ingress", "block-bidirectional", "block-bidirectional", "off"];
    if !tape.chance(30) {
        return;
    }
    if tape.chance(20) {
        // Only what subnets or VPCs print.
        let (of, count) = if tape.chance(50) { ("Vpcs", 1) } else { ("Subnets", 2) };
        for _ in 0..count {
            let which = tape.below(list(document, of).len());
            document[of][which]["BlockPublicAccessStates"] =
                json!({"InternetGatewayBlockMode": tape.of(&MODES)});
        }
        return;
    }
    push(document, "PublicAccessDescribed", block_public(tape.of::<&str>(&MODES)));
    let mut places: Vec<String> =
        vpcs.iter().filter(|_| tape.chance(22)).map(|id| format!("vpc/{id}")).collect();
    for subnet in list(document, "Subnets") {
        if tape.chance(35) {
            places.push(format!("subnet/{}", text(subnet, "SubnetId")));
        }
    }
    for (index, place) in places.iter().enumerate() {
        let mode = *tape.of(&["allow-bidirectional", "allow-bidirectional", "allow-egress"]);
        let state = *tape.of(&["create-complete", "update-complete", "create-complete", "delete-complete"]);
        push(
            document,
            "VpcBlockPublicAccessExclusions",
            json!({"ExclusionId": format!("vpcbpa-exclude-{index}"), "InternetGatewayExclusionMode": mode,
                "ResourceArn": format!("arn:aws:ec2:us-east-1:{OWNER}:{place}"), "State": state}),
        );
    }
}

fn route(block: &str, key: &str, id: &str) -> Value {
    let of = if block.contains(':') { "DestinationIpv6CidrBlock" } else { "DestinationCidrBlock" };
    json!({of: block, key: id, "Origin": "CreateRoute", "State": "active"})
}

fn locals(document: &Value, vpc: &str) -> Vec<Value> {
    list(document, "RouteTables")
        .iter()
        .find(|table| text(table, "VpcId") == vpc)
        .map(|table| list(table, "Routes"))
        .unwrap_or_default()
        .iter()
        .filter(|route| text(route, "GatewayId") == "local")
        .cloned()
        .collect()
}

fn table(id: &str, vpc: &str, associations: Value, routes: Vec<Value>) -> Value {
    json!({"RouteTableId": id, "VpcId": vpc, "OwnerId": OWNER, "Associations": associations,
        "PropagatingVgws": [], "Routes": routes})
}

/// Puts a route into a table, instead of the one for the same block.
fn put(table: &mut Value, new: Value) {
    let key = if new.get("DestinationCidrBlock").is_some() {
        "DestinationCidrBlock"
    } else {
        "DestinationIpv6CidrBlock"
    };
    let block = text(&new, key).to_owned();
    let routes = table["Routes"].as_array_mut().unwrap();
    routes.retain(|route| text(route, key) != block);
    routes.push(new);
}

/// The indices of a VPC's tables for subnets, but a firewall's own.
fn subnet_tables(document: &Value, vpc: &str) -> Vec<usize> {
    let for_subnets = |table: &Value| {
        text(table, "VpcId") == vpc
            && !text(table, "RouteTableId").ends_with("-fw")
            && !list(table, "Associations").is_empty()
            && list(table, "Associations").iter().all(|row| text(row, "GatewayId").is_empty())
    };
    (0..list(document, "RouteTables").len())
        .filter(|index| for_subnets(&document["RouteTables"][*index]))
        .collect()
}

fn has(document: &Value, of: &str, key: &str, id: &str) -> bool {
    list(document, of).iter().any(|one| text(one, key) == id)
}

/// A private NAT gateway, a regional one, and routes for NAT64.
fn nat_variants(document: &mut Value, tape: &mut Tape<'_>, vpc: &str, number: &str) {
    let zonal = format!("nat-{number}");
    if tape.chance(14) {
        for nat in document["NatGateways"].as_array_mut().unwrap() {
            if text(nat, "NatGatewayId") == zonal {
                nat["ConnectivityType"] = json!("private");
                let row = nat["NatGatewayAddresses"][0].as_object_mut().unwrap();
                row.remove("PublicIp");
                row.remove("AllocationId");
            }
        }
        for one in document["NetworkInterfaces"].as_array_mut().unwrap() {
            if text(one, "NetworkInterfaceId") == format!("eni-{zonal}") {
                one["PrivateIpAddresses"][0].as_object_mut().unwrap().remove("Association");
            }
        }
    }
    let tables = subnet_tables(document, vpc);
    let has_v6 = locals(document, vpc).iter().any(|route| route.get("DestinationIpv6CidrBlock").is_some());
    if has_v6 && has(document, "NatGateways", "NatGatewayId", &zonal) {
        for index in &tables {
            if tape.chance(60) {
                put(&mut document["RouteTables"][*index], route("64:ff9b::/96", "NatGatewayId", &zonal));
            }
        }
    }
    let internet = format!("igw-{number}");
    if !has(document, "InternetGateways", "InternetGatewayId", &internet) || !tape.chance(22) {
        return;
    }
    let (regional, own) = (format!("nat-{number}-r"), format!("rtb-{number}-nat"));
    let mode = if tape.chance(50) { "enabled" } else { "disabled" };
    let first = 200 + 2 * number.parse::<usize>().unwrap();
    let mut rows: Vec<Value> = Vec::new();
    for zone in 1..=2 {
        if zone == 1 || tape.chance(40) {
            rows.push(json!({"PublicIp": format!("203.0.113.{}", first + zone - 1), "AllocationId": format!("eipalloc-{number}-{zone}"),
                "Status": "succeeded", "AvailabilityZone": format!("us-east-1{}", if zone == 1 { "a" } else { "b" }),
                "AvailabilityZoneId": format!("use1-az{zone}")}));
        }
    }
    let state = if tape.chance(6) { "failed" } else { "available" };
    push(
        document,
        "NatGateways",
        json!({"NatGatewayId": regional, "VpcId": vpc, "State": state, "ConnectivityType": "public", "AvailabilityMode": "regional",
            "AutoProvisionZones": mode, "AutoScalingIps": mode, "RouteTableId": own, "NatGatewayAddresses": rows}),
    );
    let mut routes = locals(document, vpc);
    routes.push(route("0.0.0.0/0", "GatewayId", &internet));
    push(document, "RouteTables", table(&own, vpc, json!([]), routes));
    for index in tables {
        if tape.chance(60) {
            put(&mut document["RouteTables"][index], route("0.0.0.0/0", "NatGatewayId", &regional));
        }
    }
}

/// The index of an interface that may stand in the middle.
fn middlebox(document: &Value, tape: &mut Tape<'_>, vpc: &str) -> Option<usize> {
    let ids: Vec<String> = machines(document)
        .into_iter()
        .filter(|one| text(one, "VpcId") == vpc && text(one, "InterfaceType") == "interface")
        .map(|one| text(one, "NetworkInterfaceId").to_owned())
        .collect();
    if ids.is_empty() {
        return None;
    }
    let id = tape.of(&ids).clone();
    list(document, "NetworkInterfaces").iter().position(|one| text(one, "NetworkInterfaceId") == id)
}

/// Tables of the internet gateway and of the virtual private gateway that lead to an interface.
fn gateway_tables(document: &mut Value, tape: &mut Tape<'_>, vpc: &str, number: &str) {
    let (internet, private) = (format!("igw-{number}"), format!("vgw-{number}"));
    let is_edge = |document: &Value, id: &str| {
        list(document, "RouteTables")
            .iter()
            .any(|table| list(table, "Associations").iter().any(|row| text(row, "GatewayId") == id))
    };
    let has_internet = has(document, "InternetGateways", "InternetGatewayId", &internet);
    let has_private = has(document, "VpnGateways", "VpnGatewayId", &private);
    let by_internet = tape.chance(25) && has_internet && !is_edge(document, &internet);
    let by_private = tape.chance(40) && has_private;
    if !by_internet && !by_private {
        return;
    }
    let Some(index) = middlebox(document, tape, vpc) else { return };
    let id = text(&document["NetworkInterfaces"][index], "NetworkInterfaceId").to_owned();
    let home = text(&document["NetworkInterfaces"][index], "SubnetId").to_owned();
    let blocks: Vec<String> = list(document, "Subnets")
        .iter()
        .filter(|one| text(one, "VpcId") == vpc && text(one, "SubnetId") != home)
        .map(|one| text(one, "CidrBlock").to_owned())
        .collect();
    if blocks.is_empty() {
        return;
    }
    if !tape.chance(12) {
        let interface = &mut document["NetworkInterfaces"][index];
        interface["SourceDestCheck"] = json!(false);
        if by_internet && interface["PrivateIpAddresses"][0].get("Association").is_none() && !tape.chance(25)
        {
            let public = format!("203.0.113.{}", 220 + number.parse::<usize>().unwrap());
            interface["PrivateIpAddresses"][0]["Association"] =
                json!({"PublicIp": public, "IpOwnerId": OWNER});
        }
    }
    // The others by the middlebox, its own subnet by the gateways.
    for index in subnet_tables(document, vpc) {
        if by_internet && tape.chance(70) {
            put(&mut document["RouteTables"][index], route("0.0.0.0/0", "NetworkInterfaceId", &id));
        }
        if by_private && tape.chance(45) {
            put(&mut document["RouteTables"][index], route("192.168.0.0/16", "NetworkInterfaceId", &id));
        }
    }
    if !tape.chance(12) {
        for table in document["RouteTables"].as_array_mut().unwrap() {
            table["Associations"].as_array_mut().unwrap().retain(|row| text(row, "SubnetId") != home);
        }
        let mut routes = locals(document, vpc);
        if has_internet {
            routes.push(route("0.0.0.0/0", "GatewayId", &internet));
        }
        if has_private {
            routes.push(route("192.168.0.0/16", "GatewayId", &private));
        }
        let association = json!([{"RouteTableAssociationId": format!("rtbassoc-{number}-mid"), "Main": false, "SubnetId": home,
            "AssociationState": {"State": "associated"}}]);
        push(document, "RouteTables", table(&format!("rtb-{number}-mid"), vpc, association, routes));
    }
    for (wanted, name, gateway) in [(by_internet, "edge", &internet), (by_private, "vedge", &private)] {
        if !wanted {
            continue;
        }
        let mut routes = locals(document, vpc);
        for block in blocks.iter().filter(|_| !tape.chance(20)) {
            routes.push(route(block, "NetworkInterfaceId", &id));
        }
        let association = json!([{"RouteTableAssociationId": format!("rtbassoc-{number}-{name}"), "Main": false,
            "GatewayId": gateway, "AssociationState": {"State": "associated"}}]);
        push(document, "RouteTables", table(&format!("rtb-{number}-{name}"), vpc, association, routes));
    }
}

/// The block of a pool of public addresses.
fn pool_block(number: &str) -> (String, [Ipv4Addr; 3]) {
    let first = 16 * number.parse::<u8>().unwrap();
    let at = |last: u8| Ipv4Addr::new(192, 0, 2, last);
    (format!("192.0.2.{first}/28"), [at(first), at(first + 15), at(first + 16)])
}

/// A pool of public addresses that the internet gateway's table leads to an interface.
fn pool(document: &mut Value, tape: &mut Tape<'_>, vpc: &str, number: &str) {
    let internet = format!("igw-{number}");
    if !tape.chance(16) || !has(document, "InternetGateways", "InternetGatewayId", &internet) {
        return;
    }
    let Some(index) = middlebox(document, tape, vpc) else { return };
    let interface = &mut document["NetworkInterfaces"][index];
    if !tape.chance(12) {
        interface["SourceDestCheck"] = json!(false);
    }
    let id = text(interface, "NetworkInterfaceId").to_owned();
    let row = |tail: &str| {
        json!({"RouteTableAssociationId": format!("rtbassoc-{number}-{tail}"), "Main": false, "GatewayId": internet,
            "AssociationState": {"State": "associated"}})
    };
    let mut with_pool = row("pool");
    with_pool["PublicIpv4Pool"] = json!(format!("ipv4pool-ec2-{number}"));
    let (block, _) = pool_block(number);
    let edge = list(document, "RouteTables")
        .iter()
        .position(|table| list(table, "Associations").iter().any(|row| text(row, "GatewayId") == internet));
    let new = route(&block, "NetworkInterfaceId", &id);
    match edge {
        Some(index) => {
            document["RouteTables"][index]["Associations"].as_array_mut().unwrap().push(with_pool);
            put(&mut document["RouteTables"][index], new);
        }
        None => {
            let mut routes = locals(document, vpc);
            routes.push(new);
            let rows = json!([row("edge"), with_pool]);
            push(document, "RouteTables", table(&format!("rtb-{number}-edge"), vpc, rows, routes));
        }
    }
}

fn connect_endpoint(document: &mut Value, tape: &mut Tape<'_>, vpc: &str, number: &str) {
    if !tape.chance(30) {
        return;
    }
    let subnets: Vec<Value> =
        list(document, "Subnets").iter().filter(|one| text(one, "VpcId") == vpc).cloned().collect();
    let subnet = tape.of(&subnets);
    let groups: Vec<Value> = list(document, "SecurityGroups")
        .iter()
        .filter(|group| text(group, "VpcId") == vpc)
        .map(|group| group["GroupId"].clone())
        .collect();
    let group = tape.of(&groups).clone();
    let (endpoint, interface) = (format!("eice-{number}"), format!("eni-{number}-eice"));
    let private = format!("{}60", text(subnet, "CidrBlock").trim_end_matches("0/24"));
    let (keeps, state) = (tape.chance(15), if tape.chance(4) { "create-failed" } else { "create-complete" });
    push(
        document,
        "InstanceConnectEndpoints",
        json!({"InstanceConnectEndpointId": endpoint, "VpcId": vpc, "SubnetId": subnet["SubnetId"], "State": state,
            "SecurityGroupIds": [group], "NetworkInterfaceIds": [interface], "PreserveClientIp": keeps, "IpAddressType": "ipv4"}),
    );
    push(
        document,
        "NetworkInterfaces",
        json!({"NetworkInterfaceId": interface, "VpcId": vpc, "SubnetId": subnet["SubnetId"], "OwnerId": OWNER,
            "InterfaceType": "interface", "Description": format!("EC2 Instance Connect Endpoint interface {endpoint}"), "Status": "in-use",
            "SourceDestCheck": true, "Groups": [{"GroupId": group}], "PrivateIpAddress": private,
            "PrivateIpAddresses": [{"PrivateIpAddress": private, "Primary": true}], "Ipv6Addresses": [], "RequesterManaged": true}),
    );
}

/// A group of one VPC on interfaces of another.
fn shared_groups(document: &mut Value, tape: &mut Tape<'_>, vpcs: &[String]) {
    if vpcs.len() < 2 || !tape.chance(45) {
        return;
    }
    let home = tape.of(vpcs).clone();
    let other: Vec<&String> = vpcs.iter().filter(|vpc| **vpc != home).collect();
    let other = (*tape.of(&other)).clone();
    let group = format!("sg-{}-0", home.trim_start_matches("vpc-"));
    push(
        document,
        "SecurityGroupVpcAssociations",
        json!({"GroupId": group, "VpcId": other, "VpcOwnerId": OWNER, "GroupOwnerId": OWNER, "State": "associated"}),
    );
    for one in document["SecurityGroups"].as_array_mut().unwrap() {
        if text(one, "GroupId") == group && tape.chance(60) {
            one["IpPermissions"]
                .as_array_mut()
                .unwrap()
                .push(json!({"IpProtocol": "-1", "IpRanges": [], "Ipv6Ranges": [],
                "PrefixListIds": [], "UserIdGroupPairs": [{"GroupId": group, "UserId": OWNER}]}));
        }
    }
    for one in document["NetworkInterfaces"].as_array_mut().unwrap() {
        if text(one, "VpcId") == other && one["Attachment"].get("InstanceId").is_some() && tape.chance(50) {
            one["Groups"] = json!([{"GroupId": group}]);
        }
    }
}

fn metadata(document: &mut Value, tape: &mut Tape<'_>) {
    if !tape.chance(40) {
        return;
    }
    for reservation in document["Reservations"].as_array_mut().unwrap() {
        let endpoint = if tape.chance(35) { "disabled" } else { "enabled" };
        let six = if tape.chance(50) { "disabled" } else { "enabled" };
        reservation["Instances"][0]["MetadataOptions"] = json!({"State": "applied", "HttpTokens": "required",
            "HttpPutResponseHopLimit": 2, "HttpEndpoint": endpoint, "HttpProtocolIpv6": six});
    }
}

/// Stateful rules, and endpoints among the hosts.
fn firewalls(document: &mut Value, tape: &mut Tape<'_>) {
    for index in 0..list(document, "FirewallPoliciesDescribed").len() {
        let described = &document["FirewallPoliciesDescribed"][index];
        let vpc = text(&described["FirewallPolicyResponse"], "FirewallPolicyName").to_owned();
        let number = vpc.trim_start_matches("vpc-").to_owned();
        if tape.chance(72) {
            stateful(document, tape, index, &vpc);
        }
        if tape.chance(15) {
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
                let protocol = *tape.of(&["TCP", "TCP", "TCP", "UDP", "ICMP", "IP"]);
                let [source, destination] = [0, 1].map(|_| address_of(tape, &blocks, has_home_net));
                let with_ports = ["TCP", "UDP"].contains(&protocol);
                let [from, to] = [(40, focus[1]), (50, focus[0])].map(|(chance, one)| {
                    if with_ports && tape.chance(chance) { ports_of(tape, one) } else { "ANY".to_owned() }
                });
                let action = *tape.of(&["PASS", "PASS", "PASS", "DROP", "DROP", "REJECT", "ALERT"]);
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
    let to_stateful = tape.chance(75);
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

/// A question that only a network with such a feature can be asked; `None` where the chosen feature is missing.
pub fn question(document: &Value, tape: &mut Tape<'_>) -> Option<Question> {
    let all = machines(document);
    let one = *tape.of(&all);
    let id = |one: &Value| text(one, "NetworkInterfaceId").to_owned();
    let v4: IpAddr = text(one, "PrivateIpAddress").parse().unwrap();
    let v6 =
        list(one, "Ipv6Addresses").first().map(|row| text(row, "Ipv6Address").parse::<IpAddr>().unwrap());
    let focus: Vec<u16> =
        list(document, "Focus").iter().map(|one| u16::try_from(one.as_u64().unwrap()).unwrap()).collect();
    let own = |src, dst, protocol, dport| {
        let sport = if [6, 17].contains(&protocol) { focus[1] } else { 0 };
        Some(Question {
            from: End::Interface(id(one)),
            to: None,
            packet: Packet { src, dst, protocol, sport, dport },
        })
    };
    match tape.below(12) {
        0..=2 => {
            let base = list(document, "Vpcs")
                .iter()
                .find(|vpc| vpc["VpcId"] == one["VpcId"])
                .map(|vpc| text(vpc, "CidrBlock").trim_end_matches("0/16").to_owned())?;
            let resolver = format!("{base}2");
            let options = [
                (&*resolver, 17, 53),
                ("169.254.169.253", 6, 53),
                ("169.254.169.254", 6, 80),
                ("169.254.169.254", 6, 80),
                ("169.254.169.123", 17, 123),
                ("169.254.170.2", 6, 80),
                ("169.254.169.250", 6, 1688),
                ("169.254.1.1", 6, 80),
                ("fd00:ec2::254", 6, 80),
                ("fd00:ec2::253", 17, 53),
                ("fd00:ec2::123", 17, 123),
                ("fd00:ec2::1", 6, 80),
            ];
            let (dst, protocol, dport) = *tape.of(&options);
            let dst: IpAddr = dst.parse().unwrap();
            own(if dst.is_ipv4() { v4 } else { v6? }, dst, protocol, dport)
        }
        3 | 4 => {
            let endpoint = list(document, "InstanceConnectEndpoints").first()?;
            let from = list(endpoint, "NetworkInterfaceIds")[0].as_str()?;
            let interface = list(document, "NetworkInterfaces")
                .iter()
                .find(|one| text(one, "NetworkInterfaceId") == from)?;
            let near: Vec<&Value> =
                all.iter().copied().filter(|one| one["VpcId"] == interface["VpcId"]).collect();
            let to = *tape.of(&near);
            Some(Question {
                from: End::Interface(from.to_owned()),
                to: Some(id(to)),
                packet: Packet {
                    src: text(interface, "PrivateIpAddress").parse().ok()?,
                    dst: text(to, "PrivateIpAddress").parse().ok()?,
                    protocol: 6,
                    sport: focus[1],
                    dport: focus[0],
                },
            })
        }
        5 | 6 => {
            let pooled = list(document, "RouteTables").iter().find(|table| {
                list(table, "Associations").iter().any(|row| !text(row, "PublicIpv4Pool").is_empty())
            })?;
            let (_, addresses) = pool_block(text(pooled, "VpcId").trim_start_matches("vpc-"));
            let dst = IpAddr::V4(*tape.of(&[addresses[0], addresses[1], addresses[0], addresses[2]]));
            let src = (*tape.of(&["198.51.100.7", "198.51.100.8"])).parse().unwrap();
            let packet = Packet { src, dst, protocol: 6, sport: focus[1], dport: focus[0] };
            Some(Question { from: End::Internet, to: None, packet })
        }
        7 | 8 => {
            let target = match tape.below(3) {
                0 => Ipv4Addr::new(198, 51, 100, 8),
                1 => text(tape.of::<&Value>(&all), "PrivateIpAddress").parse().ok()?,
                _ => Ipv4Addr::new(198, 51, 100, 7),
            };
            let [a, b, c, d] = target.octets();
            let dst = format!("64:ff9b::{a:02x}{b:02x}:{c:02x}{d:02x}").parse().unwrap();
            let protocol = *tape.of(&[6, 6, 17, 58, 50]);
            own(
                v6?,
                dst,
                protocol,
                if protocol == 58 {
                    128 << 8
                } else if protocol == 50 {
                    0
                } else {
                    focus[0]
                },
            )
        }
        9 => {
            let regional = list(document, "NatGateways")
                .iter()
                .find(|nat| text(nat, "AvailabilityMode") == "regional")?;
            let dst = text(&list(regional, "NatGatewayAddresses")[0], "PublicIp").parse().unwrap();
            let src = "198.51.100.7".parse().unwrap();
            let packet = Packet { src, dst, protocol: 6, sport: focus[1], dport: focus[0] };
            Some(Question { from: End::Internet, to: None, packet })
        }
        _ => {
            let vedge = list(document, "RouteTables")
                .iter()
                .find(|table| text(table, "RouteTableId").ends_with("-vedge"))?;
            let near: Vec<&Value> =
                all.iter().copied().filter(|one| one["VpcId"] == vedge["VpcId"]).collect();
            let to = *tape.of(&near);
            let dst = text(to, "PrivateIpAddress").parse().unwrap();
            let packet = Packet {
                src: "192.168.1.5".parse().unwrap(),
                dst,
                protocol: 6,
                sport: focus[1],
                dport: focus[0],
            };
            Some(Question { from: End::OnPrem, to: Some(id(to)), packet })
        }
    }
}
