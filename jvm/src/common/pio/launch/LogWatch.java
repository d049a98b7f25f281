package pio.launch;

import org.apache.log4j.AppenderSkeleton;

/** Sees what is logged, and writes nothing. */
abstract class LogWatch extends AppenderSkeleton {
  @Override
  public final void close() {}

  @Override
  public final boolean requiresLayout() {
    return false;
  }
}
