//! Where the settings of a Hadoop cluster lie (`core-site.xml`, `yarn-site.xml` and so on). Hadoop's clients look for them on
//! the class path: Spark on YARN, and `PIO`'s storage on HDFS.

use super::environment::Environment;
use super::error::LaunchError;
use crate::bindings::Bindings;
use std::path::{Path, PathBuf};

/// Hadoop's own variables, in the order in which Spark's scripts take them.
const DIRS: [&str; 2] = ["HADOOP_CONF_DIR", "YARN_CONF_DIR"];
/// The type of service bindings whose entries are such files.
const BINDING_KIND: &str = "hadoop";

/// The directories, which come after an engine's own files: those of Hadoop's variables, then that of a binding.
///
/// # Errors
/// When a variable names no directory, or there are several bindings.
pub fn conf_dirs(
    env: &Environment,
    bindings: &Bindings,
    is_dir: impl Fn(&Path) -> bool,
) -> Result<Vec<PathBuf>, LaunchError> {
    let mut dirs: Vec<PathBuf> = Vec::new();
    for key in DIRS {
        if let Some(dir) = env.get(key).map(PathBuf::from) {
            if !is_dir(&dir) {
                return Err(LaunchError::HadoopConf { key, dir });
            }
            dirs.push(dir);
        }
    }
    let bound: Vec<_> = bindings.of_kind(BINDING_KIND).collect();
    match bound[..] {
        [] => {}
        [binding] => dirs.push(binding.path.clone()),
        _ => {
            return Err(LaunchError::SeveralBindings {
                kind: BINDING_KIND,
                names: bound.iter().map(|binding| binding.name.clone()).collect(),
            });
        }
    }
    dirs.dedup();
    Ok(dirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fs_err as fs;

    fn dirs(env: &[(&str, &str)], bindings: &Bindings) -> Result<Vec<PathBuf>, LaunchError> {
        conf_dirs(&env.iter().copied().collect(), bindings, |dir| {
            dir.starts_with("/etc")
        })
    }

    fn bound(names: &[&str]) -> (tempfile::TempDir, Bindings) {
        let root = tempfile::tempdir().unwrap();
        for name in names {
            fs::create_dir(root.path().join(name)).unwrap();
            fs::write(root.path().join(name).join("type"), "hadoop").unwrap();
        }
        let bindings = Bindings::read(root.path()).unwrap();
        (root, bindings)
    }

    #[test]
    fn hadoops_variables_come_before_a_binding() {
        let none = Bindings::default();
        assert!(dirs(&[], &none).unwrap().is_empty());
        let same = [("HADOOP_CONF_DIR", "/etc/h"), ("YARN_CONF_DIR", "/etc/h")];
        assert_eq!(dirs(&same, &none).unwrap(), [Path::new("/etc/h")]);
        let (root, one) = bound(&["cluster"]);
        assert_eq!(
            dirs(&[("YARN_CONF_DIR", "/etc/y")], &one).unwrap(),
            [PathBuf::from("/etc/y"), root.path().join("cluster")]
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        let error = dirs(&[("HADOOP_CONF_DIR", "/nowhere")], &Bindings::default()).unwrap_err();
        assert!(matches!(error, LaunchError::HadoopConf { .. }), "{error:?}");
        let error = dirs(&[], &bound(&["a", "b"]).1).unwrap_err();
        assert!(
            matches!(error, LaunchError::SeveralBindings { .. }),
            "{error:?}"
        );
    }
}
