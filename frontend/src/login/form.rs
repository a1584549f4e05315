//! The log-in: password first, the one-time code only when the account asks for it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vnr_shared::problem::ProblemCode;
use vnr_shared::session::LogIn;
use vnr_shared::settings::PageSettings;

use super::text::LoginText;
use crate::api::{self, Failure};
use crate::edge;
use crate::i18n::{self, Lang, t};
use crate::passkey;
use crate::session::Access;
use crate::ui::{FaultBanner, Note, TextField, Tone};

const DEVICE: &str = "vnr.device";

/// What is typed, and how it goes.
#[derive(Clone, Copy)]
pub struct LoginForm {
    pub login: RwSignal<String>,
    pub password: RwSignal<String>,
    pub code: RwSignal<String>,
    pub device: RwSignal<String>,
    pub wants_code: RwSignal<bool>,
    pub failure: RwSignal<Option<Failure>>,
    pub working: RwSignal<bool>,
    access: Access,
    /// Whether it unlocks a session rather than opening one.
    unlocks: bool,
}

impl LoginForm {
    /// A form for a login name that may be known: then it unlocks that user's session.
    pub fn new(access: Access, login: Option<String>) -> Self {
        Self {
            unlocks: login.is_some(),
            login: RwSignal::new(login.unwrap_or_default()),
            password: RwSignal::new(String::new()),
            code: RwSignal::new(String::new()),
            device: RwSignal::new(edge::load(DEVICE).unwrap_or_default()),
            wants_code: RwSignal::new(false),
            failure: RwSignal::new(None),
            working: RwSignal::new(false),
            access,
        }
    }

    /// Sends it.
    pub fn submit(self, event: &SubmitEvent) {
        event.prevent_default();
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        let code = self.code.get_untracked().trim().to_owned();
        let form = LogIn {
            login: self.login.get_untracked().trim().to_owned(),
            password: self.password.get_untracked(),
            code: (!code.is_empty()).then_some(code),
            device: self.device.get_untracked().trim().to_owned(),
        };
        edge::save(DEVICE, &form.device);
        spawn_local(async move {
            let outcome =
                if self.unlocks { self.access.unlock(&form).await } else { self.access.log_in(&form).await };
            // On success this form is gone already, and its signals with it.
            if let Err(failure) = outcome {
                self.working.set(false);
                self.wants_code.update(|w| *w |= failure.code() == Some(ProblemCode::SecondFactorRequired));
                self.failure.set(Some(failure));
                if self.wants_code.get_untracked() {
                    edge::focus("code");
                }
            }
        });
    }

    /// Logs in with a passkey instead.
    fn with_passkey(self) {
        if self.working.get_untracked() {
            return;
        }
        self.working.set(true);
        self.failure.set(None);
        let device = self.device.get_untracked().trim().to_owned();
        edge::save(DEVICE, &device);
        spawn_local(async move {
            // On success this form is gone already, and its signals with it.
            match self.access.log_in_with_passkey(&device).await {
                Ok(true) => {}
                Ok(false) => self.working.set(false),
                Err(failure) => {
                    self.working.set(false);
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    /// The field for the one-time code, when it is asked for.
    pub fn code_field(self) -> impl IntoView {
        view! {
            <Show when=move || self.wants_code.get()>
                <TextField label=t(LoginText::Code) hint=t(LoginText::CodeHint) path="code" value=self.code autocomplete="one-time-code" mono=true/>
            </Show>
        }
    }
}

/// The other ways to log in, as far as browser and deployment have them.
fn other_ways(form: LoginForm) -> impl IntoView {
    let oidc = RwSignal::new(false);
    spawn_local(async move {
        if let Ok(settings) = api::get::<PageSettings>(api::SETTINGS).await {
            oidc.try_set(settings.oidc);
        }
    });
    let passkey = passkey::is_possible().then(|| {
        view! { <button type="button" class="button" disabled=form.working on:click=move |_| form.with_passkey()>{t(LoginText::WithPasskey)}</button> }
    });
    view! {
        {passkey}
        <Show when=move || oidc.get()><a class="button" rel="external" href=api::OIDC>{t(LoginText::WithOidc)}</a></Show>
    }
}

/// What went wrong at the OpenID Connect provider: the server sends the browser back with the problem's code.
fn from_provider() -> impl IntoView {
    let code = window().location().search().ok()?;
    let code = code.strip_prefix("?problem=")?.to_owned();
    let problem = ProblemCode::ALL.iter().copied().find(|known| known.code() == code)?;
    Some(view! { <Note tone=Tone::Fault>{move || problem.text(i18n::lang())}</Note> })
}

/// The log-in screen.
#[component]
pub fn Login() -> impl IntoView {
    let form = LoginForm::new(expect_context::<Access>(), None);
    let other = move || if i18n::lang() == Lang::Lv { Lang::En } else { Lang::Lv };
    request_animation_frame(|| edge::focus("login"));
    view! {
        <main class="login">
            <form class="login__box" on:submit=move |e| form.submit(&e)>
                <div>
                    <p class="topbar__mark">"VNR"</p>
                    <h1>{t(LoginText::Title)}</h1>
                </div>
                {from_provider()}
                <FaultBanner failure=form.failure/>
                <TextField label=t(LoginText::Login) path="login" value=form.login autocomplete="username" required=true/>
                <TextField label=t(LoginText::Password) path="password" kind="password" value=form.password autocomplete="current-password" required=true/>
                {form.code_field()}
                <TextField label=t(LoginText::Device) hint=t(LoginText::DeviceHint) path="device" value=form.device/>
                <button type="submit" class="button button--primary" disabled=form.working>
                    {move || i18n::Message::text(if form.working.get() { LoginText::Working } else { LoginText::LogIn })}<kbd aria-hidden="true">"↵"</kbd>
                </button>
                {other_ways(form)}
                <p class="small muted">{t(LoginText::Notice)}</p>
                <button type="button" class="button button--quiet" lang=move || other().tag() on:click=move |_| i18n::set_lang(other())>{t(LoginText::OtherLanguage)}</button>
            </form>
        </main>
    }
    .into_any()
}
