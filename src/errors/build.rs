//! Words for what ends a build by nobody's fault but ours, or the machine's.

use super::Message;
use indoc::formatdoc;
use std::io;

/// A defect of the buildpack: its own Java sources do not compile.
#[must_use]
pub fn launcher_compile(output: &str) -> Message {
    Message::new(
        "The launcher's Java part does not compile",
        formatdoc! {"
            The compiler says:

            {output}

            Nothing is wrong with your engine. If the JDK comes from BP_PIO_INVENTORY or an earlier buildpack,
            check that it is a whole JDK 8; else this is a defect of the buildpack: please report it.",
        output = output.trim_end()},
    )
}

/// A file of the build cannot be read or written.
#[must_use]
pub fn file(error: &io::Error) -> Message {
    Message::new(
        "A file cannot be read or written",
        formatdoc! {"
            The system says: {error}.

            The build works in its layers and in the temporary directory; is a disk full? If the message
            names a file of your engine, check that everybody may read it."},
    )
}

/// The framework below the buildpack failed.
#[must_use]
pub fn framework(error: &str) -> Message {
    Message::new(
        "The build cannot go on",
        formatdoc! {"
            The buildpack's framework says: {error}.

            This is seldom the engine's fault. Try again without the cache (pack build --clear-cache); if it
            stays, please report it with the whole output of the build."},
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;

    #[test]
    fn what_is_not_the_users_fault_says_so() {
        assert_snapshot!("launcher_compile", launcher_compile("Main.java:1: error\n"));
        assert_snapshot!(
            "file",
            file(&io::Error::other("/layers/x: no space left on device"))
        );
        assert_snapshot!("framework", framework("cannot write layer.toml"));
    }
}
