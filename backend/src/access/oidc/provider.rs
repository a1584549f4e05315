//! The provider: where it sends the browser, and what it says of the user.

use std::time::Duration;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreJwsSigningAlgorithm, CoreProviderMetadata,
};
use openidconnect::reqwest::{Client as Http, ClientBuilder, redirect};
use openidconnect::{
    AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
};
use vnr_shared::problem::ProblemCode;
use vnr_shared::time::DateTime;

use crate::app::App;
use crate::config::Oidc;
use crate::error::ApiError;

/// Where the provider sends the browser back to.
pub const CALLBACK: &str = "/api/session/oidc/callback";

/// Longest the provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The provider as it describes itself.
type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Signatures that are taken: all that need a key only the provider has.
const SIGNATURES: [CoreJwsSigningAlgorithm; 5] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider to talk to.
pub struct Provider {
    client: Client,
    http: Http,
}

/// Where the browser goes, and what must be remembered until it comes back.
pub struct Departure {
    /// Address at the provider.
    pub url: String,
    /// Proof that it is we who come for the token.
    pub verifier: String,
    /// Ties the token to this log-in.
    pub nonce: String,
}

impl Provider {
    /// Asks the configured provider to describe itself.
    pub async fn find(app: &App) -> Result<Self, ApiError> {
        let oidc = app.settings.oidc.as_ref().ok_or(ApiError::NOT_FOUND)?;
        // Following redirects would let the provider send this server anywhere.
        let http = ClientBuilder::new().redirect(redirect::Policy::none()).timeout(PATIENCE).build();
        let http = http.map_err(ApiError::internal)?;
        let metadata = discover(oidc, &http).await?;
        let back = app.settings.origin.join(CALLBACK).map_err(ApiError::internal)?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(oidc.client_id.clone()),
            Some(ClientSecret::new(oidc.client_secret.clone())),
        )
        .set_redirect_uri(RedirectUrl::from_url(back));
        Ok(Self { client, http })
    }

    /// Prepares a departure under a state that comes back with the browser.
    pub fn depart(&self, state: &str) -> Departure {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = state.to_owned();
        let (url, _, nonce) = self
            .client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .url();
        Departure { url: url.into(), verifier: verifier.into_secret(), nonce: nonce.secret().clone() }
    }

    /// Changes a code into the subject: issuer and the provider's own id of the user.
    pub async fn subject(
        &self,
        code: String,
        verifier: String,
        nonce: String,
        now: DateTime,
    ) -> Result<String, ApiError> {
        let exchange = self.client.exchange_code(AuthorizationCode::new(code)).map_err(ApiError::internal)?;
        let tokens =
            exchange.set_pkce_verifier(PkceCodeVerifier::new(verifier)).request_async(&self.http).await;
        let tokens = tokens.map_err(|error| refused(&error))?;
        let token = tokens.extra_fields().id_token().ok_or(ApiError::Refused(ProblemCode::BadCredentials))?;
        let verifier = self.client.id_token_verifier().set_allowed_algs(SIGNATURES).set_time_fn(move || now);
        let claims = token.claims(&verifier, &Nonce::new(nonce)).map_err(|error| refused(&error))?;
        Ok(format!("{} {}", claims.issuer().as_str(), claims.subject().as_str()))
    }
}

/// A provider that says no, or says what cannot be believed. The log says which; the user only that it did not work.
fn refused(error: &(dyn std::error::Error + 'static)) -> ApiError {
    tracing::warn!(error, "oidc.refused");
    ApiError::Refused(ProblemCode::BadCredentials)
}

async fn discover(oidc: &Oidc, http: &Http) -> Result<CoreProviderMetadata, ApiError> {
    // An address without a path is written with a slash at its end or without; the provider has to name itself in just the
    // same way, so both are tried.
    let written = oidc.issuer.as_str();
    let bare = written.trim_end_matches('/');
    let mut last = None;
    for issuer in if bare == written { vec![written] } else { vec![bare, written] } {
        let issuer = IssuerUrl::new(issuer.to_owned()).map_err(ApiError::internal)?;
        match CoreProviderMetadata::discover_async(issuer, http).await {
            Ok(metadata) => return Ok(metadata),
            Err(error) => last = Some(error),
        }
    }
    if let Some(error) = last {
        tracing::error!(error = &error as &dyn std::error::Error, "oidc.unreachable");
    }
    Err(ApiError::Refused(ProblemCode::Unavailable))
}
