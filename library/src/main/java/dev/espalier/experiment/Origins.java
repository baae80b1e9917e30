package dev.espalier.experiment;

import dev.espalier.data.Dataset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Where the numbers of an experiment come from. Arms that were run on several machines, or by several versions, are told
 * by all of them.
 *
 * @param command that repeats it
 * @param data digests of the files of its data sets
 * @param seeds of all arms that are done
 * @param conditions they were run in, each once, without the time
 * @param from when the first arm ended; empty if none did
 * @param to when the last one did
 * @param arms how many are done
 * @param of how many there are
 * @param seconds of all of them together
 */
public record Origins(
        String command,
        Map<String, String> data,
        List<Long> seeds,
        List<Conditions> conditions,
        String from,
        String to,
        int arms,
        int of,
        double seconds) {

    public Origins {
        data = Map.copyOf(data);
        seeds = List.copyOf(seeds);
        conditions = List.copyOf(conditions);
    }

    static Origins of(Experiment experiment, Outcomes outcomes) {
        Map<String, String> data = new LinkedHashMap<>();
        for (Dataset set : experiment.recipe().data(experiment.profile())) {
            data.put(set.title(), String.join(", ", set.provenance().sha256().values()));
        }
        List<Done> done = outcomes.arms().values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .toList();
        List<String> ended =
                done.stream().map(arm -> arm.conditions().ended()).sorted().toList();
        return new Origins(
                "espalier reproduce " + experiment.recipe().paper().arxiv() + " --profile " + experiment.profile(),
                data,
                outcomes.arms().values().stream()
                        .flatMap(seeds -> seeds.keySet().stream())
                        .distinct()
                        .sorted()
                        .toList(),
                done.stream()
                        .map(Done::conditions)
                        .map(arm -> new Conditions(arm.espalier(), arm.machine(), arm.java(), ""))
                        .distinct()
                        .toList(),
                ended.isEmpty() ? "" : ended.get(0),
                ended.isEmpty() ? "" : ended.get(ended.size() - 1),
                done.size(),
                experiment.recipe().arms(experiment.profile()).size(),
                done.stream().mapToDouble(Done::seconds).sum());
    }

    /** In sentences. */
    @Override
    public String toString() {
        String began = arms == 0
                ? "no arm was run yet."
                : String.format(
                        Locale.ROOT,
                        "%d of %d arms, seeds %s, %.0f s in all, ended %s%s. Espalier %s; %s; Java %s.",
                        arms,
                        of,
                        join(seeds, Object::toString),
                        seconds,
                        from,
                        from.equals(to) ? "" : " to " + to,
                        join(conditions, Conditions::espalier),
                        join(conditions, Conditions::machine),
                        join(conditions, Conditions::java));
        return command + ": " + began;
    }

    private static <T> String join(List<T> all, Function<T, String> of) {
        return String.join(", ", all.stream().map(of).distinct().toList());
    }
}
