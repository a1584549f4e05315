//! Who is logged in, and the lock that falls when nobody has touched the console for a while.

use gloo_net::http::Method;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::access::{Action, Resource, permits};
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::{FinishPasskey, LogIn, PasskeyChallenge, ProvePassword, Session};

use crate::api::{self, Failure};
use crate::edge;
use crate::i18n;
use crate::passkey;

/// Where the id of a locked session is kept.
const LOCKED: &str = "vnr.locked";

/// What is known of the person at the screen.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// The server has not answered yet.
    Asking,
    Nobody,
    Somebody(Box<Session>),
}

/// The session of the page.
#[derive(Clone, Copy)]
pub struct Access {
    pub who: RwSignal<Who>,
    locked: RwSignal<bool>,
}

impl Access {
    /// Asks the server who is logged in. When the server ends the session while somebody works, the screen is locked and the
    /// work stays where it is.
    pub fn provide() -> Self {
        let access = Self::provide_lasting();
        Effect::new(move || {
            if api::refusals() > 0 && access.who.with_untracked(|w| matches!(w, Who::Somebody(_))) {
                access.lock();
            }
        });
        access
    }

    /// The same for an application that goes on without a session, and logs in again when there is something to send.
    pub fn provide_lasting() -> Self {
        let access = Self { who: RwSignal::new(Who::Asking), locked: RwSignal::new(false) };
        provide_context(access);
        spawn_local(async move {
            match api::get::<Session>(api::SESSION).await {
                Ok(session) => access.enter(session),
                Err(_) => access.who.set(Who::Nobody),
            }
        });
        access.watch_idleness();
        access
    }

    /// Goes on as a person whom this device knows, without asking the server.
    pub fn adopt(self, session: Session) {
        self.who.set(Who::Somebody(Box::new(session)));
    }

    /// Takes the lock off after the person was proved by other means than the server's.
    pub fn release(self) {
        edge::forget(LOCKED);
        self.locked.set(false);
    }

    fn enter(self, session: Session) {
        api::set_csrf(&session.csrf);
        if !i18n::is_chosen() {
            i18n::apply(session.lang);
        }
        // A locked screen stays locked when somebody reloads the page.
        self.locked.set(edge::load(LOCKED) == Some(session.id.to_string()));
        self.who.set(Who::Somebody(Box::new(session)));
    }

    /// Logs in. After a lock the same person goes on where the work stands.
    pub async fn log_in(self, form: &LogIn) -> Result<(), Failure> {
        let session: Session = api::send(Method::POST, api::SESSION, form, api::new_key()).await?;
        edge::forget(LOCKED);
        self.enter(session);
        Ok(())
    }

    /// Logs in with a passkey; false when the person did not show one.
    pub async fn log_in_with_passkey(self, device: &str) -> Result<bool, Failure> {
        let path = |part: &str| format!("{}/{part}", api::PASSKEY);
        let asked: PasskeyChallenge = api::send(Method::POST, &path("begin"), &(), api::new_key()).await?;
        let Some(credential) = passkey::prove(&asked.options).await else { return Ok(false) };
        let body = FinishPasskey { challenge: asked.challenge, credential, name: device.to_owned() };
        let session: Session = api::send(Method::POST, &path("finish"), &body, api::new_key()).await?;
        edge::forget(LOCKED);
        self.enter(session);
        Ok(true)
    }

    /// Unlocks: the same session goes on. When it has ended meanwhile, the same person logs in anew.
    pub async fn unlock(self, form: &LogIn) -> Result<(), Failure> {
        let proof = ProvePassword { password: form.password.clone() };
        match api::tell(Method::POST, api::UNLOCK, &proof, api::new_key()).await {
            Err(why) if why.code() == Some(ProblemCode::Unauthenticated) => self.log_in(form).await,
            Err(why) => Err(why),
            Ok(()) => {
                edge::forget(LOCKED);
                self.locked.set(false);
                Ok(())
            }
        }
    }

    /// Logs out and forgets.
    pub fn log_out(self) {
        spawn_local(async move {
            let _ = api::tell(Method::DELETE, api::SESSION, &(), api::new_key()).await;
            api::set_csrf("");
            edge::forget(LOCKED);
            self.locked.set(false);
            self.who.set(Who::Nobody);
        });
    }

    /// The session; reactive.
    pub fn session(self) -> Option<Session> {
        self.who.with(|w| if let Who::Somebody(s) = w { Some((**s).clone()) } else { None })
    }

    /// The session, without following it.
    pub fn session_now(self) -> Option<Session> {
        untrack(|| self.session())
    }

    /// Whether the screen is locked; reactive.
    pub fn is_locked(self) -> bool {
        self.locked.get()
    }

    /// Locks at once.
    pub fn lock(self) {
        if let Some(session) = self.session_now() {
            edge::save(LOCKED, &session.id.to_string());
        }
        self.locked.set(true);
    }

    /// Whether one of the roles permits it, by the table the server decides with; reactive.
    pub fn may(self, resource: Resource, action: Action) -> bool {
        self.who
            .with(|w| matches!(w, Who::Somebody(s) if s.roles.iter().any(|r| permits(*r, resource, action))))
    }

    fn watch_idleness(self) {
        let touched = StoredValue::new(edge::now());
        for event in ["pointerdown", "keydown", "wheel", "pointermove"] {
            let listener = window_event_listener_untyped(event, move |_| touched.set_value(edge::now()));
            on_cleanup(move || listener.remove());
        }
        let guard = window_event_listener(ev::focus, move |_| self.check_idle(touched.get_value()));
        on_cleanup(move || guard.remove());
        Effect::new(move || {
            edge::second();
            self.check_idle(touched.get_value());
        });
    }

    fn check_idle(self, touched: vnr_shared::time::DateTime) {
        let limit = self
            .who
            .with_untracked(|w| if let Who::Somebody(s) = w { Some(s.idle_lock_seconds) } else { None });
        let idle = (edge::now() - touched).num_seconds();
        if limit.is_some_and(|limit| limit > 0 && idle >= i64::from(limit)) && !self.locked.get_untracked() {
            self.lock();
        }
    }
}
