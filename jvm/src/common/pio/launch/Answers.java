package pio.launch;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.predictionio.workflow.JsonExtractorOption;
import scala.Enumeration;

/**
 * How an engine's answers become JSON.
 *
 * <p>PIO up to 0.9.2 sent an answer that is a bare number or text as such. Later ones try two libraries, and read again what the
 * second one writes of a value without parts, with a parser that takes nothing but objects and arrays.
 */
final class Answers {
  /** What Scala's numbers are in the type of a class; an engine that declares this may also answer with anything else. */
  private static final Class<?> SCALAS_OWN = Object.class;
  private static final Set<Type> BARE = new HashSet<>(Arrays.asList(SCALAS_OWN, Double.class, Float.class, Long.class, Integer.class,
      Short.class, Byte.class, Boolean.class, String.class));

  private Answers() {}

  /** The library that can write what the serving, or else the first algorithm, declares as its answers. */
  static Enumeration.Value extractor(Object serving, List<?> algorithms) {
    Type declared = lastParameter(serving);
    if (declared == null && !algorithms.isEmpty()) {
      declared = lastParameter(algorithms.get(0));
    }
    boolean isBare = declared != null && BARE.contains(declared);
    return isBare ? JsonExtractorOption.Json4sNative() : JsonExtractorOption.Both();
  }

  /** All of PIO's base classes have the type of the answers as their last parameter. */
  private static Type lastParameter(Object component) {
    Type parent = component.getClass().getGenericSuperclass();
    if (!(parent instanceof ParameterizedType)) {
      return null;
    }
    Type[] parameters = ((ParameterizedType) parent).getActualTypeArguments();
    Type last = parameters[parameters.length - 1];
    return last instanceof Class || last instanceof ParameterizedType ? last : null;
  }
}
