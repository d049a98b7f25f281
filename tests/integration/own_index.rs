//! An engine with an index of its own in the Elasticsearch of PIO's storage, as the universal recommender has one: it uses the
//! client that PIO brought, and Elasticsearch's library for Spark.

use crate::support::exchange;
use libcnb_test::{TestContext, assert_contains};
use std::fs;
use std::path::Path;

/// The second one is described in the repository as `mahout-math-scala_${scala.compat.version}`.
const DEPENDENCIES: &str = r#"
libraryDependencies ++= Seq(
  ("org.elasticsearch" % "elasticsearch-spark_2.10" % "2.1.2").intransitive(),
  ("org.apache.mahout" % "mahout-math-scala_2.10" % "0.13.0").intransitive())
"#;

const SOURCE: &str = r#"package org.example.phoneplan

import org.apache.spark.SparkContext
import org.elasticsearch.common.Strings
import org.elasticsearch.spark.rdd.EsSpark

object Indexed {
  def write(sc: SparkContext): Unit =
    if (Strings.hasLength(sc.getConf.get("es.nodes", ""))) {
      EsSpark.saveToEs(sc.parallelize(Seq(Map("plan" -> 1))), "own/plans", Map("es.mapping.id" -> "plan"))
      println("Plans in the index: " + EsSpark.esRDD(sc, "own/plans").count())
    }
}
"#;

/// Makes the example keep such an index, where its variant names a server.
pub(crate) fn keep_an_index(app: &Path) {
    let sources = app.join("src/main/scala");
    fs::write(sources.join("Indexed.scala"), SOURCE).unwrap();
    append(&app.join("build.sbt"), DEPENDENCIES);
    let whole = "= new TrainingData(subscribers(sc))";
    let more = "= { Indexed.write(sc); new TrainingData(subscribers(sc)) }";
    exchange(&sources, ("DataSource.scala", whole, more));
}

fn append(file: &Path, more: &str) {
    let text = fs::read_to_string(file).unwrap();
    fs::write(file, text + more).unwrap();
}

pub(crate) fn the_build_says_what_it_brings(built: &TestContext) {
    assert_contains!(
        built.pack_stdout,
        "`src/main/scala/Indexed.scala` uses elasticsearch as it came with PredictionIO"
    );
    assert_contains!(
        built.pack_stdout,
        "the description of mahout-math-scala_2.10 0.13.0 has a variable in its name"
    );
}

/// `log` is that of a training.
pub(crate) fn the_index_is_written(log: &str) {
    assert_contains!(log, "sparkConf has es.nodes");
    assert_contains!(log, "Plans in the index: 1");
}
