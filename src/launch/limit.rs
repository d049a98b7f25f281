//! The memory limit of the container: cgroup v2, v1, or none. Pure: the shell reads the files.

use super::environment::Environment;
use super::error::{Expected, LaunchError};
use super::java_options::parse_size;
use super::regions::MIB;
use std::path::{Path, PathBuf};

/// The variable with which a user sets the limit where the platform sets none.
pub const MEMORY_LIMIT: &str = "PIO_MEMORY_LIMIT";

/// Where cgroup file systems are mounted.
const CGROUP_ROOT: &str = "/sys/fs/cgroup";
/// The name of the limit's file in cgroup v2 and v1.
const V2_LIMIT: &str = "memory.max";
const V1_LIMIT: &str = "memory.limit_in_bytes";

/// The files that may hold a limit for this process, given the content of `/proc/self/cgroup`: in
/// the process's own group and in every group above it.
///
/// A container usually sees its own group as the root; one that shares the host's cgroup namespace
/// sees the whole path.
#[must_use]
pub fn limit_files(self_cgroup: &str) -> Vec<PathBuf> {
    let root = Path::new(CGROUP_ROOT);
    let v1 = root.join("memory");
    let mut files = vec![root.join(V2_LIMIT), v1.join(V1_LIMIT)];
    for line in self_cgroup.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(hierarchy), Some(controllers), Some(group)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let (root, name) = if hierarchy == "0" && controllers.is_empty() {
            (root, V2_LIMIT)
        } else if controllers
            .split(',')
            .any(|controller| controller == "memory")
        {
            (v1.as_path(), V1_LIMIT)
        } else {
            continue;
        };
        // Groups outside of the namespace show as `/../…`; nothing of them is mounted.
        let groups = Path::new(group.trim_start_matches('/')).ancestors();
        let inside =
            groups.filter(|group| !group.as_os_str().is_empty() && !group.starts_with(".."));
        files.extend(inside.map(|group| root.join(group).join(name)));
    }
    files
}

/// The lowest of the limits that the files hold. `max`, and a number above the host's memory, is none.
#[must_use]
pub fn lowest(contents: impl IntoIterator<Item = String>, host_total: u64) -> Option<u64> {
    contents
        .into_iter()
        .filter_map(|content| content.trim().parse().ok())
        .filter(|limit| *limit < host_total)
        .min()
}

/// The host's memory in bytes, from the content of `/proc/meminfo`.
#[must_use]
pub fn host_total(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}

/// What a process may take, in bytes: the setting, else the container's limit, else a quarter of the
/// host, at least 1 GB where the host has it: several processes of an app often share a laptop.
///
/// # Errors
/// When the setting is not a size.
pub fn effective(
    env: &Environment,
    container: Option<u64>,
    host_total: u64,
) -> Result<u64, LaunchError> {
    if let Some(text) = env.get(MEMORY_LIMIT) {
        return parse_size(text)
            .filter(|limit| *limit >= MIB)
            .ok_or_else(|| env.refuse(MEMORY_LIMIT, Expected::Size));
    }
    Ok(container.unwrap_or_else(|| (host_total / 4).max(1024 * MIB).min(host_total)))
}

/// What all processes of one container may take together, where they are alone on their machine but for its user: the
/// setting, else the container's limit, else half of the host, at least 2 GB where the host has it.
///
/// # Errors
/// When the setting is not a size.
pub fn of_all(
    env: &Environment,
    container: Option<u64>,
    host_total: u64,
) -> Result<u64, LaunchError> {
    let half = (host_total / 2).max(2048 * MIB).min(host_total);
    effective(env, container.or(Some(half)), host_total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(self_cgroup: &str) -> Vec<String> {
        limit_files(self_cgroup)
            .into_iter()
            .map(|path| path.display().to_string())
            .collect()
    }

    const ROOTS: [&str; 2] = [
        "/sys/fs/cgroup/memory.max",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ];

    #[test]
    fn a_container_with_its_own_namespace_has_the_limit_at_the_root() {
        assert_eq!(files("0::/\n"), ROOTS);
        assert_eq!(files(""), ROOTS);
        assert_eq!(files("0::/../../other\nnonsense\n"), ROOTS);
    }

    #[test]
    fn nested_groups_may_each_have_a_limit() {
        assert_eq!(
            files("0::/kubepods/pod7\n")[2..],
            [
                "/sys/fs/cgroup/kubepods/pod7/memory.max",
                "/sys/fs/cgroup/kubepods/memory.max"
            ]
        );
        assert_eq!(
            files("11:cpu,cpuacct:/docker/abc\n9:memory:/docker/abc\n")[2..],
            [
                "/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes",
                "/sys/fs/cgroup/memory/docker/memory.limit_in_bytes"
            ]
        );
    }

    #[test]
    fn the_lowest_limit_counts() {
        let limits = |contents: &[&str]| lowest(contents.iter().map(ToString::to_string), 8 << 30);
        assert_eq!(limits(&["536870912\n"]), Some(512 * MIB));
        assert_eq!(
            limits(&["max\n", "1073741824\n", "536870912\n"]),
            Some(512 * MIB)
        );
        assert_eq!(limits(&["max\n"]), None);
        // What cgroup v1 shows for no limit.
        assert_eq!(limits(&["9223372036854771712\n"]), None);
        assert_eq!(limits(&[]), None);
    }

    #[test]
    fn reads_the_hosts_memory() {
        let meminfo = "MemTotal:       16384000 kB\nMemFree:         1 kB\n";
        assert_eq!(host_total(meminfo), Some(16_384_000 * 1024));
        assert_eq!(host_total("MemFree: 1 kB\n"), None);
    }

    #[test]
    fn the_setting_wins_over_the_container_and_the_host() {
        let none = Environment::default();
        let gib = 1024 * MIB;
        assert_eq!(
            effective(&none, Some(512 * MIB), 8 * gib).unwrap(),
            512 * MIB
        );
        assert_eq!(effective(&none, None, 16 * gib).unwrap(), 4 * gib);
        assert_eq!(effective(&none, None, 2 * gib).unwrap(), gib);
        assert_eq!(effective(&none, None, gib / 2).unwrap(), gib / 2);
        assert_eq!(of_all(&none, None, 16 * gib).unwrap(), 8 * gib);
        assert_eq!(of_all(&none, None, 3 * gib).unwrap(), 2 * gib);
        assert_eq!(of_all(&none, Some(gib), 3 * gib).unwrap(), gib);
        let set = Environment::from_iter([(MEMORY_LIMIT, "2g")]);
        assert_eq!(effective(&set, Some(512 * MIB), 8 * gib).unwrap(), 2 * gib);
        for wrong in ["lots", "12"] {
            let env = Environment::from_iter([(MEMORY_LIMIT, wrong)]);
            assert!(matches!(
                effective(&env, None, gib).unwrap_err(),
                LaunchError::Setting {
                    key: MEMORY_LIMIT,
                    expected: Expected::Size,
                    ..
                }
            ));
        }
    }
}
