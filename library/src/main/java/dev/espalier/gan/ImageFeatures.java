package dev.espalier.gan;

import dev.espalier.data.Normalization;
import dev.espalier.engine.Executor;
import dev.espalier.model.Graph;
import dev.espalier.model.Model;
import dev.espalier.model.Node;
import dev.espalier.model.Parameters;
import dev.espalier.model.op.Affine;
import dev.espalier.model.op.Input;
import dev.espalier.model.op.Linear;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Size2d;
import dev.espalier.model.op.Value;
import dev.espalier.progress.Cancellation;
import dev.espalier.train.Engine;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What a network sees in images, as numbers whose distribution can be compared.
 *
 * @param name of the features, as it is said with every figure: "FID" is only what is measured on the features of the
 *     Inception network of Heusel et al. 2017
 * @param network from images to features
 * @param scale by which pixels from -1 to 1 are multiplied for the network
 * @param shift what is added to them then
 */
public record ImageFeatures(String name, Model network, double scale, double shift) {

    private static final int BATCH = 100;
    private static final String IMAGES = "features.images";

    /**
     * What a classifier's last layer reads.
     *
     * @param normalization of the classifier's training; with one mean and deviation for all channels
     * @throws IllegalArgumentException if its last layer is not fully connected
     */
    public static ImageFeatures penultimate(Model classifier, Normalization normalization) {
        Node last = classifier.output();
        if (!(last.op() instanceof Linear)) {
            throw new IllegalArgumentException("the last layer of '" + classifier.name() + "' is '" + last.name()
                    + "' (" + last.op().kind() + "); a classifier that ends in a Linear layer has features before it");
        }
        if (normalization.mean().stream().distinct().count() > 1
                || normalization.std().stream().distinct().count() > 1) {
            throw new IllegalArgumentException("the features of '" + classifier.name()
                    + "' are taken of images normalized alike in all channels, found " + normalization);
        }
        // From -1 to 1 is 2 pixel - 1, where the network has (pixel - mean) / std.
        double std = normalization.std().get(0);
        return new ImageFeatures(
                "penultimate layer of " + classifier.name(),
                ending(classifier, last.inputs().get(0)),
                1 / (2 * std),
                (0.5 - normalization.mean().get(0)) / std);
    }

    /** The network up to a layer. */
    private static Model ending(Model network, String layer) {
        Graph whole = network.graph();
        Graph.Builder graph = new Graph.Builder();
        for (Node node : whole.nodes()) {
            graph.add(node.name(), node.op(), node.inputs());
            if (node.name().equals(layer)) {
                break;
            }
        }
        Graph part = graph.build(layer);
        return new Model(
                network.name(), part, Parameters.of(part, network.parameters().arrays()), Map.of(), network.history());
    }

    /**
     * The features of images; images of another height or width than the network's are resized.
     *
     * @param images [N, C, H, W], pixels from -1 to 1
     * @return [N, D]
     */
    public INDArray of(INDArray images) {
        Graph graph = graph(Model.shapeOf(images));
        int count = (int) images.size(0);
        INDArray features = null;
        Map<String, INDArray> feeds = new HashMap<>(network.parameters().arrays());
        try (Executor executor = Engine.DEFAULT.executor(graph)) {
            for (int from = 0; from < count; from += BATCH) {
                int to = Math.min(from + BATCH, count);
                feeds.put(IMAGES, images.get(NDArrayIndex.interval(from, to)).dup('c'));
                INDArray some = executor.run(feeds, Map.of(), Cancellation.ON_INTERRUPT)
                        .get(graph.outputs().get(0).name());
                long size = some.length() / (to - from);
                if (features == null) {
                    features = Nd4j.createUninitialized(DataType.FLOAT, count, size);
                }
                features.get(NDArrayIndex.interval(from, to)).assign(some.reshape(to - from, size));
            }
        }
        return features;
    }

    /** The network behind what brings images to its scale and size. */
    private Graph graph(Shape images) {
        Shape wanted = network.input().shape();
        if (images.rank() != 4 || wanted.rank() != 4 || images.dim(1) != wanted.dim(1)) {
            throw new IllegalArgumentException(
                    "'" + network.name() + "' has features of images " + wanted + ", and found " + images);
        }
        Graph.Builder graph = new Graph.Builder();
        Shape image = Shape.batchOf(images.dim(1), images.dim(2), images.dim(3));
        Value x = graph.add(IMAGES, new Input(image));
        x = graph.add("features.scaled", new Affine(scale, shift), x);
        if (!image.equals(wanted)) {
            x = graph.add("features.resized", Resize2d.bilinear(Size2d.of(wanted)), x);
        }
        Map<String, Value> inside =
                graph.include("", network.graph(), Map.of(network.input().name(), x));
        return graph.build(inside.get(network.output().name()).name());
    }

    /** Mean and covariance of the features of images. */
    public FeatureStatistics statistics(INDArray images) {
        return FeatureStatistics.of(of(images));
    }

    /** What distances of these features are called. */
    @Override
    public String toString() {
        return "Fréchet distance on " + name;
    }
}
