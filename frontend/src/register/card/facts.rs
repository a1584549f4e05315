//! Facts as a list of terms and what is known of them.

use leptos::prelude::*;
use vnr_shared::incident::Incident;
use vnr_shared::time;

use super::dossier::Dossier;
use super::text::Crd;
use super::values::{disposition_text, occurred_text};
use crate::i18n::{self, Message, t};
use crate::register::Catalogue;
use crate::ui::text::Ui;

/// One fact. Nothing is shown where nothing is known.
fn fact(term: Crd, value: Option<String>) -> Option<AnyView> {
    let value = value.filter(|v| !v.trim().is_empty())?;
    Some(view! { <dt>{t(term)}</dt><dd class="prewrap">{value}</dd> }.into_any())
}

/// A list of facts that follows the incident and the language.
fn list(
    dossier: Dossier,
    facts: impl Fn(&Incident) -> Vec<Option<AnyView>> + Send + Sync + 'static,
) -> AnyView {
    view! { <dl class="facts">{move || dossier.incident.with(|i| i.as_ref().map(&facts))}</dl> }.into_any()
}

/// Kind and description.
pub fn what(dossier: Dossier, catalogue: Catalogue) -> AnyView {
    let text = dossier.part(|i| i.description.clone());
    let description = move || match text.get().filter(|d| !d.is_empty()) {
        Some(text) => view! { <p class="prewrap">{text}</p> }.into_any(),
        None => view! { <p class="faint">{t(Crd::NoDescription)}</p> }.into_any(),
    };
    view! {
        {description}
        {list(dossier, move |i| vec![
            fact(Crd::Type, Some(catalogue.type_name(&i.summary.type_code))),
            fact(Crd::Category, Some(i18n::category(i.summary.category).text().to_owned())),
        ])}
    }
    .into_any()
}

/// The place in words, in degrees and in the national grid.
pub fn place(dossier: Dossier) -> AnyView {
    list(dossier, |i| {
        let p = &i.place;
        let territory = p.territory.as_ref().map(|t| {
            format!("{}, {}, {}", t.name, i18n::territory_class(t.class).text().to_lowercase(), t.atvk)
        });
        vec![
            fact(Crd::Address, Some(p.address.clone())),
            fact(Crd::PlaceNote, Some(p.note.clone())),
            fact(Crd::Territory, territory),
            fact(Crd::Wgs, Some(format!("{:.6}, {:.6}", p.lat, p.lon))),
            fact(Crd::Lks, Some(format!("{:.0}, {:.0}", p.lks92.northing, p.lks92.easting))),
            fact(Crd::Accuracy, p.radius_m.map(|r| Crd::Metres.with(&format!("{r:.0}")))),
            fact(Crd::Source, Some(i18n::place_source(p.source).text().to_owned())),
        ]
    })
}

/// Receipt, occurrence and the legal clock.
pub fn when(dossier: Dossier) -> AnyView {
    list(dossier, |i| {
        let occurred = occurred_text(&i.occurred);
        let occurred = if occurred.is_empty() { Crd::Unknown.text().to_owned() } else { occurred };
        vec![
            fact(Crd::Received, Some(time::date_time(i.summary.received_at))),
            fact(Crd::Channel, Some(i18n::channel(i.channel).text().to_owned())),
            fact(Crd::Occurred, Some(occurred)),
            fact(Crd::Due, i.summary.clock.map(|c| time::date_time(c.due_at))),
            fact(Crd::Arrived, i.arrived_at.map(time::date_time)),
            fact(Crd::Closed, i.closed_at.map(time::date_time)),
        ]
    })
}

/// What was decided, and who may know.
pub fn decision(dossier: Dossier) -> AnyView {
    list(dossier, |i| {
        let decided =
            i.disposition.as_ref().map_or_else(|| Crd::NoDisposition.text().to_owned(), disposition_text);
        let held = if i.legal_hold { Ui::Yes } else { Ui::No };
        vec![
            fact(Crd::Disposition, Some(decided)),
            fact(Crd::Sensitivity, Some(i18n::sensitivity(i.summary.sensitivity).text().to_owned())),
            fact(Crd::LegalHold, Some(held.text().to_owned())),
            fact(Crd::Retention, i.retention_policy.clone()),
        ]
    })
}

/// Who registered it, when and where.
#[component]
pub fn Registration(dossier: Dossier) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let facts = list(dossier, move |i| {
        let institution = catalogue.institution_name(i.registered_by_institution);
        let department = i.department.and_then(|d| catalogue.department_name(d));
        let by = [Some(i.registered_by_name.clone()), Some(institution), department];
        let by: Vec<String> = by.into_iter().flatten().filter(|s| !s.is_empty()).collect();
        vec![
            fact(Crd::RegisteredBy, Some(by.join(", "))),
            fact(Crd::RegisteredAt, Some(time::date_time(i.registered_at))),
            fact(Crd::Device, Some(i.device.clone())),
            fact(Crd::Owner, Some(catalogue.institution_name(i.summary.owner))),
        ]
    });
    view! {
        <section class="panel" aria-labelledby="card-registration">
            <div class="panel__head"><h2 id="card-registration">{t(Crd::Registration)}</h2></div>
            <div class="panel__body">{facts}</div>
        </section>
    }
    .into_any()
}
