//! A request for the map -> the picture floor's scene.

use super::answer::{Answer, ApiError, Leg, Outcome};
use super::language::{Language, language};
use super::request::{PictureRequest, Theme};
use super::session::Session;
use crate::render;

impl Session {
    /// The map as one SVG document, with the path of a question on it.
    ///
    /// # Errors
    /// When its question cannot be asked; see [`Session::reach`].
    pub fn picture(&self, request: &PictureRequest) -> Result<String, ApiError> {
        language(request.language.as_deref())?;
        let answer = request.question.as_ref().map(|question| self.reach(question)).transpose()?;
        Ok(self.draw(request, answer.as_ref()))
    }

    /// The map with the path of an answer that is already there.
    #[must_use]
    pub fn draw(&self, request: &PictureRequest, answer: Option<&Answer>) -> String {
        let scene = render::Scene {
            theme: match request.theme {
                Theme::Light => render::Theme::Light,
                Theme::Dark => render::Theme::Dark,
            },
            japanese: Language::parse(request.language.as_deref()) == Some(Language::Japanese),
            forward: answer.and_then(|answer| answer.forward.as_ref()).map(line),
            reply: answer.and_then(|answer| answer.reply.as_ref()).map(line),
            path_only: request.path_only,
            ..render::Scene::default()
        };
        render::picture(self.network(), &scene)
    }
}

fn line(leg: &Leg) -> render::PathLine<'_> {
    let hops = leg.hops.iter().zip(1..).map(|(hop, number)| render::PathHop {
        resource: &hop.resource,
        outcome: match hop.outcome {
            Outcome::Passes => render::HopOutcome::Passes,
            Outcome::Partial => render::HopOutcome::Partial,
            Outcome::Blocked => render::HopOutcome::Blocked,
            Outcome::Unknown => render::HopOutcome::Unknown,
        },
        number,
    });
    render::PathLine { hops: hops.collect() }
}
