package pio.launch;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.ResponseEntity;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.model.headers.TimeoutAccess;
import akka.stream.Materializer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the connections and PIO's service: hands every request to the service of the moment, so that a reload
 * is one assignment, and counts them, so that neither a reload nor a stop cuts one off.
 */
final class Front {
  private static final Logger LOG = LoggerFactory.getLogger(Front.class);
  /** After the last sign of life: time for an answer's bytes to leave, and for a request already on its way to be seen. */
  private static final long QUIET_MILLIS = 500;
  /** For a body to arrive; akka ends the request earlier. */
  private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final Materializer materializer;
  private final ReloadThread reload;
  private final Mending mending;
  private final AtomicInteger inFlight = new AtomicInteger();
  /** Requests and answers so far. */
  private final AtomicInteger signs = new AtomicInteger();
  private Service service;
  private volatile boolean leaving;

  /** @param reload what {@code /reload} does, or null for a server that has neither that nor {@code /stop} */
  Front(Service service, Runnable reload, Materializer materializer) {
    this.service = service;
    this.reload = reload == null ? null : new ReloadThread(reload);
    this.materializer = materializer;
    this.mending = reload == null ? Mending.EVENTS : Mending.QUERIES;
  }

  CompletionStage<HttpResponse> answer(HttpRequest request) {
    request.getHeader(TimeoutAccess.class).ifPresent(header -> header.timeoutAccess().updateHandler(this::timedOut));
    inFlight.incrementAndGet();
    signs.incrementAndGet();
    return exchange(request).whenComplete((response, error) -> answered())
        .thenApply(response -> leaving ? (HttpResponse) response.addHeader(Connection.create("close")) : response);
  }

  private void answered() {
    signs.incrementAndGet();
    inFlight.decrementAndGet();
  }

  synchronized void replace(Service next) {
    service.release();
    service = next;
  }

  private synchronized Service held() {
    service.hold();
    return service;
  }

  /** From now on each answer ends its connection, and {@code /health} says that the server goes. */
  void leave() {
    leaving = true;
  }

  /** Waits until nothing is in flight and all is quiet, but not longer than that. */
  void drain(int seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int seen;
    do {
      seen = signs.get();
      Thread.sleep(QUIET_MILLIS);
    } while ((inFlight.get() > 0 || signs.get() != seen) && System.nanoTime() < end);
  }

  private CompletionStage<HttpResponse> exchange(HttpRequest request) {
    String path = request.getUri().path();
    String method = request.method().value();
    if (path.equals(Health.PATH)) {
      return CompletableFuture.completedFuture(response(Health.answer(leaving)));
    }
    if (reload != null && Replies.isControl(path)) {
      return CompletableFuture.completedFuture(control(request, method, path));
    }
    if (reload == null || !Replies.isQuery(method, path)) {
      return held().answer(request).thenCompose(this::mended);
    }
    return request.entity().toStrict(LONGEST_MILLIS, materializer).thenCompose(body -> {
      Answer unreadable = Replies.unreadable(body.getData().utf8String());
      return unreadable != null
          ? CompletableFuture.completedFuture(response(unreadable))
          : held().answer(request.withEntity(body)).thenCompose(this::mended).thenApply(Front::asJson);
    });
  }

  private CompletionStage<HttpResponse> mended(HttpResponse response) {
    int status = response.status().intValue();
    if (!mending.reads(status)) {
      return CompletableFuture.completedFuture(response);
    }
    return response.entity().toStrict(LONGEST_MILLIS, materializer).thenApply(body -> {
      Answer instead = mending.instead(status, body.getData().utf8String());
      return instead == null ? (HttpResponse) response.withEntity(body) : response(instead);
    });
  }

  /** PIO 0.14 calls the JSON of its answers plain text, which 0.10 did not. */
  private static HttpResponse asJson(HttpResponse response) {
    ResponseEntity entity = response.entity();
    return entity instanceof HttpEntity.Strict && entity.getContentType().equals(ContentTypes.TEXT_PLAIN_UTF8)
        ? response.withEntity(ContentTypes.APPLICATION_JSON, ((HttpEntity.Strict) entity).getData()) : response;
  }

  private HttpResponse control(HttpRequest request, String method, String path) {
    String refusal = Replies.refusal(method, request.getUri().query().get("accessKey").orElse(null));
    if (refusal != null) {
      return response(Answer.message(401, refusal));
    }
    if (path.equals(Replies.RELOAD)) {
      return response(Answer.message(200, reload.start() ? "Reloading..." : "Reloading already..."));
    }
    Replies.exit(null, 0);
    return response(Answer.message(200, "Shutting down..."));
  }

  /** Without the query string, which holds a key. */
  private HttpResponse timedOut(HttpRequest request) {
    LOG.error("A request was not answered in time: {}", request.getUri().path());
    return response(Replies.timedOut());
  }

  private static HttpResponse response(Answer answer) {
    return HttpResponse.create().withStatus(answer.status).withEntity(ContentTypes.APPLICATION_JSON, answer.body);
  }
}
