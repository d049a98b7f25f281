package org.apache.predictionio.data.storage;

import org.joda.time.DateTime;
import scala.Option;
import scala.collection.Seq;

public interface Event {
  Option<String> eventId();

  String event();

  String entityType();

  String entityId();

  Option<String> targetEntityType();

  Option<String> targetEntityId();

  Object properties();

  DateTime eventTime();

  Seq<String> tags();

  Option<String> prId();

  DateTime creationTime();

  Event copy(Option<String> id, String event, String entityType, String entityId, Option<String> targetType,
      Option<String> targetId, Object properties, DateTime time, Seq<String> tags, Option<String> prId, DateTime created);
}
