//! Finding a type of incident by words.

use leptos::prelude::*;
use vnr_shared::catalogue::IncidentType;
use vnr_shared::sort;

use crate::edge;
use crate::i18n;
use crate::register::Catalogue;
use crate::ui::Choice;

/// Most suggestions worth reading.
const MOST: usize = 12;

/// The types that an incident may be filed under now and that answer to typed words, the best first. Reactive.
pub fn type_choices(catalogue: Catalogue, typed: &str) -> Vec<Choice> {
    let now = edge::now();
    choices(catalogue, typed, |t| t.selectable && t.is_valid(now))
}

/// The types that incidents may have been filed under, headings too. Reactive.
pub fn all_type_choices(catalogue: Catalogue, typed: &str) -> Vec<Choice> {
    let mut all = choices(catalogue, typed, |_| true);
    // A type whose name or category changed has several rows; one stands for all.
    let mut known = std::collections::HashSet::new();
    all.retain(|c| known.insert(c.key.clone()));
    all
}

fn choices(catalogue: Catalogue, typed: &str, wanted: impl Fn(&IncidentType) -> bool) -> Vec<Choice> {
    let lang = i18n::lang();
    catalogue.types.with(|all| {
        let mut found: Vec<_> =
            all.iter().filter(|t| wanted(t)).filter_map(|t| t.rank(typed).map(|rank| (rank, t))).collect();
        sort::by_key(&mut found, |(rank, _)| *rank);
        found
            .into_iter()
            .take(MOST)
            .map(|(_, t)| {
                let parent = t.parent.as_ref().and_then(|p| all.iter().find(|a| a.code == *p));
                let parent = parent.map(|p| format!("{} · ", p.name(lang))).unwrap_or_default();
                Choice {
                    key: t.code.clone(),
                    main: t.name(lang).to_owned(),
                    side: format!("{parent}{}", t.default_category.letter()),
                }
            })
            .collect()
    })
}
