use std::path::{Path, PathBuf};

/// The files among `paths` that sbt reads as the build's definition: `*.sbt` at the top, in `project/` and in the
/// directories of the build's projects, and Scala files in `project/`. `text` reads one.
pub fn definition_files<'a>(
    paths: impl Iterator<Item = &'a Path> + Clone,
    text: impl Fn(&Path) -> Option<String>,
) -> Vec<PathBuf> {
    let top: String = paths
        .clone()
        .filter(|path| is_at_top(path))
        .filter_map(text)
        .collect();
    paths
        .filter(|path| is_at_top(path) || is_of_project(path, &top))
        .map(Path::to_owned)
        .collect()
}

/// The definition at the top of the build in `dir`. What cannot be read counts as absent.
pub(super) fn definition_text(dir: &Path) -> String {
    let files = [dir.to_owned(), dir.join("project")];
    let files = files.iter().filter_map(|dir| fs_err::read_dir(dir).ok());
    files
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.strip_prefix(dir).is_ok_and(is_at_top))
        .filter_map(|path| fs_err::read_to_string(path).ok())
        .collect()
}

/// Whether the build whose definition at the top is this text makes a project of a directory.
pub(super) fn has_project(top: &str, dir: &Path) -> bool {
    let Some(name) = dir.to_str() else {
        return false;
    };
    // `project in file("a/b")`; without a place, a project lies in the directory of its own name.
    let mut named = [format!("\"{name}\""), format!("val `{name}`")].into_iter();
    let value = format!("val {name}");
    named.any(|words| top.contains(&words))
        || top.match_indices(&value).any(|(at, _)| {
            let next = top[at + value.len()..].chars().next();
            next.is_none_or(|next| !(next.is_alphanumeric() || next == '_'))
        })
}

fn is_at_top(path: &Path) -> bool {
    let extension = path.extension().and_then(|text| text.to_str());
    match path.parent().and_then(Path::to_str) {
        Some("") => extension == Some("sbt"),
        Some("project") => matches!(extension, Some("sbt" | "scala")),
        _ => false,
    }
}

fn is_of_project(path: &Path, top: &str) -> bool {
    path.extension().is_some_and(|text| text == "sbt")
        && path.parent().is_some_and(|dir| has_project(top, dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builds_of_projects_belong_to_it_and_those_of_others_do_not() {
        let files = [
            "build.sbt",
            "project/plugins.sbt",
            "project/Build.scala",
            "project/project/build.sbt",
            "engine/build.sbt",
            "engine/project/plugins.sbt",
            "libs/names/build.sbt",
            "my-shop/shop.sbt",
            "load/build.sbt",
            "engine/src/main/scala/A.scala",
        ];
        let read = |path: &Path| {
            let text = match path.to_str()? {
                "build.sbt" => {
                    "lazy val engine=project\nlazy val `my-shop` = project\nlazy val loading = project"
                }
                "project/Build.scala" => "val names = Project(\"names\", file(\"libs/names\"))",
                _ => "",
            };
            Some(text.to_owned())
        };
        let found = definition_files(files.iter().map(Path::new), read);
        let expected = [
            "build.sbt",
            "project/plugins.sbt",
            "project/Build.scala",
            "engine/build.sbt",
            "libs/names/build.sbt",
            "my-shop/shop.sbt",
        ];
        assert_eq!(found, expected.map(PathBuf::from));
    }
}
