//! Administration of types, institutions and users. Lists with forms beside them; the history of what changed stays.

mod grants;
mod institutions;
mod labels;
mod list;
mod put;
mod territories;
mod text;
mod types;
mod users;

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use vnr_shared::access::{Action, Resource};

pub use labels::{grant, role};
use text::Adm;

use crate::i18n::t;
use crate::session::Access;
use crate::ui::{Note, Tone};

/// A part of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Types,
    Institutions,
    Users,
}

/// Administration: `/admin/types`, `/admin/institutions`, `/admin/users`.
#[component]
pub fn Admin() -> impl IntoView {
    let access = expect_context::<Access>();
    let params = use_params_map();
    let part = Memo::new(move |_| match params.with(|p| p.get("part")).as_deref() {
        Some("institutions") => Part::Institutions,
        Some("users") => Part::Users,
        _ => Part::Types,
    });
    let may = Memo::new(move |_| access.may(Resource::User, Action::Read));
    let current = move |which: Part| move || (part.get() == which).then_some("page");
    let body = move || match (may.get(), part.get()) {
        (false, _) => view! { <Note tone=Tone::Warning>{t(Adm::NotAllowed)}</Note> }.into_any(),
        (true, Part::Types) => view! { <types::Types/> }.into_any(),
        (true, Part::Institutions) => view! { <institutions::Institutions/> }.into_any(),
        (true, Part::Users) => view! { <users::Users/> }.into_any(),
    };
    view! {
        <div class="page">
            <div class="page__inner">
                <h1>{t(Adm::Administration)}</h1>
                <nav class="tabs" aria-label=t(Adm::Administration)>
                    <A href="/admin/types" attr:aria-current=current(Part::Types)>{t(Adm::Types)}</A>
                    <A href="/admin/institutions" attr:aria-current=current(Part::Institutions)>{t(Adm::Institutions)}</A>
                    <A href="/admin/users" attr:aria-current=current(Part::Users)>{t(Adm::Users)}</A>
                </nav>
                {body}
            </div>
        </div>
    }
    .into_any()
}
