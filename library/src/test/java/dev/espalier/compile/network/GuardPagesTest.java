package dev.espalier.compile.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.compile.kernel.Embedding;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.NativeRun;
import dev.espalier.compile.kernel.NativeRun.Case;
import dev.espalier.compile.kernel.Rows;
import dev.espalier.compile.kernel.Schedule;
import dev.espalier.compile.kernel.Task;
import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import dev.espalier.compile.lower.Call;
import dev.espalier.compile.lower.Lowering;
import dev.espalier.compile.target.Target;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.Zoo;
import dev.espalier.prune.Prune;
import dev.espalier.quantize.IntegerModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kernel of networks with odd shapes, by every family that suits it, in memory that ends where the kernel's buffers
 * end: what leaves them ends the program. What the kernels compute is judged elsewhere.
 */
class GuardPagesTest {

    private static final Seed SEED = new Seed(1);
    private static final Shape IMAGE = Shape.of(3, 29, 27);

    private static final List<Model> MODELS = models();

    @TempDir
    private Path directory;

    static Stream<Target> targets() {
        return Stream.of(NativeRun.VNNI, NativeRun.AVX2, NativeRun.NEON);
    }

    private static List<Model> models() {
        List<Model> models = new ArrayList<>();
        CompiledOperatorsTest.operators().forEach(each -> {
            @SuppressWarnings("unchecked")
            var after = (BiFunction<Graph.Builder, Value, Value>) each.get()[1];
            models.add(CompiledOperatorsTest.model(after, 8));
        });
        models.add(Zoo.lenet5(Shape.of(1, 28, 28), 10, SEED));
        models.add(Zoo.mobilenetV2(IMAGE, 10, 0.5, SEED));
        models.add(GanZoo.resnet9Generator(Shape.of(3, 20, 28), 3, 10, SEED));
        models.add(Zoo.transformer(Shape.of(13, 20), 10, 1, 32, SEED));
        models.add(Zoo.tokenTransformer(11, 50, 10, 1, 32, SEED));
        Model net = Zoo.resnet(8, IMAGE, 7, SEED);
        for (String structure : List.of("unstructured", "pattern:8", "pattern:8/g4", "block-punched:16x1")) {
            models.add(Prune.parse(Map.of("structure", structure, "rate", "4x"))
                    .apply(net)
                    .model());
        }
        models.add(quantized(Zoo.lenet5(Shape.of(1, 28, 28), 10, SEED)));
        models.add(quantized(Zoo.resnet(8, IMAGE, 10, SEED)));
        models.add(quantized(Zoo.mobilenetV2(IMAGE, 10, 0.5, SEED)));
        models.add(QuantizedNetworksTest.partlyInIntegers());
        models.add(quantized(Zoo.create("resnet18-imagenet", Shape.of(3, 33, 47), 10, SEED)));
        return models;
    }

    private static Model quantized(Model model) {
        return IntegerModel.rounded(QuantizedNetworksTest.quantized(QuantizedNetworksTest.lived(model), 8));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void noKernelLeavesItsBuffers(Target target) throws Exception {
        Map<String, Task> tasks = new LinkedHashMap<>();
        for (Model model : MODELS) {
            for (Call call : Lowering.of(model, target).calls()) {
                tasks.putIfAbsent(call.task().signature(), call.task());
            }
        }
        Plain table = new Plain(Shape.of(5, 7));
        tasks.put("rows", new Rows(5, 7, 3, table, new Plain(Shape.of(3)), new Plain(Shape.of(3, 7))));
        Set<Class<?>> kinds = new HashSet<>();
        Set<String> sources = new HashSet<>();
        List<Case> cases = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Task task : tasks.values()) {
            kinds.add(task.getClass());
            Map<String, Schedule> byFamily = new LinkedHashMap<>();
            Families.schedules(task, target).forEach(schedule -> {
                byFamily.putIfAbsent(schedule.family(), schedule);
                byFamily.put(schedule.family() + ", last", schedule);
            });
            for (Schedule schedule : new HashSet<>(byFamily.values())) {
                var code = Families.emit(task, schedule, target);
                int parts = 1 + cases.size() % 3;
                if (sources.add(code.source() + parts)) {
                    cases.add(new Case(
                            code,
                            inputs(task),
                            new float[Math.toIntExact(task.output().floats())],
                            parts));
                    names.add(schedule + ": " + task.signature());
                }
            }
        }
        assertThat(kinds).as("every kind of work").containsExactlyInAnyOrder(Task.class.getPermittedSubclasses());
        NativeRun.runPlain(target, cases, names, directory);
    }

    /** Numbers of rows are 0, which every table has; other numbers are drawn. */
    private static List<float[]> inputs(Task task) {
        Random random = new Random(3);
        List<float[]> inputs = new ArrayList<>();
        for (Layout layout : task.inputs()) {
            float[] numbers = new float[Math.toIntExact(layout.floats())];
            if (!(task instanceof Embedding || task instanceof Rows)) {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (float) random.nextGaussian();
                }
            }
            inputs.add(numbers);
        }
        return inputs;
    }
}
