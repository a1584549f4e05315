//! The devices on which one is logged in, and ending them.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::id::SessionId;
use vnr_shared::session::SessionInfo;
use vnr_shared::time;

use super::Panel;
use super::text::Acc;
use crate::api::{self, Failure};
use crate::i18n::{Message, t};
use crate::ui::{FaultBanner, For};

#[derive(Clone, Copy)]
struct Devices {
    all: RwSignal<Vec<SessionInfo>>,
    failure: RwSignal<Option<Failure>>,
}

impl Devices {
    fn load(self) {
        spawn_local(async move {
            match api::get::<Vec<SessionInfo>>(api::SESSIONS).await {
                Ok(all) => drop(self.all.try_set(all)),
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }

    fn end(self, id: SessionId) {
        spawn_local(async move {
            match api::tell(Method::DELETE, &api::session(id), &(), api::new_key()).await {
                Ok(()) => self.load(),
                Err(why) => drop(self.failure.try_set(Some(why))),
            }
        });
    }
}

/// The sessions.
#[component]
pub fn Sessions() -> impl IntoView {
    let devices = Devices { all: RwSignal::new(Vec::new()), failure: RwSignal::new(None) };
    devices.load();
    view! {
        <Panel id="account-sessions" title=Acc::Sessions>
            <p class="small muted">{t(Acc::SessionsWhy)}</p>
            <FaultBanner failure=devices.failure/>
            <div class="table-wrap">
                <table class="table">
                    <thead><tr>
                        <th scope="col">{t(Acc::Device)}</th><th scope="col">{t(Acc::Browser)}</th>
                        <th scope="col">{t(Acc::Begun)}</th><th scope="col">{t(Acc::LastSeen)}</th><th scope="col"><span class="visually-hidden">{t(Acc::End)}</span></th>
                    </tr></thead>
                    <tbody><For each=move || devices.all.get() key=|s| (s.id, s.last_seen_at) children=move |s| view! { <Device s devices/> }/></tbody>
                </table>
            </div>
        </Panel>
    }
    .into_any()
}

#[component]
fn Device(s: SessionInfo, devices: Devices) -> impl IntoView {
    let (id, device) = (s.id, s.device.clone());
    let name = move || if device.is_empty() { Acc::NoDevice.text().to_owned() } else { device.clone() };
    let label = name.clone();
    let end = if s.current {
        view! { <span class="chip chip--strong">{t(Acc::ThisOne)}</span> }.into_any()
    } else {
        view! {
            <button type="button" class="button button--small" aria-label=move || Acc::EndOf.with(&label()) on:click=move |_| devices.end(id)>{t(Acc::End)}</button>
        }
        .into_any()
    };
    view! {
        <tr>
            <td class="strong">{name}</td>
            <td class="small muted">{s.user_agent}</td>
            <td class="nowrap">{time::date_time(s.created_at)}</td>
            <td class="nowrap">{time::date_time(s.last_seen_at)}</td>
            <td>{end}</td>
        </tr>
    }
    .into_any()
}
