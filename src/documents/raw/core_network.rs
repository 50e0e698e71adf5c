//! Cloud WAN: attachments, and the routes of a segment at an edge.

use super::{List, State, Tag, Text, shapes};

shapes! {
    pub struct Attachment<'a> {
        pub attachment_id: Text<'a>,
        pub core_network_id: Text<'a>,
        pub attachment_type: Text<'a>,
        pub owner_account_id: Text<'a>,
        pub state: State<'a>,
        pub edge_location: Text<'a>,
        pub segment_name: Text<'a>,
        pub resource_arn: Text<'a>,
        pub tags: List<Tag<'a>>,
    }

    /// A whole result of get-network-routes.
    pub struct Routes<'a> {
        pub core_network_segment_edge: Edge<'a>,
        pub network_routes: List<Route<'a>>,
    }

    pub struct Edge<'a> {
        pub core_network_id: Text<'a>,
        pub segment_name: Text<'a>,
        pub edge_location: Text<'a>,
    }

    pub struct Route<'a> {
        pub destination_cidr_block: Text<'a>,
        pub prefix_list_id: Text<'a>,
        pub destinations: List<Destination<'a>>,
        pub state: State<'a>,
        pub r#type: Text<'a>,
    }

    pub struct Destination<'a> {
        pub core_network_attachment_id: Text<'a>,
    }
}
