//! The socket: connects, resumes at the last position, notices when it is dead, and tries again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::{Interval, Timeout};
use leptos::ev;
use leptos::prelude::*;
use vnr_shared::json;
use vnr_shared::live::{BEAT_SECONDS, ClientFrame, DEAD_SECONDS, Kind, ServerFrame};
use vnr_shared::time::DateTime as Timestamp;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, WebSocket};

use super::positions::Fleet;
use super::store::Store;
use crate::api;
use crate::edge;

/// State of the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// On the way to the server.
    Connecting,
    /// Connected and fresh.
    Live,
    /// Connected, but silent for longer than a heartbeat.
    Stale,
    /// Not connected; waiting to try again.
    Offline,
}

/// The link and what it brings. One for the page.
#[derive(Clone, Copy)]
pub struct Live {
    /// What is shown.
    pub store: Store,
    /// Where the units are.
    pub fleet: Fleet,
    /// State.
    pub state: RwSignal<LinkState>,
    /// When the last frame came, by the server's clock.
    pub heard_at: RwSignal<Option<Timestamp>>,
    /// Milliseconds from a change on the server to its arrival here, of the last change.
    pub delay_ms: RwSignal<Option<i64>>,
    socket: StoredValue<Option<Rc<Link>>, LocalStorage>,
}

struct Link {
    live: Live,
    socket: RefCell<Option<Socket>>,
    attempt: Cell<u32>,
    retry: RefCell<Option<Timeout>>,
    queue: RefCell<Vec<ServerFrame>>,
    /// Messages of positions.
    packed: RefCell<Vec<Vec<u8>>>,
    /// The animation frame asked for.
    scheduled: Cell<Option<i32>>,
    apply: RefCell<Option<Closure<dyn FnMut()>>>,
    heard: Cell<f64>,
    ticked: Cell<f64>,
    watch: RefCell<Option<Interval>>,
}

/// A socket with the callbacks that live as long as it.
struct Socket {
    link: WebSocket,
    _open: Closure<dyn FnMut()>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _close: Closure<dyn FnMut()>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.link.set_onopen(None);
        self.link.set_onmessage(None);
        self.link.set_onclose(None);
        let _ = self.link.close();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(frame) = self.scheduled.get() {
            let _ = window().cancel_animation_frame(frame);
        }
    }
}

impl Live {
    /// Makes the store and starts the link; both end with the calling component.
    ///
    /// Whoever may not read incidents has no link: the server would refuse it, and there is nothing to keep up to date.
    pub fn provide(may_read: bool) -> Self {
        let live = Self {
            store: Store::new(),
            fleet: Fleet::new(),
            state: RwSignal::new(LinkState::Connecting),
            heard_at: RwSignal::new(None),
            delay_ms: RwSignal::new(None),
            socket: StoredValue::new_local(None),
        };
        provide_context(live);
        if !may_read {
            return live;
        }
        let link = Link::new(live);
        link.connect();
        live.socket.set_value(Some(link));
        on_cleanup(move || live.socket.set_value(None));
        let online = window_event_listener(ev::online, move |_| live.retry_now());
        let shown = window_event_listener_untyped("visibilitychange", move |_| live.retry_now());
        on_cleanup(move || {
            online.remove();
            shown.remove();
        });
        live
    }

    /// Tries at once when the link is down.
    pub fn retry_now(self) {
        self.socket.with_value(|link| {
            if let Some(link) = link
                && self.state.get_untracked() == LinkState::Offline
            {
                link.attempt.set(0);
                link.connect();
            }
        });
    }
}

fn address() -> String {
    let location = window().location();
    let scheme = if location.protocol().as_deref() == Ok("https:") { "wss" } else { "ws" };
    format!("{scheme}://{}/api/live", location.host().unwrap_or_default())
}

/// Wait before the next attempt: half a second doubled each time, at most 20 s, with full jitter so that a
/// hundred consoles do not return in the same instant.
fn pause_ms(attempt: u32, random: f64) -> u32 {
    let most = f64::from(500_u32.saturating_mul(1 << attempt.min(6)).min(20_000));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 20 000")]
    let pause = (most * random) as u32;
    pause.max(50)
}

impl Link {
    fn new(live: Live) -> Rc<Self> {
        let link = Rc::new(Self {
            live,
            socket: RefCell::default(),
            attempt: Cell::new(0),
            retry: RefCell::default(),
            queue: RefCell::default(),
            packed: RefCell::default(),
            scheduled: Cell::new(None),
            apply: RefCell::default(),
            heard: Cell::new(js_sys::Date::now()),
            ticked: Cell::new(js_sys::Date::now()),
            watch: RefCell::default(),
        });
        let weak = Rc::downgrade(&link);
        link.apply.replace(Some(Closure::new(move || {
            if let Some(link) = weak.upgrade() {
                link.apply();
            }
        })));
        let weak = Rc::downgrade(&link);
        link.watch.replace(Some(Interval::new(1000, move || {
            if let Some(link) = weak.upgrade() {
                link.check();
            }
        })));
        link
    }

    fn connect(self: &Rc<Self>) {
        self.retry.replace(None);
        self.live.state.set(LinkState::Connecting);
        let Ok(socket) = WebSocket::new(&address()) else {
            self.lost();
            return;
        };
        let weak = Rc::downgrade(self);
        let open = Closure::<dyn FnMut()>::new(move || {
            if let Some(link) = weak.upgrade() {
                link.subscribe();
            }
        });
        let weak = Rc::downgrade(self);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some(link) = weak.upgrade() else { return };
            match event.data().dyn_into::<js_sys::ArrayBuffer>() {
                Ok(bytes) => link.packed.borrow_mut().push(js_sys::Uint8Array::new(&bytes).to_vec()),
                Err(data) => link.hear(&data.as_string().unwrap_or_default()),
            }
            link.schedule();
        });
        let weak = Rc::downgrade(self);
        let close = Closure::<dyn FnMut()>::new(move || {
            if let Some(link) = weak.upgrade() {
                link.lost();
            }
        });
        socket.set_binary_type(web_sys::BinaryType::Arraybuffer);
        socket.set_onopen(Some(open.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onclose(Some(close.as_ref().unchecked_ref()));
        self.heard.set(js_sys::Date::now());
        self.socket.replace(Some(Socket { link: socket, _open: open, _message: message, _close: close }));
    }

    fn subscribe(&self) {
        let frame = ClientFrame::Subscribe {
            topics: Kind::ALL.to_vec(),
            extent: None,
            after: self.live.store.position(),
        };
        if let (Some(s), Ok(text)) = (&*self.socket.borrow(), serde_json::to_string(&frame)) {
            let _ = s.link.send_with_str(&text);
        }
    }

    fn hear(&self, text: &str) {
        match json::read(text) {
            Ok(frame) => self.queue.borrow_mut().push(frame),
            // A frame of a newer server: what it says is in the next snapshot.
            Err(_) => self.live.store.forget_position(),
        }
    }

    /// Applies what came, once in the next animation frame.
    fn schedule(self: &Rc<Self>) {
        self.heard.set(js_sys::Date::now());
        if self.scheduled.get().is_some() {
            return;
        }
        // A hidden page gets no animation frames; its rows must not pile up meanwhile.
        let hidden = edge::document().hidden();
        if !hidden && let Some(apply) = &*self.apply.borrow() {
            self.scheduled.set(window().request_animation_frame(apply.as_ref().unchecked_ref()).ok());
        }
        if self.scheduled.get().is_none() {
            self.apply();
        }
    }

    fn apply(self: &Rc<Self>) {
        self.scheduled.set(None);
        let frames = std::mem::take(&mut *self.queue.borrow_mut());
        let told = self.live.store.apply(frames);
        let packed = std::mem::take(&mut *self.packed.borrow_mut());
        if !packed.is_empty() {
            self.live.fleet.take(&packed);
        }
        let heard = self.heard.get();
        if let Some(now) = told.server_now {
            edge::learn_server_time(now, heard);
        }
        if let Some(at) = told.changed_at {
            self.live.delay_ms.set(Some((edge::server_time(heard) - at).num_milliseconds().max(0)));
        }
        self.live.heard_at.set(Some(edge::server_time(heard)));
        if told.ended {
            self.live.store.forget_position();
            api::note_refusal();
        }
        if told.resync {
            self.live.store.forget_position();
            self.subscribe();
        }
        self.attempt.set(0);
        self.go(LinkState::Live);
    }

    /// Once a second: is the link still alive, and has this machine slept?
    fn check(self: &Rc<Self>) {
        let now = js_sys::Date::now();
        let slept = now - self.ticked.replace(now) > 5_000.0;
        let silent = (now - self.heard.get()) / 1000.0;
        match self.live.state.get_untracked() {
            LinkState::Offline => {}
            _ if silent > f64::from(DEAD_SECONDS) || (slept && silent > f64::from(BEAT_SECONDS)) => {
                self.lost();
            }
            LinkState::Live if silent > f64::from(BEAT_SECONDS) * 1.5 => self.go(LinkState::Stale),
            _ => {}
        }
    }

    fn lost(self: &Rc<Self>) {
        self.socket.replace(None);
        self.go(LinkState::Offline);
        let attempt = self.attempt.get();
        self.attempt.set(attempt + 1);
        let weak = Rc::downgrade(self);
        self.retry.replace(Some(Timeout::new(pause_ms(attempt, edge::random()), move || {
            if let Some(link) = weak.upgrade() {
                link.connect();
            }
        })));
    }

    fn go(&self, state: LinkState) {
        if self.live.state.get_untracked() != state {
            self.live.state.set(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::pause_ms;

    #[test]
    fn the_wait_doubles_is_jittered_and_never_exceeds_twenty_seconds() {
        assert_eq!(pause_ms(0, 1.0), 500);
        assert_eq!(pause_ms(3, 1.0), 4_000);
        assert_eq!(pause_ms(40, 1.0), 20_000);
        assert_eq!(pause_ms(3, 0.5), 2_000);
        assert_eq!(pause_ms(40, 0.0), 50);
    }
}
