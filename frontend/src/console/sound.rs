//! The sound of a panic alarm. Nothing else on the console makes a sound.

use std::cell::RefCell;

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use web_sys::{AudioContext, OscillatorType};

/// Milliseconds between the beginnings of two tones.
const EVERY_MS: u32 = 1200;
/// Length of each of the two tones, in seconds.
const TONE_S: f64 = 0.22;

thread_local! {
    static CONTEXT: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Sounds for as long as the signal holds and the console is shown.
pub fn while_any(raised: Signal<bool>) {
    let ringing = StoredValue::new_local(None::<Interval>);
    let sounding = Memo::new(move |_| raised.get());
    Effect::new(move || {
        ringing.set_value(sounding.get().then(|| {
            tones();
            Interval::new(EVERY_MS, tones)
        }));
    });
}

/// Two tones, the second higher. A browser that forbids sound before a click stays silent; the banner is there all the same.
fn tones() {
    CONTEXT.with_borrow_mut(|kept| {
        if kept.is_none() {
            *kept = AudioContext::new().ok();
        }
        if let Some(context) = kept {
            let _ = context.resume();
            let now = context.current_time();
            let _ = tone(context, 660.0, now).and_then(|()| tone(context, 880.0, now + TONE_S));
        }
    });
}

fn tone(context: &AudioContext, hertz: f32, at: f64) -> Result<(), wasm_bindgen::JsValue> {
    let (oscillator, gain) = (context.create_oscillator()?, context.create_gain()?);
    oscillator.set_type(OscillatorType::Square);
    oscillator.frequency().set_value(hertz);
    gain.gain().set_value(0.2);
    oscillator.connect_with_audio_node(&gain)?;
    gain.connect_with_audio_node(&context.destination())?;
    oscillator.start_with_when(at)?;
    oscillator.stop_with_when(at + TONE_S * 0.9)
}
