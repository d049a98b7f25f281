//! Commands for apps, access keys and events.

use clap::{Args, Subcommand, value_parser};
use std::path::PathBuf;

/// `pio app`.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum App {
    /// Make an app and its first access key
    #[command(after_help = "Examples:
  pio app new shop
  pio app new shop --description 'Orders of the web shop'")]
    New(NewApp),
    /// List all apps with their ids and access keys
    List,
    /// Delete an app and all of its events
    #[command(after_help = "Examples:
  pio app delete shop
  pio app delete shop --force")]
    Delete {
        /// The app's name
        name: String,
        /// Do not ask
        #[arg(long, short)]
        force: bool,
    },
    /// Show an app with its access keys and channels
    Show {
        /// The app's name
        name: String,
    },
    /// Delete the events of an app, but not the app
    #[command(after_help = "Examples:
  pio app data-delete shop
  pio app data-delete shop --channel mobile
  pio app data-delete shop --all --force")]
    DataDelete(DataDelete),
    /// Make a channel: events that an app keeps apart from its others
    #[command(after_help = "Examples:
  pio app channel-new shop mobile")]
    ChannelNew {
        /// The app's name
        name: String,
        /// The channel's name: up to 16 letters, digits and dashes
        #[arg(value_parser = channel_name)]
        channel: String,
    },
    /// Delete a channel and all of its events
    ChannelDelete {
        /// The app's name
        name: String,
        /// The channel's name
        channel: String,
        /// Do not ask
        #[arg(long, short)]
        force: bool,
    },
}

/// `pio app data-delete`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct DataDelete {
    /// The app's name
    pub name: String,
    /// Delete the events of this channel [default: those outside of any channel]
    #[arg(long, value_name = "NAME", conflicts_with = "all")]
    pub channel: Option<String>,
    /// Delete the events of every channel, and those outside of them
    #[arg(long)]
    pub all: bool,
    /// Do not ask
    #[arg(long, short)]
    pub force: bool,
}

/// PIO's own rule.
fn channel_name(name: &str) -> Result<String, String> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if plain && (1..=16).contains(&name.len()) {
        return Ok(name.to_owned());
    }
    Err("a channel's name has 1 to 16 letters, digits and dashes".to_owned())
}

/// `pio app new`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct NewApp {
    /// The app's name
    pub name: String,
    /// The app's number [default: the next one]
    #[arg(long, value_parser = value_parser!(i32).range(1..))]
    pub id: Option<i32>,
    /// What the app is for
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
    /// The access key to make [default: a random one]
    #[arg(long, value_name = "KEY")]
    pub access_key: Option<String>,
}

/// `pio accesskey`.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum AccessKey {
    /// Make an access key for an app
    #[command(after_help = "Examples:
  pio accesskey new shop
  pio accesskey new shop view buy")]
    New {
        /// The app's name
        app: String,
        /// The events that the key allows [default: all]
        #[arg(value_name = "EVENT")]
        events: Vec<String>,
        /// The access key to make [default: a random one]
        #[arg(long, value_name = "KEY", alias = "key")]
        access_key: Option<String>,
    },
    /// List the access keys of an app, or of all
    List {
        /// The app's name
        app: Option<String>,
    },
    /// Delete an access key: who has it can send no more events
    Delete {
        /// The access key
        #[arg(value_name = "KEY")]
        access_key: String,
    },
}

/// Whose events are meant.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct EventsOf {
    /// The app, by its name
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "appid",
        conflicts_with = "appid"
    )]
    pub app: Option<String>,
    /// The app, by its number
    #[arg(long, value_name = "ID", value_parser = value_parser!(i32).range(1..))]
    pub appid: Option<i32>,
    /// A channel of the app [default: the events outside of any channel]
    #[arg(long, value_name = "NAME")]
    pub channel: Option<String>,
}

/// `pio import`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Import {
    #[command(flatten)]
    /// Where the events go.
    pub of: EventsOf,
    /// The file, a directory with the parts of an export, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
    /// Import the good lines when others are no events
    #[arg(long)]
    pub skip_invalid: bool,
}

/// `pio export`.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Export {
    #[command(flatten)]
    /// Where the events come from.
    pub of: EventsOf,
    /// The new file, compressed if its name ends with .gz, or - for standard output
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// What the file holds: one event in JSON on each line
    #[arg(long, value_name = "FORMAT", default_value = "json", value_parser = ["json"])]
    pub format: String,
}
