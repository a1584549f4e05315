//! Units on the commander's map, now and at a past moment.

use std::collections::HashMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::page::to_query;
use vnr_shared::unit::UnitSummary;
use vnr_shared::unit::fix::PositionsAt;

use super::scene::Scene;
use crate::api;
use crate::edge;
use crate::map::{self, Units};

/// Least pause between two questions of where the units were, in milliseconds: each is journaled, and a playing past would
/// ask with every step.
const PAUSE_MS: i64 = 1_500;

fn looks(units: &[UnitSummary]) -> HashMap<u32, u8> {
    units.iter().filter(|u| u.active && u.part_of.is_none()).map(|u| (u.mark, map::look(u.status))).collect()
}

/// Tells the map what the units look like, and where they were when the past is looked at.
pub fn on_map(scene: Scene) -> Units {
    Effect::new(move || {
        let looks = scene.read(|parts| looks(&parts.units));
        let fleet = if scene.moment.with_untracked(Option::is_some) { scene.then } else { scene.live.fleet };
        fleet.dress(looks);
    });
    follow_past(scene);
    Units {
        fleet: scene.fleet(),
        chosen: Signal::stored(Vec::new()),
        on_pick: Callback::new(|_| {}),
        on_drop: None,
    }
}

/// Asks where the units were whenever the moment changes, one question at a time.
fn follow_past(scene: Scene) {
    let (asking, asked_ms) = (StoredValue::new(false), StoredValue::new(0_i64));
    let again = RwSignal::new(0_u32);
    let moment = Memo::new(move |_| scene.moment.with(|m| m.as_ref().map(|m| m.at)));
    Effect::new(move || {
        again.track();
        let Some(at) = moment.get() else { return };
        if asking.get_value() {
            return;
        }
        asking.set_value(true);
        let wait = (asked_ms.get_value() + PAUSE_MS - edge::now().timestamp_millis()).clamp(0, PAUSE_MS);
        spawn_local(async move {
            let wait = u32::try_from(wait).unwrap_or_default();
            gloo_timers::future::TimeoutFuture::new(wait).await;
            // The moment may have moved on while nobody asked.
            let Some(now) = moment.try_get_untracked() else { return };
            let at = now.unwrap_or(at);
            let path = format!("{}?{}", api::POSITIONS, to_query(&PositionsAt { at }));
            let told = api::get_bytes(&path).await;
            if asking.try_update_value(|asking| *asking = false).is_none() {
                return;
            }
            asked_ms.set_value(edge::now().timestamp_millis());
            if let Ok(told) = told {
                scene.then.take_past(&told);
            }
            if moment.try_get_untracked().flatten().is_some_and(|now| now != at) {
                again.update(|n| *n += 1);
            }
        });
    });
}
