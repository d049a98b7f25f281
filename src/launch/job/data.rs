//! Apps, access keys and events.

use super::line::Line;
use super::{Job, Key, tool};
use crate::launch::cli::{AccessKey, App, DataDelete, EventsOf, Export, Import, NewApp};
use std::path::Path;

pub(super) fn app(command: &App) -> Job {
    match command {
        App::New(app) => new_app(app),
        App::List => tool(["app", "list"]),
        App::Delete { name, .. } => tool(["app", "delete", name]),
        App::Show { name } => tool(["app", "show", name]),
        App::DataDelete(options) => data_delete(options),
        App::ChannelNew { name, channel } => tool(["app", "channel-new", name, channel]),
        App::ChannelDelete { name, channel, .. } => tool(["app", "channel-delete", name, channel]),
    }
}

pub(super) fn access_key(command: &AccessKey) -> Job {
    match command {
        AccessKey::New {
            app,
            events,
            access_key,
        } => {
            let mut job = tool(["accesskey", "new", app]);
            job.arguments.extend(events.iter().cloned());
            job.access_key = chosen(access_key.as_ref());
            job
        }
        AccessKey::List { app } => {
            let mut job = tool(["accesskey", "list"]);
            job.arguments.extend(app.clone());
            job
        }
        AccessKey::Delete { access_key } => Job {
            access_key: Key::Set(access_key.clone()),
            ..tool(["accesskey", "delete"])
        },
    }
}

pub(super) fn import(options: &Import) -> Job {
    let mut job = events_of("import", &options.of, "--input", &options.input);
    if options.skip_invalid {
        job.arguments.push("--skip-invalid".to_owned());
    }
    job
}

pub(super) fn export(options: &Export) -> Job {
    events_of("export", &options.of, "--output", &options.output)
}

fn new_app(app: &NewApp) -> Job {
    let mut line = Line::new(["app", "new", &app.name]);
    line.option("--id", app.id.map(|id| id.to_string()).as_ref());
    line.option("--description", app.description.as_ref());
    Job {
        arguments: line.0,
        access_key: chosen(app.access_key.as_ref()),
        ..tool([])
    }
}

fn data_delete(options: &DataDelete) -> Job {
    let mut line = Line::new(["app", "data-delete", &options.name]);
    line.option("--channel", options.channel.as_ref());
    line.flag("--all", options.all);
    Job {
        arguments: line.0,
        ..tool([])
    }
}

/// What [`crate::transfer`] does where PIO's tables are in PostgreSQL, done by PIO.
fn events_of(command: &str, of: &EventsOf, option: &str, file: &Path) -> Job {
    let mut line = Line::new([command]);
    line.option("--app", of.app.as_ref());
    line.option("--appid", of.appid.map(|id| id.to_string()).as_ref());
    line.option("--channel", of.channel.as_ref());
    line.option(option, Some(&file.display().to_string()));
    Job {
        arguments: line.0,
        ..tool([])
    }
}

fn chosen(key: Option<&String>) -> Key {
    key.map_or(Key::Remove, |key| Key::Set(key.clone()))
}
