//! Who may see the screens: whoever opens the safe of this device. Where there is none yet, whoever logs in.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::DeviceId;
use vnr_shared::session::Session;
use vnr_shared::time;

use super::hold::Opened;
use super::shell::Inside;
use super::text::Tab;
use super::vault::{self, Door, FREE_TRIES, Found, Refused, Vault, is_pin};
use super::{guard, worker};
use crate::edge;
use crate::i18n::{Message, t};
use crate::login::Login;
use crate::session::{Access, Who};
use crate::ui::{Note, Tone};

/// How far somebody has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Phase {
    /// The device is being looked at.
    Looking,
    /// Another window is at work.
    Second,
    /// The device cannot read.
    Broken,
    /// There was a safe, and it is gone.
    Wiped,
    /// There is no safe; somebody has to log in.
    New,
    /// There is one.
    Locked(Box<Door>),
    /// It is open.
    Open,
}

/// The way in and out.
#[derive(Clone, Copy)]
pub struct Way {
    /// How far somebody has come.
    pub phase: RwSignal<Phase>,
    opened: StoredValue<Option<Opened>, LocalStorage>,
}

impl Way {
    fn enter(self, opened: Opened) {
        self.opened.set_value(Some(opened));
        self.phase.set(Phase::Open);
    }

    /// What was in the safe; once.
    pub fn take(self) -> Option<Opened> {
        self.opened.try_update_value(Option::take).flatten()
    }

    fn look(self) {
        spawn_local(async move {
            let phase = match vault::look().await {
                Ok(Found::Door(door)) => Phase::Locked(door),
                Ok(Found::Nothing) => Phase::New,
                Ok(Found::Wiped) => Phase::Wiped,
                Err(_) => Phase::Broken,
            };
            self.phase.set(phase);
        });
    }
}

/// The whole application.
#[component]
pub fn Gate() -> impl IntoView {
    let access = Access::provide_lasting();
    let way = Way { phase: RwSignal::new(Phase::Looking), opened: StoredValue::new_local(None) };
    provide_context(way);
    let waiting = worker::register();
    spawn_local(async move { if guard::alone().await { way.look() } else { way.phase.set(Phase::Second) } });
    // A lock takes the key out of the memory: the screens go with what they hold, and drafts are kept already.
    Effect::new(move || {
        if access.is_locked() && way.phase.with_untracked(|phase| *phase == Phase::Open) {
            way.look();
        }
    });
    let page = move || match way.phase.get() {
        Phase::Looking => ().into_any(),
        Phase::Second => said(Tab::OtherWindow),
        Phase::Broken => said(Tab::StorageBroken),
        Phase::Wiped => view! { <Wiped/> }.into_any(),
        Phase::New => match access.who.get() {
            Who::Asking => ().into_any(),
            Who::Nobody => view! { <Login/> }.into_any(),
            Who::Somebody(session) => view! { <NewPin session=*session/> }.into_any(),
        },
        Phase::Locked(door) => view! { <Locked door=*door/> }.into_any(),
        Phase::Open => view! { <Inside/> }.into_any(),
    };
    view! {
        <div class="tablet">
            <worker::NewVersion waiting/>
            {page}
        </div>
    }
    .into_any()
}

fn said(what: Tab) -> AnyView {
    view! { <main class="tablet__alone"><h1>"VNR"</h1><p>{t(what)}</p></main> }.into_any()
}

/// The storage was emptied by hand or by the browser.
#[component]
fn Wiped() -> impl IntoView {
    let way = expect_context::<Way>();
    let go_on = move |_| {
        vault::forget_marker();
        way.phase.set(Phase::New);
    };
    view! {
        <main class="tablet__alone">
            <h1>{t(Tab::Wiped)}</h1>
            <Note tone=Tone::Fault><span>{t(Tab::WipedWhat)}</span></Note>
            <button type="button" class="button button--primary" on:click=go_on>{t(Tab::WipedGoOn)}</button>
        </main>
    }
    .into_any()
}

/// A field for a PIN.
fn pin_field(id: &'static str, label: Tab, value: RwSignal<String>) -> AnyView {
    view! {
        <div class="field">
            <label class="field__label" for=id>{t(label)}</label>
            <input id=id class="input input--mono tablet__pin" type="password" inputmode="numeric" autocomplete="off"
                prop:value=move || value.get() on:input=move |e| value.set(event_target_value(&e))/>
        </div>
    }
    .into_any()
}

/// Makes a safe for whoever has logged in.
#[component]
fn NewPin(session: Session) -> impl IntoView {
    let way = expect_context::<Way>();
    let (pin, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let fault = RwSignal::new(None::<Tab>);
    let working = RwSignal::new(false);
    let name = session.name.clone();
    let session = StoredValue::new(session);
    let set = move || {
        let chosen = pin.get_untracked();
        if !is_pin(&chosen) {
            fault.set(Some(Tab::PinShort));
        } else if chosen != again.get_untracked() {
            fault.set(Some(Tab::PinDiffers));
        } else if !working.get_untracked() {
            working.set(true);
            spawn_local(async move {
                let made = async {
                    let Session { user, login, name, .. } = session.get_value();
                    let device = DeviceId(edge::new_id());
                    let (vault, door) = Vault::create(device, user, &login, &name, &chosen).await?;
                    let mut opened = Opened::read(vault, door).await?;
                    opened.session = Some(session.get_value());
                    Ok::<_, super::store::Broken>(opened)
                };
                match made.await {
                    Ok(opened) => way.enter(opened),
                    Err(_) => way.phase.set(Phase::Broken),
                }
            });
        }
    };
    request_animation_frame(|| edge::focus("pin"));
    view! {
        <main class="tablet__alone">
            <h1>{t(Tab::NewPin)}</h1>
            <p class="strong">{name}</p>
            <p>{t(Tab::NewPinWhy)}</p>
            <form class="stack" on:submit=move |e| { e.prevent_default(); set(); }>
                {pin_field("pin", Tab::Pin, pin)}
                {pin_field("pin-again", Tab::PinAgain, again)}
                {move || fault.get().map(|f| view! { <Note tone=Tone::Fault><span>{f.text()}</span></Note> })}
                <button type="submit" class="button button--primary" disabled=working>{t(Tab::SetPin)}</button>
            </form>
        </main>
    }
    .into_any()
}

/// Asks for the PIN, with keys that gloves can hit.
#[component]
fn Locked(door: Door) -> impl IntoView {
    let way = expect_context::<Way>();
    let access = expect_context::<Access>();
    let pin = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<Refused>);
    let working = RwSignal::new(false);
    let erasing = RwSignal::new(false);
    let (name, unsent) = (door.name.clone(), door.unsent);
    let (failed, wait_until) = (RwSignal::new(door.failed), RwSignal::new(door.wait_until));
    let door = StoredValue::new(door);
    let unlock = move || {
        if working.get_untracked() || pin.with_untracked(String::is_empty) {
            return;
        }
        working.set(true);
        spawn_local(async move {
            let mut counted = door.get_value();
            let typed = pin.get_untracked();
            let outcome = match Vault::open(&mut counted, &typed).await {
                Ok(vault) => Opened::read(vault, counted.clone()).await.map_err(|_| Refused::Broken),
                Err(why) => Err(why),
            };
            match outcome {
                Ok(opened) => {
                    access.release();
                    way.enter(opened);
                }
                Err(why) => {
                    failed.set(counted.failed);
                    wait_until.set(counted.wait_until);
                    door.set_value(counted);
                    refused.set(Some(why));
                    pin.set(String::new());
                    working.set(false);
                }
            }
        });
    };
    let waits = move || {
        let left = (wait_until.get()? - edge::second()).num_seconds();
        (left > 0).then(|| Tab::WaitPin.with(&time::span(left)))
    };
    let fault = move || {
        waits().or_else(|| match refused.get()? {
            Refused::Wrong => Some(Tab::WrongPin.text().to_owned()),
            Refused::Broken => Some(Tab::StorageBroken.text().to_owned()),
            Refused::Wait => None,
        })
    };
    let key = move |digit: &'static str| {
        view! { <button type="button" class="button tablet__key" on:click=move |_| pin.update(|p| p.push_str(digit))>{digit}</button> }
    };
    request_animation_frame(|| edge::focus("pin"));
    view! {
        <main class="tablet__alone">
            <h1>{t(Tab::Locked)}</h1>
            <p class="strong">{name}</p>
            <form class="stack" on:submit=move |e| { e.prevent_default(); unlock(); }>
                {pin_field("pin", Tab::Pin, pin)}
                {move || fault().map(|f| view! { <Note tone=Tone::Fault><span>{f}</span></Note> })}
                <div class="tablet__keys">
                    {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map(key).collect_view()}
                    <button type="button" class="button tablet__key" aria-label=t(Tab::Clear) on:click=move |_| pin.update(|p| { p.pop(); })>"⌫"</button>
                    {key("0")}
                    <button type="submit" class="button button--primary tablet__key" disabled=working>{t(Tab::Unlock)}</button>
                </div>
            </form>
            <button type="button" class=move || if failed.get() < FREE_TRIES { "button button--quiet" } else { "button" }
                aria-expanded=move || if erasing.get() { "true" } else { "false" } on:click=move |_| erasing.update(|e| *e = !*e)>{t(Tab::Forgotten)}</button>
            <Show when=move || erasing.get()><Erase unsent/></Show>
        </main>
    }
    .into_any()
}

/// Offers to erase the device, and says what that costs.
#[component]
fn Erase(unsent: u32) -> impl IntoView {
    let way = expect_context::<Way>();
    let erase = move |_| {
        spawn_local(async move {
            way.phase.set(if vault::erase().await.is_ok() { Phase::New } else { Phase::Broken });
        });
    };
    view! {
        <section class="stack">
            <p>{t(Tab::EraseWhat)}</p>
            {(unsent > 0).then(|| view! { <Note tone=Tone::Fault><span>{move || Tab::EraseUnsent.count(unsent as usize)}</span></Note> })}
            <button type="button" class="button" on:click=erase>{t(Tab::EraseNow)}</button>
        </section>
    }
    .into_any()
}
