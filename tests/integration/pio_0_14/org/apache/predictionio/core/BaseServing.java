package org.apache.predictionio.core;

public class BaseServing<Q, P> {}
