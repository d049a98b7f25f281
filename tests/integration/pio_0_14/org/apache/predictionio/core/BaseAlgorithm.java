package org.apache.predictionio.core;

import com.google.gson.TypeAdapterFactory;
import org.json4s.Formats;
import scala.collection.Seq;

public abstract class BaseAlgorithm<PD, M, Q, P> {
  public abstract P predictBase(Object model, Q query);

  public abstract Class<Q> queryClass();

  public abstract Formats querySerializer();

  public abstract Seq<TypeAdapterFactory> gsonTypeAdapterFactories();
}
