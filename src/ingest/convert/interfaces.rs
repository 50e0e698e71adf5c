//! Interfaces, instances and Elastic IPs.

use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::model::Order as _;
use crate::model::*;
use crate::partial::ElasticAddress;
use crate::raw::{self, interfaces as shape};
use crate::reader::{Reader, Repeated, lone_id};

pub(crate) fn interface(reader: &mut Reader<'_>, raw: &shape::NetworkInterface<'_>, place: Place) {
    reader.holds_in_zone(&raw.owner_id, &raw.availability_zone);
    let interface = convert(reader, raw, place);
    reader.out.interfaces.extend(interface);
}

fn convert(reader: &mut Reader<'_>, raw: &shape::NetworkInterface<'_>, place: Place) -> Option<Interface> {
    let id = reader.own_id(&raw.network_interface_id, "NetworkInterfaceId", &place)?;
    let addresses = addresses(reader, raw, &place);
    let mut ipv6 = Vec::with_capacity(raw.ipv6_addresses.len());
    for address in raw.ipv6_addresses.iter() {
        ipv6.extend(reader.v6(&address.ipv6_address, &place));
    }
    if ipv6.is_empty() {
        ipv6.extend(reader.v6(&raw.ipv6_address, &place));
    }
    let mut prefixes = Vec::new();
    for prefix in raw.ipv4_prefixes.iter() {
        prefixes.extend(reader.block(&prefix.ipv4_prefix, &place));
    }
    for prefix in raw.ipv6_prefixes.iter() {
        prefixes.extend(reader.block(&prefix.ipv6_prefix, &place));
    }
    let attachment = raw.attachment.as_ref().map(|attachment| Attachment {
        instance: (!attachment.instance_id.is_empty()).then(|| lone_id(&attachment.instance_id)),
        device: attachment.device_index.0.and_then(|index| u32::try_from(index).ok()).unwrap_or(0),
        status: reader.state(Repeated::Attachment, &attachment.status),
    });
    let tags = reader.tags(&raw.tag_set);
    let groups = groups(reader, &raw.groups);
    Some(Interface {
        id,
        name: reader.name(&tags),
        tags,
        subnet: reader.id(&raw.subnet_id),
        vpc: reader.id(&raw.vpc_id),
        owner: reader.repeated(Repeated::Owner, &raw.owner_id),
        kind: kind(reader, raw, &place),
        status: reader.state(Repeated::Status, &raw.status),
        description: reader.text(&raw.description),
        // Absence is AWS's default for what an instance has; forwarders print `false` themselves (rule S-7).
        source_dest_check: raw.source_dest_check.0.unwrap_or(true),
        deny_internet_gateway: raw.deny_all_igw_traffic.is_set(),
        groups,
        groups_known: raw.groups.is_present,
        addresses,
        ipv6,
        prefixes,
        attachment,
        workload: None,
        is_assumed: false,
        place,
    })
}

/// Security groups, in no more memory than they need; AWS prints them in no order that means anything.
fn groups(reader: &mut Reader<'_>, raw: &[shape::GroupId<'_>]) -> Vec<SecurityGroupId> {
    let mut groups = Vec::with_capacity(raw.len());
    groups.extend(raw.iter().filter_map(|group| reader.optional_id::<SecurityGroupId>(&group.group_id)));
    groups.order();
    groups
}

/// Private addresses with the public ones mapped to them, primary first (rule S-8).
fn addresses(reader: &mut Reader<'_>, raw: &shape::NetworkInterface<'_>, place: &Place) -> Vec<Address> {
    let mut addresses = Vec::with_capacity(raw.private_ip_addresses.len());
    for address in raw.private_ip_addresses.iter() {
        let Some(private) = reader.v4(&address.private_ip_address, place) else { continue };
        let public = public(reader, address.association.as_ref(), place);
        let is_same = || *address.private_ip_address == *raw.private_ip_address;
        let primary = address.primary.0.unwrap_or_else(is_same);
        let is_carrier = is_carrier(address.association.as_ref());
        addresses.push(Address { private, public, is_carrier, primary });
    }
    if addresses.is_empty() {
        let private = reader.v4(&raw.private_ip_address, place);
        addresses.extend(private.map(|private| Address {
            private,
            public: None,
            is_carrier: false,
            primary: true,
        }));
    }
    addresses.order_by_key(|address| !address.primary);
    // The association at the top mirrors the one of the primary address, and some captures hold only it.
    if let Some(first) = addresses.first_mut()
        && first.public.is_none()
    {
        first.public = public(reader, raw.association.as_ref(), place);
        first.is_carrier = is_carrier(raw.association.as_ref());
    }
    addresses
}

fn is_carrier(association: Option<&shape::Association<'_>>) -> bool {
    association.is_some_and(|one| one.public_ip.is_empty() && !one.carrier_ip.is_empty())
}

fn public(
    reader: &mut Reader<'_>,
    association: Option<&shape::Association<'_>>,
    place: &Place,
) -> Option<Ipv4Addr> {
    let association = association?;
    let text =
        if association.public_ip.is_empty() { &association.carrier_ip } else { &association.public_ip };
    reader.v4(text, place)
}

/// `InterfaceType`, and the description where the type says nothing.
fn kind(reader: &mut Reader<'_>, raw: &shape::NetworkInterface<'_>, place: &Place) -> InterfaceKind {
    match &*raw.interface_type {
        "" | "interface" => kind_of_description(&raw.description),
        "efa" | "efa-only" | "trunk" | "branch" => InterfaceKind::Plain,
        // AWS's model spells the first, its output the second.
        "natGateway" | "nat_gateway" => InterfaceKind::NatGateway,
        "load_balancer" => InterfaceKind::ApplicationLoadBalancer,
        "network_load_balancer" => InterfaceKind::NetworkLoadBalancer,
        "gateway_load_balancer" => InterfaceKind::GatewayLoadBalancer,
        "gateway_load_balancer_endpoint" => InterfaceKind::GatewayLoadBalancerEndpoint,
        "vpc_endpoint" => InterfaceKind::Endpoint,
        "transit_gateway" => InterfaceKind::TransitGateway,
        "lambda" => InterfaceKind::Lambda,
        "ec2_instance_connect_endpoint" => InterfaceKind::InstanceConnect,
        "global_accelerator_managed" => InterfaceKind::Accelerator,
        "quicksight" | "api_gateway_managed" | "iot_rules_managed" | "aws_codestar_connections_managed" => {
            InterfaceKind::Service
        }
        other => {
            reader.unexpected("InterfaceType", other, place.clone());
            InterfaceKind::Plain
        }
    }
}

/// What the description texts of services tell. They are no contract, so only a missing type asks them.
fn kind_of_description(description: &str) -> InterfaceKind {
    const STARTS: &[(&str, InterfaceKind)] = &[
        ("ELB app/", InterfaceKind::ApplicationLoadBalancer),
        ("ELB net/", InterfaceKind::NetworkLoadBalancer),
        ("ELB gwy/", InterfaceKind::GatewayLoadBalancer),
        ("ELB ", InterfaceKind::ClassicLoadBalancer),
        ("Interface for NAT Gateway nat-", InterfaceKind::NatGateway),
        ("Network Interface for Transit Gateway Attachment", InterfaceKind::TransitGateway),
        ("VPC Endpoint Interface vpce-", InterfaceKind::Endpoint),
        ("AWS Lambda VPC ENI", InterfaceKind::Lambda),
        ("EC2 Instance Connect Endpoint interface", InterfaceKind::InstanceConnect),
        ("RDSNetworkInterface", InterfaceKind::Service),
        ("EFS mount target for ", InterfaceKind::Service),
        ("ElastiCache ", InterfaceKind::Service),
        ("RedshiftNetworkInterface", InterfaceKind::Service),
        ("ES ", InterfaceKind::Service),
        ("arn:aws:ecs:", InterfaceKind::Service),
        ("Amazon EKS ", InterfaceKind::Service),
        ("Route 53 Resolver: ", InterfaceKind::Service),
        ("ClientVPN Endpoint resource", InterfaceKind::ClientVpn),
    ];
    if description.is_empty() {
        return InterfaceKind::Plain;
    }
    let found = STARTS.iter().find(|(start, _)| description.starts_with(start));
    found.map_or(InterfaceKind::Plain, |(_, kind)| *kind)
}

pub(crate) fn reservation(reader: &mut Reader<'_>, raw: &shape::Reservation<'_>, place: Place) {
    for (at, one) in raw.instances.iter().enumerate() {
        owned_instance(reader, one, &raw.owner_id, place.element("/Instances/", at));
    }
}

pub(crate) fn instance(reader: &mut Reader<'_>, raw: &shape::Instance<'_>, place: Place) {
    owned_instance(reader, raw, "", place);
}

fn owned_instance(reader: &mut Reader<'_>, raw: &shape::Instance<'_>, owner: &str, place: Place) {
    let Some(id) = reader.own_id::<InstanceId>(&raw.instance_id, "InstanceId", &place) else { return };
    let zone = raw.placement.as_ref().map_or("", |placement| &placement.availability_zone);
    let owner_of_copies = raw.network_interfaces.first().map_or("", |first| &first.owner_id);
    reader.holds_in_zone(if owner.is_empty() { owner_of_copies } else { owner }, zone);
    for (at, copy) in raw.network_interfaces.iter().enumerate() {
        let at = place.element("/NetworkInterfaces/", at);
        let Some(mut interface) = convert(reader, copy, at) else { continue };
        let attachment = interface.attachment.get_or_insert(Attachment {
            instance: None,
            device: 0,
            status: Arc::default(),
        });
        attachment.instance.get_or_insert_with(|| id.clone());
        reader.out.instance_interfaces.push(interface);
    }
    if raw.network_interfaces.is_empty() {
        let interface = lone_interface(reader, raw, &id, owner, &place);
        reader.out.instance_interfaces.extend(interface);
    }
    let enabled = |word: &str| (!word.is_empty()).then(|| word.eq_ignore_ascii_case("enabled"));
    let metadata = raw.metadata_options.as_ref();
    let is_windows =
        |text: &str| text.as_bytes().windows(7).any(|word| word.eq_ignore_ascii_case(b"windows"));
    let tags = reader.tags(&raw.tags);
    let instance = Instance {
        id,
        name: reader.name(&tags),
        tags,
        state: reader.state(Repeated::State, &raw.state),
        metadata_enabled: metadata.and_then(|options| enabled(&options.http_endpoint)),
        metadata_ipv6: metadata.and_then(|options| enabled(&options.http_protocol_ipv6)),
        is_windows: is_windows(&raw.platform) || is_windows(&raw.platform_details),
        place,
    };
    reader.out.instances.push(instance);
}

/// The interface of an instance whose document lists none: old or made by hand. It goes by the instance's id.
/// A terminated instance has no address and gets none.
fn lone_interface(
    reader: &mut Reader<'_>,
    raw: &shape::Instance<'_>,
    id: &InstanceId,
    owner: &str,
    place: &Place,
) -> Option<Interface> {
    if raw.subnet_id.is_empty() {
        return None;
    }
    let private = reader.v4(&raw.private_ip_address, place)?;
    let public = reader.v4(&raw.public_ip_address, place);
    let tags = reader.tags(&raw.tags);
    let groups = groups(reader, &raw.security_groups);
    Some(Interface {
        id: lone_id(id.as_str()),
        name: reader.name(&tags),
        tags,
        subnet: reader.id(&raw.subnet_id),
        vpc: reader.id(&raw.vpc_id),
        owner: reader.text(owner),
        kind: InterfaceKind::Plain,
        status: reader.text(""),
        description: reader.text(""),
        source_dest_check: raw.source_dest_check.0.unwrap_or(true),
        deny_internet_gateway: false,
        groups,
        groups_known: raw.security_groups.is_present,
        addresses: vec![Address { private, public, is_carrier: false, primary: true }],
        ipv6: reader.v6(&raw.ipv6_address, place).into_iter().collect(),
        prefixes: Vec::new(),
        attachment: Some(Attachment {
            instance: Some(id.clone()),
            device: 0,
            status: reader.text("attached"),
        }),
        workload: None,
        is_assumed: false,
        place: place.clone(),
    })
}

pub(crate) fn address(reader: &mut Reader<'_>, raw: &raw::interfaces::Address<'_>, place: Place) {
    reader.holds(&raw.network_interface_owner_id, "");
    let text = if raw.public_ip.is_empty() { &raw.carrier_ip } else { &raw.public_ip };
    let Some(public) = reader.v4(text, &place) else { return };
    let private = reader.v4(&raw.private_ip_address, &place);
    let interface = reader.optional_id(&raw.network_interface_id);
    let instance = reader.optional_id(&raw.instance_id);
    // An Elastic IP that is associated with nothing carries nothing.
    if interface.is_some() || instance.is_some() {
        reader.out.addresses.push(ElasticAddress {
            public,
            is_carrier: raw.public_ip.is_empty(),
            private,
            interface,
            instance,
        });
    }
}
