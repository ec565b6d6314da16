//! What to do about an error or a problem. The library says what went wrong; only the command line knows which option helps.

use std::collections::BTreeSet;
use std::io::{Error as IoError, ErrorKind};

use pullquote::error::{ClusterFault, Error, Problem, ProblemKind, RecordingFault};

/// Said of errors that stop a run in the middle.
const AGAIN: &str = "what was committed is safe, and the same command goes on from there";

/// Returns what to do about an error of the library. `None` if the message says enough.
pub(crate) fn of_error(error: &Error) -> Option<String> {
    let hint = match error {
        Error::IndexMissing { .. } => "make one with `pullquote index PATH`, or name another with `--index DIR`",
        Error::IndexFormat { .. } | Error::IndexDamaged { .. } => {
            "make it anew with `pullquote index --rebuild PATH…`; the article files are not touched"
        }
        Error::IndexReplaced { .. } => "run the command again",
        Error::SourcesUnknown { .. } => "name them: `pullquote index --rebuild PATH…`",
        Error::NotAnIndex { .. } => "name an empty or new directory with `--index DIR`",
        Error::IndexLocked { .. } => "wait for it to end, with `--wait SECONDS`, or write to another index with `--index DIR`",
        Error::TooManyWords { .. } => "type more letters of it",
        Error::Cluster { fault, .. } => return of_cluster(fault),
        Error::TooManyToRead { .. } => "ask for fewer articles with it: for rarer words, for a phrase, or for fewer days",
        Error::ClusterIndexName { .. } => "use small letters, digits, `-` and `_`, beginning with a letter",
        Error::TakesTooLong { .. } => "ask for rarer words, or for fewer days, as with `since:7d`",
        Error::PathMissing { .. } => "check the spelling; nothing was changed",
        Error::TokenNeeded { .. } => "put one into a file and name it with `--token-file`, or listen at `127.0.0.1:PORT`",
        Error::ArticleMissing { .. } => "ids are shown by `pullquote search`",
        Error::NotRepeatable { .. } => "ask for less in one query",
        Error::Recording { fault, .. } => of_recording(fault),
        Error::ArticleAmbiguous { .. } => "give more characters of the id",
        Error::Io { source, .. } if is_full(source) => {
            "make room and run the command again; what was committed is safe, and it goes on from there"
        }
        Error::Io { .. } | Error::BrokenOff | Error::Engine(_) | Error::Judgments { .. } => return None,
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
        RecordingFault::NotOne => "make one with `pullquote search QUERY --record FILE`",
        RecordingFault::Version { .. } => "replay it with the version of the program that made it",
        RecordingFault::Cut | RecordingFault::LongLine | RecordingFault::Damaged(_) | RecordingFault::Query => {
            "use another copy of it; what was lost cannot be told from the rest"
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
        ClusterFault::Forbidden(_) => "ask whoever keeps the cluster for the permission".to_owned(),
        ClusterFault::Busy(_) | ClusterFault::Failing(_) | ClusterFault::Garbled(_) => {
            format!("run the command again when the cluster is well; {AGAIN}")
        }
        ClusterFault::Blocked(_) => format!("make room on the cluster's disks, or lift the block; {AGAIN}"),
        ClusterFault::NotOpenSearch(_) => "name a node of an OpenSearch 2.4 or later with `--url`".to_owned(),
        ClusterFault::TooLarge => "raise `http.max_content_length` of the cluster".to_owned(),
        ClusterFault::DocumentRefused { .. } => {
            "the index was made by something else or its mapping changed: make it anew with `pullquote index --rebuild`"
                .to_owned()
        }
        ClusterFault::Refused { .. } => return None,
    })
}

fn is_full(error: &IoError) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)
}
