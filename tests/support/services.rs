//! What stands on a random network: load balancers, PrivateLink, Direct Connect, as AWS CLI JSON, drawn from the network's tape.
//!
//! **Boundary:** adds to the document that `generate.rs` made; knows no rule of routing or filtering.

use serde_json::{Value, json};

use super::firewalls::firewall;
use super::generate::Tape;
use super::json::{list, text};

pub(super) const OWNER: &str = "111122223333";

/// Adds services to a network.
pub fn add_services(document: &mut Value, tape: &mut Tape<'_>) {
    for key in [
        "LoadBalancers",
        "Listeners",
        "TargetGroups",
        "LoadBalancerTargetHealth",
        "LoadBalancerAttributes",
        "TargetGroupAttributes",
        "ServiceConfigurations",
        "VpcEndpointConnections",
        "directConnectGateways",
        "directConnectGatewayAssociations",
        "virtualInterfaces",
    ] {
        document[key] = json!([]);
    }
    let vpcs: Vec<String> = list(document, "Vpcs").iter().map(|vpc| text(vpc, "VpcId").to_owned()).collect();
    for key in ["FirewallsDescribed", "FirewallPoliciesDescribed", "RuleGroupsDescribed"] {
        document[key] = json!([]);
    }
    for vpc in &vpcs {
        if tape.chance(30) {
            firewall(document, tape, vpc);
        }
    }
    let mut publics = 150;
    for vpc in &vpcs {
        if tape.chance(45) {
            balancer(document, tape, vpc, &mut publics);
        }
    }
    let networks: Vec<(usize, String)> = list(document, "LoadBalancers")
        .iter()
        .enumerate()
        .filter(|(_, one)| text(one, "Type") == "network")
        .map(|(index, one)| (index, text(one, "LoadBalancerArn").to_owned()))
        .collect();
    for (index, arn) in networks {
        if tape.chance(60) {
            let consumer = tape.of(&vpcs).clone();
            private_link(document, tape, index, &arn, &consumer);
        }
    }
    let gateways: Vec<String> =
        list(document, "VpnGateways").iter().map(|one| text(one, "VpnGatewayId").to_owned()).collect();
    for gateway in gateways {
        if tape.chance(45) {
            direct_connect(document, tape, &gateway);
        }
    }
}

/// An endpoint service before a network load balancer, and an endpoint of it in a VPC.
fn private_link(document: &mut Value, tape: &mut Tape<'_>, index: usize, arn: &str, consumer: &str) {
    let enforced = *tape.of(&["on", "off", "off", ""]);
    if document["LoadBalancers"][index].get("SecurityGroups").is_some() && !enforced.is_empty() {
        document["LoadBalancers"][index]["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] =
            json!(enforced);
    }
    let subnets: Vec<Value> =
        list(document, "Subnets").iter().filter(|one| text(one, "VpcId") == consumer).cloned().collect();
    let subnet = tape.of(&subnets);
    let number = text(subnet, "SubnetId").trim_start_matches("subnet-").to_owned();
    let group_ids: Vec<Value> = list(document, "SecurityGroups")
        .iter()
        .filter(|group| text(group, "VpcId") == consumer)
        .map(|group| group["GroupId"].clone())
        .collect();
    let (endpoint, interface, service) =
        (format!("vpce-api-{index}"), format!("eni-vpce-{index}"), format!("vpce-svc-{index}"));
    let name = format!("com.amazonaws.vpce.us-east-1.{service}");
    let private = format!("{}{}", text(subnet, "CidrBlock").trim_end_matches("0/24"), 30 + index);
    let groups = json!([{"GroupId": tape.of(&group_ids)}]);
    push(
        document,
        "NetworkInterfaces",
        json!({
            "NetworkInterfaceId": interface, "VpcId": consumer, "SubnetId": format!("subnet-{number}"), "OwnerId": OWNER,
            "InterfaceType": "vpc_endpoint", "Description": format!("VPC Endpoint Interface {endpoint}"), "Status": "in-use",
            "SourceDestCheck": true, "Groups": groups, "PrivateIpAddress": private,
            "PrivateIpAddresses": [{"PrivateIpAddress": private, "Primary": true}], "Ipv6Addresses": [], "RequesterManaged": true,
        }),
    );
    let state = if tape.chance(4) { "failed" } else { "available" };
    push(
        document,
        "VpcEndpoints",
        json!({
            "VpcEndpointId": endpoint, "VpcEndpointType": "Interface", "VpcId": consumer, "OwnerId": OWNER, "State": state,
            "ServiceName": name, "RouteTableIds": [], "SubnetIds": [format!("subnet-{number}")],
            "NetworkInterfaceIds": [interface], "Groups": groups, "PrivateDnsEnabled": false,
        }),
    );
    let state = if tape.chance(4) { "Deleting" } else { "Available" };
    push(
        document,
        "ServiceConfigurations",
        json!({
            "ServiceType": [{"ServiceType": "Interface"}], "ServiceId": service, "ServiceName": name, "ServiceState": state,
            "AcceptanceRequired": true, "AvailabilityZones": document["LoadBalancers"][index]["AvailabilityZones"]
                .as_array().unwrap().iter().map(|row| row["ZoneName"].clone()).collect::<Vec<_>>(),
            "NetworkLoadBalancerArns": [arn], "SupportedIpAddressTypes": ["ipv4"],
        }),
    );
    let state = if tape.chance(4) { "pendingAcceptance" } else { "available" };
    push(
        document,
        "VpcEndpointConnections",
        json!({
            "ServiceId": service, "VpcEndpointId": endpoint, "VpcEndpointOwner": OWNER, "VpcEndpointState": state,
            "NetworkLoadBalancerArns": [arn],
        }),
    );
}

/// A private virtual interface that ends on a virtual private gateway, beside or instead of its VPN connection.
fn direct_connect(document: &mut Value, tape: &mut Tape<'_>, gateway: &str) {
    let number = gateway.trim_start_matches("vgw-").to_owned();
    if tape.chance(60) {
        document["VpnConnections"].as_array_mut().unwrap().retain(|one| text(one, "VpnGatewayId") != gateway);
    }
    let state = if tape.chance(8) { "down" } else { "available" };
    let session = if tape.chance(8) { "down" } else { "up" };
    let mut interface = json!({
        "ownerAccount": OWNER, "virtualInterfaceId": format!("dxvif-{number}"), "location": "EqDC2", "connectionId": "dxcon-0",
        "virtualInterfaceType": "private", "virtualInterfaceName": number, "vlan": 101, "asn": 65001, "amazonSideAsn": 64513,
        "addressFamily": "ipv4", "virtualInterfaceState": state, "region": "us-east-1",
        "bgpPeers": [{"bgpPeerId": format!("dxpeer-{number}"), "asn": 65001, "addressFamily": "ipv4", "bgpPeerState": "available", "bgpStatus": session}],
    });
    if tape.chance(40) {
        interface["virtualGatewayId"] = json!(gateway);
    } else {
        let between = format!("dxgw-{number}");
        interface["directConnectGatewayId"] = json!(between);
        let block = list(document, "Vpcs")
            .iter()
            .find(|vpc| text(vpc, "VpcId") == format!("vpc-{number}"))
            .map_or("", |vpc| text(vpc, "CidrBlock"))
            .to_owned();
        let wider = block.replace("/16", "/15").replace("10.3.", "10.2.").replace("10.1.", "10.0.");
        let narrow = block.replace("/16", "/17");
        let cidr = tape.of(&[block, wider, "10.0.0.0/8".to_owned(), narrow]).clone();
        let mut allowed = vec![json!({"cidr": cidr})];
        if tape.chance(30) {
            allowed.push(json!({"cidr": format!("100.64.{number}.0/24")}));
        }
        let state = if tape.chance(6) { "associating" } else { "associated" };
        push(
            document,
            "directConnectGateways",
            json!({
                "directConnectGatewayId": between, "directConnectGatewayName": number, "amazonSideAsn": 64513,
                "ownerAccount": OWNER, "directConnectGatewayState": "available",
            }),
        );
        push(
            document,
            "directConnectGatewayAssociations",
            json!({
                "directConnectGatewayId": between, "directConnectGatewayOwnerAccount": OWNER, "associationState": state,
                "associatedGateway": {"id": gateway, "type": "virtualPrivateGateway", "ownerAccount": OWNER, "region": "us-east-1"},
                "associationId": format!("assoc-{number}"), "allowedPrefixesToDirectConnectGateway": allowed,
                "virtualGatewayId": gateway, "virtualGatewayRegion": "us-east-1", "virtualGatewayOwnerAccount": OWNER,
            }),
        );
    }
    push(document, "virtualInterfaces", interface);
}

/// The interfaces of interface endpoints.
pub fn endpoints(document: &Value) -> Vec<&Value> {
    list(document, "NetworkInterfaces")
        .iter()
        .filter(|one| text(one, "InterfaceType") == "vpc_endpoint")
        .collect()
}

pub(super) fn push(document: &mut Value, key: &str, item: Value) {
    document[key].as_array_mut().unwrap().push(item);
}

/// The interfaces of instances.
pub fn machines(document: &Value) -> Vec<&Value> {
    list(document, "NetworkInterfaces")
        .iter()
        .filter(|one| text(one, "InterfaceType") == "interface" && !is_node(one) && !is_connect_endpoint(one))
        .collect()
}

/// The interfaces of load balancers.
pub fn nodes(document: &Value) -> Vec<&Value> {
    list(document, "NetworkInterfaces")
        .iter()
        .filter(|one| is_node(one) && text(one, "InterfaceType") != "gateway_load_balancer")
        .collect()
}

fn is_connect_endpoint(interface: &Value) -> bool {
    text(interface, "Description").starts_with("EC2 Instance Connect Endpoint")
}

fn is_node(interface: &Value) -> bool {
    text(interface, "Description").starts_with("ELB ")
}

fn balancer(document: &mut Value, tape: &mut Tape<'_>, vpc: &str, publics: &mut u32) {
    let port = u16::try_from(list(document, "Focus")[0].as_u64().unwrap()).unwrap();
    let number = vpc.trim_start_matches("vpc-").to_owned();
    let is_network = tape.chance(60);
    let (short, kind) = if is_network { ("net", "network") } else { ("app", "application") };
    let tail = format!("{short}/lb{number}/50dc6c495c0c000{number}");
    let arn = format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:loadbalancer/{tail}");

    let group_ids: Vec<String> = list(document, "SecurityGroups")
        .iter()
        .filter(|group| text(group, "VpcId") == vpc)
        .map(|group| text(group, "GroupId").to_owned())
        .collect();
    let has_groups = !is_network || tape.chance(50);
    let groups: Vec<String> = if has_groups { vec![tape.of(&group_ids).clone()] } else { Vec::new() };

    let subnets: Vec<Value> =
        list(document, "Subnets").iter().filter(|one| text(one, "VpcId") == vpc).cloned().collect();
    let mut zones: Vec<Value> = Vec::new();
    let is_public = tape.chance(60);
    let first = tape.below(subnets.len());
    for step in 0..subnets.len() {
        let subnet = &subnets[(first + step) % subnets.len()];
        let zone = text(subnet, "AvailabilityZone");
        if zones.iter().any(|row| text(row, "ZoneName") == zone) || (step > 0 && tape.chance(30)) {
            continue;
        }
        zones.push(
            json!({"ZoneName": zone, "SubnetId": text(subnet, "SubnetId"), "LoadBalancerAddresses": []}),
        );
        let private = format!("{}20", text(subnet, "CidrBlock").trim_end_matches("0/24"));
        let mut row = json!({"PrivateIpAddress": private, "Primary": true});
        if is_public {
            *publics += 1;
            row["Association"] =
                json!({"PublicIp": format!("203.0.113.{publics}"), "IpOwnerId": "amazon-elb"});
        }
        let id = text(subnet, "SubnetId").replace("subnet-", "eni-lb-");
        let interface_type = if is_network { "network_load_balancer" } else { "interface" };
        let carried: Vec<Value> = groups.iter().map(|id| json!({"GroupId": id})).collect();
        push(
            document,
            "NetworkInterfaces",
            json!({
                "NetworkInterfaceId": id, "VpcId": vpc, "SubnetId": text(subnet, "SubnetId"), "OwnerId": OWNER,
                "InterfaceType": interface_type, "Description": format!("ELB {tail}"), "Status": "in-use",
                "SourceDestCheck": !is_network, "Groups": carried, "PrivateIpAddress": private, "PrivateIpAddresses": [row],
                "Ipv6Addresses": [], "RequesterManaged": true,
            }),
        );
    }
    let code = if tape.chance(3) { "failed" } else { "active" };
    let mut one = json!({
        "LoadBalancerArn": arn, "DNSName": format!("lb{number}-1.elb.us-east-1.amazonaws.com"),
        "LoadBalancerName": format!("lb{number}"), "Scheme": if is_public { "internet-facing" } else { "internal" },
        "VpcId": vpc, "State": {"Code": code}, "Type": kind, "AvailabilityZones": zones, "IpAddressType": "ipv4",
    });
    if has_groups {
        one["SecurityGroups"] = json!(groups);
    }
    push(document, "LoadBalancers", one);
    let crosses = tape.chance(50).to_string();
    push(
        document,
        "LoadBalancerAttributes",
        json!({"LoadBalancerArn": arn, "Attributes": [{"Key": "load_balancing.cross_zone.enabled", "Value": crosses}]}),
    );

    for (index, step) in [0_u16, 1].into_iter().enumerate() {
        if index > 0 && !tape.chance(50) {
            continue;
        }
        let protocol = if is_network { *tape.of(&["TCP", "TCP", "TCP", "TCP_UDP", "UDP"]) } else { "HTTP" };
        let listener = arn.replace(":loadbalancer/", ":listener/");
        let mut actions = Vec::new();
        if !is_network && tape.chance(8) {
            actions.push(json!({"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}));
        } else {
            let group = target_group(document, tape, vpc, &format!("tg{number}{index}"), protocol, port);
            actions.push(json!({"Type": "forward", "TargetGroupArn": group}));
        }
        push(
            document,
            "Listeners",
            json!({
                "ListenerArn": format!("{listener}/f2f7dc8efc52000{index}"), "LoadBalancerArn": arn,
                "Port": port.saturating_add(step), "Protocol": protocol, "DefaultActions": actions,
            }),
        );
        if port == u16::MAX {
            break;
        }
    }
}

/// A target group with its targets, their health and its attributes; the group's ARN.
pub(super) fn target_group(
    document: &mut Value,
    tape: &mut Tape<'_>,
    vpc: &str,
    name: &str,
    protocol: &str,
    port: u16,
) -> String {
    let arn = format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:targetgroup/{name}/73e2d6bc24d80003");
    let by_address = tape.chance(45);
    let target_port = if tape.chance(25) { port.saturating_add(1) } else { port };
    let all: Vec<Value> = machines(document).into_iter().cloned().collect();
    let near: Vec<&Value> = all.iter().filter(|one| text(one, "VpcId") == vpc).collect();
    let far: Vec<&Value> = all.iter().filter(|one| text(one, "VpcId") != vpc).collect();
    let mut rows: Vec<Value> = Vec::new();
    let count = tape.below(4);
    for _ in 0..count {
        let is_far = by_address && !far.is_empty() && tape.chance(30);
        let machine = *tape.of(if is_far { &far } else { &near });
        let mut target = json!({"Port": target_port});
        if by_address {
            target["Id"] = tape.of(list(machine, "PrivateIpAddresses"))["PrivateIpAddress"].clone();
            if is_far {
                target["AvailabilityZone"] = json!("all");
            }
        } else {
            target["Id"] = machine["Attachment"]["InstanceId"].clone();
        }
        let state = *tape.of(&[
            "healthy",
            "healthy",
            "healthy",
            "healthy",
            "healthy",
            "unhealthy",
            "unhealthy",
            "draining",
            "unused",
        ]);
        if !rows.iter().any(|row| row["Target"]["Id"] == target["Id"]) {
            rows.push(json!({"Target": target, "TargetHealth": {"State": state}}));
        }
    }
    push(
        document,
        "TargetGroups",
        json!({
            "TargetGroupArn": arn, "TargetGroupName": name, "TargetType": if by_address { "ip" } else { "instance" },
            "HealthCheckEnabled": true, "HealthCheckPort": "traffic-port",
            "HealthCheckProtocol": if protocol == "HTTP" { "HTTP" } else { "TCP" }, "IpAddressType": "ipv4",
            "LoadBalancerArns": [], "Protocol": protocol, "Port": target_port, "VpcId": vpc,
        }),
    );
    push(
        document,
        "LoadBalancerTargetHealth",
        json!({"TargetGroupArn": arn, "TargetHealthDescriptions": rows}),
    );
    let mut attributes = vec![json!({"Key": "deregistration_delay.timeout_seconds", "Value": "300"})];
    if protocol != "HTTP" {
        if !tape.chance(25) {
            let value = (protocol != "TCP" || tape.chance(50)).to_string();
            attributes.push(json!({"Key": "preserve_client_ip.enabled", "Value": value}));
        }
        if tape.chance(20) {
            let value = tape.chance(50).to_string();
            attributes.push(json!({"Key": "load_balancing.cross_zone.enabled", "Value": value}));
        }
    }
    push(document, "TargetGroupAttributes", json!({"TargetGroupArn": arn, "Attributes": attributes}));
    arn
}
