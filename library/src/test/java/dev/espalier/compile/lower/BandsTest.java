package dev.espalier.compile.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.compile.kernel.Code;
import dev.espalier.compile.kernel.Data;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.NativeRun;
import dev.espalier.compile.kernel.NativeRun.Case;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.lower.BandText.Stage;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.runtime.Network;
import dev.espalier.compile.runtime.NetworkNeeds;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Parameters;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Add;
import dev.espalier.model.op.Clamp;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Parameter;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.progress.Cancellation;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Calls in bands against the same calls one after the other. */
class BandsTest {

    private static final List<Integer> CACHES = List.of(1 << 10, 1 << 14, 1 << 17);

    /** Convolutions of all kinds after each other; some results are added to a later one, and so are read twice. */
    private static Model net(Random random) {
        Graph.Builder net = new Graph.Builder();
        int channels = 1 + random.nextInt(4);
        Shape image = Shape.batchOf(channels, 5 + random.nextInt(30), 5 + random.nextInt(30));
        Value last = net.add("image", new Input(image));
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        List<Value> before = new ArrayList<>();
        int count = 2 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Shape shape = last.shape();
            boolean depthwise = random.nextInt(3) == 0 && i > 0;
            int filters = depthwise ? shape.dim(1) : 1 + random.nextInt(40);
            int kernel = depthwise ? 3 : List.of(1, 1, 2, 3, 3, 5).get(random.nextInt(6));
            // Windows may lie in the padding altogether.
            Size2d padding = new Size2d(random.nextInt(kernel + 1), random.nextInt(kernel + 1));
            Size2d stride = new Size2d(1 + random.nextInt(10) / 7, 1 + random.nextInt(10) / 7);
            int reach = kernel;
            int dilation = 1;
            if (kernel == 3 && random.nextInt(5) == 0) {
                dilation = 2;
                reach = 5;
            }
            if (shape.dim(2) + 2 * padding.height() < reach || shape.dim(3) + 2 * padding.width() < reach) {
                break;
            }
            Conv2d conv = new Conv2d(
                    filters,
                    Size2d.square(kernel),
                    stride,
                    padding,
                    Size2d.square(dilation),
                    depthwise ? shape.dim(1) : 1);
            Shape weights = conv.weightShape(shape);
            Value weight = net.add("weight" + i, new Parameter(weights, Parameter.Role.WEIGHT));
            arrays.put(
                    "weight" + i, Nd4j.createFromArray(numbers(weights, random)).reshape(weights.toArray()));
            Value next = net.add("conv" + i, conv, last, weight);
            for (Value other : before) {
                if (other.shape().equals(next.shape()) && random.nextInt(2) == 0) {
                    next = net.add("sum" + i, new Add(), next, other);
                    break;
                }
            }
            last = random.nextBoolean() ? net.add("clamp" + i, new Clamp(0, 6), next) : next;
            before.add(last);
        }
        return new Model("net", net.build(last.name()), new Parameters(arrays), Map.of(), List.of());
    }

    private static float[] numbers(Shape shape, Random random) {
        float[] numbers = new float[(int) shape.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
        }
        return numbers;
    }

    private static Target small(Target target, Random random) {
        int cache = CACHES.get(random.nextInt(CACHES.size()));
        return new Target(target.triple(), target.isa(), target.features(), target.l1Bytes(), cache);
    }

    /** A program with bands; there are none where images are in tiles. */
    private static Program banded(Random random, Target target) {
        Program program;
        do {
            program = Lowering.of(net(random), target);
        } while (Bands.possible(program, target).isEmpty());
        return program;
    }

    private static List<String> tasks(Program program) {
        return program.calls().stream().map(Call::task).map(Task::signature).toList();
    }

    private static List<Band> bands(Program program, Target target, Random random) {
        return Bands.possible(program, target).stream()
                .map(band -> band.withRows(1 + random.nextInt(5)))
                .toList();
    }

    /** For calls of bands the schedules that they have there. */
    private static Function<Call, Schedule> choice(Program program, List<Band> bands, Target target) {
        return call ->
                bands.stream().anyMatch(band -> band.holds(program.calls().indexOf(call)))
                        ? Families.byRows(call.task(), target).get(0)
                        : Families.schedules(call.task(), target).get(0);
    }

    private static List<float[]> results(
            Program program, Target target, List<Band> all, List<Band> bands, int threads, List<float[]> images) {
        NetworkSource source = NetworkSource.of(program, target, choice(program, all, target), bands);
        List<float[]> results = new ArrayList<>();
        try (Network network = network(source, program, target, threads)) {
            for (float[] image : images) {
                network.input(0).put(image);
                network.run();
                FloatBuffer output = network.output(0);
                float[] numbers = new float[output.remaining()];
                output.get(numbers);
                results.add(numbers);
            }
        }
        return results;
    }

    private static Network network(NetworkSource source, Program program, Target target, int threads) {
        BackEnd backEnd = BackEnd.of(target);
        NetworkNeeds needs = new NetworkNeeds(
                source.plan().floats(),
                source.scratch(),
                program.inputs().stream().map(Shape::size).toList(),
                program.outputs().stream().map(Shape::size).toList());
        String text = source.complete(target, backEnd.header());
        return backEnd.network("net", text, source.weights(), needs, threads, Cancellation.NEVER);
    }

    private static void changeNothing(long seed, Target usual) {
        Random random = new Random(seed);
        Target target = small(usual, random);
        Program program = banded(random, target);
        List<Band> bands = bands(program, target, random);
        List<float[]> images = Stream.generate(() -> numbers(program.inputs().get(0), random))
                .limit(2)
                .toList();
        List<float[]> expected = results(program, target, bands, List.of(), 1, images);
        int threads = 1 + random.nextInt(3);
        List<float[]> found = results(program, target, bands, bands, threads, images);
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i))
                    .as("%s on %d threads: %s", bands, threads, tasks(program))
                    .containsExactly(expected.get(i));
        }
    }

    @Property(tries = 15, shrinking = ShrinkingMode.OFF)
    void theyChangeNoBit(@ForAll long seed) {
        Target host = BackEnd.target("host");
        if (host.isJava() || !Toolchain.all(host).isEmpty()) {
            changeNothing(seed, host);
        }
    }

    @Property(tries = 4, shrinking = ShrinkingMode.OFF)
    void norInJava(@ForAll long seed) {
        changeNothing(seed, Target.java());
    }

    /** Calls that take turns are timed as if they came one after the other. */
    @Test
    void eachCallIsTimed() {
        List<Target> targets = new ArrayList<>(List.of(Target.java()));
        Target host = BackEnd.target("host");
        if (!host.isJava() && !Toolchain.all(host).isEmpty()) {
            targets.add(host);
        }
        for (Target usual : targets) {
            Random random = new Random(8);
            Target target = small(usual, random);
            Program program = banded(random, target);
            List<Band> bands = bands(program, target, random);
            NetworkSource source = NetworkSource.of(program, target, choice(program, bands, target), bands);
            BackEnd backEnd = BackEnd.of(target);
            String header = backEnd.header();
            int calls = source.steps().size();
            try (Network network = network(source, program, target, 2);
                    Network.Marked marked =
                            network.marked(source.completeTimed(target, header), calls, Cancellation.NEVER)) {
                for (int run = 0; run < 3; run++) {
                    long[] begun = marked.run();
                    assertThat(begun).hasSize(program.calls().size() + 1).isSorted();
                    assertThat(begun[0]).isNotZero();
                }
            }
        }
    }

    static Stream<Target> targets() {
        return Stream.of(NativeRun.VNNI, NativeRun.AVX2, NativeRun.NEON);
    }

    /** Rooms, images and results end where memory does that may be touched. */
    @ParameterizedTest
    @MethodSource("targets")
    void theyLeaveAllOtherMemoryAlone(Target usual, @TempDir Path directory) throws Exception {
        Random random = new Random(5);
        List<Case> cases = new ArrayList<>();
        List<String> names = new ArrayList<>();
        while (cases.size() < 20) {
            Target target = small(usual, random);
            Program program = Lowering.of(net(random), target);
            for (Band band : bands(program, target, random)) {
                cases.add(alone(program, band, target, 1 + random.nextInt(3)));
                names.add(band + " of " + tasks(program));
            }
        }
        NativeRun.runPlain(usual, cases, names, directory);
    }

    /** A band as one kernel. */
    private static Case alone(Program program, Band band, Target target, int parts) {
        Program own = Bands.alone(program, band);
        BandText text = new BandText(own, new Band(0, band.calls(), band.rows()), target);
        Map<String, String> functions = new LinkedHashMap<>();
        Function<String, String> name =
                source -> functions.computeIfAbsent(source, key -> Code.NAME + "_" + functions.size());
        Data data = new Data();
        long scratch = 0;
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < band.calls(); i++) {
            Call call = own.calls().get(i);
            Code code = Families.emit(
                    text.tasks().get(i), Families.byRows(call.task(), target).get(0), target);
            scratch = Math.max(scratch, code.scratch());
            List<String> inputs = call.inputs().stream()
                    .map(input -> input instanceof Storage.Given given ? "in[" + given.number() + "]" : "0")
                    .toList();
            String place = "data + " + data.bytes(code.data().toBytes());
            stages.add(new Stage(name.apply(code.source()), inputs, "out", place));
        }
        String body = text.of(stages, name);
        StringBuilder source = new StringBuilder();
        for (String mark : List.of("MARK_BEGIN", "MARK_END", "MARK_NONE", "MARK_SUM")) {
            source.append("#undef ")
                    .append(mark)
                    .append("\n#define ")
                    .append(mark)
                    .append("(call)\n");
        }
        functions.forEach((function, called) -> source.append(function.replace(Code.NAME, called)));
        source.append("static void " + Code.NAME
                + "(const float *const *in, float *out, const char *data, float *scratch, int part, int parts) {\n");
        source.append(body).append("}\n");
        List<float[]> inputs = Bands.inputs(program, band).stream()
                .map(floats -> new float[Math.toIntExact(floats)])
                .toList();
        Layout output = program.calls().get(band.end() - 1).task().output();
        return new Case(
                new Code(source.toString(), data, text.floats() + scratch),
                inputs,
                new float[Math.toIntExact(output.floats())],
                parts);
    }

    private static Program mobile(int size, Target target) {
        return Lowering.of(Zoo.mobilenetV2(Shape.of(3, size, size), 10, 1, new Seed(1)), target);
    }

    private static List<List<String>> layers(Program program, List<Band> bands) {
        return bands.stream()
                .map(band -> program.calls().subList(band.first(), band.end()).stream()
                        .map(Call::layer)
                        .toList())
                .toList();
    }

    @Test
    void whatTheCacheDoesNotHoldIsInBands() {
        Program program = mobile(224, NativeRun.AVX512);
        List<Band> bands = Bands.of(program, NativeRun.AVX512);

        assertThat(layers(program, bands))
                .containsExactly(
                        List.of("stem.conv", "stage1.0.depthwise.conv", "stage1.0.project.conv"),
                        List.of("stage2.0.expand.conv", "stage2.0.depthwise.conv", "stage2.0.project.conv"),
                        List.of("stage2.1.expand.conv", "stage2.1.depthwise.conv", "stage2.1.project.conv"),
                        List.of("stage3.0.expand.conv", "stage3.0.depthwise.conv"));
        assertThat(MemoryPlan.of(program, bands).floats())
                .isLessThan(MemoryPlan.of(program, List.of()).floats() / 2);
    }

    @Test
    void whatTheCacheHoldsIsNot() {
        assertThat(Bands.of(mobile(32, NativeRun.AVX512), NativeRun.AVX512)).isEmpty();
    }

    @Test
    void weightsThatTakeTheCacheAreNotReadForEachRow() {
        ModelBuilder net = new ModelBuilder("two");
        Value first = net.conv("first", net.input(Shape.of(8, 112, 112)), Conv2d.square(128, 3, 1, 1));
        Model model = net.build(net.conv("second", first, Conv2d.square(128, 3, 1, 1)), new Seed(1));
        Program program = Lowering.of(model, NativeRun.AVX512);
        assertThat(Bands.of(program, NativeRun.AVX512)).isEmpty();
        assertThat(Bands.possible(program, NativeRun.AVX512)).isNotEmpty();
    }

    @Test
    void aBandHasTwoCallsAtLeast() {
        assertThatThrownBy(() -> new Band(3, 1, 2)).hasMessageContaining("a band of 1 calls with 2 rows");
    }
}
