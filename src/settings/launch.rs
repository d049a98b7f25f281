use super::Setting;

/// Settings that the launcher reads.
pub const LAUNCH_SETTINGS: &[Setting] = &[];
