package org.apache.predictionio.data.api;

import akka.actor.AbstractActor;

public final class PluginsActor extends AbstractActor {
  @Override
  public Receive createReceive() {
    return receiveBuilder().build();
  }
}
