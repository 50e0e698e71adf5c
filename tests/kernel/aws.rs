//! The same network as the AWS CLI prints it.

use serde_json::{Value, json};

use super::plan::*;

const OWNER: &str = "111122223333";

/// The files of a snapshot: everything in one, and a search result for each transit gateway route table.
pub(crate) fn files(plan: &Plan) -> Vec<(String, Value)> {
    let mut files = vec![("snapshot.json".to_owned(), document(plan))];
    for (table, routes) in plan.transit.iter().flat_map(|transit| &transit.tables).enumerate() {
        let routes = each(routes, |_, (block, to)| match to {
            Some(vpc) => {
                json!({"DestinationCidrBlock": block, "Type": "static", "State": "active", "TransitGatewayAttachments": [{
                "ResourceId": format!("vpc-{vpc}"), "TransitGatewayAttachmentId": format!("tgw-attach-{vpc}"), "ResourceType": "vpc"}]})
            }
            None => json!({"DestinationCidrBlock": block, "Type": "static", "State": "blackhole"}),
        });
        let id = format!("tgw-rtb-{table}");
        let found =
            json!({"TransitGatewayRouteTableId": id, "Routes": routes, "AdditionalRoutesAvailable": false});
        files.push((format!("search-transit-gateway-routes.{id}.json"), found));
    }
    files
}

fn document(plan: &Plan) -> Value {
    let mut document = json!({
        "Vpcs": vpcs(plan), "Subnets": subnets(plan), "RouteTables": route_tables(plan), "NetworkAcls": acls(plan),
        "SecurityGroups": groups(plan), "NetworkInterfaces": interfaces(plan), "Reservations": reservations(plan),
        "InternetGateways": gateways(plan, "igw", "InternetGatewayId", |vpc| vpc.igw),
        "EgressOnlyInternetGateways": gateways(plan, "eigw", "EgressOnlyInternetGatewayId", |vpc| vpc.eigw),
        "NatGateways": nat_gateways(plan), "VpcPeeringConnections": peerings(plan),
        "Addresses": [], "VpcEndpoints": [], "PrefixLists": [], "VpnGateways": [], "CustomerGateways": [], "VpnConnections": [],
    });
    transit(plan, &mut document);
    document
}

fn each<T>(items: &[T], write: impl Fn(usize, &T) -> Value) -> Value {
    items.iter().enumerate().map(|(index, item)| write(index, item)).collect()
}

/// All subnets with their VPC's number and their own.
fn all_subnets(plan: &Plan, write: impl Fn(usize, usize, &Subnet) -> Value) -> Vec<Value> {
    let mut all = Vec::new();
    for (vpc, found) in plan.vpcs.iter().enumerate() {
        all.extend(found.subnets.iter().enumerate().map(|(subnet, found)| write(vpc, subnet, found)));
    }
    all
}

fn vpcs(plan: &Plan) -> Value {
    let state = json!({"State": "associated"});
    each(&plan.vpcs, |vpc, found| {
        let block = vpc_block(vpc);
        let mut one = json!({
            "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "State": "available", "IsDefault": false, "CidrBlock": block,
            "CidrBlockAssociationSet": [{"CidrBlock": block, "CidrBlockState": state}],
        });
        if found.v6 {
            one["Ipv6CidrBlockAssociationSet"] =
                json!([{"Ipv6CidrBlock": vpc_block6(vpc), "Ipv6CidrBlockState": state}]);
        }
        one
    })
}

fn zone_name(zone: usize) -> &'static str {
    ["us-east-1a", "us-east-1b"][zone]
}

fn subnets(plan: &Plan) -> Vec<Value> {
    all_subnets(plan, |vpc, subnet, found| {
        let mut one = json!({
            "SubnetId": format!("subnet-{vpc}-{subnet}"), "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "State": "available",
            "CidrBlock": subnet_block(vpc, subnet), "AvailabilityZone": zone_name(found.zone),
            "AvailabilityZoneId": format!("use1-az{}", found.zone + 1),
        });
        if plan.vpcs[vpc].v6 {
            one["Ipv6CidrBlockAssociationSet"] = json!([{"Ipv6CidrBlock": subnet_block6(vpc, subnet), "Ipv6CidrBlockState": {"State": "associated"}}]);
        }
        one
    })
}

fn route_tables(plan: &Plan) -> Value {
    let mut all = subnet_tables(plan);
    for (vpc, found) in plan.vpcs.iter().enumerate().filter(|(_, vpc)| !vpc.ingress.is_empty()) {
        let id = format!("rtb-igw-{vpc}");
        let mut routes = vec![
            json!({"DestinationCidrBlock": vpc_block(vpc), "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}),
        ];
        for (subnet, host) in &found.ingress {
            routes.push(json!({"DestinationCidrBlock": subnet_block(vpc, *subnet), "NetworkInterfaceId": format!("eni-{host}"), "Origin": "CreateRoute", "State": "active"}));
        }
        let association = json!({"RouteTableAssociationId": format!("rtbassoc-igw-{vpc}"), "RouteTableId": id, "Main": false, "GatewayId": format!("igw-{vpc}"), "AssociationState": {"State": "associated"}});
        all.push(json!({"RouteTableId": id, "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "PropagatingVgws": [], "Associations": [association], "Routes": routes}));
    }
    Value::Array(all)
}

fn subnet_tables(plan: &Plan) -> Vec<Value> {
    all_subnets(plan, |vpc, subnet, found| {
        let id = format!("rtb-{vpc}-{subnet}");
        let mut routes = Vec::new();
        // A local route may have another target.
        if found.routes.iter().all(|route| route.block != vpc_block(vpc)) {
            routes.push(json!({"DestinationCidrBlock": vpc_block(vpc), "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}));
        }
        if plan.vpcs[vpc].v6 {
            routes.push(json!({"DestinationIpv6CidrBlock": vpc_block6(vpc), "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"}));
        }
        for route in &found.routes {
            let key = if is_v6(&route.block) { "DestinationIpv6CidrBlock" } else { "DestinationCidrBlock" };
            let (target, value) = match route.target {
                Target::Igw => ("GatewayId", format!("igw-{vpc}")),
                Target::Eigw => ("EgressOnlyInternetGatewayId", format!("eigw-{vpc}")),
                Target::Nat => ("NatGatewayId", format!("nat-{vpc}")),
                Target::Appliance(host) => ("NetworkInterfaceId", format!("eni-{host}")),
                Target::Peering(peering) => ("VpcPeeringConnectionId", format!("pcx-{peering}")),
                Target::Transit => ("TransitGatewayId", "tgw-0".to_owned()),
                Target::Blackhole => ("VpcPeeringConnectionId", "pcx-deleted".to_owned()),
            };
            let state = if route.target == Target::Blackhole { "blackhole" } else { "active" };
            routes.push(json!({key: route.block, target: value, "Origin": "CreateRoute", "State": state}));
        }
        let mut association = json!({"RouteTableAssociationId": format!("rtbassoc-{vpc}-{subnet}"), "RouteTableId": id, "Main": found.main, "AssociationState": {"State": "associated"}});
        if !found.main {
            association["SubnetId"] = json!(format!("subnet-{vpc}-{subnet}"));
        }
        json!({"RouteTableId": id, "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "PropagatingVgws": [], "Associations": [association], "Routes": routes})
    })
}

fn acls(plan: &Plan) -> Vec<Value> {
    all_subnets(plan, |vpc, subnet, found| {
        let id = format!("acl-{vpc}-{subnet}");
        let mut entries: Vec<Value> = found.entries.iter().map(acl_entry).collect();
        for egress in [false, true] {
            entries.push(json!({"RuleNumber": 32767, "Egress": egress, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}));
            if plan.vpcs[vpc].v6 {
                entries.push(json!({"RuleNumber": 32768, "Egress": egress, "RuleAction": "deny", "Protocol": "-1", "Ipv6CidrBlock": "::/0"}));
            }
        }
        json!({"NetworkAclId": id, "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "IsDefault": false, "Entries": entries,
            "Associations": [{"NetworkAclAssociationId": format!("aclassoc-{vpc}-{subnet}"), "NetworkAclId": id, "SubnetId": format!("subnet-{vpc}-{subnet}")}]})
    })
}

fn acl_entry(entry: &Entry) -> Value {
    let key = if is_v6(&entry.block) { "Ipv6CidrBlock" } else { "CidrBlock" };
    let action = if entry.allow { "allow" } else { "deny" };
    let mut one =
        json!({"RuleNumber": entry.number, "Egress": entry.egress, "RuleAction": action, key: entry.block});
    let any = |kind: Option<u8>| json!({"Type": kind.map_or(-1, i64::from), "Code": -1});
    match entry.traffic {
        Traffic::All => one["Protocol"] = json!("-1"),
        Traffic::Tcp(from, to) => {
            (one["Protocol"], one["PortRange"]) = (json!("6"), json!({"From": from, "To": to}))
        }
        Traffic::Udp(from, to) => {
            (one["Protocol"], one["PortRange"]) = (json!("17"), json!({"From": from, "To": to}))
        }
        Traffic::Icmp(kind) => (one["Protocol"], one["IcmpTypeCode"]) = (json!("1"), any(kind)),
        Traffic::Icmp6(kind) => (one["Protocol"], one["IcmpTypeCode"]) = (json!("58"), any(kind)),
    }
    one
}

fn groups(plan: &Plan) -> Value {
    each(&plan.groups, |number, group| {
        let rules =
            |rules: &[Rule]| -> Value { rules.iter().map(|rule| group_rule(plan, group, rule)).collect() };
        json!({"GroupId": format!("sg-{number}"), "GroupName": format!("g{number}"), "VpcId": format!("vpc-{}", group.vpc), "OwnerId": OWNER,
            "IpPermissions": rules(&group.ingress), "IpPermissionsEgress": rules(&group.egress)})
    })
}

fn group_rule(plan: &Plan, group: &Group, rule: &Rule) -> Value {
    let mut one = match rule.traffic {
        Traffic::All => json!({"IpProtocol": "-1"}),
        Traffic::Tcp(from, to) => json!({"IpProtocol": "tcp", "FromPort": from, "ToPort": to}),
        Traffic::Udp(from, to) => json!({"IpProtocol": "udp", "FromPort": from, "ToPort": to}),
        Traffic::Icmp(kind) => {
            json!({"IpProtocol": "icmp", "FromPort": kind.map_or(-1, i64::from), "ToPort": -1})
        }
        Traffic::Icmp6(kind) => {
            json!({"IpProtocol": "icmpv6", "FromPort": kind.map_or(-1, i64::from), "ToPort": -1})
        }
    };
    for key in ["IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs"] {
        one[key] = json!([]);
    }
    match &rule.peer {
        Peer::Block(block) if is_v6(block) => one["Ipv6Ranges"] = json!([{"CidrIpv6": block}]),
        Peer::Block(block) => one["IpRanges"] = json!([{"CidrIp": block}]),
        Peer::Group(number) => {
            let other = plan.groups[*number].vpc;
            let mut pair = json!({"GroupId": format!("sg-{number}"), "UserId": OWNER});
            if other != group.vpc {
                pair["VpcId"] = json!(format!("vpc-{other}"));
                let ends = (other.min(group.vpc), other.max(group.vpc));
                if let Some(peering) = plan.peerings.iter().position(|pair| *pair == ends) {
                    pair["VpcPeeringConnectionId"] = json!(format!("pcx-{peering}"));
                    pair["PeeringStatus"] = json!("active");
                }
            }
            one["UserIdGroupPairs"] = json!([pair]);
        }
    }
    one
}

fn interfaces(plan: &Plan) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for (number, host) in plan.hosts.iter().enumerate() {
        let rows = each(&host.addresses, |index, (private, public)| {
            let mut row = json!({"PrivateIpAddress": private, "Primary": index == 0});
            if let Some(public) = public {
                row["Association"] = json!({"PublicIp": public, "IpOwnerId": OWNER});
            }
            row
        });
        let zone = plan.vpcs[host.vpc].subnets[host.subnet].zone;
        let groups: Vec<Value> = host
            .groups
            .iter()
            .map(|group| json!({"GroupId": format!("sg-{group}"), "GroupName": format!("g{group}")}))
            .collect();
        let v6: Vec<Value> = host.v6.iter().map(|address| json!({"Ipv6Address": address})).collect();
        all.push(json!({
            "NetworkInterfaceId": format!("eni-{number}"), "VpcId": format!("vpc-{}", host.vpc), "SubnetId": format!("subnet-{}-{}", host.vpc, host.subnet),
            "OwnerId": OWNER, "AvailabilityZone": zone_name(zone), "AvailabilityZoneId": format!("use1-az{}", zone + 1), "InterfaceType": "interface",
            "Description": "", "Status": "in-use", "SourceDestCheck": !host.forwards, "Groups": groups, "PrivateIpAddress": host.addresses[0].0,
            "PrivateIpAddresses": rows, "Ipv6Addresses": v6,
            "Attachment": {"AttachmentId": format!("eni-attach-{number}"), "InstanceId": format!("i-{number}"), "InstanceOwnerId": OWNER, "DeviceIndex": 0, "Status": "attached"},
        }));
    }
    for (vpc, found) in plan.vpcs.iter().enumerate() {
        let (Some(nat), Some(private)) = (&found.nat, plan.nat_address(vpc)) else { continue };
        let zone = found.subnets[nat.subnet].zone;
        let mut row = json!({"PrivateIpAddress": private, "Primary": true});
        if let Some(public) = nat.public {
            row["Association"] = json!({"PublicIp": public, "IpOwnerId": OWNER, "AllocationId": format!("eipalloc-nat-{vpc}")});
        }
        all.push(json!({
            "NetworkInterfaceId": format!("eni-nat-{vpc}"), "VpcId": format!("vpc-{vpc}"), "SubnetId": format!("subnet-{vpc}-{}", nat.subnet), "OwnerId": OWNER,
            "AvailabilityZone": zone_name(zone), "AvailabilityZoneId": format!("use1-az{}", zone + 1), "InterfaceType": "nat_gateway", "RequesterManaged": true,
            "Description": format!("Interface for NAT Gateway nat-{vpc}"), "Status": "in-use", "SourceDestCheck": false, "Groups": [], "PrivateIpAddress": private,
            "PrivateIpAddresses": [row], "Ipv6Addresses": [],
        }));
    }
    Value::Array(all)
}

fn reservations(plan: &Plan) -> Value {
    each(&plan.hosts, |number, host| {
        json!({"ReservationId": format!("r-{number}"), "OwnerId": OWNER, "Instances": [{
            "InstanceId": format!("i-{number}"), "State": {"Name": if host.stopped { "stopped" } else { "running" }}, "VpcId": format!("vpc-{}", host.vpc),
            "SubnetId": format!("subnet-{}-{}", host.vpc, host.subnet), "PrivateIpAddress": host.addresses[0].0, "SourceDestCheck": !host.forwards,
        }]})
    })
}

fn gateways(plan: &Plan, prefix: &str, key: &str, is_there: impl Fn(&Vpc) -> bool) -> Value {
    let mut all = Vec::new();
    for (vpc, _) in plan.vpcs.iter().enumerate().filter(|(_, vpc)| is_there(vpc)) {
        all.push(json!({key: format!("{prefix}-{vpc}"), "OwnerId": OWNER, "Attachments": [{"VpcId": format!("vpc-{vpc}"), "State": "attached"}]}));
    }
    Value::Array(all)
}

fn nat_gateways(plan: &Plan) -> Value {
    let mut all = Vec::new();
    for (vpc, found) in plan.vpcs.iter().enumerate() {
        let Some(nat) = &found.nat else { continue };
        let mut row = json!({"PrivateIp": plan.nat_address(vpc), "NetworkInterfaceId": format!("eni-nat-{vpc}"), "IsPrimary": true, "Status": "succeeded"});
        if let Some(public) = nat.public {
            (row["PublicIp"], row["AllocationId"]) = (json!(public), json!(format!("eipalloc-nat-{vpc}")));
        }
        let connectivity = if nat.public.is_some() { "public" } else { "private" };
        all.push(json!({"NatGatewayId": format!("nat-{vpc}"), "VpcId": format!("vpc-{vpc}"), "SubnetId": format!("subnet-{vpc}-{}", nat.subnet),
            "State": "available", "ConnectivityType": connectivity, "NatGatewayAddresses": [row]}));
    }
    Value::Array(all)
}

fn peerings(plan: &Plan) -> Value {
    let side = |vpc: usize| {
        let v6: Vec<Value> =
            plan.vpcs[vpc].v6.then(|| json!({"Ipv6CidrBlock": vpc_block6(vpc)})).into_iter().collect();
        json!({"VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "Region": "us-east-1", "CidrBlock": vpc_block(vpc),
            "CidrBlockSet": [{"CidrBlock": vpc_block(vpc)}], "Ipv6CidrBlockSet": v6})
    };
    each(
        &plan.peerings,
        |number, (one, other)| json!({"VpcPeeringConnectionId": format!("pcx-{number}"), "Status": {"Code": "active"}, "RequesterVpcInfo": side(*one), "AccepterVpcInfo": side(*other)}),
    )
}

fn transit(plan: &Plan, document: &mut Value) {
    for key in [
        "TransitGateways",
        "TransitGatewayAttachments",
        "TransitGatewayVpcAttachments",
        "TransitGatewayPeeringAttachments",
        "TransitGatewayRouteTables",
    ] {
        document[key] = json!([]);
    }
    let Some(transit) = &plan.transit else { return };
    let on = |yes: bool| if yes { "enable" } else { "disable" };
    document["TransitGateways"] = json!([{"TransitGatewayId": "tgw-0", "OwnerId": OWNER, "State": "available", "Options": {
        "DefaultRouteTableAssociation": "disable", "DefaultRouteTablePropagation": "disable", "SecurityGroupReferencingSupport": on(transit.references)}}]);
    document["TransitGatewayAttachments"] = each(&transit.attachments, |vpc, found| {
        let mut one = json!({"TransitGatewayAttachmentId": format!("tgw-attach-{vpc}"), "TransitGatewayId": "tgw-0", "TransitGatewayOwnerId": OWNER,
            "ResourceType": "vpc", "ResourceId": format!("vpc-{vpc}"), "ResourceOwnerId": OWNER, "State": "available"});
        if let Some(table) = found.table {
            one["Association"] =
                json!({"TransitGatewayRouteTableId": format!("tgw-rtb-{table}"), "State": "associated"});
        }
        one
    });
    document["TransitGatewayVpcAttachments"] = each(&transit.attachments, |vpc, found| {
        let subnets: Vec<String> =
            found.subnets.iter().flatten().map(|subnet| format!("subnet-{vpc}-{subnet}")).collect();
        json!({"TransitGatewayAttachmentId": format!("tgw-attach-{vpc}"), "TransitGatewayId": "tgw-0", "VpcId": format!("vpc-{vpc}"), "VpcOwnerId": OWNER,
            "State": "available", "SubnetIds": subnets, "Options": {"DnsSupport": "enable", "SecurityGroupReferencingSupport": on(found.references),
            "Ipv6Support": "enable", "ApplianceModeSupport": "disable"}})
    });
    document["TransitGatewayRouteTables"] = each(
        &transit.tables,
        |table, _| json!({"TransitGatewayRouteTableId": format!("tgw-rtb-{table}"), "TransitGatewayId": "tgw-0", "State": "available"}),
    );
}
