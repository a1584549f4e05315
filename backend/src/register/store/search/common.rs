//! How common words are in the register, as the database's own statistics of the column know it.
//!
//! A word that is in most addresses (*iela*) narrows nothing, but as the beginning of words it costs the index the reading of
//! everything it leads to: 26 of the 27 ms of a search for *Aleksandra Čaka iela* among a million incidents. Such a word is
//! looked for in what the others have found. A search by rare words goes to the index at once, without walking the list first.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;
use sqlx::PgPool;
use vnr_shared::time::DateTime;

use crate::register::words::Term;

/// How long what is known is used. The statistics themselves are made anew when a tenth of the register has changed.
const KEPT: Duration = Duration::minutes(10);
/// Share of the incidents from which a word is common.
const COMMON: f64 = 0.05;

/// Shares of the commonest words of incidents.
#[derive(Debug, Default)]
pub struct Shares(BTreeMap<String, f32>);

impl Shares {
    /// About which share of the incidents has a word, or any that begins with it when it is unfinished; none have one that
    /// the statistics do not know, which is one in fewer than some thousandth.
    pub fn of(&self, term: &Term) -> f64 {
        let exact = |word: &str| f64::from(self.0.get(word).copied().unwrap_or_default());
        if !term.prefix {
            return exact(&term.folded).max(exact(&term.written.to_lowercase()));
        }
        let words =
            self.0.range(term.folded.clone()..).take_while(|(word, _)| word.starts_with(&term.folded));
        words.map(|(_, share)| f64::from(*share)).sum::<f64>().min(1.0)
    }

    /// Words the index is asked for, and those that are too common for it. The second are none when all are common.
    pub fn split(&self, terms: Vec<Term>) -> (Vec<Term>, Vec<Term>) {
        let (common, rare): (Vec<Term>, Vec<Term>) =
            terms.into_iter().partition(|term| self.of(term) > COMMON);
        if rare.is_empty() { (common, rare) } else { (rare, common) }
    }

    /// About which share of the incidents has all of some words, at most.
    pub fn of_all(&self, terms: &[Term]) -> f64 {
        terms.iter().map(|term| self.of(term)).fold(1.0, f64::min)
    }
}

impl<W: Into<String>> FromIterator<(W, f32)> for Shares {
    fn from_iter<I: IntoIterator<Item = (W, f32)>>(shares: I) -> Self {
        Self(shares.into_iter().map(|(word, share)| (word.into(), share)).collect())
    }
}

/// When the shares were read, and the shares.
type Read = (DateTime, Arc<Shares>);

/// What a node knows of it.
#[derive(Debug, Clone, Default)]
pub struct KnownShares(Arc<Mutex<Option<Read>>>);

impl KnownShares {
    /// The shares, read when they are not known or too old.
    pub async fn get(&self, pool: &PgPool, now: DateTime) -> Result<Arc<Shares>, sqlx::Error> {
        if let Some((at, shares)) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && now - *at < KEPT
        {
            return Ok(shares.clone());
        }
        // The list of shares ends with two more numbers, which are those of no word.
        let rows: Vec<(String, f32)> = sqlx::query_as(
            "select word, share from pg_stats s
             cross join lateral unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) c (word, share)
             where s.schemaname = current_schema and s.tablename = 'incidents' and s.attname = 'words' and word is not null",
        )
        .fetch_all(pool)
        .await?;
        let shares = Arc::new(rows.into_iter().collect::<Shares>());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, shares.clone()));
        Ok(shares)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::words::terms;

    fn shares() -> Shares {
        [("iela", 0.8), ("ielas", 0.1), ("caka", 0.01), ("riga", 0.9)].into_iter().collect()
    }

    #[test]
    fn an_unfinished_word_is_as_common_as_all_that_begin_with_it() {
        let [finished, unfinished] = ["iela ", "iel"].map(|text| terms(text).remove(0));
        assert!((shares().of(&finished) - 0.8).abs() < 1e-6);
        assert!((shares().of(&unfinished) - 0.9).abs() < 1e-6);
    }

    #[test]
    fn common_words_are_left_out_of_the_index_unless_there_are_no_others() {
        let words = |terms: &[Term]| terms.iter().map(|t| t.folded.clone()).collect::<Vec<_>>();
        let (asked, later) = shares().split(terms("Čaka iela"));
        assert_eq!((words(&asked), words(&later)), (vec!["caka".to_owned()], vec!["iela".to_owned()]));
        let (asked, later) = shares().split(terms("Rīga iela"));
        assert_eq!((words(&asked), words(&later)), (vec!["riga".to_owned(), "iela".to_owned()], vec![]));
    }

    #[test]
    fn some_words_are_as_rare_as_the_rarest() {
        assert!((shares().of_all(&terms("Čaka iela")) - 0.01).abs() < 1e-6);
        assert!(shares().of_all(&terms("Murjāņu iela")) < 1e-6);
    }
}
