package org.apache.predictionio.data.api;

import akka.actor.ActorSelection;
import akka.event.LoggingAdapter;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.server.RequestContext;
import akka.http.scaladsl.server.RouteResult;
import java.util.function.Function;
import org.apache.predictionio.data.storage.AccessKeys;
import org.apache.predictionio.data.storage.Channels;
import org.apache.predictionio.data.storage.LEvents;
import scala.Function1;
import scala.Option;
import scala.compat.java8.FutureConverters;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.util.Try;

/** Answers as the real one does when it is alive, when a request is wrong, and when the database is away. */
public final class EventServer extends AllDirectives {
  private static final String AWAY = "{\"message\":\"Connection to db.internal:5432 refused.\"}";
  private static final String REFUSED = "{\"message\":\"requirement failed: the parameter reversed needs more.\"}";

  public static Function1<RequestContext, Future<RouteResult>> createRoute(LEvents events, AccessKeys keys, Channels channels,
      LoggingAdapter log, ActorSelection stats, ActorSelection plugins, EventServerConfig config, ExecutionContext executor) {
    EventServer it = new EventServer();
    Function<Try<String>, Route> stored = id -> id.isSuccess()
        ? it.complete(StatusCodes.CREATED, "{\"eventId\":\"" + id.get() + "\"}")
        : it.complete(StatusCodes.INTERNAL_SERVER_ERROR, "{\"message\":\"" + id.failed().get().getMessage() + "\"}");
    return it.route(
        it.pathSingleSlash(() -> it.complete("{\"status\":\"alive\"}")),
        it.path("events.json", () -> it.post(() -> it.onComplete(
            () -> FutureConverters.toJava(events.futureInsert(null, 1, Option.empty(), executor)), stored))),
        it.path("events.json", () -> it.parameterOptional("reversed", reversed ->
            it.complete(StatusCodes.INTERNAL_SERVER_ERROR, reversed.isPresent() ? REFUSED : AWAY)))).asScala();
  }
}
