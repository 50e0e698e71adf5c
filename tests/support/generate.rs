//! Random networks, made AS AWS CLI JSON so that reading is tested too, and concrete questions about them.
//!
//! A network is built from a tape of random numbers: proptest shrinks the tape, and a zero means the plainest choice.
//! Everything aims at edges: ports one off the asked one, first and last addresses, one past, equal boundaries.

use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Value, json};

use super::edge_questions;
use super::generate_balancers::add_balancers;
use super::generate_edges::add_edges;
use super::generate_transit::{add_sites, question_of_sites};
use super::json::{list, text};
use super::oracle::{End, Packet, Question};
use super::services::{add_services, endpoints, machines, nodes};

/// Numbers to choose by; zeros when it is used up.
pub struct Tape<'t> {
    numbers: &'t [u32],
    at: usize,
}

impl<'t> Tape<'t> {
    pub fn new(numbers: &'t [u32]) -> Self {
        Tape { numbers, at: 0 }
    }

    fn next(&mut self) -> u32 {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        number
    }

    /// A number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        self.next() as usize % count.max(1)
    }

    pub fn of<'o, T>(&mut self, options: &'o [T]) -> &'o T {
        &options[self.below(options.len())]
    }

    /// True with this chance; a used-up tape says no.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.next() % 100 >= 100 - percent
    }
}

const OWNER: &str = "111122223333";
pub const HOST_V4: &str = "198.51.100.7";
const HOSTS_V4: [&str; 3] = [HOST_V4, "198.51.100.8", "8.8.8.8"];
const HOSTS_V6: [&str; 2] = ["2600:1f00::7", "2600:1f00::8"];
const ONPREM: [&str; 3] = ["192.168.1.5", "192.168.4.0", "192.168.3.255"];

/// The asked ports of one network: every rule is made around them.
#[derive(Clone, Copy)]
struct Focus {
    port: u16,
    source: u16,
}

struct Draft<'t, 'n> {
    tape: &'t mut Tape<'n>,
    focus: Focus,
    vpcs: usize,
    subnets: Vec<usize>,
    v6: Vec<bool>,
    groups: Vec<usize>,
    igw: Vec<bool>,
    eigw: Vec<bool>,
    nat: Vec<Option<usize>>,
    vgw: Vec<bool>,
    endpoint: Vec<bool>,
    tgw: bool,
    peered: Vec<(usize, usize)>,
    second: Vec<bool>,
    interfaces: Vec<Spot>,
    public: usize,
    /// The net's second number: VPC 1 may overlap VPC 0.
    base: Vec<u8>,
}

/// Where an interface is.
#[derive(Clone)]
struct Spot {
    vpc: usize,
    subnet: usize,
    id: String,
    private: String,
    public: Option<String>,
    appliance: bool,
}

fn block(base: u8, subnet: usize) -> String {
    format!("10.{base}.{subnet}.0/24")
}

/// Builds a network from a tape: an object of several AWS CLI results.
pub fn network(numbers: &[u32]) -> Value {
    // A part of its own for the rarer features, so that they come whatever else was drawn.
    let (numbers, kept) = numbers.split_at(numbers.len() - numbers.len() / 5);
    let mut tape = Tape::new(numbers);
    let port = *tape.of(&[443_u16, 22, 0, 65535, 1024, 1023, 32768]);
    let source = *tape.of(&[40000_u16, 1024, 65535, 32768, 60999, 49152]);
    let vpcs = 1 + tape.below(3);
    let mut draft = Draft {
        tape: &mut tape,
        focus: Focus { port, source },
        vpcs,
        subnets: Vec::new(),
        v6: Vec::new(),
        groups: Vec::new(),
        igw: Vec::new(),
        eigw: Vec::new(),
        nat: Vec::new(),
        vgw: Vec::new(),
        endpoint: Vec::new(),
        tgw: false,
        peered: Vec::new(),
        second: Vec::new(),
        interfaces: Vec::new(),
        public: 10,
        base: Vec::new(),
    };
    draft.plan();
    let mut document = draft.build();
    add_services(&mut document, &mut tape);
    add_edges(&mut document, &mut Tape::new(kept));
    add_sites(&mut document, numbers);
    add_balancers(&mut document, numbers);
    document
}

impl Draft<'_, '_> {
    fn plan(&mut self) {
        for vpc in 0..self.vpcs {
            let subnets = 1 + self.tape.below(4);
            self.subnets.push(subnets);
            let overlaps = vpc == 1 && self.tape.chance(4);
            self.base.push(if overlaps { 1 } else { u8::try_from(vpc).unwrap() + 1 });
            self.v6.push(self.tape.chance(45));
            self.groups.push(1 + self.tape.below(3));
            self.igw.push(!self.tape.chance(15));
            self.eigw.push(self.tape.chance(40));
            let nat = self.tape.chance(60).then(|| self.tape.below(subnets));
            self.nat.push(nat);
            self.vgw.push(self.tape.chance(35));
            self.endpoint.push(self.tape.chance(25));
            self.second.push(self.tape.chance(12));
        }
        self.tgw = self.vpcs > 1 && self.tape.chance(60);
        for one in 0..self.vpcs {
            for other in one + 1..self.vpcs {
                if self.tape.chance(75) {
                    self.peered.push((one, other));
                }
            }
        }
    }

    fn build(&mut self) -> Value {
        let interfaces = self.interfaces();
        let instances = self.instances(&interfaces);
        let mut document = json!({
            "Vpcs": self.vpcs(),
            "Subnets": self.subnets(),
            "NetworkInterfaces": interfaces,
            "Reservations": instances,
        });
        let parts = [
            ("InternetGateways", self.simple_gateways("igw", "InternetGatewayId", "Attachments")),
            (
                "EgressOnlyInternetGateways",
                self.simple_gateways("eigw", "EgressOnlyInternetGatewayId", "Attachments"),
            ),
            ("VpnGateways", self.simple_gateways("vgw", "VpnGatewayId", "VpcAttachments")),
            ("NatGateways", self.nat_gateways()),
            ("VpnConnections", self.vpn_connections()),
            ("CustomerGateways", json!([])),
            ("Addresses", json!([])),
            ("VpcPeeringConnections", self.peerings()),
            ("VpcEndpoints", self.endpoints()),
            ("PrefixLists", self.prefix_lists()),
        ];
        for (key, value) in parts {
            document[key] = value;
        }
        self.transit(&mut document);
        document["SecurityGroups"] = self.security_groups();
        document["NetworkAcls"] = self.acls();
        document["RouteTables"] = self.route_tables();
        document["Focus"] = json!([self.focus.port, self.focus.source]);
        document
    }

    fn vpcs(&mut self) -> Value {
        let all = (0..self.vpcs).map(|vpc| {
            let base = self.base[vpc];
            let state = json!({"State": "associated"});
            let mut blocks = vec![json!({"CidrBlock": format!("10.{base}.0.0/16"), "CidrBlockState": state})];
            if self.second[vpc] {
                blocks.push(json!({"CidrBlock": format!("100.64.{vpc}.0/24"), "CidrBlockState": state}));
            }
            let mut one = json!({
                "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "State": "available", "IsDefault": false,
                "CidrBlock": format!("10.{base}.0.0/16"), "CidrBlockAssociationSet": blocks,
            });
            if self.v6[vpc] {
                one["Ipv6CidrBlockAssociationSet"] =
                    json!([{"Ipv6CidrBlock": format!("2600:{vpc}::/56"), "Ipv6CidrBlockState": state}]);
            }
            one
        });
        all.collect()
    }

    fn subnets(&mut self) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            for subnet in 0..self.subnets[vpc] {
                let zone = if self.tape.chance(25) { 2 } else { 1 };
                let mut one = json!({
                    "SubnetId": format!("subnet-{vpc}-{subnet}"), "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "State": "available",
                    "CidrBlock": block(self.base[vpc], subnet),
                    "AvailabilityZone": format!("us-east-1{}", if zone == 1 { "a" } else { "b" }),
                    "AvailabilityZoneId": format!("use1-az{zone}"),
                });
                if self.v6[vpc] {
                    one["Ipv6CidrBlockAssociationSet"] = json!([{
                        "Ipv6CidrBlock": format!("2600:{vpc}:0:{subnet}::/64"), "Ipv6CidrBlockState": {"State": "associated"},
                    }]);
                }
                all.push(one);
            }
        }
        Value::Array(all)
    }

    fn next_public(&mut self) -> String {
        self.public += 1;
        format!("203.0.113.{}", self.public)
    }

    fn interfaces(&mut self) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            for subnet in 0..self.subnets[vpc] {
                let most = if self.vpcs == 1 { 3 } else { 2 };
                let count = 1 + self.tape.below(most);
                for number in 0..count {
                    all.push(self.interface(vpc, subnet, number));
                }
            }
        }
        for vpc in 0..self.vpcs {
            if let Some(subnet) = self.nat[vpc] {
                let public = self.next_public();
                let private = format!("10.{}.{subnet}.5", self.base[vpc]);
                all.push(json!({
                    "NetworkInterfaceId": format!("eni-nat-{vpc}"), "VpcId": format!("vpc-{vpc}"), "SubnetId": format!("subnet-{vpc}-{subnet}"),
                    "OwnerId": OWNER, "InterfaceType": "nat_gateway", "Status": "in-use", "SourceDestCheck": false, "RequesterManaged": true,
                    "Description": format!("Interface for NAT Gateway nat-{vpc}"), "Groups": [], "PrivateIpAddress": private,
                    "PrivateIpAddresses": [{"PrivateIpAddress": private, "Primary": true, "Association": {"PublicIp": public, "AllocationId": format!("eipalloc-nat-{vpc}")}}],
                    "Ipv6Addresses": [],
                    "Attachment": {"AttachmentId": format!("ela-attach-nat-{vpc}"), "InstanceOwnerId": "amazon-aws", "DeviceIndex": 1, "Status": "attached"},
                }));
            }
        }
        Value::Array(all)
    }

    fn interface(&mut self, vpc: usize, subnet: usize, number: usize) -> Value {
        let id = format!("eni-{vpc}-{subnet}-{number}");
        let base = self.base[vpc];
        let private = format!("10.{base}.{subnet}.{}", [10, 254, 127][number]);
        let public = self.tape.chance(75).then(|| self.next_public());
        let mut rows = vec![json!({"PrivateIpAddress": private, "Primary": true})];
        if let Some(public) = &public {
            rows[0]["Association"] = json!({"PublicIp": public, "IpOwnerId": OWNER});
        }
        if self.tape.chance(12) {
            let mut second =
                json!({"PrivateIpAddress": format!("10.{base}.{subnet}.{}", 128 + number), "Primary": false});
            if self.tape.chance(50) {
                second["Association"] = json!({"PublicIp": self.next_public(), "IpOwnerId": OWNER});
            }
            rows.push(second);
        }
        let v6 = self.v6[vpc] && !self.tape.chance(25);
        let first = self.tape.below(self.groups[vpc]);
        let mut groups = vec![json!({"GroupId": format!("sg-{vpc}-{first}")})];
        if self.tape.chance(30) {
            let another = format!("sg-{vpc}-{}", self.tape.below(self.groups[vpc]));
            if groups[0]["GroupId"] != another.as_str() {
                groups.push(json!({"GroupId": another}));
            }
        }
        if self.tape.chance(2) {
            groups.push(json!({"GroupId": "sg-unknown"}));
        }
        let appliance = self.tape.chance(25);
        let mut one = json!({
            "NetworkInterfaceId": id, "VpcId": format!("vpc-{vpc}"), "SubnetId": format!("subnet-{vpc}-{subnet}"), "OwnerId": OWNER,
            "InterfaceType": "interface", "Description": "", "Status": "in-use", "SourceDestCheck": !appliance, "Groups": groups,
            "PrivateIpAddress": private, "PrivateIpAddresses": rows, "Ipv6Addresses": [],
            "Attachment": {"AttachmentId": format!("att-{id}"), "InstanceId": id.replace("eni", "i"), "InstanceOwnerId": OWNER, "DeviceIndex": 0, "Status": "attached"},
        });
        if v6 {
            one["Ipv6Addresses"] =
                json!([{"Ipv6Address": format!("2600:{vpc}:0:{subnet}::{}", 10 + number)}]);
        }
        if self.tape.chance(1) {
            one["Attachment"]["Status"] = json!("detached");
            one["Status"] = json!("available");
        }
        self.interfaces.push(Spot { vpc, subnet, id, private, public, appliance });
        one
    }

    fn instances(&mut self, interfaces: &Value) -> Value {
        let mut all = Vec::new();
        for interface in interfaces.as_array().unwrap() {
            let id = text(&interface["Attachment"], "InstanceId");
            if id.is_empty() {
                continue;
            }
            let state = if self.tape.chance(1) { "stopped" } else { "running" };
            all.push(json!({"ReservationId": format!("r-{id}"), "OwnerId": OWNER, "Instances": [{
                "InstanceId": id, "State": {"Name": state}, "VpcId": interface["VpcId"], "SubnetId": interface["SubnetId"],
                "PrivateIpAddress": interface["PrivateIpAddress"], "SourceDestCheck": interface["SourceDestCheck"],
            }]}));
        }
        Value::Array(all)
    }

    fn simple_gateways(&mut self, prefix: &str, key: &str, attachments: &str) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            let there = match prefix {
                "igw" => self.igw[vpc],
                "eigw" => self.eigw[vpc],
                _ => self.vgw[vpc],
            };
            if !there {
                continue;
            }
            let mut one = json!({key: format!("{prefix}-{vpc}"), "OwnerId": OWNER, "State": "available"});
            let state = if prefix == "igw" && self.tape.chance(50) { "available" } else { "attached" };
            one[attachments] = if self.tape.chance(3) {
                json!([])
            } else {
                json!([{"VpcId": format!("vpc-{vpc}"), "State": state}])
            };
            all.push(one);
        }
        Value::Array(all)
    }

    fn nat_gateways(&mut self) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            let Some(subnet) = self.nat[vpc] else { continue };
            let state = if self.tape.chance(5) { "failed" } else { "available" };
            // The public addresses of the NAT gateways come after all others, in the order of the VPCs.
            let before = (0..vpc).filter(|one| self.nat[*one].is_some()).count();
            let count = self.nat.iter().flatten().count();
            let public = self.public - count + before + 1;
            all.push(json!({
                "NatGatewayId": format!("nat-{vpc}"), "VpcId": format!("vpc-{vpc}"), "SubnetId": format!("subnet-{vpc}-{subnet}"),
                "State": state, "ConnectivityType": "public",
                "NatGatewayAddresses": [{"PrivateIp": format!("10.{}.{subnet}.5", self.base[vpc]), "PublicIp": format!("203.0.113.{public}"),
                    "AllocationId": format!("eipalloc-nat-{vpc}"), "NetworkInterfaceId": format!("eni-nat-{vpc}"), "IsPrimary": true, "Status": "succeeded"}],
            }));
        }
        Value::Array(all)
    }

    fn vpn_connections(&mut self) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            if !self.vgw[vpc] {
                continue;
            }
            let block = *self.tape.of(&["192.168.0.0/16", "192.168.0.0/22"]);
            let status = if self.tape.chance(8) { "DOWN" } else { "UP" };
            all.push(json!({
                "VpnConnectionId": format!("vpn-{vpc}"), "State": "available", "Type": "ipsec.1", "CustomerGatewayId": "cgw-0",
                "VpnGatewayId": format!("vgw-{vpc}"), "Options": {"StaticRoutesOnly": true},
                "Routes": [{"DestinationCidrBlock": block, "State": "available"}],
                "VgwTelemetry": [{"OutsideIpAddress": "203.0.113.241", "Status": status, "AcceptedRouteCount": 1}],
            }));
        }
        Value::Array(all)
    }

    fn peerings(&mut self) -> Value {
        let mut all = Vec::new();
        for (one, other) in self.peered.clone() {
            let status = if self.tape.chance(5) { "deleted" } else { "active" };
            let side = |vpc: usize| {
                let base = self.base[vpc];
                let mut blocks = vec![json!({"CidrBlock": format!("10.{base}.0.0/16")})];
                if self.second[vpc] {
                    blocks.push(json!({"CidrBlock": format!("100.64.{vpc}.0/24")}));
                }
                let v6 = if self.v6[vpc] {
                    json!([{"Ipv6CidrBlock": format!("2600:{vpc}::/56")}])
                } else {
                    json!([])
                };
                json!({"VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "Region": "us-east-1", "CidrBlock": format!("10.{base}.0.0/16"),
                    "CidrBlockSet": blocks, "Ipv6CidrBlockSet": v6})
            };
            all.push(json!({
                "VpcPeeringConnectionId": format!("pcx-{one}{other}"), "Status": {"Code": status},
                "RequesterVpcInfo": side(one), "AccepterVpcInfo": side(other),
            }));
        }
        Value::Array(all)
    }

    fn endpoints(&mut self) -> Value {
        let all = (0..self.vpcs).filter(|vpc| self.endpoint[*vpc]).map(|vpc| {
            json!({"VpcEndpointId": format!("vpce-{vpc}"), "VpcEndpointType": "Gateway", "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER,
                "State": "available", "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": [], "SubnetIds": [],
                "NetworkInterfaceIds": [], "Groups": [], "PrivateDnsEnabled": false})
        });
        all.collect()
    }

    fn prefix_lists(&mut self) -> Value {
        let mut near = vec![format!("10.{}.0.0/16", self.base[self.vpcs - 1])];
        near.push(format!("10.1.0.{}/32", self.tape.of(&[10, 11])));
        json!([
            {"PrefixListId": "pl-s3", "PrefixListName": "com.amazonaws.us-east-1.s3", "Cidrs": ["52.216.0.0/15"]},
            {"PrefixListId": "pl-near", "PrefixListName": "near", "Cidrs": near},
        ])
    }

    fn transit(&mut self, document: &mut Value) {
        for key in [
            "TransitGateways",
            "TransitGatewayAttachments",
            "TransitGatewayVpcAttachments",
            "TransitGatewayPeeringAttachments",
            "TransitGatewayRouteTables",
            "TransitGatewayStaticRoutes",
        ] {
            document[key] = json!([]);
        }
        if !self.tgw {
            return;
        }
        let on = |yes: bool| if yes { "enable" } else { "disable" };
        let references = self.tape.chance(50);
        document["TransitGateways"] = json!([{"TransitGatewayId": "tgw-0", "OwnerId": OWNER, "State": "available",
            "Options": {"DefaultRouteTableAssociation": "disable", "DefaultRouteTablePropagation": "disable", "SecurityGroupReferencingSupport": on(references)}}]);
        let tables = 1 + self.tape.below(2);
        let (mut all, mut vpc_ones) = (Vec::new(), Vec::new());
        for vpc in 0..self.vpcs {
            let state = if self.tape.chance(3) { "deleting" } else { "available" };
            let id = format!("tgw-attach-{vpc}");
            let mut one = json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-0", "TransitGatewayOwnerId": OWNER,
                "ResourceType": "vpc", "ResourceId": format!("vpc-{vpc}"), "ResourceOwnerId": OWNER, "State": state});
            if !self.tape.chance(3) {
                one["Association"] = json!({"TransitGatewayRouteTableId": format!("tgw-rtb-{}", self.tape.below(tables)), "State": "associated"});
            }
            all.push(one);
            // One subnet a zone, as AWS demands.
            let mut doors: Vec<String> = Vec::new();
            let mut zones: Vec<String> = Vec::new();
            for subnet in
                list(document, "Subnets").iter().filter(|one| text(one, "VpcId") == format!("vpc-{vpc}"))
            {
                let zone = text(subnet, "AvailabilityZoneId").to_owned();
                if !zones.contains(&zone) && (doors.is_empty() || !self.tape.chance(30)) {
                    zones.push(zone);
                    doors.push(text(subnet, "SubnetId").to_owned());
                }
            }
            let attachment_references = !self.tape.chance(15);
            vpc_ones.push(json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-0", "VpcId": format!("vpc-{vpc}"), "VpcOwnerId": OWNER,
                "State": state, "SubnetIds": doors, "Options": {"DnsSupport": "enable", "SecurityGroupReferencingSupport": on(attachment_references),
                "Ipv6Support": "enable", "ApplianceModeSupport": "disable"}}));
        }
        document["TransitGatewayAttachments"] = Value::Array(all);
        document["TransitGatewayVpcAttachments"] = Value::Array(vpc_ones);
        let (mut named, mut routes) = (Vec::new(), Vec::new());
        for table in 0..tables {
            let id = format!("tgw-rtb-{table}");
            named.push(
                json!({"TransitGatewayRouteTableId": id, "TransitGatewayId": "tgw-0", "State": "available"}),
            );
            routes.push(json!({"TransitGatewayRouteTableId": id, "Routes": self.transit_routes(), "AdditionalRoutesAvailable": false}));
        }
        document["TransitGatewayRouteTables"] = Value::Array(named);
        document["TransitGatewayStaticRoutes"] = Value::Array(routes);
    }

    fn transit_routes(&mut self) -> Vec<Value> {
        let mut routes: Vec<Value> = Vec::new();
        let mut add = |block: String, vpc: usize, kind: &str, state: &str| {
            // The API prints one winner for each block.
            if !routes.iter().any(|route| text(route, "DestinationCidrBlock") == block) {
                let to = json!([{"ResourceId": format!("vpc-{vpc}"), "TransitGatewayAttachmentId": format!("tgw-attach-{vpc}"), "ResourceType": "vpc"}]);
                let mut one = json!({"DestinationCidrBlock": block, "Type": kind, "State": state});
                if state == "active" {
                    one["TransitGatewayAttachments"] = to;
                }
                routes.push(one);
            }
        };
        for vpc in 0..self.vpcs {
            if !self.tape.chance(8) {
                add(format!("10.{}.0.0/16", self.base[vpc]), vpc, "propagated", "active");
                if self.v6[vpc] {
                    add(format!("2600:{vpc}::/56"), vpc, "propagated", "active");
                }
            }
            if self.tape.chance(15) {
                let subnet = self.tape.below(self.subnets[vpc]);
                let to = self.tape.below(self.vpcs);
                let state = if self.tape.chance(50) { "blackhole" } else { "active" };
                add(block(self.base[vpc], subnet), to, "static", state);
            }
        }
        if self.tape.chance(50) {
            let to = self.tape.below(self.vpcs);
            add("0.0.0.0/0".to_owned(), to, "static", "active");
        }
        routes
    }

    /// An address block that holds, or just misses, something that is asked about.
    fn peer_block(&mut self, v6: bool) -> String {
        if v6 {
            let vpc = self.tape.below(self.vpcs);
            return match self.tape.below(6) {
                0..=2 => "::/0".to_owned(),
                3 => format!("2600:{vpc}::/56"),
                4 => format!("2600:{vpc}:0:{}::/64", self.tape.below(4)),
                _ => (*self.tape.of(&["2600:1f00::7/128", "2600:1f00::/125", "2600:1f00::8/125"])).to_owned(),
            };
        }
        let spot = self.tape.below(self.interfaces.len());
        let Spot { vpc, subnet, private, public, .. } = self.interfaces[spot].clone();
        let number = |text: &str| u32::from(text.parse::<Ipv4Addr>().unwrap());
        let near =
            |text: &str, step: i64| Ipv4Addr::from(u32::try_from(i64::from(number(text)) + step).unwrap());
        match self.tape.below(16) {
            0..=3 => "0.0.0.0/0".to_owned(),
            4 => "10.0.0.0/8".to_owned(),
            5 => format!("10.{}.0.0/16", self.base[vpc]),
            6 => block(self.base[vpc], subnet),
            7 => format!("{private}/32"),
            8 => format!("{}/32", near(&private, 1)),
            9 => format!("10.{}.{subnet}.0/25", self.base[vpc]),
            10 => format!("10.{}.{subnet}.128/25", self.base[vpc]),
            11 => format!("{}/32", public.unwrap_or(private)),
            12 => format!("{HOST_V4}/32"),
            13 => (*self.tape.of(&["198.51.100.0/29", "198.51.100.8/29", "198.51.100.0/24"])).to_owned(),
            14 => (*self.tape.of(&["192.168.0.0/16", "192.168.0.0/22", "192.168.4.0/32", "52.216.0.0/15"]))
                .to_owned(),
            _ => "203.0.113.0/24".to_owned(),
        }
    }

    fn port_range(&mut self) -> (u16, u16) {
        let Focus { port, source } = self.focus;
        let (low, high) = (port.saturating_sub(1), port.saturating_add(1));
        match self.tape.below(14) {
            0..=3 => (port, port),
            4 => (0, 65535),
            5 => (low, port),
            6 => (port, high),
            7 => (0, low),
            8 => (high, 65535),
            9 => (1024, 65535),
            10 => (source, source),
            11 => (source.saturating_add(1), 65535),
            12 => (1024, source),
            _ => (*self.tape.of(&[32768, 49152]), *self.tape.of(&[60999, 65535])),
        }
    }

    fn security_groups(&mut self) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            for group in 0..self.groups[vpc] {
                let count = self.tape.below(5);
                let mut ingress: Vec<Value> = (0..count).map(|_| self.group_rule(vpc, group)).collect();
                if self.tape.chance(88) {
                    ingress.push(json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
                        "PrefixListIds": [], "UserIdGroupPairs": []}));
                }
                let egress: Vec<Value> = if self.tape.chance(9) {
                    let count = self.tape.below(5);
                    (0..count).map(|_| self.group_rule(vpc, group)).collect()
                } else {
                    vec![
                        json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
                        "PrefixListIds": [], "UserIdGroupPairs": []}),
                    ]
                };
                all.push(json!({"GroupId": format!("sg-{vpc}-{group}"), "GroupName": format!("g{vpc}{group}"), "VpcId": format!("vpc-{vpc}"),
                    "OwnerId": OWNER, "IpPermissions": ingress, "IpPermissionsEgress": egress}));
            }
        }
        Value::Array(all)
    }

    fn group_rule(&mut self, vpc: usize, group: usize) -> Value {
        let mut one = json!({"IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []});
        let protocol = *self
            .tape
            .of(&["tcp", "tcp", "tcp", "tcp", "-1", "-1", "udp", "icmp", "icmpv6", "50", "6", "17"]);
        one["IpProtocol"] = json!(protocol);
        match protocol {
            "tcp" | "udp" | "6" | "17" => {
                let (from, to) = self.port_range();
                one["FromPort"] = json!(from);
                one["ToPort"] = json!(to);
            }
            "icmp" | "icmpv6" => {
                one["FromPort"] = json!(self.tape.of(&[-1, 8, 0, 128]));
                one["ToPort"] = json!(if one["FromPort"] == -1 { -1 } else { *self.tape.of(&[-1, 0, 1]) });
            }
            _ => {}
        }
        match self.tape.below(8) {
            0..=3 => one["IpRanges"] = json!([{"CidrIp": self.peer_block(false)}]),
            4 => one["Ipv6Ranges"] = json!([{"CidrIpv6": self.peer_block(true)}]),
            5 => {
                one["PrefixListIds"] = json!([{"PrefixListId": self.tape.of(&["pl-near", "pl-s3", "pl-near", "pl-s3", "pl-near", "pl-unknown"])}])
            }
            _ => {
                let there = if self.tape.chance(45) { self.tape.below(self.vpcs) } else { vpc };
                let which = if self.tape.chance(60) { self.tape.below(self.groups[there]) } else { group };
                let id =
                    if self.tape.chance(6) { "sg-nowhere".to_owned() } else { format!("sg-{there}-{which}") };
                let mut pair = json!({"GroupId": id, "UserId": OWNER});
                if there != vpc {
                    pair["VpcId"] = json!(format!("vpc-{there}"));
                    let (low, high) = (vpc.min(there), vpc.max(there));
                    if self.peered.contains(&(low, high)) {
                        pair["VpcPeeringConnectionId"] = json!(format!("pcx-{low}{high}"));
                        pair["PeeringStatus"] = json!("active");
                    }
                }
                one["UserIdGroupPairs"] = json!([pair]);
            }
        }
        one
    }

    fn acls(&mut self) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            let custom = self.tape.below(3);
            let mut bound: Vec<Vec<Value>> = vec![Vec::new(); custom + 1];
            for subnet in 0..self.subnets[vpc] {
                let id = format!("subnet-{vpc}-{subnet}");
                let which = if custom > 0 && self.tape.chance(20) { 1 + self.tape.below(custom) } else { 0 };
                // A subnet of no list at all has the default one, too.
                if which > 0 || self.tape.chance(70) {
                    bound[which]
                        .push(json!({"NetworkAclAssociationId": format!("aclassoc-{id}"), "SubnetId": id}));
                }
            }
            for (number, associations) in bound.into_iter().enumerate() {
                let mut entries = Vec::new();
                for egress in [false, true] {
                    if number == 0 && !self.tape.chance(7) {
                        entries.push(entry(100, egress, "allow", "-1", "0.0.0.0/0"));
                        entries.push(entry(101, egress, "allow", "-1", "::/0"));
                    } else {
                        self.acl_entries(egress, &mut entries);
                    }
                    entries.push(entry(32767, egress, "deny", "-1", "0.0.0.0/0"));
                    entries.push(entry(32768, egress, "deny", "-1", "::/0"));
                }
                if self.tape.chance(40) {
                    entries.reverse();
                }
                all.push(json!({"NetworkAclId": format!("acl-{vpc}-{number}"), "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER,
                    "IsDefault": number == 0, "Associations": associations, "Entries": entries}));
            }
        }
        Value::Array(all)
    }

    fn acl_entries(&mut self, egress: bool, entries: &mut Vec<Value>) {
        let count = self.tape.below(5);
        let mut numbers: Vec<usize> = Vec::new();
        for _ in 0..count {
            let mut number = 10 + self.tape.below(40);
            while numbers.contains(&number) {
                number += 1;
            }
            numbers.push(number);
            let action = if self.tape.chance(45) { "deny" } else { "allow" };
            let protocol = *self.tape.of(&["6", "6", "6", "-1", "17", "1", "58", "50"]);
            let v6 = protocol == "58" || self.tape.chance(15);
            let block = self.peer_block(v6);
            let mut one = entry(number, egress, action, protocol, &block);
            match protocol {
                "6" | "17" => {
                    let (from, to) = self.port_range();
                    one["PortRange"] = json!({"From": from, "To": to});
                }
                "1" | "58" => {
                    one["IcmpTypeCode"] =
                        json!({"Type": self.tape.of(&[-1, 8, 0, 128, 129]), "Code": self.tape.of(&[-1, 0])})
                }
                _ => {}
            }
            entries.push(one);
        }
        if !self.tape.chance(18) {
            entries.push(entry(200, egress, "allow", "-1", "0.0.0.0/0"));
            entries.push(entry(201, egress, "allow", "-1", "::/0"));
        } else if !self.tape.chance(30) {
            let mut one = entry(200, egress, "allow", "6", "0.0.0.0/0");
            let from = *self.tape.of(&[1024, 32768, 49152]);
            one["PortRange"] = json!({"From": from, "To": 65535});
            entries.push(one);
        }
    }

    /// A target for a route of a VPC, of the kind named; `None` when the VPC has none.
    fn target(&mut self, vpc: usize, kind: &str) -> Option<(&'static str, String)> {
        match kind {
            "igw" => self.igw[vpc].then(|| ("GatewayId", format!("igw-{vpc}"))),
            "eigw" => self.eigw[vpc].then(|| ("EgressOnlyInternetGatewayId", format!("eigw-{vpc}"))),
            "nat" => self.nat[vpc].map(|_| ("NatGatewayId", format!("nat-{vpc}"))),
            "vgw" => self.vgw[vpc].then(|| ("GatewayId", format!("vgw-{vpc}"))),
            "tgw" => self.tgw.then(|| ("TransitGatewayId", "tgw-0".to_owned())),
            "eni" => {
                let fit: Vec<String> = self
                    .interfaces
                    .iter()
                    .filter(|one| one.vpc == vpc && one.appliance)
                    .map(|one| one.id.clone())
                    .collect();
                if fit.is_empty() { None } else { Some(("NetworkInterfaceId", self.tape.of(&fit).clone())) }
            }
            _ => {
                let mine: Vec<(usize, usize)> =
                    self.peered.iter().copied().filter(|(one, other)| *one == vpc || *other == vpc).collect();
                if mine.is_empty() {
                    None
                } else {
                    let (one, other) = *self.tape.of(&mine);
                    Some(("VpcPeeringConnectionId", format!("pcx-{one}{other}")))
                }
            }
        }
    }

    fn route_tables(&mut self) -> Value {
        let mut all = Vec::new();
        for vpc in 0..self.vpcs {
            let custom = self.tape.below(4);
            let mut bound: Vec<Vec<Value>> = vec![Vec::new(); custom + 1];
            bound[0].push(json!({"RouteTableAssociationId": format!("rtbassoc-{vpc}-main"), "Main": true, "AssociationState": {"State": "associated"}}));
            for subnet in 0..self.subnets[vpc] {
                // The NAT gateway's subnet prefers the last table, whose default route prefers the internet gateway.
                let which = if self.nat[vpc] == Some(subnet) && !self.tape.chance(15) {
                    custom
                } else {
                    self.tape.below(custom + 1)
                };
                if which > 0 {
                    bound[which].push(json!({"RouteTableAssociationId": format!("rtbassoc-{vpc}-{subnet}"), "Main": false,
                        "SubnetId": format!("subnet-{vpc}-{subnet}"), "AssociationState": {"State": "associated"}}));
                }
            }
            for (number, associations) in bound.into_iter().enumerate() {
                let routes = self.routes(vpc, number == custom);
                let id = format!("rtb-{vpc}-{number}");
                all.push(json!({"RouteTableId": id, "VpcId": format!("vpc-{vpc}"), "OwnerId": OWNER, "Associations": associations,
                    "PropagatingVgws": [], "Routes": routes}));
            }
        }
        Value::Array(all)
    }

    fn routes(&mut self, vpc: usize, open: bool) -> Vec<Value> {
        let mut routes: Vec<Value> = Vec::new();
        let base = self.base[vpc];
        let local = |block: String| {
            let key = if block.contains(':') { "DestinationIpv6CidrBlock" } else { "DestinationCidrBlock" };
            json!({key: block, "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"})
        };
        routes.push(local(format!("10.{base}.0.0/16")));
        if self.second[vpc] {
            routes.push(local(format!("100.64.{vpc}.0/24")));
        }
        if self.v6[vpc] {
            routes.push(local(format!("2600:{vpc}::/56")));
        }
        let kinds: &[&str] = if open {
            &["igw", "igw", "igw", "igw", "igw", "igw", "igw", "tgw", "none"]
        } else {
            &["igw", "nat", "nat", "nat", "igw", "tgw", "eni", "eni", "vgw", "none", "pcx"]
        };
        let kind = *self.tape.of(kinds);
        let other = *self.tape.of(&["igw", "nat"]);
        let default =
            self.target(vpc, kind).or_else(|| if kind == "none" { None } else { self.target(vpc, other) });
        self.add(&mut routes, "0.0.0.0/0".to_owned(), default, false);
        if self.v6[vpc] {
            let kind = *self.tape.of(&["igw", "igw", "eigw", "eigw", "tgw", "none"]);
            let target = self.target(vpc, kind);
            self.add(&mut routes, "::/0".to_owned(), target, false);
        }
        for there in (0..self.vpcs).filter(|there| *there != vpc) {
            if self.tape.chance(92) {
                let kind = *self.tape.of(&["pcx", "tgw"]);
                let target = if kind == "pcx"
                    && self.peered.contains(&(vpc.min(there), vpc.max(there)))
                    && !self.tape.chance(4)
                {
                    Some(("VpcPeeringConnectionId", format!("pcx-{}{}", vpc.min(there), vpc.max(there))))
                } else {
                    self.target(vpc, kind)
                };
                let block = if self.tape.chance(20) {
                    "10.0.0.0/8".to_owned()
                } else {
                    format!("10.{}.0.0/16", self.base[there])
                };
                if self.base[there] != base || block == "10.0.0.0/8" {
                    self.add(&mut routes, block, target.clone(), false);
                }
                if self.v6[there] && self.tape.chance(80) {
                    self.add(&mut routes, format!("2600:{there}::/56"), target, false);
                }
            }
            if self.tape.chance(15) && self.base[there] != base {
                let kind = *self.tape.of(&["pcx", "tgw", "vgw"]);
                let target = self.target(vpc, kind);
                let subnet = self.tape.below(self.subnets[there]);
                self.add(&mut routes, block(self.base[there], subnet), target, false);
            }
        }
        if self.vgw[vpc] {
            let propagated = self.tape.chance(60);
            if !self.tape.chance(15) {
                let target = self.target(vpc, "vgw");
                self.add(&mut routes, "192.168.0.0/16".to_owned(), target.clone(), propagated);
                if propagated && self.tape.chance(20) {
                    let kind = *self.tape.of(&["tgw", "igw"]);
                    let other = self.target(vpc, kind);
                    self.add(&mut routes, "192.168.0.0/16".to_owned(), other, false);
                }
                if self.tape.chance(15) {
                    // Inside the VPC: never beats local.
                    self.add(&mut routes, block(base, 0), target, true);
                }
            }
        }
        if self.tape.chance(14) {
            // A middlebox between two subnets.
            let subnet = self.tape.below(self.subnets[vpc]);
            let target = self.target(vpc, "eni");
            self.add(&mut routes, block(base, subnet), target, false);
        }
        if self.tape.chance(12) {
            let kind = *self.tape.of(&["igw", "nat", "eni"]);
            let target = self.target(vpc, kind);
            let block = *self.tape.of(&["198.51.100.0/29", "198.51.100.8/29", "203.0.113.0/24"]);
            self.add(&mut routes, block.to_owned(), target, false);
        }
        if self.endpoint[vpc] && !self.tape.chance(30) {
            routes.push(json!({"DestinationPrefixListId": "pl-s3", "GatewayId": format!("vpce-{vpc}"), "Origin": "CreateRoute", "State": "active"}));
        }
        if vpc + 1 != self.vpcs && self.tape.chance(12) {
            let kind = *self.tape.of(&["tgw", "pcx"]);
            if let Some((key, id)) = self.target(vpc, kind) {
                let mut one =
                    json!({"DestinationPrefixListId": "pl-near", "Origin": "CreateRoute", "State": "active"});
                one[key] = json!(id);
                routes.push(one);
            }
        }
        if self.tape.chance(30) {
            routes.reverse();
        }
        routes
    }

    fn add(
        &mut self,
        routes: &mut Vec<Value>,
        block: String,
        target: Option<(&'static str, String)>,
        propagated: bool,
    ) {
        let Some((key, id)) = target else { return };
        let of = if block.contains(':') { "DestinationIpv6CidrBlock" } else { "DestinationCidrBlock" };
        let origin = if propagated { "EnableVgwRoutePropagation" } else { "CreateRoute" };
        // AWS holds one route of each origin for a block.
        if routes.iter().any(|route| {
            text(route, of) == block && (text(route, "Origin") == "EnableVgwRoutePropagation") == propagated
        }) {
            return;
        }
        let state = if self.tape.chance(3) { "blackhole" } else { "active" };
        let id = if self.tape.chance(1) { format!("{id}-gone") } else { id };
        let mut one = json!({of: block, "Origin": origin, "State": state});
        one[key] = json!(id);
        routes.push(one);
    }
}

fn entry(number: usize, egress: bool, action: &str, protocol: &str, block: &str) -> Value {
    let key = if block.contains(':') { "Ipv6CidrBlock" } else { "CidrBlock" };
    json!({"RuleNumber": number, "Egress": egress, "RuleAction": action, "Protocol": protocol, key: block})
}

/// A question about a network, from a tape of its own.
pub fn question(document: &Value, numbers: &[u32]) -> Question {
    let mut tape = Tape::new(numbers);
    let focus = list(document, "Focus");
    let number = |index: usize| u16::try_from(focus[index].as_u64().unwrap()).unwrap();
    let (port, source) = (number(0), number(1));
    if tape.chance(16)
        && let Some(question) = edge_questions::question(document, &mut tape)
    {
        return question;
    }
    let plain: Vec<&Value> = machines(document);
    let mut from = *tape.of(&plain);
    if text(from, "VpcId") == "vpc-g" && tape.chance(70) {
        // An appliance behind a Gateway Load Balancer has nowhere to go.
        from = *tape.of(&plain);
    }
    let others: Vec<&Value> = plain.iter().copied().filter(|one| *one != from).collect();
    let mut kind = tape.below(32);
    if others.is_empty() && kind < 16 {
        kind = 16;
    }
    let v6_of = |one: &Value| {
        list(one, "Ipv6Addresses").first().and_then(|row| text(row, "Ipv6Address").parse::<IpAddr>().ok())
    };
    let v4_of = |one: &Value, tape: &mut Tape| -> IpAddr {
        text(tape.of(list(one, "PrivateIpAddresses")), "PrivateIpAddress").parse().unwrap()
    };
    let parse = |text: &&str| text.parse::<IpAddr>().unwrap();
    let wants_v6 = tape.chance(30);
    let id = |one: &Value| text(one, "NetworkInterfaceId").to_owned();
    let publics: Vec<(IpAddr, &Value)> = plain
        .iter()
        .flat_map(|one| list(one, "PrivateIpAddresses").iter().map(move |row| (row, *one)))
        .filter_map(|(row, one)| Some((text(&row["Association"], "PublicIp").parse().ok()?, one)))
        .collect();
    let own = End::Interface(id(from));
    let source_v4 = v4_of(from, &mut tape);
    let source_v6 = v6_of(from).filter(|_| wants_v6);
    let nodes = nodes(document);
    if !nodes.is_empty() && tape.chance(30) {
        kind = 32;
    }
    let endpoints = endpoints(document);
    if !endpoints.is_empty() && tape.chance(15) {
        kind = 33;
    }
    let serves = |one: &Value| text(one, "VpcEndpointType") == "Gateway" && one["VpcId"] == from["VpcId"];
    if list(document, "VpcEndpoints").iter().any(serves) && tape.chance(8) {
        kind = 29;
    }
    let is_inspected = |one: &Value| one["Firewall"]["VpcId"] == from["VpcId"];
    let is_inspected = list(document, "FirewallsDescribed").iter().any(is_inspected);
    let is_controlled = !list(document, "PublicAccessDescribed").is_empty();
    if (is_inspected || is_controlled) && tape.chance(if is_inspected { 30 } else { 14 }) {
        kind = 31;
    }
    let no_sites =
        list(document, "VpnConnections").is_empty() && list(document, "virtualInterfaces").is_empty();
    if kind == 28 && no_sites && !wants_v6 {
        kind = 20;
    }
    if !list(document, "virtualInterfaces").is_empty() && tape.chance(8) {
        kind = 27 + tape.below(2);
    }
    let own_id = id(from);
    let of_sites = question_of_sites(document, &mut tape, (&own_id, source_v4, v6_of(from)));
    let plain = match kind {
        32 => {
            // A load balancer: by its node's private address, or by its public one.
            let node = *tape.of(&nodes);
            let row = &list(node, "PrivateIpAddresses")[0];
            let public = text(&row["Association"], "PublicIp").parse::<IpAddr>().ok();
            let private: IpAddr = text(row, "PrivateIpAddress").parse().unwrap();
            match (tape.below(4), public) {
                (0, Some(public)) => (own, source_v4, public, None),
                (1 | 2, Some(public)) => (End::Internet, parse(tape.of(&HOSTS_V4)), public, Some(id(node))),
                _ => (own, source_v4, private, None),
            }
        }
        33 => {
            let private = {
                let one = *tape.of(&endpoints);
                text(one, "PrivateIpAddress")
            };
            (own, source_v4, parse(&private), None)
        }
        0..=15 => {
            let to = *tape.of(&others);
            match (source_v6, v6_of(to)) {
                (Some(src), Some(dst)) => (own, src, dst, Some(id(to))),
                _ => (own, source_v4, v4_of(to, &mut tape), Some(id(to))),
            }
        }
        20..=23 => {
            let target =
                if wants_v6 { plain.iter().find_map(|one| v6_of(one).map(|dst| (dst, *one))) } else { None };
            match target.or_else(|| (!publics.is_empty()).then(|| *tape.of(&publics))) {
                Some((dst, one)) => {
                    let host = if dst.is_ipv6() { *tape.of(&HOSTS_V6) } else { *tape.of(&HOSTS_V4) };
                    (End::Internet, parse(&host), dst, Some(id(one)))
                }
                None => (own, source_v4, parse(&HOST_V4), None),
            }
        }
        24..=26 if !publics.is_empty() => (own, source_v4, tape.of(&publics).0, None),
        27 => (own, source_v4, parse(tape.of(&ONPREM)), None),
        28 => {
            let dst = source_v4;
            (End::OnPrem, parse(tape.of(&ONPREM)), dst, Some(id(from)))
        }
        29 => (own, source_v4, parse(tape.of(&["52.216.0.1", "52.218.0.0"])), None),
        30 => {
            let IpAddr::V4(address) = source_v4 else { unreachable!("IPv4 above") };
            let [first, second, ..] = address.octets();
            (own, source_v4, IpAddr::V4(Ipv4Addr::new(first, second, *tape.of(&[0, 77]), 99)), None)
        }
        _ => match source_v6 {
            Some(src) => (own, src, parse(tape.of(&HOSTS_V6)), None),
            None => (own, source_v4, parse(tape.of(&HOSTS_V4)), None),
        },
    };
    let (start, src, dst, to) = of_sites.unwrap_or(plain);
    let protocol = *tape.of(&[6_u8, 6, 6, 6, 6, 6, 6, 17, 17, 17, 1, 50]);
    let protocol = if protocol == 1 && dst.is_ipv6() { 58 } else { protocol };
    let step = *tape.of(&[0_i32, 0, 0, 0, 0, 0, 0, 1, -1]);
    let (sport, dport) = match protocol {
        6 | 17 => {
            let sports = [source, 1024, 65535, source.saturating_add(1), source.saturating_sub(1), 40000];
            (*tape.of(&sports), u16::try_from((i32::from(port) + step).clamp(0, 65535)).unwrap())
        }
        1 => (0, 8 << 8),
        58 => (0, 128 << 8),
        _ => (0, 0),
    };
    Question { from: start, to, packet: Packet { src, dst, protocol, sport, dport } }
}
