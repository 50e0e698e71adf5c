//! VPC Lattice, which writes its fields in lower camel case.

use super::{List, Text, shapes};

shapes! {
    camel:
    /// vpc-lattice get-service-network-vpc-association: the element itself.
    pub struct Association<'a> {
        pub id: Text<'a>,
        pub arn: Text<'a>,
        pub service_network_name: Text<'a>,
        pub vpc_id: Text<'a>,
        pub status: Text<'a>,
        pub security_group_ids: List<Text<'a>>,
    }
}
