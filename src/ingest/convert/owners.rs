//! Functions, databases, tasks, clusters and Client VPN endpoints: what owns interfaces besides instances.

use crate::model::*;
use crate::raw::{Number, Text, owners as shape};
use crate::reader::{Reader, name_of, region_of_arn, region_of_zone};

/// A workload with what all of them have.
fn workload(kind: WorkloadKind, id: WorkloadId, name: &str, state: &str, place: Place) -> Workload {
    Workload {
        id,
        kind,
        name: name.into(),
        aliases: Vec::new(),
        vpc: None,
        subnets: Vec::new(),
        groups: Vec::new(),
        zone: "".into(),
        state: state.into(),
        port: None,
        members: Vec::new(),
        is_dual_stack: false,
        interfaces: Vec::new(),
        place,
    }
}

/// The ARN, else the name.
fn own_id(reader: &mut Reader<'_>, arn: &str, name: &str, field: &str, place: &Place) -> Option<WorkloadId> {
    reader.own_id(if arn.is_empty() { name } else { arn }, field, place)
}

fn account_of_arn(arn: &str) -> &str {
    if arn.starts_with("arn:") { arn.split(':').nth(4).unwrap_or("") } else { "" }
}

fn port(number: Number) -> Option<u16> {
    number.0.and_then(|number| u16::try_from(number).ok()).filter(|port| *port > 0)
}

fn ids<Id: From<IdText>>(reader: &mut Reader<'_>, raw: &[Text<'_>]) -> Vec<Id> {
    raw.iter().filter_map(|id| reader.optional_id(id)).collect()
}

fn named(texts: &[&str]) -> Vec<Box<str>> {
    texts.iter().filter(|text| !text.is_empty()).map(|text| (*text).into()).collect()
}

pub(crate) fn function(reader: &mut Reader<'_>, raw: &shape::Function<'_>, place: Place) {
    let id = own_id(reader, &raw.function_arn, &raw.function_name, "FunctionName", &place);
    let Some(id) = id else { return };
    reader.holds(account_of_arn(&raw.function_arn), region_of_arn(&raw.function_arn));
    let mut function = workload(WorkloadKind::Function, id, &raw.function_name, &raw.state, place);
    if let Some(config) = &raw.vpc_config {
        function.vpc = reader.optional_id(&config.vpc_id);
        function.subnets = ids(reader, &config.subnet_ids);
        function.groups = ids(reader, &config.security_group_ids);
        function.is_dual_stack = config.ipv6_allowed_for_dual_stack.is_set();
    }
    reader.out.workloads.push(function);
}

pub(crate) fn database(reader: &mut Reader<'_>, raw: &shape::Database<'_>, place: Place) {
    let Some(id) = own_id(reader, &raw.arn, &raw.identifier, "DBInstanceIdentifier", &place) else { return };
    reader.holds(account_of_arn(&raw.arn), region_of_zone(&raw.availability_zone));
    let mut database = workload(WorkloadKind::Database, id, &raw.identifier, &raw.status, place);
    if let Some(group) = &raw.subnet_group {
        database.vpc = reader.optional_id(&group.vpc_id);
        let subnets = group.subnets.iter();
        database.subnets = subnets.filter_map(|one| reader.optional_id(&one.subnet_identifier)).collect();
    }
    if let Some(endpoint) = &raw.endpoint {
        database.aliases = named(&[&endpoint.address]);
        database.port = port(endpoint.port);
    }
    database.groups = groups(reader, &raw.vpc_security_groups);
    database.zone = (*raw.availability_zone).into();
    reader.out.workloads.push(database);
}

fn groups(reader: &mut Reader<'_>, raw: &[shape::DatabaseGroup<'_>]) -> Vec<SecurityGroupId> {
    raw.iter().filter_map(|group| reader.optional_id(&group.vpc_security_group_id)).collect()
}

pub(crate) fn database_cluster(reader: &mut Reader<'_>, raw: &shape::DatabaseCluster<'_>, place: Place) {
    let Some(id) = own_id(reader, &raw.arn, &raw.identifier, "DBClusterIdentifier", &place) else { return };
    reader.holds(account_of_arn(&raw.arn), region_of_arn(&raw.arn));
    let mut cluster = workload(WorkloadKind::DatabaseCluster, id, &raw.identifier, &raw.status, place);
    cluster.aliases = named(&[&raw.endpoint, &raw.reader_endpoint]);
    cluster.port = port(raw.port);
    cluster.groups = groups(reader, &raw.vpc_security_groups);
    cluster.members = raw.members.iter().map(|member| (*member.identifier).into()).collect();
    reader.out.workloads.push(cluster);
}

pub(crate) fn task(reader: &mut Reader<'_>, raw: &shape::Task<'_>, place: Place) {
    let Some(id) = reader.own_id(&raw.task_arn, "taskArn", &place) else { return };
    reader.holds(account_of_arn(&raw.task_arn), region_of_arn(&raw.task_arn));
    let name = raw.task_arn.rsplit('/').next().unwrap_or_default();
    let mut task = workload(WorkloadKind::Task, id, name, &raw.last_status, place);
    for detail in raw.attachments.iter().flat_map(|attachment| attachment.details.iter()) {
        match &*detail.name {
            "networkInterfaceId" => task.interfaces.extend(reader.optional_id(&detail.value)),
            "subnetId" => task.subnets.extend(reader.optional_id(&detail.value)),
            _ => {}
        }
    }
    reader.out.workloads.push(task);
}

pub(crate) fn kubernetes_cluster(reader: &mut Reader<'_>, raw: &shape::KubernetesCluster<'_>, place: Place) {
    let Some(id) = own_id(reader, &raw.arn, &raw.name, "name", &place) else { return };
    reader.holds(account_of_arn(&raw.arn), region_of_arn(&raw.arn));
    let config = &raw.resources_vpc_config;
    let mut cluster = workload(WorkloadKind::KubernetesCluster, id, &raw.name, &raw.status, place);
    let host = raw.endpoint.strip_prefix("https://").unwrap_or(&raw.endpoint);
    cluster.aliases = named(&[host]);
    cluster.vpc = reader.optional_id(&config.vpc_id);
    cluster.subnets = ids(reader, &config.subnet_ids);
    cluster.groups = ids(reader, &config.security_group_ids);
    cluster.groups.extend(reader.optional_id(&config.cluster_security_group_id));
    reader.out.workloads.push(cluster);
}

pub(crate) fn client_vpn(reader: &mut Reader<'_>, raw: &shape::ClientVpnEndpoint<'_>, place: Place) {
    let field = "ClientVpnEndpointId";
    let Some(id) = reader.own_id(&raw.client_vpn_endpoint_id, field, &place) else { return };
    reader.holds("", "");
    let name = name_of(&raw.tags);
    let mut endpoint = workload(WorkloadKind::ClientVpn, id, &name, &raw.status, place);
    endpoint.vpc = reader.optional_id(&raw.vpc_id);
    endpoint.groups = ids(reader, &raw.security_group_ids);
    reader.out.workloads.push(endpoint);
}
