//! Configuration that an engine brings in its directory `config/`, as PIO's own `conf/` would hold it. Pure: the shell
//! lists and reads the files.

use super::env_file::EnvFile;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The directory, relative to the engine's.
pub const DIR: &str = "config";
/// Variables for every process.
pub const ENV_FILE: &str = "pio-env.sh";
/// Properties of Spark.
pub const SPARK_FILE: &str = "spark-defaults.conf";

/// Files that PIO, its log and its storage backends look for on the class path.
const ON_CLASS_PATH: [&str; 4] = [
    "log4j.properties",
    "log4j.xml",
    "server.conf",
    "application.conf",
];
/// Hadoop's and HBase's: `core-site.xml`, `hdfs-site.xml`, `hbase-site.xml`.
const SITE: &str = "-site.xml";

/// What of an engine's `config/` counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnConfig {
    /// The directory, when it holds something for the class path: it comes first there.
    pub class_path: Option<PathBuf>,
    /// Directories with the settings of a Hadoop cluster, which come next. The engine has no part in them.
    pub hadoop: Vec<PathBuf>,
    /// Properties of Spark, below every other word on them.
    pub spark: BTreeMap<String, String>,
    /// What is used, a line each, for the start of a process.
    pub announcements: Vec<String>,
    /// What could not be used, a line each.
    pub warnings: Vec<String>,
}

impl OwnConfig {
    /// Sorts out what is in `dir`: the names of its files, the text of Spark's defaults, and what its `pio-env.sh` says
    /// together with the names of the variables of which the platform says nothing.
    #[must_use]
    pub fn of(
        dir: &Path,
        names: &[String],
        spark_defaults: Option<&str>,
        env_file: Option<(&EnvFile, &[String])>,
    ) -> Self {
        let mut own = Self::default();
        let mut on_class_path: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .filter(|name| ON_CLASS_PATH.contains(name) || name.ends_with(SITE))
            .collect();
        on_class_path.sort_unstable();
        for name in &on_class_path {
            own.announcements
                .push(format!("{DIR}/{name} of the engine is used"));
        }
        own.class_path = (!on_class_path.is_empty()).then(|| dir.to_owned());
        if let Some(text) = spark_defaults {
            own.add_spark(text);
        }
        if let Some((file, used)) = env_file {
            own.add_env(file, used);
        }
        own
    }

    fn add_spark(&mut self, text: &str) {
        let (properties, unread) = spark_properties(text);
        if !properties.is_empty() {
            let names: Vec<_> = properties.keys().map(String::as_str).collect();
            self.announcements.push(format!(
                "{DIR}/{SPARK_FILE} of the engine sets {}",
                names.join(", ")
            ));
        }
        if !unread.is_empty() {
            self.warnings.push(format!(
                "{DIR}/{SPARK_FILE}: {} passed over: properties of Spark have names that begin with `spark.` and a value",
                lines(&unread)
            ));
        }
        self.spark = properties;
    }

    fn add_env(&mut self, file: &EnvFile, used: &[String]) {
        if !used.is_empty() {
            self.announcements.push(format!(
                "{DIR}/{ENV_FILE} of the engine sets {}",
                used.join(", ")
            ));
        }
        if !file.unread.is_empty() {
            self.warnings.push(format!(
                "{DIR}/{ENV_FILE}: {} passed over: the file is read, not executed; only KEY=value counts",
                lines(&file.unread)
            ));
        }
    }
}

/// Spark's own form, that of Java's properties: a name, then blanks, `=` or `:`, then the value. With the lines, from 1,
/// that are none of Spark's.
fn spark_properties(text: &str) -> (BTreeMap<String, String>, Vec<usize>) {
    let mut properties = BTreeMap::new();
    let mut unread = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', '!']) {
            continue;
        }
        let end = line.find([' ', '\t', '=', ':']).unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        let rest = rest.trim_start();
        let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start();
        if name.starts_with("spark.") && !value.is_empty() {
            properties.insert(name.to_owned(), value.to_owned());
        } else {
            unread.push(index + 1);
        }
    }
    (properties, unread)
}

/// `line 3 is`, `lines 1-3, 7 are`.
fn lines(numbers: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let shown: Vec<_> = ranges
        .iter()
        .map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}-{last}")
            }
        })
        .collect();
    match numbers {
        [one] => format!("line {one} is"),
        _ => format!("lines {} are", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str], spark: Option<&str>, env: Option<&str>) -> OwnConfig {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let file = env.map(|text| EnvFile::parse(text, |_| None));
        let used: Vec<String> = file
            .iter()
            .flat_map(|file| file.variables.keys().cloned())
            .collect();
        let env = file.as_ref().map(|file| (file, used.as_slice()));
        OwnConfig::of(Path::new("/workspace/config"), &names, spark, env)
    }

    #[test]
    fn files_for_the_class_path_are_named() {
        let own = of(
            &[
                "notes.txt",
                "log4j.properties",
                "core-site.xml",
                "pio-env.sh",
            ],
            None,
            None,
        );
        assert_eq!(
            own.class_path.as_deref(),
            Some(Path::new("/workspace/config"))
        );
        assert_eq!(
            own.announcements,
            [
                "config/core-site.xml of the engine is used",
                "config/log4j.properties of the engine is used"
            ]
        );
        assert_eq!(of(&["notes.txt"], None, None), OwnConfig::default());
    }

    #[test]
    fn sparks_defaults_are_properties() {
        let own = of(
            &["spark-defaults.conf"],
            Some(
                "# x\nspark.app.name  two words\nspark.cores.max=2\nspark.a : b\nhadoop.x y\nspark.empty\n",
            ),
            None,
        );
        let found: Vec<_> = own.spark.iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(
            found,
            ["spark.a=b", "spark.app.name=two words", "spark.cores.max=2"]
        );
        assert_eq!(
            own.announcements,
            [
                "config/spark-defaults.conf of the engine sets spark.a, spark.app.name, spark.cores.max"
            ]
        );
        assert!(
            own.warnings[0].starts_with("config/spark-defaults.conf: lines 5-6 are passed over")
        );
        assert_eq!(own.class_path, None);
    }

    #[test]
    fn names_are_told_and_values_are_not() {
        let own = of(
            &["pio-env.sh"],
            None,
            Some("export PIO_KEY=s3cret\nA=$(cat s3cret)\n\nif s3cret\nfi\n"),
        );
        assert_eq!(
            own.announcements,
            ["config/pio-env.sh of the engine sets PIO_KEY"]
        );
        assert_eq!(
            own.warnings,
            [
                "config/pio-env.sh: lines 2, 4-5 are passed over: the file is read, not executed; only KEY=value counts"
            ]
        );
    }
}
