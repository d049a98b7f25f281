//! Which backends an image is to have: those that are asked for, or those of which the build sees a sign.

use super::{Backend, Backends};
use crate::bindings::Bindings;
use std::collections::BTreeMap;

/// The setting that names the backends.
pub const STORAGE: &str = "BP_PIO_STORAGE";

/// Single variables that name a service.
const SIGNS: [(&str, Backend); 2] = [
    ("PIO_ELASTICSEARCH_URL", Backend::Elasticsearch),
    ("PIO_S3_BUCKET_NAME", Backend::S3),
];

/// What an image is to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// All of them.
    pub backends: Backends,
    /// Those of [`Backend::MODULES`] for which nobody asked: they are there where PIO brings them.
    pub optional: Backends,
}

/// The backends that `asked` names, with commas or blanks between them; without it, those of which settings or bindings
/// tell. Those that every image has come on top.
///
/// # Errors
/// With the name that is none.
pub fn wanted(
    asked: Option<&str>,
    env: &BTreeMap<String, String>,
    bindings: &Bindings,
) -> Result<Wanted, String> {
    let named: Backends = match asked {
        Some(names) => {
            let names = names.split([',', ' ']).filter(|name| !name.is_empty());
            let backend = |name: &str| Backend::named(name).ok_or_else(|| name.to_owned());
            names.map(backend).collect::<Result<_, _>>()?
        }
        None => seen(env, bindings),
    };
    let always: Backends = Backend::ALWAYS.into();
    let modules: Backends = Backend::MODULES.into();
    Ok(Wanted {
        backends: &always | &named,
        optional: &modules - &named,
    })
}

fn seen(env: &BTreeMap<String, String>, bindings: &Bindings) -> Backends {
    let get = |name: &str| env.get(name).map(|value| value.trim()).unwrap_or_default();
    let mut seen = Backends::new();
    for (name, kind) in env {
        let source = name
            .strip_prefix("PIO_STORAGE_SOURCES_")
            .and_then(|rest| rest.strip_suffix("_TYPE"));
        if let Some(source) = source {
            let url = get(&format!("PIO_STORAGE_SOURCES_{source}_URL"));
            seen.extend(Backend::of_source(kind.trim(), url));
        }
    }
    let signs = SIGNS.iter().filter(|(name, _)| !get(name).is_empty());
    seen.extend(signs.map(|(_, backend)| *backend));
    let database = get("DATABASE_URL").to_ascii_lowercase();
    let scheme = database.strip_prefix("jdbc:").unwrap_or(&database);
    let scheme = scheme.split("://").next().unwrap_or_default();
    seen.extend(Backend::named(scheme));
    let bound = bindings.iter().filter_map(|one| Backend::named(&one.kind));
    seen.extend(bound);
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: Option<&str>, env: &[(&str, &str)], bindings: &Bindings) -> String {
        let env = env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let wanted = wanted(asked, &env, bindings).unwrap();
        let always: Backends = Backend::ALWAYS.into();
        let more = &wanted.backends - &always;
        let more = more.iter();
        more.map(|backend| backend.name())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn what_is_asked_for_goes_before_what_is_seen() {
        let env = [("PIO_ELASTICSEARCH_URL", "http://e")];
        let none = Bindings::default();
        assert_eq!(names(None, &env, &none), "elasticsearch");
        assert_eq!(
            names(Some("mysql, HBase postgres"), &env, &none),
            "mysql hbase"
        );
        let unknown = wanted(Some("mysql,oracle"), &BTreeMap::new(), &none);
        assert_eq!(unknown.unwrap_err(), "oracle");
    }

    #[test]
    fn local_files_are_there_but_need_not_be_unless_somebody_asks() {
        let none = Bindings::default();
        let wanted = super::wanted(None, &BTreeMap::new(), &none).unwrap();
        assert!(wanted.backends.contains(&Backend::LocalFs));
        assert!(wanted.optional.contains(&Backend::LocalFs));
        let source = (
            "PIO_STORAGE_SOURCES_F_TYPE".to_owned(),
            "localfs".to_owned(),
        );
        for (asked, env) in [
            (Some("localfs"), BTreeMap::new()),
            (None, BTreeMap::from([source])),
        ] {
            let wanted = super::wanted(asked, &env, &none).unwrap();
            assert!(wanted.optional.is_empty());
        }
    }

    #[test]
    fn settings_and_bindings_are_signs() {
        let none = Bindings::default();
        for (env, expected) in [
            (vec![], ""),
            (vec![("DATABASE_URL", "postgres://u@h/d")], ""),
            (vec![("DATABASE_URL", "mysql://u@h/d")], "mysql"),
            (vec![("PIO_STORAGE_SOURCES_H_TYPE", "hbase")], "hbase"),
            (
                vec![
                    ("PIO_STORAGE_SOURCES_M_TYPE", "jdbc"),
                    ("PIO_STORAGE_SOURCES_M_URL", "jdbc:mysql://h/d"),
                ],
                "mysql",
            ),
            (vec![("PIO_STORAGE_SOURCES_X_TYPE", "com.example")], ""),
        ] {
            assert_eq!(names(None, &env, &none), expected, "{env:?}");
        }
        let root = tempfile::tempdir().unwrap();
        for kind in ["hbase", "mysql", "ca-certificates"] {
            fs_err::create_dir(root.path().join(kind)).unwrap();
            fs_err::write(root.path().join(kind).join("type"), kind).unwrap();
        }
        let bindings = Bindings::read(root.path()).unwrap();
        assert_eq!(names(None, &[], &bindings), "mysql hbase");
    }
}
