//! Institutions with their departments and territories.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::Value;
use uuid::Uuid;
use vnr_shared::access::{Department, Institution, InstitutionKind, PutInstitution};
use vnr_shared::id::{DepartmentId, InstitutionId};
use vnr_shared::json;

use super::labels::{self, institution_kind};
use super::list::{ListRow, RecordList};
use super::put::Put;
use super::territories::Territories;
use super::text::Adm;
use crate::api;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::Catalogue;
use crate::register::{unwire, wire};
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Check, Command, For, Select, TextField};

/// The part.
#[component]
pub fn Institutions() -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let access = expect_context::<Access>();
    let chosen = RwSignal::new(None::<String>);
    let manages = Signal::derive(move || {
        access.session().is_some_and(|s| s.institution.kind == InstitutionKind::RegisterManager)
    });
    let rows = Signal::derive(move || {
        let lang = i18n::lang();
        let row = |i: &Institution| ListRow {
            key: i.id.to_string(),
            depth: 0,
            main: i.name(lang).to_owned(),
            side: format!("{} · {}", i.code, institution_kind(i.kind).text()),
            ended: (!i.active).then_some(Adm::Inactive),
        };
        catalogue.institutions.with(|all| all.iter().map(row).collect::<Vec<_>>())
    });
    let form = move || match chosen.get() {
        None => view! { <p class="muted">{t(Adm::SelectOne)}</p> }.into_any(),
        Some(key) => view! { <InstitutionForm key chosen/> }.into_any(),
    };
    view! {
        <div class="split">
            <RecordList title=t(Adm::Institutions) rows chosen may_add=manages/>
            <div class="stack">{form}</div>
        </div>
    }
    .into_any()
}

/// One department in the form.
#[derive(Clone, Copy, PartialEq)]
struct DepartmentForm {
    id: Uuid,
    name: RwSignal<String>,
}

fn departments(list: &[Department]) -> Vec<DepartmentForm> {
    list.iter().map(|d| DepartmentForm { id: d.id.0, name: RwSignal::new(d.name.clone()) }).collect()
}

/// An institution's form. An empty key is a new one.
#[component]
fn InstitutionForm(key: String, chosen: RwSignal<Option<String>>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let row =
        catalogue.institutions.with_untracked(|all| all.iter().find(|i| i.id.to_string() == key).cloned());
    let is_new = row.is_none();
    let id = row.as_ref().map_or_else(|| InstitutionId(edge::new_id()), |i| i.id);
    let text = |read: fn(&Institution) -> String| RwSignal::new(row.as_ref().map(read).unwrap_or_default());
    let code = text(|i| i.code.clone());
    let (name_lv, name_en) = (text(|i| i.name_lv.clone()), text(|i| i.name_en.clone()));
    let territories = RwSignal::new(row.as_ref().map(|i| i.territories.clone()).unwrap_or_default());
    let kind = RwSignal::new(wire(row.as_ref().map_or(InstitutionKind::MunicipalPolice, |i| i.kind)));
    let active = RwSignal::new(row.as_ref().is_none_or(|i| i.active));
    let version = RwSignal::new(row.as_ref().map_or(0, |i| i.version));
    let list = RwSignal::new(row.as_ref().map(|i| departments(&i.departments)).unwrap_or_default());
    let put = Put::new();
    let body = move || PutInstitution {
        version: version.get_untracked(),
        code: code.get_untracked(),
        kind: unwire(&kind.get_untracked()).unwrap_or(InstitutionKind::MunicipalPolice),
        name_lv: name_lv.get_untracked(),
        name_en: name_en.get_untracked(),
        territories: territories.get_untracked(),
        departments: list.with_untracked(|all| {
            let named = all.iter().filter(|d| d.name.with_untracked(|n| !n.trim().is_empty()));
            named.map(|d| Department { id: DepartmentId(d.id), name: d.name.get_untracked() }).collect()
        }),
        active: active.get_untracked(),
    };
    let fill = move |i: &PutInstitution| {
        version.set(i.version);
        code.set(i.code.clone());
        kind.set(wire(i.kind));
        name_lv.set(i.name_lv.clone());
        name_en.set(i.name_en.clone());
        territories.set(i.territories.clone());
        list.set(departments(&i.departments));
        active.set(i.active);
    };
    let send = move |mut body: PutInstitution| {
        let found = body.check();
        put.faults.set(found.faults.iter().map(|f| f.to_error(i18n::lang_now())).collect());
        if found.faults.is_empty() {
            let done = move |row: Institution| {
                version.set(row.version);
                list.set(departments(&row.departments));
                catalogue.load();
                if is_new {
                    chosen.set(Some(row.id.to_string()));
                }
            };
            put.send(Method::PUT, format!("{}/{id}", api::INSTITUTIONS), &body, done);
        }
    };
    let again = move |body: Value| {
        if let Ok(body) = json::read_tree::<PutInstitution>(&body) {
            fill(&body);
            send(body);
        }
    };
    let kinds = Signal::derive(|| {
        InstitutionKind::ALL.map(|k| (wire(k), institution_kind(k).text().to_owned())).to_vec()
    });
    let add = move || {
        let form = DepartmentForm { id: edge::new_id(), name: RwSignal::new(String::new()) };
        list.update(|all| all.push(form));
        request_animation_frame(move || edge::focus(&format!("d{}-name", form.id)));
    };
    let faults = put.faults;
    let title = move || {
        if is_new {
            Adm::NewInstitution.text().to_owned()
        } else {
            i18n::lang().pick(&name_lv.get(), &name_en.get()).to_owned()
        }
    };
    if is_new {
        request_animation_frame(|| edge::focus("code"));
    }
    let department = move |d: DepartmentForm| {
        let number =
            move || list.with(|all| all.iter().position(|x| x.id == d.id).map_or(0, |i| i + 1)).to_string();
        view! { <TextField class="w6" label=move || Adm::DepartmentName.with(&number()) path="name" within=format!("d{}-", d.id) value=d.name/> }
    };
    view! {
        <form class="panel" novalidate on:submit=move |e| { e.prevent_default(); send(body()); }
            on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); send(body()); }>
            <div class="panel__head"><h2>{title}</h2><span class="small muted">{move || Adm::Version.with(&version.get().to_string())}</span></div>
            <div class="panel__body">
                {put.outcome(labels::fields(), Callback::new(again))}
                <div class="fields">
                    {if is_new {
                        view! { <TextField class="w3" label=t(Adm::Code) path="code" value=code faults mono=true/> }.into_any()
                    } else {
                        view! { <p class="w3"><span class="field__label">{t(Adm::Code)}</span><span class="strong mono" title=t(Adm::CodeFixed)>{code}</span></p> }.into_any()
                    }}
                    <Select class="w9" label=t(Adm::Kind) path="kind" value=kind options=kinds faults/>
                    <TextField class="w6" label=t(Adm::NameLv) path="name_lv" value=name_lv faults/>
                    <TextField class="w6" label=t(Adm::NameEn) path="name_en" value=name_en faults/>
                    <Check label=t(Adm::TakesPart) value=active/>
                </div>
                <Territories codes=territories faults/>
                <div class="section">
                    <h3>{t(Adm::Departments)}</h3>
                    <div class="fields"><For each=move || list.get() key=|d| d.id children=department/></div>
                    <div><Command label=t(Adm::AddDepartment) look="small" run=move |()| add()/></div>
                </div>
                <div><button type="submit" class="button button--primary" disabled=put.working>{t(Ui::Save)}<kbd aria-hidden="true">"Ctrl ↵"</kbd></button></div>
            </div>
        </form>
    }
    .into_any()
}
