//! What to do about an error or a problem. The library says what went wrong; only the command line knows which option helps.

use std::collections::BTreeSet;
use std::io::{Error as IoError, ErrorKind};

use pullquote::error::{ClusterFault, Error, Problem, ProblemKind, RecordingFault};
use pullquote::query::QueryHint;

/// Part of hints about errors that stop a run in the middle.
const AGAIN: &str = "what was committed is safe, and the same command continues from there";

/// Returns the hint about a query, with the option that chooses a syntax.
pub(crate) fn of_query(hint: &QueryHint) -> String {
    hint.naming(|syntax| format!("`--syntax {}`", syntax.name()))
}

/// Returns what to do about an error of the library. `None` if the message says enough.
pub(crate) fn of_error(error: &Error) -> Option<String> {
    let hint = match error {
        Error::IndexMissing { .. } => "create one with `pullquote index PATH`, or choose another with `--index DIR`",
        Error::IndexFormat { .. } | Error::IndexDamaged { .. } => {
            "rebuild it with `pullquote index --rebuild PATH…`; the article files are not changed"
        }
        Error::IndexReplaced { .. } => "run the command again",
        Error::SourcesUnknown { .. } => "give them: `pullquote index --rebuild PATH…`",
        Error::NotAnIndex { .. } => "choose an empty or new directory with `--index DIR`",
        Error::IndexLocked { .. } => "wait for it with `--wait SECONDS`, or use another index with `--index DIR`",
        Error::TooManyWords { .. } => "type more letters of it",
        Error::Cluster { fault, .. } => return of_cluster(fault),
        Error::TooManyToRead { .. } => "narrow the query: use rarer words, a phrase, or fewer days",
        Error::ClusterIndexName { .. } => "use small letters, digits, `-` and `_`, beginning with a letter",
        Error::TakesTooLong { .. } | Error::TooManySteps => "use rarer words, or fewer days, as with `since:7d`",
        Error::PathMissing { .. } => "check the spelling; nothing was changed",
        Error::TokenNeeded { .. } => "put one in a file and use `--token-file`, or listen on `127.0.0.1:PORT`",
        Error::ArticleMissing { .. } => "`pullquote search` shows the ids",
        Error::NotRepeatable { .. } => "shorten the query",
        Error::Recording { fault, .. } => of_recording(fault),
        Error::ArticleAmbiguous { .. } => "give more characters of the id",
        Error::Io { source, .. } if is_full(source) => {
            "free some space and run the command again; it continues from the last commit"
        }
        Error::Io { .. } | Error::GivenUp | Error::BrokenOff | Error::Engine(_) | Error::Judgments { .. } => return None,
    };
    Some(hint.to_owned())
}

/// Returns what to do about problems with files: each hint once.
pub(crate) fn of_problems(problems: &[Problem]) -> Vec<&'static str> {
    let kinds: BTreeSet<ProblemKind> = problems.iter().map(|problem| problem.kind).collect();
    let hint = |kind| match kind {
        ProblemKind::TooLarge => Some("`--max-record MB` and `--max-ratio N` raise the limits on size"),
        ProblemKind::LinkOutside => Some("`--follow-links` follows links that lead out of the given folders"),
        _ => None,
    };
    kinds.into_iter().filter_map(hint).collect()
}

fn of_recording(fault: &RecordingFault) -> &'static str {
    match fault {
        RecordingFault::NotOne => "create one with `pullquote search QUERY --record FILE`",
        RecordingFault::Version { .. } => "replay it with the version that recorded it",
        RecordingFault::Cut | RecordingFault::LongLine | RecordingFault::Damaged(_) | RecordingFault::Query => {
            "use another copy; the lost part cannot be recovered"
        }
    }
}

fn of_cluster(fault: &ClusterFault) -> Option<String> {
    Some(match fault {
        ClusterFault::Address => "name a node as `--url https://HOST:9200`".to_owned(),
        ClusterFault::Unreachable(_) => format!("check `--url`, and whether the cluster is running; {AGAIN}"),
        ClusterFault::Certificate(_) => {
            "name the file of the authority that signed it with `--ca FILE`, or have the certificate renewed".to_owned()
        }
        ClusterFault::NotLetIn => {
            "set `PULLQUOTE_USER` and `PULLQUOTE_PASSWORD`, or `PULLQUOTE_API_KEY`, or the files that hold them".to_owned()
        }
        ClusterFault::Forbidden(_) => "ask the administrator of the cluster for permission".to_owned(),
        ClusterFault::Busy(_) | ClusterFault::Failing(_) | ClusterFault::Garbled(_) => {
            format!("run the command again when the cluster has recovered; {AGAIN}")
        }
        ClusterFault::Blocked(_) => format!("free space on the cluster's disks, or remove the block; {AGAIN}"),
        ClusterFault::NotOpenSearch(_) => "name a node of an OpenSearch 2.4 or later with `--url`".to_owned(),
        ClusterFault::TooLarge => "raise `http.max_content_length` of the cluster".to_owned(),
        ClusterFault::DocumentRefused { .. } => {
            "another program made the index, or its mapping changed: rebuild it with `pullquote index --rebuild`".to_owned()
        }
        ClusterFault::Refused { .. } => return None,
    })
}

fn is_full(error: &IoError) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}
