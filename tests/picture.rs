//! The picture: boxes in boxes, gateways on borders, a path that crosses nothing, and text that cannot break out.
#![cfg(not(target_arch = "wasm32"))]
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

use pathlight::api::{Language, PictureRequest, Session, example_files, examples};
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
                private_v6: Vec::new(),
                is_default: false,
                is_stub: false,
                dns: Default::default(),
                encryption: None,
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
                private_v6: Vec::new(),
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
                ingress: Default::default(),
                egress: Default::default(),
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
            addresses: vec![Address {
                private: address.parse().unwrap(),
                public: None,
                is_carrier: false,
                primary: true,
            }],
            ipv6: Vec::new(),
            prefixes: Vec::new(),
            attachment: None,
            workload: None,
            is_assumed: false,
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
                metadata_ipv6: None,
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
                is_carrier: false,
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
                is_carrier: false,
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
                multicast: false,
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
                far_table: None,
                association_known: true,
                policy_table: false,
                translates: false,
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
                dns: Vec::new(),
                has_policy: false,
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

// ---- reading a picture back ------------------------------------------------------------------------------------

#[derive(Clone, Copy, Debug, PartialEq)]
struct Rect {
    x: f32,
    y: f32,
    w: f32,
    h: f32,
}

impl Rect {
    fn of(node: roxmltree::Node<'_, '_>) -> Option<Rect> {
        let number = |name: &str| node.attribute(name).map_or(Some(0.0), |text| text.parse().ok());
        Some(Rect { x: number("x")?, y: number("y")?, w: number("width")?, h: number("height")? })
    }

    fn holds(&self, other: &Rect) -> bool {
        self.x <= other.x
            && self.y <= other.y
            && self.x + self.w >= other.x + other.w
            && self.y + self.h >= other.y + other.h
    }

    fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }

    fn has(&self, x: f32, y: f32) -> bool {
        self.x <= x && x <= self.x + self.w && self.y <= y && y <= self.y + self.h
    }
}

#[derive(Debug)]
struct Drawn {
    id: String,
    kind: String,
    rect: Rect,
    parent: Option<usize>,
    is_gate: bool,
}

/// The boxes of a picture, parents before children.
fn boxes(svg: &str) -> Vec<Drawn> {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let mut nodes = Vec::new();
    let mut drawn: Vec<Drawn> = Vec::new();
    for node in document.descendants().filter(|node| node.attribute("role") == Some("graphics-object")) {
        let rect = node.children().find(|child| child.has_tag_name("rect")).unwrap();
        let parent = node.ancestors().skip(1).find_map(|one| nodes.iter().position(|known| *known == one));
        assert!(node.children().any(|child| child.has_tag_name("title")), "a box says what it is");
        drawn.push(Drawn {
            id: node.attribute("data-id").unwrap().to_owned(),
            kind: node.attribute("data-kind").unwrap().to_owned(),
            rect: Rect::of(rect).unwrap(),
            parent,
            is_gate: rect.attribute("rx") == Some("16"),
        });
        nodes.push(node);
    }
    drawn
}

/// The pieces of the path, corners squared.
fn pieces(svg: &str) -> Vec<((f32, f32), (f32, f32))> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let mut pieces = Vec::new();
    for line in document.descendants().filter(|node| node.has_attribute("data-line")) {
        let path = line.children().rfind(|child| child.attribute("stroke").is_some()).unwrap();
        let spaced = path.attribute("d").unwrap().replace(['M', 'L'], " ").replace('Q', " Q ");
        let mut words = spaced.split_whitespace();
        let mut points: Vec<(f32, f32)> = Vec::new();
        while let Some(word) = words.next() {
            let number = |word: &str| word.parse::<f32>().unwrap();
            if word == "Q" {
                // Both ends of a rounded corner lie on the straight pieces; its control point is the corner.
                let corner = (number(words.next().unwrap()), number(words.next().unwrap()));
                points.push(corner);
                let end = (number(words.next().unwrap()), number(words.next().unwrap()));
                points.push(end);
            } else {
                let x = number(word);
                points.push((x, number(words.next().unwrap())));
            }
        }
        pieces.extend(points.iter().copied().zip(points.iter().copied().skip(1)));
    }
    pieces
}

/// Every law a picture keeps.
fn check(svg: &str) {
    let drawn = boxes(svg);
    for one in &drawn {
        if let Some(parent) = one.parent {
            let parent = &drawn[parent];
            assert!(parent.rect.holds(&one.rect), "{} leaves {}", one.id, parent.id);
        }
    }
    for (at, one) in drawn.iter().enumerate() {
        for other in &drawn[at + 1..] {
            let straddles = one.is_gate != other.is_gate && (one.kind == "vpc" || other.kind == "vpc");
            let siblings = one.parent == other.parent;
            assert!(
                !siblings || straddles || !one.rect.overlaps(&other.rect),
                "{} lies on {}",
                one.id,
                other.id
            );
        }
    }
    let vpcs: Vec<&Drawn> = drawn.iter().filter(|one| one.kind == "vpc").collect();
    for gate in drawn.iter().filter(|one| one.is_gate) {
        let (x, y) = (gate.rect.x + gate.rect.w / 2.0, gate.rect.y + gate.rect.h / 2.0);
        let on_border = vpcs.iter().any(|vpc| {
            let Rect { x: left, y: top, w, h } = vpc.rect;
            let near = |a: f32, b: f32| (a - b).abs() <= 1.0;
            let inside = Rect { x: left - 1.0, y: top - 1.0, w: w + 2.0, h: h + 2.0 }.has(x, y);
            inside && (near(y, top) || near(y, top + h) || near(x, left + w))
        });
        assert!(on_border, "{} stands on no border", gate.id);
    }
    let holders: std::collections::BTreeSet<usize> = drawn.iter().filter_map(|one| one.parent).collect();
    let path = pieces(svg);
    for (index, leaf) in drawn.iter().enumerate() {
        let container = ["region", "vpc", "availability-zone", "subnet"].contains(&leaf.kind.as_str());
        if container && leaf.kind != "vpc" || holders.contains(&index) {
            continue;
        }
        for ((x0, y0), (x1, y1)) in path.iter().copied() {
            let piece = Rect { x: x0.min(x1), y: y0.min(y1), w: (x0 - x1).abs(), h: (y0 - y1).abs() };
            let Rect { x, y, w, h } = leaf.rect;
            let inside = Rect { x: x + 1.0, y: y + 1.0, w: w - 2.0, h: h - 2.0 };
            assert!(!inside.overlaps(&piece), "the path runs through {}: {piece:?}", leaf.id);
        }
    }
    for forbidden in
        ["<style", "style=", "<script", "href", "url(", "var(", "<image", "<foreignObject", "NaN", "inf"]
    {
        assert!(!svg.contains(forbidden), "the picture holds {forbidden}");
    }
}

/// What the numbers on lines cover, of words, of boxes that hold no others, and of each other.
fn covered(svg: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(svg).unwrap();
    let mut marks: Vec<(String, Rect)> = Vec::new();
    let mut others: Vec<(String, Rect)> = Vec::new();
    let drawn = boxes(svg);
    let holders: std::collections::BTreeSet<usize> = drawn.iter().filter_map(|one| one.parent).collect();
    for (_, one) in (0..).zip(&drawn).filter(|(at, _)| !holders.contains(at)) {
        if !["region", "vpc", "availability-zone", "subnet", "on-premises"].contains(&&*one.kind) {
            others.push((one.id.clone(), one.rect));
        }
    }
    for node in document.descendants() {
        let is_mark = |node: &roxmltree::Node<'_, '_>| node.has_attribute("data-hop");
        if is_mark(&node) {
            let rect = node.children().find(|child| child.has_tag_name("rect")).unwrap();
            marks.push((format!("number {}", node.attribute("data-hop").unwrap()), Rect::of(rect).unwrap()));
        } else if node.has_tag_name("text") && !node.ancestors().any(|one| is_mark(&one)) {
            let number = |name: &str| node.attribute(name).unwrap().parse::<f32>().unwrap();
            let text: String =
                node.descendants().filter_map(|one| one.text().filter(|_| one.is_text())).collect();
            let (size, x, y) = (number("font-size"), number("x"), number("y"));
            // Narrow letters and wide ones even out.
            let w: f32 = text.chars().map(|c| if c < '\u{2e80}' { 0.55 * size } else { size }).sum();
            let left = match node.attribute("text-anchor") {
                Some("middle") => x - w / 2.0,
                Some("end") => x - w,
                _ => x,
            };
            others.push((text, Rect { x: left, y: y - 0.7 * size, w, h: 0.8 * size }));
        }
    }
    let mut found = Vec::new();
    for (at, (name, mark)) in marks.iter().enumerate() {
        let mut covers = marks[at + 1..].iter().chain(&others).filter(|(_, other)| mark.overlaps(other));
        found.extend(covers.next().map(|(other, _)| format!("{name} covers {other}")));
    }
    assert_eq!(marks.is_empty(), !svg.contains("data-hop"));
    found
}

fn scenes() -> Vec<(&'static str, Scene<'static>)> {
    let nat = Scene {
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
    let stopped = Scene {
        forward: line(&[
            ("eni-app-a1", Passes),
            ("sg-app", Passes),
            ("acl-prod", Passes),
            ("rtb-app-a", Blocked),
        ]),
        ..Scene::default()
    };
    let site = Scene {
        forward: line(&[
            ("onprem", Passes),
            ("vpn-1", Passes),
            ("vgw-data", Passes),
            ("acl-db", Passes),
            ("sg-db", Unknown),
            ("eni-db-c", Passes),
        ]),
        ..Scene::default()
    };
    let service = Scene {
        forward: line(&[
            ("eni-web-a1", Passes),
            ("sg-web", Passes),
            ("acl-prod", Passes),
            ("rtb-public", Passes),
            ("vpce-s3", Passes),
            ("com.amazonaws.ap-northeast-1.s3", Passes),
        ]),
        ..Scene::default()
    };
    vec![
        ("overview", Scene::default()),
        ("transit", through_transit()),
        ("dark", Scene { theme: Theme::Dark, ..through_transit() }),
        ("blocked", blocked_at_acl()),
        ("blocked-only", Scene { path_only: true, japanese: true, ..blocked_at_acl() }),
        ("nat", nat),
        ("stopped", stopped.clone()),
        ("stopped-only", Scene { path_only: true, theme: Theme::Dark, ..stopped }),
        ("site", site),
        ("service", service),
    ]
}

// ---- the laws --------------------------------------------------------------------------------------------------

#[test]
fn boxes_nest_gateways_stand_on_borders_and_the_path_crosses_nothing() {
    let net = two_vpcs().build();
    for (name, scene) in scenes() {
        let svg = picture(&net, &scene);
        show(name, &svg);
        check(&svg);
    }
}

#[test]
fn numbers_on_lines_cover_nothing() {
    let mut wrong = Vec::new();
    let mut numbers = 0;
    let mut look = |name: &str, svg: &str| {
        numbers += svg.matches("data-hop").count();
        wrong.extend(covered(svg).into_iter().map(|what| format!("{name}: {what}")));
    };
    for example in examples(Language::English) {
        let session = Session::load(example_files(&example.name), &mut |_| ());
        for (at, question) in example.questions.iter().enumerate() {
            // The path alone, and Japanese words, once each.
            let more = [(true, "en"), (false, "ja")];
            for (path_only, language) in
                [(false, "en")].into_iter().chain(more.into_iter().filter(|_| at == 0))
            {
                let request = PictureRequest {
                    question: Some(question.clone()),
                    path_only,
                    language: Some(language.to_owned()),
                    ..PictureRequest::default()
                };
                look(
                    &format!("{} {at} {language} {path_only}", example.name),
                    &session.picture(&request).unwrap(),
                );
            }
        }
    }
    let network = two_vpcs().build();
    for (name, scene) in scenes() {
        look(name, &picture(&network, &scene));
    }
    println!("{numbers} numbers");
    assert!(wrong.is_empty(), "{} of {numbers} numbers:\n{}", wrong.len(), wrong.join("\n"));
    assert!(numbers > 500, "{numbers}");
}

#[test]
fn a_way_is_found_between_any_two_boxes() {
    let net = two_vpcs().build();
    let ends =
        ["eni-web-a1", "eni-alb-c", "eni-app-c3", "eni-fn-a01", "eni-vpce-a", "eni-vpce-c", "eni-eks-c07"];
    let far = ["eni-db-a", "eni-redis-c2"];
    for from in ends {
        for to in ends.into_iter().chain(far) {
            if from == to {
                continue;
            }
            let mut hops = vec![(from, Passes), ("acl-prod", Passes)];
            if far.contains(&to) {
                hops.extend([("tgw-attach-prod", Passes), ("tgw-core", Passes), ("tgw-attach-data", Passes)]);
            }
            hops.extend([("acl-prod", Blocked), (to, Passes)]);
            let mut back = hops.clone();
            back.reverse();
            for path_only in [false, true] {
                let scene = Scene { forward: line(&hops), reply: line(&back), path_only, ..Scene::default() };
                let svg = picture(&net, &scene);
                assert!(svg.contains("data-line=\"forward\""), "{from} to {to}");
                assert!(svg.contains("data-line=\"reply\""), "{from} to {to}");
                check(&svg);
            }
        }
    }
}

#[test]
fn ends_are_boxes_of_their_own() {
    let net = two_vpcs().build();
    let has = |svg: &str, id: &str| boxes(svg).iter().any(|one| one.id == id);
    assert!(!has(&picture(&net, &Scene::default()), "eni-app-a1"), "folded while nobody asks");
    let svg = picture(&net, &through_transit());
    assert!(has(&svg, "eni-app-a1") && has(&svg, "eni-db-a"));
}

#[test]
fn a_blocked_path_says_so_in_a_word_a_sign_and_a_dash() {
    let svg = picture(&two_vpcs().build(), &blocked_at_acl());
    for part in
        [">blocked<", "× 8", "stroke-dasharray=\"7 5\"", "data-state=\"blocked\"", "data-state=\"passes\""]
    {
        assert!(svg.contains(part), "{part}");
    }
}

#[test]
fn strangers_names_stay_text() {
    let mut net = two_vpcs();
    let evil = "<img src=x onerror=alert(1)>\"'&</text><script>\u{1}\u{202e}";
    net.vpcs.values_mut().for_each(|vpc| vpc.name = evil.into());
    net.subnets.values_mut().for_each(|subnet| {
        subnet.name = evil.into();
        subnet.zone = evil.into();
    });
    net.instances.values_mut().for_each(|instance| instance.name = evil.into());
    net.interfaces
        .values_mut()
        .for_each(|interface| interface.description = format!("ELB app/{evil}/x").into());
    net.igws.values_mut().for_each(|gateway| gateway.name = evil.into());
    net.nats.values_mut().for_each(|gateway| gateway.name = evil.into());
    net.tgws.values_mut().for_each(|gateway| gateway.name = evil.into());
    net.cgws.values_mut().for_each(|gateway| gateway.name = evil.into());
    net.endpoint("vpce-<b>\"", "vpc-0a1b2c3d4e5f60001", EndpointKind::Gateway, evil, &[]);
    let net = net.build();
    for scene in [Scene::default(), through_transit()] {
        let svg = picture(&net, &scene);
        check(&svg);
        assert!(!svg.contains("<img") && !svg.contains("<script") && !svg.contains("<b>"));
        assert!(!svg.contains('\u{1}') && !svg.contains('\u{202e}'));
    }
}

#[test]
fn order_of_the_input_changes_nothing() {
    let mut shuffled = two_vpcs();
    shuffled.tables.values_mut().for_each(|table| {
        table.associations.reverse();
        table.routes.reverse();
    });
    shuffled.endpoints.values_mut().for_each(|endpoint| endpoint.interfaces.reverse());
    shuffled.nacls.values_mut().for_each(|nacl| nacl.subnets.reverse());
    let (one, two) = (two_vpcs().build(), shuffled.build());
    for (_, scene) in scenes() {
        assert_eq!(picture(&one, &scene), picture(&one, &scene));
        assert_eq!(picture(&one, &scene), picture(&two, &scene));
    }
}

#[test]
fn the_number_of_interfaces_moves_nothing() {
    let few = two_vpcs();
    let mut many = two_vpcs();
    for i in 0..600 {
        let eni = format!("eni-eks-more-{i:03}");
        many.eni(&eni, "subnet-app-a", &format!("10.0.{}.{}", 100 + i / 250, 1 + i % 250), &["sg-app"]);
        many.instance(&format!("i-eks-more-{i}"), "", &[("eks:nodegroup-name", "eks nodes")], &eni);
    }
    let (few, many) = (picture(&few.build(), &Scene::default()), picture(&many.build(), &Scene::default()));
    assert!(many.contains("×640"));
    let places = |svg: &str| boxes(svg).into_iter().map(|one| (one.id, one.rect)).collect::<Vec<_>>();
    assert_eq!(places(&few), places(&many));
}

/// Many VPCs with three zones, four subnets a zone, and ten groups a subnet.
fn large(vpcs: usize) -> Net {
    let mut net = Net::default();
    net.tgw("tgw-core", "core");
    for v in 0..vpcs {
        let vpc = format!("vpc-{v:03}");
        let account = if v % 3 == 0 { "111122223333" } else { "444455556666" };
        net.vpc(&vpc, &format!("team-{v}"), &format!("10.{v}.0.0/16"), account, "eu-west-1");
        net.igw(&format!("igw-{v}"), "", &vpc);
        net.attach(&format!("tgw-attach-{v}"), "", "tgw-core", &vpc);
        if v > 0 {
            net.peer(&format!("pcx-{v:03}"), "", &vpc, "vpc-000");
        }
        for (z, zone) in ["eu-west-1a", "eu-west-1b", "eu-west-1c"].into_iter().enumerate() {
            for s in 0..4 {
                let subnet = format!("subnet-{v}-{z}-{s}");
                net.subnet(&subnet, &format!("tier{s}"), &vpc, zone, &format!("10.{v}.{}.0/24", z * 4 + s));
                for g in 0..10 {
                    for i in 0..2 {
                        let eni = format!("eni-{v}-{z}-{s}-{g}-{i}");
                        net.eni(&eni, &subnet, &format!("10.{v}.{}.{}", z * 4 + s, 10 + g * 10 + i), &[]);
                        net.instance(&format!("i-{v}-{z}-{s}-{g}-{i}"), &format!("app{g}x-{i}"), &[], &eni);
                    }
                }
            }
        }
    }
    net
}

#[test]
fn never_more_boxes_than_asked_for() {
    let net = large(18).build();
    let path = line(&[
        ("eni-3-0-0-0-0", Passes),
        ("tgw-attach-3", Passes),
        ("tgw-core", Passes),
        ("tgw-attach-17", Passes),
        ("eni-17-2-3-9-1", Passes),
    ]);
    for max_boxes in [20, 60, 150, 500, 2000] {
        for (forward, path_only) in [(None, false), (path.clone(), false), (path.clone(), true)] {
            {
                let scene = Scene { max_boxes, forward: forward.clone(), path_only, ..Scene::default() };
                let svg = picture(&net, &scene);
                let count = boxes(&svg).len();
                assert!(count <= max_boxes, "{count} boxes of {max_boxes}");
                check(&svg);
            }
        }
    }
    let svg = picture(&net, &Scene { max_boxes: 500, forward: path, ..Scene::default() });
    let open =
        boxes(&svg).iter().filter(|one| one.kind == "subnet").map(|one| one.id.clone()).collect::<Vec<_>>();
    assert!(open.contains(&"subnet-3-0-0".to_owned()) && open.contains(&"subnet-17-2-3".to_owned()));
    assert!(svg.contains("12 subnets · 240 interfaces"), "the others are cards");
}

#[test]
fn a_vpc_alone_is_opened_as_far_as_boxes_allow() {
    let net = large(1).build();
    let svg = picture(&net, &Scene { max_boxes: 40, ..Scene::default() });
    assert!(svg.contains("10.0.0.0/24 · 20 interfaces"), "subnets without their insides");
    check(&svg);
}

#[test]
fn nothing_at_all_is_still_a_picture() {
    let svg = picture(&Network::default(), &through_transit());
    assert!(roxmltree::Document::parse(&svg).is_ok());
}

/// WCAG relative luminance contrast of two `#RRGGBB` colours.
fn contrast(one: &str, two: &str) -> f64 {
    let light = |colour: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    let (a, b) = (light(one), light(two));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_word_can_be_read_in_both_themes() {
    let net = two_vpcs().build();
    for (name, scene) in scenes() {
        for theme in [Theme::Light, Theme::Dark] {
            let svg = picture(&net, &Scene { theme, ..scene.clone() });
            let document = roxmltree::Document::parse(&svg).unwrap();
            let mut grounds: Vec<(Rect, String)> = Vec::new();
            for node in document.descendants() {
                let fill = node.attribute("fill").unwrap_or("none").to_owned();
                if node.has_tag_name("rect") && fill != "none" {
                    grounds.push((Rect::of(node).unwrap(), fill));
                } else if node.has_tag_name("text") {
                    let at = |name: &str| node.attribute(name).unwrap().parse::<f32>().unwrap();
                    let x = at("x") + if node.attribute("text-anchor") == Some("end") { -2.0 } else { 2.0 };
                    let (_, ground) =
                        grounds.iter().rev().find(|(rect, _)| rect.has(x, at("y") - 3.0)).unwrap();
                    let ratio = contrast(&fill, ground);
                    assert!(
                        ratio >= 4.5,
                        "{name} {theme:?}: {:?} {fill} on {ground} is {ratio:.2}",
                        node.text()
                    );
                }
            }
        }
    }
}

#[test]
fn golden_pictures() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/picture");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        let net = two_vpcs().build();
        for (name, scene) in
            scenes().into_iter().filter(|(name, _)| ["transit", "blocked-only"].contains(name))
        {
            let svg = picture(&net, &scene).into_bytes();
            insta::assert_binary_snapshot!(&format!("{name}.svg"), svg);
        }
    });
}
