package pio.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.apache.predictionio.data.storage.EvaluationInstance;

/** What an evaluation found: told, and written as an engine variant that a training can take. */
final class BestParameters {
  private static final ObjectMapper JSON = new ObjectMapper();
  /** PIO's names for the parts of its parameters, and those of engine.json. */
  private static final String[][] PARTS = {
    {"dataSourceParams", "datasource"}, {"preparatorParams", "preparator"}, {"servingParams", "serving"},
  };

  private BestParameters() {}

  /** Before the work starts: an hour of evaluation must not end at a directory that is not there. */
  static void requireWritable(String output) {
    if (output == null) {
      return;
    }
    File file = new File(output);
    File place = file.exists() ? file : file.getAbsoluteFile().getParentFile();
    if (file.isDirectory() || place == null || !place.canWrite()) {
      throw new Failure(Failure.USAGE, "the file " + output + " of --output cannot be written. Name one in a directory that exists"
          + " and can be written here, such as a volume.");
    }
  }

  static void report(EvaluationInstance instance, Options options) {
    JsonNode result = parse(instance.evaluatorResultsJSON());
    JsonNode best = result.path("bestEngineParams");
    String output = options.get("output", null);
    if (!best.isObject()) {
      // An evaluator of the engine's own has a result of its own.
      System.out.println(instance.evaluatorResults());
      if (output != null) {
        throw new Failure(Failure.FAILED, "this evaluation's result names no best parameters, so " + output + " was not written.");
      }
      return;
    }
    System.out.println("Candidates, by " + result.path("metricHeader").asText() + ":");
    int number = 0;
    for (JsonNode candidate : result.path("engineParamsScores")) {
      boolean isBest = number == result.path("bestIdx").asInt(-1);
      System.out.println((isBest ? "* " : "  ") + candidate.path("_2").path("score").asText() + "  "
          + candidate.path("_1").path("algorithmParamsList"));
      number++;
    }
    if (output != null) {
      write(variant(options.require("engine-variant"), best), Paths.get(output));
      System.out.println("The best parameters (*) are in " + output + ".");
    }
  }

  /** The engine's variant with the best parameters in the place of its own. */
  private static ObjectNode variant(String file, JsonNode best) {
    JsonNode variant;
    try {
      variant = JSON.readTree(Files.readAllBytes(Paths.get(file)));
    } catch (IOException e) {
      throw new Failure(Failure.CONFIGURATION, "the engine variant " + file + " cannot be read: " + Causes.firstLine(e), e);
    }
    ObjectNode merged = (ObjectNode) variant;
    for (String[] part : PARTS) {
      if (best.has(part[0])) {
        merged.set(part[1], named(best.get(part[0])));
      }
    }
    ArrayNode algorithms = JSON.createArrayNode();
    for (JsonNode algorithm : best.path("algorithmParamsList")) {
      algorithms.add(named(algorithm));
    }
    merged.set("algorithms", algorithms);
    return merged;
  }

  /** PIO writes a name and parameters as an object with one entry, engine.json as two entries. */
  private static ObjectNode named(JsonNode pair) {
    ObjectNode node = JSON.createObjectNode();
    Map.Entry<String, JsonNode> entry = pair.fields().next();
    if (!entry.getKey().isEmpty()) {
      node.put("name", entry.getKey());
    }
    node.set("params", entry.getValue());
    return node;
  }

  /** In one step: a training may be waiting for the file. */
  private static void write(ObjectNode variant, Path output) {
    try {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(variant) + "\n";
      Path draft = output.resolveSibling(output.getFileName() + ".part");
      Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
      Files.move(draft, output, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Failure(Failure.FAILED, "the best parameters could not be written to " + output + ": " + Causes.firstLine(e), e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      return JSON.createArrayNode();
    }
  }
}
