//! Fifth floor: the network as a picture. Pure functions from a [`Network`] to SVG text: same input, same bytes.
//!
//! Must not know answers, files or browsers. A picture goes through these rooms: `focus` (what the path touches),
//! `estate` (which boxes there are; `vpc_box`, `border`, `groups`, `tiers`), `layout` (where they go), `place` (what
//! sits on borders, thin lines), `path` (the path's lines and numbers; `stations`, `route_line`, `spots`,
//! `tags`), `svg` (text).

mod block;
mod border;
mod code_page;
mod estate;
mod focus;
mod geometry;
mod glyphs;
mod groups;
mod layout;
mod path;
mod place;
mod route_line;
mod shelves;
mod spots;
mod stations;
mod svg;
mod tags;
mod text_size;
mod theme;
mod tiers;
mod vpc_box;
mod words;

pub use code_page::{codes_html, codes_json};
pub use theme::Theme;

use crate::model::Network;

/// What a hop did to the packet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum HopOutcome {
    /// All of it went on.
    Passes,
    /// Some of it went on.
    Partial,
    /// None of it went on.
    Blocked,
    /// The input does not say.
    Unknown,
}

/// A hop to draw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathHop<'a> {
    /// AWS id, ARN, `internet` or `onprem`.
    pub resource: &'a str,
    /// What it did.
    pub outcome: HopOutcome,
    /// Its number in the list of hops.
    pub number: usize,
}

/// One direction of the path asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PathLine<'a> {
    /// Its hops in travel order.
    pub hops: Vec<PathHop<'a>>,
}

/// What to draw of a network, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scene<'a> {
    /// Light or dark.
    pub theme: Theme,
    /// Whether the picture's own words are Japanese.
    pub japanese: bool,
    /// The request.
    pub forward: Option<PathLine<'a>>,
    /// The reply.
    pub reply: Option<PathLine<'a>>,
    /// Whether only the containers are drawn that the path touches.
    pub path_only: bool,
    /// At most this many boxes are drawn.
    pub max_boxes: usize,
}

impl Default for Scene<'_> {
    fn default() -> Self {
        Scene {
            theme: Theme::Light,
            japanese: false,
            forward: None,
            reply: None,
            path_only: false,
            max_boxes: 2000,
        }
    }
}

/// The picture: a whole `<svg>` document.
#[must_use]
pub fn picture(network: &Network, scene: &Scene<'_>) -> String {
    let words = words::Words { japanese: scene.japanese };
    let focus = focus::Focus::of(network, scene);
    let mut map = place::Map::of(estate::Estate::of(network, scene, &focus));
    let overlay = path::overlay(&mut map, network, scene, words);
    svg::document(&map, &overlay, scene.theme, words)
}
