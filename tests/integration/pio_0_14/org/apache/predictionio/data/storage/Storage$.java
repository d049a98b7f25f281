package org.apache.predictionio.data.storage;

import akka.dispatch.Futures;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scala.Option;
import scala.collection.JavaConversions;
import scala.collection.Seq;
import scala.collection.immutable.Nil$;
import scala.concurrent.Future;

/** Remembers models alone: whatever is asked for by a list is empty, but for one training that is always there. */
public final class Storage$ {
  public static final Storage$ MODULE$ = new Storage$();

  private static final Map<String, Model> MODELS = new ConcurrentHashMap<>();

  private Storage$() {}

  public Apps getMetaDataApps() {
    return empty(Apps.class);
  }

  public AccessKeys getMetaDataAccessKeys() {
    return empty(AccessKeys.class);
  }

  public Channels getMetaDataChannels() {
    return empty(Channels.class);
  }

  /** Nothing is ever stored, and as Elasticsearch's does, they say so with an empty id. */
  public LEvents getLEvents(boolean test) {
    return empty(LEvents.class);
  }

  public Models getModelDataModels() {
    return new Models() {
      @Override
      public Option<Model> get(String id) {
        Model trained = id.equals(new EngineInstance().id()) ? new Model(id, new byte[0]) : null;
        return Option.apply(MODELS.getOrDefault(id, trained));
      }

      @Override
      public void insert(Model model) {
        MODELS.put(model.id(), model);
      }

      @Override
      public void delete(String id) {
        MODELS.remove(id);
      }
    };
  }

  public EvaluationInstances getMetaDataEvaluationInstances() {
    return empty(EvaluationInstances.class);
  }

  public EngineInstances getMetaDataEngineInstances() {
    return new EngineInstances() {
      @Override
      public Option<EngineInstance> get(String id) {
        return Option.apply(new EngineInstance());
      }

      @Override
      public Option<EngineInstance> getLatestCompleted(String engine, String version, String variant) {
        return Option.apply(new EngineInstance());
      }

      @Override
      public Seq<EngineInstance> getCompleted(String engine, String version, String variant) {
        return getAll();
      }

      @Override
      public Seq<EngineInstance> getAll() {
        return JavaConversions.asScalaBuffer(Collections.singletonList(new EngineInstance()));
      }

      @Override
      public void delete(String id) {}
    };
  }

  private static <T> T empty(Class<T> type) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
      Class<?> result = method.getReturnType();
      return result == Seq.class ? Nil$.MODULE$ : result == Option.class ? Option.empty() : result == boolean.class ? true
          : result == Future.class ? Futures.successful("") : null;
    }));
  }
}
