package dev.espalier.kernel.bench;

import dev.espalier.data.Batch;
import dev.espalier.data.Normalization;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.train.Engine;
import dev.espalier.train.Optimizer;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks and a step of training them, the same for every engine. */
sealed interface Workload permits Adversarial, Classification {

    /** Also what {@code torch_nets.py} calls it. */
    String name();

    /** How parameters follow their gradients; of several networks each has such an optimizer. */
    Optimizer optimizer();

    /** The same with another optimizer. */
    Workload with(Optimizer other);

    /** Whether the order of an image's numbers in memory is a choice for PyTorch. */
    boolean channelsLast();

    /** The networks with fresh weights, by what precedes the names of their parameters. */
    Map<String, Model> networks(Seed seed);

    /** How pixels become numbers. */
    Normalization normalization(Normalization ofData);

    /** What a step reads, by name. */
    Map<String, INDArray> inputs(Batch batch, Seed seed);

    /** Multiply-adds of a step for each image: those of a forward pass, twice as many for its gradients. */
    long macs();

    /** Our own training from here on. */
    Training start(Map<String, Model> networks, Engine engine);

    /** What takes a step. */
    interface Training extends AutoCloseable {

        /** The loss of a batch before the update it leads to. */
        double step(Map<String, INDArray> inputs);

        @Override
        void close();
    }
}
