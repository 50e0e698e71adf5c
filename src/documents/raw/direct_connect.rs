//! Direct Connect, which writes its fields in lower camel case.
//!
//! `authKey` is a secret: it is not named here, so it is skipped while parsing.

use super::{List, State, Text, shapes};

shapes! {
    camel:
    pub struct Gateway<'a> {
        pub direct_connect_gateway_id: Text<'a>,
        pub direct_connect_gateway_name: Text<'a>,
        pub direct_connect_gateway_state: State<'a>,
        pub owner_account: Text<'a>,
    }

    pub struct Association<'a> {
        pub association_id: Text<'a>,
        pub direct_connect_gateway_id: Text<'a>,
        pub association_state: State<'a>,
        pub associated_gateway: AssociatedGateway<'a>,
        pub virtual_gateway_id: Text<'a>,
        pub allowed_prefixes_to_direct_connect_gateway: List<Prefix<'a>>,
    }

    pub struct AssociatedGateway<'a> {
        pub id: Text<'a>,
        pub r#type: Text<'a>,
        pub region: Text<'a>,
    }

    pub struct Prefix<'a> {
        pub cidr: Text<'a>,
    }

    pub struct VirtualInterface<'a> {
        pub virtual_interface_id: Text<'a>,
        pub virtual_interface_name: Text<'a>,
        pub virtual_interface_type: Text<'a>,
        pub virtual_interface_state: State<'a>,
        pub virtual_gateway_id: Text<'a>,
        pub direct_connect_gateway_id: Text<'a>,
        pub owner_account: Text<'a>,
        pub region: Text<'a>,
        pub bgp_peers: List<BgpPeer<'a>>,
        pub route_filter_prefixes: List<Prefix<'a>>,
    }

    pub struct BgpPeer<'a> {
        pub address_family: Text<'a>,
        pub bgp_status: State<'a>,
    }
}
