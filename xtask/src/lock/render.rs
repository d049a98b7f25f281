use predictionio_buildpack::install::LockedJar;
use serde::Serialize;

#[derive(Serialize)]
struct LockFile<'a> {
    jar: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    group: &'a str,
    coordinates: String,
    sha256: String,
    size: u64,
}

/// The text of a lock: the same jars give the same text.
pub(super) fn render(name: &str, jars: &[LockedJar]) -> Result<String, toml::ser::Error> {
    let jar = jars
        .iter()
        .map(|jar| Entry {
            group: &jar.group,
            coordinates: jar.coordinates.to_string(),
            sha256: jar.sha256.to_string(),
            size: jar.size,
        })
        .collect();
    let entries = toml::to_string(&LockFile { jar })?;
    Ok(format!(
        "# Written by `scripts/lock {name}` from {name}.spec.toml; the same for every architecture.\n\n{entries}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use predictionio_buildpack::install::Lock;

    #[test]
    fn a_lock_is_read_back_as_it_was() {
        let text = format!(
            "[[jar]]\ngroup = \"spark\"\ncoordinates = \"g:a:1:tests\"\nsha256 = \"{}\"\nsize = 7\n",
            "0a".repeat(32)
        );
        let lock = Lock::parse("x", &text).unwrap();
        let rendered = render("x", lock.jars()).unwrap();
        assert!(rendered.starts_with("# Written by `scripts/lock x`"));
        assert!(rendered.ends_with(&text), "{rendered}");
        assert_eq!(Lock::parse("x", &rendered).unwrap(), lock);
    }
}
