//! The servers.

use super::line::Line;
use super::{
    ACCESS_KEY, ENABLE_FEEDBACK, EVENTSERVER_HOSTNAME, EVENTSERVER_PORT, Job, Key, PORT,
    QUERIES_PORT, Surroundings,
};
use crate::launch::cli::{Command, Deploy, EventServer, Listen};
use crate::launch::environment::Environment;
use crate::launch::error::LaunchError;
use crate::launch::memory::Process;

const ALL_ADDRESSES: &str = "0.0.0.0";
/// The port of PIO's own event server.
const EVENTS_PORT: u16 = 7070;

pub(super) fn event_server(
    options: &EventServer,
    around: Surroundings,
) -> Result<Job, LaunchError> {
    let (ip, port) = listen(&options.listen, around.env, EVENTS_PORT)?;
    let mut line = Line::new(["eventserver"]);
    line.option("--ip", Some(&ip));
    line.option("--port", Some(&port.to_string()));
    line.flag("--stats", options.stats);
    Ok(Job {
        process: Process::EventServer,
        arguments: line.0,
        announcement: Some(format!("event server on {}", address(&ip, port))),
        access_key: Key::Inherit,
        spark: vec![],
    })
}

pub(super) fn deploy(options: &Deploy, around: Surroundings) -> Result<Job, LaunchError> {
    let (ip, port) = listen(&options.listen, around.env, QUERIES_PORT)?;
    let mut line = Line::new(["deploy"]);
    line.engine("pio deploy", around)?;
    line.option("--ip", Some(&ip));
    line.option("--port", Some(&port.to_string()));
    line.option("--engine-instance-id", options.engine_instance_id.as_ref());
    let access_key = feedback(options, around.env, &mut line)?;
    Ok(Job {
        process: Process::Deploy,
        arguments: line.0,
        announcement: Some(format!("query server on {}", address(&ip, port))),
        access_key,
        spark: options.spark.clone(),
    })
}

fn feedback(options: &Deploy, env: &Environment, line: &mut Line) -> Result<Key, LaunchError> {
    if !options.feedback && !env.flag(ENABLE_FEEDBACK)? {
        return Ok(Key::Inherit);
    }
    let key = match &options.accesskey {
        Some(key) => Key::Set(key.clone()),
        None if env.get(ACCESS_KEY).is_some() => Key::Inherit,
        None => return Err(LaunchError::FeedbackKey),
    };
    let host = options.event_server_ip.as_deref();
    let host = host
        .or_else(|| env.get(EVENTSERVER_HOSTNAME))
        .unwrap_or("localhost");
    let port = match options.event_server_port {
        Some(port) => port,
        None => env.port(EVENTSERVER_PORT)?.unwrap_or(EVENTS_PORT),
    };
    line.flag("--feedback", true);
    line.option("--event-server-ip", Some(&host.to_owned()));
    line.option("--event-server-port", Some(&port.to_string()));
    Ok(key)
}

fn listen(options: &Listen, env: &Environment, default: u16) -> Result<(String, u16), LaunchError> {
    let ip = options
        .ip
        .clone()
        .unwrap_or_else(|| ALL_ADDRESSES.to_owned());
    let port = match options.port {
        Some(port) => port,
        None => env.port(PORT)?.unwrap_or(default),
    };
    Ok((ip, port))
}

fn address(ip: &str, port: u16) -> String {
    if ip.contains(':') {
        format!("[{ip}]:{port}")
    } else {
        format!("{ip}:{port}")
    }
}

/// The port of the server that `web` is, unless another is asked for.
///
/// # Errors
/// When a setting makes no sense.
pub fn port_of_web(
    asked: Option<u16>,
    has_engine: bool,
    env: &Environment,
) -> Result<u16, LaunchError> {
    let default = match Command::Web.resolved(has_engine, env)? {
        Command::Eventserver(_) => EVENTS_PORT,
        _ => QUERIES_PORT,
    };
    match asked {
        Some(port) => Ok(port),
        None => Ok(env.port(PORT)?.unwrap_or(default)),
    }
}
