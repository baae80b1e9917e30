package dev.espalier.papers.lps;

import dev.espalier.model.Initialization;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters a task starts from. */
final class TaskBeginning {

    private TaskBeginning() {}

    /**
     * Everything as it was carried on, but for the head, which is drawn anew; that of the first task is the given one if it has
     * as many classes.
     */
    static Map<String, INDArray> of(TaskGraph graphs, Model given, Map<String, INDArray> carried, Seed seed, int task) {
        Map<String, INDArray> arrays = new LinkedHashMap<>(carried);
        graphs.build(TaskGraph.Earlier.NOWHERE, false).parameters().stream()
                .filter(node -> graphs.isOfHead(node.name()))
                .forEach(node -> {
                    INDArray own = given.parameters().get(node.name());
                    boolean fits = task == 0 && Model.shapeOf(own).equals(node.shape());
                    Seed drawn = seed.split("head").split(task).split(node.name());
                    arrays.put(node.name(), fits ? own : Initialization.HE.draw((Parameter) node.op(), drawn));
                });
        return arrays;
    }
}
