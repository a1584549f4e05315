//! What a handler may fail with, and how that becomes an answer.
//!
//! A handler returns [`ApiError`]. Turned into a response it carries itself along as an extension; the outermost layer
//! ([`crate::http::problem`]) knows the caller's language and the request's id, writes the problem document, and logs
//! the chain of causes once. Nothing internal reaches the body.

use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use vnr_shared::incident::IllegalStep;
use vnr_shared::line::LineReading;
use vnr_shared::problem::{Conflict, FaultCode, Findings, ProblemCode};
use vnr_shared::unit::IllegalUnitStatus;

/// Why a request was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Refused for a reason that the code says whole.
    #[error("refused: {}", .0.code())]
    Refused(ProblemCode),
    /// Refused with more to say, in English, about the form of the request.
    #[error("refused: {}: {detail}", .code.code())]
    Detailed {
        /// The code.
        code: ProblemCode,
        /// What exactly. Shown to the caller, so it must not repeat personal data.
        detail: String,
    },
    /// Fields at fault.
    #[error("invalid: {} faults", .0.faults.len())]
    Invalid(Findings),
    /// A stale edit.
    #[error("stale edit: based on {}, now {}", .0.base_version, .0.current_version)]
    Conflict(Conflict),
    /// A step that the status does not allow.
    #[error(transparent)]
    Illegal(#[from] IllegalStep),
    /// A status that the unit cannot take.
    #[error(transparent)]
    IllegalUnit(#[from] IllegalUnitStatus),
    /// A typed line that is not understood, or may mean several things.
    #[error("line: {}", .0.code.code())]
    Line(Box<LineRefusal>),
    /// Too many attempts.
    #[error("too many attempts, again in {retry_after} s")]
    TooMany {
        /// Seconds until the next attempt is taken.
        retry_after: u64,
    },
    /// The database did not answer as expected.
    #[error("database")]
    Database(#[from] sqlx::Error),
    /// A row in the database cannot be what it is.
    #[error("inconsistent row: {0}")]
    Inconsistent(String),
    /// The file system failed.
    #[error("file system")]
    Io(#[from] std::io::Error),
    /// Something of ours failed.
    #[error("internal")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What is said of a typed line that was not done.
#[derive(Debug)]
pub struct LineRefusal {
    /// The code.
    pub code: ProblemCode,
    /// What is wrong, in the language of the line; empty when the code says all.
    pub detail: String,
    /// The line that was probably meant.
    pub proposal: Option<String>,
    /// What the line may mean.
    pub readings: Vec<LineReading>,
}

impl ApiError {
    /// Nothing here, or nothing this actor may know of.
    pub const NOT_FOUND: Self = Self::Refused(ProblemCode::NotFound);

    /// One field at fault.
    pub fn field(field: impl Into<String>, code: FaultCode) -> Self {
        let mut found = Findings::default();
        found.fault(field, code);
        Self::Invalid(found)
    }

    /// Wraps any error that is a fault of ours.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// The stable code.
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Refused(code) | Self::Detailed { code, .. } => *code,
            Self::Invalid(_) => ProblemCode::Invalid,
            Self::Conflict(_) => ProblemCode::VersionConflict,
            Self::Illegal(_) | Self::IllegalUnit(_) => ProblemCode::IllegalStep,
            Self::Line(refusal) => refusal.code,
            Self::TooMany { .. } => ProblemCode::TooManyAttempts,
            Self::Database(error) if is_outage(error) => ProblemCode::Unavailable,
            Self::Database(_) | Self::Inconsistent(_) | Self::Io(_) | Self::Internal(_) => {
                ProblemCode::Internal
            }
        }
    }
}

/// Whether the database is away rather than at odds with us.
fn is_outage(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_) => true,
        // Class 57P: shutdown or crash of the server; 53300: too many connections; 08: connection lost.
        sqlx::Error::Database(db) => {
            db.code().is_some_and(|c| c.starts_with("57P") || c.starts_with("08") || c == "53300")
        }
        _ => false,
    }
}

/// Turns findings with faults into an error, and otherwise hands on the warnings.
pub fn accept(found: Findings) -> Result<Vec<vnr_shared::problem::Fault>, ApiError> {
    if found.faults.is_empty() { Ok(found.warnings) } else { Err(ApiError::Invalid(found)) }
}

/// Turns the breach of a named constraint into an error of the caller.
pub trait OnConstraint<T> {
    /// When the named constraint was broken, `refuse` says what the caller is told.
    fn on_constraint(self, name: &str, refuse: impl FnOnce() -> ApiError) -> Result<T, ApiError>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, refuse: impl FnOnce() -> ApiError) -> Result<T, ApiError> {
        self.map_err(|error| match &error {
            sqlx::Error::Database(db) if db.constraint() == Some(name) => refuse(),
            _ => ApiError::Database(error),
        })
    }
}

/// The error as the outermost layer finds it.
#[derive(Debug, Clone)]
pub struct Failure(pub Arc<ApiError>);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = axum::http::StatusCode::from_u16(self.code().status())
            .unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}
