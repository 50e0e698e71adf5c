//! describe-vpc-endpoint-service-configurations, describe-vpc-endpoint-connections, describe-vpc-encryption-controls.

use super::{List, State, Tag, Text, shapes};

shapes! {
    pub struct Service<'a> {
        pub service_id: Text<'a>,
        pub service_name: Text<'a>,
        pub service_state: State<'a>,
        pub network_load_balancer_arns: List<Text<'a>>,
        pub gateway_load_balancer_arns: List<Text<'a>>,
        pub tags: List<Tag<'a>>,
    }

    pub struct Connection<'a> {
        pub service_id: Text<'a>,
        pub vpc_endpoint_id: Text<'a>,
        pub vpc_endpoint_state: State<'a>,
    }

    /// An element of describe-vpc-encryption-controls, and what describe-vpcs prints of it.
    pub struct EncryptionControl<'a> {
        pub vpc_id: Text<'a>,
        pub mode: Text<'a>,
        pub state: State<'a>,
    }
}
