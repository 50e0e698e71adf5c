//! More load balancers on a random network, as AWS CLI JSON: Classic ones, listener rules, an application load balancer as a
//! target, and Gateway Load Balancers in the place of firewalls.
//!
//! **Boundary:** adds to the document that `generate.rs` made; knows no rule of routing or filtering.

use serde_json::{Value, json};

use super::controls::add_controls;
use super::generate::Tape;
use super::json::{list, text};
use super::services::{OWNER, machines, push, target_group};

const PEERS: [&str; 7] = [
    "198.51.100.0/24",
    "198.51.100.7/32",
    "198.51.100.8/29",
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.0.10/32",
    "203.0.113.0/24",
];

/// Adds load balancers to a network.
pub fn add_balancers(document: &mut Value, numbers: &[u32]) {
    let middle = numbers.len() / 2;
    let numbers: Vec<u32> = numbers[middle..].iter().chain(&numbers[..middle]).rev().copied().collect();
    let mut tape = Tape::new(&numbers);
    document["LoadBalancerDescriptions"] = json!([]);
    document["Rules"] = json!([]);
    let vpcs: Vec<String> = list(document, "Vpcs")
        .iter()
        .map(|vpc| text(vpc, "VpcId").to_owned())
        .filter(|id| list(document, "NetworkInterfaces").iter().any(|one| text(one, "VpcId") == id))
        .collect();
    for vpc in &vpcs {
        if tape.chance(25) {
            classic(document, &mut tape, vpc);
        }
    }
    rules(document, &mut tape);
    let applications: Vec<Value> = list(document, "LoadBalancers")
        .iter()
        .filter(|one| text(one, "Type") == "application")
        .cloned()
        .collect();
    for one in applications {
        if tape.chance(50) {
            before_application(document, &mut tape, &one);
        }
    }
    gateway(document, &mut tape);
    add_controls(document, &mut tape);
}

fn port(document: &Value) -> u16 {
    u16::try_from(list(document, "Focus")[0].as_u64().unwrap()).unwrap()
}

/// Subnets of a VPC in which machines stand.
fn subnets(document: &Value, vpc: &str) -> Vec<Value> {
    let is_used =
        |one: &Value| machines(document).iter().any(|machine| machine["SubnetId"] == one["SubnetId"]);
    list(document, "Subnets")
        .iter()
        .filter(|one| text(one, "VpcId") == vpc && is_used(one))
        .cloned()
        .collect()
}

fn group_of(document: &Value, tape: &mut Tape<'_>, vpc: &str) -> String {
    let all: Vec<String> = list(document, "SecurityGroups")
        .iter()
        .filter(|group| text(group, "VpcId") == vpc)
        .map(|group| text(group, "GroupId").to_owned())
        .collect();
    tape.of(&all).clone()
}

/// A node of a load balancer.
fn node(
    document: &mut Value,
    subnet: &Value,
    name: &str,
    kind: &str,
    last: u8,
    groups: &[String],
    public: Option<String>,
) {
    let private = format!("{}{last}", text(subnet, "CidrBlock").trim_end_matches("0/24"));
    let mut row = json!({"PrivateIpAddress": private, "Primary": true});
    if let Some(public) = public {
        row["Association"] = json!({"PublicIp": public, "IpOwnerId": "amazon-elb"});
    }
    let groups: Vec<Value> = groups.iter().map(|id| json!({"GroupId": id})).collect();
    push(
        document,
        "NetworkInterfaces",
        json!({"NetworkInterfaceId": format!("eni-lb{last}-{}", text(subnet, "SubnetId").trim_start_matches("subnet-")),
            "VpcId": subnet["VpcId"], "SubnetId": subnet["SubnetId"], "OwnerId": OWNER, "InterfaceType": kind,
            "Description": format!("ELB {name}"), "Status": "in-use", "SourceDestCheck": kind == "interface", "Groups": groups,
            "PrivateIpAddress": private, "PrivateIpAddresses": [row], "Ipv6Addresses": [], "RequesterManaged": true}),
    );
}

/// One subnet a zone.
fn one_a_zone(all: &[Value], tape: &mut Tape<'_>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    let first = tape.below(all.len());
    for step in 0..all.len() {
        let subnet = &all[(first + step) % all.len()];
        if kept.iter().all(|one| one["AvailabilityZone"] != subnet["AvailabilityZone"]) {
            kept.push(subnet.clone());
        }
    }
    kept
}

fn classic(document: &mut Value, tape: &mut Tape<'_>, vpc: &str) {
    let number = vpc.trim_start_matches("vpc-").to_owned();
    let name = format!("clb{number}");
    let port = port(document);
    let all = subnets(document, vpc);
    let places = one_a_zone(&all, tape);
    let groups = vec![group_of(document, tape, vpc)];
    let is_public = tape.chance(50);
    for (index, place) in places.iter().enumerate() {
        let public =
            is_public.then(|| format!("203.0.113.{}", 180 + 4 * number.parse::<usize>().unwrap() + index));
        node(document, place, &name, "interface", 40, &groups, public);
    }
    let near: Vec<String> = machines(document)
        .into_iter()
        .filter(|one| text(one, "VpcId") == vpc)
        .map(|one| text(&one["Attachment"], "InstanceId").to_owned())
        .collect();
    let mut instances: Vec<Value> = Vec::new();
    for _ in 0..tape.below(4) {
        let one = json!({"InstanceId": tape.of(&near)});
        if !instances.contains(&one) {
            instances.push(one);
        }
    }
    let protocol = *tape.of(&["HTTP", "TCP", "SSL", "HTTPS"]);
    let instance_port = if tape.chance(25) { port.saturating_add(1) } else { port };
    push(
        document,
        "LoadBalancerDescriptions",
        json!({"LoadBalancerName": name, "DNSName": format!("{name}-1.us-east-1.elb.amazonaws.com"),
            "Scheme": if is_public { "internet-facing" } else { "internal" }, "VPCId": vpc,
            "Subnets": places.iter().map(|one| one["SubnetId"].clone()).collect::<Vec<_>>(),
            "AvailabilityZones": places.iter().map(|one| one["AvailabilityZone"].clone()).collect::<Vec<_>>(),
            "SecurityGroups": groups,
            "ListenerDescriptions": [{"Listener": {"Protocol": protocol, "LoadBalancerPort": port, "InstanceProtocol": protocol, "InstancePort": instance_port}, "PolicyNames": []}],
            "Instances": instances, "HealthCheck": {"Target": format!("TCP:{instance_port}"), "Interval": 30}}),
    );
}

/// Rules before the default actions of application load balancers.
fn rules(document: &mut Value, tape: &mut Tape<'_>) {
    let port = port(document);
    let listeners: Vec<Value> =
        list(document, "Listeners").iter().filter(|one| text(one, "Protocol") == "HTTP").cloned().collect();
    for (index, listener) in listeners.iter().enumerate() {
        if !tape.chance(60) {
            continue;
        }
        let arn = text(listener, "LoadBalancerArn").to_owned();
        let vpc = list(document, "LoadBalancers")
            .iter()
            .find(|one| text(one, "LoadBalancerArn") == arn)
            .map_or("", |one| text(one, "VpcId"))
            .to_owned();
        for number in 0..1 + tape.below(2) {
            let mut conditions = Vec::new();
            if tape.chance(60) {
                conditions.push(json!({"Field": "source-ip", "SourceIpConfig": {"Values": [tape.of(&PEERS), tape.of(&PEERS)]}}));
            }
            if conditions.is_empty() || tape.chance(20) {
                conditions.push(json!({"Field": "path-pattern", "Values": ["/admin/*"]}));
            }
            let action = if tape.chance(20) {
                json!({"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}})
            } else {
                let group = target_group(document, tape, &vpc, &format!("tgr{index}{number}"), "HTTP", port);
                json!({"Type": "forward", "TargetGroupArn": group})
            };
            let of = text(listener, "ListenerArn").replace(":listener/", ":listener-rule/");
            let priority = if tape.chance(50) { 9 - number } else { 10 + number };
            push(
                document,
                "Rules",
                json!({"RuleArn": format!("{of}/9683b2d02a6c000{number}"), "Priority": priority.to_string(), "IsDefault": false,
                    "Conditions": conditions, "Actions": [action]}),
            );
        }
    }
}

/// A network load balancer whose target is an application load balancer.
fn before_application(document: &mut Value, tape: &mut Tape<'_>, application: &Value) {
    let vpc = text(application, "VpcId").to_owned();
    let number = vpc.trim_start_matches("vpc-").to_owned();
    let port = port(document);
    let tail = format!("net/front{number}/50dc6c495c0c000{number}");
    let arn = format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:loadbalancer/{tail}");
    let all = subnets(document, &vpc);
    let places = one_a_zone(&all, tape);
    let groups = if tape.chance(50) { vec![group_of(document, tape, &vpc)] } else { Vec::new() };
    for place in &places {
        node(document, place, &tail, "network_load_balancer", 60, &groups, None);
    }
    let zones: Vec<Value> = places
        .iter()
        .map(|one| json!({"ZoneName": one["AvailabilityZone"], "SubnetId": one["SubnetId"], "LoadBalancerAddresses": []}))
        .collect();
    let mut one = json!({"LoadBalancerArn": arn, "DNSName": format!("front{number}-1.elb.us-east-1.amazonaws.com"),
        "LoadBalancerName": format!("front{number}"), "Scheme": "internal", "VpcId": vpc, "State": {"Code": "active"}, "Type": "network",
        "AvailabilityZones": zones, "IpAddressType": "ipv4"});
    if !groups.is_empty() {
        one["SecurityGroups"] = json!(groups);
    }
    push(document, "LoadBalancers", one);
    push(
        document,
        "LoadBalancerAttributes",
        json!({"LoadBalancerArn": arn, "Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]}),
    );
    let group =
        format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:targetgroup/front{number}/73e2d6bc24d80003");
    let target_port = if tape.chance(15) { port.saturating_add(1) } else { port };
    push(
        document,
        "TargetGroups",
        json!({"TargetGroupArn": group, "TargetGroupName": format!("front{number}"), "TargetType": "alb", "HealthCheckEnabled": true,
            "HealthCheckPort": "traffic-port", "HealthCheckProtocol": "HTTP", "IpAddressType": "ipv4", "LoadBalancerArns": [],
            "Protocol": "TCP", "Port": target_port, "VpcId": vpc}),
    );
    let state = *tape.of(&["healthy", "healthy", "unhealthy", "unused"]);
    push(
        document,
        "LoadBalancerTargetHealth",
        json!({"TargetGroupArn": group, "TargetHealthDescriptions": [
            {"Target": {"Id": application["LoadBalancerArn"], "Port": target_port}, "TargetHealth": {"State": state}}]}),
    );
    let listener = arn.replace(":loadbalancer/", ":listener/");
    push(
        document,
        "Listeners",
        json!({"ListenerArn": format!("{listener}/f2f7dc8efc520000"), "LoadBalancerArn": arn, "Port": port, "Protocol": "TCP",
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": group}]}),
    );
}

/// A Gateway Load Balancer with appliances, instead of some firewalls.
fn gateway(document: &mut Value, tape: &mut Tape<'_>) {
    let endpoints: Vec<String> = list(document, "FirewallsDescribed")
        .iter()
        .filter_map(|one| one["FirewallStatus"]["SyncStates"].as_object())
        .filter_map(|zones| {
            let all: Vec<&Value> = zones.values().collect();
            (all.len() == 1).then(|| text(&all[0]["Attachment"], "EndpointId").to_owned())
        })
        .filter(|_| tape.chance(52))
        .collect();
    if endpoints.is_empty() {
        return;
    }
    let name = "com.amazonaws.vpce.us-east-1.vpce-svc-gw";
    document["FirewallsDescribed"].as_array_mut().unwrap().retain(|one| {
        one["FirewallStatus"]["SyncStates"].as_object().is_some_and(|zones| {
            !zones
                .values()
                .any(|zone| endpoints.iter().any(|id| id == text(&zone["Attachment"], "EndpointId")))
        })
    });
    for one in document["VpcEndpoints"].as_array_mut().unwrap() {
        if endpoints.iter().any(|id| id == text(one, "VpcEndpointId")) {
            one["ServiceName"] = json!(name);
        }
    }
    let vpc = "vpc-g";
    let state = json!({"State": "associated"});
    push(
        document,
        "Vpcs",
        json!({"VpcId": vpc, "OwnerId": OWNER, "State": "available", "IsDefault": false, "CidrBlock": "10.101.0.0/16",
            "CidrBlockAssociationSet": [{"CidrBlock": "10.101.0.0/16", "CidrBlockState": state}]}),
    );
    push(
        document,
        "RouteTables",
        json!({"RouteTableId": "rtb-g", "VpcId": vpc, "OwnerId": OWNER, "PropagatingVgws": [],
            "Associations": [{"RouteTableAssociationId": "rtbassoc-g", "Main": true, "AssociationState": state}],
            "Routes": [{"DestinationCidrBlock": "10.101.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}]}),
    );
    let deny = tape.chance(10);
    push(
        document,
        "NetworkAcls",
        json!({"NetworkAclId": "acl-g", "VpcId": vpc, "OwnerId": OWNER, "IsDefault": true, "Associations": [], "Entries": [
            {"RuleNumber": 90, "Egress": false, "RuleAction": if deny { "deny" } else { "allow" }, "Protocol": "17", "CidrBlock": "10.101.1.0/24", "PortRange": {"From": 6081, "To": 6081}},
            {"RuleNumber": 100, "Egress": false, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"},
            {"RuleNumber": 100, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}]}),
    );
    let (from, to) = *tape.of(&[(6081, 6081), (6081, 6081), (6000, 6081), (6082, 6090)]);
    let block = *tape.of(&["10.101.0.0/16", "10.101.0.0/16", "10.101.1.0/24"]);
    let anywhere = json!([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}]);
    let egress = if tape.chance(30) { json!([]) } else { anywhere };
    push(
        document,
        "SecurityGroups",
        json!({"GroupId": "sg-g", "GroupName": "g", "VpcId": vpc, "OwnerId": OWNER,
            "IpPermissions": [{"IpProtocol": "udp", "FromPort": from, "ToPort": to, "IpRanges": [{"CidrIp": block}], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}],
            "IpPermissionsEgress": egress}),
    );
    let tail = "gwy/inspect/0a1b2c3d4e5f1001";
    let arn = format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:loadbalancer/{tail}");
    let zones: &[(u8, &str)] = if tape.chance(30) { &[(1, "a")] } else { &[(1, "a"), (2, "b")] };
    let mut rows = Vec::new();
    let mut targets = Vec::new();
    for (zone, letter) in zones {
        let subnet = json!({"SubnetId": format!("subnet-g-{zone}"), "VpcId": vpc, "OwnerId": OWNER, "State": "available",
            "CidrBlock": format!("10.101.{zone}.0/24"), "AvailabilityZone": format!("us-east-1{letter}"), "AvailabilityZoneId": format!("use1-az{zone}")});
        push(document, "Subnets", subnet.clone());
        node(document, &subnet, tail, "gateway_load_balancer", 20, &[], None);
        rows.push(json!({"ZoneName": format!("us-east-1{letter}"), "SubnetId": subnet["SubnetId"], "LoadBalancerAddresses": []}));
        if tape.chance(20) {
            continue;
        }
        let (id, private) = (format!("i-g{zone}"), format!("10.101.{zone}.10"));
        push(
            document,
            "NetworkInterfaces",
            json!({"NetworkInterfaceId": format!("eni-g{zone}"), "VpcId": vpc, "SubnetId": subnet["SubnetId"], "OwnerId": OWNER,
                "InterfaceType": "interface", "Description": "", "Status": "in-use", "SourceDestCheck": false, "Groups": [{"GroupId": "sg-g"}],
                "PrivateIpAddress": private, "PrivateIpAddresses": [{"PrivateIpAddress": private, "Primary": true}], "Ipv6Addresses": [],
                "Attachment": {"AttachmentId": format!("att-{id}"), "InstanceId": id, "InstanceOwnerId": OWNER, "DeviceIndex": 0, "Status": "attached"}}),
        );
        let state = if tape.chance(8) { "stopped" } else { "running" };
        push(
            document,
            "Reservations",
            json!({"ReservationId": format!("r-{id}"), "OwnerId": OWNER, "Instances": [{"InstanceId": id, "State": {"Name": state},
                "VpcId": vpc, "SubnetId": subnet["SubnetId"], "PrivateIpAddress": private, "SourceDestCheck": false}]}),
        );
        let health = *tape.of(&["healthy", "healthy", "healthy", "unhealthy", "unused"]);
        targets.push(json!({"Target": {"Id": id, "Port": 6081}, "HealthCheckPort": "80", "TargetHealth": {"State": health}}));
    }
    push(
        document,
        "LoadBalancers",
        json!({"LoadBalancerArn": arn, "LoadBalancerName": "inspect", "VpcId": vpc, "State": {"Code": "active"}, "Type": "gateway",
            "AvailabilityZones": rows, "IpAddressType": "ipv4"}),
    );
    let crosses = tape.chance(50).to_string();
    push(
        document,
        "LoadBalancerAttributes",
        json!({"LoadBalancerArn": arn, "Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": crosses}]}),
    );
    let group =
        format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:targetgroup/inspect/0a1b2c3d4e5f1003");
    push(
        document,
        "Listeners",
        json!({"ListenerArn": arn.replace(":loadbalancer/", ":listener/") + "/0a1b2c3d4e5f1002", "LoadBalancerArn": arn,
            "DefaultActions": [{"Type": "forward", "TargetGroupArn": group}]}),
    );
    push(
        document,
        "TargetGroups",
        json!({"TargetGroupArn": group, "TargetGroupName": "inspect", "Protocol": "GENEVE", "Port": 6081, "VpcId": vpc, "TargetType": "instance",
            "HealthCheckEnabled": true, "HealthCheckProtocol": "TCP", "HealthCheckPort": "80", "LoadBalancerArns": [arn]}),
    );
    push(
        document,
        "LoadBalancerTargetHealth",
        json!({"TargetGroupArn": group, "TargetHealthDescriptions": targets}),
    );
    let state = if tape.chance(4) { "Deleting" } else { "Available" };
    push(
        document,
        "ServiceConfigurations",
        json!({"ServiceType": [{"ServiceType": "GatewayLoadBalancer"}], "ServiceId": "vpce-svc-gw", "ServiceName": name, "ServiceState": state,
            "AcceptanceRequired": false, "GatewayLoadBalancerArns": [arn]}),
    );
}
