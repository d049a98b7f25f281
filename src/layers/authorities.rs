use crate::Workshop;
use crate::build_error::BuildError;
use libcnb::data::layer_name;
use libcnb::layer::UncachedLayerDefinition;
use predictionio_buildpack::trust::Authorities;
use std::path::PathBuf;
use tempfile::TempDir;

/// The certificate authorities of a build, in the forms that programs take.
pub(crate) struct Trusted {
    /// A PEM bundle in the image.
    pub(crate) bundle: PathBuf,
    /// A trust store for sbt's JVM; it goes with the build.
    pub(crate) trust_store: PathBuf,
    _scratch: TempDir,
}

/// Writes what the build trusts: into the image for launch, and beside it for sbt.
///
/// The layer is made anew each time: it costs milliseconds, and equal authorities give equal bytes.
pub(crate) fn trust(
    workshop: &Workshop,
    authorities: &Authorities,
) -> libcnb::Result<Trusted, BuildError> {
    let layer = workshop.context.uncached_layer(
        layer_name!("ca"),
        UncachedLayerDefinition {
            build: false,
            launch: true,
        },
    )?;
    let bundle = layer.path().join("ca-certificates.pem");
    fs_err::write(&bundle, authorities.to_pem()).map_err(BuildError::from)?;
    let scratch = tempfile::tempdir().map_err(BuildError::from)?;
    let trust_store = scratch.path().join("truststore.jks");
    fs_err::write(&trust_store, authorities.to_jks()).map_err(BuildError::from)?;
    Ok(Trusted {
        bundle,
        trust_store,
        _scratch: scratch,
    })
}
