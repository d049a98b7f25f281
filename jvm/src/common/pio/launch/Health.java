package pio.launch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer for probes. A server that is still loading has no port yet, so whoever reads this reads of one that is loaded. */
final class Health {
  static final String PATH = "/health";
  private static volatile Map<String, String> loaded = Collections.emptyMap();

  private Health() {}

  /** A query server answers from this training from now on. */
  static void serving(String instance, String trained) {
    Map<String, String> now = new LinkedHashMap<>();
    now.put("engineInstanceId", instance);
    now.put("trained", trained);
    loaded = now;
  }

  /** @param stopping whether the server takes no new work, so that whoever balances the load sends it elsewhere */
  static Answer answer(boolean stopping) {
    Map<String, String> content = new LinkedHashMap<>();
    content.put("status", stopping ? "stopping" : "ready");
    content.putAll(loaded);
    return Answer.json(stopping ? 503 : 200, content);
  }
}
