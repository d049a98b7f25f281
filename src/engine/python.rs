//! Engines whose model is made by a Python program, as PIO 0.13 and 0.14 can train them with `pio train --main-py-file`.

use fs_err as fs;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// PIO's own Python module; no engine trains without it.
static PYPIO: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^\s*(?:import|from)\s+pypio\b").ok());

/// The first program by name, at the top of an engine's source, that trains through PIO's Python module.
#[must_use]
pub fn python_training(dir: &Path) -> Option<PathBuf> {
    let pattern = PYPIO.as_ref()?;
    let entries = fs::read_dir(dir).ok()?.flatten();
    let mut programs: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "py") && path.is_file())
        .filter(|path| fs::read_to_string(path).is_ok_and(|text| pattern.is_match(&text)))
        .filter_map(|path| Some(PathBuf::from(path.file_name()?)))
        .collect();
    programs.sort();
    programs.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_uses_pypio_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        write("query.py", "import predictionio\n# import pypio\n");
        assert_eq!(python_training(dir.path()), None);
        write(
            "train.py",
            "import sys\nfrom pypio.data import PEventStore\n",
        );
        assert_eq!(python_training(dir.path()), Some("train.py".into()));
    }
}
