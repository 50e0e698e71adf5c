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
#[derive(Clone, Copy, Default)]
struct Run {
    bytes: usize,
    length: usize,
    /// The first step, and the one behind the last; a run has at least one.
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
    /// The runs that followed it.
    runs: [Run; RUNS],
    count: usize,
    /// A hash of the value that stood here last and that nobody asked for, and how often it stood here in turn.
    value: usize,
    alike: u8,
    /// How often another value stood here.
    unlike: u8,
}

/// A value that nobody asks for and that stood so often in a place becomes part of a run, unless so many other ones
/// stood there.
const ALIKE: u8 = if cfg!(test) { 3 } else { 32 };
const UNLIKE: u8 = 8;
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
/// A longer value is not compared with others in its place.
const LONGEST_HASHED: usize = 32;
/// With so many bytes of runs everything is forgotten: such a document repeats nothing.
const MOST_BYTES: usize = 1 << 16;

/// The runs of a list, and where in them a cursor is.
#[derive(Default)]
pub struct Trail {
    is_kept: bool,
    bytes: Vec<u8>,
    steps: Vec<Step>,
    sites: Vec<Site>,
    /// The place behind the last simple value, or where the known run leads.
    here: usize,
    /// The place from where the known run came.
    from: usize,
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

impl Site {
    /// Whether it may still turn out that the same value always stands here.
    fn is_watched(&self) -> bool {
        self.unlike < UNLIKE
    }

    fn new(keys: Option<&'static Keys>, key: usize, depth: isize) -> Self {
        Site { keys, key, depth, runs: [Run::default(); RUNS], count: 0, value: 0, alike: 0, unlike: 0 }
    }
}

impl Trail {
    /// Of a list that is about to be read.
    #[must_use]
    pub fn new() -> Self {
        let place = |key, depth| Site::new(None, key, depth);
        Trail { is_kept: true, sites: vec![place(START, 0), place(BETWEEN, 1)], ..Trail::default() }
    }

    /// The known run that starts at a place, if its bytes stand there.
    #[inline]
    fn fitting(&self, rest: &[u8]) -> Option<Run> {
        let site = self.sites.get(self.here)?;
        for run in site.runs.iter().take(site.count) {
            let known = self.bytes.get(run.bytes..)?.get(..run.length)?;
            // White space behind it would have been of the last step, and a bracket would have been the list's end.
            let is_value = |next: &u8| *next > b' ' && *next != b']';
            if rest.get(run.length).is_some_and(is_value) && starts_with(rest, known) {
                return Some(*run);
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
        if let Some(site) = self.sites.get_mut(from) {
            let steps = (start.1, self.steps.len());
            let run = Run { bytes: start.0, length: bytes.len(), steps, to: self.here };
            // The newest is tried first; the oldest goes.
            site.runs.rotate_right(1);
            if let Some(first) = site.runs.first_mut() {
                *first = run;
            }
            site.count = (site.count + 1).min(RUNS);
        }
    }

    /// A value that nobody asked for stood at this place. When it did so often enough, the run that came here is
    /// forgotten, so that it is noted anew, with the value in it.
    fn stood(&mut self, value: &[u8]) {
        let from = self.from;
        let Some(site) = self.sites.get_mut(self.here).filter(|site| site.is_watched()) else { return };
        let hash = hash_of_end(value);
        if site.value != hash || value.len() > LONGEST_HASHED {
            // What was part of a run and is so no longer is none again: all that follows would be noted anew each time.
            let unlike = if site.alike < ALIKE { site.unlike + 1 } else { UNLIKE };
            (site.value, site.alike, site.unlike) = (hash, 0, unlike);
            return;
        }
        site.alike = site.alike.saturating_add(1);
        if site.alike == ALIKE
            && let Some(site) = self.sites.get_mut(from)
        {
            let here = self.here;
            let kept =
                site.runs.iter().take(site.count).filter(|run| run.to != here).copied().collect::<Vec<_>>();
            site.count = kept.len();
            site.runs.iter_mut().zip(kept).for_each(|(place, run)| *place = run);
        }
    }

    /// Whether the value is the one that always stands where the run leads that was noted, whose bytes these are.
    fn is_alike(&mut self, bytes: &[u8], value: &[u8]) -> bool {
        let from = self.here;
        self.go_on(bytes);
        let to = std::mem::replace(&mut self.here, from);
        let site = self.sites.get(to);
        site.is_some_and(|site| site.alike >= ALIKE && site.is_watched() && site.value == hash_of_end(value))
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
            let mut upto = bytes.get(..key.end as usize).unwrap_or_default().rsplit(|byte| *byte == b'"');
            let unread = hash_of_end(upto.nth(1).unwrap_or_default()) | UNREAD;
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
            self.sites.push(Site::new(keys, key, depth));
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
    let is_one = |one: &[u8; 8], two: &[u8; 8]| u64::from_ne_bytes(*one) == u64::from_ne_bytes(*two);
    if !is_one(last, other_last) {
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
    // What is left of the last word was compared.
    fours.iter().zip(known_fours).all(|(one, two)| differ(one, two) == 0)
        && rest
            .as_chunks::<8>()
            .0
            .iter()
            .zip(known_rest.as_chunks::<8>().0)
            .all(|(one, two)| is_one(one, two))
}

/// A hash of what stands at the end; of all, where it is not longer than [`LONGEST_HASHED`].
fn hash_of_end(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .rev()
        .take(LONGEST_HASHED)
        .fold(0, |hash: usize, byte| hash.wrapping_mul(31).wrapping_add(usize::from(*byte)))
}

impl<'d> Cursor<'d> {
    /// At the start of a list, or between two elements of one, in a text that is written like those which made the
    /// trail.
    // Once, and not in the reading of each kind of list.
    #[inline(never)]
    pub fn following(text: &'d str, trail: Trail, is_between: bool) -> Self {
        let mut cursor = Cursor::new(text);
        cursor.trail = trail;
        cursor.leave();
        cursor.trail.here = if is_between { BETWEEN } else { START };
        cursor
    }

    /// The trail, for another text.
    #[inline(never)]
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
            (self.trail.from, self.trail.here) = (self.trail.here, run.to);
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
        if let Some(start) = self.trail.noting.take() {
            self.keep_run(start, self.at());
        }
    }

    fn keep_run(&mut self, start: usize, end: usize) {
        let bytes = self.text(start, end).as_bytes();
        if !self.trail.noted.is_empty() && bytes.len() <= LONGEST {
            self.trail.keep(bytes);
        }
    }

    /// Moves over a simple value that nobody asks for, by `skip`. Where it is always the same, it becomes part of a run.
    #[inline(always)]
    pub(super) fn unasked_value<E>(
        &mut self,
        skip: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        if !self.trail.is_kept {
            return skip(self);
        }
        if self.trail.next != self.trail.end && self.made(Kind::Skipped) {
            return Ok(());
        }
        let (noting, start) = (self.trail.noting.take(), self.at());
        skip(self)?;
        if noting.is_some() || self.trail.sites.get(self.trail.here).is_some_and(Site::is_watched) {
            self.stood(noting, start);
        }
        Ok(())
    }

    /// A simple value that nobody asks for stood here, from `start` on.
    #[cold]
    fn stood(&mut self, noting: Option<usize>, start: usize) {
        let value = self.text(start, self.at()).as_bytes();
        if let Some(from) = noting {
            if self.trail.is_alike(self.text(from, start).as_bytes(), value) {
                self.trail.noting = noting;
                return self.note(Kind::Skipped);
            }
            self.keep_run(from, start);
        }
        self.trail.stood(value);
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

#[cfg(test)]
mod tests;
