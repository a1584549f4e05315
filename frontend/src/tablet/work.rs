//! My work: the own unit's incidents in their order, the next status as one tap.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::{MessageId, UnitId};
use vnr_shared::sync::{Act, Outcome};
use vnr_shared::time;
use vnr_shared::unit::{MarkMessages, MessageSummary, SendMessage, SetUnitStatus, UnitStatus};

use super::hold::{Hold, raw_now};
use super::parts::{OwnUnit, Seen, filed_here, head, own_unit};
use super::text::Tab;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::route;
use crate::ui::{Area, For, Note, Tone};

/// Reports a status: kept here first.
pub fn report(hold: Hold, unit: UnitId, status: UnitStatus) {
    let status = SetUnitStatus { status, version: None, at: Some(raw_now()), reason: String::new() };
    spawn_local(async move {
        // A device that cannot write says so in the frame.
        let _ = hold.make(Act::UnitStatus { unit, status }, Vec::new()).await;
    });
}

/// The address of the device's own navigation.
pub fn navigation(lat: f64, lon: f64) -> String {
    format!("geo:{lat:.6},{lon:.6}?q={lat:.6},{lon:.6}")
}

/// The screen.
#[component]
pub fn WorkPage() -> impl IntoView {
    let hold = expect_context::<Hold>();
    let own = Memo::new(move |_| own_unit(hold));
    let work = Memo::new(move |_| own.get().map(|own| own.work(hold)).unwrap_or_default());
    let here = Memo::new(move |_| hold.outbox.with(filed_here));
    // What lies around: open, and not the unit's own work.
    let others = Memo::new(move |_| {
        let mine: Vec<_> = work.with(|work| work.iter().map(|seen| seen.id).collect());
        let mut others: Vec<Seen> = hold
            .lent
            .with(|lent| {
                let ids = lent.picture.incidents.iter().map(|i| i.id).filter(|id| !mine.contains(id));
                ids.collect::<Vec<_>>()
            })
            .into_iter()
            .filter_map(|id| super::parts::incident(hold, id))
            .collect();
        others.sort_by_key(|seen| (seen.category, std::cmp::Reverse(seen.number.clone())));
        others.truncate(50);
        others
    });
    let lent_at = move || match hold.lent.with(|lent| lent.at) {
        Some(at) => Tab::LentAt.with(&time::date_time(at)),
        None => Tab::NothingLent.text().to_owned(),
    };
    let unit = move || match own.get() {
        Some(own) => view! { <UnitBar own hold/> }.into_any(),
        None => view! { <p>{t(Tab::NoUnit)}</p> }.into_any(),
    };
    let list = move |all: Memo<Vec<Seen>>| {
        view! { <For each=move || all.get() key=|seen| format!("{seen:?}") children=move |seen| item(&seen)/> }
    };
    view! {
        <section class="tablet__list" aria-labelledby="work">
            <div class="spread"><h1 id="work">{t(Tab::MyWork)}</h1><span class="small muted">{lent_at}</span></div>
            {unit}
            <Messages hold/>
            {list(work)}
            <Show when=move || work.with(Vec::is_empty)><p class="muted">{t(Tab::NoWork)}</p></Show>
            {list(here)}
            <Show when=move || !others.with(Vec::is_empty)><h2>{t(Tab::Territory)}</h2></Show>
            {list(others)}
        </section>
    }
    .into_any()
}

/// An incident of the list: the whole of it is the way to its page.
fn item(seen: &Seen) -> AnyView {
    let address = format!("/tablet/work/{}", seen.id);
    view! {
        <a class="tablet__item" href=address>
            {head(seen)}
            <span class="strong">{seen.address.clone()}</span>
            <span class="clamp">{seen.headline.clone()}</span>
        </a>
    }
    .into_any()
}

/// The unit, its status, the next one, and going to the first incident.
#[component]
fn UnitBar(own: OwnUnit, hold: Hold) -> impl IntoView {
    let (unit, now) = (own.unit.id, own.unit.status);
    let legal = own.unit.duty().legal();
    let next = own.next();
    let first = own.work(hold).into_iter().next();
    let other = RwSignal::new(false);
    let respond = first.filter(|_| matches!(now, UnitStatus::Assigned | UnitStatus::Busy)).map(|seen| {
        let go = move |_| {
            report(hold, unit, UnitStatus::EnRoute);
            route::go(&format!("/tablet/work/{}?respond=1", seen.id));
        };
        view! { <button type="button" class="button button--primary tablet__big" on:click=go>{t(Tab::Respond)}</button> }
    });
    // Going somewhere is the next status of whoever is sent; one button for it is enough.
    let next = next.filter(|_| respond.is_none()).map(|next| {
        view! {
            <button type="button" class="button button--primary tablet__big" on:click=move |_| report(hold, unit, next)>
                {move || Tab::NextStatus.with(i18n::unit_status(next).text())}
            </button>
        }
    });
    let all = legal.into_iter().map(|status| {
        view! { <button type="button" class="button" on:click=move |_| report(hold, unit, status)>{t(i18n::unit_status(status))}</button> }
    }).collect_view();
    let call_sign = own.unit.call_sign.clone();
    view! {
        <div class="tablet__unit">
            <p class="spread" role="status">
                <span class="strong">{move || Tab::Unit.with(&call_sign)}</span>
                <span class="chip chip--strong">{t(i18n::unit_status(now))}</span>
                {(!own.sent).then(|| view! { <span class="small">{t(Tab::NotSentYet)}</span> })}
            </p>
            {respond}{next}
            <button type="button" class="button" aria-expanded=move || if other.get() { "true" } else { "false" }
                on:click=move |_| other.update(|o| *o = !*o)>{t(Tab::OtherStatus)}</button>
            <div class="tablet__grid" hidden=move || !other.get()>{all}</div>
        </div>
    }
    .into_any()
}

/// Messages of the conversation that are shown.
const SHOWN: usize = 10;

/// What was written between the consoles and the own unit, as it will be when all that waits is sent.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    id: MessageId,
    /// Who wrote it; none when it was written here and is not sent.
    by: Option<String>,
    at: Option<vnr_shared::time::DateTime>,
    text: String,
    /// Whether it is to be read here.
    unread: bool,
}

/// The last messages; reactive.
fn conversation(hold: Hold) -> Vec<Written> {
    let Some(unit) = own_unit(hold).map(|own| own.unit.id) else { return Vec::new() };
    let (read, waiting) = hold.outbox.with(|outbox| {
        let (mut read, mut waiting) = (Vec::new(), Vec::new());
        // What was refused is told by the list of what waits, and is not said here as if it had been sent.
        for entry in
            outbox.entries().iter().filter(|entry| !entry.outcome.as_ref().is_some_and(Outcome::is_final))
        {
            match &entry.item.act {
                Act::MessagesRead(marks) => read.extend(marks.messages.iter().copied()),
                Act::Message(message) => {
                    let (id, text) = (message.id, message.text.clone());
                    waiting.push(Written { id, by: None, at: None, text, unread: false });
                }
                _ => {}
            }
        }
        (read, waiting)
    });
    let one = |m: &MessageSummary| Written {
        id: m.id,
        by: Some(m.by.clone()),
        at: Some(m.at),
        text: m.text.clone(),
        unread: !m.from_unit && m.read_at.is_none() && !read.contains(&m.id),
    };
    let mut all: Vec<Written> =
        hold.lent.with(|lent| lent.picture.messages.iter().filter(|m| m.unit == unit).map(one).collect());
    vnr_shared::sort::by_key(&mut all, |written| written.at);
    // What came while the answer was on its way is here already.
    let waiting =
        waiting.into_iter().filter(|new| all.iter().all(|old| old.id != new.id)).collect::<Vec<_>>();
    all.extend(waiting);
    let skipped = all.len().saturating_sub(SHOWN);
    all.into_iter().enumerate().filter(|(n, m)| *n >= skipped || m.unread).map(|(_, m)| m).collect()
}

/// Messages with the consoles, and the way to write one: kept here first, like everything.
#[component]
fn Messages(hold: Hold) -> impl IntoView {
    let messages = Memo::new(move |_| conversation(hold));
    let unit = Memo::new(move |_| own_unit(hold).map(|own| own.unit.id));
    let unread = Memo::new(move |_| messages.with(|all| all.iter().any(|message| message.unread)));
    let row = move |message: Written| {
        let id = message.id;
        let read = move |_| {
            let act = Act::MessagesRead(MarkMessages { messages: vec![id], read: true });
            spawn_local(async move {
                let _ = hold.make(act, Vec::new()).await;
            });
        };
        let head = match (message.by, message.at) {
            (Some(by), Some(at)) => format!("{by}, {}", time::clock(at)),
            _ => Tab::NotSentYet.text().to_owned(),
        };
        view! {
            <div class="tablet__message">
                <p class="small muted">{head}</p>
                <p class="prewrap">{message.text}</p>
                {message.unread.then(|| view! { <button type="button" class="button" on:click=read>{t(Tab::Read)}</button> })}
            </div>
        }
    };
    let writing = RwSignal::new(false);
    let text = RwSignal::new(String::new());
    let send = move || {
        let Some(unit) = unit.get_untracked() else { return };
        let mut message =
            SendMessage { id: MessageId(edge::new_id()), unit, text: text.get_untracked(), incident: None };
        if !message.check().faults.is_empty() {
            edge::focus("message");
            return;
        }
        spawn_local(async move {
            if hold.make(Act::Message(message), Vec::new()).await.is_ok() {
                text.try_set(String::new());
                writing.try_set(false);
            }
        });
    };
    view! {
        <Show when=move || unread.get()><Note tone=Tone::Warning><span class="strong">{t(Tab::Messages)}</span></Note></Show>
        <For each=move || messages.get() key=|m| format!("{m:?}") children=row/>
        <Show when=move || unit.with(Option::is_some)>
            <Show when=move || writing.get() fallback=move || view! {
                <button type="button" class="button" on:click=move |_| { writing.set(true); request_animation_frame(|| edge::focus("message")); }>{t(Tab::WriteMessage)}</button>
            }>
                <form class="stack" on:submit=move |e| { e.prevent_default(); send(); }>
                    <Area label=t(Tab::MessageText) path="message" value=text rows=3/>
                    <button type="submit" class="button button--primary">{t(Tab::SendMessage)}</button>
                </form>
            </Show>
        </Show>
    }
    .into_any()
}
