use crate::launch::LaunchError;
use postgres::error::SqlState;
use std::error::Error as _;
use std::io;

/// Why a database cannot be worked with. The words are in [`crate::errors::database`].
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// It cannot even be tried: its address makes no sense, or the authorities cannot be read.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// It was tried.
    #[error("{place}: {fault:?}")]
    Fault {
        /// Host, port and name, without secrets.
        place: String,
        /// The user.
        user: String,
        /// What happened.
        fault: Fault,
        /// Seconds that were waited for it in vain.
        waited: Option<u32>,
        /// Whether nobody named this database.
        is_default: bool,
    },
}

/// What a database, or the way there, answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It refused the password.
    Password,
    /// It refuses the user, or the host.
    NotAllowed(String),
    /// There is no such database.
    NoDatabase,
    /// The user may not do this.
    NoPermission(String),
    /// It speaks no TLS.
    NoTls,
    /// TLS was tried and broke.
    Tls(String),
    /// It does not answer.
    Unreachable(String),
    /// It answers, but not now: it starts, stops, or has too many connections.
    Busy(String),
    /// Any other answer.
    Other(String),
}

impl Fault {
    /// What an error of the client means.
    #[must_use]
    pub fn of(error: &postgres::Error) -> Self {
        if let Some(database) = error.as_db_error() {
            let said = database.message().to_owned();
            return match database.code() {
                code if *code == SqlState::INVALID_PASSWORD => Self::Password,
                code if *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                    Self::NotAllowed(said)
                }
                code if *code == SqlState::INVALID_CATALOG_NAME => Self::NoDatabase,
                code if *code == SqlState::INSUFFICIENT_PRIVILEGE => Self::NoPermission(said),
                code if is_temporary(code) => Self::Busy(said),
                _ => Self::Other(said),
            };
        }
        let mut cause = error.source();
        let mut innermost = error.to_string();
        while let Some(error) = cause {
            if let Some(fault) = error.downcast_ref().map(of_io) {
                return fault;
            }
            innermost = error.to_string();
            cause = error.source();
        }
        if innermost.contains("does not support TLS") {
            return Self::NoTls;
        }
        if error.is_closed() {
            Self::Unreachable("the connection was closed".to_owned())
        } else if error.to_string().contains("connect") {
            Self::Unreachable(innermost)
        } else {
            Self::Other(innermost)
        }
    }

    /// Whether another try may do better.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::Busy(_))
    }
}

/// Starting up, shutting down (three kinds), too many connections.
fn is_temporary(code: &SqlState) -> bool {
    [
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::TOO_MANY_CONNECTIONS,
    ]
    .contains(code)
}

fn of_io(error: &io::Error) -> Fault {
    if let Some(tls) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return Fault::Tls(tls.to_string());
    }
    Fault::Unreachable(match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused".to_owned(),
        io::ErrorKind::TimedOut => "no answer in time".to_owned(),
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::BrokenPipe => "the connection was closed".to_owned(),
        _ if error.to_string().contains("lookup address") => "the host name is unknown".to_owned(),
        _ => error.to_string(),
    })
}
