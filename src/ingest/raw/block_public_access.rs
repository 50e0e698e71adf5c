//! describe-vpc-block-public-access-options and -exclusions, and the states that subnets and VPCs print.

use super::{Text, shapes};

shapes! {
    pub(crate) struct Options<'a> {
        pub(crate) aws_account_id: Text<'a>,
        pub(crate) aws_region: Text<'a>,
        pub(crate) internet_gateway_block_mode: Text<'a>,
    }

    pub(crate) struct Exclusion<'a> {
        pub(crate) exclusion_id: Text<'a>,
        pub(crate) internet_gateway_exclusion_mode: Text<'a>,
        pub(crate) resource_arn: Text<'a>,
        pub(crate) state: Text<'a>,
    }

    pub(crate) struct States<'a> {
        pub(crate) internet_gateway_block_mode: Text<'a>,
    }
}
