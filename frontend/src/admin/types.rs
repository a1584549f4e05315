//! The catalogue of types: a tree by code, changed from now on, with what was before kept as history.

use gloo_net::http::Method;
use leptos::prelude::*;
use serde_json::Value;
use vnr_shared::access::InstitutionKind;
use vnr_shared::catalogue::{IncidentType, PutIncidentType, is_type_code};
use vnr_shared::incident::Category;
use vnr_shared::json;
use vnr_shared::problem::{Fault, FaultCode};
use vnr_shared::time;

use super::labels;
use super::list::{ListRow, RecordList};
use super::put::Put;
use super::text::Adm;
use super::type_form::FormOfType;
use crate::api;
use crate::edge;
use crate::i18n::{self, Message, t};
use crate::register::Catalogue;
use crate::register::{unwire, wire};
use crate::session::Access;
use crate::ui::text::Ui;
use crate::ui::{Check, Command, Note, Select, TextField, Tone};

/// The part.
#[component]
pub fn Types() -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let access = expect_context::<Access>();
    let chosen = RwSignal::new(None::<String>);
    let manages = Signal::derive(move || {
        access.session().is_some_and(|s| s.institution.kind == InstitutionKind::RegisterManager)
    });
    let rows = Signal::derive(move || {
        let (now, lang) = (edge::now(), i18n::lang());
        let row = |t: &IncidentType| ListRow {
            key: t.code.clone(),
            depth: t.code.matches('.').count(),
            main: t.name(lang).to_owned(),
            side: if t.selectable {
                format!("{} · {}", t.code, t.default_category.letter())
            } else {
                format!("{} · {}", t.code, Adm::Heading.text())
            },
            ended: (!t.is_valid(now)).then_some(Adm::Ended),
        };
        let mut rows: Vec<ListRow> = Vec::new();
        catalogue.types.with(|all| {
            for t in all {
                // Rows come by code and time: the latest takes the place of the one before.
                if rows.last().is_some_and(|r| r.key == t.code) {
                    rows.pop();
                }
                rows.push(row(t));
            }
        });
        rows
    });
    let form = move || match chosen.get() {
        None => view! { <p class="muted">{t(Adm::SelectOne)}</p> }.into_any(),
        Some(code) => view! { <TypeForm code chosen manages/> }.into_any(),
    };
    view! {
        <Show when=move || !manages.get()><Note tone=Tone::Warning>{t(Adm::ManagerOnly)}</Note></Show>
        <div class="split">
            <RecordList title=t(Adm::Types) rows chosen may_add=manages/>
            <div class="stack">{form}</div>
        </div>
    }
    .into_any()
}

/// A type's form and its history. An empty code is a new type.
#[component]
fn TypeForm(code: String, chosen: RwSignal<Option<String>>, manages: Signal<bool>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let row = untrack(|| catalogue.type_row(&code));
    let is_new = row.is_none();
    let text = |read: fn(&IncidentType) -> String| RwSignal::new(row.as_ref().map(read).unwrap_or_default());
    let new_code = RwSignal::new(code.clone());
    let (name_lv, name_en) = (text(|t| t.name_lv.clone()), text(|t| t.name_en.clone()));
    let (law, keywords) = (text(|t| t.law.clone()), text(|t| t.keywords.clone()));
    let parent = text(|t| t.parent.clone().unwrap_or_default());
    let category = RwSignal::new(wire(row.as_ref().map_or(Category::C, |t| t.default_category)));
    let selectable = RwSignal::new(row.as_ref().is_none_or(|t| t.selectable));
    let version = RwSignal::new(row.as_ref().map_or(0, |t| t.version));
    let ending = RwSignal::new(false);
    let put = Put::new();
    let body = move |ended: bool| PutIncidentType {
        version: version.get_untracked(),
        name_lv: name_lv.get_untracked(),
        name_en: name_en.get_untracked(),
        parent: Some(parent.get_untracked()).filter(|p| !p.is_empty()),
        default_category: unwire(&category.get_untracked()).unwrap_or(Category::C),
        law: law.get_untracked(),
        keywords: keywords.get_untracked(),
        selectable: selectable.get_untracked(),
        ended,
    };
    let send = move |mut body: PutIncidentType| {
        let code = new_code.get_untracked().trim().to_owned();
        let mut found = body.check();
        if !is_type_code(&code) {
            found.fault("code", FaultCode::WrongForm);
        } else if is_new && untrack(|| catalogue.type_row(&code)).is_some() {
            found.fault("code", FaultCode::Taken);
        }
        put.faults.set(found.faults.iter().map(|f: &Fault| f.to_error(i18n::lang_now())).collect());
        if found.faults.is_empty() {
            let done = move |row: IncidentType| {
                version.set(row.version);
                ending.set(false);
                catalogue.load();
                if is_new {
                    chosen.set(Some(row.code));
                }
            };
            put.send(Method::PUT, api::incident_type(&code), &body, done);
        }
    };
    let again = move |body: Value| {
        if let Ok(body) = json::read_tree::<PutIncidentType>(&body) {
            version.set(body.version);
            name_lv.set(body.name_lv.clone());
            name_en.set(body.name_en.clone());
            parent.set(body.parent.clone().unwrap_or_default());
            category.set(wire(body.default_category));
            law.set(body.law.clone());
            keywords.set(body.keywords.clone());
            selectable.set(body.selectable);
            send(body);
        }
    };
    let form_code = code.clone();
    let own = code.clone();
    let parents = Signal::derive(move || {
        let (now, lang) = (edge::now(), i18n::lang());
        let mut all = vec![(String::new(), Adm::NoParent.text().to_owned())];
        catalogue.types.with(|types| {
            let fits = types.iter().filter(|t| t.is_valid(now) && t.code != own);
            all.extend(fits.map(|t| (t.code.clone(), format!("{} ({})", t.name(lang), t.code))));
        });
        all
    });
    let categories =
        Signal::derive(|| Category::ALL.map(|c| (wire(c), i18n::category(c).text().to_owned())).to_vec());
    let faults = put.faults;
    let title = move || if is_new { Adm::NewType.text().to_owned() } else { code.clone() };
    let heading = title.clone();
    if is_new {
        request_animation_frame(|| edge::focus("code"));
    }
    view! {
        <form class="panel" novalidate on:submit=move |e| { e.prevent_default(); send(body(false)); }
            on:keydown=move |e| if e.key() == "Enter" && e.ctrl_key() { e.prevent_default(); send(body(false)); }>
            <div class="panel__head"><h2>{heading}</h2><span class="small muted">{move || Adm::Version.with(&version.get().to_string())}</span></div>
            <fieldset class="panel__body" disabled=move || !manages.get()>
                <legend class="visually-hidden">{title}</legend>
                {put.outcome(labels::fields(), Callback::new(again))}
                <div class="fields">
                    {is_new.then(|| view! { <TextField class="w6" label=t(Adm::Code) hint=t(Adm::TypeCodeHint) path="code" value=new_code faults mono=true/> })}
                    <Select class="w6" label=t(Adm::Parent) path="parent" value=parent options=parents faults/>
                    <TextField class="w6" label=t(Adm::NameLv) path="name_lv" value=name_lv faults/>
                    <TextField class="w6" label=t(Adm::NameEn) path="name_en" value=name_en faults/>
                    <Select class="w6" label=t(Adm::DefaultCategory) path="default_category" value=category options=categories faults/>
                    <TextField class="w6" label=t(Adm::Law) path="law" value=law faults/>
                    <TextField label=t(Adm::Keywords) path="keywords" value=keywords faults/>
                    <Check label=t(Adm::Selectable) value=selectable/>
                </div>
                <div class="cluster">
                    <button type="submit" class="button button--primary" disabled=put.working>{t(Ui::Save)}<kbd aria-hidden="true">"Ctrl ↵"</kbd></button>
                    <Show when=move || !is_new && !ending.get()><Command label=t(Adm::EndType) look="quiet" run=move |()| ending.set(true)/></Show>
                </div>
                <Show when=move || ending.get()>
                    <div class="cluster">
                        <span>{t(Adm::EndConfirm)}</span>
                        <Command label=t(Adm::EndType) run=move |()| send(body(true)) disabled=put.working/>
                        <Command label=t(Ui::Cancel) look="quiet" run=move |()| ending.set(false)/>
                    </div>
                </Show>
            </fieldset>
        </form>
        {(!is_new).then(|| view! { <FormOfType code=form_code manages/> })}
        <History code=new_code/>
    }
    .into_any()
}

/// Every row of a type, the latest first.
#[component]
fn History(code: RwSignal<String>) -> impl IntoView {
    let catalogue = expect_context::<Catalogue>();
    let rows = move || {
        let code = code.get();
        catalogue.types.with(|all| all.iter().filter(|t| t.code == code).rev().cloned().collect::<Vec<_>>())
    };
    let line = |row: IncidentType| {
        view! {
            <tr>
                <td class="nowrap">{time::date_time(row.valid_from)}</td>
                <td class="nowrap">{move || row.valid_to.map_or_else(|| Adm::StillValid.text().to_owned(), time::date_time)}</td>
                <td>{row.name_lv}</td><td>{row.name_en}</td>
                <td>{row.default_category.letter()}</td><td>{row.law}</td>
            </tr>
        }
    };
    let any = move || !rows().is_empty();
    view! {
        <Show when=any>
            <section class="panel" aria-labelledby="type-history">
                <div class="panel__head"><h2 id="type-history">{t(Adm::History)}</h2></div>
                <div class="panel__body table-wrap">
                    <table class="table">
                        <thead><tr>
                            <th scope="col">{t(Adm::ValidFrom)}</th><th scope="col">{t(Adm::ValidTo)}</th><th scope="col">{t(Adm::NameLv)}</th>
                            <th scope="col">{t(Adm::NameEn)}</th><th scope="col">{t(Adm::DefaultCategory)}</th><th scope="col">{t(Adm::Law)}</th>
                        </tr></thead>
                        <tbody>{move || rows().into_iter().map(line).collect_view()}</tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
    .into_any()
}
