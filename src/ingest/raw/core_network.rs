//! Cloud WAN: attachments, and the routes of a segment at an edge.

use super::{List, State, Tag, Text, shapes};

shapes! {
    pub(crate) struct Attachment<'a> {
        pub(crate) attachment_id: Text<'a>,
        pub(crate) core_network_id: Text<'a>,
        pub(crate) attachment_type: Text<'a>,
        pub(crate) owner_account_id: Text<'a>,
        pub(crate) state: State<'a>,
        pub(crate) edge_location: Text<'a>,
        pub(crate) segment_name: Text<'a>,
        pub(crate) resource_arn: Text<'a>,
        pub(crate) tags: List<Tag<'a>>,
    }

    /// A whole result of get-network-routes.
    pub(crate) struct Routes<'a> {
        pub(crate) core_network_segment_edge: Edge<'a>,
        pub(crate) network_routes: List<Route<'a>>,
    }

    pub(crate) struct Edge<'a> {
        pub(crate) core_network_id: Text<'a>,
        pub(crate) segment_name: Text<'a>,
        pub(crate) edge_location: Text<'a>,
    }

    pub(crate) struct Route<'a> {
        pub(crate) destination_cidr_block: Text<'a>,
        pub(crate) prefix_list_id: Text<'a>,
        pub(crate) destinations: List<Destination<'a>>,
        pub(crate) state: State<'a>,
        pub(crate) r#type: Text<'a>,
    }

    pub(crate) struct Destination<'a> {
        pub(crate) core_network_attachment_id: Text<'a>,
    }
}
