use regex::Regex;
use std::ops::Range;

/// The text with comments and the contents of strings and character literals as spaces, byte for byte
/// as long, so that what is found in it is code and stands at the same place in the text.
pub(super) fn mask(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = at + literal_or_comment(&bytes[at..]);
        if end == at {
            at += 1;
            continue;
        }
        // Quotation marks stay: a string is still there.
        let keep = usize::from(matches!(bytes[at], b'"' | b'\''));
        for byte in &mut out[at + keep..end - keep] {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
        at = end;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The length of a comment, string or character literal at the beginning; 0 if there is none.
fn literal_or_comment(bytes: &[u8]) -> usize {
    let until = |from: usize, end: &[u8]| {
        let rest = bytes.get(from..).unwrap_or_default();
        let found = rest.windows(end.len()).position(|part| part == end);
        found.map_or(bytes.len(), |at| from + at + end.len())
    };
    match bytes {
        [b'/', b'/', ..] => until(2, b"\n").saturating_sub(1).max(2),
        [b'/', b'*', ..] => until(2, b"*/"),
        [b'"', b'"', b'"', ..] => {
            let end = until(3, b"\"\"\"");
            // More quotation marks belong to the string.
            end + bytes[end..]
                .iter()
                .take_while(|byte| **byte == b'"')
                .count()
        }
        [b'"', ..] => quoted(bytes, b'"'),
        [b'\'', b'\\', _, b'\'', ..] => 4,
        [b'\'', character, b'\'', ..] if *character != b'\'' => 3,
        _ => 0,
    }
}

/// The length of a string in one line; escapes are passed over.
fn quoted(bytes: &[u8], mark: u8) -> usize {
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' => return at,
            byte if byte == mark => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Where the statements at the top of a build file are. `masked` is the file after [`mask`].
pub(super) fn statements(masked: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(skipped) = masked[at..].find(|c: char| !c.is_whitespace()) {
        let start = at + skipped;
        // A bracket or comma of nobody's stands alone.
        let end = start + statement_length(&masked[start..]).max(1);
        found.push(start..end);
        at = end;
    }
    found
}

/// How long the statement (or expression) at the beginning is. It ends where a line ends or another
/// bracket, comma or semicolon than its own comes, and nothing says that it goes on.
pub(super) fn statement_length(masked: &str) -> usize {
    let mut depth = 0_usize;
    for (at, character) in masked.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return trimmed(masked, at),
            ')' | ']' | '}' => depth -= 1,
            ',' | ';' if depth == 0 => return trimmed(masked, at).max(1),
            '\n' if depth == 0 && !goes_on(&masked[..at], &masked[at..]) => {
                return trimmed(masked, at);
            }
            _ => {}
        }
    }
    trimmed(masked, masked.len())
}

/// The arguments of each call that `calls` finds (with its bracket) within a range of masked text: what is
/// between the commas, spaces included.
pub(super) fn arguments(
    masked: &str,
    within: &Range<usize>,
    calls: &Regex,
) -> Vec<Vec<Range<usize>>> {
    let calls = calls.find_iter(&masked[within.clone()]);
    let starts = calls.map(|call| within.start + call.end());
    starts
        .filter_map(|start| arguments_from(&masked[..within.end], start))
        .collect()
}

fn arguments_from(masked: &str, start: usize) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut from = start;
    let mut depth = 0_usize;
    for (at, character) in masked[start..].char_indices() {
        let at = start + at;
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                found.push(from..at);
                return Some(found);
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}

fn trimmed(masked: &str, end: usize) -> usize {
    masked[..end].trim_end().len()
}

fn goes_on(before: &str, after: &str) -> bool {
    const OPERATORS: &str = "+-*/%=<>:&|^~!.";
    let last = before.trim_end().chars().next_back();
    let next = after.trim_start().chars().next();
    let one_line = after.trim_start_matches([' ', '\t', '\r']);
    let blank_line = one_line[1.min(one_line.len())..]
        .trim_start_matches([' ', '\t', '\r'])
        .starts_with('\n');
    let open = last.is_some_and(|c| OPERATORS.contains(c) || c == ',') && !blank_line;
    let keyword = [
        "map ",
        "exclude ",
        "exclude(",
        "excludeAll",
        "intransitive",
        "else ",
        "with ",
        "yield ",
    ];
    open || next.is_some_and(|c| OPERATORS.contains(c) || ")]}".contains(c))
        || next == Some('{') && !blank_line
        || keyword
            .iter()
            .any(|word| after.trim_start().starts_with(word))
}

/// Whether a word stands in masked text, not as a part of another.
pub(super) fn has_word(masked: &str, word: &str) -> bool {
    words(masked).any(|one| one == word)
}

/// Names and keywords in masked text.
pub(super) fn words(masked: &str) -> impl Iterator<Item = &str> {
    masked
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

/// As many line ends as `text` has, so that what follows keeps its line number.
pub(super) fn only_lines(text: &str) -> String {
    "\n".repeat(text.matches('\n').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_and_comments_are_masked_in_place() {
        for (text, expected) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b\nc */ d", "a     \n     d"),
            (r#"a("x // y") b"#, r#"a("      ") b"#),
            (r#"a("\"") b"#, r#"a("  ") b"#),
            (r#"""" " """ b"#, r#""       " b"#),
            (r"'x' '\n' 'symbol", r"' ' '  ' 'symbol"),
            ("\"é\" a", "\"  \" a"),
            ("\"open\nb", "\"   \nb"),
            ("//", "  "),
        ] {
            let masked = mask(text);
            assert_eq!(masked.len(), text.len(), "{text}");
            if !text.contains("open") {
                assert_eq!(masked, expected, "{text}");
            }
        }
    }

    fn split(text: &str) -> Vec<&str> {
        statements(&mask(text))
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn statements_end_where_scala_ends_them() {
        assert_eq!(
            split(
                "import A._\n\nname := \"a\"\nversion := // why\n  \"1\"\nx += Seq(\n  1,\n\n  2)\n  .map(_.y)\n"
            ),
            [
                "import A._",
                "name := \"a\"",
                "version := // why\n  \"1\"",
                "x += Seq(\n  1,\n\n  2)\n  .map(_.y)",
            ]
        );
        assert_eq!(
            split("a <<= (a) { (old) =>\n  {\n case x => old(x)\n  }\n}\r\n\r\nb\n"),
            ["a <<= (a) { (old) =>\n  {\n case x => old(x)\n  }\n}", "b"]
        );
        assert_eq!(
            split("a := {\n1\n}\nb := 2;c := 3"),
            ["a := {\n1\n}", "b := 2", ";", "c := 3"]
        );
        assert_eq!(split("stray )\nb"), ["stray", ")", "b"]);
        assert_eq!(
            split("a += b\n  exclude(\"c\", \"d\")\n\nexcludedJars in e := f"),
            ["a += b\n  exclude(\"c\", \"d\")", "excludedJars in e := f"]
        );
    }

    #[test]
    fn words_are_whole() {
        assert!(has_word("mergeStrategy in assembly", "assembly"));
        assert!(!has_word("assemblySettings", "assembly"));
    }
}
