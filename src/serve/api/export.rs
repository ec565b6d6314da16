//! All matching articles as records for other programs, sent while they are read.
//!
//! An export has a thread of its own and not one of those that answer searches, so a client that
//! reads slowly delays nobody. There are few such threads, and each has a time limit. Too long an
//! export is refused before the first byte. An export that stops later lacks the chunk that ends a
//! body, so that no client takes it for complete.

use std::io::{self, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use hyper::body::Frame;
use serde::Deserialize;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use utoipa::IntoParams;

use super::answer::{ParsedParameters, parameters};
use super::attachment::{Kind, attachment};
use super::fault_docs::Faults;
use crate::checkpoint::{self, Checkpoint};
use crate::choice::{Count, ExportFormat, Sort, Syntax};
use crate::deadline::Deadline;
use crate::engine::{ReadOrder, Snapshot};
use crate::error::Error;
use crate::hit::{Coverage, SearchRequest};
use crate::matching::Pattern;
use crate::query::{Query as Searched, QueryProblem};
use crate::render::export::Export;
use crate::search::open_note;
use crate::serve::asked::{self, understood};
use crate::serve::fault::Fault;
use crate::serve::state::ServerState;

/// Maximum number of articles in an export.
pub(in crate::serve) const MAX_EXPORTED: usize = 10_000;

/// Maximum time of an export, however slowly it is read.
const EXPORT_TIME: Duration = Duration::from_secs(60);

/// Size of a piece of the body, and maximum number of pieces that wait.
const CHUNK_BYTES: usize = 64 << 10;
const N_CHUNKS: usize = 4;

/// Pause between checks for room for another piece.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What is to be exported.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExportParameters {
    /// The articles to export, in the query language. All of its words must match, and at most 10,000 articles may match.
    #[param(max_length = 4096)]
    q: String,
    /// Whose rules `q` is read by.
    #[serde(default)]
    #[param(inline, default = "pullquote")]
    syntax: Syntax,
    /// The form.
    #[serde(default)]
    #[param(inline, default = "csv")]
    format: ExportFormat,
}

/// Sends all matching articles, one record each, ordered by id.
#[utoipa::path(
    get,
    path = "/api/v1/export",
    params(ExportParameters),
    responses(
        (
            status = OK,
            description = "the records; if the chunked body does not end properly, the export is incomplete; the header `Pullquote-Notes` has the notes about the query, as a JSON array",
            content(
                (String = "text/csv"),
                (String = "application/jsonl"),
                (String = "application/x-research-info-systems"),
                (String = "application/x-bibtex"),
                (Vec<Object> = "application/vnd.citationstyles.csl+json"),
                (String = "text/markdown")
            )
        ),
        Faults
    )
)]
pub(super) async fn get_export(
    State(server): State<Arc<ServerState>>,
    asked: ParsedParameters<ExportParameters>,
) -> Result<Response, Fault> {
    let ExportParameters { q, syntax, format } = parameters(asked)?;
    let Ok(place) = server.export_places().try_acquire_owned() else {
        let fault = Fault::new(StatusCode::SERVICE_UNAVAILABLE, "too many exports are at work");
        return Err(fault.hint("come again in a moment"));
    };
    let text = q.clone();
    let (query, notes, snapshot) = server.work(move |server| checked(server, &text, syntax)).await?;
    let snapshot = snapshot.within(Deadline::after(EXPORT_TIME));
    let (sender, receiver) = channel(N_CHUNKS);
    let mut out = Chunks { buffer: Vec::new(), sender, until: Instant::now() + EXPORT_TIME };
    let reader = Arc::new(Reader { sender: out.sender.clone(), until: out.until });
    let spawned = std::thread::Builder::new().name("export".to_owned()).spawn(move || {
        // The end of the body tells the client.
        if checkpoint::under(reader, || write(&*snapshot, &query, format, &mut out)).is_ok() {
            drop(out.send(Piece::End));
        }
        drop(place);
    });
    spawned.map_err(|_| Fault::new(StatusCode::SERVICE_UNAVAILABLE, "the system has no more threads"))?;
    let body = Exported { receiver, is_whole: false };
    Ok(attachment(Body::new(body), Kind::of(format), "export", (&q, &notes)))
}

type Checked = (Searched, Vec<QueryProblem>, Arc<dyn Snapshot>);

/// Returns the query, the notes about it, and the snapshot, if not too much matches.
fn checked(server: &ServerState, text: &str, syntax: Syntax) -> Result<Checked, Fault> {
    let (query, mut notes) = understood(text, syntax, server.today())?;
    let snapshot = server.newest();
    let request = SearchRequest { query, coverage: Coverage::All, sort: Sort::Newest, count: Count::Exact, offset: 0, limit: 0 };
    let total = snapshot.search(&request)?.total;
    if total > MAX_EXPORTED {
        let fault = asked::bad(format!("{total} articles match, and an export has at most {MAX_EXPORTED}"));
        return Err(fault
            .hint("ask for fewer days, as with `since:2024-03 until:2024-03`; the command line exports any number of articles"));
    }
    notes.extend(open_note(&*snapshot, text));
    Ok((request.query, notes, snapshot))
}

fn write(snapshot: &dyn Snapshot, query: &Searched, format: ExportFormat, out: &mut Chunks) -> Result<(), Error> {
    let broken_off = |_: io::Error| Error::BrokenOff;
    let pattern = Pattern::new(query, Coverage::All);
    let mut export = Export::new(format, &pattern, snapshot.ledger());
    export.begin(out, &query.to_string()).map_err(broken_off)?;
    snapshot.each_match(query, Coverage::All, ReadOrder::ById, &mut |article| export.write(out, &article).map_err(broken_off))?;
    export.end(out).and_then(|()| out.flush()).map_err(broken_off)
}

/// A piece of the body.
enum Piece {
    Bytes(Bytes),
    /// All was sent.
    End,
}

/// Whoever reads an export. The work stops if nobody reads any more, also while nothing is found.
struct Reader {
    sender: Sender<Piece>,
    until: Instant,
}

impl Checkpoint for Reader {
    fn passes(&self) -> bool {
        !self.sender.is_closed() && Instant::now() < self.until
    }
}

/// The writer of an export. Writing waits for the reader until the time is over.
struct Chunks {
    buffer: Vec<u8>,
    sender: Sender<Piece>,
    until: Instant,
}

impl Chunks {
    fn send(&self, mut piece: Piece) -> io::Result<()> {
        loop {
            piece = match self.sender.try_send(piece) {
                Ok(()) => return Ok(()),
                // Nobody reads any more.
                Err(TrySendError::Closed(_)) => return Err(io::ErrorKind::BrokenPipe.into()),
                Err(TrySendError::Full(piece)) => piece,
            };
            if self.until <= Instant::now() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            // The channel cannot wait with a time limit outside the runtime, which may end before
            // this thread.
            std::thread::sleep(LOOK_EVERY);
        }
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.buffer);
        self.send(Piece::Bytes(bytes.into()))
    }
}

/// The body of an answer while it is written.
struct Exported {
    receiver: Receiver<Piece>,
    is_whole: bool,
}

impl HttpBody for Exported {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.is_whole {
            return Poll::Ready(None);
        }
        self.receiver.poll_recv(cx).map(|piece| match piece {
            Some(Piece::Bytes(bytes)) => Some(Ok(Frame::data(bytes))),
            Some(Piece::End) => {
                self.is_whole = true;
                None
            }
            None => Some(Err(io::ErrorKind::UnexpectedEof.into())),
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    fn body(pieces: Vec<Piece>) -> Body {
        let (sender, receiver) = channel(N_CHUNKS);
        pieces.into_iter().for_each(|piece| sender.try_send(piece).unwrap_or_default());
        Body::new(Exported { receiver, is_whole: false })
    }

    #[test]
    fn what_is_broken_off_is_never_taken_for_whole() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let read = |pieces| runtime.block_on(to_bytes(body(pieces), usize::MAX));
        let piece = || Piece::Bytes("id,title\r\n".into());
        assert_eq!(read(vec![piece(), piece(), Piece::End]).unwrap().len(), 20);
        assert!(read(vec![piece(), piece()]).is_err());
        assert!(read(vec![]).is_err());
    }

    #[test]
    fn an_export_goes_on_while_somebody_reads_and_there_is_time() {
        let (sender, receiver) = channel(1);
        let soon = Instant::now() + EXPORT_TIME;
        let [in_time, late] = [soon, Instant::now()].map(|until| Reader { sender: sender.clone(), until });
        assert!(in_time.passes() && !late.passes());
        drop(receiver);
        assert!(!in_time.passes());
    }

    #[test]
    fn writing_ends_when_its_time_is_over() {
        let (sender, _receiver) = channel(1);
        let mut out = Chunks { buffer: Vec::new(), sender, until: Instant::now() };
        // Nobody reads: one piece waits, and there is no time to wait for the next.
        let written = (0..3).try_for_each(|_| out.write_all(&[b'x'; CHUNK_BYTES]));
        assert!(written.is_err());
    }
}
