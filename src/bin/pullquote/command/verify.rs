//! `pullquote verify`: is this quotation in the archive?

use anyhow::{Result, bail};
use clap::Args;
use pullquote::analysis::tokens;
use pullquote::render::text::verify;
use pullquote::search::{MAX_VERIFIED_WORDS, Verdict, VerifyConfig};
use pullquote::wire;

use crate::args::Common;
use crate::output::{Length, Outcome, Output};
use crate::session::Session;

/// Check whether a quotation is in the archive, word for word
///
/// Shows where it occurs, the earliest article first, and who said it. If it does not occur, shows quotes that differ in
/// at most a third of the words, with the differences.
///
/// Exit codes: 0 found in quotation marks (and by the speaker of --by), 1 not found, 3 found only similar, outside
/// quotation marks, or by somebody else. 4 says that it was found in quotation marks, but not by whom.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The quotation; several arguments are joined by spaces
    #[arg(required = true, value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    /// The claimed speaker: `Ruiz`, `Ana Ruiz`, `Ms Ruiz`, `Ruiz, Ana`, `A. Ruiz`
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// Maximum number of places to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(common: &Common, args: &VerifyArgs) -> Result<Outcome> {
    let config = VerifyConfig { words: args.words.join(" "), by: args.by.clone(), limit: args.limit };
    let count = |text: &str| {
        let mut n_words = 0;
        tokens(text, |_| n_words += 1);
        n_words
    };
    match count(&config.words) {
        0 => bail!("there is no word to verify"),
        n_words if n_words > MAX_VERIFIED_WORDS => {
            bail!("the quotation has {n_words} words, more than the {MAX_VERIFIED_WORDS} that are compared; verify a part of it")
        }
        _ => {}
    }
    if config.by.as_deref().is_some_and(|name| count(name) == 0) {
        bail!("there is no name in `--by`");
    }
    let session = Session::new(common)?;
    let snapshot = session.snapshot()?;
    let verification = pullquote::search::verify(&*snapshot, &config)?;
    let mut out = Output::new(common, Length::Short);
    session.show(&mut out, |out, screen| match args.json {
        true => wire::verify::write_verification(out, &verification),
        false => verify::write_terminal(out, &verification, screen),
    })?;
    out.end(match verification.verdict() {
        Some(Verdict::Exact) => Outcome::Done,
        Some(Verdict::UnknownSpeaker) => Outcome::SpeakerUnknown,
        Some(_) => Outcome::NearlyFound,
        None => Outcome::NothingFound,
    })
}
