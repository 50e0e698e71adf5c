//! describe-vpc-block-public-access-options and -exclusions, and the states that subnets and VPCs print.

use super::{Text, shapes};

shapes! {
    pub struct Options<'a> {
        pub aws_account_id: Text<'a>,
        pub aws_region: Text<'a>,
        pub internet_gateway_block_mode: Text<'a>,
    }

    pub struct Exclusion<'a> {
        pub exclusion_id: Text<'a>,
        pub internet_gateway_exclusion_mode: Text<'a>,
        pub resource_arn: Text<'a>,
        pub state: Text<'a>,
    }

    pub struct States<'a> {
        pub internet_gateway_block_mode: Text<'a>,
    }
}
