//! For what purpose personal data is read.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use vnr_shared::problem::FaultCode;
use vnr_shared::text::{LINE_MAX, clean_line};

use crate::app::App;
use crate::error::ApiError;

/// What a reader does who opens an incident without saying more.
const ORDINARY: &str = "incident work";

/// The purpose (mērķis) of a reading, from the header `X-Purpose`, percent-encoded; work on the incident, when absent.
#[derive(Debug, Clone)]
pub struct Purpose(pub String);

impl FromRequestParts<App> for Purpose {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get("x-purpose") else { return Ok(Self(ORDINARY.to_owned())) };
        let purpose = super::percent_decoded(value.as_bytes())
            .ok_or(FaultCode::WrongForm)
            .and_then(|purpose| clean_line(&purpose, LINE_MAX))
            .map_err(|code| ApiError::field("x-purpose", code))?;
        Ok(Self(if purpose.is_empty() { ORDINARY.to_owned() } else { purpose }))
    }
}
