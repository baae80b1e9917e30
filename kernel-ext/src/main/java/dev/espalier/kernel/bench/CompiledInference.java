package dev.espalier.kernel.bench;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.network.CompiledModel;
import dev.espalier.model.Model;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Inference by what Espalier compiles. */
final class CompiledInference implements Inference {

    private final CompiledModel compiled;
    private final INDArray[] inputs;
    private final double warmUpSeconds;

    CompiledInference(Model model, Compile settings, List<INDArray> inputs) {
        this.compiled = settings.apply(model);
        this.inputs = inputs.toArray(INDArray[]::new);
        compiled.run(this.inputs);
        long begun = System.nanoTime();
        compiled.warmUp();
        warmUpSeconds = (System.nanoTime() - begun) * 1e-9;
    }

    @Override
    public String description() {
        return String.format(
                        Locale.ROOT,
                        "Espalier, %s, %d kB of weights",
                        compiled.settings().target(),
                        compiled.weightBytes() / 1024)
                + (compiled.target().isJava()
                        ? String.format(Locale.ROOT, ", Java %s, warm after %.1f s", Runtime.version(), warmUpSeconds)
                        : "");
    }

    @Override
    public void run() {
        compiled.again();
    }

    @Override
    public List<float[]> outputs() {
        return compiled.run(inputs).stream()
                .map(output -> output.dup('c').data().asFloat())
                .toList();
    }

    @Override
    public void close() {
        compiled.close();
    }
}
