package predictionio.buildpack

import java.util.concurrent.ConcurrentLinkedQueue

import sbt._
import sbt.Keys._
import sbt.testing.{Event, NestedTestSelector, Status, TestSelector}

import scala.collection.JavaConverters._

/** The engine's own tests, in a JVM of their own and with the platform's jars. */
object EngineTests {
  /** Lines of the answer file: one with the counts, one for each test that failed. */
  val lines = taskKey[Seq[String]]("Runs the tests, when the buildpack asks for it.")

  def settings(handover: Handover, project: ProjectRef): Seq[Setting[_]] =
    if (handover.runTests) asked(handover, project) else Seq(project / lines := Nil)

  private def asked(handover: Handover, project: ProjectRef): Seq[Setting[_]] = {
    val failures = new Failures
    Seq(
      project / Test / testListeners += failures,
      // Spark is not at home among sbt's own class loaders.
      project / Test / fork := true,
      project / Test / javaOptions := Seq("-Xmx1g", "-Xss4m") ++ (project / Test / javaOptions).value,
      project / Test / envVars := Map("SPARK_LOCAL_IP" -> "127.0.0.1", "SPARK_USER" -> "pio", "HADOOP_USER_NAME" -> "pio") ++
        (project / Test / envVars).value,
      // Last, so that a log configuration of the engine's own comes first.
      project / Test / fullClasspath += Attributed.blank(logConfiguration(handover)),
      project / lines := answer((project / Test / executeTests).value, failures)
    )
  }

  /** Spark's own default would tell every step on stderr. */
  private def logConfiguration(handover: Handover): File = {
    val folder = handover.answer.getParentFile / "test-conf"
    IO.write(folder / "log4j.properties", Seq(
      "log4j.rootLogger=WARN, console",
      "log4j.appender.console=org.apache.log4j.ConsoleAppender",
      "log4j.appender.console.layout=org.apache.log4j.PatternLayout",
      "log4j.appender.console.layout.ConversionPattern=[%p] [%c{1}] %m%n").mkString("\n"))
    folder
  }

  private def answer(output: sbt.Tests.Output, failures: Failures): Seq[String] = {
    val suites = output.events.values.toSeq
    val counts = Seq(
      suites.map(_.passedCount).sum,
      suites.map(_.failureCount).sum,
      suites.map(_.errorCount).sum,
      suites.map(one => one.skippedCount + one.ignoredCount + one.canceledCount + one.pendingCount).sum)
    (Seq("tests", if (output.overall == TestResult.Passed) "passed" else "failed") ++ counts.map(_.toString)).mkString("\t") +: failures.lines
  }

  /** Remembers which tests failed, and why. */
  private final class Failures extends TestReportListener {
    private val found = new ConcurrentLinkedQueue[String]

    def lines: Seq[String] = found.asScala.toSeq.sorted

    override def startGroup(name: String): Unit = ()

    override def testEvent(event: TestEvent): Unit =
      event.detail.filter(one => one.status == Status.Failure || one.status == Status.Error).foreach { one =>
        val why = if (one.throwable.isDefined) message(one.throwable.get) else ""
        add(one.fullyQualifiedName, test(one), why)
      }

    override def endGroup(name: String, error: Throwable): Unit = add(name, "", message(error))

    override def endGroup(name: String, result: TestResult): Unit = ()

    private def test(event: Event): String = event.selector match {
      case one: TestSelector       => one.testName
      case one: NestedTestSelector => one.testName
      case _                       => ""
    }

    /** Across the JVMs comes a message that begins with the exception's class; that of an assertion says nothing. */
    private def message(error: Throwable): String =
      Option(error.getMessage).getOrElse(error.getClass.getName).replaceFirst("^(?:org\\.scalatest|org\\.junit|junit\\.framework|java\\.lang\\.AssertionError)\\S*: ", "")

    private def add(fields: String*): Unit = found.add(("test-failed" +: fields.map(oneLine)).mkString("\t"))

    private def oneLine(text: String): String = text.trim.replaceAll("\\s+", " ")
  }
}
