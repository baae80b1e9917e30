package dev.espalier.kernel.bench;

import dev.espalier.compile.network.Compile;
import dev.espalier.model.Model;

/** Compilations of a network, each of which is a step. */
record CompileSteps(Model model, Compile settings) implements Steps {

    @Override
    public String description() {
        return "compilation of " + model.name();
    }

    @Override
    public double run(int count) {
        for (int i = 0; i < count; i++) {
            settings.apply(model).close();
        }
        return Double.NaN;
    }

    @Override
    public void close() {
        // Nothing stays.
    }
}
