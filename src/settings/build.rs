use super::Setting;

/// Settings that `pack build` reads.
pub const BUILD_SETTINGS: &[Setting] = &[];
