package org.apache.predictionio.workflow;

import com.google.gson.TypeAdapterFactory;
import org.json4s.Formats;
import org.json4s.JsonAST.JValue;
import scala.Enumeration;
import scala.collection.Seq;

public final class JsonExtractor {
  public static <T> T extract(Enumeration.Value option, String json, Class<T> type, Formats formats, Seq<TypeAdapterFactory> factories) {
    throw new UnsupportedOperationException();
  }

  public static JValue toJValue(Enumeration.Value option, Object value, Formats formats, Seq<TypeAdapterFactory> factories) {
    throw new UnsupportedOperationException();
  }
}
