//! VPC Lattice, which writes its fields in lower camel case.

use super::{List, Text, shapes};

shapes! {
    camel:
    /// vpc-lattice get-service-network-vpc-association: the element itself.
    pub(crate) struct Association<'a> {
        pub(crate) id: Text<'a>,
        pub(crate) arn: Text<'a>,
        pub(crate) service_network_name: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) status: Text<'a>,
        pub(crate) security_group_ids: List<Text<'a>>,
    }
}
