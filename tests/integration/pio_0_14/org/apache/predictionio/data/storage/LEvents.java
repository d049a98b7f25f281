package org.apache.predictionio.data.storage;

import org.joda.time.DateTime;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;

public interface LEvents {
  boolean init(int app, Option<Object> channel);

  boolean remove(int app, Option<Object> channel);

  Future<String> futureInsert(Event event, int app, Option<Object> channel, ExecutionContext executor);

  Future<Option<Event>> futureGet(String id, int app, Option<Object> channel, ExecutionContext executor);

  Future<Iterator<Event>> futureFind(int app, Option<Object> channel, Option<DateTime> start, Option<DateTime> until,
      Option<String> entityType, Option<String> entityId, Option<Seq<String>> names, Option<Option<String>> targetType,
      Option<Option<String>> targetId, Option<Object> limit, Option<Object> reversed, ExecutionContext executor);
}
