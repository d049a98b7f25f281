//! A server that misbehaves as told.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a client asked for.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// `GET`, or `CONNECT` for a proxy.
    pub(super) method: String,
    /// The path, or host and port for a proxy.
    pub(super) target: String,
    /// The headers, their names in lower case.
    pub(super) headers: BTreeMap<String, String>,
}

/// What the server does.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// A whole answer: status, headers, body.
    Whole(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// A body that ends before it should, by closing the connection.
    BreakOff { promised: usize, body: Vec<u8> },
    /// A body that never goes on.
    Stall { promised: usize, body: Vec<u8> },
    /// A tunnel to wherever the client wants to go, as a proxy makes it.
    Tunnel,
}

impl Reply {
    pub(super) fn ok(body: &[u8]) -> Self {
        Self::Whole(200, vec![], body.to_vec())
    }

    pub(super) fn status(status: u16) -> Self {
        Self::Whole(status, vec![], b"no".to_vec())
    }

    pub(super) fn redirect(to: String) -> Self {
        Self::Whole(302, vec![("Location", to)], vec![])
    }
}

type Script = dyn Fn(&Request, usize) -> Reply + Send + Sync;

/// Listens on this machine's own address until the test ends.
pub(super) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// Answers each request with what `script` says to it and its number, from 0.
    pub(super) fn start(script: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, seen) = (Arc::clone(&script), Arc::clone(&seen));
                thread::spawn(move || serve(&stream.unwrap(), &*script, &seen));
            }
        });
        Self { address, requests }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// Serves one connection with one request.
fn serve(stream: &TcpStream, script: &Script, seen: &Mutex<Vec<Request>>) {
    let Some(request) = read_request(stream) else {
        return;
    };
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(request.clone());
        seen.len() - 1
    };
    // A client that has gone away is part of some tests.
    let _ = answer(stream, &request, script(&request, number));
}

fn read_request(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let headers = lines
        .map_while(|line| line.ok().filter(|line| !line.is_empty()))
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        })
        .collect();
    Some(Request {
        method,
        target,
        headers,
    })
}

fn answer(mut stream: &TcpStream, request: &Request, reply: Reply) -> std::io::Result<()> {
    let start = |mut stream: &TcpStream, length: usize, body: &[u8]| {
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"
        )?;
        stream.write_all(body)?;
        stream.flush()
    };
    match reply {
        Reply::Whole(status, headers, body) => {
            write!(stream, "HTTP/1.1 {status} X\r\nConnection: close\r\n")?;
            for (name, value) in headers {
                write!(stream, "{name}: {value}\r\n")?;
            }
            write!(stream, "Content-Length: {}\r\n\r\n", body.len())?;
            stream.write_all(&body)
        }
        Reply::BreakOff { promised, body } => start(stream, promised, &body),
        Reply::Stall { promised, body } => {
            start(stream, promised, &body)?;
            thread::sleep(Duration::from_secs(20));
            Ok(())
        }
        Reply::Tunnel => {
            let far = TcpStream::connect(&request.target)?;
            write!(stream, "HTTP/1.1 200 OK\r\n\r\n")?;
            let (mut near_in, mut far_out) = (stream.try_clone()?, far.try_clone()?);
            thread::spawn(move || std::io::copy(&mut near_in, &mut far_out));
            std::io::copy(&mut &far, &mut stream).map(|_| ())
        }
    }
}
