package dev.espalier.quantize;

import dev.espalier.data.AllOver;
import dev.espalier.data.Batch;
import dev.espalier.data.Batches;
import dev.espalier.data.Split;
import dev.espalier.engine.Executor;
import dev.espalier.model.Graph;
import dev.espalier.model.LayerChoice;
import dev.espalier.model.Model;
import dev.espalier.model.Numbers;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import dev.espalier.model.op.FakeQuantize;
import dev.espalier.model.op.FakeQuantize.StepGradient;
import dev.espalier.model.op.Input;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.Engine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Quantization of activations as a setting and a verb: what the chosen layers read, and what products of matrices as in
 * attention do, is rounded to a few bits, in steps found by watching a trained model on training images (post-training
 * quantization). Training the model on makes the steps learn
 * with the weights (quantization-aware training).
 *
 * @param bits of an activation
 * @param inputBits of the network's input
 * @param observer finds the range of each
 * @param images of the training part, from all over it, that are watched, at least 1
 * @param gradient how steps learn afterwards
 * @param layers which layers read quantized activations
 * @param own other bits of what some layers read, by name; {@code *} stands for anything, and of several names that fit the
 *     last counts
 */
public record Activations(
        int bits,
        int inputBits,
        Observer observer,
        int images,
        StepGradient gradient,
        LayerChoice layers,
        Map<String, Integer> own) {

    /** The verb's name in a model's history. */
    public static final String VERB = "calibrate";

    private static final int BATCH = 64;
    private static final int USUAL_IMAGES = 256;
    private static final int USUAL_INPUT_BITS = 8;
    private static final Map<String, StepGradient> GRADIENTS =
            Map.of("lsq", StepGradient.LEARNED_STEP, "pact", StepGradient.CLIPPING);
    private static final List<String> KEYS = Stream.concat(
                    Stream.of("bits", "input", "observer", "images", "gradient", "own"), LayerChoice.KEYS.stream())
            .toList();

    public Activations {
        check(bits);
        check(inputBits);
        own = Collections.unmodifiableMap(new LinkedHashMap<>(own));
        own.values().forEach(Activations::check);
        if (images < 1) {
            throw new IllegalArgumentException("calibration on " + images + " images; at least 1");
        }
    }

    private static void check(int bits) {
        new FakeQuantize(bits, true);
    }

    /** All layers read so many bits, the first one 8 bits of the input; ranges by squared error on 256 images. */
    public static Activations bits(int bits) {
        return new Activations(
                bits,
                USUAL_INPUT_BITS,
                new Observer.SquaredError(),
                USUAL_IMAGES,
                StepGradient.LEARNED_STEP,
                LayerChoice.USUAL,
                Map.of());
    }

    /** With ranges found in another way. */
    public Activations by(Observer other) {
        return new Activations(bits, inputBits, other, images, gradient, layers, own);
    }

    /** Watching another number of images. */
    public Activations on(int otherImages) {
        return new Activations(bits, inputBits, observer, otherImages, gradient, layers, own);
    }

    /** With other bits of the network's input. */
    public Activations withInputBits(int other) {
        return new Activations(bits, other, observer, images, gradient, layers, own);
    }

    /**
     * The quantization that settings describe, as {@link #settings()} writes them: {@code bits}, and optionally
     * {@code input} (bits), {@code observer}, {@code images}, {@code gradient} ({@code lsq} or {@code pact}), {@code own}
     * (such as {@code conv1:8,stage3.*:4}), {@code only}, {@code include} and {@code exclude} (layer names).
     *
     * @throws IllegalArgumentException for an unknown key, with the nearest there is, and for any bad value
     */
    public static Activations parse(Map<String, String> settings) {
        Settings given = Settings.of("calibration", settings, KEYS);
        return new Activations(
                given.read("bits", Integer::parseInt),
                given.read("input", USUAL_INPUT_BITS, Integer::parseInt),
                given.read("observer", new Observer.SquaredError(), Observer::parse),
                given.read("images", USUAL_IMAGES, Integer::parseInt),
                given.read("gradient", StepGradient.LEARNED_STEP, Activations::parseGradient),
                LayerChoice.of(given),
                given.read("own", Map.of(), Activations::parseOwn));
    }

    private static StepGradient parseGradient(String text) {
        StepGradient gradient = GRADIENTS.get(text);
        if (gradient == null) {
            throw new IllegalArgumentException("no gradient '" + text + "'; write lsq or pact");
        }
        return gradient;
    }

    private static Map<String, Integer> parseOwn(String text) {
        Map<String, Integer> own = new LinkedHashMap<>();
        for (String entry : text.split(",")) {
            String[] parts = entry.strip().split(":");
            if (parts.length != 2 || !parts[1].matches("[0-9]{1,2}")) {
                throw new IllegalArgumentException(
                        "'" + entry.strip() + "' is no layer with bits; write conv1:8,stage3.*:4");
            }
            own.put(parts[0], Integer.parseInt(parts[1]));
        }
        return own;
    }

    /** These settings as text, so that {@link #parse} gives the same again. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("bits", Integer.toString(bits));
        settings.put("input", Integer.toString(inputBits));
        settings.put("observer", observer.toString());
        settings.put("images", Integer.toString(images));
        settings.put("gradient", gradient == StepGradient.CLIPPING ? "pact" : "lsq");
        if (!own.isEmpty()) {
            settings.put(
                    "own",
                    own.entrySet().stream()
                            .map(entry -> entry.getKey() + ":" + entry.getValue())
                            .collect(Collectors.joining(",")));
        }
        settings.putAll(layers.settings());
        return settings;
    }

    /** Puts quantizers into a trained model. */
    public Calibrated apply(Model model, Split data) {
        return apply(model, data, Progress.NONE, Cancellation.ON_INTERRUPT, Engine.DEFAULT);
    }

    /**
     * Puts quantizers into a trained model.
     *
     * @param data whose training part is watched
     * @param cancellation asked all along
     * @throws IllegalArgumentException if a layer name is unknown, nothing is left to quantize, or the model does not fit the
     *     data
     * @throws java.util.concurrent.CancellationException if the user stops
     */
    public Calibrated apply(Model model, Split data, Progress progress, Cancellation cancellation, Engine engine) {
        return calibrated(model, seen -> watch(model, seen, data, progress, cancellation, engine));
    }

    /**
     * Puts quantizers into a trained model of any inputs, such as sequences and numbers of words.
     *
     * @param batches what is watched: the inputs of each batch, by name; all of them, whatever the number of images is
     * @throws IllegalArgumentException if a layer name is unknown, nothing is left to quantize, or the model does not fit the
     *     inputs
     */
    public Calibrated apply(Model model, List<Map<String, INDArray>> batches) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException("calibration on no batches; at least 1");
        }
        return calibrated(model, seen -> watch(model, seen, batches));
    }

    private Calibrated calibrated(Model model, Consumer<Map<String, Observation>> watch) {
        Map<String, String> left = new LinkedHashMap<>();
        Map<QuantizationPoint, FakeQuantize> points = points(model.graph(), left);
        if (points.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is nothing to quantize: all that the chosen layers read is quantized already");
        }
        Map<String, String> shared = SharedSteps.of(model.graph(), points.keySet());
        SharedSteps.align(points, shared);
        Map<String, Observation> observations = new HashMap<>();
        Map<String, Observation> seen = new LinkedHashMap<>();
        shared.forEach((value, with) -> seen.put(value, observations.computeIfAbsent(with, Observation::new)));
        watch.accept(seen);
        Map<String, Quantizers.Quantizer> quantizers = new LinkedHashMap<>();
        List<CalibratedValue> values = new ArrayList<>();
        points.forEach((point, op) -> {
            CalibratedValue value = CalibratedValue.of(point, op, seen.get(point.value()), observer);
            values.add(value);
            quantizers.put(point.value(), new Quantizers.Quantizer(op, value.step(), shared.get(point.value())));
        });
        Model quantized = Quantizers.insert(model, quantizers);
        return new Calibrated(quantized.with(quantized.parameters(), new Step(VERB, settings())), this, values, left);
    }

    private Map<QuantizationPoint, FakeQuantize> points(Graph graph, Map<String, String> left) {
        List<QuantizationPoint> all = QuantizationPoint.of(graph);
        layers.check(all.stream().flatMap(point -> point.readers().stream()).toList());
        Map<QuantizationPoint, FakeQuantize> points = new LinkedHashMap<>();
        for (QuantizationPoint point : all) {
            List<String> readers = point.readers().stream()
                    .filter(reader -> layers.objection(reader).isEmpty())
                    .toList();
            point.readers().forEach(reader -> layers.objection(reader).ifPresent(why -> left.put(reader, why)));
            if (!readers.isEmpty()) {
                boolean isInput = graph.node(point.value()).op() instanceof Input;
                int most = readers.stream()
                        .mapToInt(reader -> bitsOf(reader, isInput ? inputBits : bits))
                        .max()
                        .orElseThrow();
                points.put(point, new FakeQuantize(most, point.signed(), gradient));
            }
        }
        return points;
    }

    private int bitsOf(String reader, int usual) {
        int found = usual;
        for (Map.Entry<String, Integer> entry : own.entrySet()) {
            if (LayerChoice.fits(entry.getKey(), reader)) {
                found = entry.getValue();
            }
        }
        return found;
    }

    private static void watch(Model model, Map<String, Observation> seen, List<Map<String, INDArray>> batches) {
        Graph watched = model.graph().extend().build(seen.keySet().toArray(String[]::new));
        try (Executor executor = Engine.DEFAULT.executor(watched)) {
            for (Map<String, INDArray> batch : batches) {
                Map<String, INDArray> feeds = new HashMap<>(model.parameters().arrays());
                feeds.putAll(batch);
                executor.run(feeds, Map.of(), Cancellation.ON_INTERRUPT)
                        .forEach((value, array) -> seen.get(value).see(Numbers.of(array)));
            }
        }
    }

    private void watch(
            Model model,
            Map<String, Observation> seen,
            Split data,
            Progress progress,
            Cancellation cancellation,
            Engine engine) {
        int count = Math.min(images, data.train().size());
        int batchSize = Math.min(BATCH, count);
        Batches batches = Batches.inOrder(AllOver.of(data.train(), count, batchSize), batchSize)
                .normalized(data.normalization());
        Graph watched = model.graph().extend().build(seen.keySet().toArray(String[]::new));
        try (Progress.Task task = progress.start("calibrate on " + data.train().title(), "images", count);
                Executor executor = engine.executor(watched)) {
            long done = 0;
            for (Batch batch : batches.epoch(0)) {
                try (batch) {
                    Map<String, INDArray> feeds =
                            new HashMap<>(model.parameters().arrays());
                    feeds.put(model.input().name(), batch.images());
                    executor.run(feeds, Map.of(), cancellation)
                            .forEach((value, array) -> seen.get(value).see(Numbers.of(array)));
                    done += batch.size();
                }
                task.at(done, "");
            }
        }
    }
}
