package pio.launch;

import org.apache.predictionio.data.storage.AccessKeys;
import org.apache.predictionio.data.storage.Apps;
import org.apache.predictionio.data.storage.Channels;
import org.apache.predictionio.data.storage.EngineInstances;
import org.apache.predictionio.data.storage.EvaluationInstances;
import org.apache.predictionio.data.storage.LEvents;
import org.apache.predictionio.data.storage.Models;
import org.apache.predictionio.data.storage.Storage$;

/**
 * PIO's tables. Each call makes a fresh data access object, which first creates its table where it is missing.
 *
 * <p>PIO reads its configuration from the environment the first time that one of these is called.
 */
final class Stored {
  private Stored() {}

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
