use super::*;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

fn host(name: &str, port: u16) -> Host {
    Host {
        name: name.to_owned(),
        port,
    }
}

fn parse(text: &str) -> Database {
    Database::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

#[test]
fn user_and_password_may_stand_beside_the_address() {
    let parse = |text| Database::parse_with(text, "u", "p").unwrap();
    let beside = parse("jdbc:postgresql://h/d");
    assert_eq!((&*beside.user, &*beside.password), ("u", "p"));
    let within = parse("jdbc:postgresql://h/d?user=me&password=mine");
    assert_eq!((&*within.user, &*within.password), ("me", "mine"));
}

#[test]
fn reads_what_platforms_give() {
    let database =
        parse("postgres://pio:s3cret@db.example.com:6543/shop?application_name=x&a=b%20c");
    assert_eq!(database.hosts, [host("db.example.com", 6543)]);
    assert_eq!(database.name, "shop");
    assert_eq!(database.user, "pio");
    assert_eq!(database.password, "s3cret");
    let expected = [("application_name", "x"), ("a", "b c")];
    assert_eq!(
        database.parameters,
        expected.map(|(k, v)| (k.to_owned(), v.to_owned()))
    );
}

#[test]
fn reads_hosts_of_every_form() {
    for (authority, hosts) in [
        ("db", vec![host("db", 5432)]),
        ("db:", vec![host("db", 5432)]),
        ("10.0.0.7:1", vec![host("10.0.0.7", 1)]),
        ("[2001:db8::7]", vec![host("2001:db8::7", 5432)]),
        ("[::1]:6543", vec![host("::1", 6543)]),
        (
            "a,b:2,[::1]",
            vec![host("a", 5432), host("b", 2), host("::1", 5432)],
        ),
    ] {
        for credentials in ["u@", "u:p@"] {
            let text = format!("postgresql://{credentials}{authority}/x");
            assert_eq!(parse(&text).hosts, hosts, "{text}");
        }
    }
}

#[test]
fn mysql_has_a_port_of_its_own() {
    for text in [
        "mysql://u:p@h/d",
        "mysql2://u:p@h/d",
        "jdbc:mariadb://h/d?user=u",
    ] {
        let database = parse(text);
        assert_eq!(database.server, Server::MySql, "{text}");
        assert_eq!(database.hosts, [host("h", 3306)], "{text}");
        assert_eq!(database.shown(), "mysql://h:3306/d");
    }
}

#[test]
fn decodes_user_password_and_database() {
    let database = parse("postgres://us%40er:p%40ss,w%2Fo%3Ard@h/my%2Fdb");
    assert_eq!(database.user, "us@er");
    assert_eq!(database.password, "p@ss,w/o:rd");
    assert_eq!(database.name, "my/db");
    assert_eq!(parse("postgres://u:a@b:c@h/d").password, "a@b:c");
}

#[test]
fn takes_what_jdbc_and_libpq_write_into_the_query() {
    let database = parse("jdbc:postgresql://h:1/d?user=u&password=a%2Bb+c&x=1");
    assert_eq!(
        (database.user.as_str(), database.password.as_str()),
        ("u", "a+b c")
    );
    assert_eq!(database.parameters.len(), 1);
    let database = parse("postgresql:///d?host=h&port=7&user=u&password=a+b");
    assert_eq!(database.hosts, [host("h", 7)]);
    assert_eq!(database.password, "a+b");
    assert_eq!(parse("postgresql://u@h/x?dbname=d").name, "d");
}

#[test]
fn the_database_is_the_users_own_when_none_is_named() {
    assert_eq!(parse("postgres://pio:x@h").name, "pio");
    assert_eq!(parse("postgres://pio:x@h/").name, "pio");
    assert_eq!(parse("postgres://pio:x@h?sslmode=require").name, "pio");
}

#[test]
fn names_what_is_wrong() {
    for (text, fault) in [
        ("hunter2", UrlFault::NoScheme),
        ("oracle://u:p@h/d", UrlFault::Scheme("oracle".into())),
        ("s3cret/pass://u:p@h/d", UrlFault::Scheme("…".into())),
        ("postgres://u:p/w@h/d", UrlFault::Credentials),
        ("postgres://u:p?w@h/d", UrlFault::Credentials),
        ("postgres://u:p@/d", UrlFault::NoHost),
        ("postgres://u:p@%2Ftmp/d", UrlFault::UnixSocket),
        ("postgres://u:p@h h/d", UrlFault::Host),
        ("postgres://u:p@::1/d", UrlFault::Host),
        ("postgres://u:p@h:0/d", UrlFault::Port),
        ("postgres://u:p@h:65536/d", UrlFault::Port),
        ("postgres://u:p@h:x/d", UrlFault::Port),
        ("postgres://h/d", UrlFault::NoUser),
        ("postgres://u:100%@h/d", UrlFault::Encoding("password")),
        ("postgres://u:%ff@h/d", UrlFault::Encoding("password")),
        ("postgres://u:%00@h/d", UrlFault::Encoding("password")),
        ("postgres://%zz:p@h/d", UrlFault::Encoding("user")),
    ] {
        assert_eq!(Database::parse(text).unwrap_err(), fault, "{text}");
    }
}

#[test]
fn only_this_machine_is_local() {
    for local in [
        "localhost",
        "LOCALHOST.",
        "db.localhost",
        "127.0.0.1",
        "127.8.9.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ] {
        assert!(
            parse(&format!("postgres://u@{local}/d")).is_local(),
            "{local}"
        );
    }
    for remote in [
        "db",
        "localhost.example.com",
        "10.0.0.1",
        "192.168.0.1",
        "0.0.0.0",
        "[fe80::1]",
        "localhost,db",
    ] {
        assert!(
            !parse(&format!("postgres://u@{remote}/d")).is_local(),
            "{remote}"
        );
    }
}

#[test]
fn what_is_shown_has_no_secret() {
    let database = parse("postgres://pio:s3cret@[::1],b:2/shop?sslpassword=s3cret");
    assert_eq!(database.shown(), "postgresql://[::1]:5432,b:2/shop");
    assert!(!format!("{database:?}").contains("s3cret"));
}

proptest! {
    #[test]
    fn every_user_password_and_database_comes_back(
        user in "[^\0]{1,20}", password in "[^\0]{0,20}", name in "[^\0]{1,20}"
    ) {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let text = format!("postgres://{}:{}@db:1/{}", encode(&user), encode(&password), encode(&name));
        let database = parse(&text);
        prop_assert_eq!(database.user, user);
        prop_assert_eq!(database.password, password);
        prop_assert_eq!(database.name, name);
        prop_assert_eq!(database.hosts, [host("db", 1)]);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(jdbc:)?postgres://[a-z0-9%@:/?&=\\[\\],.é]{0,40}|.{0,40}") {
        let _ = Database::parse(&text);
    }
}
