//! Transit gateways: the four attachment calls, route tables, and the results that lack their table's id.

use super::{Flag, List, State, Tag, Text, shapes};

shapes! {
    pub(crate) struct TransitGateway<'a> {
        pub(crate) transit_gateway_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) transit_gateway_arn: Text<'a>,
        pub(crate) options: Option<Options<'a>>,
        pub(crate) tags: List<Tag<'a>>,
    }

    /// Options of a transit gateway or of a VPC attachment.
    pub(crate) struct Options<'a> {
        pub(crate) appliance_mode_support: Text<'a>,
        pub(crate) security_group_referencing_support: Text<'a>,
        pub(crate) multicast_support: Text<'a>,
    }

    /// An attachment, in the form of any of the four calls.
    pub(crate) struct Attachment<'a> {
        pub(crate) transit_gateway_attachment_id: Text<'a>,
        pub(crate) accepter_transit_gateway_attachment_id: Text<'a>,
        pub(crate) transport_transit_gateway_attachment_id: Text<'a>,
        pub(crate) nat_gateway_support: Text<'a>,
        pub(crate) transit_gateway_id: Text<'a>,
        pub(crate) transit_gateway_owner_id: Text<'a>,
        pub(crate) resource_type: Text<'a>,
        pub(crate) resource_id: Text<'a>,
        pub(crate) vpc_id: Text<'a>,
        pub(crate) vpc_owner_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) association: Option<Association<'a>>,
        pub(crate) subnet_ids: List<Text<'a>>,
        pub(crate) options: Option<Options<'a>>,
        pub(crate) requester_tgw_info: PeeringInfo<'a>,
        pub(crate) accepter_tgw_info: PeeringInfo<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct Association<'a> {
        pub(crate) transit_gateway_route_table_id: Text<'a>,
        pub(crate) transit_gateway_policy_table_id: Text<'a>,
        pub(crate) state: State<'a>,
    }

    pub(crate) struct PeeringInfo<'a> {
        pub(crate) transit_gateway_id: Text<'a>,
        pub(crate) owner_id: Text<'a>,
        pub(crate) region: Text<'a>,
    }

    pub(crate) struct Table<'a> {
        pub(crate) transit_gateway_route_table_id: Text<'a>,
        pub(crate) transit_gateway_id: Text<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    /// A peer of a Connect attachment.
    pub(crate) struct ConnectPeer<'a> {
        pub(crate) transit_gateway_connect_peer_id: Text<'a>,
        pub(crate) transit_gateway_attachment_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) connect_peer_configuration: ConnectPeerConfiguration<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    pub(crate) struct ConnectPeerConfiguration<'a> {
        pub(crate) bgp_configurations: List<BgpSession<'a>>,
    }

    pub(crate) struct BgpSession<'a> {
        pub(crate) bgp_status: State<'a>,
    }

    /// A route of search-transit-gateway-routes.
    pub(crate) struct Route<'a> {
        pub(crate) destination_cidr_block: Text<'a>,
        pub(crate) prefix_list_id: Text<'a>,
        pub(crate) r#type: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) transit_gateway_attachments: List<Member<'a>>,
    }

    /// An attachment as routes, associations and propagations name it.
    pub(crate) struct Member<'a> {
        pub(crate) transit_gateway_attachment_id: Text<'a>,
        pub(crate) resource_id: Text<'a>,
        pub(crate) resource_type: Text<'a>,
        pub(crate) state: State<'a>,
    }

    /// Batfish's wrapper of one table's static routes or propagations.
    pub(crate) struct TableWrapper<'a> {
        pub(crate) transit_gateway_route_table_id: Text<'a>,
        pub(crate) routes: List<Route<'a>>,
        pub(crate) additional_routes_available: Flag,
        pub(crate) transit_gateway_route_table_propagations: List<Member<'a>>,
    }
}
