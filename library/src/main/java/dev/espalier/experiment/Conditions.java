package dev.espalier.experiment;

import dev.espalier.compile.target.Target;
import dev.espalier.data.Dataset;
import dev.espalier.model.file.Origin;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In what circumstances numbers were measured.
 *
 * @param espalier version, with the commit it was built from
 * @param data the data sets, and digests of their files
 * @param seeds of all arms
 * @param machine processor, number of its cores, system
 * @param java version of the virtual machine
 * @param command that repeats it
 * @param ended when
 * @param seconds of all arms together
 */
public record Conditions(
        String espalier,
        Map<String, String> data,
        List<Long> seeds,
        String machine,
        String java,
        String command,
        String ended,
        double seconds) {

    public Conditions {
        data = Map.copyOf(data);
        seeds = List.copyOf(seeds);
    }

    /** Those of an experiment that has just ended here. */
    static Conditions of(Experiment experiment, Outcomes outcomes) {
        Map<String, String> data = new LinkedHashMap<>();
        for (Dataset set : experiment.recipe().data(experiment.profile())) {
            data.put(set.title(), String.join(", ", set.provenance().sha256().values()));
        }
        return new Conditions(
                Origin.current().library(),
                data,
                outcomes.arms().values().stream()
                        .flatMap(seeds -> seeds.keySet().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                Target.processor() + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
                        + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                "espalier reproduce " + experiment.recipe().paper().arxiv() + " --profile " + experiment.profile(),
                Instant.now().toString(),
                outcomes.arms().values().stream()
                        .flatMap(seeds -> seeds.values().stream())
                        .mapToDouble(Outcome::seconds)
                        .sum());
    }
}
