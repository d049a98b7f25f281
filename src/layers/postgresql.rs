use super::jars::JarsKey;
use super::keyed::{Scope, Stale, keyed};
use crate::Workshop;
use crate::build_error::BuildError;
use crate::output::megabytes;
use crate::plan::Plan;
use bullet_stream::global::print;
use libcnb::data::layer_name;
use libcnb::layer::UncachedLayerDefinition;
use predictionio_buildpack::engine::PostgresqlFacts;
use predictionio_buildpack::install::install_postgresql as install;
use predictionio_buildpack::sbom::Component;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// Inside of the layer, and not its top: the `lib` of a layer is on the library path of every process, and these
/// libraries are for PostgreSQL alone.
const HOME: &str = "pgsql";

/// Brings PostgreSQL for the process `dev`, where it is asked for.
pub(crate) fn install_postgresql(
    workshop: &Workshop,
    plan: &Plan,
) -> libcnb::Result<Option<PostgresqlFacts>, BuildError> {
    let Some(jar) = &plan.postgresql else {
        return Ok(None);
    };
    let version = &jar.coordinates.version;
    let key = JarsKey::new(version, std::slice::from_ref(jar));
    let layer = keyed(
        workshop.context,
        layer_name!("postgresql"),
        Scope::Launch,
        Stale::Delete,
        &key,
    )?;
    let home = layer.path().join(HOME);
    let what = format!("PostgreSQL {version}");
    if layer.is_current() {
        workshop.reuse(what);
    } else {
        print::bullet(format!("{what}{}", layer.state.reason()));
        let timer = print::sub_start_timer(format!(
            "Downloading and verifying {} from {}",
            megabytes(jar.size),
            plan.repository
        ));
        install(workshop.http, &plan.repository, jar, &home, &()).map_err(BuildError::from)?;
        timer.done();
        layer.seal(&key)?;
    }
    layer.describe(&[Component::from(jar)])?;
    Ok(Some(PostgresqlFacts {
        home,
        version: version.clone(),
        data: data(workshop)?,
    }))
}

/// An empty directory to mount a volume on. Docker gives a new volume the mode of what the image has in its place; without
/// it the volume would be root's.
fn data(workshop: &Workshop) -> libcnb::Result<PathBuf, BuildError> {
    let layer = workshop.context.uncached_layer(
        layer_name!("data"),
        UncachedLayerDefinition {
            build: false,
            launch: true,
        },
    )?;
    let open = Permissions::from_mode(0o1777);
    fs_err::set_permissions(layer.path(), open).map_err(BuildError::from)?;
    Ok(layer.path())
}
