//! What stood between two simple values before. The elements of a list are mostly written alike: the same brackets,
//! keys and indentation from one value to the next. Such a run is taken apart once; where its very bytes stand again,
//! its steps are known, and the bytes are only compared.
//!
//! Nothing rests on a run but speed: each step says what was asked of the same bytes, and where it ended. Whoever asks
//! for another step than the next one goes on in the text itself, from where the last step ended.

use super::cursor::Cursor;
use super::keys::{Keys, is_same};

/// What is asked of a text between two simple values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// The bracket that opens an object.
    Object,
    /// The bracket that opens a list.
    List,
    /// The first key of an object, up to its value.
    FirstKey,
    /// Another key, with the comma before it.
    NextKey,
    /// The bracket that closes an object.
    ObjectEnd,
    /// Up to the first element of a list.
    FirstElement,
    /// Up to another one, with the comma before it.
    NextElement,
    /// The bracket that closes a list.
    ListEnd,
    /// A list or an object that nobody asks for.
    Skipped,
}

/// A step of a run.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) kind: Kind,
    /// Of a key its number in `keys`, if it has one.
    pub(super) number: Option<u8>,
    pub(super) keys: Option<&'static Keys>,
    /// Where it ends, from the start of the run.
    end: u32,
}

/// The bytes between two simple values, and the steps in them, as places in the lists of all.
#[derive(Clone, Copy)]
struct Run {
    bytes: (usize, usize),
    steps: (usize, usize),
    /// The place where it leads to.
    to: usize,
}

/// A place in the tree of keys, behind the simple value that stands there.
#[derive(Clone, Copy)]
struct Site {
    keys: Option<&'static Keys>,
    key: usize,
    depth: isize,
    /// Numbers of the runs that followed it.
    runs: [Option<usize>; RUNS],
}

/// The place before a list.
const START: usize = 0;
/// The place between two elements of a list.
const BETWEEN: usize = 1;
/// Marks keys that have no number.
const UNREAD: usize = 1 << 8;
/// Runs that are tried at a place.
const RUNS: usize = 4;
/// A longer run, or a longer list that nobody asks for, is not kept.
const LONGEST: usize = 1 << 10;
/// With so many bytes of runs everything is forgotten: such a document repeats nothing.
const MOST_BYTES: usize = 1 << 16;

/// The runs of a list, and where in them a cursor is.
#[derive(Default)]
pub struct Trail {
    is_kept: bool,
    bytes: Vec<u8>,
    steps: Vec<Step>,
    runs: Vec<Run>,
    sites: Vec<Site>,
    /// The place behind the last simple value, or where the known run leads.
    here: usize,
    /// Where in the text the known run starts, and which of its steps are still to come.
    start: usize,
    next: usize,
    end: usize,
    /// Where the run starts that is being noted.
    noting: Option<usize>,
    noted: Vec<Step>,
    /// A place in the text where no run fits.
    tried: Option<usize>,
}

impl Trail {
    /// Of a list that is about to be read.
    #[must_use]
    pub fn new() -> Self {
        let place = |key, depth| Site { keys: None, key, depth, runs: [None; RUNS] };
        Trail { is_kept: true, sites: vec![place(START, 0), place(BETWEEN, 1)], ..Trail::default() }
    }

    /// The known run that starts at a place, if its bytes stand there.
    #[inline]
    fn fitting(&self, rest: &[u8]) -> Option<Run> {
        let site = self.sites.get(self.here)?;
        for number in site.runs.iter().map_while(|number| *number) {
            let run = *self.runs.get(number)?;
            let known = self.bytes.get(run.bytes.0..run.bytes.1)?;
            // White space behind it would have been of the last step.
            if rest.get(known.len()).is_some_and(|next| *next > b' ') && starts_with(rest, known) {
                return Some(run);
            }
        }
        None
    }

    /// Keeps the run that was noted, whose bytes these are.
    fn keep(&mut self, bytes: &[u8]) {
        if self.bytes.len() > MOST_BYTES {
            let noted = std::mem::take(&mut self.noted);
            *self = Trail { noted, ..Trail::new() };
            self.here = BETWEEN;
        }
        let from = self.here;
        self.go_on(bytes);
        let start = (self.bytes.len(), self.steps.len());
        self.bytes.extend_from_slice(bytes);
        self.steps.append(&mut self.noted);
        let number = self.runs.len();
        self.runs.push(Run {
            bytes: (start.0, self.bytes.len()),
            steps: (start.1, self.steps.len()),
            to: self.here,
        });
        if let Some(site) = self.sites.get_mut(from) {
            let free = site.runs.iter().position(Option::is_none).unwrap_or(RUNS - 1);
            if let Some(place) = site.runs.get_mut(free) {
                *place = Some(number);
            }
        }
    }

    /// Goes to the place where the run leads that was noted, whose bytes these are.
    fn go_on(&mut self, bytes: &[u8]) {
        let Some(depth) = self.sites.get(self.here).map(|site| site.depth) else { return };
        let change: isize = self
            .noted
            .iter()
            .map(|step| match step.kind {
                Kind::Object | Kind::List => 1,
                Kind::ObjectEnd | Kind::ListEnd => -1,
                Kind::FirstKey | Kind::NextKey | Kind::FirstElement | Kind::NextElement | Kind::Skipped => 0,
            })
            .sum();
        let is_key = |step: &&Step| matches!(step.kind, Kind::FirstKey | Kind::NextKey);
        if let Some(key) = self.noted.iter().rfind(is_key) {
            let unread = hash_of_end(bytes.get(..key.end as usize).unwrap_or_default()) | UNREAD;
            self.here = self.site(key.keys, key.number.map_or(unread, usize::from), depth + change);
        }
    }

    /// The number of a place.
    fn site(&mut self, keys: Option<&'static Keys>, key: usize, depth: isize) -> usize {
        let is_it = |site: &Site| {
            site.key == key
                && site.depth == depth
                && match (site.keys, keys) {
                    (Some(one), Some(two)) => std::ptr::eq(one, two),
                    (one, two) => one.is_none() && two.is_none(),
                }
        };
        self.sites.iter().position(is_it).unwrap_or_else(|| {
            self.sites.push(Site { keys, key, depth, runs: [None; RUNS] });
            self.sites.len() - 1
        })
    }
}

/// Whether a text starts with `known`, by four words at a time. Most runs that do not fit end otherwise.
#[inline(always)]
fn starts_with(text: &[u8], known: &[u8]) -> bool {
    let Some(there) = text.get(..known.len()) else { return false };
    let (Some(last), Some(other_last)) = (there.last_chunk::<8>(), known.last_chunk::<8>()) else {
        return is_same(there, known);
    };
    if last != other_last {
        return false;
    }
    let ((fours, rest), (known_fours, known_rest)) = (there.as_chunks::<32>(), known.as_chunks::<32>());
    let word = |bytes: &[u8; 32], at: usize| {
        bytes.get(at..).and_then(|bytes| bytes.first_chunk()).map_or(0, |word| u64::from_ne_bytes(*word))
    };
    let differ = |one: &[u8; 32], two: &[u8; 32]| {
        (word(one, 0) ^ word(two, 0))
            | (word(one, 8) ^ word(two, 8))
            | (word(one, 16) ^ word(two, 16))
            | (word(one, 24) ^ word(two, 24))
    };
    fours.iter().zip(known_fours).all(|(one, two)| differ(one, two) == 0) && is_same(rest, known_rest)
}

/// A hash of what stands at the end.
fn hash_of_end(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rev()
        .take(24)
        .fold(0, |hash: usize, byte| hash.wrapping_mul(31).wrapping_add(usize::from(*byte)))
}

impl<'d> Cursor<'d> {
    /// At the start of a list, or between two elements of one, in a text that is written like those which made the
    /// trail.
    pub fn following(text: &'d str, trail: Trail, is_between: bool) -> Self {
        let mut cursor = Cursor::new(text);
        cursor.trail = trail;
        cursor.leave();
        cursor.trail.here = if is_between { BETWEEN } else { START };
        cursor
    }

    /// The trail, for another text.
    pub fn into_trail(self) -> Trail {
        self.trail
    }

    /// The next step, if it is known.
    #[inline(always)]
    pub(super) fn step_ahead(&mut self) -> Option<Step> {
        if self.trail.next == self.trail.end && !(self.trail.is_kept && self.foresee()) {
            return None;
        }
        self.trail.steps.get(self.trail.next).copied()
    }

    /// Makes the step that is known.
    #[inline(always)]
    pub(super) fn make(&mut self, step: Step) {
        self.back_on_trail(self.trail.start + step.end as usize);
        self.trail.next += 1;
    }

    /// Makes the next step if it is known and of this kind; else the text has to be asked.
    #[inline(always)]
    pub(super) fn made(&mut self, kind: Kind) -> bool {
        match self.step_ahead() {
            Some(step) if step.kind == kind => {
                self.make(step);
                true
            }
            Some(_) => {
                self.leave();
                false
            }
            None => false,
        }
    }

    /// Looks for a known run here; where there is none, what follows is noted.
    fn foresee(&mut self) -> bool {
        let at = self.at();
        if self.trail.noting.is_some() || self.trail.tried == Some(at) {
            return false;
        }
        if let Some(run) = self.trail.fitting(self.rest()) {
            self.trail.start = at;
            (self.trail.next, self.trail.end) = run.steps;
            self.trail.here = run.to;
            return true;
        }
        self.trail.tried = Some(at);
        self.trail.noting = Some(at);
        self.trail.noted.clear();
        false
    }

    /// Goes back to between two elements, if it is in a list.
    pub(super) fn between_elements(&mut self) {
        self.leave();
        self.trail.here = BETWEEN;
    }

    /// Forgets the steps ahead, and what was noted.
    pub(super) fn leave(&mut self) {
        self.trail.next = self.trail.end;
        self.trail.noting = None;
        self.trail.tried = None;
    }

    /// Notes a step that was made in the text.
    #[inline(always)]
    pub(super) fn note(&mut self, kind: Kind) {
        if self.trail.is_kept {
            self.note_key(kind, None, None);
        }
    }

    /// Notes a key that was read in the text.
    pub(super) fn note_key(&mut self, kind: Kind, keys: Option<&'static Keys>, number: Option<u8>) {
        if let Some(start) = self.trail.noting
            && let Ok(end) = u32::try_from(self.at() - start)
        {
            self.trail.noted.push(Step { kind, number, keys, end });
        }
    }

    /// A simple value starts here, which ends the run that is being noted.
    #[inline(always)]
    pub(super) fn value_starts(&mut self) {
        if self.trail.noting.is_some() {
            self.keep_noted();
        }
    }

    #[cold]
    fn keep_noted(&mut self) {
        let Some(start) = self.trail.noting.take() else { return };
        let bytes = self.text(start, self.at()).as_bytes();
        if !self.trail.noted.is_empty() && bytes.len() <= LONGEST {
            self.trail.keep(bytes);
        }
    }

    /// Moves over a list or an object that nobody asks for, by `skip`; a short one becomes a step.
    #[inline(always)]
    pub(super) fn unasked<E>(&mut self, skip: impl FnOnce(&mut Self) -> Result<(), E>) -> Result<(), E> {
        if self.made(Kind::Skipped) {
            return Ok(());
        }
        let (noting, start) = (self.trail.noting.take(), self.at());
        let done = skip(self);
        self.trail.noting = noting;
        if self.at() - start <= LONGEST {
            self.note(Kind::Skipped);
        } else {
            self.drop_noted();
        }
        done
    }

    /// Does what makes no steps.
    pub(super) fn off_trail<R>(&mut self, work: impl FnOnce(&mut Self) -> R) -> R {
        self.drop_noted();
        self.leave();
        let is_kept = std::mem::take(&mut self.trail.is_kept);
        let done = work(self);
        self.trail.is_kept = is_kept;
        done
    }

    /// Makes no run of what was noted, but goes where it leads.
    fn drop_noted(&mut self) {
        if let Some(start) = self.trail.noting.take() {
            let bytes = self.text(start, self.at()).as_bytes();
            self.trail.go_on(bytes);
        }
    }
}
