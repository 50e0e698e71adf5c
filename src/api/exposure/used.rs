//! The ends that rows name, each once: how many, and what they are.

use std::sync::Arc;

use super::answer::NamedEnd;
use super::names::{Names, Ranks};
use super::population::End;
use crate::api::ends::Ends;
use crate::model::{Network, SortedMap, SortedSet};

/// Names that rows use.
pub(super) struct Used<'n> {
    network: &'n Network,
    ranks: &'n Ranks,
    /// Those of instances and interfaces, by their place among all names.
    ranked: Vec<bool>,
    /// All others.
    texts: SortedSet<&'n str>,
}

impl<'n> Used<'n> {
    /// None yet.
    pub(super) fn of(network: &'n Network, ranks: &'n Ranks) -> Self {
        Used { network, ranks, ranked: vec![false; ranks.count()], texts: SortedSet::new() }
    }

    /// Adds some.
    pub(super) fn add(&mut self, names: &'n Names) {
        for name in names.iter() {
            // An end that was asked for by its id is the instance's or interface's, too.
            let rank = name.rank.or_else(|| self.ranks.of_text(self.network, &name.text));
            match rank.and_then(|rank| self.ranked.get_mut(rank as usize)) {
                Some(is_used) => *is_used = true,
                None => drop(self.texts.insert(&name.text)),
            }
        }
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.ranked.iter().filter(|is_used| **is_used).count() + self.texts.len()
    }

    /// Each of them with its kind, name and addresses, ascending: the wholes of things, else the first of the ends that is
    /// called so.
    pub(super) fn described<'c>(
        &self,
        ends: &Ends<'_>,
        members: impl Iterator<Item = &'c End>,
        wholes: impl Iterator<Item = NamedEnd>,
    ) -> Vec<Arc<NamedEnd>> {
        let is_used = |rank: u32| self.ranked.get(rank as usize) == Some(&true);
        let mut ranked: Vec<Option<&End>> = vec![None; self.ranked.len()];
        let mut others: SortedMap<&str, &End> = SortedMap::new();
        for end in members {
            match end.label.rank.filter(|rank| is_used(*rank)) {
                Some(rank) => {
                    if let Some(known) = ranked.get_mut(rank as usize) {
                        *known = known.or(Some(end));
                    }
                }
                None if end.label.rank.is_none() => drop(others.entry(&end.label.text).or_insert(end)),
                None => {}
            }
        }
        // Who was asked for by a text is described as that.
        for (text, end) in &others {
            let rank = self.ranks.of_text(self.network, text).filter(|rank| is_used(*rank));
            if let Some(known) = rank.and_then(|rank| ranked.get_mut(rank as usize)) {
                *known = Some(end);
            }
        }
        let wholes: SortedMap<Arc<str>, Arc<NamedEnd>> =
            wholes.map(|whole| (Arc::clone(&whole.end), Arc::new(whole))).collect();
        let whole_ranks: SortedMap<u32, &Arc<NamedEnd>> = wholes
            .iter()
            .filter_map(|(text, whole)| Some((self.ranks.of_text(self.network, text)?, whole)))
            .collect();
        let by_rank = (0..).zip(ranked).zip(&self.ranked).filter(|(_, is_used)| **is_used);
        let by_rank: Vec<Arc<NamedEnd>> = by_rank
            .filter_map(|((rank, end), _)| match whole_ranks.get(&rank) {
                Some(whole) => Some(Arc::clone(whole)),
                None => end.map(|end| end.described(ends)),
            })
            .collect();
        let by_text = self.texts.iter().filter_map(|text| {
            let whole = wholes.get(*text).map(Arc::clone);
            whole.or_else(|| others.get(text).map(|end| end.described(ends)))
        });
        merged(by_rank, by_text.collect())
    }
}

/// Two ascending lists as one.
fn merged(mut many: Vec<Arc<NamedEnd>>, few: Vec<Arc<NamedEnd>>) -> Vec<Arc<NamedEnd>> {
    let mut tails: Vec<Vec<Arc<NamedEnd>>> = Vec::new();
    for one in few.into_iter().rev() {
        let at = many.partition_point(|other| other.end < one.end);
        tails.push(many.split_off(at));
        tails.push(vec![one]);
    }
    many.extend(tails.into_iter().rev().flatten());
    many
}
