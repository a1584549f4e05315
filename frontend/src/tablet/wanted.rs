//! What the form of a type must have: a list that is ticked off while one types, and the text to begin the description with.

use leptos::prelude::*;
use vnr_shared::catalogue::{Part, TypeForm, form_of};
use vnr_shared::id::{IncidentId, NoteId};
use vnr_shared::incident::{AddNote, NewIncident};

use super::hold::Hold;
use super::text::Tab;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::Form;
use crate::ui::For;

/// Name of a part.
pub const fn name(part: Part) -> Tab {
    match part {
        Part::Address => Tab::PartAddress,
        Part::Description => Tab::PartDescription,
        Part::Occurred => Tab::PartOccurred,
        Part::Person => Tab::PartPerson,
        Part::Vehicle => Tab::PartVehicle,
        Part::Object => Tab::PartObject,
        Part::Attachment => Tab::PartAttachment,
    }
}

fn names(parts: &[Part]) -> String {
    parts.iter().map(|part| name(*part).text()).collect::<Vec<_>>().join(", ")
}

/// What counts for a type; reactive.
fn rule(hold: Hold, code: &str) -> Option<TypeForm> {
    hold.forms.with(|forms| form_of(forms, code).cloned())
}

/// The parts that an incident lacks; reactive.
pub fn missing(hold: Hold, body: &NewIncident) -> Vec<Part> {
    if body.type_code.is_empty() {
        return Vec::new();
    }
    let files = hold.photos.with(|all| all.iter().filter(|file| file.incident == body.id).count());
    rule(hold, &body.type_code).map(|rule| rule.missing(body, files)).unwrap_or_default()
}

/// Says in the log of an incident that it was filed without something: whoever reads it sees that it is not finished.
pub fn confess(body: &mut NewIncident, parts: &[Part]) {
    let text = Tab::FiledWithout.with(&names(parts));
    body.notes.push(AddNote { id: NoteId(edge::new_id()), text });
}

/// Begins the description as the type has it, unless somebody has written one.
pub fn begin(hold: Hold, form: Form) {
    Effect::new(move |_| {
        let (code, lang) = (form.kind.code.get(), i18n::lang());
        let written = form.description.get_untracked();
        let untouched = written.trim().is_empty()
            || hold.forms.with_untracked(|forms| {
                forms.iter().any(|rule| rule.template_lv == written || rule.template_en == written)
            });
        if !code.is_empty() && untouched {
            let text = rule(hold, &code).map(|rule| rule.template(lang).to_owned()).unwrap_or_default();
            if text != written {
                form.description.set(text);
            }
        }
    });
}

/// The list.
#[component]
pub fn Wanted(hold: Hold, form: Form, id: IncidentId, missing: Memo<Vec<Part>>) -> impl IntoView {
    let all = Memo::new(move |_| {
        rule(hold, &form.kind.code.get()).filter(|_| !form.kind.code.with(String::is_empty))
    });
    let parts = move || all.get().map(|rule| rule.parts).unwrap_or_default();
    let row = move |part: Part| {
        let there = Memo::new(move |_| !missing.with(|missing| missing.contains(&part)));
        view! {
            <li class="tablet__part" class:tablet__part--there=move || there.get()>
                <span aria-hidden="true">{move || if there.get() { "✓" } else { "○" }}</span>
                <span>{t(name(part))}</span>
                <span class="visually-hidden">{move || if there.get() { Tab::PartThere } else { Tab::PartMissing }.text()}</span>
            </li>
        }
    };
    let doubt = move || all.get().filter(|rule| !rule.confirmed).map(|rule| rule.source);
    let title = format!("wanted-{id}");
    view! {
        <Show when=move || all.with(|rule| rule.as_ref().is_some_and(|rule| !rule.parts.is_empty()))>
            <section class="stack" aria-labelledby=title.clone()>
                <h2 id=title.clone()>{t(Tab::Wanted)}</h2>
                <ul class="tablet__wanted"><For each=parts key=|part| *part children=row/></ul>
                {move || doubt().map(|source| view! { <p class="small muted">{move || Tab::WantedUnconfirmed.with(&source)}</p> })}
            </section>
        </Show>
    }
    .into_any()
}
