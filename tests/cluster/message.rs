//! A message of HTTP/1.1, read from a connection that stays open after it.

use std::io::{BufRead, Error, ErrorKind, Result};

pub(crate) struct Message {
    /// The first line and the headers, up to the empty line and with it.
    pub(crate) head: String,
    /// What it carries, without the sizes of the chunks where it comes in chunks.
    pub(crate) body: Vec<u8>,
    /// All of it, as it came.
    pub(crate) bytes: Vec<u8>,
}

impl Message {
    /// Reads a request; none where the other side has closed instead.
    pub(crate) fn request(connection: &mut impl BufRead) -> Result<Option<Message>> {
        if connection.fill_buf()?.is_empty() {
            return Ok(None);
        }
        let mut message = Message::headed(connection)?;
        message.read_body(connection)?;
        Ok(Some(message))
    }

    /// Reads the reply to a request of that method. One that ends too early is an error.
    pub(crate) fn reply(connection: &mut impl BufRead, method: &str) -> Result<Message> {
        let mut message = Message::headed(connection)?;
        let says_its_length = message.header("content-length").is_some() || message.header("transfer-encoding").is_some();
        if method == "HEAD" || matches!(message.status(), 204 | 304) {
            return Ok(message);
        }
        if says_its_length {
            message.read_body(connection)?;
        } else {
            connection.read_to_end(&mut message.body)?;
            message.bytes.extend_from_slice(&message.body);
        }
        Ok(message)
    }

    fn headed(connection: &mut impl BufRead) -> Result<Message> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if connection.read_line(&mut head)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
        let bytes = head.clone().into_bytes();
        Ok(Message { head, body: Vec::new(), bytes })
    }

    fn read_body(&mut self, connection: &mut impl BufRead) -> Result<()> {
        if self.header("transfer-encoding").is_some_and(|encoding| encoding.eq_ignore_ascii_case("chunked")) {
            return self.read_chunks(connection);
        }
        let length = self.header("content-length").map_or(Ok(0), str::parse).map_err(Error::other)?;
        self.body.resize(length, 0);
        connection.read_exact(&mut self.body)?;
        self.bytes.extend_from_slice(&self.body);
        Ok(())
    }

    fn read_chunks(&mut self, connection: &mut impl BufRead) -> Result<()> {
        loop {
            let mut line = String::new();
            connection.read_line(&mut line)?;
            let size = line.split(';').next().unwrap_or_default().trim();
            let size = usize::from_str_radix(size, 16).map_err(Error::other)?;
            let mut chunk = vec![0; size];
            connection.read_exact(&mut chunk)?;
            let mut end = [0; 2];
            connection.read_exact(&mut end)?;
            for part in [line.as_bytes(), &chunk, &end] {
                self.bytes.extend_from_slice(part);
            }
            self.body.append(&mut chunk);
            if size == 0 {
                return Ok(());
            }
        }
    }

    /// The value of a header, whose name is given in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// A word of the first line: of a request its method, path and version, of a reply its version, status and reason.
    pub(crate) fn word(&self, position: usize) -> &str {
        self.head.lines().next().and_then(|line| line.split(' ').nth(position)).unwrap_or_default()
    }

    /// The status of a reply, 0 where it is none.
    pub(crate) fn status(&self) -> u16 {
        self.word(1).parse().unwrap_or(0)
    }
}
