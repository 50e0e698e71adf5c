//! describe-vpc-endpoint-service-configurations, describe-vpc-endpoint-connections, describe-vpc-encryption-controls.

use serde::Deserialize;

use super::{List, State, Tag, Text};

#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "PascalCase", default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Service<'a> {
    pub(crate) service_id: Text<'a>,
    pub(crate) service_name: Text<'a>,
    pub(crate) service_state: State<'a>,
    pub(crate) network_load_balancer_arns: List<Text<'a>>,
    pub(crate) gateway_load_balancer_arns: List<Text<'a>>,
    pub(crate) tags: List<Tag<'a>>,
}

#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "PascalCase", default, bound(deserialize = "'de: 'a"))]
pub(crate) struct Connection<'a> {
    pub(crate) service_id: Text<'a>,
    pub(crate) vpc_endpoint_id: Text<'a>,
    pub(crate) vpc_endpoint_state: State<'a>,
}

/// An element of describe-vpc-encryption-controls, and what describe-vpcs prints of it.
#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "PascalCase", default, bound(deserialize = "'de: 'a"))]
pub(crate) struct EncryptionControl<'a> {
    pub(crate) vpc_id: Text<'a>,
    pub(crate) mode: Text<'a>,
    pub(crate) state: State<'a>,
}

/// vpc-lattice get-service-network-vpc-association: lower camel case, and the element itself.
#[derive(Deserialize, Debug, Default)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
pub(crate) struct LatticeAssociation<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) arn: Text<'a>,
    pub(crate) service_network_name: Text<'a>,
    pub(crate) vpc_id: Text<'a>,
    pub(crate) status: Text<'a>,
    pub(crate) security_group_ids: List<Text<'a>>,
}
