//! Colours, light and dark. Plain values only: a strict CSP forbids `<style>`, and resvg knows no `var()`.

/// Whether the picture stands on a light or a dark page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Dark ink on white; the one for print.
    #[default]
    Light,
    /// Light ink on deep blue.
    Dark,
}

/// What a box is, as far as its colour goes. The colours are those of AWS architecture diagrams.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Tone {
    Region,
    Vpc,
    Zone,
    Public,
    Private,
    Isolated,
    Compute,
    Database,
    Network,
    Storage,
    Plain,
    Site,
}

/// Border, ground, and text of one tone.
#[derive(Clone, Copy)]
pub(super) struct Ink {
    pub(super) stroke: &'static str,
    pub(super) fill: &'static str,
    pub(super) text: &'static str,
}

/// Everything that does not depend on the tone.
#[derive(Clone, Copy)]
pub(super) struct Palette {
    pub(super) page: &'static str,
    pub(super) ink: &'static str,
    pub(super) muted: &'static str,
    pub(super) card: &'static str,
    pub(super) edge: &'static str,
    pub(super) relation: &'static str,
    pub(super) end_fill: &'static str,
    pub(super) passes: &'static str,
    pub(super) blocked: &'static str,
    pub(super) unknown: &'static str,
    /// Glyphs inside the filled corner squares.
    pub(super) on_square: &'static str,
}

impl Theme {
    pub(super) const fn palette(self) -> Palette {
        match self {
            Theme::Light => Palette {
                page: "#FFFFFF",
                ink: "#16212C",
                muted: "#566573",
                card: "#FFFFFF",
                edge: "#CBD3DB",
                relation: "#A3AFBB",
                end_fill: "#E7F2FD",
                passes: "#0B6FCB",
                blocked: "#D13212",
                unknown: "#66727F",
                on_square: "#FFFFFF",
            },
            Theme::Dark => Palette {
                page: "#0F1B2A",
                ink: "#E6EDF3",
                muted: "#A3B1BF",
                card: "#1B2A3B",
                edge: "#3A4D62",
                relation: "#5F7388",
                end_fill: "#16395C",
                passes: "#539FE5",
                blocked: "#FF5D64",
                unknown: "#9AA8B6",
                on_square: "#0F1B2A",
            },
        }
    }

    pub(super) const fn ink(self, tone: Tone) -> Ink {
        let (stroke, fill, text) = match (self, tone) {
            (Theme::Light, Tone::Region) => ("#00A4A6", "none", "#00696B"),
            (Theme::Light, Tone::Vpc) => ("#8C4FFF", "#FDFCFF", "#5B21B6"),
            (Theme::Light, Tone::Zone) => ("#9FACB9", "none", "#4A5A6B"),
            (Theme::Light, Tone::Public) => ("#7AA116", "#F3F8E6", "#4D6B00"),
            (Theme::Light, Tone::Private) => ("#00A4A6", "#E6F5F5", "#00696B"),
            (Theme::Light, Tone::Isolated) => ("#7D8998", "#F1F3F5", "#4A5560"),
            (Theme::Light, Tone::Compute) => ("#ED7100", "#FFFFFF", "#9C4A00"),
            (Theme::Light, Tone::Database) => ("#C925D1", "#FFFFFF", "#8F1A95"),
            (Theme::Light, Tone::Network) => ("#8C4FFF", "#FFFFFF", "#5B21B6"),
            (Theme::Light, Tone::Storage) => ("#7AA116", "#FFFFFF", "#4D6B00"),
            (Theme::Light, Tone::Plain) => ("#5A6B7B", "#FFFFFF", "#4A5A6B"),
            (Theme::Light, Tone::Site) => ("#7D8998", "#F7F8F9", "#4A5560"),
            (Theme::Dark, Tone::Region) => ("#1FB9BB", "none", "#5FD3D4"),
            (Theme::Dark, Tone::Vpc) => ("#A77BFF", "#121F33", "#CBB5FF"),
            (Theme::Dark, Tone::Zone) => ("#566B81", "none", "#A9B8C7"),
            (Theme::Dark, Tone::Public) => ("#8DB82B", "#1A2B1E", "#B8DC66"),
            (Theme::Dark, Tone::Private) => ("#1FB9BB", "#0F2B35", "#6AD5D6"),
            (Theme::Dark, Tone::Isolated) => ("#8794A3", "#1B2836", "#B7C3CF"),
            (Theme::Dark, Tone::Compute) => ("#FF9D4D", "#1B2A3B", "#FFB77D"),
            (Theme::Dark, Tone::Database) => ("#E57FEA", "#1B2A3B", "#EFA6F3"),
            (Theme::Dark, Tone::Network) => ("#B08CFF", "#1B2A3B", "#CBB5FF"),
            (Theme::Dark, Tone::Storage) => ("#8DB82B", "#1B2A3B", "#B8DC66"),
            (Theme::Dark, Tone::Plain) => ("#A3B1BF", "#1B2A3B", "#B7C3CF"),
            (Theme::Dark, Tone::Site) => ("#8794A3", "#15222F", "#B7C3CF"),
        };
        Ink { stroke, fill, text }
    }
}
