//! Compiles the crate again when a file that it embeds comes or goes, and gives the code that
//! decides how an engine is compiled one digest: an engine is compiled again when that changes.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

const RULES: [&str; 2] = ["src/compile", "jvm/sbt"];

fn main() {
    println!("cargo:rerun-if-changed=jvm");
    println!("cargo:rerun-if-changed=inventory");
    let mut hasher = DefaultHasher::new();
    for folder in RULES {
        println!("cargo:rerun-if-changed={folder}");
        for file in files(Path::new(folder)) {
            file.hash(&mut hasher);
            fs::read(&file).unwrap_or_default().hash(&mut hasher);
        }
    }
    println!("cargo:rustc-env=COMPILE_RULES={:016x}", hasher.finish());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .flat_map(|entry| {
            let path = entry.path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect();
    found.sort();
    found
}
