package pio.launch;

import akka.dispatch.Mapper;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.predictionio.data.storage.LEvents;
import org.apache.predictionio.data.storage.Storage$;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.JavaConversions;
import scala.collection.Seq;
import scala.collection.mutable.Map;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;

/**
 * PIO's tables in Elasticsearch, whose failures PIO only logs: an event that it could not store has an empty id, which its event
 * server hands out as if all were well, and what it could not read is as if it were not there. Here both are failures.
 */
final class Confirmed implements InvocationHandler {
  private static final String TYPE = "elasticsearch";
  /** Where PIO keeps its clients, by the source's name. */
  private static final String CLIENTS = "s2cm";

  private interface Look {
    /** Throws where the server does not answer. */
    void at(Confirmed confirmed, Object[] arguments);
  }

  /** When tables were first known to hold something, in nanoseconds of the JVM's clock. */
  private static final ConcurrentMap<Class<?>, Long> FILLED = new ConcurrentHashMap<>();

  private final StorageSource source;
  private final Class<?> type;
  private final Object table;
  private final Look look;

  private Confirmed(StorageSource source, Class<?> type, Object table, Look look) {
    this.source = source;
    this.type = type;
    this.table = table;
    this.look = look;
  }

  /** A table of apps, keys, channels or trainings: to make it anew is to ask the server. */
  static <T> T metadata(Class<T> type, Supplier<T> make) {
    return of("METADATA", type, make.get(), (confirmed, arguments) -> {
      make.get();
      if (isFilled(type) && isEmpty(type, confirmed.table)) {
        // A server that starts again has its tables before their content.
        throw new Failure(Failure.STORAGE, confirmed.source.where()
            + " finds nothing of what it held before. If it has just started, wait until its indices are recovered, and try again.");
      }
    });
  }

  /** Not yet what was stored a moment ago: searches find it later. */
  private static boolean isFilled(Class<?> type) {
    Long since = FILLED.get(type);
    return since != null && System.nanoTime() - since > TimeUnit.SECONDS.toNanos(Stored.TRIES);
  }

  private static boolean isEmpty(Class<?> type, Object table) {
    try {
      return isNothing(type.getMethod("getAll").invoke(table));
    } catch (NoSuchMethodException e) {
      // Channels are listed by their apps alone.
      return false;
    } catch (ReflectiveOperationException e) {
      throw Explain.anyError(e);
    }
  }

  static LEvents events(LEvents events) {
    return of("EVENTDATA", LEvents.class, events, Confirmed::askForTable);
  }

  /** PIO 0.14 ends its client with a training or an evaluation, and keeps it all the same: lets it make another. */
  @SuppressWarnings("unchecked")
  static void afterWorkflow() {
    for (StorageSource source : StorageSource.byRepository().values()) {
      if (source.type.equals(TYPE)) {
        try {
          Field clients = Storage$.class.getDeclaredField(CLIENTS);
          clients.setAccessible(true);
          ((Map<String, Object>) clients.get(Storage$.MODULE$)).remove(source.name);
        } catch (ReflectiveOperationException e) {
          throw Explain.anyError(e);
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void askForTable(Confirmed confirmed, Object[] arguments) {
    for (int i = 0; i + 1 < arguments.length; i++) {
      if (arguments[i] instanceof Integer && arguments[i + 1] instanceof Option) {
        ((LEvents) confirmed.table).init((Integer) arguments[i], (Option<Object>) arguments[i + 1]);
        return;
      }
    }
  }

  private static <T> T of(String repository, Class<T> type, T table, Look look) {
    StorageSource source = StorageSource.byRepository().get(repository);
    return source.type.equals(TYPE) ? type.cast(Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, new Confirmed(source, type, table, look))) : table;
  }

  @Override
  @SuppressWarnings("unchecked") // A future of whatever it is.
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    Object result;
    try {
      result = method.invoke(table, arguments);
    } catch (InvocationTargetException e) {
      throw failure(e.getCause());
    }
    if (!(result instanceof Future)) {
      return confirmed(result, arguments);
    }
    return ((Future<Object>) result).map(new Mapper<Object, Object>() {
      @Override
      public Object apply(Object value) {
        return confirmed(value, arguments);
      }
    }, ExecutionContext.Implicits$.MODULE$.global());
  }

  private Object confirmed(Object result, Object[] arguments) {
    if (isRefused(result, arguments)) {
      throw new Failure(Failure.STORAGE, source.where() + " did not confirm that it stored what it was given: the lines above say why.");
    }
    if (!isNothing(result)) {
      FILLED.putIfAbsent(type, System.nanoTime());
    } else {
      try {
        look.at(this, arguments);
      } catch (Exception e) {
        // Scala declares no checked exceptions.
        throw failure(e);
      }
    }
    return result;
  }

  /** Whether an id is empty, or one is missing. */
  private static boolean isRefused(Object result, Object[] arguments) {
    if (result instanceof Seq && arguments != null && arguments[0] instanceof Seq) {
      return ((Seq<?>) result).size() != ((Seq<?>) arguments[0]).size()
          || JavaConversions.seqAsJavaList((Seq<?>) result).contains("");
    }
    return "".equals(result);
  }

  private static boolean isNothing(Object result) {
    return result instanceof Option && ((Option<?>) result).isEmpty()
        || result instanceof Seq && ((Seq<?>) result).isEmpty()
        || result instanceof Iterator && !((Iterator<?>) result).hasNext()
        || Boolean.FALSE.equals(result);
  }

  private Failure failure(Throwable error) {
    Exception cause = error instanceof Exception ? (Exception) error : new Exception(error);
    return error instanceof Failure ? (Failure) error : new ServerProbe(source).describe(cause);
  }
}
