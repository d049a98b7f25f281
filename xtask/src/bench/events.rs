//! Events per second by `pio import` and `pio export`, and by the event server's batches, on the same machine.

use crate::buildpack::pack_build;
use crate::containers::{Containers, Names, remove_all};
use crate::error::Error;
use crate::events::{Client, batches};
use crate::stack;
use crate::stack::paths::workspace_root;
use bullet_stream::global::print;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const NAMES: Names = Names {
    name: "predictionio-bench-events",
    label: "io.predictionio.bench",
};

const EVENTSERVER: &str = "eventserver";

/// Connections to the event server, as many as its pool of the database has.
const CLIENTS: usize = 8;

/// Sends the same events both ways, each into an app of its own, and prints the rates.
pub(crate) fn run(count: u32, builder: Option<&str>) -> Result<(), Error> {
    let stack = stack::up(builder)?;
    let example = workspace_root().join("examples/classification");
    pack_build(&stack, &example, NAMES.name, &[])?;
    let containers = Containers::new(&stack, NAMES)?;
    containers.remove()?;
    containers.start_postgres()?;
    let data = tempfile::tempdir()?;
    // The processes of the image run as another user.
    fs_err::set_permissions(data.path(), std::fs::Permissions::from_mode(0o777))?;
    let events = events(count)?;
    fs_err::write(data.path().join("events.json"), &events)?;
    for app in ["bulk", "batches"] {
        let words = ["pio", "app", "new", app, "--access-key", app];
        containers.run("launcher", &words)?;
    }

    print::bullet(format!("{count} events"));
    let mount = format!("{}:/data", data.path().display());
    let pio = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let started = Instant::now();
        containers.run_with(&["--volume", &mount], "launcher", &words)?;
        Ok::<_, Error>(started.elapsed())
    };
    let imported = pio("pio import --app bulk --input /data/events.json")?;
    print::sub_bullet(rate("pio import", count, imported));
    let again = pio("pio export --app bulk --output /data/out.json")?;
    print::sub_bullet(rate("pio export", count, again));
    let over_http = by_batches(&containers, &events)?;
    print::sub_bullet(rate("50 in a request", count, over_http));
    let times = over_http.as_secs_f64() / imported.as_secs_f64();
    print::sub_bullet(format!("pio import is {times:.1} times as fast"));
    remove_all(NAMES)
}

/// Starting the container counts, starting the event server does not.
fn by_batches(containers: &Containers, events: &str) -> Result<Duration, Error> {
    containers.start(EVENTSERVER, 7070)?;
    let server = containers.wait_for(&Client::new(), EVENTSERVER, 7070)?;
    let url = format!("{server}/batch/events.json?accessKey=batches");
    let batches = batches(events);
    let next = AtomicUsize::new(0);
    let send = || {
        let client = Client::new();
        while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
            client.send_events(&url, batch)?;
        }
        Ok::<_, Error>(())
    };
    let started = Instant::now();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(send)).collect();
        clients
            .into_iter()
            .try_for_each(|client| client.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })?;
    Ok(started.elapsed())
}

/// Views of items by users over a year, of about 200 bytes each; the same in each run.
pub(super) fn write_events(count: u32, to: &mut impl Write) -> io::Result<()> {
    for number in 0..count {
        let (user, item) = (
            number.wrapping_mul(7919) % 20_011,
            number.wrapping_mul(104_729) % 5_003,
        );
        let (month, day) = (number % 12 + 1, number / 12 % 28 + 1);
        let (minute, second) = (number / 60 % 60, number % 60);
        writeln!(
            to,
            "{{\"event\":\"view\",\"entityType\":\"user\",\"entityId\":\"u{user}\",\"targetEntityType\":\"item\",\
             \"targetEntityId\":\"i{item}\",\"properties\":{{\"rating\":{}.5,\"source\":\"web\"}},\
             \"eventTime\":\"2015-{month:02}-{day:02}T12:{minute:02}:{second:02}.000Z\"}}",
            number % 5
        )?;
    }
    Ok(())
}

fn events(count: u32) -> io::Result<String> {
    let mut text = Vec::new();
    write_events(count, &mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

pub(super) fn rate(what: &str, count: u32, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    format!(
        "{what}: {:.0} events per second ({seconds:.1} s)",
        f64::from(count) / seconds
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_per_second() {
        let told = rate("x", 3000, Duration::from_millis(1500));
        assert_eq!(told, "x: 2000 events per second (1.5 s)");
    }

    #[test]
    fn every_event_is_one_that_pio_takes() {
        use predictionio_buildpack::events::{Event, Time};
        let events = events(5000).unwrap();
        assert_eq!(events.lines().count(), 5000);
        for line in events.lines() {
            assert!(Event::parse(line, Time::now()).is_ok(), "{line}");
        }
    }
}
