use super::*;
use crate::install::Proxies;
use crate::trust::Authorities;
use fs_err as fs;
use sha2::Digest as _;

fn entry(kind: &str, version: &str, arch: &str, digit: &str) -> String {
    let checksum = digit.repeat(64);
    format!(
        "[[artifacts]]\nversion = \"{version}\"\nos = \"linux\"\narch = \"{arch}\"\n\
         url = \"https://example.com/{kind}-{version}-{arch}.tar.gz\"\n\
         checksum = \"sha256:{checksum}\"\n\
         [artifacts.metadata]\nkind = \"{kind}\"\nvendor = \"example\"\n"
    )
}

fn load(place: &str, dir: &Path) -> Result<JdkInventory, InstallError> {
    let http = Http::new(&Authorities::default(), Proxies::default()).unwrap();
    JdkInventory::load(Some(place), dir, &http)
}

fn loaded(text: &str) -> Result<JdkInventory, InstallError> {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("jdk.toml"), text).unwrap();
    load("jdk.toml", dir.path())
}

#[test]
fn the_built_in_inventory_has_a_jdk_8_for_both_processors() {
    let inventory = JdkInventory::built_in().unwrap();
    for arch in [Arch::Amd64, Arch::Arm64] {
        let jdk = inventory.resolve(JavaKind::Jdk, Os::Linux, arch).unwrap();
        assert_eq!(jdk.version.major, 8);
        assert!(jdk.source.to_string().contains(&format!("/{arch}/")));
        assert_eq!(jdk.source.setting(), None);
    }
}

#[test]
fn an_own_entry_stands_in_for_the_built_in_one_even_when_older() {
    let inventory = loaded(&entry("jdk", "8.0.1", "amd64", "0")).unwrap();
    let version = |arch| {
        let jdk = inventory.resolve(JavaKind::Jdk, Os::Linux, arch).unwrap();
        jdk.version.to_string()
    };
    assert_eq!(version(Arch::Amd64), "8.0.1");
    let own = inventory
        .find(JavaKind::Jdk, Os::Linux, Arch::Amd64)
        .unwrap();
    assert_eq!(own.source.setting(), Some(INVENTORY));
    assert_eq!(own.sha256.to_string(), "0".repeat(64));
    assert_ne!(version(Arch::Arm64), "8.0.1");
    assert!(
        inventory
            .find(JavaKind::Jre, Os::Linux, Arch::Amd64)
            .is_none()
    );
}

#[test]
fn the_newest_of_several_wins() {
    let text = ["8.0.99", "8.0.504", "8.0.492"].map(|v| entry("jre", v, "amd64", "0"));
    let inventory = loaded(&text.concat()).unwrap();
    let jre = inventory
        .resolve(JavaKind::Jre, Os::Linux, Arch::Amd64)
        .unwrap();
    assert_eq!(jre.version.to_string(), "8.0.504");
}

#[test]
fn nothing_for_a_system_says_where_it_was_looked_for() {
    let inventory = loaded(&entry("jdk", "8.0.1", "amd64", "0")).unwrap();
    let error = inventory
        .resolve(JavaKind::Jre, Os::Linux, Arch::Arm64)
        .unwrap_err();
    assert!(
        matches!(&error, InventoryError::NoArtifact { places, .. } if places == &["jdk.toml", "the built-in inventory"])
    );
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let good = entry("jdk", "8.0.1", "amd64", "0");
    for (text, line, part) in [
        ("x = [".to_owned(), 1, ""),
        (good.replace("\"jdk\"", "\"jkd\""), 8, "jkd"),
        (good.replace("sha256:", "md5:"), 6, "md5"),
        (good.replace(&"0".repeat(64), "00"), 6, "length"),
        (good.replace("8.0.1\"\nos", "8\"\nos"), 2, ""),
    ] {
        let error = loaded(&text).unwrap_err();
        match &error {
            InstallError::Inventory(InventoryError::Form {
                place,
                line: found,
                reason,
                ..
            }) => {
                assert_eq!((place.as_str(), *found), ("jdk.toml", line), "{error}");
                assert!(reason.contains(part), "{error}");
            }
            _ => panic!("{error:?}"),
        }
    }
}

#[test]
fn a_place_is_a_path_or_a_url() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("own.toml");
    fs::write(&path, entry("jdk", "8.0.1", "amd64", "0")).unwrap();
    let elsewhere = Path::new("/nowhere");
    let absolute = path.to_str().unwrap().to_owned();
    for place in [absolute.clone(), format!("file://{absolute}")] {
        let inventory = load(&place, elsewhere).unwrap();
        let jdk = inventory
            .resolve(JavaKind::Jdk, Os::Linux, Arch::Amd64)
            .unwrap();
        assert_eq!(jdk.version.to_string(), "8.0.1");
    }
    assert!(matches!(
        load("own.toml", elsewhere),
        Err(InstallError::Inventory(InventoryError::Unreadable { path, .. })) if path == Path::new("/nowhere/own.toml")
    ));
    assert!(matches!(
        load("ftp://x/y", elsewhere),
        Err(InstallError::Source(_))
    ));
}

/// A tar.gz with one file, `jdk/release`.
fn archive() -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    let mut header = tar::Header::new_gnu();
    header.set_mode(0o644);
    header.set_size(1);
    tar.append_data(&mut header, "jdk/release", &b"8"[..])
        .unwrap();
    tar.into_inner().unwrap().finish().unwrap()
}

#[test]
fn a_java_is_verified_and_unpacked() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("jdk.tar.gz");
    fs::write(&path, archive()).unwrap();
    let layer = dir.path().join("layers/jdk");
    fs::create_dir_all(&layer).unwrap();
    let url = format!("file://{}", path.display());
    let http = Http::new(&Authorities::default(), Proxies::default()).unwrap();
    let mut java = Java {
        kind: JavaKind::Jdk,
        version: Version::new(8, 0, 504),
        vendor: "example".to_owned(),
        os: Os::Linux,
        arch: Arch::Amd64,
        source: Source::parse(&url, Some(INVENTORY)).unwrap(),
        sha256: [0; 32].into(),
    };
    let error = java.install(&http, &layer, &()).unwrap_err();
    assert!(matches!(error, InstallError::Download(_)), "{error}");
    assert_eq!(fs::read_dir(&layer).unwrap().count(), 0);

    java.sha256 = <[u8; 32]>::from(sha2::Sha256::digest(archive())).into();
    java.install(&http, &layer, &()).unwrap();
    assert_eq!(fs::read(layer.join("release")).unwrap(), b"8");
    let beside = fs::read_dir(dir.path().join("layers")).unwrap();
    assert_eq!(beside.count(), 1, "nothing stays behind");
}
