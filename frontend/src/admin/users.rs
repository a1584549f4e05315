//! Accounts with their roles and grants.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use vnr_shared::access::{Action, PutUser, Resource, Role, User};
use vnr_shared::id::UserId;
use vnr_shared::json;
use vnr_shared::lang::Lang;

use super::grants::Grants;
use super::labels::{self, role};
use super::list::{ListRow, RecordList};
use super::put::Put;
use super::text::Adm;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::Catalogue;
use crate::register::{unwire, wire};
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Check, FaultBanner, Select, TextField};

/// The accounts as they were read.
#[derive(Clone, Copy)]
pub struct Accounts {
    pub all: RwSignal<Vec<User>>,
    failure: RwSignal<Option<Failure>>,
}

impl Accounts {
    fn load() -> Self {
        let accounts = Self { all: RwSignal::new(Vec::new()), failure: RwSignal::new(None) };
        spawn_local(async move {
            match api::get::<Vec<User>>(api::USERS).await {
                Ok(users) => drop(accounts.all.try_set(users)),
                Err(why) => drop(accounts.failure.try_set(Some(why))),
            }
        });
        accounts
    }

    /// Takes an account as the register now has it.
    pub fn take(self, user: User) {
        self.all.update(|all| match all.iter_mut().find(|u| u.id == user.id) {
            Some(old) => *old = user,
            None => all.push(user),
        });
    }
}

/// The part.
#[component]
pub fn Users() -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let access = expect_context::<Access>();
    let accounts = Accounts::load();
    let chosen = RwSignal::new(None::<String>);
    let may_add = Signal::derive(move || access.may(Resource::User, Action::Create));
    let rows = Signal::derive(move || {
        let row = |u: &User| {
            let roles: Vec<&str> = u.roles.iter().map(|r| role(*r).text()).collect();
            ListRow {
                key: u.id.to_string(),
                depth: 0,
                main: format!("{} · {}", u.name, u.login),
                side: format!("{} · {}", roles.join(", "), catalogue.institution_name(u.institution)),
                ended: (!u.active).then_some(Adm::Blocked),
            }
        };
        accounts.all.with(|all| all.iter().map(row).collect::<Vec<_>>())
    });
    let form = move || match chosen.get() {
        None => view! { <p class="muted">{t(Adm::SelectOne)}</p> }.into_any(),
        Some(key) => view! { <UserForm key chosen accounts/> }.into_any(),
    };
    view! {
        <FaultBanner failure=accounts.failure/>
        <div class="split">
            <RecordList title=t(Adm::Users) rows chosen may_add/>
            <div class="stack">{form}</div>
        </div>
    }
    .into_any()
}

/// An account's form. An empty key is a new one.
#[component]
fn UserForm(key: String, chosen: RwSignal<Option<String>>, accounts: Accounts) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let access = expect_context::<Access>();
    let row = accounts.all.with_untracked(|all| all.iter().find(|u| u.id.to_string() == key).cloned());
    let is_new = row.is_none();
    let id = row.as_ref().map_or_else(|| UserId(edge::new_id()), |u| u.id);
    let own = access.session_now().map(|s| s.institution.id.to_string()).unwrap_or_default();
    let text = |read: fn(&User) -> String| RwSignal::new(row.as_ref().map(read).unwrap_or_default());
    let (login, name) = (text(|u| u.login.clone()), text(|u| u.name.clone()));
    let institution = RwSignal::new(row.as_ref().map_or(own, |u| u.institution.to_string()));
    let department = text(|u| u.department.map(|d| d.to_string()).unwrap_or_default());
    let lang = RwSignal::new(wire(row.as_ref().map_or(Lang::Lv, |u| u.lang)));
    let active = RwSignal::new(row.as_ref().is_none_or(|u| u.active));
    let password = RwSignal::new(String::new());
    let version = RwSignal::new(row.as_ref().map_or(0, |u| u.version));
    let roles = Role::ALL.map(|r| (r, RwSignal::new(row.as_ref().is_some_and(|u| u.roles.contains(&r)))));
    let put = Put::new();
    let body = move || {
        let institution = institution.get_untracked().parse().ok()?;
        Some(PutUser {
            version: version.get_untracked(),
            login: login.get_untracked(),
            name: name.get_untracked(),
            institution,
            department: department.get_untracked().parse().ok(),
            roles: roles.iter().filter(|(_, has)| has.get_untracked()).map(|(r, _)| *r).collect(),
            lang: unwire(&lang.get_untracked()).unwrap_or_default(),
            active: active.get_untracked(),
            password: Some(password.get_untracked()).filter(|p| !p.is_empty()),
        })
    };
    let fill = move |u: &PutUser| {
        version.set(u.version);
        name.set(u.name.clone());
        institution.set(u.institution.to_string());
        department.set(u.department.map(|d| d.to_string()).unwrap_or_default());
        lang.set(wire(u.lang));
        active.set(u.active);
        for (role, has) in roles {
            has.set(u.roles.contains(&role));
        }
    };
    let send = move |mut body: PutUser| {
        let found = body.check();
        put.faults.set(found.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        if found.faults.is_empty() {
            let done = move |user: User| {
                version.set(user.version);
                password.set(String::new());
                let key = user.id.to_string();
                accounts.take(user);
                if is_new {
                    chosen.set(Some(key));
                }
            };
            put.send(Method::PUT, format!("{}/{id}", api::USERS), &body, done);
        }
    };
    let submit = move || {
        if let Some(body) = body() {
            send(body);
        }
    };
    let again = move |body: Value| {
        if let Ok(mut body) = json::read_tree::<PutUser>(&body) {
            body.password = Some(password.get_untracked()).filter(|p| !p.is_empty());
            fill(&body);
            send(body);
        }
    };
    let institutions = Signal::derive(move || catalogue.institution_choices());
    let departments = Signal::derive(move || {
        let of = institution.get();
        let mut all = vec![(String::new(), Adm::NoDepartment.text().to_owned())];
        catalogue.institutions.with(|list| {
            let found = list.iter().filter(|i| i.id.to_string() == of).flat_map(|i| &i.departments);
            all.extend(found.map(|d| (d.id.to_string(), d.name.clone())));
        });
        all
    });
    let languages = Signal::derive(|| {
        [(Lang::Lv, Adm::Latvian), (Lang::En, Adm::English)]
            .map(|(l, name)| (wire(l), name.text().to_owned()))
            .to_vec()
    });
    let faults = put.faults;
    let factor = row.as_ref().map(|u| if u.second_factor { Adm::SecondFactor } else { Adm::NoSecondFactor });
    let title = move || if is_new { Adm::NewUser.text().to_owned() } else { name.get() };
    let password_hint = if is_new { Adm::PasswordNew } else { Adm::PasswordHint };
    if is_new {
        request_animation_frame(|| edge::focus("login"));
    }
    view! {
        <form class="panel" novalidate on:submit=move |e| { e.prevent_default(); submit(); }
            on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); submit(); }>
            <div class="panel__head"><h2>{title}</h2><span class="small muted">{move || Adm::Version.with(&version.get().to_string())}</span></div>
            <div class="panel__body">
                {put.outcome(labels::fields(), Callback::new(again))}
                <div class="fields">
                    {if is_new {
                        view! { <TextField class="w4" label=t(Adm::Login) path="login" value=login faults mono=true/> }.into_any()
                    } else {
                        view! { <p class="w4"><span class="field__label">{t(Adm::Login)}</span><span class="strong mono" title=t(Adm::LoginFixed)>{login}</span></p> }.into_any()
                    }}
                    <TextField class="w8" label=t(Adm::Name) path="name" value=name faults/>
                    <Select class="w6" label=t(Adm::Institution) path="institution" value=institution options=institutions faults/>
                    <Select class="w6" label=t(Adm::Department) path="department" value=department options=departments faults/>
                    <TextField class="w6" label=t(Adm::Password) hint=t(password_hint) path="password" kind="password" autocomplete="new-password" value=password faults/>
                    <Select class="w3" label=t(Adm::Language) path="lang" value=lang options=languages/>
                    <Check class="w3" label=t(Adm::MayLogIn) value=active/>
                </div>
                <fieldset class="section">
                    <legend class="small muted">{t(Adm::Roles)}</legend>
                    <div class="cluster">{roles.map(|(r, has)| view! { <Check label=t(role(r)) value=has/> }).collect_view()}</div>
                </fieldset>
                {factor.map(|f| view! { <p class="small muted">{t(f)}</p> })}
                <div><button type="submit" class="button button--primary" disabled=put.working>{t(Ui::Save)}<kbd aria-hidden="true">"Ctrl ↵"</kbd></button></div>
            </div>
        </form>
        {(!is_new).then(|| view! { <Grants user=id accounts/> })}
    }
    .into_any()
}
