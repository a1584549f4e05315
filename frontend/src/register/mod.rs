//! The register: the card of an incident, filing, search.

mod card;
mod catalogue;
mod entry;
mod lines;
mod note;
mod reports;
mod search;
mod sentence;
mod steps;
mod text;
mod types;

use leptos::prelude::*;
use vnr_shared::incident::Summary;

pub use card::{Card, field_name, value_text};
pub use catalogue::{Catalogue, KeptCatalogue};
pub use entry::parts::{PersonForm, unwire, wire};
pub use entry::{
    Draft, Entry, Finder, Form, KindFields, KindForm, Locator, Objects, Persons, PlaceFields, PlaceForm,
    SHOWN, Spot, Vehicles, WhatFields, focus_first_fault,
};
pub use lines::Lines;
pub use note::NoteDraft;
pub use reports::ReportsPage;
pub use search::SearchPage;
pub use sentence::{is_reading, sentence};
pub use steps::StepBar;

use crate::live::Live;
use crate::map::Mark;

/// Open incidents as marks of the map.
pub fn open_marks() -> Memo<Vec<Mark>> {
    marks(|_| true)
}

/// The incidents of the store that are wanted, as marks of the map. Reactive.
pub fn marks(wanted: impl Fn(&Summary) -> bool + Send + Sync + 'static) -> Memo<Vec<Mark>> {
    let store = expect_context::<Live>().store;
    Memo::new(move |_| {
        let mut marks = Vec::new();
        store.incidents.each(|i| {
            if i.status.is_open() && wanted(i) {
                marks.push(Mark::of(i));
            }
        });
        marks
    })
}
