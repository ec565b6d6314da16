//! Is this quotation in the archive?

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::answer::{ParsedParameters, answered, written};
use super::fault_docs::Faults;
use crate::search::{MAX_VERIFIED_WORDS, VerifyConfig};
use crate::serve::asked;
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;
use crate::wire::verify::{FindingsPageLine, write_page};

/// A quotation that is to be verified.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct VerifyParameters {
    /// The words of the quotation.
    #[param(max_length = 4096)]
    quote: String,
    /// Who is claimed to have said them.
    #[param(max_length = 512)]
    by: Option<String>,
    /// Number of places to return.
    #[param(maximum = 100, default = 10)]
    limit: Option<usize>,
}

/// Verifies a quotation: is it in the archive, word for word?
#[utoipa::path(
    get,
    path = "/api/v1/verify",
    params(VerifyParameters),
    responses((status = OK, description = "the answer", body = FindingsPageLine<'static>), Faults)
)]
pub(super) async fn get_verify(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<VerifyParameters>,
) -> Result<Response, Fault> {
    answered(server, asked, verified).await
}

fn verified(server: &ServerState, parameters: &VerifyParameters) -> Result<Vec<u8>, Fault> {
    let VerifyParameters { quote, by, limit } = parameters;
    asked::check_length("quotation", quote)?;
    match asked::n_words(quote) {
        0 => return Err(asked::bad("there is no word to verify")),
        n if n > MAX_VERIFIED_WORDS => {
            let fault = asked::bad(format!("the quotation has {n} words, more than the {MAX_VERIFIED_WORDS} that are compared"));
            return Err(fault.hint("verify a part of it"));
        }
        _ => {}
    }
    if let Some(name) = by {
        asked::check_name(name)?;
    }
    let config = VerifyConfig { words: quote.clone(), by: by.clone(), limit: asked::limit(*limit)? };
    let verification = crate::search::verify(&*server.newest(), &config)?;
    written(|out| write_page(out, &verification))
}
