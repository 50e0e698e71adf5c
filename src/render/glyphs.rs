//! Our own glyphs: one stroked path each on a 16 x 16 field. Not AWS's icon files, whose licence forbids recolouring.

/// A small sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Glyph {
    Internet,
    Site,
    Region,
    Vpc,
    Lock,
    Unlock,
    InternetGateway,
    EgressOnly,
    Nat,
    Vpn,
    CustomerGateway,
    Transit,
    Peering,
    Endpoint,
    Interface,
    Instance,
    LoadBalancer,
    Lambda,
    Database,
    Container,
    Storage,
    Attachment,
    Others,
}

impl Glyph {
    /// The `d` of its path.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Glyph::Internet => {
                "M4.6 12.5h6.9a2.9 2.9 0 0 0 .5-5.75A4.2 4.2 0 0 0 4 6.2a3.2 3.2 0 0 0 .6 6.3Z"
            }
            Glyph::Site => "M3 14V2.5h6V14M9 6.5h4V14M1.5 14h13M5 5.2h2M5 8.2h2M5 11.2h2M11 9h.1M11 11.5h.1",
            Glyph::Region => "M4 14.5V2M4 2.5h8.5l-2 2.75 2 2.75H4",
            Glyph::Vpc => {
                "M4.6 10.5h6.9a2.6 2.6 0 0 0 .5-5.15A4 4 0 0 0 4.2 4.8a2.9 2.9 0 0 0 .4 5.7ZM5 13.5h6"
            }
            Glyph::Lock => "M3.8 7.5h8.4v6H3.8zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
            Glyph::Unlock => "M3.8 7.5h8.4v6H3.8zM5.5 7.5V4.6a2.5 2.5 0 0 1 4.9-.7",
            Glyph::InternetGateway => "M5 13.5v-11M2.5 5 5 2.5 7.5 5M11 2.5v11M8.5 11l2.5 2.5 2.5-2.5",
            Glyph::EgressOnly => "M8 10.5v-8M5 5.5l3-3 3 3M2.5 10v3.5h11V10",
            Glyph::Nat => "M2 5h11M10.3 2.3 13 5l-2.7 2.7M14 11H3M5.7 8.3 3 11l2.7 2.7",
            Glyph::Vpn => "M2.5 13V8a5.5 5.5 0 0 1 11 0v5M5.7 13V8a2.3 2.3 0 0 1 4.6 0v5M1.3 13.5h13.4",
            Glyph::CustomerGateway => "M2 9h12v4.5H2zM5 9V4.5M3 4.5a2 2 0 0 1 4 0M11.5 11.2h.1M9 11.2h.1",
            Glyph::Transit => {
                "M8 5.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM8 5.8V1.5M8 14.5v-4.3M5.8 8H1.5M14.5 8h-4.3"
            }
            Glyph::Peering => "M6.3 11.2a3.2 3.2 0 1 1 0-6.4h1M9.7 4.8a3.2 3.2 0 1 1 0 6.4h-1M5.7 8h4.6",
            Glyph::Endpoint => {
                "M8 2.3a5.7 5.7 0 1 0 0 11.4A5.7 5.7 0 0 0 8 2.3ZM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z"
            }
            Glyph::Interface => "M2.5 3.5h11v7.5h-11zM5 11v2.5M8 11v2.5M11 11v2.5M5.5 7h5",
            Glyph::Instance => {
                "M4 4h8v8H4zM6.5 1.5V4M9.5 1.5V4M6.5 12v2.5M9.5 12v2.5M1.5 6.5H4M1.5 9.5H4M12 6.5h2.5M12 9.5h2.5"
            }
            Glyph::LoadBalancer => {
                "M6.3 2h3.4v3H6.3zM8 5v6M8 8H3.5v3M8 8h4.5v3M2 11h3v3H2zM6.5 11h3v3h-3zM11 11h3v3h-3z"
            }
            Glyph::Lambda => "M4 2.5h2.3l5.2 11H14M7.9 6.3 4 13.5",
            Glyph::Database => {
                "M3 4c0-1.1 2.2-2 5-2s5 .9 5 2-2.2 2-5 2-5-.9-5-2ZM3 4v8c0 1.1 2.2 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.2 2 5 2s5-.9 5-2"
            }
            Glyph::Container => "M8 1.8 13.4 5v6L8 14.2 2.6 11V5ZM2.6 5 8 8.1 13.4 5M8 8.1v6.1",
            Glyph::Storage => "M3 4h10l-1.2 9.5H4.2ZM2.3 4h11.4",
            Glyph::Attachment => "M8 14V6M4.5 6.5V2.5M11.5 6.5V2.5M2.8 6.3h10.4v1.2a5.2 3.5 0 0 1-10.4 0Z",
            Glyph::Others => "M3 3h3.7v3.7H3zM9.3 3H13v3.7H9.3zM3 9.3h3.7V13H3zM9.3 9.3H13V13H9.3z",
        }
    }
}
