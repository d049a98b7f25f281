//! Words for what keeps a process of a Spark cluster from starting.

use super::Message;
use crate::launch::LaunchError;

/// Words for an error that concerns a Spark cluster.
pub(super) fn describe(error: &LaunchError) -> Message {
    match error {
        LaunchError::NoSparkMaster => Message::new(
            "The worker has no master",
            "Name it on the command line (pio spark-worker spark://HOST:7077) or in PIO_SPARK_MASTER.",
        ),
        LaunchError::SparkMaster(master) => Message::new(
            format!("`{master}` is no master that a worker can join"),
            "It begins with spark://, as in spark://spark-master:7077.",
        ),
        LaunchError::NoEventLog => Message::new(
            "There is no directory with logs of events",
            "Set PIO_SPARK_EVENT_LOG to the directory into which trainings write theirs, and mount the same volume there.",
        ),
        LaunchError::SparkBinding { name } => Message::new(
            format!("The binding {name} has no secret"),
            "A binding of type `spark` needs an entry `secret` that is not empty: the secret that all processes of the \
             cluster share.",
        ),
        LaunchError::HadoopConf { key, dir } => Message::new(
            format!(
                "{key} names {}, and there is no such directory",
                dir.display()
            ),
            "It holds the settings of a Hadoop cluster: core-site.xml, yarn-site.xml and so on. Mount it into the container, \
             correct the variable, or leave it out.",
        ),
        other => Message::new(other.to_string(), ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_says_what_to_do() {
        let errors = [
            LaunchError::NoSparkMaster,
            LaunchError::SparkMaster("yarn".into()),
            LaunchError::NoEventLog,
            LaunchError::SparkBinding {
                name: "cluster".into(),
            },
            LaunchError::HadoopConf {
                key: "HADOOP_CONF_DIR",
                dir: "/etc/hadoop".into(),
            },
        ];
        let words = errors.map(|error| describe(&error).to_string());
        insta::assert_snapshot!(words.join("\n\n"));
    }
}
