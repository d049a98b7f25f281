use super::*;
use crate::install::test_server::{Reply, Server};
use crate::install::{Cause, Proxies};
use crate::trust::Authorities;
use sha2::Digest as _;

const RELEASED: &[&str] = &[
    "bin/pio",
    "conf/pio-env.sh",
    "lib/pio-assembly-0.14.0.jar",
    "lib/spark/pio-data-jdbc-assembly-0.14.0.jar",
    "lib/spark/pio-data-elasticsearch-assembly-0.14.0.jar",
    "lib/spark/README",
    "python/pypio/__init__.py",
];

fn http() -> Http {
    Http::new(&Authorities::default(), Proxies::default()).unwrap()
}

/// A zip file of nothing, with its name as its comment.
fn jar(name: &str) -> Vec<u8> {
    let mut jar = vec![b'P', b'K', 5, 6];
    jar.extend([0; 16]);
    jar.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    jar.extend(name.as_bytes());
    jar
}

/// An archive of these files below one top directory; each holds its own name.
fn archive(files: &[&str]) -> Vec<u8> {
    archive_below("PredictionIO-0.14.0/", files)
}

fn archive_below(top: &str, files: &[&str]) -> Vec<u8> {
    let entry = |file: &&str| {
        let is_jar = Path::new(file).extension().is_some() && file.starts_with("lib/");
        let content = if is_jar {
            jar(file)
        } else {
            file.as_bytes().to_vec()
        };
        (format!("{top}{file}"), content)
    };
    archive_of(files.iter().map(entry))
}

fn archive_of(entries: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (path, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        tar.append_data(&mut header, path, &content[..]).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

/// A jar with the classes of the JDBC backend.
fn with_jdbc() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let class = "org/apache/predictionio/data/storage/jdbc/JDBCUtils.class";
    zip.start_file(class, zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.finish().unwrap().into_inner()
}

/// A server that has the archive, and an inventory that names it.
fn served(bytes: &[u8]) -> (Server, String) {
    let body = bytes.to_vec();
    let server = Server::start(move |_, _| Reply::ok(&body));
    let checksum = hex::encode(sha2::Sha256::digest(bytes));
    let inventory = format!(
        "[[pio]]\nversion = \"0.14.0\"\nurl = \"{}\"\nchecksum = \"sha256:{checksum}\"\n",
        server.url("pio.tar.gz")
    );
    (server, inventory)
}

/// Installs what the inventory names into a layer, as a build does.
fn install(inventory: &str, layer: &Path) -> Result<(), InstallError> {
    let app = tempfile::tempdir().unwrap();
    fs::write(app.path().join("own.toml"), inventory).unwrap();
    let archive = PioArchive::load(Some("own.toml"), app.path(), &http())?;
    archive.install(&http(), layer, &["jdbc", "localfs"], &["localfs"], &())
}

fn layer(dir: &Path) -> PathBuf {
    let layer = dir.join("layers/pio");
    fs::create_dir_all(&layer).unwrap();
    layer
}

#[test]
fn the_released_archive_is_built_in() {
    let archive = PioArchive::load(None, Path::new("/nowhere"), &http()).unwrap();
    assert!(
        archive
            .source
            .to_string()
            .ends_with("apache-predictionio-0.14.0-bin.tar.gz")
    );
    assert_eq!(archive.source.setting(), None);
    assert!(archive.sha256.to_string().starts_with("049c9147"));
}

#[test]
fn an_inventory_of_jdks_alone_leaves_the_built_in_archive() {
    let app = tempfile::tempdir().unwrap();
    fs::write(app.path().join("own.toml"), "artifacts = []").unwrap();
    let load = || PioArchive::load(Some("own.toml"), app.path(), &http()).unwrap();
    assert_eq!(load().source.setting(), None);
    let (_server, inventory) = served(b"");
    fs::write(app.path().join("own.toml"), inventory).unwrap();
    assert_eq!(load().source.setting(), Some(INVENTORY));
}

#[test]
fn an_archive_from_elsewhere_gives_what_is_asked_for_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let layer = layer(dir.path());
    let (_server, inventory) = served(&archive(RELEASED));
    install(&inventory, &layer).unwrap();
    let jars = PioJars::below(&layer).unwrap().unwrap();
    assert_eq!(
        fs::read(&jars.assembly).unwrap(),
        jar("lib/pio-assembly-0.14.0.jar")
    );
    let storage: Vec<_> = jars
        .storage
        .iter()
        .map(|jar| jar.file_name().unwrap())
        .collect();
    // The archive has Elasticsearch's too, for which nobody asked.
    assert_eq!(storage, ["pio-data-jdbc-assembly-0.14.0.jar"]);
    let files = walkdir::WalkDir::new(&layer).into_iter().flatten();
    assert_eq!(files.filter(|entry| entry.file_type().is_file()).count(), 2);
    let beside = fs::read_dir(dir.path().join("layers")).unwrap();
    assert_eq!(beside.count(), 1, "nothing stays behind");
}

#[test]
fn the_jars_are_found_wherever_a_packer_put_them() {
    let assembly = "lib/pio-assembly-0.14.0.jar";
    let jdbc = "lib/spark/pio-data-jdbc-assembly-0.14.0.jar";
    let snapshots = [
        "lib/pio-assembly-0.14.0-SNAPSHOT.jar",
        "lib/pio-data-jdbc-assembly-0.14.0-SNAPSHOT.jar",
    ];
    let released = [assembly, jdbc];
    let in_one = [("pio/lib/pio-assembly-0.14.0.jar".to_owned(), with_jdbc())];
    for (bytes, storage) in [
        (archive_below("", &released), 1),
        (archive_below("./", &released), 1),
        (archive_below("dist/pio/", &released), 1),
        (archive_below("pio/", &snapshots), 1),
        (archive_of(in_one), 0),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let layer = layer(dir.path());
        let (_server, inventory) = served(&bytes);
        install(&inventory, &layer).unwrap();
        let jars = PioJars::below(&layer).unwrap().unwrap();
        assert!(jars.assembly.exists());
        assert_eq!(jars.storage.len(), storage);
    }
}

#[test]
fn an_archive_that_was_changed_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let layer = layer(dir.path());
    let (_server, inventory) = served(&archive(RELEASED));
    let at = inventory.find("sha256:").unwrap() + "sha256:".len();
    let other = format!("{}{}\"\n", &inventory[..at], "0".repeat(64));
    match install(&other, &layer).unwrap_err() {
        InstallError::Download(error) => {
            assert!(matches!(error.cause, Cause::Checksum { .. }), "{error}");
        }
        other => panic!("{other}"),
    }
    assert_eq!(fs::read_dir(&layer).unwrap().count(), 0);
}

#[test]
fn an_archive_of_something_else_says_what_it_lacks() {
    for (files, lacks) in [
        (&["bin/spark-submit"][..], "lib/pio-assembly-0.14.0.jar"),
        (
            &[
                "lib/pio-assembly-0.14.0.jar",
                "lib/spark/pio-data-elasticsearch-assembly-0.14.0.jar",
            ][..],
            "lib/spark/pio-data-jdbc-assembly-0.14.0.jar",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let layer = layer(dir.path());
        let (server, inventory) = served(&archive(files));
        match install(&inventory, &layer).unwrap_err() {
            InstallError::NotPio {
                archive,
                missing,
                jars,
            } => {
                assert_eq!(missing, lacks);
                let has = files.iter().filter(|name| name.starts_with("lib/"));
                let has = has.map(|name| format!("PredictionIO-0.14.0/{name}"));
                assert_eq!(jars, has.collect::<Vec<_>>());
                assert_eq!(archive, server.url("pio.tar.gz"));
            }
            other => panic!("{other}"),
        }
        assert_eq!(fs::read_dir(&layer).unwrap().count(), 0);
    }
}
