use super::{RUN_AS_EVENTSERVER, Setting};

/// Settings that the launcher and the processes read. Those of the ancestor and of PIO itself keep
/// their names.
pub const LAUNCH_SETTINGS: &[Setting] = &[
    Setting {
        name: "DATABASE_URL",
        default: "a `postgresql` or `mysql` service binding, else PIO's own `PIO_STORAGE_*`, else `postgres://pio:pio@localhost:5432/pio`",
        what: "The database with apps, events and models: PostgreSQL, or MySQL or MariaDB (`mysql://…`). User, password and database are percent-encoded; \
               parameters of libpq and of the JDBC drivers are kept. Without `sslmode` in it, the connection must be \
               encrypted unless the host is this machine itself (`localhost`, `127.0.0.0/8`, `::1`).",
        example: "postgres://user:p%40ss@db.example.com:5432/pio?sslmode=verify-full",
    },
    Setting {
        name: "PIO_POSTGRES_OPTIONAL_SSL",
        default: "`false`",
        what: "`true` takes a connection without encryption where the server offers none, as on a private container \
               network. A short host name such as `db` does not make a host local.",
        example: "true",
    },
    Setting {
        name: "PIO_STORAGE_SOURCES_*, PIO_STORAGE_REPOSITORIES_*",
        default: "the database for all repositories, named `pio_meta`, `pio_event` and `pio_model`; what Elasticsearch, HBase and S3 take is in storage.md",
        what: "PIO's own storage variables. Each stays as it is set, except that `DATABASE_URL`, `PIO_ELASTICSEARCH_URL`, \
               `PIO_S3_*` or a binding replaces the address and the credentials of its source.",
        example: "PIO_STORAGE_SOURCES_PGSQL_CONNECTIONS=12",
    },
    Setting {
        name: "PIO_ELASTICSEARCH_URL",
        default: "an `elasticsearch` service binding",
        what: "The Elasticsearch with apps and trainings. In the line 0.10 the port is that of the transport protocol, and \
               `?cluster=NAME` names the cluster.",
        example: "http://es.example.com:9300?cluster=pio",
    },
    Setting {
        name: "PIO_S3_BUCKET_NAME, PIO_S3_AWS_ACCESS_KEY_ID, PIO_S3_AWS_SECRET_ACCESS_KEY",
        default: "an `s3` service binding",
        what: "The bucket with the models, and the key to it. The key alone serves engines and jobs that read `s3a://…`.",
        example: "shop-models",
    },
    Setting {
        name: "PIO_S3_ENDPOINT, PIO_S3_AWS_REGION, PIO_S3_BASE_PATH, PIO_S3_AWS_SESSION_TOKEN",
        default: "Amazon's server of the region, `us-east-1`, the top of the bucket, none",
        what: "Another server that speaks like S3, the region, the place in the bucket, and the token of a temporary key.",
        example: "https://s3.example.com",
    },
    Setting {
        name: "PIO_STORAGE_TIMEOUT",
        default: "`30` for the event server, `300` for others",
        what: "How long a statement of PIO's may take in PostgreSQL or MySQL, or a call of HBase, in seconds; 30 s later a database's connection is given up. \
               `connectTimeout` and `socketTimeout` in an address go before it.",
        example: "60",
    },
    Setting {
        name: "PIO_STORAGE_WAIT",
        default: "`60`",
        what: "How long a process waits for its storage to answer, in seconds.",
        example: "120",
    },
    Setting {
        name: "SERVICE_BINDING_ROOT",
        default: "no bindings",
        what: "The directory of service bindings. Types read: `postgresql` and `mysql` (entry `uri`, or `host`, `port`, `database`, \
               `username`, `password`, `sslmode`, `sslrootcert`), `elasticsearch`, `hbase`, `s3` (entries in storage.md), `spark` (entry `secret`), `hadoop` (the cluster's `*-site.xml`) and `ca-certificates` (PEM files that the JVM then trusts).",
        example: "/bindings",
    },
    Setting {
        name: "SSL_CERT_FILE, SSL_CERT_DIR",
        default: "the JVM's own list, with what the build and bindings add",
        what: "Certificate authorities in PEM form that the JVM trusts instead of its own list.",
        example: "/etc/ssl/company.pem",
    },
    Setting {
        name: "TZ",
        default: "the zone of the image, UTC",
        what: "The time zone of PIO's JVMs, in whose local times PIO stores events. The same for every process of a \
               database, `pio import` and `pio export` included.",
        example: "Europe/Berlin",
    },
    Setting {
        name: "PORT",
        default: "`8000` for queries, `7070` for events",
        what: "The port that the query server or the event server listens on. `--port` goes before it.",
        example: "8080",
    },
    Setting {
        name: RUN_AS_EVENTSERVER,
        default: "`false`",
        what: "`true` makes `web` the event server instead of the query server. In an image without an engine it is that anyway.",
        example: "true",
    },
    Setting {
        name: "PIO_ENGINE_ID",
        default: "`<engineFactory>@<app>`, the app being the variant's `appName` or `PIO_EVENTSERVER_APP_NAME`; without an app, the factory alone",
        what: "The name under which trainings are kept. Training and serving must have the same.",
        example: "shop-recommender",
    },
    Setting {
        name: "PIO_TRAIN_SPARK_OPTS, PIO_SPARK_OPTS",
        default: "none",
        what: "Options of spark-submit for training and evaluation, and for what answers queries. They are quoted as for a \
               shell; options after `--` on the command line win. `--driver-memory` is the heap of the process.",
        example: "--driver-memory 2g --conf spark.kryoserializer.buffer.max=256m",
    },
    Setting {
        name: "PIO_SPARK_MASTER",
        default: "none",
        what: "The master that a `spark-worker` joins, and on which `spark-submit` runs jobs without `--master`. Trainings \
               take theirs from `PIO_TRAIN_SPARK_OPTS`.",
        example: "spark://spark-master:7077",
    },
    Setting {
        name: "PIO_SPARK_SECRET",
        default: "the entry `secret` of a binding of type `spark`; without one, the cluster is open",
        what: "The secret that all processes of a Spark cluster share. With it, they refuse who does not know it, and encrypt \
               what they send.",
        example: "a long random text",
    },
    Setting {
        name: "PIO_SPARK_HOST",
        default: "the address of the container's network",
        what: "The name or address under which other processes of a Spark cluster reach this one.",
        example: "spark-master",
    },
    Setting {
        name: "PIO_SPARK_WAIT",
        default: "`60`",
        what: "How long a process waits for the master of its Spark cluster or for YARN's resource manager, in seconds.",
        example: "120",
    },
    Setting {
        name: "PIO_SPARK_UI",
        default: "`false`",
        what: "`true` opens Spark's web interfaces: 8080 of a master, 8081 of a worker, 4040 of a job. Whoever reaches them reads \
               them.",
        example: "true",
    },
    Setting {
        name: "HADOOP_CONF_DIR, YARN_CONF_DIR",
        default: "a binding of type `hadoop`, and the engine's `config/`",
        what: "Directories with the settings of a Hadoop cluster, `core-site.xml` and `yarn-site.xml` among them, for Spark on \
               YARN and for HDFS.",
        example: "/hadoop",
    },
    Setting {
        name: "HADOOP_USER_NAME",
        default: "`pio`",
        what: "The user in HDFS and on YARN.",
        example: "shop",
    },
    Setting {
        name: "PIO_SPARK_SHIP_JARS",
        default: "`false`: the engine's jar alone goes to executors",
        what: "`true` sends every jar but Spark's own with a job, for executors that are not of this image.",
        example: "true",
    },
    Setting {
        name: "PIO_SPARK_EVENT_LOG",
        default: "none: no logs of events",
        what: "The directory into which trainings and jobs write their logs of events, and from which `spark-history` shows \
               them. Properties of Spark are in these logs.",
        example: "/logs",
    },
    Setting {
        name: "PIO_SPARK_WORKER_MEMORY, PIO_SPARK_WORKER_CORES",
        default: "what the container's limit leaves beside the worker and one executor; its processors",
        what: "The heap that a `spark-worker` offers to executors, and how many tasks they run at a time.",
        example: "3g",
    },
    Setting {
        name: "PIO_SPARK_WORKER_EXECUTORS",
        default: "`1`",
        what: "How many executors a worker's container has room for at a time: each takes memory beside its heap.",
        example: "2",
    },
    Setting {
        name: "PIO_SPARK_WORKER_DIR",
        default: "`/tmp/pio-spark-worker`",
        what: "Where a `spark-worker` keeps the files of its executors.",
        example: "/work",
    },
    Setting {
        name: "PIO_TRAIN_ON_RELEASE",
        default: "`true`",
        what: "Whether `release` trains, which it does where the engine's code, its variant or the app's events are new since \
               the last training. `false` leaves it out.",
        example: "false",
    },
    Setting {
        name: "PIO_PURGE_EVENTS_ON_SYNC",
        default: "`false`",
        what: "Whether `release` deletes the app's events before it loads those of `data/create-sync-events`.",
        example: "true",
    },
    Setting {
        name: "PIO_RELOAD_INTERVAL",
        default: "`0`: it does not look",
        what: "How often a query server looks for a newer completed training and loads it, in seconds. No query is lost; \
               a model that cannot be loaded leaves the one before serving.",
        example: "60",
    },
    Setting {
        name: "PIO_RELOAD_URLS",
        default: "none",
        what: "Query servers that a training tells to reload when it is complete, with blanks or commas between them. \
               Needs their `PIO_SERVER_ACCESS_KEY`.",
        example: "http://web:8000",
    },
    Setting {
        name: "PIO_SERVER_ACCESS_KEY",
        default: "a random one, for `pio reload` and `pio undeploy` in the server's container",
        what: "The key with which the query server takes `/stop` and `/reload`.",
        example: "a long random text",
    },
    Setting {
        name: "PIO_EVENTSERVER_APP_NAME",
        default: "not set",
        what: "The app whose events the engine reads: it takes the place of every `appName` and `appId` in the variant \
               (of placeholders only, where the variant names several apps), and engines may ask for it themselves.",
        example: "shop",
    },
    Setting {
        name: "PIO_EVENTSERVER_ACCESS_KEY",
        default: "not set",
        what: "The access key for feedback, and for engines that ask the environment.",
        example: "an access key of the app",
    },
    Setting {
        name: "PIO_ENABLE_FEEDBACK",
        default: "`false`",
        what: "`true` lets the query server send every query and answer to an event server, as `--feedback` does.",
        example: "true",
    },
    Setting {
        name: "PIO_EVENTSERVER_HOSTNAME, PIO_EVENTSERVER_PORT",
        default: "`localhost`, `7070`",
        what: "The event server for feedback, which PIO 0.10 reaches over plain HTTP.",
        example: "events.example.com",
    },
    Setting {
        name: "PIO_MEMORY_LIMIT",
        default: "the container's limit (cgroup v2 or v1); without one, a quarter of the host's memory, at least 1 GB",
        what: "What a process may take, all regions together. `pio memory` shows how it is shared out.",
        example: "2g",
    },
    Setting {
        name: "JAVA_OPTS",
        default: "none",
        what: "More flags for the JVM, read as a shell reads words. Bounds in it, such as `-Xmx`, replace the computed ones; \
               `-Dspark.…` sets a property of Spark. `JAVA_TOOL_OPTIONS` is read too.",
        example: "-Xmx300m -Dspark.default.parallelism=4",
    },
    Setting {
        name: "PIO_FS_BASEDIR, PIO_FS_TMPDIR",
        default: "`/tmp/pio`, `/tmp`",
        what: "Where engines keep files of their own, as PIO has it. What a training leaves there for its model is stored \
               with the model.",
        example: "/data/pio",
    },
    Setting {
        name: "PIO_LOG_LEVEL",
        default: "`info`",
        what: "How much goes to the log: `debug`, `info`, `warn` or `error`. Stack traces show with `debug` only.",
        example: "debug",
    },
    Setting {
        name: "PIO_LOG_FORMAT",
        default: "`text`",
        what: "`json` makes every line of the servers and of trainings one JSON object with `time`, `level`, `logger`, `message` \
               and, where there is one, `exception`; all on standard output.",
        example: "json",
    },
    Setting {
        name: "PIO_DEV_DATA",
        default: "a volume mounted at `/data` or at `/layers/predictionio_engine/data`; without one, a place that goes with the container",
        what: "Where `dev` keeps its database and the access key that it makes; `--data` goes before it.",
        example: "/srv/pio",
    },
    Setting {
        name: "PIO_SHUTDOWN_DELAY",
        default: "`1`; `0` in `dev`",
        what: "How long a server that is told to stop still takes connections, in seconds. Meanwhile `/health` answers 503, and every \
               answer ends its connection, so that whoever sends requests goes elsewhere.",
        example: "10",
    },
    Setting {
        name: "PIO_SHUTDOWN_TIMEOUT",
        default: "`10`; `5` in `dev`",
        what: "When a server that is told to stop gives up what it has begun, in seconds after the signal.",
        example: "25",
    },
    Setting {
        name: "PIO_IMAGE_FACTS",
        default: "`image.toml` beside the launcher's `bin`",
        what: "The file in which the build tells the launcher what is in the image. For tests.",
        example: "/tmp/image.toml",
    },
];
