//! An answer as the browser's door hands it over: one text, and the lengths of its pieces.
//!
//! JavaScript makes its values of that in a fraction of the time that it needs for JSON, and so does this floor the text:
//! an answer is hundreds of small objects, in which names and sentences stand twice. `src/wasm.js` reads it, in the same
//! order; what comes out is the value that the answer's JSON would have given.

use super::answer::{
    Answer, Blocker, By, FamilyAnswer, Fix, Hop, Leg, PairAnswer, Part, Passes, Remark, Witness,
};
use crate::explain::Fragment;

/// An answer, packed. Each value is some numbers, and some text:
///
/// * a text: its length, in units of JavaScript's strings; one that may be absent: 0, else its length and one more;
/// * a number or a list that may be absent: 0, else the number, or how many there are, and one more;
/// * a list: how many there are, then each;
/// * a part of a sentence: its length twice, and one more when it names a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Packed {
    /// All texts, one after the other.
    pub text: String,
    /// All numbers.
    pub numbers: Vec<u32>,
}

/// Room for most answers: bytes of the text, and numbers.
const LIKELY: (usize, usize) = (6 << 10, 500);

/// What the answers of a pair and of a family have as the whole one has it.
type Body<'a> = (
    &'a Option<Leg>,
    &'a Option<Leg>,
    &'a [Blocker],
    (&'a [Passes], &'a [Passes]),
    (&'a [Remark], &'a [Remark]),
);

impl Packed {
    /// Packs an answer.
    ///
    /// # Errors
    /// Never in practice: when the question is no JSON.
    pub fn of(answer: &Answer) -> Result<Packed, serde_json::Error> {
        let mut packed =
            Packed { text: String::with_capacity(LIKELY.0), numbers: Vec::with_capacity(LIKELY.1) };
        // Field by field, so that a new field does not compile before it is packed.
        let Answer {
            verdict,
            query,
            summary,
            forward,
            reply,
            blockers,
            passes,
            open,
            assumptions,
            notices,
            fixes,
            pairs,
            families,
        } = answer;
        packed.push(verdict.word());
        packed.push(&serde_json::to_string(query)?);
        packed.push(summary);
        packed.body((forward, reply, blockers, (passes, open), (assumptions, notices)));
        packed.list(fixes, Packed::fix);
        packed.list(pairs, Packed::pair);
        packed.list(families, Packed::family);
        Ok(packed)
    }

    fn pair(&mut self, pair: &PairAnswer) {
        let PairAnswer { from, to, verdict, forward, reply, blockers, passes, open, assumptions, notices } =
            pair;
        self.push(from);
        self.push(to);
        self.push(verdict.word());
        self.body((forward, reply, blockers, (passes, open), (assumptions, notices)));
    }

    fn family(&mut self, answer: &FamilyAnswer) {
        let FamilyAnswer { family, verdict, forward, reply, blockers, passes, open, assumptions, notices } =
            answer;
        self.numbers.push((*family).into());
        self.push(verdict.word());
        self.body((forward, reply, blockers, (passes, open), (assumptions, notices)));
    }

    fn body(&mut self, (forward, reply, blockers, (passes, open), (assumptions, notices)): Body<'_>) {
        self.leg(forward.as_ref());
        self.leg(reply.as_ref());
        self.list(blockers, Packed::blocker);
        self.list(passes, Packed::passes);
        self.list(open, Packed::passes);
        self.list(assumptions, Packed::remark);
        self.list(notices, Packed::remark);
    }

    /// 0 for none, else one more than it has hops.
    fn leg(&mut self, leg: Option<&Leg>) {
        let Some(Leg { verdict, hops }) = leg else { return self.numbers.push(0) };
        self.count(hops.len() + 1);
        self.push(verdict.word());
        for hop in hops {
            self.hop(hop);
        }
    }

    /// Without its decision, which the parts are.
    fn hop(&mut self, hop: &Hop) {
        let Hop { resource, kind, name, outcome, parts, by } = hop;
        self.push(resource);
        self.push(kind);
        self.push(name);
        self.push(outcome.word());
        self.list(parts, Packed::part);
        let Some(By { resource, line, source }) = by else { return self.numbers.push(0) };
        self.maybe(Some(resource));
        self.push(line);
        self.push(source);
    }

    fn part(&mut self, part: &Part) {
        let text = part.as_str();
        self.text.push_str(text);
        self.numbers.push(units(text) * 2 + u32::from(matches!(part, Fragment::Resource(_))));
    }

    fn blocker(&mut self, blocker: &Blocker) {
        let Blocker { code, aws, leg, direction, resource, kind, line, text, parts, ports, source } = blocker;
        self.push(code);
        self.maybe(*aws);
        self.push(leg);
        self.maybe(*direction);
        self.push(resource);
        self.push(kind);
        self.maybe(line.as_deref());
        self.push(text);
        self.list(parts, Packed::part);
        self.maybe(ports.as_deref());
        self.maybe(source.as_deref());
    }

    fn passes(&mut self, passes: &Passes) {
        let Passes {
            protocol,
            protocols,
            source_ports,
            ports,
            icmp,
            from_addresses,
            to_addresses,
            label,
            short: _,
            witness,
        } = passes;
        self.push(protocol);
        for text in [protocols, source_ports, ports, icmp] {
            self.maybe(text.as_deref());
        }
        for addresses in [from_addresses, to_addresses] {
            let Some(addresses) = addresses else {
                self.numbers.push(0);
                continue;
            };
            self.count(addresses.len() + 1);
            addresses.iter().for_each(|address| self.push(address));
        }
        self.push(label);
        let Witness { protocol, from, to, port, source_port, icmp_type, icmp_code } = witness;
        self.push(protocol);
        self.push(from);
        self.push(to);
        for number in [*port, *source_port, icmp_type.map(u16::from), icmp_code.map(u16::from)] {
            self.numbers.push(number.map_or(0, |number| u32::from(number) + 1));
        }
    }

    fn remark(&mut self, remark: &Remark) {
        let Remark { code, text, resource, call, source } = remark;
        self.push(code);
        self.push(text);
        self.maybe(resource.as_deref());
        self.maybe(*call);
        self.maybe(source.as_deref());
    }

    fn fix(&mut self, fix: &Fix) {
        let Fix { text, changes, proved } = fix;
        self.push(text);
        self.list(changes, |packed, change| packed.push(change));
        self.numbers.push(u32::from(*proved));
    }

    fn list<T>(&mut self, all: &[T], push: impl Fn(&mut Self, &T)) {
        self.count(all.len());
        for one in all {
            push(self, one);
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.numbers.push(units(text));
    }

    fn maybe(&mut self, text: Option<&str>) {
        let Some(text) = text else { return self.numbers.push(0) };
        self.text.push_str(text);
        self.numbers.push(units(text) + 1);
    }

    fn count(&mut self, number: usize) {
        self.numbers.push(u32::try_from(number).unwrap_or(u32::MAX));
    }
}

/// How long JavaScript calls a text: UTF-16 units.
fn units(text: &str) -> u32 {
    let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
    u32::try_from(units).unwrap_or(u32::MAX)
}
