package dev.espalier.compile.network;

import dev.espalier.model.Model;
import dev.espalier.model.Summary;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.Optional;

/**
 * A network layer by layer: structure, rate, bytes and products of each, and if it was compiled, kernel and time.
 *
 * @param summary of the model
 * @param code what it was compiled to
 */
public record Inspection(Summary summary, Optional<Code> code) {

    /**
     * What a model was compiled to.
     *
     * @param description what it is and what it needs
     * @param fusion what became of the operators
     * @param profile its calls and their times
     */
    public record Code(String description, String fusion, Profile profile) {

        @Override
        public String toString() {
            return description + "\n" + fusion + "\n" + profile;
        }
    }

    /** Of a model, without a compiler. */
    public static Inspection of(Model model) {
        return new Inspection(model.summary(), Optional.empty());
    }

    /**
     * Of native code, whose calls are timed on this machine.
     *
     * @param dense whether the network is also compiled and timed with no weight zero
     * @throws IllegalArgumentException if it is wanted dense, and no weight is zero
     * @throws java.util.concurrent.CancellationException if asked to stop
     */
    public static Inspection of(CompiledModel model, boolean dense, Progress progress, Cancellation cancellation) {
        Profile profile =
                dense ? Profile.besideDense(model, progress, cancellation) : Profile.measure(model, cancellation);
        return new Inspection(
                model.model().summary(), Optional.of(new Code(model.toString(), model.fusion(), profile)));
    }

    @Override
    public String toString() {
        return code.map(Code::toString).orElseGet(summary::toString);
    }
}
