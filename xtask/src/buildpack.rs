//! The working tree's buildpack, packaged and given to `pack build`.

use crate::error::Error;
use crate::run::loud;
use crate::stack::Stack;
use crate::stack::paths::workspace_root;
use bullet_stream::global::print;
use libcnb_package::CargoProfile;
use libcnb_package::cross_compile::{CrossCompileAssistance, cross_compile_assistance};
use libcnb_package::package::package_buildpack;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Keeps the names of `pack`'s cache volumes the same, whatever its configuration folder is.
const VOLUME_KEY: &str = "predictionio-stack";

/// `pack build` with the stack's builder and this working tree's buildpack; `options` go to `pack` as they are.
pub(crate) fn pack_build(
    stack: &Stack,
    app: &Path,
    image: &str,
    options: &[OsString],
) -> Result<(), Error> {
    if !app.is_dir() {
        return Err(Error::NoApp(app.to_owned()));
    }
    print::bullet("Buildpack");
    let buildpack = package()?;
    print::bullet(format!("Image {image}"));
    let mut pack = stack.command("pack");
    pack.args(arguments(&stack.builder, &buildpack, app, image, options));
    if std::env::var_os("PACK_VOLUME_KEY").is_none() {
        pack.env("PACK_VOLUME_KEY", VOLUME_KEY);
    }
    loud(&mut pack)
}

/// Everything is trusted, for it is our own: otherwise `pack` wants the lifecycle as an image from a registry.
fn arguments(
    builder: &str,
    buildpack: &Path,
    app: &Path,
    image: &str,
    options: &[OsString],
) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = ["build", image, "--path"].map(Into::into).into();
    arguments.push(app.into());
    arguments.extend(["--builder", builder, "--buildpack"].map(Into::into));
    arguments.push(buildpack.into());
    arguments.extend(["--pull-policy", "if-not-present"].map(Into::into));
    arguments.extend(["--trust-builder", "--trust-extra-buildpacks"].map(Into::into));
    arguments.extend_from_slice(options);
    arguments
}

/// Takes `--builder NAME`, `--builder=NAME` or `-B NAME` out of the options for `pack`.
pub(crate) fn take_builder(options: &mut Vec<OsString>) -> Option<String> {
    take_option(options, &["--builder", "-B"])
}

/// Takes `NAME VALUE` or `NAME=VALUE` out of the options for `pack`.
pub(crate) fn take_option(options: &mut Vec<OsString>, names: &[&str]) -> Option<String> {
    for index in 0..options.len() {
        let option = options[index].to_string_lossy().into_owned();
        let mut given = names.iter();
        let value = given.find_map(|name| option.strip_prefix(name)?.strip_prefix('='));
        if let Some(value) = value {
            options.remove(index);
            return Some(value.to_owned());
        }
        if names.contains(&option.as_str()) && index + 1 < options.len() {
            options.remove(index);
            return Some(options.remove(index).to_string_lossy().into_owned());
        }
    }
    None
}

/// Compiles and packages in the profile that the integration tests use too, so that neither compiles again what the other has.
fn package() -> Result<PathBuf, Error> {
    let root = workspace_root();
    let triple = format!("{}-unknown-linux-musl", std::env::consts::ARCH);
    let cargo_env = match cross_compile_assistance(&triple) {
        CrossCompileAssistance::HelpText(help) => return Err(Error::Package(help)),
        CrossCompileAssistance::NoAssistance => Vec::new(),
        CrossCompileAssistance::Configuration { cargo_env } => cargo_env,
    };
    let destination = root.join("packaged").join(&triple).join("dev");
    if destination.exists() {
        fs_err::remove_dir_all(&destination)?;
    }
    fs_err::create_dir_all(&destination)?;
    // Not timed: cargo tells its own progress.
    print::sub_bullet("Compiling and packaging");
    package_buildpack(
        &root,
        CargoProfile::Dev,
        &triple,
        &cargo_env,
        &destination,
        &BTreeMap::new(),
    )
    .map_err(|error| Error::Package(error.to_string()))?;
    Ok(destination)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(arguments: &[OsString]) -> Vec<String> {
        arguments
            .iter()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn options_of_the_user_come_last_and_unchanged() {
        let options = ["--env".into(), "A=b c".into()];
        let arguments = arguments(
            "the/builder",
            Path::new("/bp"),
            Path::new("an app"),
            "img",
            &options,
        );
        assert_eq!(
            strings(&arguments),
            [
                "build",
                "img",
                "--path",
                "an app",
                "--builder",
                "the/builder",
                "--buildpack",
                "/bp",
                "--pull-policy",
                "if-not-present",
                "--trust-builder",
                "--trust-extra-buildpacks",
                "--env",
                "A=b c",
            ]
        );
    }

    #[test]
    fn the_builder_is_taken_out_of_the_options() {
        for (given, builder, rest) in [
            (
                vec!["--env", "A=b", "--builder", "x"],
                Some("x"),
                vec!["--env", "A=b"],
            ),
            (vec!["-B", "x", "-v"], Some("x"), vec!["-v"]),
            (vec!["--builder=x"], Some("x"), vec![]),
            (vec!["-v", "--builder"], None, vec!["-v", "--builder"]),
            (vec![], None, vec![]),
        ] {
            let mut options: Vec<OsString> = given.iter().map(Into::into).collect();
            assert_eq!(take_builder(&mut options).as_deref(), builder);
            assert_eq!(strings(&options), rest);
        }
    }
}
