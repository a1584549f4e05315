//! What went wrong, as the other side reads it: RFC 9457 problem details with a stable code, a translated
//! sentence, and one entry for each field at fault.

use serde::{Deserialize, Serialize};

use crate::lang::Lang;

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $lv:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant,)* }

        impl $name {
            /// Every code, for documentation and tests.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code that clients may rely on.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The sentence shown to a person.
            pub const fn text(self, lang: Lang) -> &'static str {
                match self { $(Self::$variant => lang.pick($lv, $en),)* }
            }
        }
    };
}

codes! {
    /// Stable code of a problem.
    ProblemCode {
        /// The body is not JSON or does not have the described shape.
        MalformedBody = "malformed_body", "Pieprasījuma saturs nav nolasāms.", "The request body could not be read.";
        /// One or more fields are at fault; see `errors`.
        Invalid = "invalid", "Dažas vērtības jālabo; nekas nav pazaudēts.", "Some values need correcting; nothing was lost.";
        /// No valid session.
        Unauthenticated = "unauthenticated", "Jāpieslēdzas.", "You need to log in.";
        /// Wrong login, password or second factor. Deliberately does not say which.
        BadCredentials = "bad_credentials", "Lietotājvārds vai parole nav pareiza.", "The user name or password is not correct.";
        /// The password was right; the one-time code is needed.
        SecondFactorRequired = "second_factor_required", "Ievadiet vienreizējo kodu.", "Enter the one-time code.";
        /// Too many attempts; see `Retry-After`.
        TooManyAttempts = "too_many_attempts", "Pārāk daudz mēģinājumu. Mēģiniet vēlāk.", "Too many attempts. Try again later.";
        /// The role does not allow this.
        Forbidden = "forbidden", "Jūsu loma to neatļauj.", "Your role does not allow this.";
        /// The anti-forgery token is missing or wrong.
        CsrfMismatch = "csrf_mismatch", "Drošības marķieris neatbilst. Pārlādējiet lapu.", "The security token does not match. Reload the page.";
        /// Nothing here, or nothing this actor may know of.
        NotFound = "not_found", "Nav atrasts.", "Not found.";
        /// The method is not offered at this address.
        MethodNotAllowed = "method_not_allowed", "Šāda darbība šeit nav pieejama.", "This method is not available here.";
        /// The edit was based on an older version; see `conflict`.
        VersionConflict = "version_conflict", "Ierakstu pa šo laiku mainīja cits. Salīdziniet abas puses.", "Someone else changed the record meanwhile. Compare both sides.";
        /// The status machine does not allow this step; see `legal`.
        IllegalStep = "illegal_step", "Šajā stāvoklī šo soli veikt nevar.", "This step is not possible in this status.";
        /// It is possible, but for somebody else to do: nobody checks what he wrote himself.
        AnotherPerson = "another_person", "Tas jādara citam cilvēkam.", "Another person has to do this.";
        /// The same id or unique value exists already.
        AlreadyExists = "already_exists", "Šāds ieraksts jau ir.", "This record exists already.";
        /// The major event was ended and stays as it was.
        EventEnded = "event_ended", "Lielais notikums jau ir beigts.", "The major event has ended.";
        /// The command needs an `Idempotency-Key` header with a UUID.
        IdempotencyKeyRequired = "idempotency_key_required", "Trūkst Idempotency-Key galvenes.", "The Idempotency-Key header is missing.";
        /// The key was used for another request.
        IdempotencyKeyReused = "idempotency_key_reused", "Šī atslēga jau izmantota citam pieprasījumam.", "This key was already used for another request.";
        /// The body is larger than this endpoint takes.
        TooLarge = "too_large", "Sūtījums ir par lielu.", "The request is too large.";
        /// The content type is not one this endpoint takes.
        UnsupportedMediaType = "unsupported_media_type", "Šāds datu veids netiek pieņemts.", "This media type is not accepted.";
        /// The file is not what its name or type says.
        FileTypeMismatch = "file_type_mismatch", "Datnes saturs neatbilst tās veidam.", "The file is not what its type says.";
        /// The typed line is not understood, or a part of it is missing.
        LineNotUnderstood = "line_not_understood", "Rinda nav saprotama.", "The line is not understood.";
        /// The typed line may mean several things.
        LineAmbiguous = "line_ambiguous", "Rindu var saprast vairākos veidos.", "The line can mean several things.";
        /// What was done cannot be taken back.
        NotUndoable = "not_undoable", "Šo darbību nevar atcelt.", "This cannot be undone.";
        /// The piece does not begin where the server's part of the file ends; ask where that is.
        OffsetMismatch = "offset_mismatch", "Datne turpināma no citas vietas.", "The file is to be continued from another place.";
        /// What arrived is not what was announced; it was thrown away and is to be sent anew.
        HashMismatch = "hash_mismatch", "Datne sūtot ir bojāta; tā tiks sūtīta vēlreiz.", "The file was damaged on its way; it will be sent again.";
        /// More files are on their way than one user may have.
        TooManyUploads = "too_many_uploads", "Vienlaikus tiek sūtīts pārāk daudz datņu.", "Too many files are being sent at once.";
        /// A purpose must be stated before personal data is read.
        PurposeRequired = "purpose_required", "Norādiet, kādam nolūkam dati vajadzīgi.", "State the purpose for which the data is needed.";
        /// The server cannot reach its database or is shutting down.
        Unavailable = "unavailable", "Sistēma īslaicīgi nav pieejama. Mēģiniet vēlreiz.", "The system is briefly unavailable. Please try again.";
        /// The request took too long to arrive or to answer.
        Timeout = "timeout", "Pieprasījums aizņēma pārāk ilgu laiku.", "The request took too long.";
        /// A fault of ours.
        Internal = "internal", "Sistēmas kļūda. Tā ir pierakstīta.", "A system error. It has been recorded.";
    }
}

impl ProblemCode {
    /// HTTP status that goes with the code.
    pub const fn status(self) -> u16 {
        match self {
            Self::MalformedBody | Self::IdempotencyKeyRequired => 400,
            Self::Unauthenticated | Self::BadCredentials | Self::SecondFactorRequired => 401,
            Self::Forbidden | Self::CsrfMismatch | Self::PurposeRequired => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Timeout => 408,
            Self::VersionConflict
            | Self::EventEnded
            | Self::IllegalStep
            | Self::AlreadyExists
            | Self::AnotherPerson
            | Self::LineAmbiguous
            | Self::OffsetMismatch
            | Self::NotUndoable => 409,
            Self::TooLarge => 413,
            Self::UnsupportedMediaType | Self::FileTypeMismatch => 415,
            Self::Invalid | Self::IdempotencyKeyReused | Self::LineNotUnderstood | Self::HashMismatch => 422,
            Self::TooManyAttempts | Self::TooManyUploads => 429,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

codes! {
    /// Stable code of what is wrong (or doubtful) with one field.
    FaultCode {
        /// A value is needed.
        Required = "required", "Obligāti jāaizpilda.", "This is required.";
        /// The text is longer than the field takes.
        TooLong = "too_long", "Teksts ir par garu.", "The text is too long.";
        /// Control characters or direction overrides.
        ForbiddenCharacter = "forbidden_character", "Tekstā ir neatļautas vadības rakstzīmes.", "The text contains control characters that are not allowed.";
        /// The value is not one of the known ones.
        Unknown = "unknown", "Šāda vērtība nav zināma.", "This value is not known.";
        /// The field does not exist.
        UnknownField = "unknown_field", "Šāda lauka nav.", "There is no such field.";
        /// The value has the wrong type or form.
        WrongForm = "wrong_form", "Vērtība nav pareizā formā.", "The value is not of the right form.";
        /// The end lies before the start.
        EndBeforeStart = "end_before_start", "Beigas ir pirms sākuma.", "The end is before the start.";
        /// The time lies in the future.
        InFuture = "in_future", "Laiks ir nākotnē.", "The time is in the future.";
        /// The coordinates are not on Earth.
        OutsideWorld = "outside_world", "Koordinātas nav uz Zemes.", "The coordinates are not on Earth.";
        /// The coordinates lie outside Latvia. A warning.
        OutsideLatvia = "outside_latvia", "Vieta ir ārpus Latvijas.", "The place is outside Latvia.";
        /// The number is out of range.
        OutOfRange = "out_of_range", "Vērtība ir ārpus pieļaujamā.", "The value is out of range.";
        /// The control digit of a personal code does not fit. A warning: sources disagree on one case.
        PersonalCodeCheck = "personal_code_check", "Personas koda kontrolcipars neatbilst.", "The control digit of the personal code does not fit.";
        /// The date inside a personal code does not exist. A warning.
        PersonalCodeDate = "personal_code_date", "Personas koda datums neeksistē.", "The date in the personal code does not exist.";
        /// Not a personal code of the old or the new form. A warning.
        PersonalCodeForm = "personal_code_form", "Tas neizskatās pēc personas koda.", "This does not look like a personal code.";
        /// The plate does not have the ordinary Latvian form. A warning.
        PlateForm = "plate_form", "Numura zīme nav parastajā Latvijas formā.", "The plate is not of the ordinary Latvian form.";
        /// A person with this code stands in the register already. A warning: it may be the same one.
        KnownPerson = "known_person", "Persona ar šādu kodu reģistrā jau ir. Varbūt tā ir tā pati?", "A person with this code is in the register already. Is it the same one?";
        /// The password is too short or too common.
        WeakPassword = "weak_password", "Parole ir par īsu vai pārāk izplatīta.", "The password is too short or too common.";
        /// A natural person needs a name, a code or a description.
        NothingKnown = "nothing_known", "Norādiet vismaz vārdu, kodu vai pazīmes.", "Give at least a name, a code or a description.";
        /// The thing would refer to itself.
        SelfReference = "self_reference", "Ieraksts nevar norādīt pats uz sevi.", "A record cannot refer to itself.";
        /// The incident was merged into another, which goes on in its place.
        Merged = "merged", "Notikums jau apvienots ar citu; izvēlieties to.", "The incident was merged into another already; choose that one.";
        /// The data could not be read and was left out. A warning.
        Unreadable = "unreadable", "Datus nevarēja nolasīt; tie nav ņemti vērā.", "The data could not be read and was left out.";
        /// Some of the data could not be read. A warning.
        PartlyUnreadable = "partly_unreadable", "Daļu datu nevarēja nolasīt.", "Some of the data could not be read.";
        /// The value is taken.
        Taken = "taken", "Šāda vērtība jau ir aizņemta.", "This value is already taken.";
        /// The unit has other work; the assignment waits, or makes the other wait. A warning.
        UnitBusy = "unit_busy", "Vienība ir aizņemta; uzdevums ielikts tās rindā.", "The unit is busy; the assignment was put in its queue.";
        /// The unit is off duty, out of service or part of a combined unit.
        UnitUnavailable = "unit_unavailable", "Šo vienību tagad norīkot nevar.", "This unit cannot be sent now.";
        /// The last unit was taken back, and the work goes on. A warning.
        NoUnitLeft = "no_unit_left", "Notikumā vairs nav nevienas vienības, bet tas vēl ir izpildē.", "No unit is left at the incident, and it is still in progress.";
        /// The value is too old to be taken.
        TooOld = "too_old", "Ieraksts ir pārāk vecs.", "This is too old to be taken.";
        /// Somebody has to take it up first.
        NotAcknowledged = "not_acknowledged", "Vispirms kādam tas jāpieņem zināšanai.", "Somebody has to acknowledge it first.";
    }
}

/// One field at fault: where, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Path of the field in the command, such as `persons.0.names`.
    pub field: String,
    /// What is wrong.
    pub code: FaultCode,
}

impl Fault {
    /// A fault of one field.
    pub fn new(field: impl Into<String>, code: FaultCode) -> Self {
        Self { field: field.into(), code }
    }

    /// The fault as it travels.
    pub fn to_error(&self, lang: Lang) -> FieldError {
        FieldError { field: self.field.clone(), code: self.code, message: self.code.text(lang).to_owned() }
    }
}

/// What a check found: faults stop the command, warnings are stored and shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Faults.
    pub faults: Vec<Fault>,
    /// Doubts that a person may override.
    pub warnings: Vec<Fault>,
}

impl Findings {
    /// Adds a fault.
    pub fn fault(&mut self, field: impl Into<String>, code: FaultCode) {
        self.faults.push(Fault::new(field, code));
    }

    /// Adds a warning.
    pub fn warning(&mut self, field: impl Into<String>, code: FaultCode) {
        self.warnings.push(Fault::new(field, code));
    }

    /// Takes the value of a check, noting its fault under `field`.
    pub fn take<T: Default>(&mut self, field: &str, checked: Result<T, FaultCode>) -> T {
        checked.unwrap_or_else(|code| {
            self.fault(field, code);
            T::default()
        })
    }

    /// Adds another check's findings below a path.
    pub fn nest(&mut self, path: &str, inner: Self) {
        let put = |f: Fault| Fault { field: format!("{path}.{}", f.field), code: f.code };
        self.faults.extend(inner.faults.into_iter().map(put));
        self.warnings.extend(inner.warnings.into_iter().map(put));
    }
}

/// A field error as it travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Path of the field in the command.
    pub field: String,
    /// Stable code.
    pub code: FaultCode,
    /// Sentence in the caller's language.
    pub message: String,
}

/// Both sides of a stale edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conflict {
    /// Version the edit was based on.
    pub base_version: i64,
    /// Version in the register now.
    pub current_version: i64,
    /// The fields the edit wanted to set, each with both sides.
    pub fields: Vec<ConflictField>,
}

/// One field of a stale edit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictField {
    /// Name of the field.
    pub field: String,
    /// What the edit wanted.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub yours: serde_json::Value,
    /// What the register holds now.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub theirs: serde_json::Value,
    /// Whether the register's side changed since the base version. When not, `yours` may be sent again as it is.
    pub changed: bool,
}

/// Problem details (RFC 9457), served as `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:vnr:problem:` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// Sentence in the caller's language.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: ProblemCode,
    /// What exactly, when there is more to say than the title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Fields at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Both sides of a stale edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Conflict>,
    /// The steps that are legal now, for `illegal_step`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal: Vec<crate::incident::Step>,
    /// The statuses that the unit can take now, for an `illegal_step` of a unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unit_legal: Vec<crate::unit::UnitStatus>,
    /// The line that was probably meant, for `line_not_understood`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
    /// What the line may mean, for `line_ambiguous`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<crate::line::LineReading>,
    /// Id of the request, to quote to support; it stands in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

impl Problem {
    /// A problem with nothing but its code.
    pub fn new(code: ProblemCode, lang: Lang) -> Self {
        Self {
            kind: format!("urn:vnr:problem:{}", code.code()),
            title: code.text(lang).to_owned(),
            status: code.status(),
            code,
            detail: None,
            errors: Vec::new(),
            conflict: None,
            legal: Vec::new(),
            proposal: None,
            readings: Vec::new(),
            unit_legal: Vec::new(),
            request: None,
        }
    }
}
