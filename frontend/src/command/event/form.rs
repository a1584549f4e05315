//! A form for a part of an event or for its head. What is typed lies in the browser together with what it is based on, so that
//! it outlives a reload; a save that came too late is settled by a person, field by field.

use gloo_net::http::Method;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use vnr_shared::event::{EventAnswer, Sheet};
use vnr_shared::json;
use vnr_shared::problem::Conflict;
use vnr_shared::time::{self, DateTime};

use super::super::text::Cmd;
use super::hand::Hand;
use super::rows::when;
use super::values::{field_name, value_text};
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::ui::text::Ui;
use crate::ui::{self, Command, ConflictTable, FaultBanner, FieldFaults, Fields};

/// What a form puts in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A part, by the word of its route.
    Part(&'static str),
    /// The head, of which only what differs is sent.
    Head,
}

/// How the text of a field stands to its value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It is the value.
    Words,
    /// It is the value's JSON: a number, a list of ids, a shape. No text is no value.
    Raw,
    /// It is an instant, typed as minutes from now or as a time. No text is no value.
    When,
}

/// A field of a form: its name in the command, its kind, and the text it begins with.
pub type Field = (&'static str, Kind, &'static str);

/// The part as it was when somebody began to change it.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Base {
    id: Uuid,
    version: i64,
    part: Map<String, Value>,
}

/// What lies in the browser.
#[derive(Serialize, Deserialize)]
struct Kept {
    base: Option<Base>,
    texts: Vec<String>,
}

/// A form. A copy is the same one.
#[derive(Clone, Copy)]
pub struct Form {
    /// The event.
    pub hand: Hand,
    target: Target,
    fields: &'static [Field],
    texts: StoredValue<Vec<RwSignal<String>>>,
    base: RwSignal<Option<Base>>,
    /// Id of what is put in next: the same until it was taken, so that an answer that was lost makes no second part.
    fresh: StoredValue<Uuid>,
    clash: RwSignal<Option<Clash>>,
    failure: RwSignal<Option<Failure>>,
    working: RwSignal<bool>,
    /// Faults by the name of the field.
    pub faults: FieldFaults,
}

impl Form {
    /// The form, with what was typed into it before.
    pub fn open(hand: Hand, target: Target, fields: &'static [Field]) -> Self {
        let name = fields.first().map_or("", |field| field.0);
        let word = if let Target::Part(word) = target { word } else { "head" };
        let key = format!("vnr.event.{}.{word}.{name}", hand.id);
        let kept = edge::load(&key).and_then(|text| json::read::<Kept>(&text).ok());
        let (base, texts) = kept.map_or((None, Vec::new()), |kept| (kept.base, kept.texts));
        let text = |(n, field): (usize, &Field)| {
            RwSignal::new(texts.get(n).cloned().unwrap_or_else(|| field.2.to_owned()))
        };
        let form = Self {
            hand,
            target,
            fields,
            texts: StoredValue::new(fields.iter().enumerate().map(text).collect()),
            base: RwSignal::new(base),
            fresh: StoredValue::new(edge::new_id()),
            clash: RwSignal::new(None),
            failure: RwSignal::new(None),
            working: RwSignal::new(false),
            faults: FieldFaults::default(),
        };
        Effect::new(move || {
            let texts: Vec<String> = form.texts.with_value(|all| all.iter().map(Get::get).collect());
            let base = form.base.get();
            let untouched = texts.iter().zip(form.fields).all(|(text, field)| text == field.2);
            if base.is_none() && untouched {
                edge::forget(&key);
            } else if let Ok(text) = serde_json::to_string(&Kept { base, texts }) {
                edge::save(&key, &text);
            }
        });
        form
    }

    /// The text of a field.
    pub fn text(self, name: &str) -> RwSignal<String> {
        let at = self.fields.iter().position(|field| field.0 == name).unwrap_or_default();
        self.texts.with_value(|all| all.get(at).copied()).unwrap_or_default()
    }

    /// Whether something that is there is being changed; reactive.
    pub fn changes(self) -> bool {
        self.base.with(Option::is_some)
    }

    /// Takes something that is there into the form.
    pub fn edit(self, id: Uuid, version: i64, part: &impl Serialize) {
        let Value::Object(part) = json::to_tree(part) else { return };
        self.clear();
        for (field, text) in self.fields.iter().zip(self.texts.get_value()) {
            text.set(text_of(field.1, part.get(field.0)));
        }
        self.base.set(Some(Base { id, version, part }));
    }

    /// Empties the form.
    pub fn clear(self) {
        for (field, text) in self.fields.iter().zip(self.texts.get_value()) {
            text.set(field.2.to_owned());
        }
        self.base.set(None);
        self.fresh.set_value(edge::new_id());
        self.clash.set(None);
        self.failure.set(None);
        self.faults.set(Vec::new());
    }

    /// Sends what is in the form.
    pub fn save(self) {
        if self.working.get_untracked() {
            return;
        }
        let fresh = || Base { id: self.fresh.get_value(), version: 0, part: Map::new() };
        let base = self.base.get_untracked().unwrap_or_else(fresh);
        let texts = self.texts.get_value();
        let value = |(field, text): (&Field, RwSignal<String>)| {
            (field.0.to_owned(), text.with_untracked(|text| value_of(field.1, text, base.part.get(field.0))))
        };
        let wanted = self.fields.iter().zip(texts).map(value).collect();
        self.send(Sending { base, wanted, typed: true }, true);
    }

    /// Sends a change of something that is there by itself; what is typed in the form stays.
    pub fn put<T: Serialize>(self, before: &Sheet<T>, after: &T) {
        if self.working.get_untracked() {
            return;
        }
        let (Value::Object(part), Value::Object(wanted)) =
            (json::to_tree(&before.part), json::to_tree(after))
        else {
            return;
        };
        let base = Base { id: before.id, version: before.version, part };
        self.send(Sending { base, wanted, typed: false }, true);
    }

    /// Sends; `again` when what nobody else has touched may be sent once more without asking.
    fn send(self, sending: Sending, again: bool) {
        let Sending { base, wanted, typed } = sending;
        let (method, rest, body) = match self.target {
            Target::Part(word) => {
                let part: Map<_, _> = wanted.iter().filter(|(_, v)| !v.is_null()).map(owned).collect();
                let body = json!({ "version": base.version, "part": part });
                (Method::PUT, format!("/{word}/{}", base.id), body)
            }
            Target::Head => {
                let other = |(name, value): &(&String, &Value)| value_in(&base.part, name) != **value;
                let mut body: Map<_, _> = wanted.iter().filter(other).map(owned).collect();
                if body.is_empty() {
                    self.clear();
                    return;
                }
                body.insert("version".to_owned(), base.version.into());
                (Method::PATCH, String::new(), Value::Object(body))
            }
        };
        self.working.set(true);
        self.faults.set(Vec::new());
        spawn_local(async move {
            let path = self.hand.path(&rest);
            let told = api::send::<_, EventAnswer>(method, &path, &body, api::new_key()).await;
            if self.working.try_set(false).is_some() {
                return;
            }
            let Err(why) = told else {
                if typed {
                    self.clear();
                }
                self.failure.set(None);
                self.hand.load();
                return;
            };
            let Some(conflict) = why.conflict() else {
                self.faults.set(why.fields().into_iter().map(bare).collect());
                self.failure.set(Some(why));
                return;
            };
            self.hand.load();
            self.failure.set(None);
            let clash = Clash::of(Sending { base, wanted, typed }, conflict);
            if again && clash.sides.fields.iter().all(|field| !field.changed) {
                self.send(clash.sending, false);
            } else {
                self.clash.set(Some(clash));
                request_animation_frame(|| edge::focus("conflict"));
            }
        });
    }

    /// The form on the screen: what went wrong, the fields, and the buttons.
    pub fn view(self, add: Cmd, fields: AnyView) -> AnyView {
        let names = Fields {
            name: Callback::new(|field: String| field_name(&field)),
            value: Callback::new(move |(field, value): (String, Value)| {
                value_text(self.hand, &field, &value)
            }),
        };
        let table = move || {
            self.clash.get().map(|clash| {
                let conflict = clash.sides.clone();
                let settle = move |ours: Vec<String>| {
                    self.clash.set(None);
                    self.send(clash.clone().settled(&ours), true);
                };
                view! { <ConflictTable conflict fields=names working=self.working on_settle=settle on_back=move |()| self.clash.set(None)/> }
            })
        };
        let word = move || if self.changes() { Ui::Save.text() } else { add.text() };
        // A form that is not offered now keeps what was typed.
        let idle = move || !self.hand.works() || self.target == Target::Head && !self.changes();
        view! {
            <div class="event__form" hidden=idle>
                <FaultBanner failure=self.failure/>
                {table}
                <form class="fields" on:submit=move |e| { e.prevent_default(); self.save(); }>
                    {fields}
                    <div class="cluster">
                        <button type="submit" class="button button--small" disabled=self.working>{word}</button>
                        {when(move || self.changes(), move || view! { <Command label=t(Ui::Cancel) look="small quiet" run=move |()| self.clear()/> }.into_any())}
                    </div>
                </form>
            </div>
        }
        .into_any()
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// A fault of a part's field, by the field's own name.
fn bare(mut error: vnr_shared::problem::FieldError) -> vnr_shared::problem::FieldError {
    if let Some(field) = error.field.strip_prefix("part.") {
        error.field = field.to_owned();
    }
    error
}

/// A field that is not there has no value.
fn value_in(part: &Map<String, Value>, name: &str) -> Value {
    part.get(name).cloned().unwrap_or_default()
}

/// The text that stands for a value.
fn text_of(kind: Kind, value: Option<&Value>) -> String {
    let words = || value.and_then(Value::as_str).unwrap_or_default();
    match kind {
        Kind::Words => words().to_owned(),
        Kind::Raw => value.filter(|v| !v.is_null()).map(Value::to_string).unwrap_or_default(),
        Kind::When => words().parse().map(time::date_time).unwrap_or_default(),
    }
}

/// The value of a text. What cannot be read goes to the server as it is, whose answer names the field.
fn value_of(kind: Kind, text: &str, before: Option<&Value>) -> Value {
    let text = text.trim();
    match kind {
        Kind::Words => text.into(),
        _ if text.is_empty() => Value::Null,
        // An instant is shown to the minute: the same text is the same instant.
        Kind::When if text == text_of(kind, before) => before.cloned().unwrap_or_default(),
        Kind::When => due(text, edge::now()).map_or_else(|| text.into(), |at| json::to_tree(&at)),
        Kind::Raw => json::read(text).unwrap_or_else(|_| text.into()),
    }
}

/// Reads when something is due: up to three digits are minutes from now, a time of day is the next one.
pub fn due(typed: &str, now: DateTime) -> Option<DateTime> {
    let typed = typed.trim();
    if typed.len() <= 3
        && let Ok(minutes) = typed.parse::<u16>()
    {
        return Some(now + chrono::Duration::minutes(minutes.into()));
    }
    let at = ui::parse_time(typed, now)?;
    let next = || time::from_riga(time::riga(at) + chrono::Duration::days(1));
    let day = typed.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count() > 2;
    Some(if at < now && !day { next() } else { at })
}

/// A change on its way.
#[derive(Clone, PartialEq)]
struct Sending {
    base: Base,
    wanted: Map<String, Value>,
    /// Whether it is what the form holds.
    typed: bool,
}

/// A change that came too late.
#[derive(Clone, PartialEq)]
struct Clash {
    /// Based on what the register holds now, with the register's side of what we did not touch.
    sending: Sending,
    /// Both sides of what we changed.
    sides: Conflict,
}

impl Clash {
    fn of(mut sending: Sending, mut sides: Conflict) -> Self {
        let Sending { base, wanted, .. } = &mut sending;
        sides.fields.retain(|side| {
            let ours = side.yours != value_in(&base.part, &side.field) && side.yours != side.theirs;
            if !ours {
                wanted.insert(side.field.clone(), side.theirs.clone());
            }
            base.part.insert(side.field.clone(), side.theirs.clone());
            ours
        });
        base.version = sides.current_version;
        Self { sending, sides }
    }

    /// What is to be sent when the fields named are ours and the others are as the register has them.
    fn settled(mut self, ours: &[String]) -> Sending {
        for side in self.sides.fields {
            if !ours.contains(&side.field) {
                self.sending.wanted.insert(side.field, side.theirs);
            }
        }
        self.sending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vnr_shared::problem::ConflictField;

    fn map(json: Value) -> Map<String, Value> {
        let Value::Object(map) = json else { return Map::new() };
        map
    }

    fn clash() -> Clash {
        let base = Base {
            id: Uuid::nil(),
            version: 1,
            part: map(json!({ "text": "Slēgt tiltu", "assignee": "1. rota" })),
        };
        let wanted = map(json!({ "text": "Slēgt abus tiltus", "assignee": "1. rota", "due_at": "x" }));
        let side = |field: &str, yours: Value, theirs: Value, changed| ConflictField {
            field: field.to_owned(),
            yours,
            theirs,
            changed,
        };
        let fields = vec![
            side("text", json!("Slēgt abus tiltus"), json!("Slēgt tiltu"), false),
            side("assignee", json!("1. rota"), json!("2. rota"), true),
            side("due_at", json!("x"), json!("y"), true),
        ];
        Clash::of(
            Sending { base, wanted, typed: true },
            Conflict { base_version: 1, current_version: 4, fields },
        )
    }

    #[test]
    fn only_what_we_changed_is_asked_about_and_what_others_changed_stays_theirs() {
        let clash = clash();
        let asked: Vec<&str> = clash.sides.fields.iter().map(|f| f.field.as_str()).collect();
        assert_eq!(asked, ["text", "due_at"]);
        assert_eq!(clash.sending.wanted["assignee"], "2. rota");
        assert_eq!(clash.sending.base.version, 4);
    }

    #[test]
    fn a_settled_form_has_each_field_from_the_chosen_side() {
        let sending = clash().settled(&["text".to_owned()]);
        assert_eq!(sending.base.version, 4);
        assert_eq!(
            Value::Object(sending.wanted),
            json!({ "text": "Slēgt abus tiltus", "assignee": "2. rota", "due_at": "y" })
        );
    }

    #[test]
    fn what_is_due_is_read_as_minutes_from_now_or_as_the_next_such_time() {
        // 14:10 in Riga.
        let now: DateTime = "2026-11-24T12:10:00Z".parse().unwrap();
        let utc = |text: &str| text.parse::<DateTime>().ok();
        let at = |text: &str| due(text, now);
        assert_eq!(at("30"), utc("2026-11-24T12:40:00Z"));
        assert_eq!(at("15:00"), utc("2026-11-24T13:00:00Z"));
        assert_eq!(at("13:00"), utc("2026-11-25T11:00:00Z"));
        assert_eq!(at("24.11. 13:00"), utc("2026-11-24T11:00:00Z"));
        assert_eq!(at("drīz"), None);
    }
}
