use fs_err as fs;
use std::ffi::OsString;
use std::path::PathBuf;

/// A Java that an earlier buildpack of the order provides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvidedJava {
    /// Its home, the value of `JAVA_HOME`.
    pub home: PathBuf,
    /// Its version as its own `release` file says it, such as `1.8.0_504` or `11.0.2`.
    pub version: String,
    /// Whether it has a compiler.
    pub has_compiler: bool,
}

impl ProvidedJava {
    /// Whether it is a Java 8.
    #[must_use]
    pub fn is_java_8(&self) -> bool {
        self.version.starts_with("1.8.") || self.version.split('.').next() == Some("8")
    }

    /// Whether engines can be compiled with it: a Java 8 with a compiler.
    #[must_use]
    pub fn can_compile(&self) -> bool {
        self.is_java_8() && self.has_compiler
    }
}

/// What `JAVA_HOME` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JavaHome {
    /// Nothing: it is not set.
    Unset,
    /// A directory that does not say which Java it is.
    Unknown(PathBuf),
    /// A Java.
    Java(ProvidedJava),
}

/// The Java at `JAVA_HOME`, if the variable names one. Nothing is run: its `release` file says what
/// it is.
pub fn provided_java(env: impl Fn(&str) -> Option<OsString>) -> JavaHome {
    match env("JAVA_HOME").filter(|home| !home.is_empty()) {
        None => JavaHome::Unset,
        Some(home) => {
            let home = PathBuf::from(home);
            read_java(home.clone()).map_or(JavaHome::Unknown(home), JavaHome::Java)
        }
    }
}

fn read_java(home: PathBuf) -> Option<ProvidedJava> {
    // A JRE inside of a JDK has its release file one directory higher.
    let release = fs::read_to_string(home.join("release"))
        .or_else(|_| fs::read_to_string(home.join("../release")))
        .ok()?;
    Some(ProvidedJava {
        version: java_version(&release)?,
        has_compiler: home.join("bin/javac").is_file(),
        home,
    })
}

/// The value of `JAVA_VERSION="…"` in the text of a `release` file.
fn java_version(release: &str) -> Option<String> {
    release.lines().find_map(|line| {
        let value = line.trim().strip_prefix("JAVA_VERSION=")?;
        Some(value.trim_matches('"').to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provided(release: &str, compiler: bool) -> Option<ProvidedJava> {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("release"), release).unwrap();
        if compiler {
            fs::create_dir(home.path().join("bin")).unwrap();
            fs::write(home.path().join("bin/javac"), "").unwrap();
        }
        match provided_java(|name| (name == "JAVA_HOME").then(|| home.path().into())) {
            JavaHome::Java(java) => Some(java),
            _ => None,
        }
    }

    #[test]
    fn a_jdk_8_can_compile() {
        let java = provided("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"1.8.0_504\"\n", true).unwrap();
        assert_eq!(java.version, "1.8.0_504");
        assert!(java.can_compile());
    }

    #[test]
    fn a_jre_8_and_a_jdk_11_cannot() {
        let jre = provided("JAVA_VERSION=\"1.8.0_504\"", false).unwrap();
        assert!(jre.is_java_8() && !jre.can_compile());
        for version in ["11.0.2", "1.7.0_80", "18.0.1", "80"] {
            let java = provided(&format!("JAVA_VERSION=\"{version}\""), true).unwrap();
            assert!(!java.is_java_8(), "{version}");
        }
    }

    #[test]
    fn what_is_no_java_is_none() {
        assert_eq!(provided("SOURCE=\"x\"", true), None);
        assert_eq!(provided_java(|_| None), JavaHome::Unset);
        assert_eq!(
            provided_java(|_| Some("/nowhere".into())),
            JavaHome::Unknown("/nowhere".into())
        );
    }
}
