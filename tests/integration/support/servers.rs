//! Servers of storage backends, each in a container of its own.

use super::docker::{Container, Run, wait};
use super::mirror::Mirror;
use super::stand_in::jars;
use predictionio_buildpack::install::Lock;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// The image that `scripts/test storage` makes.
const OWN_MARIADB: &str = "predictionio-stack/mariadb";

const HBASE: &str = include_str!("../../../inventory/hbase-server.lock.toml");
const HDFS: &str = include_str!("../../../inventory/hdfs-server.lock.toml");

/// The Java of an image for a shell, with the flags that every container of a test has, and the jars that its build brought.
const JAVA: &str = "/layers/predictionio_engine/jre/bin/java $JAVA_OPTS";
/// The same as YARN wants it for its containers.
const JAVA_HOME: &str = "/layers/predictionio_engine/jre";
const PLATFORM: &str = "/layers/predictionio_engine/spark/jars/*:/layers/predictionio_engine/pio/jars/*:/layers/predictionio_engine/storage/jars/*";

/// A MariaDB for one test.
pub(crate) struct MariaDb {
    pub(crate) container: Container,
}

impl MariaDb {
    /// The name in its certificate, which signs itself.
    pub(crate) const NAME: &str = "mariadb.example.com";
    pub(crate) const CERTIFICATE: &str = "/tmp/server.crt";

    pub(crate) fn start() -> Self {
        let certificate = format!(
            "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN={0} -addext subjectAltName=DNS:{0} \
             -keyout /tmp/server.key -out {1} 2>/dev/null",
            Self::NAME,
            Self::CERTIFICATE
        );
        let server = format!(
            "test -e {0} || {certificate}; mariadb-entry --ssl-cert={0} --ssl-key=/tmp/server.key",
            Self::CERTIFICATE
        );
        let container = Run::new(OWN_MARIADB)
            .again_and_again(&server)
            .env("MARIADB_USER", "pio")
            .env("MARIADB_PASSWORD", super::engine::PASSWORD)
            .env("MARIADB_DATABASE", "pio")
            .start();
        Self { container }
    }

    /// The address as a platform gives it: encrypted, since it says nothing of that.
    pub(crate) fn url(&self) -> String {
        Self::url_of(&self.container.ip(), "")
    }

    pub(crate) fn url_of(host: &str, query: &str) -> String {
        let password = super::engine::PASSWORD_IN_URL;
        format!("mysql://pio:{password}@{host}/pio{query}")
    }
}

/// A Java server that runs in a container of the app's image, from that image's jars or from others.
pub(crate) struct JavaServer {
    pub(crate) container: Container,
    /// The jars and files that it has from outside, as long as it lives.
    files: Option<TempDir>,
}

impl JavaServer {
    /// Elasticsearch, whose client's jar has the server too. It finds what is new even later than usual: who does not wait for it fails.
    pub(crate) fn elasticsearch(image: &str) -> Self {
        let script = format!(
            "exec {JAVA} -Xmx256m -Des.foreground=yes -Des.path.home=/tmp/es -Des.cluster.name=pio \
             -Des.discovery.zen.ping.multicast.enabled=false -Des.index.refresh_interval=7s -cp '{PLATFORM}' org.elasticsearch.bootstrap.Elasticsearch"
        );
        Self::run(image, &script, None)
    }

    /// HBase in one process, `ZooKeeper` in it.
    pub(crate) fn hbase(image: &str, mirror: &Mirror) -> Self {
        let site = [
            ("hbase.rootdir", "file:///tmp/hbase"),
            ("hbase.zookeeper.property.dataDir", "/tmp/zookeeper"),
        ];
        let files = Self::files(mirror, (HBASE, &["hbase"]), "hbase-site.xml", &site);
        let script = format!(
            "mkdir -p /tmp/hbase && exec {JAVA} -Xmx512m -cp '/server:/server/jars/*' \
             org.apache.hadoop.hbase.master.HMaster start"
        );
        Self::run(image, &script, Some(files))
    }

    /// A name node and its data node.
    pub(crate) fn hdfs(image: &str, mirror: &Mirror) -> Self {
        let site = [
            ("fs.defaultFS", "hdfs://0.0.0.0:8020"),
            ("dfs.namenode.name.dir", "file:///tmp/name"),
            ("dfs.datanode.data.dir", "file:///tmp/data"),
            ("dfs.replication", "1"),
            ("dfs.permissions.enabled", "true"),
            (
                "dfs.namenode.datanode.registration.ip-hostname-check",
                "false",
            ),
            ("dfs.namenode.safemode.extension", "0"),
        ];
        let files = Self::files(mirror, (HDFS, &["hdfs"]), "hdfs-site.xml", &site);
        make_webapps(files.path());
        let class_path = "-cp '/server:/server/jars/*' org.apache.hadoop.hdfs.server";
        let script = format!(
            "export HADOOP_USER_NAME=pio; {JAVA} {class_path}.namenode.NameNode -format -nonInteractive && \
             ({JAVA} -Xmx256m {class_path}.datanode.DataNode & exec {JAVA} -Xmx256m {class_path}.namenode.NameNode)"
        );
        Self::run(image, &script, Some(files))
    }

    /// A resource manager and its node manager, on an HDFS. Others must know it as `yarn`; its directory is a binding too.
    pub(crate) fn yarn(image: &str, mirror: &Mirror) -> Self {
        let site = [
            ("fs.defaultFS", "hdfs://yarn:8020"),
            ("dfs.namenode.name.dir", "file:///tmp/name"),
            ("dfs.datanode.data.dir", "file:///tmp/data"),
            ("dfs.replication", "1"),
            (
                "dfs.namenode.datanode.registration.ip-hostname-check",
                "false",
            ),
            ("dfs.namenode.safemode.extension", "0"),
            ("yarn.resourcemanager.hostname", "yarn"),
            ("yarn.scheduler.minimum-allocation-mb", "128"),
            ("yarn.scheduler.capacity.root.queues", "default"),
            ("yarn.scheduler.capacity.root.default.capacity", "100"),
            ("yarn.scheduler.capacity.maximum-am-resource-percent", "0.5"),
            ("yarn.nodemanager.resource.memory-mb", "2048"),
            ("yarn.nodemanager.local-dirs", "/tmp/nm-local"),
            ("yarn.nodemanager.log-dirs", "/tmp/nm-logs"),
            (
                "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage",
                "100",
            ),
        ];
        let files = Self::files(mirror, (HDFS, &["hdfs", "yarn"]), "yarn-site.xml", &site);
        make_webapps(files.path());
        fs::write(files.path().join("type"), "hadoop").unwrap();
        let java = format!("{JAVA} -Xmx256m -cp '/server:/server/jars/*' org.apache.hadoop");
        let script = format!(
            "export HADOOP_USER_NAME=pio HADOOP_CONF_DIR=/server JAVA_HOME={JAVA_HOME}; \
             {java}.hdfs.server.namenode.NameNode -format -nonInteractive && \
             ({java}.hdfs.server.namenode.NameNode & {java}.hdfs.server.datanode.DataNode & \
             {java}.yarn.server.resourcemanager.ResourceManager & exec {java}.yarn.server.nodemanager.NodeManager)"
        );
        let run = Run::new(image).option(&["--hostname", "yarn", "--publish", "127.0.0.1::8088"]);
        Self::start(run, &["bash", "-c", &script], Some(files))
    }

    /// The directory with its settings, as a place of this machine.
    pub(crate) fn settings(&self) -> &Path {
        let files = self.files.as_ref();
        files.expect("the server has files").path()
    }

    fn files(
        mirror: &Mirror,
        (lock, groups): (&str, &[&str]),
        site: &str,
        properties: &[(&str, &str)],
    ) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        let jars_dir = dir.path().join("jars");
        fs::create_dir(&jars_dir).unwrap();
        let lock = Lock::parse("of the test", lock).unwrap();
        let of_groups = groups.iter().flat_map(|name| lock.group(name).unwrap());
        jars(mirror, &of_groups.collect::<Vec<_>>(), &jars_dir);
        let properties = properties
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let text = predictionio_buildpack::launch::storage::site::xml(&properties);
        fs::write(dir.path().join(site), &text).unwrap();
        fs::write(dir.path().join("core-site.xml"), text).unwrap();
        open(dir.path());
        dir
    }

    fn run(image: &str, script: &str, files: Option<TempDir>) -> Self {
        Self::start(Run::new(image), &["bash", "-c", script], files)
    }

    fn start(run: Run, command: &[&str], files: Option<TempDir>) -> Self {
        let mut run = run.option(&["--tmpfs", "/tmp:exec"]);
        if let Some(files) = &files {
            let volume = format!("{}:/server:ro", files.path().display());
            run = run.option(&["--volume", &volume]);
        }
        Self {
            container: run.command(command).start(),
            files,
        }
    }
}

/// A server that speaks like S3 and checks the signature of every request.
pub(crate) struct S3 {
    process: Child,
    /// Its address, as a container sees it.
    pub(crate) endpoint: String,
    /// The key to the bucket, and the secret of it.
    pub(crate) key: (String, String),
}

impl S3 {
    pub(crate) fn start(bucket: &str) -> Self {
        let folder = std::env::var("PIO_STACK_S3").expect("scripts/test says where the server is");
        let program = |name: &str| Command::new(Path::new(&folder).join("bin").join(name));
        let host = super::gateway();
        let port = TcpListener::bind((host, 0))
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let process = program("moto_server")
            .args(["--host", host, "--port", &port.to_string()])
            .env("INITIAL_NO_AUTH_ACTION_COUNT", "3")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let endpoint = format!("http://{host}:{port}");
        wait("the server for S3", || {
            TcpStream::connect((host, port)).is_ok()
        });
        let made = program("python")
            .args(["tests/integration/support/s3.py", &endpoint, bucket])
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&made.stdout).into_owned();
        let (id, secret) = printed
            .trim()
            .split_once(' ')
            .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&made.stderr)));
        Self {
            process,
            endpoint,
            key: (id.to_owned(), secret.to_owned()),
        }
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has noticed then.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Hadoop's pages are not in its jars, and its servers do not start without a place for them.
fn make_webapps(dir: &Path) {
    for name in ["hdfs", "datanode", "cluster", "node"] {
        fs::create_dir_all(dir.join("webapps").join(name)).unwrap();
    }
}

/// The container has a user of its own.
fn open(dir: &Path) {
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
}
