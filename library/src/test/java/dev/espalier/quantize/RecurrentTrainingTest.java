package dev.espalier.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.espalier.engine.Gradients;
import dev.espalier.engine.ReferenceExecutor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Node;
import dev.espalier.model.Seed;
import dev.espalier.model.block.Gru;
import dev.espalier.model.op.CrossEntropy;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Parameter.Role;
import dev.espalier.model.op.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A recurrent network with and without quantizers: its gradients through time, and the steps that its states share. */
class RecurrentTrainingTest {

    private static final int ITEMS = 5;
    private static final int LENGTH = 4;
    private static final int FEATURES = 3;
    private static final int HIDDEN = 4;
    private static final int CLASSES = 3;
    private static final double DISTANCE = 1e-5;

    private static final Model MODEL = model();
    private static final INDArray X = Quantizing.normal(new Seed(5), ITEMS, LENGTH, FEATURES);
    private static final Model QUANTIZED =
            Activations.bits(4).apply(MODEL, List.of(Map.of("input", X))).model();

    private static Model model() {
        ModelBuilder net = new ModelBuilder("recurrent");
        var states = new Gru(HIDDEN).build(net, "rnn", net.input(Shape.of(LENGTH, FEATURES)));
        return Quantizing.lived(net.build(net.linear("classifier", net.flatten(states), CLASSES), new Seed(3)));
    }

    /** A network's loss, its gradients, and what both are computed from, in double precision. */
    private record Loss(Graph graph, Gradients gradients, Map<String, INDArray> feeds) {

        static Loss of(Model model) {
            Graph.Builder builder = model.graph().extend();
            builder.add("labels", new Input(Shape.batchOf()), List.of());
            builder.add("loss", new CrossEntropy(0), List.of(model.output().name(), "labels"));
            Graph graph = builder.build("loss");
            Map<String, INDArray> feeds = new LinkedHashMap<>();
            model.parameters().arrays().forEach((name, array) -> feeds.put(name, array.castTo(DataType.DOUBLE)));
            List<String> wrt = new ArrayList<>(feeds.keySet());
            wrt.add("input");
            feeds.put("input", X.castTo(DataType.DOUBLE));
            feeds.put("labels", Nd4j.createFromArray(0.0, 1, 2, 0, 1));
            return new Loss(graph, Gradients.of(graph, "loss", wrt), feeds);
        }

        Map<String, INDArray> exact() {
            Map<String, INDArray> found = new ReferenceExecutor(gradients.graph()).run(feeds);
            Map<String, INDArray> exact = new LinkedHashMap<>();
            gradients.gradientOf().forEach((name, node) -> exact.put(name, found.get(node)));
            return exact;
        }

        double value() {
            return new ReferenceExecutor(graph).run(feeds).get("loss").getDouble();
        }

        double slope(String name, long number) {
            INDArray array = feeds.get(name);
            double there = array.getDouble(number);
            array.putScalar(number, there + DISTANCE);
            double above = value();
            array.putScalar(number, there - DISTANCE);
            double below = value();
            array.putScalar(number, there);
            return (above - below) / (2 * DISTANCE);
        }
    }

    /** Weights count at every step of the sequence, and all that they do is added up. */
    @Test
    void gradientsThroughTimeAreTheNumericOnes() {
        Loss loss = Loss.of(MODEL);
        loss.exact().forEach((name, gradient) -> {
            for (long i = 0; i < gradient.length(); i++) {
                assertThat(gradient.getDouble(i)).as(name + " " + i).isCloseTo(loss.slope(name, i), within(1e-8));
            }
        });
    }

    @Test
    void theStatesThatOneWeightReadsShareOneStep() {
        Graph graph = QUANTIZED.graph();
        List<Node> steps = graph.parameters().stream()
                .filter(node -> ((Parameter) node.op()).role() == Role.STEP)
                .toList();
        List<List<Node>> readers =
                steps.stream().map(step -> graph.consumers(step.name())).toList();

        // The input, the states but for the last, and all of them side by side for the classifier.
        assertThat(readers).extracting(List::size).containsExactlyInAnyOrder(1, LENGTH - 1, 1);
        assertThat(readers)
                .filteredOn(list -> list.size() == LENGTH - 1)
                .singleElement()
                .satisfies(states -> assertThat(states).extracting(Node::op).containsOnly(new FakeQuantize(4, true)));
    }

    /** The range of a shared step is that of all values, here of the largest of the states. */
    @Test
    void aSharedStepFitsAllValues() {
        Calibrated calibrated =
                Activations.bits(8).by(new Observer.Largest()).apply(MODEL, List.of(Map.of("input", X)));
        Map<String, INDArray> feeds = new LinkedHashMap<>(MODEL.parameters().arrays());
        feeds.put("input", X);
        List<CalibratedValue> states = calibrated.values().stream()
                .filter(value ->
                        !value.value().equals("input") && !value.readers().contains("classifier"))
                .toList();
        Graph watched = MODEL.graph()
                .extend()
                .build(states.stream().map(CalibratedValue::value).toArray(String[]::new));
        double largest = new ReferenceExecutor(watched)
                .run(feeds).values().stream()
                        .mapToDouble(state -> state.amaxNumber().doubleValue())
                        .max()
                        .orElseThrow();

        assertThat(states).hasSize(LENGTH - 1);
        assertThat(states)
                .extracting(CalibratedValue::step)
                .containsOnly(states.get(0).step());
        assertThat(states).allSatisfy(state -> {
            assertThat((double) state.step()).isCloseTo(largest / 127, within(1e-8));
            assertThat(state.largest()).isCloseTo(largest, within(1e-6));
        });
    }

    @Test
    void gradientsThroughTimeAreThoseOfPyTorch() throws Exception {
        compare(MODEL);
    }

    /** Straight through the rounding of the states, and learned steps (LSQ). */
    @Test
    void gradientsThroughQuantizersAreThoseOfPyTorch() throws Exception {
        compare(QUANTIZED);
    }

    private static void compare(Model model) throws IOException, InterruptedException {
        assumeTrue(
                "1".equals(System.getenv("ESPALIER_TEST_PEERS")),
                "ESPALIER_TEST_PEERS=1 compares with PyTorch: apt-get install python3-torch");
        Loss loss = Loss.of(model);
        JsonNode answer = torch(question(model, loss));

        assertThat(loss.value()).isCloseTo(answer.get("loss").asDouble(), within(1e-12));
        loss.exact().forEach((name, gradient) -> {
            List<Double> numbers = new ArrayList<>();
            flatten(answer.get("gradients").get(name), numbers);
            assertThat(numbers).as(name).hasSize(Math.toIntExact(gradient.length()));
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(gradient.getDouble(i)).as(name + " " + i).isCloseTo(numbers.get(i), within(1e-12));
            }
        });
    }

    private static Map<String, Object> question(Model model, Loss loss) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        model.parameters()
                .names()
                .forEach(name -> parameters.put(name, nested(loss.feeds().get(name))));
        Map<String, Object> question = new LinkedHashMap<>();
        Map<String, List<Long>> levels = new LinkedHashMap<>();
        for (Node node : model.graph().layers()) {
            if (node.op() instanceof FakeQuantize op) {
                String step = node.inputs().get(1);
                levels.put(step, List.of(op.least(), op.most()));
                int shared = model.graph().consumers(step).size();
                if (!step.equals("input.step")) {
                    question.put(shared > 1 ? "state" : "states", step);
                }
            }
        }
        question.put("parameters", parameters);
        question.put("input", nested(loss.feeds().get("input")));
        question.put("labels", List.of(0, 1, 2, 0, 1));
        question.put("levels", levels);
        return question;
    }

    private static Object nested(INDArray array) {
        if (array.rank() == 0) {
            return array.getDouble();
        }
        List<Object> rows = new ArrayList<>();
        for (long i = 0; i < array.size(0); i++) {
            rows.add(array.rank() == 1 ? (Object) array.getDouble(i) : nested(array.slice(i)));
        }
        return rows;
    }

    private static void flatten(JsonNode node, List<Double> numbers) {
        if (node.isArray()) {
            node.forEach(part -> flatten(part, numbers));
        } else {
            numbers.add(node.asDouble());
        }
    }

    private static JsonNode torch(Map<String, Object> question) throws IOException, InterruptedException {
        String program;
        try (InputStream in = RecurrentTrainingTest.class.getResourceAsStream("torch_gru.py")) {
            program = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
        Process python = new ProcessBuilder("/usr/bin/python3", "-c", program)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ObjectMapper json = new ObjectMapper();
        try (OutputStream to = python.getOutputStream()) {
            to.write(json.writeValueAsBytes(question));
        }
        JsonNode answer = json.readTree(python.getInputStream());
        assertThat(python.waitFor()).isZero();
        return answer;
    }
}
