//! The lines of a file, one at a time, so that memory stays flat whatever the file's size.

use super::fault::Fault;
use std::io::{self, BufRead};

/// Bytes that a line may have: twice of what PIO's event server takes in one request.
pub const LONGEST: usize = 16 << 20;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Reads lines of text, counted from 1.
pub struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    number: u64,
}

/// A line that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its place in the file, from 1, with blank lines counted.
    pub number: u64,
    /// What it says.
    pub text: Result<&'a str, Fault>,
}

impl<R: BufRead> Lines<R> {
    /// Reads from the beginning of `input`.
    pub fn new(input: R) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            number: 0,
        }
    }

    /// The next line that is not blank, or nothing at the end.
    ///
    /// # Errors
    /// When reading fails.
    pub fn read(&mut self) -> io::Result<Option<Line<'_>>> {
        loop {
            let Some(fits) = self.fill()? else {
                return Ok(None);
            };
            self.number += 1;
            if !fits || !self.buffer.trim_ascii().is_empty() {
                let text = self.text(fits);
                return Ok(Some(Line {
                    number: self.number,
                    text,
                }));
            }
        }
    }

    fn text(&self, fits: bool) -> Result<&str, Fault> {
        if !fits {
            return Err(Fault::LineTooLong(LONGEST));
        }
        let text = str::from_utf8(self.buffer.trim_ascii()).map_err(|_| Fault::NotUtf8)?;
        Ok(match self.number {
            1 => text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text),
            _ => text,
        })
    }

    /// Reads a line into the buffer and says whether it fits; what does not is passed over.
    fn fill(&mut self) -> io::Result<Option<bool>> {
        self.buffer.clear();
        let mut fits = true;
        let mut seen = false;
        loop {
            let available = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                available => available?,
            };
            if available.is_empty() {
                return Ok(seen.then_some(fits));
            }
            seen = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            fits = fits && self.buffer.len() + part.len() <= LONGEST;
            if fits {
                self.buffer.extend(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                return Ok(Some(fits));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor, Read};

    fn read(input: impl BufRead) -> Vec<(u64, Result<String, Fault>)> {
        let mut lines = Lines::new(input);
        let mut all = Vec::new();
        while let Some(line) = lines.read().unwrap() {
            all.push((line.number, line.text.map(ToOwned::to_owned)));
        }
        all
    }

    fn is(number: u64, text: &str) -> (u64, Result<String, Fault>) {
        (number, Ok(text.to_owned()))
    }

    #[test]
    fn lines_are_counted_and_blank_ones_passed_over() {
        let text = "\u{feff}a\r\n\n \t\r\nb b \nc";
        let expected = [is(1, "a"), is(4, "b b"), is(5, "c")];
        assert_eq!(read(Cursor::new(text)), expected);
        assert_eq!(
            read(BufReader::with_capacity(1, Cursor::new(text))),
            expected
        );
        assert_eq!(read(Cursor::new("")), []);
    }

    #[test]
    fn a_line_that_is_no_text_is_named() {
        assert_eq!(
            read(Cursor::new(b"a\n\xff\nb")),
            [is(1, "a"), (2, Err(Fault::NotUtf8)), is(3, "b")]
        );
    }

    #[test]
    fn a_line_without_an_end_takes_no_memory() {
        let longest = u64::try_from(LONGEST).unwrap();
        let long = io::repeat(b'x').take(3 * longest);
        let mut lines = Lines::new(BufReader::new(long.chain(Cursor::new("\nb"))));
        let first = lines.read().unwrap().unwrap();
        assert_eq!(first.text, Err(Fault::LineTooLong(LONGEST)));
        assert!(lines.buffer.capacity() <= 2 * LONGEST);
        assert_eq!(lines.read().unwrap().unwrap().text, Ok("b"));
    }
}
