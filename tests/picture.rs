//! The picture: boxes in boxes, gateways on borders, a path that crosses nothing, and text that cannot break out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::collections::BTreeMap;

use pathlight::model::*;
use pathlight::render::{HopOutcome, PathHop, PathLine, Scene, Theme, picture};

// ---- a small builder of networks -------------------------------------------------------------------------------

#[derive(Default)]
struct Net {
    vpcs: BTreeMap<VpcId, Vpc>,
    subnets: BTreeMap<SubnetId, Subnet>,
    tables: BTreeMap<RouteTableId, RouteTable>,
    nacls: BTreeMap<NaclId, Nacl>,
    groups: BTreeMap<SecurityGroupId, SecurityGroup>,
    interfaces: BTreeMap<InterfaceId, Interface>,
    instances: BTreeMap<InstanceId, Instance>,
    igws: BTreeMap<InternetGatewayId, Gateway<InternetGatewayId>>,
    eigws: BTreeMap<EgressOnlyGatewayId, EgressOnlyGateway>,
    nats: BTreeMap<NatGatewayId, NatGateway>,
    vgws: BTreeMap<VpnGatewayId, Gateway<VpnGatewayId>>,
    cgws: BTreeMap<CustomerGatewayId, CustomerGateway>,
    vpns: BTreeMap<VpnConnectionId, VpnConnection>,
    peerings: BTreeMap<PeeringId, Peering>,
    endpoints: BTreeMap<EndpointId, Endpoint>,
    tgws: BTreeMap<TransitGatewayId, TransitGateway>,
    attachments: BTreeMap<TransitAttachmentId, TransitAttachment>,
}

fn at() -> Place {
    Place::default()
}

impl Net {
    fn build(self) -> Network {
        Network {
            vpcs: Table::from_map(self.vpcs),
            subnets: Table::from_map(self.subnets),
            route_tables: Table::from_map(self.tables),
            nacls: Table::from_map(self.nacls),
            groups: Table::from_map(self.groups),
            interfaces: Table::from_map(self.interfaces),
            instances: Table::from_map(self.instances),
            internet_gateways: Table::from_map(self.igws),
            egress_only_gateways: Table::from_map(self.eigws),
            nat_gateways: Table::from_map(self.nats),
            vpn_gateways: Table::from_map(self.vgws),
            customer_gateways: Table::from_map(self.cgws),
            vpn_connections: Table::from_map(self.vpns),
            peerings: Table::from_map(self.peerings),
            endpoints: Table::from_map(self.endpoints),
            transit_gateways: Table::from_map(self.tgws),
            transit_attachments: Table::from_map(self.attachments),
            ..Network::default()
        }
    }

    fn vpc(&mut self, id: &str, name: &str, block: &str, account: &str, region: &str) {
        self.vpcs.insert(
            id.into(),
            Vpc {
                id: id.into(),
                name: name.into(),
                tags: Vec::new(),
                scope: Scope { account: account.into(), region: region.into() },
                primary: block.parse().ok(),
                blocks: vec![block.parse().unwrap()],
                is_default: false,
                is_stub: false,
                place: at(),
            },
        );
    }

    fn subnet(&mut self, id: &str, name: &str, vpc: &str, zone: &str, block: &str) {
        let zone_id = match zone.chars().last() {
            Some('a') => "apne1-az4",
            Some('c') => "apne1-az1",
            Some('d') => "apne1-az2",
            _ => "",
        };
        self.subnets.insert(
            id.into(),
            Subnet {
                id: id.into(),
                name: name.into(),
                tags: Vec::new(),
                vpc: vpc.into(),
                owner: "".into(),
                blocks: vec![block.parse().unwrap()],
                zone: zone.into(),
                zone_id: zone_id.into(),
                place: at(),
            },
        );
    }

    fn table(&mut self, id: &str, vpc: &str, subnets: &[&str], routes: &[(&str, RouteTarget)]) {
        let associations = if subnets.is_empty() {
            vec![Association::Main]
        } else {
            subnets.iter().map(|subnet| Association::Subnet((*subnet).into())).collect()
        };
        let route = |(block, target): &(&str, RouteTarget)| Route {
            destination: Destination::Block(block.parse().unwrap()),
            target: target.clone(),
            state: RouteState::Active,
            origin: RouteOrigin::Static,
            index: None,
        };
        self.tables.insert(
            id.into(),
            RouteTable {
                id: id.into(),
                name: "".into(),
                vpc: vpc.into(),
                associations,
                propagating: Vec::new(),
                routes: routes.iter().map(route).collect(),
                place: at(),
            },
        );
    }

    fn nacl(&mut self, id: &str, vpc: &str, subnets: &[&str]) {
        self.nacls.insert(
            id.into(),
            Nacl {
                id: id.into(),
                name: "".into(),
                vpc: vpc.into(),
                is_default: subnets.is_empty(),
                subnets: subnets.iter().map(|subnet| (*subnet).into()).collect(),
                ingress: BTreeMap::new(),
                egress: BTreeMap::new(),
                place: at(),
            },
        );
    }

    fn group(&mut self, id: &str, name: &str, vpc: &str) {
        self.groups.insert(
            id.into(),
            SecurityGroup {
                id: id.into(),
                name: name.into(),
                tags: Vec::new(),
                vpc: vpc.into(),
                owner: "".into(),
                ingress: Vec::new(),
                egress: Vec::new(),
                place: at(),
            },
        );
    }

    fn eni(&mut self, id: &str, subnet: &str, address: &str, groups: &[&str]) -> &mut Interface {
        let vpc = self.subnets.get(&subnet.into()).unwrap().vpc.clone();
        self.interfaces.entry(id.into()).or_insert(Interface {
            id: id.into(),
            name: "".into(),
            tags: Vec::new(),
            subnet: subnet.into(),
            vpc,
            owner: "".into(),
            kind: InterfaceKind::Plain,
            status: "in-use".into(),
            description: "".into(),
            source_dest_check: true,
            deny_internet_gateway: false,
            groups: groups.iter().map(|group| (*group).into()).collect(),
            groups_known: true,
            addresses: vec![Address { private: address.parse().unwrap(), public: None, primary: true }],
            ipv6: Vec::new(),
            prefixes: Vec::new(),
            attachment: None,
            place: at(),
        })
    }

    fn instance(&mut self, id: &str, name: &str, tags: &[(&str, &str)], eni: &str) {
        self.instances.insert(
            id.into(),
            Instance {
                id: id.into(),
                name: name.into(),
                tags: tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect(),
                state: "running".into(),
                metadata_enabled: None,
                is_windows: false,
                place: at(),
            },
        );
        self.interfaces.get_mut(&eni.into()).unwrap().attachment =
            Some(Attachment { instance: Some(id.into()), device: 0, status: "attached".into() });
    }

    fn igw(&mut self, id: &str, name: &str, vpc: &str) {
        self.igws.insert(
            id.into(),
            Gateway {
                id: id.into(),
                name: name.into(),
                vpcs: vec![vpc.into()],
                broken: Vec::new(),
                place: at(),
            },
        );
    }

    fn nat(&mut self, id: &str, name: &str, subnet: &str, public: &str) {
        let vpc = self.subnets.get(&subnet.into()).unwrap().vpc.clone();
        self.nats.insert(
            id.into(),
            NatGateway {
                id: id.into(),
                name: name.into(),
                vpc,
                subnet: Some(subnet.into()),
                route_table: None,
                state: "available".into(),
                is_public: true,
                is_regional: false,
                auto_zones: false,
                addresses: vec![NatAddress {
                    private: None,
                    public: public.parse().ok(),
                    interface: None,
                    zone: "".into(),
                    primary: true,
                }],
                place: at(),
            },
        );
    }

    fn vgw(&mut self, id: &str, name: &str, vpc: &str) {
        self.vgws.insert(
            id.into(),
            Gateway {
                id: id.into(),
                name: name.into(),
                vpcs: vec![vpc.into()],
                broken: Vec::new(),
                place: at(),
            },
        );
    }

    fn vpn(&mut self, id: &str, vgw: &str, cgw: &str, name: &str, address: &str) {
        self.cgws.insert(
            cgw.into(),
            CustomerGateway { id: cgw.into(), name: name.into(), address: address.parse().ok(), place: at() },
        );
        self.vpns.insert(
            id.into(),
            VpnConnection {
                id: id.into(),
                name: "".into(),
                state: "available".into(),
                vpn_gateway: Some(vgw.into()),
                transit_gateway: None,
                customer_gateway: Some(cgw.into()),
                static_only: false,
                routes: Vec::new(),
                tunnels_up: Vec::new(),
                place: at(),
            },
        );
    }

    fn tgw(&mut self, id: &str, name: &str) {
        self.tgws.insert(
            id.into(),
            TransitGateway {
                id: id.into(),
                name: name.into(),
                owner: "".into(),
                group_references: false,
                is_stub: false,
                place: at(),
            },
        );
    }

    fn attach(&mut self, id: &str, name: &str, tgw: &str, vpc: &str) {
        self.attachments.insert(
            id.into(),
            TransitAttachment {
                id: id.into(),
                name: name.into(),
                gateway: tgw.into(),
                to: AttachedTo::Vpc(vpc.into()),
                state: "available".into(),
                subnets: None,
                table: None,
                association_known: true,
                policy_table: false,
                appliance_mode: false,
                group_references: true,
                place: at(),
            },
        );
    }

    fn peer(&mut self, id: &str, name: &str, a: &str, b: &str) {
        let side = |vpc: &str| PeeringSide {
            vpc: vpc.into(),
            owner: "".into(),
            region: "".into(),
            blocks: Vec::new(),
        };
        self.peerings.insert(
            id.into(),
            Peering {
                id: id.into(),
                name: name.into(),
                status: "active".into(),
                requester: side(a),
                accepter: side(b),
                place: at(),
            },
        );
    }

    fn endpoint(&mut self, id: &str, vpc: &str, kind: EndpointKind, service: &str, enis: &[&str]) {
        self.endpoints.insert(
            id.into(),
            Endpoint {
                id: id.into(),
                name: "".into(),
                vpc: vpc.into(),
                kind,
                service: service.into(),
                state: "available".into(),
                route_tables: Vec::new(),
                subnets: Vec::new(),
                interfaces: enis.iter().map(|eni| (*eni).into()).collect(),
                groups: Vec::new(),
                private_dns: true,
                place: at(),
            },
        );
    }
}

/// Two VPCs joined by a transit gateway, as in VISUAL.md sketch B.
fn two_vpcs() -> Net {
    let mut net = Net::default();
    let (account, region) = ("111122223333", "ap-northeast-1");
    net.vpc("vpc-0a1b2c3d4e5f60001", "prod", "10.0.0.0/16", account, region);
    net.vpc("vpc-0a1b2c3d4e5f60002", "data", "10.1.0.0/16", account, region);
    let (prod, data) = ("vpc-0a1b2c3d4e5f60001", "vpc-0a1b2c3d4e5f60002");
    for (letter, n) in [("a", 0), ("c", 1)] {
        let zone = format!("ap-northeast-1{letter}");
        let mut subnet = |vpc: &str, name: &str, block: String| {
            net.subnet(&format!("subnet-{name}-{letter}"), &format!("{name}-{letter}"), vpc, &zone, &block);
        };
        subnet(prod, "public", format!("10.0.{n}.0/24"));
        subnet(prod, "app", format!("10.0.1{n}.0/24"));
        subnet(prod, "intra", format!("10.0.2{n}.0/24"));
        subnet(data, "db", format!("10.1.{n}.0/24"));
        subnet(data, "cache", format!("10.1.1{n}.0/24"));
    }
    net.igw("igw-0prod", "prod-igw", prod);
    net.nat("nat-a", "nat-a", "subnet-public-a", "203.0.113.10");
    net.nat("nat-c", "nat-c", "subnet-public-c", "203.0.113.11");
    net.tgw("tgw-core", "tgw-core");
    net.attach("tgw-attach-prod", "att-prod", "tgw-core", prod);
    net.attach("tgw-attach-data", "att-data", "tgw-core", data);
    net.vgw("vgw-data", "vgw-data", data);
    net.vpn("vpn-1", "vgw-data", "cgw-tokyo", "tokyo-dc", "198.51.100.7");
    net.endpoint("vpce-s3", prod, EndpointKind::Gateway, "com.amazonaws.ap-northeast-1.s3", &[]);
    net.table("rtb-prod-main", prod, &[], &[]);
    let igw = RouteTarget::InternetGateway("igw-0prod".into());
    let tgw = || RouteTarget::TransitGateway("tgw-core".into());
    net.table("rtb-public", prod, &["subnet-public-a", "subnet-public-c"], &[("0.0.0.0/0", igw)]);
    let nat = |id: &str| RouteTarget::NatGateway(id.into());
    net.table("rtb-app-a", prod, &["subnet-app-a"], &[("0.0.0.0/0", nat("nat-a")), ("10.1.0.0/16", tgw())]);
    net.table("rtb-app-c", prod, &["subnet-app-c"], &[("0.0.0.0/0", nat("nat-c")), ("10.1.0.0/16", tgw())]);
    net.table("rtb-data", data, &[], &[("10.0.0.0/16", tgw())]);
    net.nacl("acl-prod", prod, &[]);
    net.nacl("acl-db", data, &["subnet-db-a", "subnet-db-c"]);
    net.group("sg-web", "web", prod);
    net.group("sg-app", "app", prod);
    net.group("sg-db", "db", data);
    for (letter, n) in [("a", 0), ("c", 1)] {
        for i in 1..=4 {
            let eni = format!("eni-web-{letter}{i}");
            net.eni(&eni, &format!("subnet-public-{letter}"), &format!("10.0.{n}.1{i}"), &["sg-web"]);
            net.instance(&format!("i-web-{letter}{i}"), &format!("web-{}", n * 4 + i), &[], &eni);
            let eni = format!("eni-app-{letter}{i}");
            net.eni(&eni, &format!("subnet-app-{letter}"), &format!("10.0.1{n}.1{i}"), &["sg-app"]);
            net.instance(&format!("i-app-{letter}{i}"), &format!("orders-{}", n * 4 + i), &[], &eni);
        }
        for i in 0..40 + n {
            let eni = format!("eni-eks-{letter}{i:02}");
            net.eni(&eni, &format!("subnet-app-{letter}"), &format!("10.0.1{n}.{}", 50 + i), &["sg-app"]);
            net.instance(&format!("i-eks-{letter}{i}"), "", &[("eks:nodegroup-name", "eks nodes")], &eni);
        }
        for i in 0..8 + n {
            let eni = format!("eni-fn-{letter}{i:02}");
            net.eni(&eni, &format!("subnet-app-{letter}"), &format!("10.0.1{n}.{}", 150 + i), &["sg-app"])
                .kind = InterfaceKind::Lambda;
        }
        let alb = net.eni(
            &format!("eni-alb-{letter}"),
            &format!("subnet-public-{letter}"),
            &format!("10.0.{n}.100"),
            &["sg-web"],
        );
        alb.kind = InterfaceKind::ApplicationLoadBalancer;
        alb.description = "ELB app/shop/50dc6c495c0c9188".into();
        let db = net.eni(
            &format!("eni-db-{letter}"),
            &format!("subnet-db-{letter}"),
            &format!("10.1.{n}.20"),
            &["sg-db"],
        );
        db.description = "RDSNetworkInterface".into();
        db.name = if letter == "a" { "orders-db".into() } else { "".into() };
        for i in 0..6 {
            let redis = net.eni(
                &format!("eni-redis-{letter}{i}"),
                &format!("subnet-cache-{letter}"),
                &format!("10.1.1{n}.2{i}"),
                &["sg-db"],
            );
            redis.description = "ElastiCache redis".into();
        }
        let vpce = net.eni(
            &format!("eni-vpce-{letter}"),
            &format!("subnet-intra-{letter}"),
            &format!("10.0.2{n}.5"),
            &["sg-app"],
        );
        vpce.kind = InterfaceKind::Endpoint;
    }
    net.endpoint(
        "vpce-ssm",
        prod,
        EndpointKind::Interface,
        "com.amazonaws.ap-northeast-1.ssm",
        &["eni-vpce-a", "eni-vpce-c"],
    );
    net
}

use HopOutcome::{Blocked, Partial, Passes, Unknown};

fn line<'a>(hops: &[(&'a str, HopOutcome)]) -> Option<PathLine<'a>> {
    let hops = hops
        .iter()
        .enumerate()
        .map(|(at, (resource, outcome))| PathHop { resource, outcome: *outcome, number: at + 1 })
        .collect();
    Some(PathLine { hops })
}

fn through_transit<'a>() -> Scene<'a> {
    Scene {
        forward: line(&[
            ("eni-app-a1", Passes),
            ("sg-app", Passes),
            ("acl-prod", Passes),
            ("rtb-app-a", Passes),
            ("tgw-attach-prod", Passes),
            ("tgw-core", Passes),
            ("tgw-attach-data", Passes),
            ("acl-db", Passes),
            ("sg-db", Passes),
            ("eni-db-a", Passes),
        ]),
        reply: line(&[
            ("eni-db-a", Passes),
            ("acl-db", Passes),
            ("rtb-data", Passes),
            ("tgw-attach-data", Passes),
            ("tgw-core", Passes),
            ("tgw-attach-prod", Passes),
            ("acl-prod", Passes),
            ("eni-app-a1", Passes),
        ]),
        ..Scene::default()
    }
}

fn blocked_at_acl<'a>() -> Scene<'a> {
    let mut scene = through_transit();
    let hops = &mut scene.forward.as_mut().unwrap().hops;
    hops[7].outcome = Blocked;
    hops[8].outcome = Blocked;
    scene.reply = None;
    scene
}

/// Writes pictures where `PICTURE_OUT` says, to be looked at.
fn show(name: &str, svg: &str) {
    if let Ok(folder) = std::env::var("PICTURE_OUT") {
        std::fs::write(format!("{folder}/{name}.svg"), svg).unwrap();
    }
}

/// Draws the documents of the folder `PICTURE_INPUT`, says how long that takes, and writes to `PICTURE_OUT`.
#[test]
fn look_at_input() {
    let Ok(folder) = std::env::var("PICTURE_INPUT") else { return };
    let mut files: Vec<pathlight::ingest::InputFile> = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        files.push(pathlight::ingest::InputFile { name, bytes: std::fs::read(&path).unwrap() });
    }
    let network = pathlight::ingest::load(files, &mut |_| {}).network;
    let name = std::env::var("PICTURE_NAME").unwrap_or_else(|_| "input".to_owned());
    let mut scenes = vec![("overview", Scene::default())];
    if let Ok(path) = std::env::var("PICTURE_PATH") {
        let hops: Vec<(&str, HopOutcome)> = path.leak().split(' ').map(|hop| (hop, Passes)).collect();
        scenes.push(("path", Scene { forward: line(&hops), ..Scene::default() }));
        scenes.push(("only", Scene { forward: line(&hops), path_only: true, ..Scene::default() }));
    }
    for (what, scene) in scenes {
        let start = std::time::Instant::now();
        let svg = picture(&network, &scene);
        let boxes = svg.matches("graphics-object").count();
        println!(
            "{name} {what}: {} interfaces, {} vpcs, {boxes} boxes, {} bytes, {:?}",
            network.interfaces.len(),
            network.vpcs.len(),
            svg.len(),
            start.elapsed()
        );
        show(&format!("{name}-{what}"), &svg);
    }
}

#[test]
fn look() {
    let net = two_vpcs().build();
    show("overview", &picture(&net, &Scene::default()));
    show("dark", &picture(&net, &Scene { theme: Theme::Dark, ..through_transit() }));
    show("path", &picture(&net, &through_transit()));
    show("blocked", &picture(&net, &blocked_at_acl()));
    show("blocked-only", &picture(&net, &Scene { path_only: true, japanese: true, ..blocked_at_acl() }));
    let out = Scene {
        forward: line(&[
            ("i-app-c2", Passes),
            ("eni-app-c2", Passes),
            ("sg-app", Passes),
            ("acl-prod", Passes),
            ("rtb-app-c", Passes),
            ("acl-prod", Passes),
            ("nat-c", Partial),
            ("rtb-public", Unknown),
            ("igw-0prod", Passes),
            ("internet", Passes),
        ]),
        ..Scene::default()
    };
    show("nat", &picture(&net, &out));
}
