//! A second transit gateway that is peered with the first, and a VPC of firewalls behind an attachment in appliance mode.
//!
//! **Boundary:** adds to the document that `generate.rs` made; knows no rule of routing or filtering.

use serde_json::{Value, json};

use super::generate::Tape;
use super::json::{list, text};
use super::services::{OWNER, push};

/// The last VPC moves to a gateway of its own, which is peered with the first.
pub(super) fn peered_gateway(document: &mut Value, tape: &mut Tape<'_>) {
    let last = list(document, "Vpcs").len() - 1;
    let (vpc, own) = (format!("vpc-{last}"), format!("tgw-attach-{last}"));
    let mut second = document["TransitGateways"][0].clone();
    second["TransitGatewayId"] = json!("tgw-1");
    push(document, "TransitGateways", second);
    push(
        document,
        "TransitGatewayRouteTables",
        json!({"TransitGatewayRouteTableId": "tgw-rtb-far", "TransitGatewayId": "tgw-1", "State": "available"}),
    );
    for key in ["TransitGatewayAttachments", "TransitGatewayVpcAttachments"] {
        for one in document[key].as_array_mut().unwrap() {
            if text(one, "TransitGatewayAttachmentId") == own {
                one["TransitGatewayId"] = json!("tgw-1");
                if one.get("Association").is_some() {
                    one["Association"]["TransitGatewayRouteTableId"] = json!("tgw-rtb-far");
                }
            }
        }
    }
    let tables = list(document, "TransitGatewayRouteTables").len() - 1;
    for (id, gateway, other, table) in [
        ("tgw-attach-peer-0", "tgw-0", "tgw-1", format!("tgw-rtb-{}", tape.below(tables))),
        ("tgw-attach-peer-1", "tgw-1", "tgw-0", "tgw-rtb-far".to_owned()),
    ] {
        let mut one = json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": gateway, "TransitGatewayOwnerId": OWNER,
            "ResourceType": "peering", "ResourceId": other, "ResourceOwnerId": OWNER, "State": "available"});
        if !tape.chance(4) {
            one["Association"] = json!({"TransitGatewayRouteTableId": table, "State": "associated"});
        }
        push(document, "TransitGatewayAttachments", one);
    }
    let state = if tape.chance(5) { "pendingAcceptance" } else { "available" };
    let side = |id: &str| json!({"TransitGatewayId": id, "OwnerId": OWNER, "Region": "us-east-1"});
    push(
        document,
        "TransitGatewayPeeringAttachments",
        json!({"TransitGatewayAttachmentId": "tgw-attach-peer-0", "AccepterTransitGatewayAttachmentId": "tgw-attach-peer-1",
            "RequesterTgwInfo": side("tgw-0"), "AccepterTgwInfo": side("tgw-1"), "State": state}),
    );
    // What led to the attachment leads to the peering now; a table that had a propagated route has a static one.
    for table in document["TransitGatewayStaticRoutes"].as_array_mut().unwrap() {
        let routes = table["Routes"].as_array_mut().unwrap();
        let forget = tape.chance(10);
        routes.retain(|route| !forget || !leads_to(route, &own));
        for route in routes.iter_mut().filter(|route| leads_to(route, &own)) {
            route["Type"] = json!("static");
            route["TransitGatewayAttachments"] = json!([{"ResourceId": "tgw-1", "TransitGatewayAttachmentId": "tgw-attach-peer-0", "ResourceType": "peering"}]);
        }
    }
    let mut routes = Vec::new();
    let mut add = |block: &str, to: &str, kind: &str, of: &str| {
        let origin = if kind == "vpc" { "propagated" } else { "static" };
        routes.push(json!({"DestinationCidrBlock": block, "Type": origin, "State": "active",
            "TransitGatewayAttachments": [{"ResourceId": of, "TransitGatewayAttachmentId": to, "ResourceType": kind}]}));
    };
    let vpcs = list(document, "Vpcs").to_vec();
    for one in &vpcs {
        let id = text(one, "VpcId");
        let v6 = list(one, "Ipv6CidrBlockAssociationSet").iter().map(|row| text(row, "Ipv6CidrBlock"));
        for block in std::iter::once(text(one, "CidrBlock")).chain(v6) {
            if tape.chance(8) {
                continue;
            }
            if id == vpc {
                add(block, &own, "vpc", id);
            } else {
                add(block, "tgw-attach-peer-1", "peering", "tgw-0");
            }
        }
    }
    if tape.chance(60) {
        let block = *tape.of(&["192.168.0.0/16", "0.0.0.0/0"]);
        add(block, "tgw-attach-peer-1", "peering", "tgw-0");
    }
    push(
        document,
        "TransitGatewayStaticRoutes",
        json!({"TransitGatewayRouteTableId": "tgw-rtb-far", "Routes": routes, "AdditionalRoutesAvailable": false}),
    );
    for table in document["RouteTables"].as_array_mut().unwrap() {
        if text(table, "VpcId") == vpc {
            for route in table["Routes"].as_array_mut().unwrap() {
                if route["TransitGatewayId"] == "tgw-0" {
                    route["TransitGatewayId"] = json!("tgw-1");
                }
            }
        }
    }
}

fn leads_to(route: &Value, attachment: &str) -> bool {
    list(route, "TransitGatewayAttachments")
        .iter()
        .any(|row| text(row, "TransitGatewayAttachmentId") == attachment)
}

/// A VPC between the others: the transit gateway leads to it, a firewall endpoint in each zone, and back.
pub(super) fn inspection(document: &mut Value, tape: &mut Tape<'_>) {
    let vpc = "vpc-i";
    let state = json!({"State": "associated"});
    push(
        document,
        "Vpcs",
        json!({"VpcId": vpc, "OwnerId": OWNER, "State": "available", "IsDefault": false, "CidrBlock": "10.100.0.0/16",
            "CidrBlockAssociationSet": [{"CidrBlock": "10.100.0.0/16", "CidrBlockState": state}]}),
    );
    push(
        document,
        "NetworkAcls",
        json!({"NetworkAclId": "acl-i", "VpcId": vpc, "OwnerId": OWNER, "IsDefault": true, "Associations": [], "Entries": [
            {"RuleNumber": 100, "Egress": false, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"},
            {"RuleNumber": 100, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}]}),
    );
    let single = tape.chance(20);
    let zones: &[(u8, &str)] = if single { &[(1, "a")] } else { &[(1, "a"), (2, "b")] };
    let mut doors = Vec::new();
    let mut zones_of_firewall = serde_json::Map::new();
    for (zone, letter) in zones {
        let (door, home, endpoint) =
            (format!("subnet-i-{zone}"), format!("subnet-i-1{zone}"), format!("vpce-fw-i{zone}"));
        doors.push(json!(door));
        // The endpoint of a zone may stand for both.
        let target = if tape.chance(12) { "vpce-fw-i1".to_owned() } else { endpoint.clone() };
        for (subnet, third, key, id) in
            [(&door, *zone, "GatewayId", target.as_str()), (&home, 10 + zone, "TransitGatewayId", "tgw-0")]
        {
            push(
                document,
                "Subnets",
                json!({"SubnetId": subnet, "VpcId": vpc, "OwnerId": OWNER, "State": "available",
                    "CidrBlock": format!("10.100.{third}.0/24"), "AvailabilityZone": format!("us-east-1{letter}"),
                    "AvailabilityZoneId": format!("use1-az{zone}")}),
            );
            let mut routes = vec![
                json!({"DestinationCidrBlock": "10.100.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}),
            ];
            if !tape.chance(4) {
                let block = *tape.of(&["0.0.0.0/0", "0.0.0.0/0", "10.0.0.0/8"]);
                let mut route =
                    json!({"DestinationCidrBlock": block, "Origin": "CreateRoute", "State": "active"});
                route[key] = json!(id);
                routes.push(route);
            }
            push(
                document,
                "RouteTables",
                json!({"RouteTableId": format!("rtb-{subnet}"), "VpcId": vpc, "OwnerId": OWNER, "PropagatingVgws": [], "Routes": routes,
                    "Associations": [{"RouteTableAssociationId": format!("rtbassoc-{subnet}"), "Main": false, "SubnetId": subnet,
                        "AssociationState": {"State": "associated"}}]}),
            );
        }
        push(
            document,
            "VpcEndpoints",
            json!({"VpcEndpointId": endpoint, "VpcEndpointType": "GatewayLoadBalancer", "VpcId": vpc, "OwnerId": OWNER,
                "State": "available", "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-fw", "RouteTableIds": [],
                "SubnetIds": [home], "NetworkInterfaceIds": [], "Groups": [], "PrivateDnsEnabled": false}),
        );
        zones_of_firewall.insert(
            format!("us-east-1{letter}"),
            json!({"Attachment": {"SubnetId": home, "EndpointId": endpoint, "Status": "READY"}}),
        );
    }
    let arn = |kind: &str| format!("arn:aws:network-firewall:us-east-1:{OWNER}:{kind}/inspection");
    push(
        document,
        "FirewallsDescribed",
        json!({"Firewall": {"FirewallName": "inspection", "FirewallArn": arn("firewall"), "FirewallPolicyArn": arn("firewall-policy"),
                "VpcId": vpc, "SubnetMappings": []},
            "FirewallStatus": {"Status": "READY", "ConfigurationSyncStateSummary": "IN_SYNC", "SyncStates": zones_of_firewall}}),
    );
    let default = *tape.of(&["aws:forward_to_sfe", "aws:forward_to_sfe", "aws:forward_to_sfe", "aws:pass"]);
    push(
        document,
        "FirewallPoliciesDescribed",
        json!({"FirewallPolicyResponse": {"FirewallPolicyName": "inspection", "FirewallPolicyArn": arn("firewall-policy"), "FirewallPolicyStatus": "ACTIVE"},
            "FirewallPolicy": {"StatelessRuleGroupReferences": [], "StatelessDefaultActions": [default],
                "StatelessFragmentDefaultActions": [default], "StatefulRuleGroupReferences": []}}),
    );
    let mode = if tape.chance(55) { "enable" } else { "disable" };
    push(
        document,
        "TransitGatewayVpcAttachments",
        json!({"TransitGatewayAttachmentId": "tgw-attach-i", "TransitGatewayId": "tgw-0", "VpcId": vpc, "VpcOwnerId": OWNER,
            "State": "available", "SubnetIds": doors, "Options": {"DnsSupport": "enable", "SecurityGroupReferencingSupport": "enable",
                "Ipv6Support": "disable", "ApplianceModeSupport": mode}}),
    );
    push(
        document,
        "TransitGatewayAttachments",
        json!({"TransitGatewayAttachmentId": "tgw-attach-i", "TransitGatewayId": "tgw-0", "TransitGatewayOwnerId": OWNER,
            "ResourceType": "vpc", "ResourceId": vpc, "ResourceOwnerId": OWNER, "State": "available",
            "Association": {"TransitGatewayRouteTableId": "tgw-rtb-after", "State": "associated"}}),
    );
    // Behind the firewall the tables are as they were; before it they lead to it.
    let mut after = document["TransitGatewayStaticRoutes"][0].clone();
    after["TransitGatewayRouteTableId"] = json!("tgw-rtb-after");
    push(
        document,
        "TransitGatewayRouteTables",
        json!({"TransitGatewayRouteTableId": "tgw-rtb-after", "TransitGatewayId": "tgw-0", "State": "available"}),
    );
    for table in document["TransitGatewayStaticRoutes"].as_array_mut().unwrap() {
        if text(table, "TransitGatewayRouteTableId") == "tgw-rtb-far" || tape.chance(12) {
            continue;
        }
        for route in table["Routes"].as_array_mut().unwrap() {
            let is_v4 = !text(route, "DestinationCidrBlock").contains(':');
            if is_v4 && text(route, "State") == "active" && !tape.chance(12) {
                route["Type"] = json!("static");
                route["TransitGatewayAttachments"] = json!([{"ResourceId": vpc, "TransitGatewayAttachmentId": "tgw-attach-i", "ResourceType": "vpc"}]);
            }
        }
    }
    push(document, "TransitGatewayStaticRoutes", after);
}
