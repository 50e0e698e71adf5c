//! Networks that are not regular: several groups an interface, restricted egress, one group on thousands of interfaces
//! that many rules name, IPv6, peering and a transit gateway, VPCs with the same ranges, network ACLs of many entries; and
//! one at AWS's limits, 1,000 rules an interface.

use std::env;

use pathlight::api::InputFile;
use serde_json::{Value, json};

/// What to make.
pub(crate) struct Plan {
    interfaces: usize,
    /// Inbound rules of each group.
    rules: usize,
    /// Whether every interface has a group of its own.
    is_quota: bool,
}

impl Plan {
    /// So many interfaces, with groups of a dozen rules.
    pub(crate) fn ordinary(interfaces: usize) -> Self {
        Plan { interfaces, rules: 12, is_quota: false }
    }
}

/// The networks to measure, with their names and sizes.
pub(crate) fn plans(sizes: &[String]) -> Vec<(&'static str, String, Plan)> {
    let mut plans = Vec::new();
    for size in sizes {
        let interfaces = size.parse().unwrap();
        plans.push(("irregular", size.clone(), Plan::ordinary(interfaces)));
    }
    plans.push(("few", "200".to_owned(), Plan::ordinary(200)));
    let quota = env::var("PATHLIGHT_BENCH_QUOTA").map_or(1000, |text| text.parse().unwrap());
    plans.push(("quota", quota.to_string(), Plan { interfaces: quota, rules: 1000, is_quota: true }));
    plans
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) % count.max(1) as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

const VPC_SIZE: usize = 1500;
const SUBNETS: usize = 24;

/// The documents of a network, as the AWS CLI prints them.
pub(crate) fn files(plan: &Plan) -> Vec<InputFile> {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let vpcs = plan.interfaces.div_ceil(VPC_SIZE);
    let ready = "available";
    let mut document = json!({
        "Vpcs": [], "Subnets": [], "RouteTables": [], "NetworkAcls": [], "SecurityGroups": [], "NetworkInterfaces": [],
        "Reservations": [], "InternetGateways": [], "NatGateways": [], "VpcPeeringConnections": [],
        "TransitGateways": [{"TransitGatewayId": "tgw-0", "State": ready, "OwnerId": "1", "Options": {}}],
        "TransitGatewayAttachments": [], "TransitGatewayVpcAttachments": [],
        "TransitGatewayRouteTables": [{"TransitGatewayRouteTableId": "tgw-rtb-0", "TransitGatewayId": "tgw-0", "State": ready}],
    });
    let mut add = |key: &str, value: Value| document[key].as_array_mut().unwrap().push(value);
    let mut transit_routes = Vec::new();
    let mut left = plan.interfaces;
    for vpc in 0..vpcs {
        // Every fifth VPC has the range of the one before it, and no way to anybody else.
        let is_twin = vpc % 5 == 4;
        let base = if is_twin { vpc - 1 } else { vpc };
        let (high, low) = (10 + base / 32, base % 32 * 8);
        let block = format!("{high}.{low}.0.0/13");
        let six = format!("2600:1f{:02x}:{:x}::/56", vpc / 256, (vpc % 256) * 256);
        let state = json!({"State": "associated"});
        add(
            "Vpcs",
            json!({"VpcId": format!("vpc-{vpc}"), "OwnerId": "1", "State": ready, "CidrBlock": block,
            "CidrBlockAssociationSet": [{"CidrBlock": block, "CidrBlockState": state}],
            "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": six, "Ipv6CidrBlockState": state}]}),
        );
        add(
            "InternetGateways",
            json!({"InternetGatewayId": format!("igw-{vpc}"),
            "Attachments": [{"State": ready, "VpcId": format!("vpc-{vpc}")}]}),
        );
        let peer = (vpc + 1 < vpcs && !is_twin && (vpc + 1) % 5 != 4).then_some(vpc + 1);
        if let Some(peer) = peer {
            let side =
                |vpc: usize| json!({"VpcId": format!("vpc-{vpc}"), "OwnerId": "1", "Region": "eu-west-1"});
            add(
                "VpcPeeringConnections",
                json!({"VpcPeeringConnectionId": format!("pcx-{vpc}"),
                "Status": {"Code": "active"}, "RequesterVpcInfo": side(vpc), "AccepterVpcInfo": side(peer)}),
            );
        }
        // Groups: one that everybody of the VPC carries, one a tier, and many small ones.
        let groups = if plan.is_quota { 0 } else { 60 };
        for group in 0..groups {
            add("SecurityGroups", group_of(plan, &mut dice, vpc, group, groups));
        }
        for acl in 0..4 {
            add("NetworkAcls", acl_of(&mut dice, vpc, acl));
        }
        for table in 0..4 {
            let mut routes = vec![
                json!({"DestinationCidrBlock": block, "GatewayId": "local", "State": "active"}),
                json!({"DestinationIpv6CidrBlock": six, "GatewayId": "local", "State": "active"}),
            ];
            if !is_twin {
                routes.push(json!({"DestinationCidrBlock": "10.0.0.0/7", "TransitGatewayId": "tgw-0", "State": "active"}));
                if let Some(peer) = peer {
                    let far = format!("{}.{}.0.0/13", 10 + peer / 32, peer % 32 * 8);
                    routes.push(json!({"DestinationCidrBlock": far, "VpcPeeringConnectionId": format!("pcx-{vpc}"), "State": "active"}));
                }
                if vpc > 0 && (vpc - 1) % 5 != 4 && vpc % 5 != 4 {
                    let near = format!("{}.{}.0.0/13", 10 + (vpc - 1) / 32, (vpc - 1) % 32 * 8);
                    routes.push(json!({"DestinationCidrBlock": near, "VpcPeeringConnectionId": format!("pcx-{}", vpc - 1), "State": "active"}));
                }
            }
            if table == 0 {
                routes.push(json!({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": format!("igw-{vpc}"), "State": "active"}));
            }
            let of = (0..SUBNETS).filter(|subnet| subnet % 4 == table);
            let rows: Vec<Value> = of
                .map(|subnet| json!({"SubnetId": format!("subnet-{vpc}-{subnet}"), "AssociationState": {"State": "associated"}}))
                .collect();
            add(
                "RouteTables",
                json!({"RouteTableId": format!("rtb-{vpc}-{table}"), "VpcId": format!("vpc-{vpc}"),
                "Associations": rows, "Routes": routes}),
            );
        }
        for subnet in 0..SUBNETS {
            let zone = ["a", "b", "c"][subnet % 3];
            add(
                "Subnets",
                json!({"SubnetId": format!("subnet-{vpc}-{subnet}"), "VpcId": format!("vpc-{vpc}"), "OwnerId": "1",
                "State": ready, "AvailabilityZone": format!("eu-west-1{zone}"), "CidrBlock": format!("{high}.{}.{}.0/22", low + subnet / 16, subnet % 16 * 16)}),
            );
        }
        let attached = format!("tgw-attach-{vpc}");
        if !is_twin {
            let subnets: Vec<String> = (0..3).map(|zone| format!("subnet-{vpc}-{zone}")).collect();
            add(
                "TransitGatewayVpcAttachments",
                json!({"TransitGatewayAttachmentId": attached, "TransitGatewayId": "tgw-0",
                "VpcId": format!("vpc-{vpc}"), "State": ready, "SubnetIds": subnets, "Options": {}}),
            );
            add(
                "TransitGatewayAttachments",
                json!({"TransitGatewayAttachmentId": attached, "TransitGatewayId": "tgw-0",
                "ResourceType": "vpc", "ResourceId": format!("vpc-{vpc}"), "State": ready,
                "Association": {"TransitGatewayRouteTableId": "tgw-rtb-0", "State": "associated"}}),
            );
            transit_routes.push(json!({"DestinationCidrBlock": block, "State": "active", "Type": "propagated",
                "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": attached, "ResourceId": format!("vpc-{vpc}"), "ResourceType": "vpc"}]}));
        }
        for number in 0..left.min(VPC_SIZE) {
            let subnet = number % SUBNETS;
            let host = number / SUBNETS + 10;
            let ip = format!("{high}.{}.{}.{}", low + subnet / 16, subnet % 16 * 16 + host / 250, host % 250);
            let carried: Vec<Value> = if plan.is_quota {
                add("SecurityGroups", group_of(plan, &mut dice, vpc, number, VPC_SIZE));
                vec![json!({"GroupId": format!("sg-{vpc}-{number}")})]
            } else {
                // A fleet of twelve or so, in three subnets, carries the same groups.
                let mut own =
                    Dice(0x1234_5678_9abc_def1 ^ ((vpc * 1009 + number / 72 * 24 + subnet / 4) as u64) << 20);
                let mut carried = vec![0, 1 + own.below(8)];
                for _ in 0..own.below(4) {
                    carried.push(9 + own.below(51));
                }
                carried.sort_unstable();
                carried.dedup();
                carried.iter().map(|group| json!({"GroupId": format!("sg-{vpc}-{group}")})).collect()
            };
            let mut address = json!({"PrivateIpAddress": ip, "Primary": true});
            if subnet.is_multiple_of(4) && dice.chance(30) {
                let public =
                    format!("{}.{}.{}.{}", 54 + vpc / 40, vpc % 40 * 6 + number / 256, number % 256, 7);
                address["Association"] = json!({"PublicIp": public});
            }
            let six = format!("2600:1f{:02x}:{:x}::{:x}", vpc / 256, (vpc % 256) * 256 + subnet, number + 16);
            let sixes = if dice.chance(40) { json!([{"Ipv6Address": six}]) } else { json!([]) };
            add(
                "NetworkInterfaces",
                json!({"NetworkInterfaceId": format!("eni-{vpc}-{number}"), "SubnetId": format!("subnet-{vpc}-{subnet}"),
                "VpcId": format!("vpc-{vpc}"), "OwnerId": "1", "Status": "in-use", "InterfaceType": "interface", "SourceDestCheck": true,
                "PrivateIpAddress": ip, "PrivateIpAddresses": [address], "Ipv6Addresses": sixes, "Groups": carried}),
            );
        }
        left = left.saturating_sub(VPC_SIZE);
    }
    let routes = json!({"Routes": transit_routes, "AdditionalRoutesAvailable": false});
    let file = |name: &str, value: &Value| InputFile {
        name: name.to_owned(),
        bytes: serde_json::to_vec(value).unwrap(),
    };
    vec![file("snapshot.json", &document), file("search-transit-gateway-routes.tgw-rtb-0.json", &routes)]
}

fn rule(dice: &mut Dice, peers: &Value) -> Value {
    let port = [22, 80, 443, 3306, 5432, 6379, 8080, 8443, 9092, 9200][dice.below(10)];
    let (first, last) = if dice.chance(15) { (port, port + 100) } else { (port, port) };
    let mut rule =
        json!({"IpProtocol": if dice.chance(90) { "tcp" } else { "udp" }, "FromPort": first, "ToPort": last});
    for (key, value) in peers.as_object().unwrap() {
        rule[key] = value.clone();
    }
    rule
}

fn group_of(plan: &Plan, dice: &mut Dice, vpc: usize, group: usize, groups: usize) -> Value {
    let mut inbound = Vec::new();
    for _ in 0..plan.rules {
        let peers = if plan.is_quota || dice.chance(60) {
            let length = if plan.is_quota { 32 } else { [32, 28, 24, 20, 16, 8][dice.below(6)] };
            let other = dice.below(vpc + 2);
            let address = format!(
                "{}.{}.{}.{}/{length}",
                10 + other / 32,
                other % 32 * 8 + dice.below(2),
                dice.below(256),
                dice.below(256)
            );
            json!({"IpRanges": [{"CidrIp": address}]})
        } else if dice.chance(30) {
            // The group that everybody carries.
            json!({"UserIdGroupPairs": [{"GroupId": format!("sg-{vpc}-0")}]})
        } else if dice.chance(10) {
            json!({"IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]})
        } else {
            json!({"UserIdGroupPairs": [{"GroupId": format!("sg-{vpc}-{}", dice.below(groups))}]})
        };
        inbound.push(rule(dice, &peers));
    }
    let outbound = if dice.chance(15) || (plan.is_quota && dice.chance(15)) {
        let mut rules = vec![rule(dice, &json!({"IpRanges": [{"CidrIp": "10.0.0.0/8"}]}))];
        let block = format!("10.{}.0.0/13", dice.below(32) * 8);
        rules.push(rule(dice, &json!({"IpRanges": [{"CidrIp": block}]})));
        let named = format!("sg-{vpc}-{}", dice.below(groups));
        rules.push(rule(dice, &json!({"UserIdGroupPairs": [{"GroupId": named}]})));
        rules
    } else {
        vec![
            json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}),
        ]
    };
    json!({"GroupId": format!("sg-{vpc}-{group}"), "GroupName": format!("g{group}"), "VpcId": format!("vpc-{vpc}"), "OwnerId": "1",
        "IpPermissions": inbound, "IpPermissionsEgress": outbound})
}

fn acl_of(dice: &mut Dice, vpc: usize, acl: usize) -> Value {
    let mut entries = Vec::new();
    for egress in [false, true] {
        let many = if acl == 0 { 0 } else { dice.below(18) };
        for number in 0..many {
            let port = 1 + dice.below(1023);
            entries.push(json!({"RuleNumber": 10 + number, "Protocol": "6", "RuleAction": if dice.chance(60) { "deny" } else { "allow" },
                "Egress": egress, "CidrBlock": format!("10.{}.0.0/{}", dice.below(64) * 4, [14, 16, 20][dice.below(3)]),
                "PortRange": {"From": port, "To": port + dice.below(200)}}));
        }
        entries.push(json!({"RuleNumber": 100, "Protocol": "-1", "RuleAction": "allow", "Egress": egress, "CidrBlock": "0.0.0.0/0"}));
        entries.push(json!({"RuleNumber": 101, "Protocol": "-1", "RuleAction": "allow", "Egress": egress, "Ipv6CidrBlock": "::/0"}));
    }
    let of = (0..SUBNETS).filter(|subnet| subnet / 6 == acl);
    let rows: Vec<Value> = of.map(|subnet| json!({"SubnetId": format!("subnet-{vpc}-{subnet}"), "NetworkAclId": format!("acl-{vpc}-{acl}")})).collect();
    json!({"NetworkAclId": format!("acl-{vpc}-{acl}"), "VpcId": format!("vpc-{vpc}"), "IsDefault": acl == 0, "OwnerId": "1",
        "Associations": rows, "Entries": entries})
}
