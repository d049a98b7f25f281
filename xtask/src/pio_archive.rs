//! An archive of PredictionIO 0.14.0 at hand, for a build of an engine of the line 0.14: what an operator would do with a place
//! of the company's own.

use crate::buildpack::take_option;
use crate::error::Error;
use crate::stack::{Stack, sha256_of};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Where the archive and the inventory that names it are in the build's container.
const MOUNT: &str = "/opt/predictionio-archive";

/// Takes `--pio-archive FILE` out of the options for `pack`.
pub(crate) fn take(options: &mut Vec<OsString>) -> Option<PathBuf> {
    take_option(options, &["--pio-archive"]).map(PathBuf::from)
}

/// Adds to the options what gives the archive to the build. The folder must stay until the build ends.
pub(crate) fn offer(
    stack: &Stack,
    archive: &Path,
    options: &mut Vec<OsString>,
) -> Result<TempDir, Error> {
    let folder = tempfile::tempdir()?;
    let name = "pio-0.14.0";
    let copy = folder.path().join(name);
    // The container's user is another one than the archive's.
    if fs_err::hard_link(archive, &copy).is_err() {
        fs_err::copy(archive, &copy)?;
    }
    let java = stack.jdk_inventory()?.unwrap_or_default();
    let text = inventory(&java, name, &sha256_of(&copy)?);
    fs_err::write(folder.path().join("inventory.toml"), text)?;
    readable(folder.path())?;
    options.extend(
        [
            "--volume",
            &format!("{}:{MOUNT}:ro", folder.path().display()),
            "--env",
            &format!("BP_PIO_INVENTORY={MOUNT}/inventory.toml"),
        ]
        .map(Into::into),
    );
    Ok(folder)
}

/// The inventory of the stack's JDK, which this one replaces in the build, and the archive.
fn inventory(java: &str, name: &str, sha256: &str) -> String {
    format!(
        "{java}\n[[pio]]\nversion = \"0.14.0\"\nurl = \"file://{MOUNT}/{name}\"\nchecksum = \"sha256:{sha256}\"\n"
    )
}

/// Lets every user look into the folder.
fn readable(folder: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let everybody = std::fs::Permissions::from_mode(0o755);
    Ok(fs_err::set_permissions(folder, everybody)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use predictionio_buildpack::install::{Http, JdkInventory, PioArchive, Proxies};
    use predictionio_buildpack::trust::Authorities;

    #[test]
    fn the_inventory_has_the_jdk_and_the_archive() {
        let java = "[[artifacts]]\nversion = \"8.0.1\"\nos = \"linux\"\narch = \"amd64\"\nurl = \"file:///jdk.tar.gz\"\n\
                    checksum = \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"\n\n\
                    [artifacts.metadata]\nkind = \"jdk\"\nvendor = \"debian\"\n";
        let app = tempfile::tempdir().unwrap();
        let text = inventory(java, "pio", &"1".repeat(64));
        fs_err::write(app.path().join("own.toml"), text).unwrap();
        let http = Http::new(&Authorities::default(), Proxies::default()).unwrap();
        let archive = PioArchive::load(Some("own.toml"), app.path(), &http).unwrap();
        assert_eq!(archive.source.to_string(), format!("file://{MOUNT}/pio"));
        assert_eq!(archive.sha256.to_string(), "1".repeat(64));
        JdkInventory::load(Some("own.toml"), app.path(), &http).unwrap();
    }
}
