use super::*;

fn resolve(line: Line, variables: &[(&str, &str)]) -> Storage {
    let events = ("PIO_STORAGE_REPOSITORIES_EVENTDATA_SOURCE", "ELASTICSEARCH");
    let env = variables.iter().copied().chain([events]).collect();
    Storage::resolve(&env, &Bindings::default(), line).unwrap()
}

fn of<'a>(storage: &'a Storage, key: &str) -> Option<&'a str> {
    let key = format!("PIO_STORAGE_SOURCES_ELASTICSEARCH_{key}");
    storage.variables.get(&key).map(String::as_str)
}

const TYPE: (&str, &str) = ("PIO_STORAGE_SOURCES_ELASTICSEARCH_TYPE", "elasticsearch");

#[test]
fn each_host_has_a_port_and_a_scheme() {
    let hosts = ("PIO_STORAGE_SOURCES_ELASTICSEARCH_HOSTS", "a,b,c");
    let storage = resolve(Line::V0_14, &[TYPE, hosts]);
    assert_eq!(of(&storage, "PORTS"), Some("9200,9200,9200"));
    assert_eq!(of(&storage, "SCHEMES"), Some("http,http,http"));
    let ports = ("PIO_STORAGE_SOURCES_ELASTICSEARCH_PORTS", "9200,9243");
    let schemes = ("PIO_STORAGE_SOURCES_ELASTICSEARCH_SCHEMES", "https");
    let storage = resolve(Line::V0_14, &[TYPE, hosts, ports, schemes]);
    assert_eq!(of(&storage, "PORTS"), Some("9200,9243,9243"));
    assert_eq!(of(&storage, "SCHEMES"), Some("https,https,https"));
    let older = resolve(Line::V0_10, &[TYPE, hosts]);
    assert_eq!(of(&older, "PORTS"), None);
}

#[test]
fn a_training_reads_events_with_the_password() {
    let url = (ELASTICSEARCH_URL, "https://me:s3c%40ret@es.example.com");
    let storage = resolve(Line::V0_14, &[url]);
    let shown: Vec<_> = storage.site[site::HADOOP]
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(
        shown,
        [
            "es.net.http.auth.pass=s3c@ret",
            "es.net.http.auth.user=me",
            "es.net.ssl=true",
            "es.nodes.wan.only=true",
        ]
    );
    let apps_alone = Storage::resolve(
        &[url].into_iter().collect(),
        &Bindings::default(),
        Line::V0_14,
    );
    assert!(apps_alone.unwrap().site.is_empty());
}

#[test]
fn an_engines_own_library_is_told_the_servers() {
    let told = |line, url: &str| {
        let env = [(ELASTICSEARCH_URL, url)].into_iter().collect();
        let storage = Storage::resolve(&env, &Bindings::default(), line).unwrap();
        let settings = storage.elasticsearch_by_spark.into_iter();
        let settings: Vec<_> = settings
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        settings.join(" ")
    };
    assert_eq!(
        told(Line::V0_10, "http://e1,e2"),
        "es.nodes=e1,e2 es.nodes.wan.only=true"
    );
    assert_eq!(
        told(Line::V0_14, "https://me:s3cret@e1:9243"),
        "es.net.ssl=true es.nodes=e1:9243 es.nodes.wan.only=true"
    );
}
