//! What the form of a type must have, and the text that its description begins with.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;
use vnr_shared::catalogue::{Part, PutTypeForm, TypeForm};
use vnr_shared::json;

use super::labels;
use super::put::Put;
use super::text::Adm;
use crate::api;
use crate::i18n::{self, Message, t};
use crate::ui::text::Ui;
use crate::ui::{Area, Check, TextField};

const fn name(part: Part) -> Adm {
    match part {
        Part::Address => Adm::PartAddress,
        Part::Description => Adm::PartDescription,
        Part::Occurred => Adm::PartOccurred,
        Part::Person => Adm::PartPerson,
        Part::Vehicle => Adm::PartVehicle,
        Part::Object => Adm::PartObject,
        Part::Attachment => Adm::PartAttachment,
    }
}

/// The form of it. A type without a row of its own has that of the heading above it, and gets its own when this is saved.
#[component]
pub fn FormOfType(code: String, manages: Signal<bool>) -> impl IntoView {
    let parts = Part::ALL.map(|part| (part, RwSignal::new(false)));
    let [template_lv, template_en, source] = [(); 3].map(|()| RwSignal::new(String::new()));
    let confirmed = RwSignal::new(false);
    let version = RwSignal::new(0_i64);
    let put = Put::new();
    let show = move |form: &PutTypeForm| {
        version.set(form.version);
        for (part, wanted) in parts {
            wanted.set(form.parts.contains(&part));
        }
        template_lv.set(form.template_lv.clone());
        template_en.set(form.template_en.clone());
        source.set(form.source.clone());
        confirmed.set(form.confirmed);
    };
    let own = code.clone();
    spawn_local(async move {
        let Ok(forms) = api::get::<Vec<TypeForm>>(api::FORMS).await else { return };
        if let Some(form) = forms.into_iter().find(|form| form.type_code == own)
            && version.try_get_untracked() == Some(0)
        {
            let TypeForm { parts, template_lv, template_en, source, confirmed, version, .. } = form;
            show(&PutTypeForm { version, parts, template_lv, template_en, source, confirmed, ended: false });
        }
    });
    let send = move |mut body: PutTypeForm| {
        let found = body.check(&code);
        put.faults.set(found.faults.iter().map(|fault| fault.to_error(i18n::lang_now())).collect());
        if found.faults.is_empty() {
            let done = move |row: TypeForm| version.set(row.version);
            put.send(Method::PUT, api::type_form(&code), &body, done);
        }
    };
    let save = {
        let send = send.clone();
        move || {
            let parts =
                parts.iter().filter(|(_, wanted)| wanted.get_untracked()).map(|(part, _)| *part).collect();
            send(PutTypeForm {
                version: version.get_untracked(),
                parts,
                template_lv: template_lv.get_untracked(),
                template_en: template_en.get_untracked(),
                source: source.get_untracked(),
                confirmed: confirmed.get_untracked(),
                ended: false,
            });
        }
    };
    let again = move |body: Value| {
        if let Ok(body) = json::read_tree::<PutTypeForm>(&body) {
            show(&body);
            send(body);
        }
    };
    let faults = put.faults;
    let boxes =
        parts.map(|(part, wanted)| view! { <Check label=t(name(part)) value=wanted/> }).collect_view();
    view! {
        <form class="panel" novalidate on:submit=move |e| { e.prevent_default(); save(); }>
            <div class="panel__head"><h2>{t(Adm::FormOfType)}</h2><span class="small muted">{move || Adm::Version.with(&version.get().to_string())}</span></div>
            <fieldset class="panel__body" disabled=move || !manages.get()>
                <legend class="visually-hidden">{t(Adm::FormOfType)}</legend>
                {put.outcome(labels::fields(), Callback::new(again))}
                <p class="small muted">{t(Adm::FormOfTypeHint)}</p>
                <div class="cluster" role="group" aria-label=t(Adm::Parts)>{boxes}</div>
                <div class="fields">
                    <Area class="w6" label=t(Adm::TemplateLv) path="template_lv" value=template_lv faults/>
                    <Area class="w6" label=t(Adm::TemplateEn) path="template_en" value=template_en faults/>
                    <TextField label=t(Adm::Source) path="source" value=source faults/>
                    <Check label=t(Adm::Confirmed) value=confirmed/>
                </div>
                <div class="cluster"><button type="submit" class="button button--primary" disabled=put.working>{t(Ui::Save)}</button></div>
            </fieldset>
        </form>
    }
    .into_any()
}
