use crate::install::{Proxies, ProxyServer};

/// A JVM's flags for the proxies of the environment. Credentials are not among them: the plugin has
/// them from its handover file. Networks among the exceptions (`10.0.0.0/8`) and ports cannot be said
/// to a JVM and are left out.
pub(super) fn flags(proxies: &Proxies) -> Vec<String> {
    let mut flags = Vec::new();
    for (scheme, server) in [("https", proxies.https()), ("http", proxies.http())] {
        if let Some(server) = server {
            flags.push(format!("-D{scheme}.proxyHost={}", server.host()));
            flags.push(format!("-D{scheme}.proxyPort={}", server.port()));
        }
    }
    if servers(proxies).any(|server| server.credentials.is_some()) {
        // Java 8 refuses a password over a tunnel unless this list is empty.
        flags.push("-Djdk.http.auth.tunneling.disabledSchemes=".to_owned());
    }
    let hosts: Vec<_> = proxies
        .exceptions()
        .iter()
        .flat_map(|entry| patterns(entry))
        .collect();
    if !flags.is_empty() && !hosts.is_empty() {
        // One list serves both schemes.
        flags.push(format!("-Dhttp.nonProxyHosts={}", hosts.join("|")));
    }
    flags
}

/// The proxies, whatever they are for.
pub(super) fn servers(proxies: &Proxies) -> impl Iterator<Item = &ProxyServer> {
    [proxies.https(), proxies.http()].into_iter().flatten()
}

/// curl's meaning: a name stands for itself and all below it.
fn patterns(entry: &str) -> Vec<String> {
    if entry == "*" {
        return vec!["*".to_owned()];
    }
    if entry.contains('/') {
        return Vec::new();
    }
    let name = entry.trim_start_matches('*').trim_start_matches('.');
    let name = match name.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') && port.parse::<u16>().is_ok() => host,
        _ => name,
    };
    if name.is_empty() {
        return Vec::new();
    }
    vec![name.to_owned(), format!("*.{name}")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn of(variables: &[(&str, &str)]) -> Vec<String> {
        let get = |name: &str| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| OsString::from(value))
        };
        flags(&Proxies::from_env(get).unwrap())
    }

    #[test]
    fn no_proxy_no_flags() {
        assert_eq!(of(&[("NO_PROXY", "example.com")]), Vec::<String>::new());
    }

    #[test]
    fn hosts_ports_and_exceptions() {
        let flags = of(&[
            ("HTTPS_PROXY", "http://proxy.example.com:3128"),
            ("HTTP_PROXY", "http://proxy.example.com"),
            (
                "NO_PROXY",
                "localhost,.corp.example.com,10.0.0.0/8,a.example.com:8443",
            ),
        ]);
        assert_eq!(
            flags,
            [
                "-Dhttps.proxyHost=proxy.example.com",
                "-Dhttps.proxyPort=3128",
                "-Dhttp.proxyHost=proxy.example.com",
                "-Dhttp.proxyPort=80",
                "-Dhttp.nonProxyHosts=localhost|*.localhost|corp.example.com|*.corp.example.com|a.example.com|*.a.example.com",
            ]
        );
    }

    #[test]
    fn a_password_is_kept_off_the_command_line() {
        let flags = of(&[("HTTPS_PROXY", "http://me:p%40ss@example.org:3128")]);
        let flags = flags.join(" ");
        assert!(!flags.contains("p@ss"), "{flags}");
        assert!(flags.contains("disabledSchemes"), "{flags}");
    }
}
