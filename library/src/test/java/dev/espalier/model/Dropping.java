package dev.espalier.model;

import dev.espalier.engine.Executor;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.engine.fast.FastExecutor;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Masks whole channels of models, and runs them. */
public final class Dropping {

    private Dropping() {}

    /** The model with biases, scales, shifts and running statistics none of which is zero or one, as after training. */
    public static Model trained(Model model) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        for (Node node : model.graph().parameters()) {
            INDArray array = model.parameters().get(node.name());
            arrays.put(
                    node.name(),
                    switch (((Parameter) node.op()).role()) {
                        case WEIGHT, STEP, CONSTANT -> array;
                        case SCALE, RUNNING_VARIANCE ->
                            draw(node.name(), node.shape()).addi(1);
                        case BIAS, SHIFT, RUNNING_MEAN -> draw(node.name(), node.shape());
                    });
        }
        return model.with(new Parameters(arrays), Step.of("spread"));
    }

    private static INDArray draw(String name, Shape shape) {
        RandomGenerator random = new Seed(7).split(name).generator();
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextDouble() - 0.5);
        }
        return Nd4j.createFromArray(numbers).reshape('c', shape.toArray());
    }

    /** Masks the channels that a test chooses, in all parameters they run through but the running statistics. */
    static Model drop(Model model, BiPredicate<Coupling, Integer> chosen) {
        return drop(model, chosen, member -> true);
    }

    /** Masks the channels in some of these parameters. */
    static Model drop(Model model, BiPredicate<Coupling, Integer> chosen, Predicate<Coupling.Member> where) {
        Map<String, INDArray> masks = new HashMap<>();
        for (Coupling coupling : Couplings.of(model.graph()).prunable()) {
            for (int channel = 0; channel < coupling.channels(); channel++) {
                for (Coupling.Member member : coupling.members()) {
                    if (chosen.test(coupling, channel) && where.test(member) && isTrained(model, member)) {
                        mask(masks, model, member, channel);
                    }
                }
            }
        }
        Parameters parameters = model.parameters();
        Map<String, Encoding> encodings = new LinkedHashMap<>(model.encodings());
        for (var mask : masks.entrySet()) {
            parameters =
                    parameters.with(mask.getKey(), parameters.get(mask.getKey()).mul(mask.getValue()));
            encodings.put(mask.getKey(), new Encoding.Masked(mask.getValue(), new Structure.Unstructured()));
        }
        return model.with(parameters, encodings, Step.of("drop"));
    }

    private static boolean isTrained(Model model, Coupling.Member member) {
        return ((Parameter) model.graph().node(member.tensor()).op()).role().trainable();
    }

    private static void mask(Map<String, INDArray> masks, Model model, Coupling.Member member, int channel) {
        Shape shape = model.graph().node(member.tensor()).shape();
        INDArray mask = masks.computeIfAbsent(member.tensor(), any -> Nd4j.ones(shape.toArray()));
        int inner = shape.dims().stream().skip(member.axis() + 1L).reduce(1, (a, b) -> a * b);
        int length = shape.dim(member.axis());
        for (int position : member.positions().of(channel)) {
            for (long outer = 0; outer < shape.size() / inner / length; outer++) {
                for (int i = 0; i < inner; i++) {
                    mask.putScalar((outer * length + position) * inner + i, 0);
                }
            }
        }
    }

    /** About half of the channels of every coupling, and never all. */
    static Model dropHalf(Model model) {
        return drop(
                model,
                (coupling, channel) -> channel > 0
                        && new Seed(3)
                                .split(coupling.name())
                                .split(channel + "")
                                .generator()
                                .nextBoolean());
    }

    /** Three items for a model, around zero, or numbers of words where it looks them up. */
    public static INDArray items(Model model) {
        INDArray items = draw("items", model.input().shape().withBatch(3)).muli(4);
        boolean words = model.graph().consumers(model.input().name()).stream()
                .anyMatch(reader -> reader.op() instanceof Gather);
        return words ? items.addi(2).muli(4).castTo(DataType.INT32).castTo(DataType.FLOAT) : items;
    }

    /** What a model makes of items, in double precision. */
    public static INDArray reference(Model model, INDArray items) {
        return run(new ReferenceExecutor(model.graph()), model, items, DataType.DOUBLE);
    }

    /** What it makes of them on the engine that users have. */
    public static INDArray fast(Model model, INDArray items) {
        return run(new FastExecutor(model.graph()), model, items, DataType.FLOAT);
    }

    private static INDArray run(Executor executor, Model model, INDArray items, DataType type) {
        Map<String, INDArray> feeds = new HashMap<>();
        model.parameters().arrays().forEach((name, array) -> feeds.put(name, array.castTo(type)));
        feeds.put(model.input().name(), items.castTo(type));
        try (executor) {
            return executor.run(feeds).get(model.output().name()).dup();
        }
    }
}
