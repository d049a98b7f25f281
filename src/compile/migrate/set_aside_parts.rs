//! Parts of a statement that belong to plugins that are set aside, where the statement itself stays.

use super::scala_text::{arguments, has_word, statement_length};
use super::set_aside::{Gone, key, shortened, verdict};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Elements of lists, lists of a plugin's settings in chains, and definitions for a plugin.
pub(super) fn parts_set_aside(
    masked: &str,
    statement: &Range<usize>,
    unknown: Option<&str>,
) -> Gone {
    let mut gone = elements_set_aside(masked, statement, unknown);
    links_set_aside(&mut gone, masked, statement, unknown);
    for range in definitions_for_plugins(masked, statement) {
        // Where something of it has gone already, the rest has nothing of the plugin any more.
        if !gone.iter().any(|(part, _, _)| is_within(part, &range)) {
            let what = masked[range.clone()].split(['=', ':']).next();
            let what = shortened(what.unwrap_or_default().trim());
            gone.push((range, what, "it is for a plugin that is set aside"));
        }
    }
    gone.sort_by_key(|(range, _, _)| range.start);
    gone
}

fn is_within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn calls(names: &str) -> Option<Regex> {
    let types = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]";
    Regex::new(&format!(r"\b(?:{names})\s*(?:{types}\s*)?\(")).ok()
}

/// The calls that list settings; type arguments may stand between name and bracket.
static LISTS: LazyLock<Option<Regex>> = LazyLock::new(|| calls("settings|Seq|inThisBuild"));

/// The calls that list plugins.
static PLUGINS: LazyLock<Option<Regex>> = LazyLock::new(|| calls("enablePlugins|disablePlugins"));

fn elements_set_aside(masked: &str, within: &Range<usize>, unknown: Option<&str>) -> Gone {
    let mut gone = Gone::new();
    let (Some(lists), Some(plugins)) = (LISTS.as_ref(), PLUGINS.as_ref()) else {
        return gone;
    };
    let settings = arguments(masked, within, lists).into_iter();
    let settings = settings.map(|list| (list, false));
    let plugins = arguments(masked, within, plugins).into_iter();
    for (list, of_plugins) in settings.chain(plugins.map(|list| (list, true))) {
        let mut one_stays = false;
        let last = list.last().map_or(0, |argument| argument.end);
        for range in list {
            let text = masked[range.clone()].trim();
            let found = verdict(text, unknown).filter(|_| of_plugins || is_setting(text));
            let Some((what, reason)) = found else {
                one_stays = true;
                continue;
            };
            // A comma goes as well.
            let range = match one_stays {
                true => range.start - 1..range.end,
                false if range.end < last => range.start..range.end + 1,
                false => range,
            };
            gone.push((range, what, reason));
        }
    }
    gone.sort_by_key(|(range, _, _)| range.start);
    // A list may lie in an element that goes.
    gone.dedup_by(|inner, outer| inner.0.end <= outer.0.end);
    gone
}

/// `key := value`, or settings of a plugin by their name: `a.b.someSettings: _*`.
fn is_setting(text: &str) -> bool {
    let path = text.split(':').next().unwrap_or_default().trim_end();
    let is_path = path
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    is_path && path.ends_with("ettings") || key(text).len() < text.trim_end().len()
}

/// `a.b.someSettings`, and the archetypes of sbt-native-packager.
static SETTINGS_PATH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r"(?:\w*[sS]ettings|packageArchetype\s*\.\s*\w+)";
    Regex::new(&format!(r"\b(?:\w+\s*\.\s*)*{name}\b")).ok()
});

/// The links of chains: `a ++ releaseSettings ++ Seq(b := c)`.
fn links_set_aside(gone: &mut Gone, masked: &str, within: &Range<usize>, unknown: Option<&str>) {
    let text = &masked[within.clone()];
    for path in SETTINGS_PATH.iter().flat_map(|it| it.find_iter(text)) {
        let range = within.start + path.start()..within.start + path.end();
        if is_in_chain(masked, &range)
            && !gone.iter().any(|(other, _, _)| is_within(&range, other))
            && let Some((what, reason)) = verdict(path.as_str(), unknown)
        {
            gone.push((range, what, reason));
        }
    }
}

/// Whether `++` stands before or after.
pub(super) fn is_in_chain(masked: &str, range: &Range<usize>) -> bool {
    let after = masked[range.end..].trim_start();
    masked[..range.start].trim_end().ends_with("++")
        || after.starts_with("++") && !after.starts_with("++=")
}

static DEFINITION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*(?:private\s+)?(?:lazy\s+)?(?:val|def)\s+\w+").ok());

/// `def formattingPreferences = …`: definitions that make what Scalariform alone can read.
fn definitions_for_plugins(masked: &str, within: &Range<usize>) -> Vec<Range<usize>> {
    let text = &masked[within.clone()];
    let starts = DEFINITION.iter().flat_map(|it| it.find_iter(text));
    let ranges = starts.map(|found| {
        let start = within.start + found.end() - found.as_str().trim_start().len();
        start..start + statement_length(&masked[start..])
    });
    ranges
        .filter(|range| has_word(&masked[range.clone()], "FormattingPreferences"))
        .collect()
}
