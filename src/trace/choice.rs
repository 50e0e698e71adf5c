//! Places where AWS itself leaves the way open. A walk takes one branch at each; the driver walks them all.

/// The branches taken at each open place, in the order met.
#[derive(Clone, Debug, Default)]
pub(super) struct Choices {
    /// Branch to take, and how many there are.
    taken: Vec<(usize, usize)>,
    /// How many places this walk has met.
    met: usize,
}

/// More branches than this are not tried; the answer then stays open.
const MOST: usize = 16;

impl Choices {
    /// The branch to take at a place with `many` branches.
    pub(super) fn pick(&mut self, many: usize) -> usize {
        if many < 2 {
            return 0;
        }
        let place = self.met;
        self.met += 1;
        match self.taken.get(place) {
            Some(&(branch, _)) => branch,
            None => {
                self.taken.push((0, many));
                0
            }
        }
    }

    /// Moves on to the next combination of branches; `false` when all have been walked.
    pub(super) fn advance(&mut self) -> bool {
        self.met = 0;
        while let Some((branch, many)) = self.taken.pop() {
            if branch + 1 < many {
                self.taken.push((branch + 1, many));
                return true;
            }
        }
        false
    }

    /// Whether any place was met.
    pub(super) const fn is_open(&self) -> bool {
        self.met > 0
    }

    /// How many combinations may be walked.
    pub(super) const fn most() -> usize {
        MOST
    }
}
