//! An answer as the browser's door hands it over.
//!
//! Most of an answer's JSON are its legs: hundreds of small objects, and names and texts that stand in it twice. JavaScript
//! makes its values of lengths and one text much faster than of JSON, and so does this floor the text. All but the legs is
//! JSON. `src/wasm.js` reads it; what comes out is what JSON would have given.

use super::answer::{Answer, Hop, Leg};
use crate::explain::Fragment;

/// An answer in one text and the lengths of its pieces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Packed {
    /// The answer's JSON, its legs `null`; then the pieces of the legs, one after the other.
    pub text: String,
    /// First the length of the JSON. Then each leg in the order of the JSON, `forward` before `return`, those of the answer,
    /// of its pairs, of its families: 0 for none, else one more than it has hops, its verdict, then each hop: resource,
    /// kind, name (0 for none), outcome; how many parts, and for each its length twice, one more when it is a resource;
    /// and 0, or one more than the length of the deciding line's resource, then line and source. Lengths are in the
    /// units of JavaScript's strings.
    pub lengths: Vec<u32>,
}

/// Room for most answers: bytes of the text, and lengths.
const LIKELY: (usize, usize) = (6 << 10, 400);

impl Packed {
    /// Packs an answer.
    ///
    /// # Errors
    /// Never in practice: when the answer is no JSON.
    pub fn of(mut answer: Answer) -> Result<Packed, serde_json::Error> {
        let mut legs = vec![answer.forward.take(), answer.reply.take()];
        let of_pairs = answer.pairs.iter_mut().map(|pair| (&mut pair.forward, &mut pair.reply));
        let of_families = answer.families.iter_mut().map(|family| (&mut family.forward, &mut family.reply));
        for (forward, reply) in of_pairs.chain(of_families) {
            legs.extend([forward.take(), reply.take()]);
        }
        let mut json = Vec::with_capacity(LIKELY.0);
        serde_json::to_writer(&mut json, &answer)?;
        let text = String::from_utf8(json).map_err(serde::de::Error::custom)?;
        let mut lengths = Vec::with_capacity(LIKELY.1);
        lengths.push(units(&text));
        let mut packed = Packed { text, lengths };
        for leg in &legs {
            packed.leg(leg.as_ref());
        }
        Ok(packed)
    }

    fn leg(&mut self, leg: Option<&Leg>) {
        let Some(leg) = leg else { return self.lengths.push(0) };
        self.count(leg.hops.len() + 1);
        self.push(leg.verdict.word());
        for hop in &leg.hops {
            self.hop(hop);
        }
    }

    fn hop(&mut self, hop: &Hop) {
        self.push(&hop.resource);
        self.push(hop.kind);
        self.push(&hop.name);
        self.push(hop.outcome.word());
        self.count(hop.parts.len());
        for part in &hop.parts {
            let text = part.as_str();
            self.text.push_str(text);
            let is_resource = matches!(part, Fragment::Resource(_));
            self.lengths.push(units(text) * 2 + u32::from(is_resource));
        }
        let Some(by) = &hop.by else { return self.lengths.push(0) };
        let resource = by.resource.as_str();
        self.text.push_str(resource);
        self.lengths.push(units(resource) + 1);
        self.push(&by.line);
        self.push(&by.source);
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.lengths.push(units(text));
    }

    fn count(&mut self, number: usize) {
        self.lengths.push(u32::try_from(number).unwrap_or(u32::MAX));
    }
}

/// How long JavaScript calls a text: UTF-16 units.
fn units(text: &str) -> u32 {
    let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
    u32::try_from(units).unwrap_or(u32::MAX)
}
