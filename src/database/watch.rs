//! Looks after a server while a long statement runs: its client waits for ever for one that hangs, and nothing else tells
//! a server that works from one that does not.

use crate::launch::host::Host;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may be silent: longer than the pause of one that starts again or of another that takes its place.
pub const SILENCE: Duration = Duration::from_secs(120);
/// Between two looks.
const PERIOD: Duration = Duration::from_secs(15);
/// For one look.
const LOOK: Duration = Duration::from_secs(10);
/// The question whether a server speaks TLS, which it answers with one byte before anything else.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// Ends the watch when it is dropped.
pub struct Watch {
    _end: Sender<()>,
}

/// Calls `gone` once no server of a database has answered for [`SILENCE`].
pub fn watch(servers: Vec<Host>, gone: impl FnOnce() + Send + 'static) -> Watch {
    let (end, ended) = mpsc::channel();
    thread::spawn(move || {
        let mut silence = Silence::default();
        while ended.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
            let answers = servers.iter().any(|server| answers(server).is_ok());
            if silence.lasts(answers, Instant::now()) {
                gone();
                return;
            }
        }
    });
    Watch { _end: end }
}

fn answers(server: &Host) -> io::Result<()> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in (server.name.as_str(), server.port).to_socket_addrs()? {
        let asked = TcpStream::connect_timeout(&address, LOOK).and_then(|mut connection| {
            connection.set_read_timeout(Some(LOOK))?;
            connection.write_all(&SSL_REQUEST)?;
            connection.read_exact(&mut [0])
        });
        match asked {
            Ok(()) => return Ok(()),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Since when nobody answers.
#[derive(Default)]
struct Silence {
    since: Option<Instant>,
}

impl Silence {
    fn lasts(&mut self, answers: bool, now: Instant) -> bool {
        if answers {
            self.since = None;
            return false;
        }
        let since = *self.since.get_or_insert(now);
        now.duration_since(since) >= SILENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    #[test]
    fn one_answer_ends_a_silence() {
        let start = Instant::now();
        let mut silence = Silence::default();
        assert!(!silence.lasts(false, start));
        assert!(!silence.lasts(false, start + SILENCE / 2));
        assert!(!silence.lasts(true, start + SILENCE));
        assert!(!silence.lasts(false, start + SILENCE * 2));
        assert!(!silence.lasts(false, start + SILENCE * 2 + SILENCE / 2));
        assert!(silence.lasts(false, start + SILENCE * 3));
    }

    #[test]
    fn a_server_answers_with_a_byte() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let host = Host {
            name: "127.0.0.1".into(),
            port: listener.local_addr().unwrap().port(),
        };
        let server = thread::spawn(move || {
            let mut asked = [0; 8];
            let (mut connection, _) = listener.accept().unwrap();
            connection.read_exact(&mut asked).unwrap();
            connection.write_all(b"N").unwrap();
            // The next one is closed without a word.
            drop(listener.accept().unwrap());
            asked
        });
        assert!(answers(&host).is_ok());
        assert!(answers(&host).is_err());
        assert_eq!(server.join().unwrap(), SSL_REQUEST);
        assert!(answers(&host).is_err());
    }
}
