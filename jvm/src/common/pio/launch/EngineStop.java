package pio.launch;

import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;

/**
 * Sees whether an engine ends its training itself: an engine that only looks at events throws what PIO throws for
 * {@code --stop-after-read}. PIO takes it for an end as asked, stores nothing, and tells its log alone.
 */
final class EngineStop extends LogWatch {
  private static final String WORKFLOW = "org.apache.predictionio.workflow.CoreWorkflow$";
  private static final String WORDS = "Training interrupted by ";

  private volatile boolean seen;

  private EngineStop() {}

  static EngineStop watch() {
    EngineStop watch = new EngineStop();
    Logger.getLogger(WORKFLOW).addAppender(watch);
    return watch;
  }

  boolean wasSeen() {
    return seen;
  }

  @Override
  protected void append(LoggingEvent event) {
    seen |= event.getRenderedMessage().startsWith(WORDS);
  }
}
