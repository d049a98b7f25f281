//! What Hadoop is told, and what engines find that have data of their own, in a table or in files.

use super::tests::{bound, resolve};
use super::*;

const KEY: [(&str, &str); 3] = [
    ("PIO_S3_AWS_ACCESS_KEY_ID", "id"),
    ("PIO_S3_AWS_SECRET_ACCESS_KEY", "s3cret&<"),
    ("PIO_S3_ENDPOINT", "http://minio:9000"),
];

fn source(storage: &Storage, repository: &str) -> String {
    storage.variables[&format!("{REPOSITORIES}{repository}_SOURCE")].clone()
}

#[test]
fn hadoop_learns_of_s3_by_a_file() {
    let models = [("PIO_S3_BUCKET_NAME", "models")];
    for more in [&[][..], &models] {
        let storage = resolve(&[&KEY[..], more].concat()).unwrap();
        insta::allow_duplicates! {
            insta::assert_snapshot!(site::xml(&storage.site[site::HADOOP]));
        }
        let where_models_are = if more.is_empty() { "PGSQL" } else { "S3" };
        assert_eq!(source(&storage, "MODELDATA"), where_models_are);
        assert_eq!(storage.variables["AWS_ACCESS_KEY_ID"], "id");
    }
    assert!(resolve(&[]).unwrap().site.is_empty());
}

#[test]
fn the_key_of_the_environment_and_of_a_binding_count() {
    let storage = resolve(&[
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "s3cret"),
        ("AWS_SESSION_TOKEN", "token"),
    ]);
    let properties = &storage.unwrap().site[site::HADOOP];
    assert_eq!(properties["fs.s3a.access.key"], "id");
    assert_eq!(properties["fs.s3a.session.token"], "token");
    assert!(!properties.contains_key("fs.s3a.endpoint"));
    let storage = bound(&[
        ("a/type", "s3"),
        ("a/bucket", "models"),
        ("a/region", "eu-west-1"),
        ("a/secret-access-key", "s3cret"),
    ]);
    let properties = &storage.unwrap().site[site::HADOOP];
    assert_eq!(properties["fs.s3a.endpoint.region"], "eu-west-1");
    assert_eq!(properties["fs.s3a.secret.key"], "s3cret");
}

#[test]
fn hadoops_client_learns_of_the_name_node() {
    let hdfs = [
        ("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE", "HDFS"),
        ("PIO_STORAGE_SOURCES_HDFS_TYPE", "hdfs"),
        ("PIO_STORAGE_SOURCES_HDFS_HOSTS", "nn"),
    ];
    let storage = resolve(&hdfs).unwrap();
    let properties = &storage.site[site::HADOOP];
    assert_eq!(properties["fs.defaultFS"], "hdfs://nn:8020");
    assert_eq!(
        storage.variables["PIO_STORAGE_SOURCES_HDFS_PATH"],
        "/pio/models"
    );
    // Whoever brings a core-site.xml names no host.
    assert!(resolve(&hdfs[..2]).unwrap().site.is_empty());
}

#[test]
fn one_file_tells_of_the_name_node_and_of_s3() {
    let storage = resolve(
        &[
            &KEY[..],
            &[
                ("PIO_STORAGE_REPOSITORIES_MODELDATA_SOURCE", "HDFS"),
                ("PIO_STORAGE_SOURCES_HDFS_TYPE", "hdfs"),
                ("PIO_STORAGE_SOURCES_HDFS_HOSTS", "nn"),
            ],
        ]
        .concat(),
    );
    let properties = &storage.unwrap().site[site::HADOOP];
    assert_eq!(properties[site::DEFAULT_FILE_SYSTEM], "hdfs://nn:8020");
    assert_eq!(properties["fs.s3a.endpoint"], "http://minio:9000");
}

#[test]
fn engines_find_the_database_of_pios_own_variables() {
    let own = [
        (
            "PIO_STORAGE_SOURCES_PGSQL_URL",
            "jdbc:postgresql://db/pio?sslmode=require",
        ),
        ("PIO_STORAGE_SOURCES_PGSQL_USERNAME", "me"),
        ("PIO_STORAGE_SOURCES_PGSQL_PASSWORD", "p@ss"),
    ];
    let storage = resolve(&own).unwrap();
    assert_eq!(
        storage.variables["JDBC_DATABASE_URL"],
        "jdbc:postgresql://db/pio?sslmode=require&user=me&password=p%40ss"
    );
    assert_eq!(storage.variables["JDBC_DATABASE_USERNAME"], "me");
    let within = (
        "PIO_STORAGE_SOURCES_PGSQL_URL",
        "jdbc:postgresql://db/pio?user=x",
    );
    let storage = resolve(&[within, own[1], own[2]]).unwrap();
    assert_eq!(storage.variables["JDBC_DATABASE_URL"], within.1);
    let named = [("JDBC_DATABASE_URL", "jdbc:postgresql://mine/d")];
    let storage = resolve(&[&own[..], &named].concat()).unwrap();
    assert!(!storage.variables.contains_key("JDBC_DATABASE_URL"));
}
