//! What goes between the buildpack and its sbt plugin: one file each way, of lines with
//! tab-separated fields. `Handover.scala` and `PackageEngine.scala` are the other side.

use super::proxy;
use crate::compile::job::{Artifacts, Dependency, Displaced, Note, PlatformJar};
use crate::compile::suite::{SuiteResults, TestFailure};
use crate::install::{Coordinates, MavenRepository, Proxies};
use std::path::{Path, PathBuf};

/// Hosts of repositories that builds of PIO's time name and that are no more, with all below them. Asking them costs a
/// timeout at best. `repo.typesafe.com` is none of them: it leads on to another host, which answers.
const DEAD_HOSTS: &[&str] = &[
    // JFrog closed Bintray in 2021, and the snapshots of its open source Artifactory with it.
    "bintray.com",
    "oss.jfrog.org",
    // https://github.com/overture-stack/score/pull/391
    "conjars.org",
    // Closed in 2015, with all that Codehaus had.
    "codehaus.org",
    // Scala's own until 2012, when it went to Sonatype and Maven Central.
    "scala-tools.org",
    // java.net closed in 2017.
    "download.java.net",
    "maven.java.net",
    // Google Code closed in 2016; projects kept Maven repositories in its Subversion.
    "googlecode.com",
    // https://github.com/scalatra/scalatra-website-examples/pull/22
    "scalasbt.artifactoryonline.com",
    "typesafe.artifactoryonline.com",
    // The private servers of Metrics' and of Spray's authors: the projects moved to Maven Central and ended.
    "repo.codahale.com",
    "repo.spray.cc",
    "repo.spray.io",
];

/// What the plugin is told.
pub(in crate::compile) struct Handover<'a> {
    pub(in crate::compile) pio_version: &'a str,
    pub(in crate::compile) scala_version: &'a str,
    pub(in crate::compile) scala_home: &'a Path,
    pub(in crate::compile) compiler_bridge: &'a Path,
    pub(in crate::compile) repository: &'a MavenRepository,
    pub(in crate::compile) proxies: &'a Proxies,
    pub(in crate::compile) platform: &'a [PlatformJar],
    pub(in crate::compile) run_tests: bool,
    pub(in crate::compile) versions: &'a [Coordinates],
    pub(in crate::compile) answer: &'a Path,
}

impl Handover<'_> {
    /// The file's text. It holds the passwords of repository and proxies.
    pub(in crate::compile) fn text(&self) -> String {
        let source = self.repository.source();
        let mut lines = vec![
            fields(&["pio-version", self.pio_version]),
            fields(&["scala-version", self.scala_version]),
            fields(&["scala-home", &self.scala_home.to_string_lossy()]),
            fields(&["compiler-bridge", &self.compiler_bridge.to_string_lossy()]),
            fields(&["repository", source.url().as_str()]),
            fields(&["run-tests", if self.run_tests { "true" } else { "false" }]),
            fields(&["answer", &self.answer.to_string_lossy()]),
        ];
        if let Some(credentials) = source.credentials() {
            let host = source.url().host_str().unwrap_or_default();
            lines.push(fields(&[
                "credentials",
                host,
                &credentials.user,
                &credentials.password,
            ]));
        }
        for server in proxy::servers(self.proxies) {
            if let Some(credentials) = &server.credentials {
                let (user, password) = (&credentials.user, &credentials.password);
                lines.push(fields(&[
                    "proxy-credentials",
                    server.host(),
                    user,
                    password,
                ]));
            }
        }
        for jar in self.platform {
            let module = &jar.coordinates;
            let path = jar.path.to_string_lossy();
            lines.push(fields(&[
                "platform",
                &module.group,
                &module.artifact,
                &module.version,
                &path,
            ]));
        }
        for module in self.versions {
            lines.push(fields(&[
                "version",
                &module.group,
                &module.artifact,
                &module.version,
            ]));
        }
        lines.extend(DEAD_HOSTS.iter().map(|host| fields(&["dead-host", host])));
        lines.concat()
    }
}

fn fields(fields: &[&str]) -> String {
    fields.join("\t") + "\n"
}

/// Reads the answer file; `Err` holds what is wrong with it.
pub(in crate::compile) fn parse_answer(text: &str) -> Result<(Artifacts, Vec<Note>), String> {
    let mut engine_jar = None;
    let mut dependencies = Vec::new();
    let mut notes = Vec::new();
    let mut tests: Option<SuiteResults> = None;
    let mut failures = Vec::new();
    let mut displaced = Vec::new();
    let mut misnamed = Vec::new();
    for line in text.lines() {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            ["engine", path] => engine_jar = Some(PathBuf::from(path)),
            ["dependency", module, path] => dependencies.push(Dependency {
                coordinates: (*module != "-").then(|| (*module).to_owned()),
                path: PathBuf::from(path),
            }),
            ["on-platform", group, name, asked, has] => {
                if asked != has {
                    notes.push(Note::OnPlatform {
                        module: format!("{group}:{name}"),
                        asked: (*asked).to_owned(),
                        has: (*has).to_owned(),
                    });
                }
            }
            ["displaced", _, name, asked, has] => displaced.push(Displaced {
                name: (*name).to_owned(),
                asked: (*asked).to_owned(),
                has: (*has).to_owned(),
            }),
            ["not-in-line", group, name, version] => {
                notes.push(Note::NotInLine(format!("{group}:{name}:{version}")));
            }
            ["provided", group, name, version] => {
                notes.push(Note::Provided(format!("{group}:{name}:{version}")));
            }
            ["dead-resolver", resolver] => notes.push(Note::DeadResolver((*resolver).to_owned())),
            ["version", group, name, asked, used] => notes.push(Note::Version {
                module: format!("{group}:{name}"),
                asked: (*asked != "-").then(|| (*asked).to_owned()),
                used: (*used).to_owned(),
            }),
            ["version-unused", module] => notes.push(Note::VersionUnused((*module).to_owned())),
            ["log-bridge", module] => notes.push(Note::LogBridge((*module).to_owned())),
            ["scalac-option", option] => notes.push(Note::ScalacOption((*option).to_owned())),
            ["snapshot", module, asked, used] => notes.push(Note::Snapshot {
                module: (*module).to_owned(),
                asked: (*asked).to_owned(),
                used: (*used).to_owned(),
            }),
            ["misnamed", module] => misnamed.push((*module).to_owned()),
            ["tests", counts @ ..] => {
                let results = SuiteResults::parse(counts)
                    .ok_or_else(|| format!("a line of another form \"{line}\""))?;
                match &mut tests {
                    Some(tests) => tests.add(results),
                    None => tests = Some(results),
                }
            }
            ["test-failed", suite, name, message] => {
                failures.push(TestFailure::new(suite, name, message));
            }
            _ => return Err(format!("unknown line \"{line}\"")),
        }
    }
    if !misnamed.is_empty() {
        notes.push(Note::Misnamed(misnamed));
    }
    if !displaced.is_empty() {
        notes.push(Note::Displaced(displaced));
    }
    let engine_jar = engine_jar.ok_or("it names no engine")?;
    if let Some(tests) = &mut tests {
        tests.failures = failures;
    }
    let artifacts = Artifacts {
        engine_jar,
        dependencies,
        tests,
    };
    Ok((artifacts, notes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plugin_is_told_where_everything_is() {
        let repository =
            MavenRepository::from_setting(Some("https://u:p@maven.example.com/m2/")).unwrap();
        let proxies = Proxies::from_env(|name| {
            (name == "HTTPS_PROXY").then(|| "http://me:p%20ss@proxy.example.com:3128".into())
        })
        .unwrap();
        let handover = Handover {
            pio_version: "0.10.0-incubating",
            scala_version: "2.10.7",
            scala_home: Path::new("/sbt/scala-2.10"),
            compiler_bridge: Path::new("/sbt/bridge.jar"),
            repository: &repository,
            proxies: &proxies,
            platform: &[PlatformJar {
                coordinates: "org.apache.spark:spark-core_2.10:1.6.3".parse().unwrap(),
                path: PathBuf::from("/spark/a b.jar"),
            }],
            run_tests: true,
            versions: &["com.example:a:2".parse().unwrap()],
            answer: Path::new("/tmp/answer"),
        };
        let text = handover.text();
        for line in [
            "scala-version\t2.10.7\n",
            "run-tests\ttrue\n",
            "repository\thttps://maven.example.com/m2/\n",
            "credentials\tmaven.example.com\tu\tp\n",
            "platform\torg.apache.spark\tspark-core_2.10\t1.6.3\t/spark/a b.jar\n",
            "version\tcom.example\ta\t2\n",
            "proxy-credentials\tproxy.example.com\tme\tp ss\n",
            "dead-host\tbintray.com\n",
            "dead-host\trepo.spray.io\n",
        ] {
            assert!(text.contains(line), "{line}");
        }
    }

    #[test]
    fn the_answer_names_jars_and_what_was_settled() {
        let (artifacts, notes) = parse_answer(
            "engine\t/w/target/engine.jar\n\
             dependency\torg.apache.lucene:lucene-core:4.10.4\t/c/lucene.jar\n\
             dependency\t-\t/w/lib/own.jar\n\
             on-platform\torg.apache.spark\tspark-core_2.10\t1.4.1\t1.6.3\n\
             on-platform\torg.apache.spark\tspark-mllib_2.10\t1.6.3\t1.6.3\n\
             displaced\tcom.fasterxml.jackson.core\tjackson-core\t2.6.0\t2.4.4\n\
             displaced\tcom.google.guava\tguava\t14.0.1\t18.0\n\
             not-in-line\tio.prediction\te2_2.10\t0.9.5\n\
             provided\tcom.example\ta\t1\n\
             dead-resolver\tx at https://dl.bintray.com/x\n\
             log-bridge\torg.slf4j:log4j-over-slf4j:1.7.12\n\
             scalac-option\t-Xfatal-warnings\n\
             version\tcom.example\td\t1\t2\n\
             version\tcom.example\te\t-\t2\n\
             version-unused\tcom.example:f:1\n\
             snapshot\tcom.example:b\t2-SNAPSHOT\t2\n\
             misnamed\tg_2.10 1\n",
        )
        .unwrap();
        assert_eq!(artifacts.engine_jar, Path::new("/w/target/engine.jar"));
        assert_eq!(artifacts.dependencies.len(), 2);
        assert_eq!(artifacts.dependencies[1].coordinates, None);
        assert_eq!(
            notes,
            [
                Note::OnPlatform {
                    module: "org.apache.spark:spark-core_2.10".to_owned(),
                    asked: "1.4.1".to_owned(),
                    has: "1.6.3".to_owned()
                },
                Note::NotInLine("io.prediction:e2_2.10:0.9.5".to_owned()),
                Note::Provided("com.example:a:1".to_owned()),
                Note::DeadResolver("x at https://dl.bintray.com/x".to_owned()),
                Note::LogBridge("org.slf4j:log4j-over-slf4j:1.7.12".to_owned()),
                Note::ScalacOption("-Xfatal-warnings".to_owned()),
                Note::Version {
                    module: "com.example:d".to_owned(),
                    asked: Some("1".to_owned()),
                    used: "2".to_owned()
                },
                Note::Version {
                    module: "com.example:e".to_owned(),
                    asked: None,
                    used: "2".to_owned()
                },
                Note::VersionUnused("com.example:f:1".to_owned()),
                Note::Snapshot {
                    module: "com.example:b".to_owned(),
                    asked: "2-SNAPSHOT".to_owned(),
                    used: "2".to_owned()
                },
                Note::Misnamed(vec!["g_2.10 1".to_owned()]),
                Note::Displaced(vec![
                    Displaced {
                        name: "jackson-core".to_owned(),
                        asked: "2.6.0".to_owned(),
                        has: "2.4.4".to_owned()
                    },
                    Displaced {
                        name: "guava".to_owned(),
                        asked: "14.0.1".to_owned(),
                        has: "18.0".to_owned()
                    },
                ]),
            ]
        );
    }

    #[test]
    fn the_answer_tells_of_tests() {
        let (artifacts, _) = parse_answer(
            "engine\t/w/e.jar\n\
             tests\tpassed\t3\t0\t0\t1\n\
             tests\tfailed\t2\t1\t1\t0\n\
             test-failed\torg.example.ATest\tadds up\t1 did not equal 2\n\
             test-failed\torg.example.BTest\t\tboom\n",
        )
        .unwrap();
        let tests = artifacts.tests.unwrap();
        assert!(!tests.succeeded);
        assert_eq!((tests.passed, tests.failed, tests.errors), (5, 1, 1));
        assert_eq!(tests.total(), 8);
        assert_eq!(tests.failures[0].test.as_deref(), Some("adds up"));
        assert_eq!(tests.failures[1].test, None);
        assert_eq!(parse_answer("engine\t/a\n").unwrap().0.tests, None);
        assert!(parse_answer("engine\t/a\ntests\tpassed\tx\t0\t0\t0\n").is_err());
    }

    #[test]
    fn an_answer_of_another_form_is_refused() {
        assert!(parse_answer("").is_err());
        assert!(parse_answer("engine\t/a\nwhat\n").is_err());
    }
}
