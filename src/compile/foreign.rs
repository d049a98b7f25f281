//! Jars of native code for systems that the image is none of. The `-platform` modules of `JavaCPP`, and so of DL4J and nd4j,
//! bring the code for every phone and desktop along, hundreds of megabytes of it.

use super::job::Dependency;

/// What a classifier begins with when it names a system.
const OTHERS: &[&str] = &["android-", "ios-", "macosx-", "osx-", "windows-"];
const LINUX: &str = "linux-";

/// Takes the jars that are for another system than Linux on this processor (as Rust names it) out of the list, and
/// says how many they were.
pub(super) fn leave_out(dependencies: &mut Vec<Dependency>, arch: &str) -> usize {
    let before = dependencies.len();
    dependencies.retain(|one| classifier(one).is_none_or(|name| !is_foreign(name, arch)));
    before - dependencies.len()
}

/// `linux-x86_64` of `nd4j-native-1.0.0-linux-x86_64.jar`.
fn classifier(dependency: &Dependency) -> Option<&str> {
    let coordinates = dependency.coordinates.as_deref()?;
    let mut parts = coordinates.split(':').skip(1);
    let (name, version) = (parts.next()?, parts.next()?);
    let file = dependency.path.file_name()?.to_str()?;
    let rest = file.strip_suffix(".jar")?.strip_prefix(name)?;
    let rest = rest.strip_prefix('-')?.strip_prefix(version)?;
    rest.strip_prefix('-')
}

fn is_foreign(classifier: &str, arch: &str) -> bool {
    if let Some(processor) = classifier.strip_prefix(LINUX) {
        let ours: &[&str] = match arch {
            "aarch64" => &["arm64", "aarch64", "aarch_64"],
            _ => &["x86_64"],
        };
        // More may follow: `x86_64-avx2`, `x86_64-gpu`.
        let mut rests = ours.iter().filter_map(|name| processor.strip_prefix(*name));
        return !rests.any(|rest| rest.is_empty() || rest.starts_with('-'));
    }
    OTHERS.iter().any(|other| classifier.starts_with(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn left(arch: &str, jars: &[(&str, &str)]) -> (usize, Vec<String>) {
        let dependency = |(coordinates, file): &(&str, &str)| Dependency {
            coordinates: Some((*coordinates).to_owned()),
            path: PathBuf::from("/cache").join(file),
        };
        let mut all: Vec<_> = jars.iter().map(dependency).collect();
        let count = leave_out(&mut all, arch);
        let names = all.iter().map(|one| one.path.display().to_string());
        (count, names.collect())
    }

    #[test]
    fn only_jars_for_other_systems_are_left_out() {
        const ND4J: &str = "org.nd4j:nd4j-native:1.0.0-beta4";
        let jars = [
            (ND4J, "nd4j-native-1.0.0-beta4.jar"),
            (ND4J, "nd4j-native-1.0.0-beta4-linux-x86_64.jar"),
            (ND4J, "nd4j-native-1.0.0-beta4-linux-x86_64-avx2.jar"),
            (ND4J, "nd4j-native-1.0.0-beta4-linux-arm64.jar"),
            (ND4J, "nd4j-native-1.0.0-beta4-linux-x86.jar"),
            (ND4J, "nd4j-native-1.0.0-beta4-windows-x86_64.jar"),
            (ND4J, "nd4j-native-1.0.0-beta4-android-arm.jar"),
            (
                "com.github.fommil.netlib:netlib-native_ref-linux-x86_64:1.1",
                "netlib-native_ref-linux-x86_64-1.1-natives.jar",
            ),
            (
                "edu.stanford.nlp:stanford-corenlp:3.8.0",
                "stanford-corenlp-3.8.0-models.jar",
            ),
        ];
        let (count, names) = left("x86_64", &jars);
        assert_eq!(count, 4);
        assert_eq!(names.len(), 5);
        assert!(
            names
                .iter()
                .all(|name| !name.contains("arm") && !name.contains("windows"))
        );
        let (count, names) = left("aarch64", &jars);
        assert_eq!(count, 5);
        assert!(names.contains(&"/cache/nd4j-native-1.0.0-beta4-linux-arm64.jar".to_owned()));
    }

    #[test]
    fn a_jar_without_coordinates_stays() {
        let mut own = vec![Dependency {
            coordinates: None,
            path: PathBuf::from("lib/a-1-windows-x86.jar"),
        }];
        assert_eq!(leave_out(&mut own, "x86_64"), 0);
    }
}
