//! Administration of types, institutions and users. Lists with forms beside them; the history of what changed stays.

mod grants;
mod institutions;
mod labels;
mod list;
mod put;
mod territories;
mod text;
mod type_form;
mod types;
mod users;

use leptos::prelude::*;
use vnr_shared::access::{Action, Resource};

pub use labels::{grant, role};
use text::Adm;

use crate::i18n::t;
use crate::route;
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
    let part = Memo::new(move |_| match route::part(1).as_deref() {
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
                    <a href="/admin/types" aria-current=current(Part::Types)>{t(Adm::Types)}</a>
                    <a href="/admin/institutions" aria-current=current(Part::Institutions)>{t(Adm::Institutions)}</a>
                    <a href="/admin/users" aria-current=current(Part::Users)>{t(Adm::Users)}</a>
                </nav>
                {body}
            </div>
        </div>
    }
    .into_any()
}
