//! Words for what a user should know before a build, though it stops nothing.

use indoc::formatdoc;
use predictionio_buildpack::engine::{Variant, engines_of_projects};
use predictionio_buildpack::install::{INVENTORY, MAVEN_REPOSITORY, MavenRepository, ProvidedJava};
use predictionio_buildpack::settings::{BuildSettings, DEV};
use std::path::Path;

pub(crate) fn unusable_java(java: &ProvidedJava) -> String {
    let why = if java.is_java_8() {
        "it has no compiler"
    } else {
        "PredictionIO and its Spark run on Java 8 only"
    };
    formatdoc! {"
        An earlier buildpack provides Java {version}, but {why}.

        A JDK 8 is installed and used in its place.",
    version = java.version}
}

pub(crate) fn unknown_java(home: &Path) -> String {
    formatdoc! {"
        JAVA_HOME is {home}, which holds no file `release` that says which Java it is.

        A JDK 8 is installed and used in its place. If an earlier buildpack is to provide it, its JDK must have
        that file, as every vendor's has.",
    home = home.display()}
}

/// What to know of a source that anybody on the way can read and change.
pub(crate) fn plain_sources(repository: &MavenRepository, settings: &BuildSettings) -> Vec<String> {
    let inventory = settings.inventory.as_deref();
    let mut warnings = Vec::new();
    if repository.source().is_plain() {
        warnings.push(formatdoc! {"
            {MAVEN_REPOSITORY} begins with http://.

            The platform's jars are safe: each must have its sha256. What sbt downloads for the engine has none, so
            whoever is on the way could change it. Use https:// if the repository can."});
    }
    if inventory.is_some_and(|place| place.starts_with("http://")) {
        warnings.push(formatdoc! {"
            {INVENTORY} begins with http://.

            The checksums of JDKs come from there: whoever is on the way could change them together with the JDK.
            Use https:// if the server can, or a file in the source."});
    }
    warnings
}

pub(crate) fn no_dev() -> String {
    formatdoc! {"
        {DEV} is set, but this image has no engine.

        The process dev is there to try an engine; the image is made without it."}
}

pub(crate) fn lenient(variant: &Variant) -> Option<String> {
    let reason = variant.leniency.as_ref()?;
    Some(formatdoc! {"
        {file} is not strict JSON: {reason}.

        The build goes on: where PredictionIO would not read it, the launcher gives it a repaired copy.
        Other programs may not be so lenient.",
    file = variant.file.display()})
}

/// The engine's model is made by a program that the image cannot run.
pub(crate) fn python(program: &Path) -> String {
    formatdoc! {"
        {program} trains this engine in Python (pio train --main-py-file), and the image has no Python.

        The image serves queries once there is a model, but its `pio train` runs the Scala part alone, which such
        engines only fill from Python: mostly it fails there for want of a model. Train by a train method in Scala.",
    program = program.display()}
}

/// The repository has no variant, but a file from which its users are to make one.
pub(crate) fn a_model(variant: &Variant, settings: &BuildSettings) -> Option<String> {
    let (wanted, file) = (&settings.variant, &variant.file);
    (wanted != file).then(|| {
        formatdoc! {"
            The source has no {wanted}: {file} is used in its place.

            Such a file may hold examples. See that its values fit, the name of the app (appName) before all; then
            rename it, or name it in BP_PIO_ENGINE_VARIANT.",
        wanted = wanted.display(),
        file = file.display()}
    })
}

/// The engine's directory is a project of a build that is left out.
pub(crate) fn a_project_alone(top: &Path, settings: &BuildSettings) -> Option<String> {
    let dir = settings.engine_dir.as_deref()?;
    engines_of_projects(top, &settings.variant)
        .iter()
        .find(|project| top.join(project) == top.join(dir))
        .map(|project| {
            formatdoc! {"
                BP_PIO_ENGINE_DIR is {dir}, a project of the sbt build at the top of the source, which it leaves out.

                If the project needs what is said there, such as other projects, unset it and set
                BP_PIO_ENGINE_VARIANT={variant}.",
            dir = project.display(),
            variant = project.join(&settings.variant).display()}
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn plain_http_is_warned_about() {
        let warnings = |repository, inventory: Option<&str>| {
            let mut settings = BuildSettings::from_env(&BTreeMap::new()).unwrap();
            settings.inventory = inventory.map(ToOwned::to_owned);
            let repository = MavenRepository::from_setting(repository).unwrap();
            plain_sources(&repository, &settings).len()
        };
        assert_eq!(warnings(None, None), 0);
        assert_eq!(warnings(Some("https://m/"), Some("jdk.toml")), 0);
        assert_eq!(warnings(Some("http://m/"), Some("http://i/jdk.toml")), 2);
    }

    #[test]
    fn a_project_without_its_build_is_warned_about() {
        let top = tempfile::tempdir().unwrap();
        for (file, text) in [
            ("build.sbt", "lazy val shop = project.dependsOn(names)"),
            ("shop/build.sbt", ""),
            ("shop/engine.json", r#"{"engineFactory": "A"}"#),
            ("plans/build.sbt", ""),
            ("plans/engine.json", r#"{"engineFactory": "B"}"#),
        ] {
            let path = top.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        let warning = |dir: Option<&str>| {
            let mut settings = BuildSettings::from_env(&BTreeMap::new()).unwrap();
            settings.engine_dir = dir.map(Into::into);
            a_project_alone(top.path(), &settings)
        };
        insta::assert_snapshot!(warning(Some("shop/")).unwrap());
        assert_eq!(warning(Some("plans")), None);
        assert_eq!(warning(None), None);
    }
}
