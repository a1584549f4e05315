//! What is on its way, item by item; the storage; the log-in that sending may need.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::lang::Lang;
use vnr_shared::person::PersonDetail;
use vnr_shared::sync::{Act, Aside, Entry, Outcome};
use vnr_shared::time;

use super::guard;
use super::hold::Hold;
use super::parts::bytes;
use super::photos::{self, Photo, PhotoState};
use super::sync::{Sync, Way};
use super::text::Tab;
use crate::i18n::{self, Message, t};
use crate::login::LoginForm;
use crate::register::Catalogue;
use crate::session::Access;
use crate::ui::{FaultBanner, For, Note, TextField, Tone};

/// The screen.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let (hold, sync) = (expect_context::<Hold>(), expect_context::<Sync>());
    let entries = move || hold.outbox.with(|outbox| outbox.entries().to_vec());
    let photos = move || hold.photos.get();
    let empty =
        Memo::new(move |_| hold.outbox.with(|o| o.entries().is_empty()) && hold.photos.with(Vec::is_empty));
    view! {
        <section class="tablet__list">
            <div class="spread"><h1>{t(Tab::Outbox)}</h1>
                <button type="button" class="button" on:click=move |_| sync.now()>{t(Tab::SendNow)}</button>
            </div>
            <Show when=move || sync.way.get() == Way::LogIn><AgainLogIn hold sync/></Show>
            <Show when=move || empty.get()><p>{t(Tab::NothingWaits)}</p></Show>
            <ol class="tablet__items" aria-label=t(Tab::WaitsToSend)>
                <For each=entries key=|entry| format!("{}{:?}", entry.item.key, entry.outcome) children=move |entry| line(entry, hold)/>
                <For each=photos key=|photo| format!("{photo:?}") children=move |photo| photo_line(photo, hold)/>
            </ol>
            <StorageState hold/>
        </section>
    }
    .into_any()
}

/// What a command is, in words; reactive.
fn what(act: &Act, catalogue: Catalogue) -> (Tab, String) {
    match act {
        Act::File(body) => {
            (Tab::ActFile, format!("{} · {}", catalogue.type_name(&body.type_code), body.place.address))
        }
        Act::Edit { edit, .. } => (Tab::ActEdit, edit.description.clone().unwrap_or_default()),
        Act::Step { step, .. } => (Tab::ActStep, i18n::step(step.step).text().to_owned()),
        Act::Note { note, .. } => (Tab::ActNote, note.text.clone()),
        Act::Involve { person, .. } => {
            (Tab::ActInvolve, person.detail.as_ref().and_then(PersonDetail::display_name).unwrap_or_default())
        }
        Act::UnitStatus { status, .. } => {
            (Tab::ActUnitStatus, i18n::unit_status(status.status).text().to_owned())
        }
        Act::Report(new) => (Tab::ActReport, new.title.clone()),
        Act::EditReport { edit, .. } => (Tab::ActReport, edit.title.clone().unwrap_or_default()),
        Act::StepReport { .. } | Act::TieReport { .. } => (Tab::ActReport, String::new()),
        Act::Supplement { supplement, .. } => (Tab::ActSupplement, supplement.text.clone()),
        Act::Message(message) => (Tab::ActMessage, message.text.clone()),
        Act::MessagesRead(_) => (Tab::ActRead, String::new()),
        Act::Checked(made) => (Tab::ActCheck, made.check.q.clone()),
    }
}

fn line(entry: Entry<Act>, hold: Hold) -> AnyView {
    let catalogue = expect_context::<Catalogue>();
    let key = entry.item.key;
    let at = hold.clock.get_untracked().map_or(entry.item.made_at, |clock| clock.correct(entry.item.made_at));
    let outcome = entry.outcome.clone();
    let seen = outcome.as_ref().is_some_and(Outcome::wants_a_person);
    let state = move || match &outcome {
        None => Tab::StateWaits.text().to_owned(),
        Some(Outcome::Held { .. }) => Tab::StateHeld.text().to_owned(),
        Some(Outcome::Conflict { .. }) => Tab::StateConflict.text().to_owned(),
        Some(Outcome::SetAside { reason }) => {
            format!("{}: {}", Tab::StateAside.text(), aside(reason, i18n::lang()))
        }
        Some(Outcome::Done { .. } | Outcome::Merged { .. }) => String::new(),
    };
    let act = entry.item.act;
    let words = move || {
        let (kind, detail) = what(&act, catalogue);
        view! { <span class="strong">{kind.text()}</span><span class="clamp">{detail}</span> }
    };
    let settle = move |_| {
        spawn_local(async move {
            let _ = hold.settle(key).await;
        });
    };
    view! {
        <li class="tablet__row">
            <span class="small muted mono">{time::date_time(at)}</span>
            {words}
            <span class="small" class:alarm=seen>{state}</span>
            {seen.then(|| view! { <button type="button" class="button" on:click=settle>{t(Tab::Seen)}</button> })}
        </li>
    }
    .into_any()
}

/// Why a command was set aside, in words.
pub fn aside(reason: &Aside, lang: Lang) -> String {
    match reason {
        Aside::Refused(code) => code.text(lang).to_owned(),
        Aside::Needs(_) => Tab::AsideNeeds.in_lang(lang).to_owned(),
        Aside::NumberReused => Tab::AsideReused.in_lang(lang).to_owned(),
    }
}

fn photo_line(photo: Photo, hold: Hold) -> AnyView {
    let id = photo.id;
    let sure = RwSignal::new(false);
    let cancel = move |_| {
        if sure.get_untracked() {
            spawn_local(async move {
                let _ = photos::remove(hold, id).await;
            });
        }
        sure.update(|s| *s = !*s);
    };
    let state = move || match &photo.state {
        PhotoState::Waits => Tab::PhotoWaits.text().to_owned(),
        PhotoState::Refused(why) if why.is_empty() => Tab::PhotoLost.text().to_owned(),
        PhotoState::Refused(why) => Tab::PhotoRefused.with(why),
    };
    view! {
        <li class="tablet__row">
            <span class="small muted mono">{time::date_time(photo.taken_at)}</span>
            <span class="strong">{photo.name.clone()}</span><span class="small muted">{bytes(f64::from(photo.size))}</span>
            <span class="small">{state}</span>
            <button type="button" class="button" on:click=cancel>{move || if sure.get() { Tab::CancelFileSure } else { Tab::CancelFile }.text()}</button>
        </li>
    }
    .into_any()
}

/// Whether the browser keeps its promise, how full it is, and how far the clock is off.
#[component]
fn StorageState(hold: Hold) -> impl IntoView {
    let state = RwSignal::new(guard::Storage::default());
    spawn_local(async move {
        let _ = state.try_set(guard::storage().await);
    });
    let promise = move || {
        state.get().persistent.map(|kept| if kept { Tab::StorageSafe } else { Tab::StorageUnsafe }.text())
    };
    let places = move || match hold.ground.kept.with(|kept| kept.rows) {
        0 => Tab::NoPlacesKept.text().to_owned(),
        rows => Tab::PlacesKept.with(&rows.to_string()),
    };
    let clock = move || {
        let off = hold.clock.get()?.add_ms / 1000;
        (off.abs() >= 5).then(|| Tab::ClockOff.with(&time::span(off.abs())))
    };
    view! {
        <section class="stack" aria-labelledby="storage">
            <h2 id="storage">{t(Tab::Storage)}</h2>
            <p>{promise}</p>
            <p class="muted">{move || Tab::StorageUsed.with(&bytes(state.get().used))}</p>
            <p class="muted">{places}</p>
            <p>{clock}</p>
        </section>
    }
    .into_any()
}

/// The password again, of the same person.
#[component]
fn AgainLogIn(hold: Hold, sync: Sync) -> impl IntoView {
    let access = expect_context::<Access>();
    let form = LoginForm::new(access, None);
    form.login.set(hold.door.with_untracked(|door| door.login.clone()));
    // A new session is what sending waits for.
    let session = Memo::new(move |_| access.session().map(|s| s.id));
    Effect::new(move |before: Option<Option<_>>| {
        let now = session.get();
        if before.is_some_and(|before| before != now) {
            sync.now();
        }
        now
    });
    view! {
        <form class="stack tablet__again" on:submit=move |e| form.submit(&e)>
            <Note tone=Tone::Warning><span>{t(Tab::LogInWhy)}</span></Note>
            <FaultBanner failure=form.failure/>
            <p class="strong">{form.login.get_untracked()}</p>
            <TextField label=t(Tab::Password) path="password" kind="password" value=form.password autocomplete="current-password" required=true/>
            {form.code_field()}
            <button type="submit" class="button button--primary" disabled=form.working>{t(Tab::LogIn)}</button>
        </form>
    }
    .into_any()
}
