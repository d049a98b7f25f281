use super::scala_text::{has_word, mask, statement_length, words};
use super::{Changes, build_files};
use crate::compile::error::FileError;
use crate::compile::source::SourceTree;
use regex::Regex;
use std::sync::LazyLock;

/// The operators that sbt 1 dropped, longest first, and those that say the same.
const OPERATORS: &[(&str, &str)] = &[("<++=", "++="), ("<<=", ":="), ("<+=", "+=")];

/// Rewrites `key <<= other { x => … }` and the like to `key := { val x = other.value; … }` where the
/// form leaves no doubt. What is left, sbt names with its line.
pub(super) fn apply(tree: &mut SourceTree, changes: &mut Changes) -> Result<(), FileError> {
    for file in build_files(tree) {
        let Some(mut text) = tree.text(&file)? else {
            continue;
        };
        let mut said = Vec::new();
        // From the end, so that what was found stays in its place.
        let mut before = text.len();
        while let Some((at, old, new)) = last_operator(&mask(&text)[..before]) {
            before = at;
            let start = at + old.len();
            let end = start + statement_length(&mask(&text)[start..]);
            let Some(value) = rewritten(&text[start..end]) else {
                continue;
            };
            let value = if new == "+=" && is_list_of_tasks(&mask(&text)[..at]) {
                format!("Def.task({value}).taskValue")
            } else {
                value
            };
            said.push(format!(
                "{old} in line {} is now {new}, as sbt 1 has it",
                text[..at].matches('\n').count() + 1
            ));
            text.replace_range(at..end, &format!("{new} {value}"));
        }
        if said.is_empty() {
            continue;
        }
        for reason in said.into_iter().rev() {
            changes.say(&file, reason);
        }
        tree.write(file, text);
    }
    Ok(())
}

fn last_operator(masked: &str) -> Option<(usize, &'static str, &'static str)> {
    let found = OPERATORS
        .iter()
        .filter_map(|(old, new)| Some((masked.rfind(old)?, *old, *new)));
    found.max_by_key(|(at, _, _)| *at)
}

/// `sourceGenerators` and the like hold tasks, and not what the tasks make.
static TASKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let scope = r"(?:[\w.]+|\([^()]*\))";
    Regex::new(&format!(r"\b\w+Generators(?:\s+in\s+{scope})*\s*$")).ok()
});

fn is_list_of_tasks(before: &str) -> bool {
    TASKS.as_ref().is_some_and(|it| it.is_match(before))
}

static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let scope = r"(?:[\w.]+|\([^()]*\))";
    Regex::new(&format!(r"^[\w.]+(?:\s+in\s+{scope})*")).ok()
});

/// The right side of the operator as the right side of one that takes a value.
fn rewritten(right: &str) -> Option<String> {
    let right = right.trim();
    let masked = mask(right);
    let (keys, rest) = keys(right, &masked)?;
    let rest = rest.trim_start();
    let method = words(rest).next().unwrap_or_default();
    let values: Vec<_> = keys.iter().map(|key| format!("({key}).value")).collect();
    if rest.is_empty() && values.len() == 1 {
        return values.into_iter().next();
    }
    let is_method = rest.trim_start_matches('.').starts_with(method);
    if matches!(method, "dependsOn" | "triggeredBy" | "runBefore") && is_method {
        return Some(format!("({right}).value"));
    }
    let function = if matches!(method, "map" | "apply") && is_method {
        let after = rest.trim_start_matches('.');
        after[method.len()..].trim()
    } else {
        rest
    };
    applied(function, &values)
}

/// The keys at the beginning, alone or in brackets, and what follows them.
fn keys<'a>(right: &'a str, masked: &str) -> Option<(Vec<&'a str>, &'a str)> {
    if !masked.starts_with('(') {
        let end = KEY.as_ref()?.find(masked)?.end();
        let key = right[..end].trim_end();
        // `key map f` is no longer key than its first word.
        let end = key.find(" map").unwrap_or(end);
        return Some((vec![&right[..end]], &right[end..]));
    }
    let inside = inside(masked)?;
    let mut keys = Vec::new();
    let mut from = 1;
    while from <= inside {
        let length = statement_length(&masked[from..=inside]);
        keys.push(right[from..from + length].trim());
        from += length + 1;
    }
    Some((keys, &right[inside + 2..]))
}

/// How far the bracket at the beginning reaches: the length of what is in it.
fn inside(masked: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in masked.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at - 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A function, written out in a bracket, applied to these values.
fn applied(function: &str, values: &[String]) -> Option<String> {
    let masked = mask(function);
    if !masked.starts_with(['(', '{']) {
        let is_name = words(&masked).eq([masked.as_str()]);
        return is_name.then(|| format!("{function}({})", values.join(", ")));
    }
    let end = inside(&masked)?;
    if end + 2 != function.len() {
        return None;
    }
    let (body, masked) = (&function[1..=end], &masked[1..=end]);
    if let Some(arrow) = parameters_end(masked) {
        return with_parameters(&body[..arrow], &body[arrow + 2..], values);
    }
    with_placeholders(body, masked, values)
}

/// Where the `=>` after the parameters is; none when something else than parameters is before it.
fn parameters_end(masked: &str) -> Option<usize> {
    let arrow = masked.find("=>")?;
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_(),:.[]".contains(c);
    masked[..arrow].chars().all(allowed).then_some(arrow)
}

fn with_parameters(parameters: &str, body: &str, values: &[String]) -> Option<String> {
    let plain = parameters.trim();
    let plain = plain.strip_prefix("case ").unwrap_or(plain).trim();
    let plain = plain
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .unwrap_or(plain);
    let names: Vec<_> = plain.split(',').map(str::trim).collect();
    if names.len() != values.len() || !names.iter().all(|name| is_parameter(name)) {
        return None;
    }
    let values = names.iter().zip(values).filter(|(name, _)| **name != "_");
    let values: Vec<_> = values.collect();
    let define = |name: &str, value: &str| format!("val {name} = {value}; ");
    let body = body.trim_end();
    // `(version, b) map { (version, x) => … }`: a value must not be defined by its own name.
    let hides_a_key = names.iter().any(|name| {
        let name = words(name).next().unwrap_or_default();
        values.iter().any(|(_, value)| has_word(value, name))
    });
    if !hides_a_key {
        let all = values.iter().map(|(name, value)| define(name, value));
        return Some(format!("{{ {}{body} }}", all.collect::<String>()));
    }
    let numbered = values.iter().enumerate();
    let (outer, inner): (String, String) = numbered
        .map(|(number, (name, value))| {
            let given = format!("given{number}");
            (define(&given, value), define(name, &given))
        })
        .unzip();
    Some(format!("{{ {outer}{{ {inner}{body} }} }}"))
}

/// `x` or `x: Type`.
fn is_parameter(text: &str) -> bool {
    let name = text.split_once(':').map_or(text, |(name, _)| name);
    words(name).eq([name.trim()])
}

/// `_` stands for the values, in their order.
fn with_placeholders(body: &str, masked: &str, values: &[String]) -> Option<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let places: Vec<_> = masked
        .match_indices('_')
        .map(|(at, _)| at)
        .filter(|at| !masked[..*at].ends_with(is_word) && !masked[at + 1..].starts_with(is_word))
        .filter(|at| !masked[..*at].ends_with('.'))
        .collect();
    if places.len() != values.len() || masked.contains("_*") {
        return None;
    }
    let mut text = body.to_owned();
    for (at, value) in places.iter().zip(values).rev() {
        text.replace_range(*at..=*at, value);
    }
    Some(format!("{{ {} }}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn migrated(text: &str) -> (String, Vec<String>) {
        let mut tree = SourceTree::default();
        tree.write("build.sbt", text);
        let mut changes = Changes::default();
        apply(&mut tree, &mut changes).unwrap();
        assert!(
            changes
                .0
                .iter()
                .all(|(file, _)| file == Path::new("build.sbt"))
        );
        let said = changes.0.into_iter().map(|(_, reason)| reason).collect();
        (tree.text("build.sbt").unwrap().unwrap(), said)
    }

    #[test]
    fn the_old_forms_become_values() {
        for (old, new) in [
            ("a <<= b", "a := (b).value"),
            ("a <<= b in Compile", "a := (b in Compile).value"),
            ("a <<= (b in Compile)", "a := (b in Compile).value"),
            (
                "a <<= b { x => x / \"lib\" }",
                "a := { val x = (b).value;  x / \"lib\" }",
            ),
            ("a <<= b(x => x + 1)", "a := { val x = (b).value;  x + 1 }"),
            ("a <<= b(_ / \"lib\")", "a := { (b).value / \"lib\" }"),
            (
                "a in C <+= b { \"g\" % \"a\" % _ }",
                "a in C += { \"g\" % \"a\" % (b).value }",
            ),
            (
                "a <++= b map { x => Seq(x) }",
                "a ++= { val x = (b).value;  Seq(x) }",
            ),
            (
                "a <++= (b, c in D) map { (x, y) => f(x, y) }",
                "a ++= { val x = (b).value; val y = (c in D).value;  f(x, y) }",
            ),
            (
                "a <<= (b, c).map { case (x: File, _) => x }",
                "a := { val x: File = (b).value;  x }",
            ),
            ("a <<= (b, c) map f", "a := f((b).value, (c).value)"),
            (
                "a <<= (version, b in C) map { (version, x) => f(version, x) }",
                "a := { val given0 = (version).value; val given1 = (b in C).value; { val version = given0; val x = given1;  f(version, x) } }",
            ),
            (
                "sourceGenerators in Compile <+= buildInfo",
                "sourceGenerators in Compile += Def.task((buildInfo).value).taskValue",
            ),
            (
                "settings(resourceGenerators in Test <+= (c in D) map { d => Seq(d) })",
                "settings(resourceGenerators in Test += Def.task({ val d = (c in D).value;  Seq(d) }).taskValue)",
            ),
            (
                "a <<= (b in C) dependsOn (d)",
                "a := ((b in C) dependsOn (d)).value",
            ),
        ] {
            assert_eq!(migrated(old).0, new, "{old}");
        }
    }

    #[test]
    fn several_in_one_file_keep_their_lines() {
        let (text, said) = migrated(
            "a <<= (a) { (old) =>\n  {\n    case x => old(x)\n  }\n}\n\nlazy val r = project.settings(b <<= c, d <+= e)\n",
        );
        assert_eq!(
            text,
            "a := { val old = (a).value; \n  {\n    case x => old(x)\n  } }\n\nlazy val r = project.settings(b := (c).value, d += (e).value)\n"
        );
        assert_eq!(
            said,
            [
                "<<= in line 1 is now :=, as sbt 1 has it",
                "<<= in line 7 is now :=, as sbt 1 has it",
                "<+= in line 7 is now +=, as sbt 1 has it",
            ]
        );
    }

    #[test]
    fn what_is_doubtful_is_left_to_sbt() {
        for text in [
            "a <<= (b, c) { _ + 1 }",
            "a <<= b flatMap { x => y }",
            "a <<= b { case Some(x) if y => 1 }",
            "// a <<= b",
            "a := \"<<=\"",
        ] {
            assert_eq!(migrated(text), (text.to_owned(), vec![]), "{text}");
        }
    }
}
