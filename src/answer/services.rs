//! Names of services as ends: prefix lists, endpoints, and what a VPC's private DNS makes of them (rules S-109 to S-111).

use ipnet::IpNet;

use super::answer::ApiError;
use super::ends::{Ends, Member, Side, error};
use crate::graph::Ix;
use crate::model::{Endpoint, EndpointKind};

/// Whether an interface endpoint is for a service: `com.amazonaws.eu-west-1.ssm`, or its end, `ssm`.
fn is_service(endpoint: &Endpoint, name: &str) -> bool {
    let end = endpoint.service.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    endpoint.kind == EndpointKind::Interface && end
}

impl Ends<'_> {
    /// A service by its name: `s3`, `com.amazonaws.eu-west-1.s3`.
    pub fn service(&self, name: &str, side: Side) -> Result<Vec<Member>, ApiError> {
        let suffix = format!(".{name}");
        let lists = self
            .network
            .prefix_lists
            .iter()
            .filter(|list| *list.name == *name || list.name.ends_with(&suffix));
        let blocks: Vec<IpNet> = lists.flat_map(|list| list.entries.iter().flatten()).copied().collect();
        // Where an endpoint has the service's name, the asking VPC tells what it resolves to (rule S-111).
        let is_known = side == Side::To
            && blocks.is_empty()
            && self.network.endpoints.iter().any(|one| is_service(one, name));
        if blocks.is_empty() && !is_known {
            return Err(error(
                "unknown-service",
                format!(
                    "the input has no prefix list entries, and no interface endpoint, for service `{name}`"
                ),
                "add describe-prefix-lists output",
            ));
        }
        Ok(vec![Member::Service(name.to_owned(), blocks)])
    }

    /// A name that endpoints resolve: their own lead to them, the service's public one to whatever the asking VPC
    /// makes of it.
    pub fn endpoint_name(&self, text: &str) -> Option<Vec<Member>> {
        let name = text.trim_end_matches('.');
        let mut named = self
            .network
            .endpoints
            .iter()
            .filter(|one| one.dns.iter().any(|dns| dns.eq_ignore_ascii_case(name)));
        let first = named.next()?;
        if !name.to_ascii_lowercase().contains(".vpce.") {
            return self.service(&first.service, Side::To).ok();
        }
        let all = std::iter::once(first).chain(named);
        let interfaces = all.flat_map(|endpoint| &endpoint.interfaces);
        let found = interfaces.filter_map(|id| {
            self.network.interfaces.position(id).and_then(|position| Ix::try_from(position).ok())
        });
        let interfaces: Vec<Ix> = found.collect();
        // Any of its addresses may be what the name gives; the best shows the way.
        (!interfaces.is_empty()).then(|| vec![Member::Interfaces { label: text.to_owned(), interfaces }])
    }

    /// What a service's public name resolves to inside a VPC: the interfaces of an endpoint with private DNS (rule
    /// S-111); `None` for its public addresses.
    pub fn private_name(&self, name: &str, vpc: Ix) -> Option<Member> {
        let found = self.network.vpcs.at(vpc as usize).filter(|vpc| vpc.dns.resolves_private())?;
        let mut endpoints = self.network.endpoints.iter();
        let endpoint =
            endpoints.find(|one| one.vpc == found.id && one.private_dns && is_service(one, name))?;
        let interfaces = endpoint.interfaces.iter().filter_map(|id| {
            self.network.interfaces.position(id).and_then(|position| Ix::try_from(position).ok())
        });
        let interfaces: Vec<Ix> = interfaces.collect();
        Some(if interfaces.is_empty() {
            Member::Unseen(endpoint.id.resource())
        } else {
            Member::Interfaces { label: name.to_owned(), interfaces }
        })
    }
}
