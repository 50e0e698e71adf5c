//! Transit gateways: the four attachment calls, route tables, and the results that lack their table's id.

use super::{Flag, List, State, Tag, Text, shapes};

shapes! {
    pub struct TransitGateway<'a> {
        pub transit_gateway_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub transit_gateway_arn: Text<'a>,
        pub options: Option<Options<'a>>,
        pub tags: List<Tag<'a>>,
    }

    /// Options of a transit gateway or of a VPC attachment.
    pub struct Options<'a> {
        pub appliance_mode_support: Text<'a>,
        pub security_group_referencing_support: Text<'a>,
        pub multicast_support: Text<'a>,
    }

    /// An attachment, in the form of any of the four calls.
    pub struct Attachment<'a> {
        pub transit_gateway_attachment_id: Text<'a>,
        pub accepter_transit_gateway_attachment_id: Text<'a>,
        pub transport_transit_gateway_attachment_id: Text<'a>,
        pub nat_gateway_support: Text<'a>,
        pub transit_gateway_id: Text<'a>,
        pub transit_gateway_owner_id: Text<'a>,
        pub resource_type: Text<'a>,
        pub resource_id: Text<'a>,
        pub vpc_id: Text<'a>,
        pub vpc_owner_id: Text<'a>,
        pub state: State<'a>,
        pub association: Option<Association<'a>>,
        pub subnet_ids: List<Text<'a>>,
        pub options: Option<Options<'a>>,
        pub requester_tgw_info: PeeringInfo<'a>,
        pub accepter_tgw_info: PeeringInfo<'a>,
        pub tags: List<Tag<'a>>,
    }

    pub struct Association<'a> {
        pub transit_gateway_route_table_id: Text<'a>,
        pub transit_gateway_policy_table_id: Text<'a>,
        pub state: State<'a>,
    }

    pub struct PeeringInfo<'a> {
        pub transit_gateway_id: Text<'a>,
        pub owner_id: Text<'a>,
        pub region: Text<'a>,
    }

    pub struct Table<'a> {
        pub transit_gateway_route_table_id: Text<'a>,
        pub transit_gateway_id: Text<'a>,
        pub tags: List<Tag<'a>>,
    }

    /// A peer of a Connect attachment.
    pub struct ConnectPeer<'a> {
        pub transit_gateway_connect_peer_id: Text<'a>,
        pub transit_gateway_attachment_id: Text<'a>,
        pub state: State<'a>,
        pub connect_peer_configuration: ConnectPeerConfiguration<'a>,
        pub tags: List<Tag<'a>>,
    }

    pub struct ConnectPeerConfiguration<'a> {
        pub bgp_configurations: List<BgpSession<'a>>,
    }

    pub struct BgpSession<'a> {
        pub bgp_status: State<'a>,
    }

    /// A route of search-transit-gateway-routes.
    pub struct Route<'a> {
        pub destination_cidr_block: Text<'a>,
        pub prefix_list_id: Text<'a>,
        pub r#type: Text<'a>,
        pub state: State<'a>,
        pub transit_gateway_attachments: List<Member<'a>>,
    }

    /// An attachment as routes, associations and propagations name it.
    pub struct Member<'a> {
        pub transit_gateway_attachment_id: Text<'a>,
        pub resource_id: Text<'a>,
        pub resource_type: Text<'a>,
        pub state: State<'a>,
    }

    /// Batfish's wrapper of one table's static routes or propagations.
    pub struct TableWrapper<'a> {
        pub transit_gateway_route_table_id: Text<'a>,
        pub routes: List<Route<'a>>,
        pub additional_routes_available: Flag,
        pub transit_gateway_route_table_propagations: List<Member<'a>>,
    }
}
