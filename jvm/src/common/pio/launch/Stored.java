package pio.launch;

import java.util.function.Supplier;
import org.apache.predictionio.data.storage.AccessKeys;
import org.apache.predictionio.data.storage.Apps;
import org.apache.predictionio.data.storage.Channels;
import org.apache.predictionio.data.storage.EngineInstances;
import org.apache.predictionio.data.storage.EvaluationInstances;
import org.apache.predictionio.data.storage.LEvents;
import org.apache.predictionio.data.storage.Models;
import org.apache.predictionio.data.storage.Storage$;
import scala.Option;

/**
 * PIO's tables. Each call makes a fresh data access object, which first creates its table where it is missing.
 *
 * <p>PIO reads its configuration from the environment the first time that one of these is called.
 */
final class Stored {
  /** So many searches, a second apart, find what was stored before them. */
  static final int TRIES = 10;

  private Stored() {}

  /** Elasticsearch finds what is new after a second: searches again until something is found, up to nine seconds long. */
  static <T> Option<T> visible(Supplier<Option<T>> search) {
    Option<T> found = search.get();
    for (int tries = 1; tries < TRIES && found.isEmpty(); tries++) {
      ProcessSetup.sleep(1);
      found = search.get();
    }
    return found;
  }

  static Apps apps() {
    return Confirmed.metadata(Apps.class, Storage$.MODULE$::getMetaDataApps);
  }

  static AccessKeys accessKeys() {
    return Confirmed.metadata(AccessKeys.class, Storage$.MODULE$::getMetaDataAccessKeys);
  }

  static Channels channels() {
    return Confirmed.metadata(Channels.class, Storage$.MODULE$::getMetaDataChannels);
  }

  /** What PIO calls engine instances: one for each training. */
  static EngineInstances trainings() {
    return Confirmed.metadata(EngineInstances.class, Storage$.MODULE$::getMetaDataEngineInstances);
  }

  static EvaluationInstances evaluations() {
    return Confirmed.metadata(EvaluationInstances.class, Storage$.MODULE$::getMetaDataEvaluationInstances);
  }

  static Models models() {
    return Storage$.MODULE$.getModelDataModels();
  }

  static LEvents events() {
    return Confirmed.events(Storage$.MODULE$.getLEvents(false));
  }
}
