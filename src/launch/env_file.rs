//! The ancestor's `config/pio-env.sh`: read, not executed.
//!
//! Lines `KEY=value` and `export KEY="value"` are settings; `$VAR` and `${VAR}` are filled in. What a shell would have
//! to run (commands, conditions, `$(…)`) is passed over and named by its line, never by its text, which may be secret.

use std::collections::BTreeMap;

/// Names that say where programs of the platform are; here the image knows.
const OF_THE_IMAGE: [&str; 8] = [
    "CLASSPATH",
    "HOME",
    "JAVA_HOME",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "PATH",
    "PIO_HOME",
    "SPARK_HOME",
];

/// What the file says.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct EnvFile {
    /// The variables, each with its last value.
    pub variables: BTreeMap<String, String>,
    /// Lines, from 1, that only a shell could read.
    pub unread: Vec<usize>,
}

impl EnvFile {
    /// Reads the file's text. `given` is the platform's environment, which wins over the file wherever a value is
    /// filled in.
    #[must_use]
    pub fn parse(text: &str, given: impl Fn(&str) -> Option<String>) -> Self {
        let mut file = Self::default();
        // How many conditions, loops and functions are open: what stands in them may not hold.
        let mut depth = 0_usize;
        let mut continues = false;
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            let follows = std::mem::replace(&mut continues, line.ends_with('\\'));
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (opens, closes) = block(line);
            let inside = depth > 0 || opens > 0;
            depth = (depth + opens).saturating_sub(closes);
            let assignments = if inside || follows || continues {
                None
            } else {
                assignments(line, &|name| {
                    given(name).or_else(|| file.variables.get(name).cloned())
                })
            };
            match assignments {
                Some(assignments) => file.variables.extend(assignments),
                None => file.unread.push(index + 1),
            }
        }
        for name in OF_THE_IMAGE {
            file.variables.remove(name);
        }
        file
    }
}

impl std::fmt::Debug for EnvFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EnvFile")
            .field("variables", &self.variables.keys().collect::<Vec<_>>())
            .field("unread", &self.unread)
            .finish()
    }
}

/// How many blocks a line opens and closes.
fn block(line: &str) -> (usize, usize) {
    let count = |words: &[&str]| {
        let parts = line.split([' ', '\t', ';']);
        parts.filter(|part| words.contains(part)).count()
    };
    // Else a value with such a word in it would open one.
    if line.contains('=') && !line.starts_with("if ") && !line.starts_with("case ") {
        return (0, 0);
    }
    (
        count(&["if", "case", "for", "while", "until", "{"])
            + usize::from(line.ends_with("(){") || line.ends_with("()")),
        count(&["fi", "esac", "done", "}"]),
    )
}

/// The assignments of a line; none when it is anything else.
fn assignments(
    line: &str,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Option<Vec<(String, String)>> {
    let rest = line.strip_prefix("export").map_or(line, |rest| {
        if rest.starts_with([' ', '\t']) {
            rest.trim_start()
        } else {
            line
        }
    });
    let exports = rest.len() != line.len();
    let mut rest = rest;
    let mut found: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() && !rest.starts_with('#') {
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if let Some(value) = after.strip_prefix('=') {
            let (value, after) = word(value, &|name| {
                let earlier = found.iter().rev().find(|(key, _)| key == name);
                value_of(name).or_else(|| earlier.map(|(_, value)| value.clone()))
            })?;
            found.push((name.to_owned(), value));
            rest = after.trim_start();
        } else if exports && (after.is_empty() || after.starts_with([' ', '\t'])) {
            // `export KEY`: every variable is one for the processes anyway.
            rest = after.trim_start();
        } else {
            return None;
        }
    }
    Some(found)
}

/// A shell's word and what follows it; none when a shell would have to run something for it.
fn word<'a>(text: &'a str, value_of: &dyn Fn(&str) -> Option<String>) -> Option<(String, &'a str)> {
    let mut value = String::new();
    let mut rest = text;
    let mut quoted = false;
    while let Some(next) = rest.chars().next() {
        let after = &rest[next.len_utf8()..];
        match next {
            '"' => quoted = !quoted,
            '\'' if !quoted => {
                let end = after.find('\'')?;
                value.push_str(&after[..end]);
                rest = &after[end + 1..];
                continue;
            }
            '\\' => {
                let escaped = after.chars().next()?;
                // In double quotes a backslash means itself before anything else.
                if quoted && !matches!(escaped, '"' | '$' | '\\' | '`') {
                    value.push('\\');
                }
                value.push(escaped);
                rest = &after[escaped.len_utf8()..];
                continue;
            }
            '$' => {
                let (filled, after) = variable(after, value_of)?;
                value.push_str(&filled);
                rest = after;
                continue;
            }
            '`' => return None,
            ' ' | '\t' if !quoted => break,
            ';' | '&' | '|' | '<' | '>' | '(' | ')' if !quoted => return None,
            other => value.push(other),
        }
        rest = after;
    }
    (!quoted).then_some((value, rest))
}

/// What stands behind a `$`: `NAME`, `{NAME}` or `{NAME:-otherwise}`.
fn variable<'a>(
    text: &'a str,
    value_of: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, &'a str)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let value = |name: &str| {
        let good = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(is_name);
        good.then(|| value_of(name).unwrap_or_default())
    };
    if let Some(inner) = text.strip_prefix('{') {
        let (inner, after) = inner.split_once('}')?;
        let (name, otherwise) = inner.split_once(":-").unwrap_or((inner, ""));
        if otherwise.contains(['$', '`', '"', '\'', '\\']) {
            return None;
        }
        let value = value(name)?;
        let value = if value.is_empty() {
            otherwise.to_owned()
        } else {
            value
        };
        return Some((value, after));
    }
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    if end == 0 {
        // A lone dollar means itself; `$(` and `$?` are for a shell.
        let lone = text.is_empty() || text.starts_with([' ', '"', '/', '.', ',']);
        return lone.then(|| ("$".to_owned(), text));
    }
    Some((value(&text[..end])?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> EnvFile {
        EnvFile::parse(text, |name| {
            (name == "GIVEN").then(|| "of the platform".to_owned())
        })
    }

    fn value(line: &str) -> Option<String> {
        parse(line).variables.get("A").cloned()
    }

    #[test]
    fn assignments_are_settings() {
        for (line, expected) in [
            ("A=b", "b"),
            ("  export A=b", "b"),
            ("A=", ""),
            ("A=\"b c\"", "b c"),
            ("A='b $c'", "b $c"),
            ("A=b # said so", "b"),
            ("A=b#c", "b#c"),
            (r#"A="b\"c\$d\e""#, r#"b"c$d\e"#),
            (r"A=b\ c", "b c"),
            ("A=\"b\"'c'd", "bcd"),
            (
                "A=jdbc:postgresql://db/pio?a=b",
                "jdbc:postgresql://db/pio?a=b",
            ),
            ("export X=y A=b", "b"),
            ("export A=b X", "b"),
            ("A=$", "$"),
            ("A=é", "é"),
        ] {
            assert_eq!(value(line).as_deref(), Some(expected), "{line}");
            assert!(parse(line).unread.is_empty(), "{line}");
        }
    }

    #[test]
    fn variables_are_filled_in_and_the_platforms_value_wins() {
        let file = parse(
            "B=b\nGIVEN=mine\nA=$B/${B}s/$GIVEN/${NONE}/${NONE:-else}\nC=${B:-x}\nD=\"$B\" E=$D\n",
        );
        assert_eq!(file.variables["A"], "b/bs/of the platform//else");
        assert_eq!(file.variables["C"], "b");
        assert_eq!(file.variables["E"], "b");
    }

    #[test]
    fn what_only_a_shell_can_read_is_named_by_its_line() {
        for line in [
            "A=$(date)",
            "A=`date`",
            "A=b; rm -r x",
            "A=b && C=d",
            "A=b command",
            "A=(b c)",
            "A+=b",
            "source other.sh",
            ". other.sh",
            "A=\"open",
            "A='open",
            "A=${B%x}",
            "A=$1",
            "A=$?",
            "1A=b",
            "echo A=b",
            "[ -n x ]",
            "export -f f",
        ] {
            let file = parse(line);
            assert_eq!(file.unread, [1], "{line}");
            assert_eq!(file.variables.get("A").filter(|_| true), None, "{line}");
        }
    }

    #[test]
    fn what_stands_in_a_block_may_not_hold() {
        let file = parse(
            "# head\nif [ -n \"$X\" ]; then\n  export A=b\nfi\nB=c\n\nf() {\n  C=d\n}\nD=e \\\n  f\nE=if\n",
        );
        assert_eq!(file.unread, [2, 3, 4, 7, 8, 9, 10, 11]);
        assert_eq!(
            file.variables.into_iter().collect::<Vec<_>>(),
            [
                ("B".to_owned(), "c".to_owned()),
                ("E".to_owned(), "if".to_owned())
            ]
        );
    }

    #[test]
    fn the_images_own_places_stay() {
        let file = parse("SPARK_HOME=$PIO_HOME/vendors/spark\nPATH=/x:$PATH\nLANG=C\n");
        assert_eq!(file.variables.keys().collect::<Vec<_>>(), ["LANG"]);
        assert!(file.unread.is_empty());
    }

    #[test]
    fn no_value_is_in_debug() {
        let shown = format!("{:?}", parse("PASSWORD=s3cret\ns3cret command\n"));
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}
