//! Clients of storage servers that PIO brought along, and that engines use by themselves: up to 0.10 they were on every class
//! path.

use super::texts::Texts;
use crate::backends::Backend;
use crate::engine::Line;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A client that an engine's source uses and its build does not ask for, since PIO had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedClient {
    /// The backend whose jars have it.
    pub backend: Backend,
    /// The first source that uses it, relative to the engine's directory.
    pub file: PathBuf,
}

/// Elasticsearch's client; `org.elasticsearch.spark` and `hadoop` are a library of their own.
static ELASTICSEARCH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"\borg\.elasticsearch\.(?:action|client|cluster|common|index|node|search|transport)\b",
    )
    .ok()
});
static ELASTICSEARCH_ASKED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""org\.elasticsearch"\s*%%?\s*"elasticsearch""#).ok());
static HBASE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\borg\.apache\.hadoop\.hbase\b").ok());
static HBASE_ASKED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""org\.apache\.hbase"\s*%%?\s*"hbase-"#).ok());

/// An engine that asks PIO where its Elasticsearch is.
static ELASTICSEARCH_OF_PIO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\bgetConfig\(\s*"ELASTICSEARCH"\s*\)"#).ok());

/// The clients that the sources use and the build leaves to PIO.
#[must_use]
pub fn used_clients(texts: &Texts, line: Line) -> Vec<UsedClient> {
    let of_0_10 = [
        (Backend::Elasticsearch, &ELASTICSEARCH, &ELASTICSEARCH_ASKED),
        (Backend::HBase, &HBASE, &HBASE_ASKED),
    ];
    let definitions = texts.definitions();
    let mut clients: Vec<UsedClient> = of_0_10
        .into_iter()
        .filter(|_| line == Line::V0_10)
        .filter_map(|(backend, used, asked)| {
            let asked = asked.as_ref()?;
            let is_asked = definitions.iter().any(|(_, text)| asked.is_match(text));
            client(texts, backend, used.as_ref()).filter(|_| !is_asked)
        })
        .collect();
    let is_there = clients
        .iter()
        .any(|it| it.backend == Backend::Elasticsearch);
    if !is_there {
        clients.extend(client(
            texts,
            Backend::Elasticsearch,
            ELASTICSEARCH_OF_PIO.as_ref(),
        ));
    }
    clients
}

fn client(texts: &Texts, backend: Backend, used: Option<&Regex>) -> Option<UsedClient> {
    let file = first(texts, used?)?.to_owned();
    Some(UsedClient { backend, file })
}

fn first<'a>(texts: &'a Texts, used: &Regex) -> Option<&'a Path> {
    let mut sources = texts.sources();
    let found = sources.find(|(_, text)| {
        text.lines()
            .any(|line| is_code(line) && used.is_match(line))
    });
    found.map(|(path, _)| path)
}

/// A name in a comment of one line asks for nothing.
fn is_code(line: &str) -> bool {
    let line = line.trim_start();
    !(line.starts_with("//") || line.starts_with('*') || line.starts_with("/*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, build: &str) -> Vec<&'static str> {
        found_in(Line::V0_10, source, build)
    }

    fn found_in(line: Line, source: &str, build: &str) -> Vec<&'static str> {
        let texts: Texts = [("src/main/scala/A.scala", source), ("build.sbt", build)]
            .into_iter()
            .collect();
        let clients = used_clients(&texts, line).into_iter();
        clients.map(|client| client.backend.name()).collect()
    }

    #[test]
    fn a_client_that_is_used_comes_with_its_backend() {
        let source = "import org.elasticsearch.client.transport.TransportClient\n\
            import org.apache.hadoop.hbase.client.Get\n";
        assert_eq!(found(source, ""), ["elasticsearch", "hbase"]);
        assert_eq!(
            found(
                source,
                "\"org.elasticsearch\" % \"elasticsearch-spark_2.10\" % \"2.1.2\""
            ),
            ["elasticsearch", "hbase"]
        );
    }

    #[test]
    fn a_client_that_the_build_brings_is_its_own_affair() {
        let source =
            "import org.elasticsearch.common.Strings\nval g = org.apache.hadoop.hbase.HConstants.X";
        let build = "libraryDependencies += \"org.elasticsearch\" % \"elasticsearch\" % \"1.7.5\"";
        assert_eq!(found(source, build), ["hbase"]);
        let build = "\"org.apache.hbase\" % \"hbase-client\" % \"1.0\"";
        assert_eq!(found(source, build), ["elasticsearch"]);
    }

    #[test]
    fn who_asks_pio_for_its_elasticsearch_needs_it_in_both_lines() {
        let source = "val config = Storage.getConfig(\"ELASTICSEARCH\").get";
        for line in Line::ALL {
            assert_eq!(found_in(line, source, ""), ["elasticsearch"]);
        }
        let client = "import org.elasticsearch.client.RestClient";
        assert!(found_in(Line::V0_14, client, "").is_empty());
    }

    #[test]
    fn comments_and_the_library_for_spark_ask_for_nothing() {
        let source = "// import org.elasticsearch.client.Client\n * org.apache.hadoop.hbase\nimport org.elasticsearch.spark._\n";
        assert!(found(source, "").is_empty());
    }
}
