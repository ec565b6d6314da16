//! A connection whose client must read.
//!
//! Only the time counts in which the server has something to send and the client takes nothing.
//! Each answer has an allowance of such time, which grows with what is read. So a slow line gets
//! its answer, and a client that takes a byte now and then loses its connection.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::visits::Visit;

/// Number of bytes that a client must read in a second, on average, after the time that is free.
const MIN_BYTES_PER_SECOND: u64 = 16 << 10;

/// A stream to a client.
pub(super) struct Paced<S> {
    stream: S,
    visit: Arc<Visit>,
    /// The longest time in which nothing is read, and the time that is free for each answer.
    write_time: Duration,
    /// The number of the request that is answered, and how it was read so far.
    answer: u64,
    n_bytes: u64,
    waited: Duration,
    /// Since when nothing is read, and until when that may last.
    stalled: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> Paced<S> {
    pub(super) fn new(stream: S, visit: Arc<Visit>, write_time: Duration) -> Paced<S> {
        Paced { stream, visit, write_time, answer: 0, n_bytes: 0, waited: Duration::ZERO, stalled: None }
    }

    /// Takes account of an attempt to write.
    fn paced(&mut self, written: Poll<io::Result<usize>>, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let answer = self.visit.n_requests();
        if self.answer != answer {
            (self.answer, self.n_bytes, self.waited) = (answer, 0, Duration::ZERO);
        }
        let Poll::Pending = written else {
            if let Some((since, _)) = self.stalled.take() {
                self.waited += since.elapsed();
                self.visit.is_read();
            }
            if let Poll::Ready(Ok(n)) = &written {
                self.n_bytes += *n as u64;
            }
            return written;
        };
        let left = self.left();
        let (_, until) = self.stalled.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        self.visit.waits();
        until.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Returns for how long nothing may be read from now on.
    fn left(&self) -> Duration {
        let allowed = self.write_time + Duration::from_millis(self.n_bytes.saturating_mul(1000) / MIN_BYTES_PER_SECOND);
        allowed.saturating_sub(self.waited).min(self.write_time)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.paced(written, cx)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.paced(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::super::visits::Visits;
    use super::*;

    /// A client that takes a byte after each pause.
    struct Trickle {
        pause: Duration,
        next: Pin<Box<Sleep>>,
    }

    impl AsyncWrite for Trickle {
        fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            self.next.as_mut().poll(cx).map(|()| {
                self.next = Box::pin(sleep(self.pause));
                Ok(1)
            })
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    fn paced<S>(stream: S, write_time: Duration) -> Paced<S> {
        Paced::new(stream, Arc::clone(&Visits::new().open().visit), write_time)
    }

    /// Returns how many bytes a client took before it lost its connection.
    fn n_taken(pause: Duration) -> usize {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let mut stream = paced(Trickle { pause, next: Box::pin(sleep(pause)) }, Duration::from_millis(200));
            let mut n_taken = 0;
            loop {
                match poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, b"answer")).await {
                    Ok(n) => n_taken += n,
                    Err(error) => {
                        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
                        return n_taken;
                    }
                }
            }
        })
    }

    #[test]
    fn a_client_that_takes_nothing_or_too_little_loses_its_connection() {
        assert_eq!(n_taken(Duration::from_secs(600)), 0);
        assert!((0..=5).contains(&n_taken(Duration::from_millis(40))));
    }

    #[test]
    fn what_is_read_earns_time_up_to_a_limit_and_each_answer_begins_anew() {
        let second = Duration::from_secs(1);
        let mut stream = paced((), 10 * second);
        let mut left = |n_bytes: u64, waited: u32| {
            (stream.n_bytes, stream.waited) = (n_bytes, second * waited);
            stream.left()
        };
        assert_eq!(left(0, 0), 10 * second);
        assert_eq!(left(0, 8), 2 * second);
        assert_eq!(left(0, 11), Duration::ZERO);
        assert_eq!(left(4 * MIN_BYTES_PER_SECOND, 11), 3 * second);
        assert_eq!(left(u64::MAX, 11), 10 * second);
        drop(stream.visit.answers());
        let mut cx = Context::from_waker(std::task::Waker::noop());
        assert!(stream.paced(Poll::Ready(Ok(7)), &mut cx).is_ready());
        assert_eq!((stream.n_bytes, stream.left()), (7, 10 * second));
    }
}
