package org.apache.predictionio.controller;

public interface Params {}
