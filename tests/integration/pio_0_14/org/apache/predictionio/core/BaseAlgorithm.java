package org.apache.predictionio.core;

public class BaseAlgorithm<PD, M, Q, P> {}
