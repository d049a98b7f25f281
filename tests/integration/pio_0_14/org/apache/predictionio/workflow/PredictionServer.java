package org.apache.predictionio.workflow;

import akka.actor.ActorSystem;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.unmarshalling.Unmarshaller;
import akka.http.scaladsl.server.RequestContext;
import akka.http.scaladsl.server.RouteResult;
import org.apache.predictionio.controller.Engine;
import org.apache.predictionio.controller.Params;
import org.apache.predictionio.core.BaseAlgorithm;
import org.apache.predictionio.core.BaseServing;
import org.apache.predictionio.data.storage.EngineInstance;
import scala.Enumeration;
import scala.Function1;
import scala.collection.Seq;
import scala.concurrent.Future;

/** Gives a query back, later if it is slow; fails with a stack trace if it is bad, as the real one does. */
public final class PredictionServer<Q, P> extends AllDirectives {
  public PredictionServer(ServerConfig config, EngineInstance instance, Engine<?, ?, ?, Q, P, ?> engine, Enumeration.Value language,
      Params source, Params preparator, Seq<BaseAlgorithm<?, ?, Q, P>> algorithms, Seq<Params> algorithmParams, Seq<Object> models,
      BaseServing<Q, P> serving, Params servingParams, ActorSystem system) {}

  public Function1<RequestContext, Future<RouteResult>> createRoute() {
    return route(
        pathSingleSlash(() -> complete("the page")),
        path("queries.json", () -> post(() -> entity(Unmarshaller.entityToString(), query -> {
          if (query.contains("bad")) {
            return complete(StatusCodes.INTERNAL_SERVER_ERROR, "Query:\n" + query + "\n\nStack Trace:\n\tat engine");
          }
          if (query.contains("slow")) {
            sleep();
          }
          return complete(query);
        })))).asScala();
  }

  private static void sleep() {
    try {
      Thread.sleep(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
