package pio.launch;

import akka.actor.ActorSelection;
import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.dispatch.Futures;
import akka.event.Logging;
import akka.event.LoggingAdapter;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.server.RequestContext;
import akka.http.scaladsl.server.Route$;
import akka.http.scaladsl.server.RouteResult;
import akka.http.scaladsl.server.RoutingLog$;
import akka.http.scaladsl.settings.ParserSettings;
import akka.http.scaladsl.settings.RoutingSettings;
import akka.stream.ActorMaterializer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.predictionio.data.api.EventServer;
import org.apache.predictionio.data.api.EventServerConfig;
import org.apache.predictionio.data.api.PluginsActor;
import org.apache.predictionio.data.api.StatsActor;
import org.apache.predictionio.workflow.PredictionServer;
import scala.Function1;
import scala.compat.java8.FutureConverters;
import scala.concurrent.ExecutionContextExecutor;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/**
 * What answers requests in PIO 0.14: one of its routes, with an actor system of its own. PIO gives an actor in it a fixed
 * name, which a second engine in the same system would find taken.
 */
@SuppressWarnings({"unchecked", "rawtypes"}) // PIO's type parameters are the engine's own and unknown here.
final class Service {
  /** Where PIO's routes run, away from what serves the connections. */
  private static final String DISPATCHER = "pio.service-dispatcher";

  private final ActorSystem system;
  private final ExecutionContextExecutor executor;
  private final Function1<akka.http.scaladsl.model.HttpRequest, Future<akka.http.scaladsl.model.HttpResponse>> handler;
  /** Requests without an answer, and one more until the service is replaced. */
  private final AtomicInteger uses = new AtomicInteger(1);

  private Service(ActorSystem system, Function1<RequestContext, Future<RouteResult>> route) {
    this.system = system;
    this.executor = executor(system);
    Route$ routes = Route$.MODULE$;
    this.handler = routes.asyncHandler(route, (RoutingSettings) RoutingSettings.create(system),
        (ParserSettings) ParserSettings.create(system), ActorMaterializer.create(system),
        RoutingLog$.MODULE$.apply(system.log()), executor, routes.asyncHandler$default$7(route), routes.asyncHandler$default$8(route));
  }

  static Service ofEngine(LoadedEngine it) {
    ActorSystem system = ActorSystem.create("pio-engine", ServerConf.settings());
    PredictionServer server = new PredictionServer(it.config, it.instance, it.engine, it.language,
        it.params.dataSourceParams()._2(), it.params.preparatorParams()._2(), it.algorithms, it.algorithmParams, it.models,
        (org.apache.predictionio.core.BaseServing) it.serving, it.params.servingParams()._2(), system);
    return new Service(system, server.createRoute());
  }

  static Service ofEvents(EventServerConfig config) {
    ActorSystem system = ActorSystem.create("pio-events", ServerConf.settings());
    LoggingAdapter log = Logging.getLogger(system, EventServer.class);
    // PIO looks for these two by name, and its own server has neither.
    system.actorOf(Props.create(PluginsActor.class), "PluginsActor");
    if (config.stats()) {
      system.actorOf(Props.create(StatsActor.class), "StatsActor");
    }
    return new Service(system, EventServer.createRoute(Stored.events(), Stored.accessKeys(), Stored.channels(), log,
        actor(system, "StatsActor"), actor(system, "PluginsActor"), config, executor(system)));
  }

  /** Keeps the service for one request, until its answer. */
  void hold() {
    uses.incrementAndGet();
  }

  /** PIO's route waits for the database and for the engine in the thread that runs it. Needs a {@link #hold} before. */
  CompletionStage<HttpResponse> answer(HttpRequest request) {
    Promise<akka.http.scaladsl.model.HttpResponse> answer = Futures.promise();
    executor.execute(() -> {
      try {
        answer.completeWith(handler.apply((akka.http.scaladsl.model.HttpRequest) request));
      } catch (Throwable error) {
        answer.failure(error);
      }
    });
    return FutureConverters.toJava((Future<HttpResponse>) (Future) answer.future()).whenComplete((done, error) -> release());
  }

  /** Ends once the last request has its answer and another service has taken over. */
  void release() {
    if (uses.decrementAndGet() == 0) {
      system.terminate();
    }
  }

  private static ExecutionContextExecutor executor(ActorSystem system) {
    return system.dispatchers().lookup(DISPATCHER);
  }

  private static ActorSelection actor(ActorSystem system, String name) {
    return system.actorSelection("/user/" + name);
  }
}
