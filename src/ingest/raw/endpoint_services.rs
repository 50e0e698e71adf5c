//! describe-vpc-endpoint-service-configurations, describe-vpc-endpoint-connections, describe-vpc-encryption-controls.

use super::{List, State, Tag, Text, shapes};

shapes! {
    pub(crate) struct Service<'a> {
        pub(crate) service_id: Text<'a>,
        pub(crate) service_name: Text<'a>,
        pub(crate) service_state: State<'a>,
        pub(crate) network_load_balancer_arns: List<Text<'a>>,
        pub(crate) gateway_load_balancer_arns: List<Text<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct Connection<'a> {
        pub(crate) service_id: Text<'a>,
        pub(crate) vpc_endpoint_id: Text<'a>,
        pub(crate) vpc_endpoint_state: State<'a>,
    }

    /// An element of describe-vpc-encryption-controls, and what describe-vpcs prints of it.
    pub(crate) struct EncryptionControl<'a> {
        pub(crate) vpc_id: Text<'a>,
        pub(crate) mode: Text<'a>,
        pub(crate) state: State<'a>,
    }
}
