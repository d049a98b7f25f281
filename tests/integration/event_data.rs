//! Events in and out by the launcher, beside PIO's own event server, and what belongs to them: channels and keys.

use crate::support::docker::{Ended, Run};
use crate::support::engine::{Postgres, get, post, wait_for_server};
use libcnb_test::{assert_contains, assert_not_contains};
use serde_json::{Value, json};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

/// PIO stores local times: nothing may come out otherwise for it.
const ZONE: &str = "America/St_Johns";

/// What is hard to bring through two languages, a database and back.
fn odd_events() -> Vec<Value> {
    let event = |id: &str, fields: Value| {
        let mut event = json!({"event": "view", "entityType": "user", "entityId": id});
        let fields = fields.as_object().unwrap().clone();
        event.as_object_mut().unwrap().extend(fields);
        event
    };
    vec![
        event("plain", json!({"eventTime": "2015-06-01T12:00:00.123Z"})),
        event("offset", json!({"eventTime": "2015-06-01T12:00:00+05:30"})),
        event(
            "nine digits",
            json!({"eventTime": "2015-06-01T12:00:00.999999999-11:00"}),
        ),
        event(
            "before 1970",
            json!({"eventTime": "1969-12-31T23:59:59.999Z"}),
        ),
        event("Julian", json!({"eventTime": "0001-01-01T00:00:00Z"})),
        event(
            "Gregorian",
            json!({"eventTime": "1582-10-15T00:00:00.000Z"}),
        ),
        event("later", json!({"eventTime": "9999-12-31T23:59:59.999Z"})),
        event(
            "\"\\\t\u{1}é😀",
            json!({"eventTime": "2015-01-01T00:00:00Z"}),
        ),
        json!({"event": 5, "entityType": 1e10, "entityId": 12.5, "eventTime": "2015-01-01T00:00:00Z"}),
        event(
            "target",
            json!({"targetEntityType": "item", "targetEntityId": "i\n1", "prId": "p", "eventTime": "2015-02-01T00:00:00Z"}),
        ),
        event(
            "properties",
            json!({
                "event": "$set", "eventTime": "2015-03-01T00:00:00Z",
                "properties": {"n": null, "i": 12_345_678_901_234_567_890_u64, "d": -1.5e-7, "b": true, "s": "\u{0}\u{2028}ü",
                    "a": [1, [2, {"x": {}}]], "": "", "o": {"pio_x": 1}}
            }),
        ),
    ]
}

/// The parts of a test: the image, its database, and a directory that containers see as `/data`.
struct Bench<'a> {
    image: &'a str,
    url: String,
    zone: &'a str,
    data: TempDir,
}

impl<'a> Bench<'a> {
    fn new(image: &'a str, url: String, zone: &'a str) -> Self {
        let data = tempfile::tempdir().unwrap();
        // The process runs as another user than this test.
        fs::set_permissions(data.path(), fs::Permissions::from_mode(0o777)).unwrap();
        Self {
            image,
            url,
            zone,
            data,
        }
    }

    fn run(&self) -> Run {
        Run::new(self.image)
            .hardened()
            .env("DATABASE_URL", &self.url)
            .env("TZ", self.zone)
            .option(&["--volume", &format!("{}:/data", self.data.path().display())])
    }

    fn ended(&self, line: &str) -> Ended {
        let words: Vec<&str> = ["pio"].into_iter().chain(line.split(' ')).collect();
        self.run().command(&words).to_end()
    }

    fn works(&self, line: &str) -> String {
        let ended = self.ended(line);
        assert_eq!(ended.code, 0, "{line}: {}", ended.log);
        ended.log
    }

    fn fails(&self, line: &str) -> String {
        let ended = self.ended(line);
        assert_eq!(ended.code, 1, "{line}: {}", ended.log);
        assert_not_contains!(ended.log, "\tat ");
        ended.log
    }

    fn write(&self, name: &str, lines: &[String]) {
        fs::write(self.data.path().join(name), lines.join("\n")).unwrap();
    }

    /// The events of a file that was exported, in an order of their own.
    fn exported(&self, name: &str) -> Vec<Value> {
        sorted(lines(&self.data.path().join(name)))
    }
}

/// What the event server says of all events of a key's app.
fn served(address: std::net::SocketAddr, query: &str) -> Vec<Value> {
    let answer = get(address, &format!("/events.json?limit=-1&accessKey={query}")).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    sorted(answer.json().as_array().unwrap().clone())
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    let events = text.lines().map(|line| serde_json::from_str(line).unwrap());
    events.collect()
}

fn sorted(mut events: Vec<Value>) -> Vec<Value> {
    events.sort_by_key(ToString::to_string);
    events
}

/// Without what is new for each event that comes in.
fn without(events: Vec<Value>, fields: &[&str]) -> Vec<Value> {
    let strip = |mut event: Value| {
        for field in fields {
            event.as_object_mut().unwrap().remove(*field);
        }
        event
    };
    sorted(events.into_iter().map(strip).collect())
}

pub(crate) fn events_move_in_and_out(image: &str, postgres: &Postgres) {
    let bench = Bench::new(image, postgres.url(), "UTC");
    bench.works("app new imported --access-key imported");
    bench.works("app new posted --access-key posted");
    bench.works("app channel-new imported mobile");
    let events: Vec<String> = odd_events().iter().map(ToString::to_string).collect();
    bench.write("odd.json", &events);

    it_is_the_same_as_by_the_event_server(&bench);
    a_round_trip_changes_nothing(&bench);
    pio_itself_does_the_same(&bench, postgres);
    a_bad_line_stops_everything(&bench);
    an_engine_learns_from_what_was_imported(&bench);
    data_channels_and_keys_go(&bench);
}

fn it_is_the_same_as_by_the_event_server(bench: &Bench) {
    let server = bench
        .run()
        .process("eventserver")
        .option(&["--publish", "127.0.0.1::7070"])
        .start();
    let address = wait_for_server(&server, 7070);
    let batch = Value::from(odd_events()).to_string();
    let answer = post(address, "/batch/events.json?accessKey=posted", &batch).unwrap();
    for (result, event) in answer.json().as_array().unwrap().iter().zip(odd_events()) {
        assert_eq!(result["status"], 201, "{result} for {event}");
    }
    let imported = bench.works("import --app imported --input /data/odd.json");
    assert_contains!(imported, &format!("Imported {} events", odd_events().len()));
    let new = ["eventId", "creationTime"];
    let posted = without(served(address, "posted"), &new);
    assert_eq!(without(served(address, "imported"), &new), posted);
    // And what is exported is what the event server says.
    bench.works("export --app posted --output /data/posted.json");
    assert_eq!(bench.exported("posted.json"), served(address, "posted"));
    bench.works("import --app imported --channel mobile --input /data/posted.json");
    assert_eq!(
        served(address, "imported&channel=mobile"),
        served(address, "posted")
    );
}

fn a_round_trip_changes_nothing(bench: &Bench) {
    bench.works("export --app imported --output /data/one.json.gz");
    assert_contains!(
        bench.fails("export --app imported --output /data/one.json.gz"),
        "is there already"
    );
    let again = bench.works("import --app imported --input /data/one.json.gz");
    assert_contains!(again, "Imported 0 events");
    assert_contains!(
        again,
        &format!("There already, by their ids: {} events", odd_events().len())
    );
    let pipe = "set -o pipefail; pio import --app posted --input - < /data/one.json.gz && \
                pio export --app posted --output - > /data/both.json && gunzip < /data/one.json.gz > /data/one.json";
    let piped = bench.run().command(&["bash", "-c", pipe]).to_end();
    assert_eq!(piped.code, 0, "{}", piped.log);
    let both = [bench.exported("one.json"), bench.exported("posted.json")].concat();
    assert_eq!(bench.exported("both.json"), sorted(both));
}

/// The launcher leaves it to PIO where the address asks for what only the driver can do. What either stores, the other
/// reads, in a zone where the clocks are moved too.
fn pio_itself_does_the_same(bench: &Bench, postgres: &Postgres) {
    let ours = Bench::new(bench.image, postgres.url(), ZONE);
    let by_pio = Bench::new(
        bench.image,
        format!("{}&sslcert=%2Fnone", postgres.url()),
        ZONE,
    );
    let mut events = bench.exported("one.json");
    // Java knows of no clock before 1900 that was not set to a full zone.
    events.retain(|event| event["eventTime"].as_str().unwrap() > "1900");
    let lines: Vec<String> = events.iter().map(ToString::to_string).collect();
    for (import, export, app) in [(&ours, &by_pio, "by-us"), (&by_pio, &ours, "by-pio")] {
        import.write("in.json", &lines);
        import.works(&format!("app new {app}"));
        let line = format!("import --app {app} --input /data/in.json");
        import.works(&line);
        let present = format!("There already, by their ids: {} events", lines.len());
        assert_contains!(import.works(&line), &present);
        export.works(&format!("export --app {app} --output /data/out.json"));
        let new = ["creationTime"];
        let exported = without(export.exported("out.json"), &new);
        assert_eq!(exported, without(events.clone(), &new), "{app}");
    }
    by_pio.write("bad.json", &[lines[0].clone(), "{}".to_owned()]);
    assert_contains!(
        by_pio.fails("import --app by-pio --input /data/bad.json"),
        "line 2"
    );
}

fn a_bad_line_stops_everything(bench: &Bench) {
    bench.works("app new strict");
    let good = json!({"event": "e", "entityType": "t", "entityId": "i"}).to_string();
    let long = json!({"event": "e", "entityType": "t", "entityId": "x".repeat(256)}).to_string();
    let mut lines = vec![good; 30_000];
    lines[20_001] = json!({"event": "$buy", "entityType": "t", "entityId": "i"}).to_string();
    lines[29_999] = long;
    bench.write("bad.json", &lines);
    let refused = bench.fails("import --app strict --input /data/bad.json");
    assert_contains!(refused, "Nothing was imported: 2 lines are no events");
    assert_contains!(refused, "line 20002: the event \"$buy\" is reserved");
    assert_contains!(
        refused,
        "line 30000: entityId is longer than 255 characters"
    );
    bench.works("export --app strict --output /data/none.json");
    assert_eq!(bench.exported("none.json"), Vec::<Value>::new());
    let rest = bench.works("import --app strict --input /data/bad.json --skip-invalid");
    assert_contains!(rest, "Imported 29,998 events");
    for (line, words) in [
        (
            "import --app nobody --input /data/bad.json",
            "no app \"nobody\"",
        ),
        (
            "import --app strict --channel c --input /data/bad.json",
            "no channel \"c\"",
        ),
        ("import --appid 999 --input /data/bad.json", "pio_event_999"),
        (
            "import --app strict --input /data/missing.json",
            "/data/missing.json",
        ),
    ] {
        assert_contains!(bench.fails(line), words);
    }
}

fn an_engine_learns_from_what_was_imported(bench: &Bench) {
    bench.works("app new learned");
    let initial = Path::new(super::life_of_an_engine::EXAMPLE).join("data/initial-events.json");
    fs::copy(initial, bench.data.path().join("initial.json")).unwrap();
    bench.works("import --app learned --input /data/initial.json");
    let trained = bench
        .run()
        .env("PIO_EVENTSERVER_APP_NAME", "learned")
        .process("train")
        .to_end();
    assert_eq!(trained.code, 0, "{}", trained.log);
    let status = bench
        .run()
        .env("PIO_EVENTSERVER_APP_NAME", "learned")
        .command(&["pio", "status"])
        .to_end();
    assert_contains!(status.log, "last trained");
    assert_contains!(status.log, "Query server in this container: none listens");
    assert_contains!(status.log, "App \"imported\" (id ");
}

fn data_channels_and_keys_go(bench: &Bench) {
    assert_contains!(bench.works("app show imported"), "mobile");
    bench.works("app data-delete imported --channel mobile --force");
    bench.works("export --app imported --channel mobile --output /data/empty.json");
    assert_eq!(bench.exported("empty.json"), Vec::<Value>::new());
    bench.works("app data-delete imported --force");
    bench.works("app channel-delete imported mobile --force");
    assert_contains!(
        bench.fails("app channel-delete imported mobile --force"),
        "no channel"
    );
    bench.works("accesskey delete imported");
    assert_not_contains!(bench.works("app show imported"), "Access Key");
    assert_contains!(
        bench.fails("accesskey delete imported"),
        "no such access key"
    );
    let asked = bench.ended("app data-delete posted");
    assert_eq!(asked.code, 2, "{}", asked.log);
    assert_contains!(asked.log, "pio app data-delete posted --force");
}
