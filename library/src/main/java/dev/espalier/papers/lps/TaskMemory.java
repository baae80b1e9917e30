package dev.espalier.papers.lps;

import dev.espalier.model.Graph;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What is kept of a task beside the weights that all tasks have in common.
 *
 * @param graph with its head
 * @param own parameters that only it has
 * @param uses for each shared weight ones at its own and those of earlier tasks that it uses, P of the task ∪ (M ∩ P before it)
 */
record TaskMemory(Graph graph, Map<String, INDArray> own, Map<String, INDArray> uses) {}
