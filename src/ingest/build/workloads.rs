//! Which interfaces belong to functions, databases, tasks and the like (semantics 14.7; rules S-132 to S-134).
//!
//! Description texts are no contract, so they are only asked together with groups and subnets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::model::Order as _;
use crate::model::*;
use crate::model::{SortedMap, SortedSet};
use crate::space::addresses::{from_number, to_number};
use crate::space::{Family, address_range};

/// The interfaces that documents describe, and those that are made for functions.
struct Interfaces<'n> {
    known: &'n mut Table<Interface>,
    made: SortedMap<InterfaceId, Interface>,
}

impl Interfaces<'_> {
    fn get(&self, id: &InterfaceId) -> Option<&Interface> {
        self.known.find(id).or_else(|| self.made.get(id))
    }
}

/// Interfaces by what workloads look for, so that each workload looks at a few.
struct Sorted {
    in_subnet: SortedMap<SubnetId, Vec<InterfaceId>>,
    /// Those that AWS's description gives to databases, Kubernetes and Client VPN.
    services: Vec<InterfaceId>,
}

impl Sorted {
    fn of(interfaces: &Table<Interface>) -> Self {
        const STARTS: [&str; 3] = ["RDSNetworkInterface", "Amazon EKS ", "ClientVPN Endpoint resource"];
        let mut sorted = Sorted { in_subnet: SortedMap::new(), services: Vec::new() };
        for interface in interfaces {
            sorted.in_subnet.entry(interface.subnet.clone()).or_default().push(interface.id.clone());
            if STARTS.iter().any(|start| interface.description.starts_with(start)) {
                sorted.services.push(interface.id.clone());
            }
        }
        sorted
    }

    fn of_services<'i>(&self, interfaces: &'i Interfaces<'_>) -> Vec<&'i Interface> {
        self.services.iter().filter_map(|id| interfaces.get(id)).collect()
    }
}

/// Finds the interfaces of each workload, makes those that a function will have, and notes who owns an interface
/// where only one claims it.
pub(super) fn merge(
    mut workloads: Table<Workload>,
    known: &mut Table<Interface>,
    subnets: &Table<Subnet>,
) -> Table<Workload> {
    if workloads.is_empty() {
        return workloads;
    }
    let mut sorted = Sorted::of(known);
    let interfaces = &mut Interfaces { known, made: SortedMap::new() };
    let by_name: SortedMap<Box<str>, WorkloadId> = workloads
        .iter()
        .filter(|workload| workload.kind == WorkloadKind::Database)
        .map(|database| (database.name.clone(), database.id.clone()))
        .collect();
    for workload in workloads.iter_mut() {
        match workload.kind {
            WorkloadKind::Function => function(workload, interfaces, &mut sorted, subnets),
            WorkloadKind::Database => {
                workload.interfaces = database(workload, &sorted.of_services(interfaces), subnets);
            }
            WorkloadKind::Task => {
                workload.interfaces.retain(|id| interfaces.get(id).is_some());
                workload.vpc =
                    workload.interfaces.first().and_then(|id| interfaces.get(id)).map(|one| one.vpc.clone());
            }
            WorkloadKind::KubernetesCluster => {
                let description = format!("Amazon EKS {}", workload.name);
                let all = sorted.of_services(interfaces);
                let found = all.iter().filter(|one| *one.description == *description);
                workload.interfaces = found.map(|one| one.id.clone()).collect();
            }
            WorkloadKind::ClientVpn => {
                workload.interfaces = client_vpn(workload, &sorted.of_services(interfaces));
            }
            WorkloadKind::DatabaseCluster => {}
        }
    }
    let of_database = |id: &WorkloadId| workloads.find(id).map(|one| one.interfaces.clone());
    let mut of_clusters: Vec<(WorkloadId, Vec<InterfaceId>)> = Vec::new();
    for cluster in workloads.iter().filter(|one| one.kind == WorkloadKind::DatabaseCluster) {
        let members = cluster.members.iter().filter_map(|name| by_name.get(name));
        let mut found: Vec<InterfaceId> = members.filter_map(of_database).flatten().collect();
        if found.is_empty() && !cluster.groups.is_empty() {
            let all = sorted.of_services(interfaces);
            found = of_service(cluster, "RDSNetworkInterface", &all).map(|one| one.id.clone()).collect();
        }
        found.order();
        found.dedup();
        of_clusters.push((cluster.id.clone(), found));
    }
    for (id, found) in of_clusters {
        if let Some(cluster) = workloads.find_mut(&id) {
            cluster.interfaces = found;
        }
    }
    let made = std::mem::take(&mut interfaces.made);
    interfaces.known.add(made.into_values().collect());
    note_owners(&workloads, interfaces.known);
    workloads
}

/// An interface that exactly one workload claims is its own.
fn note_owners(workloads: &Table<Workload>, interfaces: &mut Table<Interface>) {
    let mut claims: SortedMap<&InterfaceId, Vec<&WorkloadId>> = SortedMap::new();
    for workload in workloads.iter().filter(|one| one.kind != WorkloadKind::DatabaseCluster) {
        for id in &workload.interfaces {
            claims.entry(id).or_default().push(&workload.id);
        }
    }
    for (id, by) in claims {
        if let ([only], Some(interface)) = (by.as_slice(), interfaces.find_mut(id)) {
            interface.workload = Some((*only).clone());
        }
    }
}

fn same_groups(interface: &Interface, workload: &Workload) -> bool {
    sorted(&interface.groups) == sorted(&workload.groups)
}

fn sorted(groups: &[SecurityGroupId]) -> SortedSet<SecurityGroupId> {
    groups.iter().cloned().collect()
}

/// Interfaces whose description starts like a service's, with the workload's VPC, groups and subnets.
fn of_service<'i>(
    workload: &'i Workload,
    description: &'static str,
    interfaces: &'i [&'i Interface],
) -> impl Iterator<Item = &'i Interface> {
    interfaces.iter().copied().filter(move |interface| {
        interface.description.starts_with(description)
            && workload.vpc.as_ref().is_none_or(|vpc| interface.vpc == *vpc)
            && same_groups(interface, workload)
            && (workload.subnets.is_empty() || workload.subnets.contains(&interface.subnet))
    })
}

fn database(database: &Workload, interfaces: &[&Interface], subnets: &Table<Subnet>) -> Vec<InterfaceId> {
    let in_zone = |interface: &&Interface| {
        let zone = subnets.find(&interface.subnet).map_or("", |subnet| &subnet.zone);
        database.zone.is_empty() || zone.is_empty() || *zone == *database.zone
    };
    let found = of_service(database, "RDSNetworkInterface", interfaces).filter(in_zone);
    found.map(|interface| interface.id.clone()).collect()
}

fn client_vpn(endpoint: &Workload, interfaces: &[&Interface]) -> Vec<InterfaceId> {
    let all: Vec<&Interface> = of_service(endpoint, "ClientVPN Endpoint resource", interfaces).collect();
    let naming = |one: &&&Interface| one.description.contains(endpoint.id.as_str());
    let named: Vec<InterfaceId> = all.iter().filter(naming).map(|one| one.id.clone()).collect();
    if named.is_empty() { all.iter().map(|one| one.id.clone()).collect() } else { named }
}

/// A function's interfaces are shared by subnet and groups, and made when first needed (rule S-132).
fn function(
    function: &mut Workload,
    interfaces: &mut Interfaces<'_>,
    sorted: &mut Sorted,
    subnets: &Table<Subnet>,
) {
    for subnet_id in &function.subnets {
        let here = sorted.in_subnet.get(subnet_id).into_iter().flatten();
        let known: Vec<InterfaceId> = here
            .filter_map(|id| interfaces.get(id))
            .filter(|one| one.kind == InterfaceKind::Lambda && same_groups(one, function))
            .map(|one| one.id.clone())
            .collect();
        if !known.is_empty() {
            function.interfaces.extend(known);
            continue;
        }
        let Some(subnet) = subnets.find(subnet_id) else { continue };
        let Some(IpAddr::V4(address)) = free_address(subnet, Family::V4, sorted, interfaces) else {
            continue;
        };
        let ipv6 =
            function.is_dual_stack.then(|| free_address(subnet, Family::V6, sorted, interfaces)).flatten();
        let made = assumed(function, subnet, address, ipv6);
        function.interfaces.push(made.id.clone());
        sorted.in_subnet.entry(subnet_id.clone()).or_default().push(made.id.clone());
        interfaces.made.insert(made.id.clone(), made);
    }
}

fn assumed(function: &Workload, subnet: &Subnet, address: Ipv4Addr, ipv6: Option<IpAddr>) -> Interface {
    let ipv6: Vec<Ipv6Addr> =
        ipv6.into_iter().filter_map(|one| if let IpAddr::V6(v6) = one { Some(v6) } else { None }).collect();
    Interface {
        id: InterfaceId::from(format!("{}/{}", function.name, subnet.id).as_str()),
        name: "".into(),
        tags: Vec::new(),
        subnet: subnet.id.clone(),
        vpc: subnet.vpc.clone(),
        owner: "".into(),
        kind: InterfaceKind::Lambda,
        status: "in-use".into(),
        description: format!("AWS Lambda VPC ENI-{}", function.name).into(),
        source_dest_check: true,
        deny_internet_gateway: false,
        groups: sorted(&function.groups).into_iter().collect(),
        groups_known: true,
        addresses: vec![Address { private: address, public: None, is_carrier: false, primary: true }],
        ipv6,
        prefixes: Vec::new(),
        attachment: None,
        workload: None,
        is_assumed: true,
        place: function.place.clone(),
    }
}

/// The last address of a subnet that no interface has; the last of all is reserved (rule S-10).
fn free_address(
    subnet: &Subnet,
    family: Family,
    sorted: &Sorted,
    interfaces: &Interfaces<'_>,
) -> Option<IpAddr> {
    let block = subnet.blocks.iter().find(|block| Family::of_network(block) == family)?;
    let here = sorted.in_subnet.get(&subnet.id).into_iter().flatten();
    let taken: SortedSet<IpAddr> =
        here.filter_map(|id| interfaces.get(id)).flat_map(Interface::own_addresses).collect();
    let (first, last) = address_range(block);
    let usable = first.saturating_add(4)..=last.saturating_sub(1);
    let mut from_above = usable.rev().take(4096).map(|number| from_number(family, number));
    from_above.find(|address| !taken.contains(address) && to_number(*address) != last)
}
