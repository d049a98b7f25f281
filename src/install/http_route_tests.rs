//! The way to a server: redirects, proxies, certificates.

use super::tests::{BODY, Download, client};
use super::*;
use crate::install::test_server::{Reply, Server};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{ServerConfig, ServerConnection, Stream};
use rustls_pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

#[test]
fn credentials_go_to_their_own_host_only() {
    let other = Server::start(|_, _| Reply::ok(BODY));
    let target = other.url("elsewhere.jar");
    let server = Server::start(move |request, _| match request.target.as_str() {
        "/a.jar" => Reply::redirect("/b.jar".to_owned()),
        _ => Reply::redirect(target.clone()),
    });
    let download = Download::new();
    let url = server.url("a.jar").replace("http://", "http://me:p%40ss@");
    download.run(&url).unwrap();
    download.assert_arrived();
    let own: Vec<_> = server.requests();
    assert_eq!(own.len(), 2);
    for request in own {
        // base64 of `me:p@ss`.
        assert_eq!(request.headers["authorization"], "Basic bWU6cEBzcw==");
    }
    let foreign = other.requests();
    assert_eq!(foreign[0].target, "/elsewhere.jar");
    assert_eq!(foreign[0].headers.get("authorization"), None);
}

#[test]
fn redirects_in_a_circle_end() {
    let server = Server::start(|_, _| Reply::redirect("/again".to_owned()));
    let error = Download::new().run(&server.url("a.jar")).unwrap_err();
    assert!(matches!(error.cause, Cause::Redirect { .. }), "{error}");
    assert_eq!((error.tries, server.requests().len()), (1, 21));
}

#[test]
fn a_proxy_is_used_with_its_credentials() {
    let server = Server::start(|_, _| Reply::ok(BODY));
    let proxy = Server::start(|_, _| Reply::Tunnel);
    let variable = format!("http://me:p%40ss@{}", proxy.address());
    let http = client(&[("HTTP_PROXY", variable)]);
    let download = Download::new();
    download.run_with(&http, &server.url("a.jar")).unwrap();
    download.assert_arrived();
    let request = &proxy.requests()[0];
    assert_eq!(request.method, "CONNECT");
    assert_eq!(request.target, server.address().to_string());
    assert_eq!(request.headers["proxy-authorization"], "Basic bWU6cEBzcw==");
    assert_eq!(
        server.requests()[0].headers.get("proxy-authorization"),
        None
    );
}

#[test]
fn a_proxy_that_refuses_is_named_without_credentials() {
    let proxy = Server::start(|_, _| Reply::status(407));
    let variable = format!("http://me:p4ss@{}", proxy.address());
    let http = client(&[("http_proxy", variable)]);
    assert!(!format!("{http:?}").contains("p4ss"));
    let error = Download::new()
        .run_with(&http, "http://maven.example.com/a.jar")
        .unwrap_err();
    assert!(
        matches!(
            error.cause,
            Cause::Proxy {
                status: Some(407),
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(error.tries, 1);
    let shown = format!("http://{}/", proxy.address());
    assert_eq!(error.proxy, Some((shown, "http_proxy")));
    assert!(!format!("{error:?}").contains("p4ss"));
}

#[test]
fn an_exception_goes_past_the_proxy() {
    let server = Server::start(|_, _| Reply::ok(BODY));
    let proxy = Server::start(|_, _| Reply::status(500));
    let http = client(&[
        ("http_proxy", format!("http://{}", proxy.address())),
        ("no_proxy", "127.0.0.1".to_owned()),
    ]);
    Download::new()
        .run_with(&http, &server.url("a.jar"))
        .unwrap();
    assert_eq!(proxy.requests().len(), 0);
}

/// A TLS server with a certificate of an authority of its own: its address and the authority.
fn tls_server() -> (SocketAddr, String) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(["localhost".to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut tls = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut secure = Stream::new(&mut tls, &mut stream);
            // A client that does not trust the certificate goes away.
            if secure.read(&mut [0; 4096]).is_ok() {
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", BODY.len());
                secure.write_all(&[head.as_bytes(), BODY].concat()).unwrap();
            }
        }
    });
    (address, authority.pem())
}

#[test]
fn a_company_authority_is_trusted_when_it_is_given_and_only_then() {
    let (address, authority) = tls_server();
    let url = format!("https://localhost:{}/a.jar", address.port());
    let trusting = |authorities: &Authorities| Http::new(authorities, Proxies::default()).unwrap();

    let stranger = trusting(&Authorities::public());
    let error = Download::new().run_with(&stranger, &url).unwrap_err();
    assert!(matches!(error.cause, Cause::Certificate { .. }), "{error}");
    assert_eq!(error.tries, 1);

    let given = Authorities::from_pem_sources([("ca.pem", authority)]).unwrap();
    let download = Download::new();
    download.run_with(&trusting(&given), &url).unwrap();
    download.assert_arrived();
}
