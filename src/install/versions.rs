use super::error::Cause;
use super::http::Http;
use super::maven::MavenRepository;
use std::cmp::Reverse;

/// How many versions are named on each side of the one that is missing.
const EACH_SIDE: usize = 2;

/// The versions of a module that a repository has and that are closest to one that it lacks, in the repository's
/// order. None when the repository does not say: this only helps to word an error.
#[must_use]
pub fn nearest_versions(
    http: &Http,
    repository: &MavenRepository,
    group: &str,
    artifact: &str,
    wanted: &str,
) -> Option<Vec<String>> {
    let path = format!("{}/{artifact}/maven-metadata.xml", group.replace('.', "/"));
    match http.read_text(&repository.source().join(&path)) {
        Ok(metadata) => Some(nearest(&metadata, wanted)),
        Err(error) if matches!(error.cause, Cause::Status { status: 404, .. }) => Some(Vec::new()),
        Err(_) => None,
    }
}

fn nearest(metadata: &str, wanted: &str) -> Vec<String> {
    let versions: Vec<&str> = metadata
        .split("<version>")
        .skip(1)
        .filter_map(|rest| rest.split_once("</version>"))
        .map(|(version, _)| version.trim())
        .collect();
    // One whose description is there, but not its jar, is of no use.
    let versions = versions.into_iter().filter(|version| *version != wanted);
    let wanted = key(wanted);
    let (lower, higher): (Vec<&str>, Vec<&str>) =
        versions.partition(|version| key(version) < wanted);
    let lower = lower.iter().skip(lower.len().saturating_sub(EACH_SIDE));
    let nearest = lower.chain(higher.iter().take(EACH_SIDE));
    nearest.map(ToString::to_string).collect()
}

/// The one of `versions`, which are in a repository's order, that most likely does what `wanted` did: it shares the most numbers
/// from the front, and of two such the later one has all that the other has.
#[must_use]
pub fn closest_version<'a>(wanted: &str, versions: &'a [String]) -> Option<&'a str> {
    let wanted = key(wanted);
    let shared = |version: &str| {
        let pairs = key(version).into_iter().zip(&wanted);
        pairs.take_while(|(has, wants)| has == *wants).count()
    };
    // Of several lower ones the last is the closest, of several higher ones the first.
    let (lower, higher): (Vec<_>, Vec<_>) = versions.iter().partition(|one| key(one) < wanted);
    let from_wanted = higher.into_iter().chain(lower.into_iter().rev());
    from_wanted
        .min_by_key(|one| Reverse(shared(one)))
        .map(String::as_str)
}

/// The numbers in a version, for comparison. Good enough to find neighbours.
fn key(version: &str) -> Vec<u64> {
    version
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(versions: &[&str]) -> String {
        let each = versions
            .iter()
            .map(|it| format!("<version>{it}</version>\n"));
        format!(
            "<metadata><versions>{}</versions></metadata>",
            each.collect::<String>()
        )
    }

    #[test]
    fn the_closest_version_has_most_of_the_number_in_common() {
        for (wanted, versions, closest) in [
            ("5.5.2", "5.2.2 5.4.0 6.0.1 6.2.2", "5.4.0"),
            ("3.11.0", "3.10.1 3.10.2 3.12.0 3.14.0", "3.12.0"),
            ("8.0.0", "8.1.0 8.4.1", "8.1.0"),
            ("4.0", "3.12.0 3.14.0", "3.14.0"),
            ("0.11.1", "0.10.0 0.12.2 0.13.0", "0.12.2"),
        ] {
            let versions: Vec<_> = versions.split(' ').map(ToOwned::to_owned).collect();
            assert_eq!(closest_version(wanted, &versions), Some(closest));
        }
        assert_eq!(closest_version("1", &[]), None);
    }

    #[test]
    fn neighbours_on_both_sides_are_named() {
        let xml = metadata(&["3.9.4", "3.10.1", "3.10.2", "3.12.0", "3.14.0", "4.0"]);
        assert_eq!(
            nearest(&xml, "3.11.0"),
            ["3.10.1", "3.10.2", "3.12.0", "3.14.0"]
        );
        assert_eq!(nearest(&xml, "4.0"), ["3.12.0", "3.14.0"]);
        assert_eq!(nearest(&xml, "1.0"), ["3.9.4", "3.10.1"]);
        assert_eq!(nearest(&xml, "9-SNAPSHOT"), ["3.14.0", "4.0"]);
        assert!(nearest("<html>", "1").is_empty());
    }
}
