//! The time machine: a slider over the past, and a way to play it.

use std::collections::VecDeque;

use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::live::ServerFrame;
use vnr_shared::page::to_query;
use vnr_shared::situation::{Frames, Situation, SituationQuery};
use vnr_shared::time::{self, DateTime as Timestamp};

use super::scene::{Moment, Scene};
use super::text::Cmd;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{Message, t};
use crate::ui::{Command, FaultBanner, Select};

/// How far back the slider reaches, in minutes: three days.
const REACH_MIN: i64 = 3 * 24 * 60;
/// Quiet after which a moment that was scrubbed to is asked for, in milliseconds.
const QUIET_MS: u32 = 200;
/// How often a playing moment moves on, in milliseconds.
const STEP_MS: u32 = 250;

/// When a frame was.
fn at_of(frame: &ServerFrame) -> Option<Timestamp> {
    match frame {
        ServerFrame::Upsert { at, .. } | ServerFrame::Gone { at, .. } => Some(*at),
        _ => None,
    }
}

/// What is on its way to be played.
#[derive(Clone, Copy)]
struct Player {
    scene: Scene,
    frames: StoredValue<VecDeque<ServerFrame>>,
    /// Position up to which frames were fetched.
    fetched: StoredValue<i64>,
    asking: StoredValue<bool>,
    speed: RwSignal<String>,
    failure: RwSignal<Option<Failure>>,
    /// Counts the moments asked for, so that an answer overtaken by another is passed over.
    turn: StoredValue<u32>,
}

impl Player {
    /// Shows a moment.
    fn go(self, at: Timestamp) {
        self.turn.update_value(|n| *n += 1);
        let this = self.turn.get_value();
        let query = SituationQuery { at: Some(at), ..SituationQuery::default() };
        spawn_local(async move {
            let told = api::get::<Situation>(&format!("{}?{}", api::SITUATION, to_query(&query))).await;
            if self.turn.try_get_value() != Some(this) {
                return;
            }
            match told {
                Ok(told) => {
                    self.frames.update_value(VecDeque::clear);
                    self.fetched.set_value(told.position);
                    self.failure.set(None);
                    self.scene.moment.set(Some(Moment {
                        at,
                        position: told.position,
                        picture: told.picture,
                    }));
                }
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    /// Moves a playing moment on and applies what happened meanwhile.
    fn step(self) -> bool {
        let speed: i64 = self.speed.get_untracked().parse().unwrap_or(1);
        if self.asking.get_value() {
            return true;
        }
        let Some(at) = self.scene.moment.with_untracked(|m| m.as_ref().map(|m| m.at)) else { return false };
        let next = at + chrono::Duration::milliseconds(i64::from(STEP_MS) * speed);
        if next >= edge::now() {
            self.present();
            return false;
        }
        let covered =
            self.frames.with_value(|frames| frames.back().and_then(at_of).is_some_and(|last| last > next));
        if !covered {
            self.fetch();
        }
        self.scene.moment.update(|moment| {
            let Some(moment) = moment else { return };
            moment.at = next;
            self.frames.update_value(|frames| {
                while frames.front().and_then(at_of).is_some_and(|at| at <= next) {
                    if let Some(position) = frames.pop_front().and_then(|f| moment.picture.follow(f)) {
                        moment.position = position;
                    }
                }
            });
        });
        true
    }

    fn fetch(self) {
        self.asking.set_value(true);
        let (after, this) = (self.fetched.get_value(), self.turn.get_value());
        spawn_local(async move {
            let told = api::get::<Frames>(&format!("{}/frames?after={after}", api::SITUATION)).await;
            if let (Ok(told), Some(true)) = (told, self.turn.try_get_value().map(|n| n == this)) {
                self.fetched.set_value(told.position);
                self.frames.update_value(|frames| frames.extend(told.frames));
            }
            let _ = self.asking.try_update_value(|asking| *asking = false);
        });
    }

    /// Goes back to the present.
    fn present(self) {
        self.turn.update_value(|n| *n += 1);
        self.scene.moment.set(None);
    }
}

/// The slider with its buttons.
#[component]
pub fn TimeMachine() -> impl IntoView {
    let scene = expect_context::<Scene>();
    let player = Player {
        scene,
        frames: StoredValue::new(VecDeque::new()),
        fetched: StoredValue::new(0),
        asking: StoredValue::new(false),
        speed: RwSignal::new("60".to_owned()),
        failure: RwSignal::new(None),
        turn: StoredValue::new(0),
    };
    let playing = StoredValue::new_local(None::<Interval>);
    let plays = RwSignal::new(false);
    let waiting = StoredValue::new_local(None::<Timeout>);
    let stop = move || {
        playing.set_value(None);
        plays.set(false);
    };
    on_cleanup(move || {
        playing.set_value(None);
        waiting.set_value(None);
        scene.moment.set(None);
    });
    let scrub = move |back: i64| {
        stop();
        if back == 0 {
            player.present();
            return;
        }
        let at = edge::now() - chrono::Duration::minutes(back);
        waiting.set_value(Some(Timeout::new(QUIET_MS, move || player.go(at))));
    };
    let play = move || {
        if plays.get_untracked() {
            stop();
            return;
        }
        if scene.moment.with_untracked(Option::is_none) {
            return;
        }
        plays.set(true);
        playing.set_value(Some(Interval::new(STEP_MS, move || {
            if !player.step() {
                plays.set(false);
            }
        })));
    };
    // An interval that has nothing left to do ends outside its own call.
    Effect::new(move || {
        if !plays.get() {
            playing.set_value(None);
        }
    });
    let back = move || {
        let at = scene.moment.with(|m| m.as_ref().map(|m| m.at));
        at.map_or(0, |at| (edge::second() - at).num_minutes().clamp(0, REACH_MIN))
    };
    let moment = move || {
        let at = scene.moment.with(|m| m.as_ref().map(|m| m.at));
        at.map_or_else(|| Cmd::Now.text().to_owned(), |at| format!("{} {}", time::date(at), time::clock(at)))
    };
    let speeds = Signal::derive(|| [1, 10, 60, 600].map(|n: u32| (n.to_string(), format!("×{n}"))).to_vec());
    let word = move || if plays.get() { Cmd::Pause.text() } else { Cmd::Play.text() };
    view! {
        <section class="command__block command__time" class:command__time--past=move || scene.moment.with(Option::is_some)>
            <label for="moment"><strong>{t(Cmd::TimeMachine)}</strong>": "<output for="moment">{moment}</output></label>
            <input id="moment" type="range" min=-REACH_MIN max="0" step="1" aria-valuetext=moment
                prop:value=move || (-back()).to_string()
                on:input=move |e| scrub(-event_target_value(&e).parse::<i64>().unwrap_or(0))/>
            <div class="cluster">
                <Command label=word look="small" run=move |()| play() disabled=Signal::derive(move || scene.moment.with(Option::is_none))/>
                <Select class="w4" label=t(Cmd::Speed) path="speed" value=player.speed options=speeds/>
                <Command label=t(Cmd::ToPresent) look="small" run=move |()| { stop(); player.present(); }/>
            </div>
            <FaultBanner failure=player.failure/>
        </section>
    }
    .into_any()
}
