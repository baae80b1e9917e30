package dev.espalier.compile.latency;

import dev.espalier.compile.network.Compile;
import dev.espalier.compile.runtime.BackEnd;
import dev.espalier.compile.target.Target;
import dev.espalier.compile.target.Toolchain;
import dev.espalier.model.file.Origin;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where times were taken. Those of another setting say nothing here.
 *
 * @param processor the processor's name
 * @param target what the code was generated for, with the instructions it may use
 * @param compiler what the C compiler says of itself
 * @param espalier version of the generator
 * @param compile how models were compiled
 */
public record Setting(String processor, String target, String compiler, String espalier, Map<String, String> compile) {

    public Setting {
        compile = Map.copyOf(compile);
    }

    /**
     * This machine.
     *
     * @throws dev.espalier.compile.target.ToolchainException if there is no compiler
     */
    public static Setting of(Compile compile) {
        Target target = BackEnd.target(compile.target());
        return new Setting(
                Target.processor(),
                target.toString(),
                Toolchain.of(target).version(),
                Origin.current().library(),
                compile.settings());
    }

    /** How models were compiled. */
    public Compile compiling() {
        return Compile.parse(compile);
    }

    /** What differs in another setting, as {@code what: its own}, what matters most first. */
    Map<String, String[]> differences(Setting other) {
        Map<String, String[]> all = new LinkedHashMap<>();
        all.put("processor", new String[] {processor, other.processor});
        all.put("target", new String[] {target, other.target});
        all.put("compiler", new String[] {compiler, other.compiler});
        all.put("version of Espalier", new String[] {espalier, other.espalier});
        all.values().removeIf(pair -> pair[0].equals(pair[1]));
        return all;
    }

    @Override
    public String toString() {
        return processor + ", " + target + ", " + compiler + ", Espalier " + espalier + ", "
                + compiling().threads() + (compiling().threads() == 1 ? " thread" : " threads");
    }
}
