//! Urgency as shape, letter and word, the legal clock as it ages, and the status as steps.

use leptos::prelude::*;
use vnr_shared::incident::{Category, LegalClock, Reading, Status};
use vnr_shared::time;

use crate::edge;
use crate::i18n::{Message, Words, category, status};

/// The category: triangle A, diamond B, circle C, so that it reads without colour.
#[component]
pub fn CategoryMark(#[prop(into)] category: Signal<Category>) -> impl IntoView {
    let class = move || match category.get() {
        Category::A => "cat cat--a",
        Category::B => "cat cat--b",
        Category::C => "cat cat--c",
    };
    view! {
        <span class=class title=move || self::category(category.get()).text()>
            <span aria-hidden="true">{move || category.get().letter()}</span>
            <span class="visually-hidden">{move || self::category(category.get()).text()}</span>
        </span>
    }
    .into_any()
}

/// The legal clock, read by the shared rule each second. Overdue and pressing are words for a reader, too.
#[component]
pub fn ClockView(
    #[prop(into)] clock: Signal<Option<LegalClock>>,
    #[prop(into)] category: Signal<Category>,
) -> impl IntoView {
    let reading = move || {
        let clock = clock.get()?;
        // A stopped clock stands still: it does not subscribe to the second hand.
        let now = if clock.stopped_at.is_some() { edge::now() } else { edge::second() };
        Some((clock.read(now), clock.is_pressing(now), clock.confirmed))
    };
    view! {
        <span class=move || class_of(reading(), category.get()) title=move || title_of(reading())>
            {move || match reading() {
                None => "–".to_owned(),
                Some((Reading::Remaining(s), ..)) => time::span(s),
                Some((Reading::Overdue(s), ..)) => format!("+{}", time::span(s)),
                Some((Reading::Met(_), ..)) => "✓".to_owned(),
                Some((Reading::Missed(s), ..)) => format!("✓ +{}", time::span(s)),
            }}
        </span>
    }
    .into_any()
}

fn class_of(reading: Option<(Reading, bool, bool)>, category: Category) -> &'static str {
    match reading {
        Some((Reading::Overdue(_), ..)) if category == Category::A => "clock clock--late-a",
        Some((Reading::Overdue(_), ..)) => "clock clock--late",
        Some((Reading::Remaining(_), true, _)) => "clock clock--soon",
        Some((Reading::Met(_) | Reading::Missed(_), ..)) | None => "clock clock--met",
        Some(_) => "clock",
    }
}

fn title_of(reading: Option<(Reading, bool, bool)>) -> String {
    let Some((reading, _, confirmed)) = reading else { return Words::NoClock.text().to_owned() };
    let word = match reading {
        Reading::Remaining(_) => Words::ClockRemaining,
        Reading::Overdue(_) => Words::ClockOverdue,
        Reading::Met(_) => Words::ClockMet,
        Reading::Missed(_) => Words::ClockMissed,
    };
    if confirmed {
        word.text().to_owned()
    } else {
        format!("{} · {}", word.text(), Words::NormUnconfirmed.text())
    }
}

/// The status as a word and as steps taken, so that it reads at a glance down a column.
#[component]
pub fn StatusView(#[prop(into)] status: Signal<Status>) -> impl IntoView {
    let pips = move || {
        let taken = match status.get() {
            Status::Registered => 1,
            Status::Assigned | Status::PassedOn => 2,
            Status::InProgress => 3,
            Status::Done => 4,
            Status::Closed => 5,
        };
        (1..=5).map(|i| view! { <i class:on=i <= taken></i> }).collect_view()
    };
    view! {
        <span class="status">
            <span class="status__pips" aria-hidden="true">{pips}</span>
            <span class="ellipsis">{move || self::status(status.get()).text()}</span>
        </span>
    }
    .into_any()
}
