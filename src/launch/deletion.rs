//! Which commands delete something for good, and in which words that is asked.

use super::cli::{App, Command, DataDelete};
use super::error::Deletion;

impl Command {
    /// What must be confirmed before it is done; nothing where the user said not to ask.
    #[must_use]
    pub fn deletion(&self) -> Option<Deletion> {
        match self {
            Self::App(App::Delete { name, force: false }) => Some(Deletion {
                what: format!("the app {name} with all of its events"),
                name: name.clone(),
                command: format!("pio app delete {name} --force"),
            }),
            Self::App(App::ChannelDelete {
                name,
                channel,
                force: false,
            }) => Some(Deletion {
                what: format!("the channel {channel} of the app {name} with all of its events"),
                name: channel.clone(),
                command: format!("pio app channel-delete {name} {channel} --force"),
            }),
            Self::App(App::DataDelete(options)) if !options.force => Some(of_data(options)),
            _ => None,
        }
    }
}

fn of_data(options: &DataDelete) -> Deletion {
    let DataDelete {
        name, channel, all, ..
    } = options;
    let (which, option) = match channel {
        Some(channel) => (
            format!("in the channel {channel} "),
            format!(" --channel {channel}"),
        ),
        None if *all => ("in every channel ".to_owned(), " --all".to_owned()),
        None => (String::new(), String::new()),
    };
    Deletion {
        what: format!("all events {which}of the app {name}"),
        name: name.clone(),
        command: format!("pio app data-delete {name}{option} --force"),
    }
}

#[cfg(test)]
mod tests {
    use crate::launch::cli::parse;

    #[test]
    fn what_is_deleted_is_told_before() {
        let lines: Vec<_> = [
            "app delete shop",
            "app channel-delete shop mobile",
            "app data-delete shop",
            "app data-delete shop --channel mobile",
            "app data-delete shop --all",
        ]
        .iter()
        .map(|line| {
            let deletion = parse(line.split(' ')).unwrap().deletion().unwrap();
            format!(
                "{}: {} ({})",
                deletion.name, deletion.what, deletion.command
            )
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"));
        for line in [
            "app delete shop --force",
            "app data-delete shop -f",
            "app list",
        ] {
            assert_eq!(parse(line.split(' ')).unwrap().deletion(), None);
        }
    }
}
