package pio.launch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.gson.TypeAdapterFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.predictionio.core.BaseAlgorithm;
import org.apache.predictionio.core.BaseServing;
import org.apache.predictionio.workflow.JsonExtractor;
import org.apache.predictionio.workflow.JsonExtractorOption;
import org.json4s.Formats;
import org.json4s.jackson.JsonMethods$;
import scala.Enumeration;
import scala.collection.JavaConversions;
import scala.collection.Seq;

/** Asks a loaded engine, in the steps of PIO's query service. */
@SuppressWarnings({"unchecked", "rawtypes"}) // PIO's type parameters are the engine's own and unknown here.
final class Predictor {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<BaseAlgorithm> algorithms = new ArrayList<>();
  private final List<Object> models;
  private final BaseServing serving;
  private final Enumeration.Value extractor;

  Predictor(LoadedEngine engine) {
    for (Object algorithm : JavaConversions.seqAsJavaList(engine.algorithms)) {
      algorithms.add((BaseAlgorithm) algorithm);
    }
    models = JavaConversions.seqAsJavaList(engine.models);
    serving = (BaseServing) engine.serving;
    extractor = Answers.extractor(serving, algorithms);
  }

  /** One line of JSON with the query and its prediction, as PIO's own batch predict writes it. */
  String predict(String text) throws IOException {
    BaseAlgorithm first = algorithms.get(0);
    Formats formats = first.querySerializer();
    Seq<TypeAdapterFactory> factories = first.gsonTypeAdapterFactories();
    Object query = JsonExtractor.extract(JsonExtractorOption.Both(), text, first.queryClass(), formats, factories);
    Object supplemented = serving.supplementBase(query);
    List<Object> predictions = new ArrayList<>();
    for (int index = 0; index < algorithms.size(); index++) {
      predictions.add(algorithms.get(index).predictBase(models.get(index), supplemented));
    }
    // PIO's own service gives the serving the query as it came.
    Object prediction = serving.serveBase(query, JavaConversions.asScalaBuffer(predictions));
    ObjectNode line = JSON.createObjectNode();
    line.set("query", JSON.readTree(text));
    line.set("prediction", JsonMethods$.MODULE$.mapper().valueToTree(
        JsonExtractor.toJValue(extractor, prediction, formats, factories)));
    return JSON.writeValueAsString(line);
  }

  String failure(String query, String reason) {
    ObjectNode line = JSON.createObjectNode();
    try {
      line.set("query", JSON.readTree(query));
    } catch (IOException e) {
      line.put("query", query);
    }
    return line.put("error", reason).toString();
  }
}
