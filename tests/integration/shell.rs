//! `pio shell` with a script: PIO's API on the storage, the engine's classes, and an end at the first failure.

use crate::support::docker::Run;
use indoc::indoc;
use libcnb_test::{assert_contains, assert_not_contains};

const SCRIPT: &str = indoc! {r#"
    import org.apache.predictionio.data.store.PEventStore
    val events = PEventStore
      .find(appName = "phone-plans", eventNames = Some(Seq("$set")))(sc)
    println("events: " + events.count())
    val ten = 10
    println("on Spark: " + sc.parallelize(1 to 4).map { number =>
      number * ten
    }.sum)
    println(org.example.phoneplan.ClassificationEngine.apply().getClass.getSimpleName)
    val wrong: Int = "text"
    println("after the failure")
"#};

/// `run` is a process of an image of the line 0.14, where `/tmp` runs no code: Parquet's snappy has its library elsewhere.
pub(crate) fn a_script_runs_on_spark_2(run: Run) {
    let script = indoc! {r#"
        spark.range(3).write.parquet("/tmp/rows")
        println("rows: " + spark.read.parquet("/tmp/rows").count())
        sys.exit(7)
    "#};
    let (ended, results) = run.process("pio").words(&["shell"]).with_input(script);
    assert_eq!(ended.code, 7, "{}", ended.log);
    assert_contains!(results, "rows: 3");
}

/// `run` is a process of the image, with a storage that has the example's events in the app `phone-plans`.
pub(crate) fn a_script_reads_events(run: Run) {
    let (ended, results) = run.process("pio").words(&["shell"]).with_input(SCRIPT);
    assert_eq!(ended.code, 1, "{}", ended.log);
    for result in ["events: 200", "on Spark: 100", "Engine\n", "type mismatch"] {
        assert_contains!(results, result);
    }
    assert_not_contains!(results, "scala>");
    assert_not_contains!(results, "after the failure");
    assert_contains!(ended.log, "pio: line 10 of the script failed");
}
