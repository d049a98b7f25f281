package pio.launch;

import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/** What is mended in the answers of PIO's services before they go out; the rest passes unread. */
final class Mending {
  static final Mending QUERIES = new Mending(status -> status == 400 || status == 500, Replies::instead);
  static final Mending EVENTS = new Mending(status -> status == 200 || status == 500, EventReplies::instead);

  private final IntPredicate statuses;
  private final BiFunction<Integer, String, Answer> instead;

  private Mending(IntPredicate statuses, BiFunction<Integer, String, Answer> instead) {
    this.statuses = statuses;
    this.instead = instead;
  }

  /** Whether an answer with such a status is to be read at all. */
  boolean reads(int status) {
    return statuses.test(status);
  }

  /** What goes out instead; null where the answer is presentable. */
  Answer instead(int status, String body) {
    return instead.apply(status, body);
  }
}
