//! The faults that endpoints declare in the description of the API.

use utoipa::IntoResponses;

use crate::serve::fault::ProblemDocument;

/// Reasons to refuse any request.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is only described")]
pub(super) enum Faults {
    #[response(status = 400, description = "a parameter is wrong", content_type = "application/problem+json")]
    Bad(ProblemDocument<'static>),
    #[response(status = 401, description = "a token is needed", content_type = "application/problem+json")]
    Unauthorized(ProblemDocument<'static>),
    #[response(
        status = 403,
        description = "a browser asks for a page of another site, and only this machine may ask",
        content_type = "application/problem+json"
    )]
    Foreign(ProblemDocument<'static>),
    #[response(status = 414, description = "the address is too long", content_type = "application/problem+json")]
    TooLong(ProblemDocument<'static>),
    /// The head of the request is too large; it is refused before anything else is looked at, without a document.
    #[response(status = 431)]
    HeadTooLarge,
    #[response(status = 429, description = "too many requests from this address", content_type = "application/problem+json")]
    TooMany(ProblemDocument<'static>),
    #[response(
        status = 503,
        description = "the server is busy, or the answer took too long",
        content_type = "application/problem+json"
    )]
    Busy(ProblemDocument<'static>),
}

/// Reasons to refuse a further page.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is only described")]
pub(super) enum GoneFault {
    #[response(
        status = 410,
        description = "the state of the index that the cursor belongs to is no longer kept",
        content_type = "application/problem+json"
    )]
    Gone(ProblemDocument<'static>),
}

/// Reasons to refuse an article.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is only described")]
pub(super) enum MissingFault {
    #[response(status = 404, description = "there is no such article", content_type = "application/problem+json")]
    Missing(ProblemDocument<'static>),
}
