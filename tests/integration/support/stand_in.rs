//! A stand-in of PredictionIO 0.14.0's archive: the classes of `pio_0_14/`, which have the names and the methods that
//! the launcher's Java part uses and next to nothing inside, compiled here, with the real Akka HTTP. Real ones are
//! not in any Maven repository that the tests count on.

use super::docker::docker;
use super::mirror::Mirror;
use super::{builder, cache_folder};
use flate2::Compression;
use flate2::write::GzEncoder;
use include_dir::{Dir, include_dir};
use predictionio_buildpack::install::{
    Http, Lock, LockedJar, MavenRepository, Proxies, install_jars, jar_paths,
};
use predictionio_buildpack::trust::Authorities;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

static SOURCES: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/integration/pio_0_14");
const AKKA: &str = include_str!("../../../inventory/akka-http.lock.toml");
const SPARK: &str = include_str!("../../../inventory/spark-2.4.lock.toml");

/// Compiles in the build image, with the JDK that the test stack keeps.
const COMPILE: &str = "mkdir /tmp/jdk && tar xzf /jdk/jdk.tar.gz -C /tmp/jdk --strip-components 1 && \
    /tmp/jdk/bin/javac -encoding UTF-8 -proc:none -nowarn -d /stand-in/classes \
    -cp '/stand-in/spark/*:/stand-in/akka/*' $(find /stand-in/sources -name '*.java')";

/// The archive, as a tar.gz in the layout of the released one.
pub(crate) fn archive(mirror: &Mirror) -> Vec<u8> {
    let work = tempfile::tempdir().unwrap();
    let dir = |name: &str| {
        let dir = work.path().join(name);
        fs::create_dir(&dir).unwrap();
        // The build image has a user of its own.
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
        dir
    };
    fs::set_permissions(work.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let akka = jars(mirror, &locked(AKKA, |_| true), &dir("akka"));
    let needed = ["scala-library", "spark-core", "joda-time", "json4s", "gson"];
    let wanted = |jar: &LockedJar| {
        let artifact = &jar.coordinates.artifact;
        needed.iter().any(|name| artifact.starts_with(name))
    };
    jars(mirror, &locked(SPARK, wanted), &dir("spark"));
    SOURCES.extract(dir("sources")).unwrap();
    let classes = dir("classes");
    compile(work.path());
    let assembly = zipped(&classes);
    let empty = zipped(&dir("nothing"));
    let backend = |module: &str| {
        let jar = format!("lib/spark/pio-data-{module}-assembly-0.14.0.jar");
        (jar, empty.clone())
    };
    let own = [
        ("RELEASE".to_owned(), Vec::new()),
        ("bin/pio".to_owned(), Vec::new()),
        ("lib/pio-assembly-0.14.0.jar".to_owned(), assembly),
        backend("elasticsearch"),
        // None for local files: an archive that somebody built may lack it.
        backend("jdbc"),
    ];
    let akka = akka.iter().map(|jar| {
        let name = jar.file_name().unwrap().to_string_lossy();
        (format!("lib/spark/{name}"), fs::read(jar).unwrap())
    });
    tar(own.into_iter().chain(akka))
}

fn locked(lock: &str, wanted: impl Fn(&LockedJar) -> bool) -> Vec<LockedJar> {
    let lock = Lock::parse("of the test", lock).unwrap();
    lock.jars()
        .iter()
        .filter(|jar| wanted(jar))
        .cloned()
        .collect()
}

pub(crate) fn jars(mirror: &Mirror, jars: &[LockedJar], dir: &Path) -> Vec<PathBuf> {
    let http = Http::new(&Authorities::default(), Proxies::default()).unwrap();
    let repository = MavenRepository::from_setting(Some(&mirror.url())).unwrap();
    install_jars(&http, &repository, jars, dir, &|_| {}).unwrap();
    jar_paths(jars, dir)
}

fn compile(work: &Path) {
    let work = format!("{}:/stand-in", work.display());
    let jdk = format!("{}:/jdk:ro", cache_folder().join("jdk").display());
    docker(&[
        "run",
        "--rm",
        "--volume",
        &work,
        "--volume",
        &jdk,
        "--entrypoint",
        "sh",
        &builder(),
        "-c",
        COMPILE,
    ]);
}

fn zipped(dir: &Path) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for entry in WalkDir::new(dir).sort_by_file_name().into_iter().flatten() {
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(dir).unwrap().to_string_lossy();
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(&fs::read(entry.path()).unwrap()).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

fn tar(files: impl Iterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for (name, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        let path = format!("PredictionIO-0.14.0/{name}");
        tar.append_data(&mut header, path, &content[..]).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}
