package pio.launch;

import java.util.EnumSet;
import java.util.UUID;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** What YARN says of this process's application: Spark keeps it to itself, the reason of a refusal too. */
final class YarnReport {
  /** By which the application is known before it has an id. */
  static final String TAG = "pio-" + UUID.randomUUID();
  /** Seconds between two looks. */
  private static final int PAUSE = 2;
  private static final EnumSet<YarnApplicationState> WAITING = EnumSet.of(
      YarnApplicationState.NEW, YarnApplicationState.NEW_SAVING, YarnApplicationState.SUBMITTED, YarnApplicationState.ACCEPTED);

  private static YarnConfiguration conf;

  private YarnReport() {}

  /** Tells of the application until it runs. */
  static void follow(YarnConfiguration configuration) {
    conf = configuration;
    Thread thread = new Thread(YarnReport::tell, "YARN's report");
    thread.setDaemon(true);
    thread.start();
  }

  private static void tell() {
    YarnApplicationState told = null;
    while (true) {
      ApplicationReport report = application();
      if (report != null && report.getYarnApplicationState() != told) {
        told = report.getYarnApplicationState();
        System.out.println("YARN's " + report.getApplicationId() + " is " + told + " in the queue " + report.getQueue() + ".");
      }
      if (told != null && !WAITING.contains(told)) {
        return;
      }
      ProcessSetup.sleep(PAUSE);
    }
  }

  /** Why YARN ended the application, as a sentence; empty where it did not. */
  static String reason() {
    ApplicationReport report = conf == null ? null : application();
    if (report == null || report.getDiagnostics() == null || report.getDiagnostics().trim().isEmpty()) {
      return "";
    }
    return " YARN says of " + report.getApplicationId() + ": " + report.getDiagnostics().trim();
  }

  /** The newest one with our tag; null where there is none, or nobody to ask. */
  private static ApplicationReport application() {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(conf);
      client.start();
      ApplicationReport newest = null;
      for (ApplicationReport report : client.getApplications(EnumSet.allOf(YarnApplicationState.class))) {
        if (report.getApplicationTags().contains(TAG)
            && (newest == null || report.getStartTime() >= newest.getStartTime())) {
          newest = report;
        }
      }
      return newest;
    } catch (Exception e) {
      return null;
    }
  }
}
