//! The groups of fields: facts until somebody changes them, then fields in the same place.

use leptos::prelude::*;
use vnr_shared::incident::{Channel, DispositionKind};

use super::dossier::Dossier;
use super::edit::{Editor, Group, Keeping};
use super::facts;
use super::text::Crd;
use crate::i18n::{self, Message, t};
use crate::keys;
use crate::map::{MapView, Mark, Pin};
use crate::register::Catalogue;
use crate::register::entry::parts::wire;
use crate::register::entry::{KindFields, Locator, PlaceFields};
use crate::ui::text::Ui;
use crate::ui::{Area, Check, Command, FaultBanner, KeyCap, Note, Select, TextField, TimeField, Tone};

/// Fields that show their own faults; others are listed above the buttons.
const SHOWN: [&str; 8] = [
    "place.",
    "type_code",
    "description",
    "received_at",
    "occurred.",
    "disposition.case_number",
    "disposition.kind",
    "channel",
];

/// All groups with one form around them.
#[component]
pub fn Groups(dossier: Dossier, editor: Editor) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    keys::bind("e", t(Crd::EditWhat), move || {
        if dossier.incident.with_untracked(|i| i.as_ref().is_some_and(|i| i.editable)) {
            editor.edit(Group::What);
        }
    });
    view! {
        <form class="stack" novalidate on:submit=|e| e.prevent_default()
            on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); editor.submit(); }>
            <Show when=move || !dossier.editable()><p class="small muted">{t(Crd::NotEditable)}</p></Show>
            <Section editor group=Group::What title=Crd::What edit=Crd::EditWhat key="e" facts=Callback::new(move |()| facts::what(dossier, catalogue))/>
            <Section editor group=Group::Where title=Crd::Where edit=Crd::EditWhere facts=Callback::new(move |()| facts::place(dossier))/>
            <Section editor group=Group::When title=Crd::When edit=Crd::EditWhen facts=Callback::new(move |()| facts::when(dossier))/>
            <Section editor group=Group::Decision title=Crd::Decision edit=Crd::EditDecision facts=Callback::new(move |()| facts::decision(dossier))/>
            <Foot editor/>
        </form>
    }
    .into_any()
}

/// One group.
#[component]
fn Section(
    editor: Editor,
    group: Group,
    title: Crd,
    edit: Crd,
    #[prop(optional)] key: &'static str,
    facts: Callback<(), AnyView>,
) -> impl IntoView {
    let heading = format!("card-{group:?}");
    let labelled = heading.clone();
    let shows = Memo::new(move |_| editor.shows(group));
    let fields = move || match group {
        Group::What => view! { <What editor/> }.into_any(),
        Group::Where => view! { <Where editor/> }.into_any(),
        Group::When => view! { <When editor/> }.into_any(),
        Group::Decision => view! { <Decision editor/> }.into_any(),
    };
    let cap = (!key.is_empty()).then_some(key);
    let button = move || {
        (editor.dossier.editable() && !shows.get()).then(|| {
            view! {
                <button type="button" class="button button--small" aria-label=t(edit) aria-keyshortcuts=cap on:click=move |_| editor.edit(group)>
                    <span>{t(Crd::Edit)}</span>{cap.map(|key| view! { <KeyCap key/> })}
                </button>
            }
        })
    };
    view! {
        <section class="panel" aria-labelledby=labelled>
            <div class="panel__head"><h2 id=heading>{t(title)}</h2>{button}</div>
            <div class="panel__body">{move || if shows.get() { fields() } else { facts.run(()) }}</div>
        </section>
    }
    .into_any()
}

#[component]
fn What(editor: Editor) -> impl IntoView {
    let class = editor.dossier.part(|i| i.place.territory.as_ref().map(|t| t.class));
    let class = Signal::derive(move || class.get().flatten());
    view! {
        <KindFields form=editor.kind faults=editor.faults class/>
        <Area label=t(Crd::Description) path="description" value=editor.description faults=editor.faults rows=8/>
    }
    .into_any()
}

#[component]
fn Where(editor: Editor) -> impl IntoView {
    let form = editor.place;
    let place = Locator::new(form);
    // The map comes to the place the incident has; where a person clicks, it stays.
    let clicked = RwSignal::new(false);
    let pin =
        Signal::derive(move || form.pin().map(|pin| Pin { reveal: pin.reveal || !clicked.get(), ..pin }));
    let pick = move |(lat, lon)| {
        clicked.set(true);
        place.picked(lat, lon);
    };
    let (marks, nothing) = (Signal::stored(Vec::<Mark>::new()), RwSignal::new(None));
    view! {
        <PlaceFields form faults=editor.faults place/>
        <div class="card__map">
            <MapView marks selected=nothing pin on_pick=Callback::new(pick)/>
        </div>
    }
    .into_any()
}

#[component]
fn When(editor: Editor) -> impl IntoView {
    let channels =
        Signal::derive(|| Channel::ALL.map(|c| (wire(c), i18n::channel(c).text().to_owned())).to_vec());
    let faults = editor.faults;
    view! {
        <div class="fields">
            <TimeField class="w6" label=t(Crd::Received) path="received_at" value=editor.received faults/>
            <Select class="w6" label=t(Crd::Channel) path="channel" value=editor.channel options=channels faults/>
            <TimeField class="w6" label=t(Crd::From) path="occurred.from" value=editor.from faults/>
            <TimeField class="w6" label=t(Crd::To) path="occurred.to" value=editor.to faults/>
            <Check label=t(Crd::Uncertain) value=editor.uncertain/>
        </div>
    }
    .into_any()
}

#[component]
fn Decision(editor: Editor) -> impl IntoView {
    let kinds = Signal::derive(|| {
        let mut all = vec![(String::new(), Crd::NoDisposition.text().to_owned())];
        all.extend(DispositionKind::ALL.map(|k| (wire(k), i18n::disposition(k).text().to_owned())));
        all
    });
    view! {
        <div class="fields">
            <Select class="w6" label=t(Crd::Disposition) path="disposition.kind" value=editor.disposition options=kinds faults=editor.faults/>
            <TextField class="w6" label=t(Crd::CaseNumber) path="disposition.case_number" value=editor.case_number faults=editor.faults mono=true/>
            <Check class="w6" label=t(Crd::RestrictedBox) value=editor.restricted/>
            <Check class="w6" label=t(Crd::HoldBox) value=editor.legal_hold/>
        </div>
    }
    .into_any()
}

/// Save, give up, and where the typed text is kept meanwhile.
#[component]
fn Foot(editor: Editor) -> impl IntoView {
    let kept = move || match editor.keeping.get() {
        Keeping::Nothing => String::new(),
        Keeping::Earlier => Crd::KeptBefore.text().to_owned(),
        Keeping::At(at) => Crd::KeptAt.with(&at),
        Keeping::Refused => Crd::NotKept.text().to_owned(),
    };
    let elsewhere = move || {
        let rest = editor.faults.elsewhere(&SHOWN);
        (!rest.is_empty()).then(|| {
            let rest =
                rest.into_iter().map(|e| view! { <span>{e.field}": "{e.message}</span> }).collect_view();
            view! { <Note tone=Tone::Fault>{rest}</Note> }
        })
    };
    view! {
        <p class="small muted" role="status">{move || editor.saved.get().map(|at| Crd::Saved.with(&at))}</p>
        <Show when=move || editor.is_open()>
            <div class="card__foot">
                <FaultBanner failure=editor.failure/>
                {elsewhere}
                <button type="button" class="button button--primary" disabled=editor.working on:click=move |_| editor.submit()>
                    {t(Ui::Save)}<kbd aria-hidden="true">"Ctrl ↵"</kbd>
                </button>
                <Command label=t(Crd::DropEdit) look="quiet" run=move |()| editor.drop_edit()/>
                <span class="small muted" role="status">{kept}</span>
            </div>
        </Show>
    }
    .into_any()
}
