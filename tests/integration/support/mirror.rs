//! A Maven repository on this machine that stands between the builds and the real one: it keeps
//! what it fetched, counts what it is asked for, and can be told to misbehave.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use tiny_http::{Header, Method, Request, Response, Server};

/// How the mirror misbehaves for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// 404, always.
    Missing,
    /// 503 once, then the file.
    BusyOnce,
    /// The file with one byte changed.
    Corrupt,
}

/// The mirror; it ends with the test.
pub(crate) struct Mirror {
    server: Arc<Server>,
    state: Arc<State>,
    workers: Vec<thread::JoinHandle<()>>,
}

struct State {
    upstream: String,
    store: PathBuf,
    client: ureq::Agent,
    requests: AtomicUsize,
    faults: Mutex<Vec<(String, Fault)>>,
    credentials: Option<String>,
    seen: Mutex<HashMap<String, usize>>,
}

impl Mirror {
    /// Starts a mirror that passes everything on.
    pub(crate) fn start() -> Self {
        Self::with(Vec::new(), None)
    }

    /// Starts a mirror that misbehaves for each file whose path contains the given text.
    pub(crate) fn with_faults(faults: &[(&str, Fault)]) -> Self {
        let faults = faults
            .iter()
            .map(|(text, fault)| ((*text).to_owned(), *fault))
            .collect();
        Self::with(faults, None)
    }

    /// Starts a mirror that wants `user:password`.
    pub(crate) fn with_credentials(user_and_password: &str) -> Self {
        Self::with(Vec::new(), Some(user_and_password.to_owned()))
    }

    fn with(faults: Vec<(String, Fault)>, credentials: Option<String>) -> Self {
        let server = Arc::new(
            Server::http(format!("{}:0", super::gateway())).expect("the mirror must find a port"),
        );
        let state = Arc::new(State {
            upstream: super::upstream_repository(),
            store: super::cache_folder().join("maven"),
            client: super::http_client(),
            requests: AtomicUsize::new(0),
            faults: Mutex::new(faults),
            credentials,
            seen: Mutex::default(),
        });
        let workers = (0..8)
            .map(|_| {
                let (server, state) = (server.clone(), state.clone());
                thread::spawn(move || {
                    while let Ok(request) = server.recv() {
                        state.answer(request);
                    }
                })
            })
            .collect();
        Self {
            server,
            state,
            workers,
        }
    }

    /// The address of the mirror, as a container sees it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}/maven2/", self.authority())
    }

    /// `host:port` of the mirror.
    pub(crate) fn authority(&self) -> String {
        self.server.server_addr().to_string()
    }

    /// How many requests came since the start.
    pub(crate) fn requests(&self) -> usize {
        self.state.requests.load(Ordering::SeqCst)
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        for _ in &self.workers {
            self.server.unblock();
        }
        for worker in self.workers.drain(..) {
            // A worker that panicked has already failed its build.
            let _ = worker.join();
        }
    }
}

impl State {
    fn answer(&self, request: Request) {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let path = request.url().trim_start_matches("/maven2/").to_owned();
        let head = *request.method() == Method::Head;
        let times_before = {
            let mut seen = self.seen.lock().expect("no worker panics with the lock");
            let count = seen.entry(path.clone()).or_default();
            *count += 1;
            *count - 1
        };
        // A client that went away is its own business.
        let _ = match self.reply(&request, &path, times_before) {
            Ok(body) if head => {
                request.respond(Response::empty(200).with_header(length_header(body.len())))
            }
            Ok(body) => request.respond(Response::from_data(body)),
            Err(status) => request.respond(Response::empty(status)),
        };
    }

    fn reply(&self, request: &Request, path: &str, times_before: usize) -> Result<Vec<u8>, u16> {
        if let Some(expected) = &self.credentials {
            let given = request
                .headers()
                .iter()
                .find(|header| header.field.equiv("Authorization"))
                .map(|header| header.value.as_str().to_owned());
            if given.as_deref() != Some(&super::basic(expected)) {
                return Err(401);
            }
        }
        let fault = self
            .faults
            .lock()
            .expect("no worker panics with the lock")
            .iter()
            .find(|(text, _)| path.contains(text))
            .map(|(_, fault)| *fault);
        match fault {
            Some(Fault::Missing) => Err(404),
            Some(Fault::BusyOnce) if times_before == 0 => Err(503),
            Some(Fault::Corrupt) => self.file(path).map(|mut body| {
                if let Some(last) = body.last_mut() {
                    *last ^= 1;
                }
                body
            }),
            _ => self.file(path),
        }
    }

    /// The file from the store, or from the real repository and then kept.
    fn file(&self, path: &str) -> Result<Vec<u8>, u16> {
        if path.split('/').any(|part| part == "..") {
            return Err(400);
        }
        let kept = self.store.join(path);
        if let Ok(body) = std::fs::read(&kept) {
            return Ok(body);
        }
        let url = format!("{}/{path}", self.upstream.trim_end_matches('/'));
        let mut body = Vec::new();
        match self.client.get(&url).call() {
            Ok(mut answer) => answer
                .body_mut()
                .as_reader()
                .read_to_end(&mut body)
                .map_err(|_| 502_u16)?,
            Err(ureq::Error::StatusCode(status)) => return Err(status),
            Err(_) => return Err(502),
        };
        keep(&kept, &body);
        Ok(body)
    }
}

/// Writes beside and renames, so that a test that is broken off leaves no half file.
fn keep(path: &Path, body: &[u8]) {
    let Some(folder) = path.parent() else { return };
    let stored = std::fs::create_dir_all(folder).and_then(|()| {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut file, body)?;
        file.persist(path).map_err(|error| error.error)
    });
    if let Err(error) = stored {
        eprintln!("The mirror could not keep {}: {error}", path.display());
    }
}

fn length_header(length: usize) -> Header {
    Header::from_bytes("Content-Length", length.to_string()).expect("a number is a header value")
}
