//! Direct Connect, which writes its fields in lower camel case.
//!
//! `authKey` is a secret: it is not named here, so it is skipped while parsing.

use super::{List, State, Text, shapes};

shapes! {
    camel:
    pub(crate) struct Gateway<'a> {
        pub(crate) direct_connect_gateway_id: Text<'a>,
        pub(crate) direct_connect_gateway_name: Text<'a>,
        pub(crate) direct_connect_gateway_state: State<'a>,
        pub(crate) owner_account: Text<'a>,
    }

    pub(crate) struct Association<'a> {
        pub(crate) association_id: Text<'a>,
        pub(crate) direct_connect_gateway_id: Text<'a>,
        pub(crate) association_state: State<'a>,
        pub(crate) associated_gateway: AssociatedGateway<'a>,
        pub(crate) virtual_gateway_id: Text<'a>,
        pub(crate) allowed_prefixes_to_direct_connect_gateway: List<Prefix<'a>>,
    }

    pub(crate) struct AssociatedGateway<'a> {
        pub(crate) id: Text<'a>,
        pub(crate) r#type: Text<'a>,
        pub(crate) region: Text<'a>,
    }

    pub(crate) struct Prefix<'a> {
        pub(crate) cidr: Text<'a>,
    }

    pub(crate) struct VirtualInterface<'a> {
        pub(crate) virtual_interface_id: Text<'a>,
        pub(crate) virtual_interface_name: Text<'a>,
        pub(crate) virtual_interface_type: Text<'a>,
        pub(crate) virtual_interface_state: State<'a>,
        pub(crate) virtual_gateway_id: Text<'a>,
        pub(crate) direct_connect_gateway_id: Text<'a>,
        pub(crate) owner_account: Text<'a>,
        pub(crate) region: Text<'a>,
        pub(crate) bgp_peers: List<BgpPeer<'a>>,
        pub(crate) route_filter_prefixes: List<Prefix<'a>>,
    }

    pub(crate) struct BgpPeer<'a> {
        pub(crate) address_family: Text<'a>,
        pub(crate) bgp_status: State<'a>,
    }
}
