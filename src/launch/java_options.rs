//! The JVM flags that users give themselves, which win over ours.

use super::environment::Environment;
use super::error::LaunchError;

/// Flags that we put on the command line.
pub const JAVA_OPTS: &str = "JAVA_OPTS";
/// Flags that the JVM reads itself: before the command line, and after it.
const READ_BY_THE_JVM: [&str; 2] = ["JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"];

/// What the user's flags say about memory; sizes in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserFlags {
    /// `-Xmx` or `-XX:MaxHeapSize`.
    pub heap: Option<u64>,
    /// `-XX:MaxMetaspaceSize`.
    pub metaspace: Option<u64>,
    /// `-XX:ReservedCodeCacheSize`.
    pub code_cache: Option<u64>,
    /// `-XX:MaxDirectMemorySize`.
    pub direct: Option<u64>,
    /// `-Xss` or `-XX:ThreadStackSize`; only whether it is given matters.
    pub stack: Option<u64>,
    /// Whether a garbage collector is chosen.
    pub collector: bool,
    /// The words of `JAVA_OPTS`, for the command line.
    pub words: Vec<String>,
}

impl UserFlags {
    /// Reads the three variables.
    ///
    /// # Errors
    /// When the quotes of one do not close.
    pub fn read(env: &Environment) -> Result<Self, LaunchError> {
        let mut flags = Self::default();
        let [before, after] = READ_BY_THE_JVM;
        for key in [before, JAVA_OPTS, after] {
            let words = shell_words::split(env.get(key).unwrap_or_default())
                .map_err(|_| LaunchError::Quotes { key })?;
            for word in &words {
                flags.note(word);
            }
            if key == JAVA_OPTS {
                flags.words = words;
            }
        }
        Ok(flags)
    }

    /// The flags of a JVM that runs: those of its command line, and those that it reads itself.
    ///
    /// # Errors
    /// When the quotes of a variable do not close.
    pub fn of_jvm(words: &[String], env: &Environment) -> Result<Self, LaunchError> {
        let [before, after] = READ_BY_THE_JVM;
        let of = |key| Environment::from_iter([(key, env.get(key).unwrap_or_default())]);
        let mut flags = Self::read(&of(before))?;
        for word in words {
            flags.note(word);
        }
        let last = Self::read(&of(after))?;
        Ok(last.over(&flags, vec![]))
    }

    /// The same flags with others before them, of which these win.
    #[must_use]
    pub fn after(self, earlier: &[String]) -> Self {
        let mut flags = Self::default();
        for word in earlier {
            flags.note(word);
        }
        let words = earlier.iter().chain(&self.words).cloned().collect();
        self.over(&flags, words)
    }

    fn over(self, flags: &Self, words: Vec<String>) -> Self {
        Self {
            heap: self.heap.or(flags.heap),
            metaspace: self.metaspace.or(flags.metaspace),
            code_cache: self.code_cache.or(flags.code_cache),
            direct: self.direct.or(flags.direct),
            stack: self.stack.or(flags.stack),
            collector: self.collector || flags.collector,
            words,
        }
    }

    fn note(&mut self, word: &str) {
        let regions = [
            (&mut self.heap, ["-Xmx", "-XX:MaxHeapSize="]),
            (&mut self.metaspace, ["-XX:MaxMetaspaceSize="; 2]),
            (&mut self.code_cache, ["-XX:ReservedCodeCacheSize="; 2]),
            (&mut self.direct, ["-XX:MaxDirectMemorySize="; 2]),
            (&mut self.stack, ["-Xss", "-XX:ThreadStackSize="]),
        ];
        for (region, prefixes) in regions {
            let size = prefixes.iter().find_map(|prefix| word.strip_prefix(prefix));
            *region = size.and_then(parse_size).or(*region);
        }
        self.collector |= word.starts_with("-XX:+Use") && word.ends_with("GC");
    }
}

/// A size as the JVM writes it: a number of bytes, or one followed by `k`, `m`, `g` or `t`.
pub(super) fn parse_size(text: &str) -> Option<u64> {
    let text = text.trim();
    let (number, factor) = match text.char_indices().next_back()? {
        (at, 'k' | 'K') => (&text[..at], 1 << 10),
        (at, 'm' | 'M') => (&text[..at], 1 << 20),
        (at, 'g' | 'G') => (&text[..at], 1 << 30),
        (at, 't' | 'T') => (&text[..at], 1 << 40),
        _ => (text, 1),
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> UserFlags {
        UserFlags::read(&variables.iter().copied().collect()).unwrap()
    }

    #[test]
    fn reads_every_region_and_the_collector() {
        let flags = read(&[(
            "JAVA_OPTS",
            "-Xmx300m -XX:MaxMetaspaceSize=1g -XX:ReservedCodeCacheSize=64M -XX:MaxDirectMemorySize=1048576 \
             -Xss512k -XX:+UseG1GC -Dname='two words'",
        )]);
        assert_eq!(flags.heap, Some(300 << 20));
        assert_eq!(flags.metaspace, Some(1 << 30));
        assert_eq!(flags.code_cache, Some(64 << 20));
        assert_eq!(flags.direct, Some(1 << 20));
        assert_eq!(flags.stack, Some(512 << 10));
        assert!(flags.collector);
        assert_eq!(flags.words.len(), 7);
        assert_eq!(flags.words[6], "-Dname=two words");
    }

    #[test]
    fn the_order_is_the_jvms_own() {
        let variables = [
            ("JAVA_TOOL_OPTIONS", "-Xmx1m"),
            ("JAVA_OPTS", "-Xmx2m"),
            ("_JAVA_OPTIONS", "-Xmx3m"),
        ];
        for given in 1..=3 {
            let heap = read(&variables[..given]).heap;
            assert_eq!(heap, u64::try_from(given << 20).ok());
        }
        // The JVM reads these itself: a second copy on the command line would be one too many.
        assert!(read(&variables[..1]).words.is_empty());
    }

    #[test]
    fn other_flags_choose_nothing() {
        let flags = read(&[(
            "JAVA_OPTS",
            "-Xms1g -XX:MaxRAMPercentage=80.0 -XX:+UseStringDeduplication -Xmxlots",
        )]);
        assert_eq!(
            UserFlags {
                words: vec![],
                ..flags
            },
            UserFlags::default()
        );
    }

    #[test]
    fn quotes_must_close() {
        let env = Environment::from_iter([("JAVA_TOOL_OPTIONS", "-Dname='x")]);
        let error = UserFlags::read(&env).unwrap_err();
        assert!(matches!(
            error,
            LaunchError::Quotes {
                key: "JAVA_TOOL_OPTIONS"
            }
        ));
    }

    #[test]
    fn sizes_are_the_jvms() {
        for (text, size) in [
            ("1", Some(1)),
            ("2k", Some(2048)),
            ("1G", Some(1 << 30)),
            ("", None),
            ("m", None),
            ("1.5g", None),
            ("99999999999t", None),
            ("é", None),
        ] {
            assert_eq!(parse_size(text), size, "{text}");
        }
    }
}
