//! Checks at the roadside: against the whole register with a network, against what the device is lent without one, and each of
//! them on record with its purpose before anything is shown.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::check::{CheckAnswer, CheckKind, CheckMade, CheckTie, NewCheck};
use vnr_shared::mrz::Mrz;
use vnr_shared::person::{PersonHit, PersonRole};
use vnr_shared::sync::Act;
use vnr_shared::time::{self, DateTime};
use vnr_shared::vehicle::VehicleRole;

use super::hold::Hold;
use super::parts;
use super::report_text::Rpt;
use super::sync::{Sync, Way};
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::{Catalogue, unwire};
use crate::ui::{Area, FaultBanner, FieldFaults, Note, TextField, Tone};

/// Letters of the shortest machine-readable zone, a card of the second size.
const ZONE_MIN: usize = 72;

/// What a check found, and where it looked.
#[derive(Clone)]
struct Outcome {
    answer: CheckAnswer,
    /// Only the incidents of the device, so many, as of when.
    here: Option<(usize, Option<DateTime>)>,
    at: DateTime,
}

/// The screen.
#[component]
pub fn CheckPage() -> impl IntoView {
    let (hold, sync) = (expect_context::<Hold>(), expect_context::<Sync>());
    let kind = RwSignal::new(CheckKind::Person);
    let (q, purpose) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let faults = FieldFaults::default();
    let failure = RwSignal::new(None::<Failure>);
    let working = RwSignal::new(false);
    let found = RwSignal::new(None::<Outcome>);
    let run = move || {
        let mut check =
            NewCheck { kind: kind.get_untracked(), q: q.get_untracked(), purpose: purpose.get_untracked() };
        let findings = check.check();
        faults.set(findings.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        if !findings.faults.is_empty() || working.get_untracked() {
            return;
        }
        working.set(true);
        failure.set(None);
        found.set(None);
        spawn_local(async move {
            match ask(hold, sync, &check).await {
                Ok(result) => drop(found.try_set(result)),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            working.try_set(false);
        });
    };
    let choice = move |of: CheckKind, word: Rpt| {
        let choose = move |_| {
            kind.set(of);
            found.set(None);
        };
        view! { <button type="button" class="button" aria-pressed=move || if kind.get() == of { "true" } else { "false" } on:click=choose>{t(word)}</button> }
    };
    let label = move || {
        match kind.get() {
            CheckKind::Person => Rpt::AskPerson,
            CheckKind::Plate => Rpt::AskPlate,
            CheckKind::Document => Rpt::AskDocument,
        }
        .text()
    };
    let quick = move |word: Rpt| {
        view! { <button type="button" class="button" on:click=move |_| purpose.set(word.text().to_owned())>{t(word)}</button> }
    };
    let result = move || found.get().map(|found| view! { <Found found/> });
    view! {
        <section class="tablet__list">
            <h1>{t(Rpt::CheckWay)}</h1>
            <form class="stack" novalidate on:submit=move |e| { e.prevent_default(); run(); }>
                <div class="tablet__thirds" role="group" aria-label=t(Rpt::What)>
                    {choice(CheckKind::Person, Rpt::Person)}
                    {choice(CheckKind::Plate, Rpt::Plate)}
                    {choice(CheckKind::Document, Rpt::Document)}
                </div>
                <Area label=label path="q" value=q faults rows=2/>
                <Zone q kind run=Callback::new(move |()| run())/>
                <TextField label=t(Rpt::Purpose) path="purpose" value=purpose faults required=true/>
                <div class="cluster" role="group" aria-label=t(Rpt::Purpose)>
                    {quick(Rpt::Traffic)}{quick(Rpt::Identity)}{quick(Rpt::Case)}
                </div>
                <button type="submit" class="button button--primary tablet__big" disabled=working>{t(Rpt::Run)}</button>
            </form>
            <FaultBanner failure/>
            <div role="status" class="stack">{move || working.get().then(|| Rpt::Running.text())}{result}</div>
        </section>
    }
    .into_any()
}

/// Asks the register, which journals it; without a network, what is at hand, once it is in the outbox that it was asked. None when
/// the device cannot write that.
async fn ask(hold: Hold, sync: Sync, check: &NewCheck) -> Result<Option<Outcome>, Failure> {
    let at = edge::now();
    if matches!(sync.way.get_untracked(), Way::Open | Way::Busy) {
        match api::send(Method::POST, "/api/checks", check, api::new_key()).await {
            Ok(answer) => return Ok(Some(Outcome { answer, here: None, at })),
            Err(Failure::Network) => {}
            Err(why) => return Err(why),
        }
    }
    let Some((answer, searched, as_of)) = hold
        .lent
        .try_with_untracked(|lent| (CheckAnswer::among(check, &lent.work), lent.work.len(), lent.at))
    else {
        return Ok(None);
    };
    let found = u32::try_from(answer.count()).unwrap_or(u32::MAX);
    let made = hold.make(Act::Checked(CheckMade { check: check.clone(), found }), Vec::new()).await;
    Ok(made.is_ok().then_some(Outcome { answer, here: Some((searched, as_of)), at }))
}

/// The machine-readable lines of a document in the place of its number: what they say, and the two checks that it takes.
#[component]
fn Zone(q: RwSignal<String>, kind: RwSignal<CheckKind>, run: Callback<()>) -> impl IntoView {
    let read = Memo::new(move |_| {
        let text = q.get();
        let long = text.chars().filter(|c| !c.is_whitespace()).count() >= ZONE_MIN;
        long.then(|| Mrz::read(&text, edge::now().date_naive()).ok()).flatten()
    });
    let take = move |of: CheckKind, what: String| {
        kind.set(of);
        q.set(what);
        run.run(());
    };
    move || {
        read.get().map(|mrz| {
            let name = format!("{} {}", mrz.given, mrz.surname).trim().to_owned();
            let says = format!("{name} · {}", mrz.number);
            let person = mrz.personal_code().map_or(name, |(code, _)| code);
            let number = mrz.number.clone();
            let doubt = (!mrz.doubts.is_empty()).then(|| {
                view! { <Note tone=Tone::Warning><span>{t(Rpt::ZoneDoubt)}</span></Note> }
            });
            view! {
                <p role="status">{move || Rpt::ZoneRead.with(&says)}</p>
                {doubt}
                <div class="cluster">
                    <button type="button" class="button" on:click=move |_| take(CheckKind::Person, person.clone())>{t(Rpt::CheckHolder)}</button>
                    <button type="button" class="button" on:click=move |_| take(CheckKind::Document, number.clone())>{t(Rpt::CheckNumber)}</button>
                </div>
            }
        })
    }
}

#[component]
fn Found(found: Outcome) -> impl IntoView {
    let Outcome { answer, here, at } = found;
    let where_ = move || match here {
        None => Rpt::InRegister.with(&time::clock(at)),
        Some((0, _)) => Rpt::NothingHere.text().to_owned(),
        Some((n, as_of)) => {
            let as_of = as_of.map(time::date_time).unwrap_or_default();
            Rpt::OnlyHere.with(&n.to_string()).replacen("{}", &as_of, 1)
        }
    };
    let record = if here.is_none() { Rpt::Journaled } else { Rpt::JournaledLater };
    let head = if here.is_none() {
        view! { <p class="strong">{where_}</p> }.into_any()
    } else {
        view! { <Note tone=Tone::Warning><span class="strong">{where_}</span></Note> }.into_any()
    };
    let none = (answer.count() == 0).then(|| view! { <p>{t(Rpt::NothingFound)}</p> });
    let persons = answer.persons.into_iter().map(|one| {
        let PersonHit { person, withheld, .. } = one.what;
        let detail = person.detail;
        let codes = detail.search_codes().join(", ");
        let born = detail.born.map(|born| born.to_string()).unwrap_or_default();
        let name = detail.display_name().unwrap_or_default();
        hit(name, [born, codes], !withheld.is_empty(), one.ties)
    });
    let persons = persons.collect_view();
    let vehicles = answer.vehicles.into_iter().map(|one| {
        let detail = one.what.detail;
        let looks = [detail.make, detail.model, detail.colour].join(" ").trim().to_owned();
        hit(detail.plate, [looks, detail.vin], false, one.ties)
    });
    let vehicles = vehicles.collect_view();
    let objects = answer.objects.into_iter().map(|one| {
        let detail = one.what.detail;
        hit(detail.identifier, [detail.description, detail.quantity], false, one.ties)
    });
    let objects = objects.collect_view();
    view! { {head}{none}{persons}{vehicles}{objects}<p class="small muted">{t(record)}</p> }.into_any()
}

/// A thing that was found, and the incidents it stands on.
fn hit(name: String, more: [String; 2], withheld: bool, ties: Vec<CheckTie>) -> AnyView {
    let more = more.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let ties = ties.into_iter().map(tie).collect_view();
    view! {
        <article class="tablet__card">
            <div class="tablet__head"><span class="strong">{name}</span><span class="muted">{more}</span>
                {withheld.then(|| view! { <span class="small">{t(Rpt::Withheld)}</span> })}</div>
            <ul class="stack">{ties}</ul>
        </article>
    }
    .into_any()
}

fn tie(tie: CheckTie) -> AnyView {
    let (catalogue, hold) = (expect_context::<Catalogue>(), expect_context::<Hold>());
    let CheckTie { incident, number, type_code, open, received_at, role } = tie;
    let part = move || {
        unwire::<PersonRole>(&role)
            .map(|role| i18n::person_role(role).text())
            .or_else(|| unwire::<VehicleRole>(&role).map(|role| i18n::vehicle_role(role).text()))
    };
    // An incident that the device holds can be opened.
    let number = if untrack(|| parts::incident(hold, incident)).is_some() {
        view! { <a class="button mono" href=format!("/tablet/work/{incident}")>{number}</a> }.into_any()
    } else {
        view! { <span class="mono">{number}</span> }.into_any()
    };
    view! {
        <li class="tablet__head">
            <span class="strong">{part}</span>
            <span>{move || catalogue.type_name(&type_code)}</span>
            {number}
            <span class="small muted">{time::date_time(received_at)}</span>
            {open.then(|| view! { <span class="chip">{t(Rpt::OpenNow)}</span> })}
        </li>
    }
    .into_any()
}
