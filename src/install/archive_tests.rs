use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use tar::{Builder, Header};

const MIB: u64 = 1024 * 1024;

#[derive(Debug, Clone)]
enum Item {
    Dir(String, u32),
    File(String, u32, Vec<u8>),
    Symlink(String, String),
    Hardlink(String, String),
    Other(String, EntryType),
}

fn text(path: &str, content: &str) -> Item {
    Item::File(path.to_owned(), 0o644, content.as_bytes().to_vec())
}

fn symlink_to(path: &str, target: &str) -> Item {
    Item::Symlink(path.to_owned(), target.to_owned())
}

/// A tar.gz whose names are written as they are: `tar::Builder` itself refuses unsafe ones.
fn archive(items: &[Item]) -> Vec<u8> {
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    for item in items {
        let mut header = Header::new_gnu();
        let (path, kind, mode, content, target) = match item {
            Item::Dir(path, mode) => (path, EntryType::Directory, *mode, &[][..], ""),
            Item::File(path, mode, content) => {
                (path, EntryType::Regular, *mode, content.as_slice(), "")
            }
            Item::Symlink(path, target) => {
                (path, EntryType::Symlink, 0o777, &[][..], target.as_str())
            }
            Item::Hardlink(path, target) => {
                (path, EntryType::Link, 0o644, &[][..], target.as_str())
            }
            Item::Other(path, kind) => (path, *kind, 0o644, &[][..], ""),
        };
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_size(content.len() as u64);
        let gnu = header.as_gnu_mut().unwrap();
        gnu.name[..path.len()].copy_from_slice(path.as_bytes());
        gnu.linkname[..target.len()].copy_from_slice(target.as_bytes());
        header.set_cksum();
        tar.append(&header, content).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn destination(&self) -> PathBuf {
        self.dir.path().join("destination")
    }

    fn unpack(&self, bytes: &[u8], limit: u64) -> Result<(), ArchiveError> {
        let path = self.dir.path().join("a.tar.gz");
        fs::write(&path, bytes).unwrap();
        super::unpack(&path, &path, &self.destination(), limit, Top::Dropped)
    }

    fn mode(&self, path: &str) -> u32 {
        let found = fs::metadata(self.destination().join(path)).unwrap();
        found.permissions().mode() & 0o7777
    }

    /// Everything in the directory that the test did not put there.
    fn rest(&self) -> Vec<String> {
        let names = fs::read_dir(self.dir.path()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "a.tar.gz")
            .collect()
    }
}

fn refused(items: &[Item]) -> String {
    let place = Place::new();
    let error = place.unpack(&archive(items), MIB).unwrap_err();
    assert_eq!(place.rest(), Vec::<String>::new(), "nothing stays behind");
    error.to_string()
}

#[test]
fn an_archive_arrives_without_its_top_directory() {
    let place = Place::new();
    let items = [
        Item::Dir("./jdk/".into(), 0o755),
        Item::Dir("./jdk/bin".into(), 0o500),
        Item::File("./jdk/bin/java".into(), 0o4755, b"#!".to_vec()),
        text("./jdk/lib/deep/er/release", "8"),
        symlink_to("./jdk/lib/link", "../bin/java"),
        symlink_to("./jdk/self", "."),
        Item::Hardlink("./jdk/hard".into(), "./jdk/bin/java".into()),
    ];
    place.unpack(&archive(&items), MIB).unwrap();
    let read = |path| fs::read_to_string(place.destination().join(path)).unwrap();
    assert_eq!(read("bin/java"), "#!");
    assert_eq!(read("lib/deep/er/release"), "8");
    assert_eq!(read("lib/link"), "#!");
    assert_eq!(read("hard"), "#!");
    assert_eq!(place.mode("bin/java"), 0o755, "set-user-id is dropped");
    assert_eq!(place.mode("bin"), 0o700, "the owner can write");
    assert_eq!(place.mode("."), 0o755);
    assert_eq!(place.rest(), ["destination"]);
}

#[test]
fn an_empty_destination_is_filled_and_a_full_one_refused() {
    let place = Place::new();
    fs::create_dir(place.destination()).unwrap();
    let bytes = archive(&[text("a/b", "new")]);
    place.unpack(&bytes, MIB).unwrap();
    assert!(matches!(
        place.unpack(&bytes, MIB),
        Err(ArchiveError::File { .. })
    ));
    assert_eq!(place.rest(), ["destination"]);
}

#[test]
fn paths_out_of_the_destination_are_refused() {
    for path in ["a/../../evil", "../evil", "a/b/../c"] {
        assert!(refused(&[text(path, "x")]).contains("\"..\""), "{path}");
    }
    assert!(refused(&[text("/a/evil", "x")]).contains("absolute"));
}

#[test]
fn links_out_of_the_destination_are_refused() {
    for target in ["/etc/passwd", "../../evil", "..", "b/../../x", "b/.."] {
        let message = refused(&[text("a/b/c", "x"), symlink_to("a/link", target)]);
        assert!(message.contains("points out"), "{target}: {message}");
    }
    for target in ["/etc/passwd", "a/../../x", "a/missing", "a", "b"] {
        refused(&[
            text("a/c", "x"),
            Item::Hardlink("a/link".into(), target.into()),
        ]);
    }
}

#[test]
fn nothing_is_written_through_a_link() {
    let message = refused(&[
        text("a/dir/x", "x"),
        symlink_to("a/link", "dir"),
        text("a/link/y", "y"),
    ]);
    assert!(message.contains("needs a directory"), "{message}");
    refused(&[symlink_to("a/link", "x"), text("a/link", "y")]);
    refused(&[symlink_to("a/link", "x"), Item::Dir("a/link".into(), 0o755)]);
    let original = symlink_to("a/link", "x");
    refused(&[original, Item::Hardlink("a/hard".into(), "a/link".into())]);
}

#[test]
fn a_chain_of_links_cannot_climb_out() {
    // Each link alone stays inside; together `a/out` would be the directory above the destination.
    let message = refused(&[
        text("a/d/e/f", "x"),
        symlink_to("a/d/e/up", ".."),
        symlink_to("a/out", "d/e/up/../.."),
    ]);
    assert!(message.contains("a/out"), "{message}");
}

#[test]
fn devices_and_pipes_are_refused() {
    for kind in [EntryType::Char, EntryType::Block, EntryType::Fifo] {
        let message = refused(&[Item::Other("a/dev".into(), kind)]);
        assert!(message.contains("neither file"), "{message}");
    }
}

#[test]
fn content_beyond_the_limit_is_refused() {
    let place = Place::new();
    let bytes = archive(&[Item::File("a/zeros".into(), 0o644, vec![0; 5000])]);
    assert!(matches!(
        place.unpack(&bytes, 5000),
        Err(ArchiveError::TooLarge { limit: 5000, .. })
    ));
    assert_eq!(place.rest(), Vec::<String>::new());
    place.unpack(&bytes, 6000).unwrap();
}

#[test]
fn what_is_no_archive_is_refused() {
    let place = Place::new();
    let whole = archive(&[Item::File("a/b".into(), 0o644, (0..=255).collect())]);
    for bytes in [&b"not an archive"[..], &whole[..whole.len() / 2]] {
        let error = place.unpack(bytes, MIB).unwrap_err();
        assert!(matches!(error, ArchiveError::Damaged { .. }), "{error}");
    }
    let error = place.unpack(&archive(&[Item::Dir("a".into(), 0o755)]), MIB);
    assert!(matches!(error, Err(ArchiveError::Empty { .. })));
    assert_eq!(place.rest(), Vec::<String>::new());
}

fn any_path() -> impl Strategy<Value = String> {
    let part = prop_oneof![4 => "[ab]", 2 => Just("..".to_owned()), 1 => Just(".".to_owned())];
    (any::<bool>(), prop::collection::vec(part, 1..5)).prop_map(|(absolute, parts)| {
        let root = if absolute && parts.len() > 3 { "/" } else { "" };
        format!("{root}{}", parts.join("/"))
    })
}

fn any_item() -> impl Strategy<Value = Item> {
    // A first part that is a name, so that most entries get past the first check.
    let path = "[ab]/[ab](/[ab]){0,2}";
    prop_oneof![
        (path, 0..0o7777_u32).prop_map(|(path, mode)| Item::Dir(path, mode)),
        (path, any::<Vec<u8>>()).prop_map(|(path, content)| Item::File(path, 0o644, content)),
        (path, any_path()).prop_map(|(path, target)| Item::Symlink(path, target)),
        (path, any_path()).prop_map(|(path, target)| Item::Hardlink(path, target)),
        any_path().prop_map(|path| Item::File(path, 0o644, b"x".to_vec())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever an archive holds: either it is refused and nothing stays behind, or everything that
    /// can be reached through the result is below it.
    #[test]
    fn nothing_leaves_the_destination(items in prop::collection::vec(any_item(), 1..8)) {
        let place = Place::new();
        if place.unpack(&archive(&items), MIB).is_err() {
            prop_assert_eq!(place.rest(), Vec::<String>::new());
            return Ok(());
        }
        prop_assert_eq!(place.rest(), vec!["destination"]);
        let root = place.destination().canonicalize().unwrap();
        for entry in walkdir::WalkDir::new(&root) {
            if let Ok(real) = entry.unwrap().path().canonicalize() {
                prop_assert!(real.starts_with(&root), "{} in {:?}", real.display(), items);
            }
        }
    }

    /// Bytes that are no archive never unpack and never panic.
    #[test]
    fn garbage_is_refused(bytes in any::<Vec<u8>>()) {
        let place = Place::new();
        prop_assert!(place.unpack(&bytes, MIB).is_err());
        prop_assert_eq!(place.rest(), Vec::<String>::new());
    }
}
