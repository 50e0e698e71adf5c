//! The rarer features of a random network, as AWS CLI JSON, drawn from a part of its tape that is kept for them.
//!
//! **Boundary:** adds to the document that `generate.rs` and `services.rs` made; knows no rule of routing or filtering.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::firewalls::firewall_edges;
use super::generate::Tape;
use super::json::{list, text};
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
    for subnet in document["Subnets"].as_array_mut().unwrap() {
        if subnet.get("Ipv6CidrBlockAssociationSet").is_some() && tape.chance(9) {
            subnet["Ipv6CidrBlockAssociationSet"][0]["Ipv6AddressAttribute"] = json!("private");
        }
    }
    shared_groups(document, tape, &vpcs);
    metadata(document, tape);
    firewall_edges(document, tape);
    public_access(document, tape, &vpcs);
}

fn block_public(mode: &str) -> Value {
    json!({"VpcBlockPublicAccessOptions": {"AwsAccountId": OWNER, "AwsRegion": "us-east-1", "State": "update-complete",
        "InternetGatewayBlockMode": mode, "ManagedBy": "account", "ExclusionsAllowed": "allowed"}})
}

fn public_access(document: &mut Value, tape: &mut Tape<'_>, vpcs: &[String]) {
    const MODES: [&str; 5] =
        ["block-ingress", "block-ingress", "block-bidirectional", "block-bidirectional", "off"];
    if !tape.chance(24) {
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
    if tape.chance(26) {
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
    if !has(document, "InternetGateways", "InternetGatewayId", &internet) || !tape.chance(28) {
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
pub(super) fn pool_block(number: &str) -> (String, [Ipv4Addr; 3]) {
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
