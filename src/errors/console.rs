//! Words for what PIO's own console has and the launcher has not.

use super::Message;
use crate::launch::spark_options::SparkFault;

pub(super) fn pass_through() -> Message {
    Message::new(
        "Options behind `--` go nowhere here",
        "They are for spark-submit, and the event server has no Spark.\n\n\
         Flags for its JVM go into JAVA_OPTS.",
    )
}

/// Words for an option of spark-submit that cannot be used.
pub(super) fn spark_option(place: &str, option: &str, fault: &SparkFault) -> Message {
    let (title, body) = match fault {
        SparkFault::Quotes => (
            format!("The quotes in {place} do not close"),
            "Its words are read as a shell reads them: a quote that opens must close.".to_owned(),
        ),
        SparkFault::NoValue => (
            format!("{option} has no value"),
            format!("It is an option of spark-submit in {place} and needs one, as in `--executor-memory 2g`."),
        ),
        SparkFault::NotAProperty => (
            "A property of Spark cannot be read".to_owned(),
            format!("In {place}, --conf needs spark.NAME=VALUE, as in `--conf spark.default.parallelism=4`."),
        ),
        SparkFault::NotASize => (
            format!("`{option}` is not a size"),
            format!("{place} needs one as Spark writes it: 512m, 4g."),
        ),
        SparkFault::Unknown => (
            format!("`{option}` cannot be used here"),
            format!(
                "It is in {place}, among the options for spark-submit. Of these there are --conf, --master, --name, --driver-memory,\n\
                 --driver-java-options, --executor-memory, --executor-cores, --total-executor-cores, --num-executors, --queue,\n\
                 --jars, --files.\n\n\
                 The engine and its dependencies are in the image and need not be named."
            ),
        ),
        SparkFault::Cluster => (
            format!("Spark cannot run on `{option}` here"),
            "The master is local[4] or the like, for Spark inside this process, spark://HOST:PORT, for a standalone cluster, or \
             yarn, for a cluster of YARN. The driver is always this process (client mode).\n\n\
             Without --master, Spark runs inside this process and takes the processors that the container has."
                .to_owned(),
        ),
        SparkFault::NoClass => (
            "There is no class to run".to_owned(),
            "Name it with --class, before the jar: pio spark-submit --class org.example.Job job.jar"
                .to_owned(),
        ),
        SparkFault::NoJar => (
            "There is no jar to run".to_owned(),
            "It stands after the options: pio spark-submit --class org.example.Job job.jar\n\
             For a class of the engine itself, write spark-internal in its place."
                .to_owned(),
        ),
    };
    Message::new(title, body)
}

pub(super) fn old_command(name: &str) -> Message {
    let instead = match name {
        "build" => {
            "The image holds the engine as `pack build` compiled it. To change it, build the image again."
        }
        "unregister" => "Engines need no registration here: nothing is left to take back.",
        "run" => "Only the engine's own training and serving run here: `pio train`, `pio deploy`.",
        "template" => {
            "Get an engine's source with git, and build an image from it with `pack build`."
        }
        "upgrade" => {
            "The version of PIO belongs to the image. Build the image again with a newer buildpack."
        }
        _ => {
            "What it shows is in the storage; `pio status` and `pio app list` show the part that is needed most."
        }
    };
    Message::new(
        format!("`pio {name}` is not in this launcher"),
        format!(
            "PIO's own console has it. {instead}\n\n`pio --help` lists the commands that are here."
        ),
    )
}

pub(super) fn old_option(name: &str) -> Message {
    let instead = match name {
        "--engine-id" => "Set PIO_ENGINE_ID instead, for training and serving alike.",
        "--variant" => {
            "The variant is chosen when the image is built: pack build --env BP_PIO_ENGINE_VARIANT=engine-other.json"
        }
        "--engine-factory"
        | "--engine-params-key"
        | "--engine-version"
        | "--engine-dir"
        | "--manifest" => {
            "The engine is the one that the image was built from, with the factory that its variant names."
        }
        "--verbose" => "Set PIO_LOG_LEVEL=debug instead.",
        "--main-py-file" => {
            "The image has no Python: an engine trains here by its train method in Scala or Java."
        }
        "--pio-home" | "--spark-home" | "--sbt" | "--sbt-extra" | "--clean" | "--uber-jar"
        | "--template" => {
            "PIO, Spark and the compiled engine are in the image, and their places are fixed."
        }
        "--spark-kryo" => {
            "Set JAVA_OPTS=-Dspark.serializer=org.apache.spark.serializer.KryoSerializer instead."
        }
        "--log-url" | "--log-prefix" => {
            "Logs go to standard output; let the platform send them on."
        }
        _ => "Nothing here takes its place.",
    };
    Message::new(
        format!("The option {name} is not in this launcher"),
        format!(
            "PIO's own console has it. {instead}\n\n`pio COMMAND --help` lists the options that are here."
        ),
    )
}

pub(super) fn unknown_command(name: &str, similar: Option<&str>) -> Message {
    let guess = similar.map_or_else(String::new, |similar| {
        format!("Was `pio {similar}` meant? ")
    });
    Message::new(
        format!("There is no command {name}"),
        format!(
            "{guess}`pio --help` lists the commands.\n\n\
             Another program of the image runs with: docker run --entrypoint launcher IMAGE PROGRAM"
        ),
    )
}
