package dev.espalier.engine;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What one run starts from, checked against the graph.
 *
 * @param arrays a dense array in row order for every input and parameter that is needed
 * @param type of all of them
 * @param batch the batch size; 1 if no input has one
 */
public record Feeds(Map<String, INDArray> arrays, DataType type, int batch) {}
