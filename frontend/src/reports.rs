//! What the register's screens and the tablet show alike of a field report.

use leptos::prelude::*;
use vnr_shared::id::ReportId;
use vnr_shared::report::{FieldReport, ReportState, Supplement};
use vnr_shared::time;

use crate::i18n::{Message, t};

crate::messages! {
    /// Words about field reports.
    Rep {
        Reports: "Dienesta ziņojumi", "Field reports";
        Waits: "gaida pārbaudi", "waits to be checked";
        Returned: "atdots labošanai", "given back";
        Revised: "izlabots, gaida pārbaudi", "changed, waits to be checked";
        Checked: "pārbaudīts", "checked";
        Locked: "slēgts", "locked";
        Remark: "Pārbaudītāja piezīme", "Remark of who checked it";
        CheckedBy: "Pārbaudīja {}", "Checked by {}";
        LockedBy: "Slēdza {}", "Locked by {}";
        Occurred: "Kad notika", "When it happened";
        Supplements: "Papildinājumi", "Supplements";
        NewSupplement: "Papildinājums", "Supplement";
        AddSupplement: "Pievienot papildinājumu", "Add the supplement";
        Print: "Drukāt protokolu", "Print the protocol";
        NoText: "Teksta nav.", "There is no text.";
    }
}

/// How a report stands, in words.
pub const fn state(report: &FieldReport) -> Rep {
    match (report.state, report.returned.is_some(), report.revised) {
        (ReportState::Draft, true, false) => Rep::Returned,
        (ReportState::Draft, true, true) => Rep::Revised,
        (ReportState::Draft, false, _) => Rep::Waits,
        (ReportState::Checked, ..) => Rep::Checked,
        (ReportState::Locked, ..) => Rep::Locked,
    }
}

/// Where the paper is.
pub fn protocol(id: ReportId) -> String {
    format!("/api/reports/{id}/protocol")
}

/// The remark with which it was given back, who checked and locked it, and what was added since.
pub fn course(report: &FieldReport) -> AnyView {
    let by = |word: Rep, who: &Option<String>, at: Option<time::DateTime>| {
        let who = who.clone()?;
        let at = at.map(time::date_time).unwrap_or_default();
        Some(view! { <p class="small">{move || word.with(&who)}", "{at}</p> })
    };
    let remark = report.returned.clone().map(|remark| {
        view! {
            <div class="banner banner--warning"><span class="strong">{t(Rep::Remark)}</span><span class="prewrap">{remark}</span></div>
        }
    });
    let added = (!report.supplements.is_empty()).then(|| {
        let all = report.supplements.iter().map(supplement).collect_view();
        view! { <p class="strong">{t(Rep::Supplements)}</p><ol class="items">{all}</ol> }
    });
    view! {
        {remark}
        {by(Rep::CheckedBy, &report.checked_by, report.checked_at)}
        {by(Rep::LockedBy, &report.locked_by, report.locked_at)}
        {added}
    }
    .into_any()
}

fn supplement(one: &Supplement) -> AnyView {
    let head = format!("{}. {}, {}", one.number, one.by_name, time::date_time(one.at));
    view! { <li class="item"><span class="small muted">{head}</span><p class="item__body prewrap">{one.text.clone()}</p></li> }
        .into_any()
}

/// What it says.
pub fn says(report: &FieldReport) -> AnyView {
    let when = report
        .occurred_at
        .map(|at| view! { <p class="small muted">{t(Rep::Occurred)}": "{time::date_time(at)}</p> });
    let at = report.place.as_ref().map(|at| format!("{} ({:.5}, {:.5})", at.address, at.lat, at.lon));
    let text = if report.text.is_empty() {
        view! { <p class="faint">{t(Rep::NoText)}</p> }.into_any()
    } else {
        view! { <p class="prewrap">{report.text.clone()}</p> }.into_any()
    };
    view! { {when}{at.map(|at| view! { <p class="small muted">{at}</p> })}{text} }.into_any()
}
