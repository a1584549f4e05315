//! `GET /api/reports/{id}/protocol`: a field report on paper.
//!
//! One document without scripts, from which the browser prints or saves a PDF. It is made here and not by the page, because what
//! is put on paper must be the same whoever prints it.

use std::fmt::Write;

use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use serde_json::json;
use vnr_shared::access::{Action, Institution, Resource};
use vnr_shared::id::ReportId;
use vnr_shared::lang::Lang;
use vnr_shared::problem::Problem;
use vnr_shared::report::{FieldReport, ReportState};
use vnr_shared::time::{DateTime, date_time};

use super::store;
use crate::access::Actor;
use crate::access::store::institutions;
use crate::app::App;
use crate::error::ApiError;
use crate::journal::record_read;

const STYLE: &str = "@page{size:A4;margin:2cm}body{font:11pt/1.45 serif;max-width:17cm;margin:auto;color:#000;background:#fff}\
    h1{font-size:15pt;margin:1em 0 .2em}h2{font-size:12pt;margin:1.2em 0 .2em}dl{display:grid;grid-template-columns:5.2cm 1fr;gap:.2em 1em}\
    dt{font-weight:bold}dd{margin:0}p{white-space:pre-wrap;overflow-wrap:anywhere}section{break-inside:avoid}\
    .state{border:1pt solid;display:inline-block;padding:.1em .6em}.sign{display:grid;grid-template-columns:1fr 1fr;gap:2cm;margin-top:2cm}\
    .sign span{border-top:.5pt solid;padding-top:.2em;font-size:9pt}footer{margin-top:1.5em;font-size:8pt;border-top:.5pt solid}";

/// A field report with all that was added, ready to print, in the reader's language. That it was taken out is journaled.
#[utoipa::path(get, path = "/api/reports/{id}/protocol", tag = "reports", params(("id" = ReportId, Path)), responses(
    (status = 200, content_type = "text/html", body = String), (status = 401, body = Problem),
    (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn protocol(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReportId>,
) -> Result<([(HeaderName, &'static str); 4], String), ApiError> {
    actor.require(Resource::Report, Action::Read)?;
    let mut conn = app.pool.acquire().await?;
    let report = store::one(&mut conn, &actor, id).await?.ok_or(ApiError::NOT_FOUND)?;
    let of =
        institutions::one(&mut *conn, report.institution, app.now()).await?.ok_or(ApiError::NOT_FOUND)?;
    drop(conn);
    let payload = json!({ "version": report.version, "state": report.state });
    record_read(&app, &actor, "report", id.0, "report.printed", payload).await?;
    let page = page(&report, &of, actor.lang, (&actor.name, app.now()));
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, page))
}

fn page(report: &FieldReport, of: &Institution, lang: Lang, (reader, now): (&str, DateTime)) -> String {
    let say = |lv, en| lang.pick(lv, en);
    let mut rows = String::new();
    let mut row = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            // Writing to a string does not fail.
            let _ = write!(rows, "<dt>{name}</dt><dd>{}</dd>", escape(&value));
        }
    };
    let signed = |who: &Option<String>, at: Option<DateTime>| {
        who.as_ref().map(|who| at.map_or(who.clone(), |at| format!("{who}, {}", date_time(at))))
    };
    let place = report.place.as_ref().map(|at| format!("{} ({:.5}, {:.5})", at.address, at.lat, at.lon));
    row(say("Notikuma numurs", "Incident number"), report.incident_number.clone());
    row(
        say("Sastādīja", "Written by"),
        Some(format!("{}, {}", report.author_name, date_time(report.written_at))),
    );
    row(say("Kad notika", "When it happened"), report.occurred_at.map(date_time));
    row(say("Kur notika", "Where it happened"), place);
    row(say("Pārbaudīja", "Checked by"), signed(&report.checked_by, report.checked_at));
    row(say("Slēdza", "Locked by"), signed(&report.locked_by, report.locked_at));
    let state = match report.state {
        ReportState::Draft => say("Melnraksts", "Draft"),
        ReportState::Checked => say("Pārbaudīts", "Checked"),
        ReportState::Locked => say("Slēgts", "Locked"),
    };
    let mut added = String::new();
    for supplement in &report.supplements {
        let _ = write!(
            added,
            "<section><h2>{} {}</h2><p>{}</p><dl><dt>{}</dt><dd>{}, {}</dd></dl></section>",
            say("Papildinājums Nr.", "Supplement No"),
            supplement.number,
            escape(&supplement.text),
            say("Pievienoja", "Added by"),
            escape(&supplement.by_name),
            date_time(supplement.at),
        );
    }
    let (title, heading) = (escape(&report.title), say("Dienesta ziņojums", "Field report"));
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{heading}: {title}</title>\
         <style>{STYLE}</style></head><body><header>{}</header><h1>{heading}</h1><h2>{title}</h2>\
         <div class=\"state\">{state}</div><dl>{rows}</dl><p>{}</p>{added}\
         <div class=\"sign\"><span>{}</span><span>{}</span></div>\
         <footer>{} {}, {}. {} {}.</footer></body></html>",
        lang.tag(),
        escape(say(&of.name_lv, &of.name_en)),
        escape(&report.text),
        say("Sastādītāja paraksts", "Signature of the author"),
        say("Pārbaudītāja paraksts", "Signature of who checked it"),
        say("Izdrukāja", "Printed by"),
        escape(reader),
        date_time(now),
        say("Versija", "Version"),
        report.version,
    )
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_text_on_the_paper_whatever_it_looks_like() {
        let report: FieldReport = serde_json::from_value(json!({
            "id": uuid::Uuid::nil(), "institution": uuid::Uuid::nil(), "author": uuid::Uuid::nil(), "version": 4,
            "author_name": "A. <b>Bērzs</b>", "written_at": "2026-11-22T10:00:00Z", "title": "\"x\" & y",
            "text": "<script>1</script>", "state": "locked", "supplements": [{ "id": uuid::Uuid::nil(), "number": 1,
                "text": "</p><img>", "by_name": "K", "at": "2026-11-22T11:00:00Z" }],
        }))
        .unwrap();
        let of: Institution = serde_json::from_value(json!({
            "id": uuid::Uuid::nil(), "code": "VP", "kind": "state_police", "name_lv": "Valsts policija",
            "name_en": "State Police", "territories": [], "departments": [], "active": true, "version": 1,
        }))
        .unwrap();
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let page = page(&report, &of, Lang::Lv, ("Lasītājs", now));
        for inside in ["<script", "<img", "<b>", "\"x\""] {
            assert!(!page.contains(inside), "{inside}: {page}");
        }
        assert!(
            page.contains("Valsts policija")
                && page.contains("Papildinājums Nr. 1")
                && page.contains("Slēgts")
        );
    }
}
