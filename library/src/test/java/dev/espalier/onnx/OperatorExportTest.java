package dev.espalier.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.engine.OperatorCase;
import dev.espalier.engine.OperatorCase.Numbers;
import dev.espalier.engine.OperatorCase.Operand;
import dev.espalier.engine.OperatorCases;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.BatchNormTraining;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.Elementary;
import dev.espalier.model.op.Equal;
import dev.espalier.model.op.Expand;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.Greater;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Op;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Round;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Select;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.ShapeException;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.TrainingOp;
import dev.espalier.model.op.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every operator that can be written, computed by ONNX Runtime, and by this library after it was read again. */
class OperatorExportTest {

    private static final double TOLERANCE = 1e-5;
    private static final Seed SEED = new Seed(3);

    @TempDir
    Path folder;

    static Stream<OperatorCase> cases() {
        return Stream.of(OperatorCases.all(), functions(), resizes(), quantizers(), others())
                .flatMap(some -> some)
                .filter(one -> Exporters.kinds().contains(one.op().getClass()));
    }

    private static Operand operand(Numbers numbers, int... dims) {
        return new Operand(Shape.of(dims), numbers);
    }

    private static OperatorCase of(String name, Op op, Operand... operands) {
        return new OperatorCase(name, op, List.of(operands));
    }

    private static Stream<OperatorCase> functions() {
        return Stream.concat(
                Stream.of(of("Round", new Round(), operand(Numbers.APART, 3, 10))),
                Arrays.stream(Elementary.Function.values())
                        .map(function -> of(
                                "Elementary " + function, new Elementary(function), operand(Numbers.POSITIVE, 4, 5))));
    }

    /** Lengths among which single precision finds other pixels when it divides than when it multiplies. */
    private static Stream<OperatorCase> resizes() {
        List<OperatorCase> cases = new ArrayList<>();
        for (int[] lengths : new int[][] {{3, 7}, {7, 3}, {25, 49}, {41, 82}, {10, 61}, {1, 4}, {5, 1}}) {
            Operand images = operand(Numbers.NORMAL, 1, 2, lengths[0], 3);
            Size2d size = new Size2d(lengths[1], 5);
            String name = lengths[0] + " to " + lengths[1];
            cases.add(of("Resize2d nearest " + name, Resize2d.nearest(size), images));
            cases.add(of("Resize2d bilinear " + name, Resize2d.bilinear(size), images));
            cases.add(of("Resize2d aligned " + name, new Resize2d(size, Resize2d.Mode.BILINEAR, true), images));
        }
        return cases.stream();
    }

    private static Stream<OperatorCase> quantizers() {
        return Stream.of(2, 4, 7, 8, 9, 16).flatMap(bits -> Stream.of(true, false)
                .map(signed -> of(
                        "FakeQuantize " + bits + (signed ? " signed" : ""),
                        new FakeQuantize(bits, signed),
                        operand(Numbers.APART, 4, 20),
                        operand(Numbers.POSITIVE))));
    }

    private static Stream<OperatorCase> others() {
        return Stream.of(
                of("CrossEntropy", new CrossEntropy(0), operand(Numbers.NORMAL, 4, 5), operand(Numbers.LABELS, 4)),
                of(
                        "CrossEntropy smoothed",
                        new CrossEntropy(0.1),
                        operand(Numbers.NORMAL, 2, 4, 5),
                        operand(Numbers.LABELS, 2, 4)),
                of("Equal", new Equal(), operand(Numbers.LABELS, 2, 5), operand(Numbers.LABELS, 5)),
                of("Greater", new Greater(), operand(Numbers.NORMAL, 2, 5), operand(Numbers.NORMAL, 2, 1)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void filesComputeTheSame(OperatorCase one) throws IOException {
        check(one, model(one, false));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void filesLeaveTheBatchOpen(OperatorCase one) throws IOException {
        Model open;
        try {
            open = model(one, true);
        } catch (ShapeException closed) {
            return;
        }
        check(one, open);
    }

    private void check(OperatorCase one, Model model) throws IOException {
        Map<String, INDArray> feeds = new LinkedHashMap<>();
        for (int i = 0; i < one.operands().size(); i++) {
            if (model.graph().node("in" + i).op() instanceof Input) {
                feeds.put("in" + i, draw(one, i));
            }
        }
        Path file = folder.resolve("one.onnx");
        if (isOneWay(one.op())) {
            Onnx.write(model, file);
            assertThat(Exported.difference(Exported.run(model, feeds), Ort.run(file, feeds)))
                    .isLessThan(TOLERANCE);
            assertThatThrownBy(() -> Onnx.read(file).model())
                    .hasMessageMatching(
                            "one.onnx: node 'y/\\w+' \\((Scatter|Gather)Elements\\) its indices .* must be known before");
            return;
        }
        Exported exported = Exported.of(model, feeds, file);
        assertThat(exported.elsewhere()).as("ONNX Runtime").isLessThan(TOLERANCE);
        assertThat(exported.back()).as("read again").isLessThan(TOLERANCE);
    }

    /** Operators of training that have a form others can compute, but none that is recognised. */
    private static boolean isOneWay(Op op) {
        return op instanceof CrossEntropy || op instanceof ScatterAdd scatter && scatter.perItem();
    }

    private static INDArray draw(OperatorCase one, int operand) {
        return one.operands()
                .get(operand)
                .draw(SEED.split(one.name() + operand))
                .castTo(DataType.FLOAT);
    }

    /** A model of one operator, whose first operand and positions are inputs and all others parameters. */
    private static Model model(OperatorCase one, boolean open) {
        Graph.Builder graph = new Graph.Builder();
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < one.operands().size(); i++) {
            Operand operand = one.operands().get(i);
            String name = "in" + i;
            if (i == 0 || operand.numbers() == Numbers.LABELS) {
                boolean batch = open && operand.shape().rank() > 1;
                Shape shape = batch ? operand.shape().withDim(0, Shape.BATCH) : operand.shape();
                values.add(graph.add(name, new Input(shape)));
            } else {
                values.add(graph.add(name, new Parameter(operand.shape(), Parameter.Role.WEIGHT)));
                arrays.put(name, draw(one, i));
            }
        }
        graph.add("y", one.op(), values.toArray(Value[]::new));
        return new Model("one", graph.build("y"), new Parameters(arrays), Map.of(), List.of());
    }

    @Test
    void everyOperatorIsWrittenAndTestedOrBelongsToTraining() {
        Set<Class<?>> tested = cases().map(one -> one.op().getClass()).collect(Collectors.toSet());

        assertThat(tested).isEqualTo(Set.copyOf(Exporters.kinds()));
        assertThat(kinds(Op.class).filter(kind -> !TrainingOp.class.isAssignableFrom(kind)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(tested.stream(), Stream.of(Input.class, Parameter.class))
                                .toList());
    }

    private static Stream<Class<?>> kinds(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(sub -> kinds(sub))
                : Stream.of(kind);
    }

    @Test
    void openBatchesOfOtherShapesAreFollowed() throws IOException {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.batchOf(6)));
        Value word = graph.add("word", new Input(Shape.batchOf(2)));
        Value start = graph.add("start", new Parameter(Shape.of(1, 6), Parameter.Role.WEIGHT));
        Value starts = graph.add("starts", new Expand(Shape.batchOf(6)), start);
        Value rows = graph.add("rows", new Reshape(Shape.batchOf(3, 2)), x);
        Value picked = graph.add("picked", Gather.rowsOfEachItem(), rows, word);
        Value mask = graph.add("mask", new Greater(), x, starts);
        graph.add("chosen", new Select(), mask, x, starts);
        graph.add(
                "large",
                new Resize2d(new Size2d(7, 5), Resize2d.Mode.BILINEAR, false),
                graph.add("image", new Reshape(Shape.batchOf(1, 3, 2)), x));
        Parameters parameters = new Parameters(Map.of("start", Exported.normal(Shape.of(1, 6), SEED)));
        Model model = new Model(
                "open", graph.build("starts", "picked", "mask", "chosen", "large"), parameters, Map.of(), List.of());
        Map<String, INDArray> feeds = Map.of(
                "x", Exported.normal(Shape.of(3, 6), SEED),
                "word",
                        operand(Numbers.LABELS, 3, 2)
                                .draw(SEED)
                                .castTo(DataType.FLOAT)
                                .fmod(3));

        Exported exported = Exported.of(model, feeds, folder.resolve("open.onnx"));

        assertThat(exported.elsewhere()).isLessThan(TOLERANCE);
        assertThat(exported.back()).isLessThan(TOLERANCE);
        assertThat(exported.export().operators()).containsEntry("Shape", 1).containsEntry("Cast", 1);
    }

    @Test
    void anOperatorOfTrainingIsRefusedBeforeAnythingIsWritten() {
        Graph.Builder graph = new Graph.Builder();
        Value x = graph.add("x", new Input(Shape.batchOf(6)));
        graph.add("norm", new BatchNormTraining(1e-5), x);
        Model model = new Model("half", graph.build("norm"), new Parameters(Map.of()), Map.of(), List.of());

        assertThatThrownBy(() -> Onnx.write(model, folder.resolve("half.onnx")))
                .isInstanceOf(OnnxException.class)
                .hasMessage("model 'half': node 'norm' (BatchNormTraining) cannot be written: it belongs to a training"
                        + " graph; write the model that is trained");
        assertThat(folder).isEmptyDirectory();
    }
}
