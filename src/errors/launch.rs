//! Words for what keeps the launcher from starting a process.

use super::{Message, cluster, console, storage, trust, variant};
use crate::launch::database_url::UrlFault;
use crate::launch::memory::{Process, Shortage};
use crate::launch::regions::Size;
use crate::launch::{Deletion, Expected, LaunchError};
use std::fmt::Write;

/// Words for an error of the launcher.
#[must_use]
pub fn describe(error: &LaunchError) -> Message {
    match error {
        LaunchError::OldCommand { name } => console::old_command(name),
        LaunchError::OldOption { name } => console::old_option(name),
        LaunchError::UnknownCommand { name, similar } => {
            console::unknown_command(name, similar.as_deref())
        }
        LaunchError::PassThrough => console::pass_through(),
        LaunchError::SparkOption {
            place,
            option,
            fault,
        } => console::spark_option(place, option, fault),
        LaunchError::NotConfirmed(deletion) => not_confirmed(deletion),
        LaunchError::Declined(_) => Message::new(
            "Nothing was deleted",
            "The name was not given as confirmation.",
        ),
        LaunchError::Memory(shortage) => memory(shortage),
        LaunchError::Database { origin, fault } => database(origin, fault),
        LaunchError::Service { .. }
        | LaunchError::IncompleteBinding { .. }
        | LaunchError::StorageMix { .. }
        | LaunchError::StorageNotBuilt { .. }
        | LaunchError::TwoDatabases { .. }
        | LaunchError::SiteFile { .. } => storage::describe(error),
        LaunchError::Binding(error) => trust::describe_binding(error),
        LaunchError::Certificate(error) => trust::describe(error),
        LaunchError::Variant { dir, cause } => variant::at_launch(cause, dir),
        LaunchError::Setting {
            key,
            value,
            expected,
        } => setting(key, value, *expected),
        LaunchError::NoSparkMaster
        | LaunchError::SparkMaster(_)
        | LaunchError::NoEventLog
        | LaunchError::SparkBinding { .. }
        | LaunchError::HadoopConf { .. } => cluster::describe(error),
        LaunchError::VariantVariable { .. }
        | LaunchError::Quotes { .. }
        | LaunchError::SeveralBindings { .. }
        | LaunchError::StorageSource { .. }
        | LaunchError::FeedbackKey => settings_at_odds(error),
        LaunchError::Facts { .. }
        | LaunchError::NoEngine { .. }
        | LaunchError::VariantCopy { .. }
        | LaunchError::WorkingDir { .. }
        | LaunchError::TrustStore { .. }
        | LaunchError::ServerKey { .. }
        | LaunchError::Exec { .. } => image(error),
    }
}

/// Words for what is wrong with the image or its files.
fn image(error: &LaunchError) -> Message {
    match error {
        LaunchError::Facts { path, reason } => Message::new(
            "The launcher does not find its image",
            format!(
                "Reading {} failed: {reason}.\n\n\
                 The build writes this file beside the launcher, which only works inside the image that was built.\n\
                 Build the image again; in another image, run `pio` from where the build put it.",
                path.display()
            ),
        ),
        LaunchError::NoEngine { command } => Message::new(
            format!("This image has no engine for `{command}`"),
            "It was built to take in events only. Run `pio eventserver`, or build an image from an engine's source.",
        ),
        LaunchError::WorkingDir { source } => Message::new(
            "There is no directory to work in",
            format!(
                "Making one below /tmp failed: {source}.\n\n\
                 An evaluation writes its best parameters into its working directory, and the engine's own cannot be written.\n\
                 /tmp must be writable; on a read-only root file system, mount a temporary one there."
            ),
        ),
        LaunchError::VariantCopy { path, source } => Message::new(
            "The engine variant cannot be filled in",
            format!(
                "Writing {} failed: {source}.\n\n\
                 A copy is written where names come from the environment or the file is not strict JSON.\n\
                 /tmp must be writable; on a read-only root file system, mount a temporary one there.",
                path.display()
            ),
        ),
        LaunchError::TrustStore { path, source } => Message::new(
            "The list of trusted certificates cannot be written",
            format!(
                "Writing {} failed: {source}.\n\n\
                 The JVM needs it, since certificates came with the image or a binding.\n\
                 /tmp must be writable; on a read-only root file system, mount a temporary one there.",
                path.display()
            ),
        ),
        LaunchError::ServerKey { path, source } => Message::new(
            "The key of the query server cannot be kept",
            format!(
                "Writing {} failed: {source}.\n\n\
                 A server without a PIO_SERVER_ACCESS_KEY makes a random one and leaves it there, for commands in its container.\n\
                 /tmp must be writable; on a read-only root file system, mount a temporary one there. Or set PIO_SERVER_ACCESS_KEY.",
                path.display()
            ),
        ),
        LaunchError::Exec { program, source } => Message::new(
            "Java does not start",
            format!(
                "Running {} failed: {source}.\n\nThe image is damaged, or was built for another processor. Build it again.",
                program.display()
            ),
        ),
        other => Message::new(other.to_string(), ""),
    }
}

/// Words for settings that do not go together.
fn settings_at_odds(error: &LaunchError) -> Message {
    match error {
        LaunchError::VariantVariable {
            file,
            key,
            variable,
        } => Message::new(
            format!("{variable} is not set"),
            format!(
                "In {}, the value of {key} asks for it with ${{{variable}}}.\n\n\
                 Set {variable} for training and for serving, or write the value into the file.",
                file.display()
            ),
        ),
        LaunchError::Quotes { key } => Message::new(
            format!("The quotes in {key} do not close"),
            "The variable is read as a shell reads words. Close the quote, or write \\' for a quote that means itself.",
        ),
        LaunchError::SeveralBindings { kind, names } => Message::new(
            format!("Several bindings of type {kind}"),
            format!(
                "Found: {}.\n\nKeep one of them, or name the database in DATABASE_URL, which goes before bindings.",
                names.join(", ")
            ),
        ),
        LaunchError::StorageSource { key, source_name } => Message::new(
            format!("The storage source {source_name} is not set up"),
            format!(
                "{key} is \"{source_name}\", but PIO_STORAGE_SOURCES_{source_name}_TYPE\n\
                 is not set, or the name holds an underscore, which PIO does not understand.\n\n\
                 Set the variables PIO_STORAGE_SOURCES_{source_name}_*, or unset {key} to use PostgreSQL."
            ),
        ),
        _ => Message::new(
            "Feedback needs an access key",
            "The query server is to send queries and answers to an event server, but PIO_EVENTSERVER_ACCESS_KEY is not set.\n\n\
             Set it to an access key of the app (`pio accesskey list` shows them), or leave out --feedback and unset \
             PIO_ENABLE_FEEDBACK.",
        ),
    }
}

fn setting(key: &str, value: &str, expected: Expected) -> Message {
    let (what, example) = match expected {
        Expected::Flag => ("`true` or `false`", "true"),
        Expected::Port => ("a port from 1 to 65535", "8000"),
        Expected::Size => (
            "a size in bytes, or with k, m or g behind it, of 1m or more",
            "512m",
        ),
        Expected::Seconds => ("a whole number of seconds", "60"),
        Expected::Count => ("a whole number, 1 or more", "2"),
    };
    Message::new(
        format!("{key} cannot be \"{value}\""),
        format!("It takes {what}.\n\nSet it like this: {key}={example}; or unset it."),
    )
}

fn database(origin: &str, fault: &UrlFault) -> Message {
    let what = match fault {
        UrlFault::NoScheme => {
            "It does not begin with \"postgres://\" or \"postgresql://\".".to_owned()
        }
        UrlFault::Scheme(scheme) => {
            format!("It begins with \"{scheme}://\"; only PostgreSQL and MySQL can be used.")
        }
        UrlFault::Credentials => {
            "A user or password seems to hold \"/\" or \"?\" as it is.".to_owned()
        }
        UrlFault::NoHost => "The host is missing.".to_owned(),
        UrlFault::UnixSocket => "The host is a Unix socket, which Java cannot use.".to_owned(),
        UrlFault::Host => {
            "The host is neither a name nor an address. An IPv6 address stands in brackets."
                .to_owned()
        }
        UrlFault::Port => "The port is not a number from 1 to 65535.".to_owned(),
        UrlFault::NoUser => "The user is missing.".to_owned(),
        UrlFault::Encoding(part) => {
            format!(
                "In the {part}, a \"%\" is not followed by two hexadecimal digits that stand for text."
            )
        }
    };
    Message::new(
        format!("The address of the database in {origin} cannot be used"),
        format!(
            "{what}\n(Its value is not shown, since it may hold a password.)\n\n\
             Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE. In user and password, percent-encode every\n\
             character that is not a letter or a digit: %40 for @, %2F for /, %3A for :, %3F for ?, %23 for #, %25 for %."
        ),
    )
}

fn memory(shortage: &Shortage) -> Message {
    let Shortage {
        process,
        regions,
        needed,
        limit,
    } = shortage;
    let (name, why) = match process {
        Process::Train => ("Training", "Spark does not work with a smaller heap.\n"),
        Process::Deploy => (
            "The query server",
            "Spark, which loads the model, does not work with a smaller heap.\n",
        ),
        Process::EventServer => ("The event server", ""),
        Process::Submit => ("The job", "Spark does not work with a smaller heap.\n"),
        Process::SparkMaster => ("The Spark master", ""),
        Process::SparkWorker => (
            "The Spark worker",
            "This is for the worker itself and the smallest executors that it may start.\n",
        ),
        Process::Executor => ("The executor", "Spark does not work with a smaller heap.\n"),
        Process::SparkHistory => ("Spark's history server", ""),
        Process::Tool => ("This command", ""),
    };
    let mut table = String::new();
    for (region, bytes) in regions.named() {
        // Writing to a string does not fail.
        let _ = writeln!(table, "  {region:<20} {:>7}", Size(bytes).to_string());
    }
    let total = Size(*needed);
    Message::new(
        format!(
            "{name} needs {total} of memory, but the limit is {}",
            Size(*limit)
        ),
        format!(
            "At least this much is needed:\n{table}  {:<20} {:>7}\n\n\
             {why}Raise the container's memory limit to {total} or more. Where the platform sets no limit, or a wrong one,\n\
             set PIO_MEMORY_LIMIT. Bounds of your own, such as -Xmx, go into JAVA_OPTS.",
            "total",
            total.to_string()
        ),
    )
}

fn not_confirmed(deletion: &Deletion) -> Message {
    let Deletion { what, command, .. } = deletion;
    Message::new(
        "Nothing was deleted",
        format!(
            "This deletes {what} for good, and there is no terminal to ask whether that is meant.\n\n\
             If it is, run: {command}"
        ),
    )
}

#[cfg(test)]
#[path = "launch_tests.rs"]
mod tests;
