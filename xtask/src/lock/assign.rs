use super::report::FetchedJar;
use super::spec::Spec;
use std::collections::{BTreeMap, BTreeSet};

/// Gives each jar to one group.
///
/// `alone` holds what each group gives for itself, in the order of the specification's groups; `together` what all
/// give as one class path, if the specification wants that. Then its versions count, and a module that no group has
/// for itself (one group's exclusions can hide it) goes to the last group.
pub(super) fn assign<'a>(
    spec: &'a Spec,
    alone: &'a [Vec<FetchedJar>],
    together: Option<&'a [FetchedJar]>,
) -> Vec<(&'a str, &'a FetchedJar)> {
    let left_out: BTreeSet<&str> = spec.leave_out.jars.iter().map(String::as_str).collect();
    let wanted = |jar: &FetchedJar| !left_out.contains(jar.coordinates.to_string().as_str());
    let names = || spec.groups.iter().map(|group| group.name.as_str());
    let Some(together) = together else {
        let mut jars = BTreeMap::new();
        for (group, jar) in names()
            .zip(alone)
            .flat_map(|(group, jars)| jars.iter().map(move |jar| (group, jar)))
        {
            jars.entry(&jar.coordinates).or_insert((group, jar));
        }
        return jars.into_values().filter(|(_, jar)| wanted(jar)).collect();
    };
    let modules: Vec<(&str, BTreeSet<_>)> = names()
        .zip(alone)
        .map(|(group, jars)| (group, jars.iter().map(FetchedJar::module).collect()))
        .collect();
    let group_of = |jar: &FetchedJar| {
        modules
            .iter()
            .find(|(_, modules)| modules.contains(&jar.module()))
            .or(modules.last())
            .map_or("", |(group, _)| *group)
    };
    together
        .iter()
        .filter(|jar| wanted(jar))
        .map(|jar| (group_of(jar), jar))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jars(coordinates: &[&str]) -> Vec<FetchedJar> {
        coordinates
            .iter()
            .map(|text| FetchedJar {
                coordinates: text.parse().unwrap(),
                file: format!("/{text}").into(),
            })
            .collect()
    }

    fn spec(leave_out: &str) -> Spec {
        Spec::parse(&format!(
            "[[group]]\nname = \"one\"\nroots = []\n[[group]]\nname = \"two\"\nroots = []\n\
             [leave-out]\njars = [{leave_out}]\n"
        ))
        .unwrap()
    }

    fn shown(assigned: &[(&str, &FetchedJar)]) -> Vec<String> {
        assigned
            .iter()
            .map(|(group, jar)| format!("{group} {}", jar.coordinates))
            .collect()
    }

    #[test]
    fn groups_apart_keep_their_versions_and_share_equal_jars() {
        let alone = [jars(&["g:a:1", "g:b:1"]), jars(&["g:b:1", "g:b:2"])];
        let spec = spec("");
        assert_eq!(
            shown(&assign(&spec, &alone, None)),
            ["one g:a:1", "one g:b:1", "two g:b:2"]
        );
    }

    #[test]
    fn groups_together_have_the_versions_of_the_whole() {
        let alone = [jars(&["g:a:1", "g:b:1"]), jars(&["g:b:2", "g:c:1"])];
        let together = jars(&["g:a:1", "g:b:2", "g:c:1", "g:hidden:1"]);
        let spec = spec("");
        assert_eq!(
            shown(&assign(&spec, &alone, Some(&together))),
            ["one g:a:1", "one g:b:2", "two g:c:1", "two g:hidden:1"]
        );
    }

    #[test]
    fn single_jars_are_left_out_and_others_of_the_module_stay() {
        let alone = [jars(&["g:a:1", "g:a:1:tests"]), Vec::new()];
        let together = jars(&["g:a:1", "g:a:1:tests"]);
        let spec = spec("\"g:a:1:tests\"");
        assert_eq!(shown(&assign(&spec, &alone, None)), ["one g:a:1"]);
        assert_eq!(
            shown(&assign(&spec, &alone, Some(&together))),
            ["one g:a:1"]
        );
    }
}
