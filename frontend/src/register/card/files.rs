//! Attachments: added from the disk, downloaded, struck out.

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{Action, Resource};
use vnr_shared::incident::{Attachment, IncidentAnswer};
use vnr_shared::time;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::dossier::Dossier;
use super::strike::{StrikeButton, StruckLine};
use super::text::Crd;
use crate::api::{self, Failure};
use crate::i18n::{Message, t};
use crate::session::Access;
use crate::ui::{FaultBanner, For};

/// A size as people read it.
fn size_text(bytes: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a size that is read by people")]
    let bytes = bytes as f64;
    let (value, unit) = if bytes >= 1_048_576.0 {
        (bytes / 1_048_576.0, "MB")
    } else if bytes >= 1024.0 {
        (bytes / 1024.0, "kB")
    } else {
        return format!("{bytes:.0} B");
    };
    format!("{value:.1} {unit}").replace('.', ",")
}

/// The files of an incident.
#[component]
pub fn Files(dossier: Dossier) -> impl IntoView {
    let access = expect_context::<Access>();
    let all = Memo::new(move |_| {
        dossier.incident.with(|i| i.as_ref().map(|i| i.attachments.clone()).unwrap_or_default())
    });
    let may_read = Memo::new(move |_| access.may(Resource::Attachment, Action::Read));
    let may_add = Memo::new(move |_| access.may(Resource::Attachment, Action::Create));
    view! {
        <Show when=move || may_read.get()>
            <section class="panel" aria-labelledby="card-files">
                <div class="panel__head"><h2 id="card-files">{t(Crd::Files)}</h2></div>
                <div class="panel__body">
                    <div class="items"><For each=move || all.get() key=|a| (a.id, a.struck.is_some()) children=move |a| view! { <FileItem a dossier/> }/></div>
                    <Show when=move || all.with(Vec::is_empty)><p class="faint">{t(Crd::NoFiles)}</p></Show>
                    <Show when=move || may_add.get()><Upload dossier/></Show>
                </div>
            </section>
        </Show>
    }
    .into_any()
}

#[component]
fn FileItem(a: Attachment, dossier: Dossier) -> impl IntoView {
    let part = format!("attachments/{}", a.id);
    let address = api::attachment(a.id);
    let struck = a.struck.is_some();
    let what = a.name.clone();
    view! {
        <div class="item item--tall">
            <a class="strong" class:struck=struck href=address download=a.name.clone() rel="external">{a.name.clone()}</a>
            <span class="small muted mono">{a.media_type}</span>
            <span class="small muted">{size_text(a.size)}</span>
            <span class="item__end">
                {(!struck).then(|| view! { <Show when=move || dossier.may_add()><StrikeButton dossier part=part.clone() what=what.clone()/></Show> })}
            </span>
            <div class="item__body">
                <p class="small muted">{a.by_name}", "{time::date_time(a.at)}</p>
                {a.struck.map(|strike| view! { <StruckLine strike/> })}
            </div>
        </div>
    }
    .into_any()
}

/// The way a file is added: a button of ours, because the browser's own speaks the browser's language.
#[component]
fn Upload(dossier: Dossier) -> impl IntoView {
    let failure = RwSignal::new(None::<Failure>);
    let sending = RwSignal::new(None::<String>);
    let send = move |input: HtmlInputElement| {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        sending.set(Some(file.name()));
        failure.set(None);
        spawn_local(async move {
            let path = api::incident_part(dossier.id, "attachments");
            let sent = api::upload::<IncidentAnswer>(&path, &file, api::new_key()).await;
            input.set_value("");
            sending.try_set(None);
            match sent {
                Ok(answer) => dossier.done(answer.incident),
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    };
    view! {
        <div class="cluster">
            <input id="attachment" type="file" class="visually-hidden" disabled=move || sending.with(Option::is_some)
                on:change=move |e| {
                    if let Some(input) = e.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                        send(input);
                    }
                }/>
            <label class="button button--small" for="attachment">{t(Crd::AddFile)}</label>
            <span class="small muted" role="status">{move || sending.get().map(|name| Crd::Uploading.with(&name))}</span>
        </div>
        <FaultBanner failure/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::size_text;

    #[test]
    fn sizes_are_read_with_a_comma() {
        assert_eq!(size_text(512), "512 B");
        assert_eq!(size_text(1536), "1,5 kB");
        assert_eq!(size_text(10 * 1_048_576), "10,0 MB");
    }
}
