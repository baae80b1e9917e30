package dev.espalier.engine.fast;

import dev.espalier.model.Node;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/** A loop in Java over small plain tensors, where setting up a primitive would take longer. */
final class LoopCall implements Instruction {

    /** The loop; tensors come in the order they were given in. */
    @FunctionalInterface
    interface Loop {
        void run(FloatIndexer[] tensors);
    }

    /** A loop that says of which node the values are that it cannot take. */
    static Loop of(Node node, Loop loop) {
        return tensors -> {
            try {
                loop.run(tensors);
            } catch (IllegalArgumentException unfit) {
                String place = "node '" + node.name() + "' (" + node.op().kind() + ")";
                throw new IllegalArgumentException(place + ": " + unfit.getMessage(), unfit);
            }
        };
    }

    private final String name;
    private final List<Tensor> tensors;
    private final Loop loop;
    private final FloatIndexer[] indexers;
    private Places places;

    LoopCall(String name, List<Tensor> tensors, Loop loop) {
        this.name = name;
        this.tensors = tensors;
        this.loop = loop;
        this.indexers = new FloatIndexer[tensors.size()];
    }

    @Override
    public String name() {
        return name + " loop";
    }

    @Override
    public void bind(Places places) {
        this.places = places;
        for (int i = 0; i < indexers.length; i++) {
            if (!tensors.get(i).storage().isFed()) {
                indexers[i] = indexer(tensors.get(i));
            }
        }
    }

    private FloatIndexer indexer(Tensor tensor) {
        return FloatIndexer.create(new FloatPointer(places.address(tensor.storage()))
                .capacity(tensor.layout().length()));
    }

    @Override
    public void run() {
        for (int i = 0; i < indexers.length; i++) {
            if (tensors.get(i).storage().isFed()) {
                indexers[i] = indexer(tensors.get(i));
            }
        }
        loop.run(indexers);
    }
}
