//! Who leads: sections with their units, and posts of the staff or of a section. Assigned here, changed and relieved.

use leptos::prelude::*;
use vnr_shared::event::{Post, Section, Sheet, StaffRole};
use vnr_shared::sort;

use super::super::text::{Cmd, role};
use super::chosen::Chosen;
use super::form::{Form, Kind, Target};
use super::hand::Hand;
use super::rows::{item, live, mono, muted, plain, strong, when};
use super::values::unit_sign;
use crate::i18n::{Message, t};
use crate::live::Live;
use crate::register::wire;
use crate::ui::{Command, Select, TextField};

/// The staff, and who has which post in which section.
#[component]
pub fn Staff(hand: Hand) -> impl IntoView {
    let form = Form::open(
        hand,
        Target::Part("posts"),
        &[
            ("name", Kind::Words, ""),
            ("role", Kind::Words, "leader"),
            ("contact", Kind::Words, ""),
            ("section", Kind::Raw, ""),
        ],
    );
    let duties = Signal::derive(|| StaffRole::ALL.map(|r| (wire(r), role(r).text().to_owned())).to_vec());
    let line = move |sheet: Sheet<Post>| {
        let (id, version, part) = (sheet.id, sheet.version, sheet.part.clone());
        let section = part.section;
        let place = move || section.and_then(|section| hand.section_name(section.0));
        item(
            vec![
                live("", move || format!("{}:", role(part.role).text())),
                strong(part.name),
                mono(part.contact),
                live("chip", move || place().unwrap_or_default()),
            ],
            vec![edit(form, &sheet), hand.strike(Cmd::Relieve, id, version)],
        )
    };
    // The staff first, then section after section.
    let posts = |r: &vnr_shared::event::EventRecord| {
        let at = |section: Option<vnr_shared::id::SectionId>| {
            section.and_then(|id| r.event.sections.iter().position(|own| own.id == id.0))
        };
        let mut posts = r.event.posts.clone();
        sort::by_key(&mut posts, |sheet| (at(sheet.part.section), sheet.part.role));
        posts
    };
    let fields = view! {
        <Select class="w6" label=t(Cmd::Duty) path="role" within="post-" value=form.text("role") options=duties faults=form.faults/>
        <SectionField hand form within="post-"/>
        <TextField class="w6" label=t(Cmd::Person) path="name" within="post-" value=form.text("name") faults=form.faults/>
        <TextField class="w6" label=t(Cmd::Contact) path="contact" within="post-" value=form.text("contact") faults=form.faults/>
    };
    view! {
        <section class="command__block" aria-labelledby="event-staff"><h2 id="event-staff">{t(Cmd::Staff)}</h2>
            {hand.list(posts, |s| (s.id, s.version), line)}
            {form.view(Cmd::Assign, fields.into_any())}
        </section>
    }
    .into_any()
}

/// The button that takes a part into its form.
pub fn edit<T: serde::Serialize>(form: Form, sheet: &Sheet<T>) -> AnyView {
    let (id, version) = (sheet.id, sheet.version);
    let part = StoredValue::new(vnr_shared::json::to_tree(&sheet.part));
    let edit = Callback::new(move |()| part.with_value(|part| form.edit(id, version, part)));
    worked(form.hand, Cmd::Edit, "small quiet", edit)
}

/// A button for whoever may put in parts.
pub fn worked(hand: Hand, label: Cmd, look: &'static str, run: Callback<()>) -> AnyView {
    when(move || hand.works(), move || view! { <Command label=t(label) look run/> }.into_any())
}

/// The field for the section that something belongs to.
#[component]
pub fn SectionField(hand: Hand, form: Form, within: &'static str) -> impl IntoView {
    let value = form.text("section");
    // In the form it is JSON, in the list an id.
    let chosen = RwSignal::new(String::new());
    Effect::new(move || {
        let id = value.with(|text| text.trim_matches('"').to_owned());
        if chosen.with_untracked(|own| *own != id) {
            chosen.set(id);
        }
    });
    Effect::new(move |before: Option<()>| {
        let id = chosen.get();
        let text = if id.is_empty() { id } else { format!("\"{id}\"") };
        if before.is_some() && value.with_untracked(|own| *own != text) {
            value.set(text);
        }
    });
    let options = Signal::derive(move || hand.section_choices());
    view! { <Select class="w6" label=t(Cmd::Section) path="section" within value=chosen options faults=form.faults/> }
        .into_any()
}

/// The sections with their leaders and units.
#[component]
pub fn Sections(hand: Hand) -> impl IntoView {
    let form = Form::open(
        hand,
        Target::Part("sections"),
        &[
            ("name", Kind::Words, ""),
            ("leader", Kind::Words, ""),
            ("note", Kind::Words, ""),
            ("units", Kind::Raw, "[]"),
        ],
    );
    let store = expect_context::<Live>().store;
    let units = Memo::new(move |_| {
        let named = |u: &vnr_shared::unit::UnitSummary| {
            (u.active && u.part_of.is_none()).then(|| (u.id.to_string(), u.call_sign.clone()))
        };
        let mut units = store.units.collect(named);
        sort::by(&mut units, |a, b| a.1.cmp(&b.1));
        units
    });
    let line = move |sheet: Sheet<Section>| {
        let (id, version, part) = (sheet.id, sheet.version, sheet.part.clone());
        let units = part.units.iter().map(|id| unit_sign(&id.to_string())).collect::<Vec<_>>().join(", ");
        let open = move || {
            let of = |task: &&Sheet<vnr_shared::event::Task>| {
                task.part.section.is_some_and(|own| own.0 == id)
                    && task.part.state == vnr_shared::event::TaskState::Open
            };
            hand.look(|r| r.event.tasks.iter().filter(of).count())
        };
        let tasks = move || match open() {
            0 => String::new(),
            n => Cmd::OpenTasks.with(&n.to_string()),
        };
        item(
            vec![strong(part.name), plain(part.leader), mono(units), muted(part.note), live("chip", tasks)],
            vec![edit(form, &sheet), hand.strike(Cmd::Strike, id, version)],
        )
    };
    let fields = view! {
        <TextField class="w6" label=t(Cmd::Name) path="name" within="section-" value=form.text("name") faults=form.faults/>
        <TextField class="w6" label=t(Cmd::Leader) path="leader" within="section-" value=form.text("leader") faults=form.faults/>
        <TextField label=t(Cmd::Remark) path="note" within="section-" value=form.text("note") faults=form.faults/>
        <Chosen label=Cmd::Units path="section-units" value=form.text("units") choices=units/>
    };
    view! {
        <section class="command__block" aria-labelledby="event-sections"><h2 id="event-sections">{t(Cmd::Sections)}</h2>
            {hand.list(|r| r.event.sections.clone(), |s| (s.id, s.version), line)}
            {form.view(Cmd::Add, fields.into_any())}
        </section>
    }
    .into_any()
}
