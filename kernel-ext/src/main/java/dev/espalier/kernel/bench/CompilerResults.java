package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.kernel.bench.InferenceEntrant.House;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code espalier bench compiler} found, and its file, from which a run that was stopped goes on: {@code rows} holds a
 * comparison each in the form that all suites share, {@code entrants} all times, {@code absent} who did not take part.
 *
 * @param search candidates that our compiler measured for each layer
 * @param rounds of each contest
 */
record CompilerResults(Host host, int search, int rounds, List<InferenceContest> contests, List<CompileTime> compiles) {

    private static final ObjectMapper JSON = new ObjectMapper();

    CompilerResults {
        contests = List.copyOf(contests);
        compiles = List.copyOf(compiles);
    }

    /** Writes the file, whole or not at all. */
    void write(Path file) throws IOException {
        byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json());
        AtomicFile.write(file, stream -> stream.write(text));
    }

    private ObjectNode json() {
        ObjectNode report = JSON.createObjectNode().put("suite", "compiler");
        report.put("search", search).put("rounds", rounds);
        report.set("host", JSON.valueToTree(host));
        ArrayNode rows = report.putArray("rows");
        ArrayNode entrants = report.putArray("entrants");
        ArrayNode absent = report.putArray("absent");
        for (InferenceContest contest : contests) {
            contest.fasterPeer()
                    .ifPresent(peer -> contest.ours().forEach(ours -> row(rows.addObject(), contest, ours, peer)));
            contest.results().forEach(result -> entrant(entrants.addObject(), contest, result));
            contest.absent().forEach((entrant, reason) -> name(absent.addObject(), contest, entrant)
                    .put("reason", reason));
        }
        ArrayNode times = report.putArray("compile");
        compiles.forEach(time -> times.addObject()
                .put("name", time.net().name())
                .put("search", time.search())
                .put("seconds", time.seconds()));
        ArrayNode targets = report.putArray("targets");
        CompilerTargets.verdicts(this).forEach(verdict -> targets.addObject()
                .put("target", verdict.what())
                .put(verdict.atMost() ? "at_most" : "at_least", verdict.wanted())
                .put("measured", verdict.measured())
                .put("met", verdict.met()));
        return report;
    }

    private static void row(ObjectNode row, InferenceContest contest, InferenceResult ours, InferenceResult peer) {
        name(row, contest, ours.entrant())
                .put("ours_ms", ours.milliseconds(contest.clock()))
                .put("peer", peer.entrant().house().title())
                .put("peer_ms", peer.milliseconds(contest.clock()))
                .put("ratio", ours.timesFasterThan(peer, contest.clock()))
                .put("runs", ours.bursts().size());
    }

    private static void entrant(ObjectNode node, InferenceContest contest, InferenceResult result) {
        name(node, contest, result.entrant())
                .put("version", result.description())
                .put("wall_ms", result.milliseconds(Clock.WALL))
                .put("cpu_ms", result.milliseconds(Clock.CPU))
                .put("spread", result.spread(contest.clock()))
                .put("difference", result.difference());
        ArrayNode bursts = node.putArray("bursts");
        result.bursts().forEach(burst -> bursts.add(burst.line()));
    }

    private static ObjectNode name(ObjectNode node, InferenceContest contest, InferenceEntrant entrant) {
        return node.put("name", contest.net().name())
                .put("threads", contest.threads())
                .put("entrant", entrant.house().title())
                .put("fewer_weights", entrant.times());
    }

    /**
     * What a run has kept.
     *
     * @throws IllegalArgumentException if it measured otherwise, or elsewhere, than this one is going to
     */
    static CompilerResults read(Path file, Host host, int search, int rounds) throws IOException {
        JsonNode report = JSON.readTree(Files.readAllBytes(file));
        String differs = !report.path("suite").asText().equals("compiler")
                ? "are not of this suite"
                : !report.path("host").equals(JSON.valueToTree(host))
                        ? "are of another machine or Java"
                        : report.path("search").asInt() != search
                                        || report.path("rounds").asInt() != rounds
                                ? "were measured with --search "
                                        + report.path("search").asInt() + " and --rounds "
                                        + report.path("rounds").asInt()
                                : "";
        if (!differs.isEmpty()) {
            throw new IllegalArgumentException(
                    "the results in " + file + " " + differs + "; without --resume they are measured anew");
        }
        Map<List<Object>, InferenceContest> contests = new LinkedHashMap<>();
        for (JsonNode node : report.path("entrants")) {
            contest(contests, node)
                    .results()
                    .add(new InferenceResult(
                            entrant(node),
                            node.path("version").asText(),
                            node.path("difference").asDouble(),
                            bursts(node)));
        }
        for (JsonNode node : report.path("absent")) {
            contest(contests, node)
                    .absent()
                    .put(entrant(node), node.path("reason").asText());
        }
        List<CompileTime> compiles = new ArrayList<>();
        for (JsonNode node : report.path("compile")) {
            compiles.add(new CompileTime(
                    InferenceNet.named(node.path("name").asText()),
                    node.path("search").asInt(),
                    node.path("seconds").asDouble()));
        }
        return new CompilerResults(host, search, rounds, List.copyOf(contests.values()), compiles);
    }

    private static InferenceContest contest(Map<List<Object>, InferenceContest> contests, JsonNode node) {
        String name = node.path("name").asText();
        int threads = node.path("threads").asInt();
        return contests.computeIfAbsent(
                List.of(name, threads),
                key -> new InferenceContest(
                        InferenceNet.named(name), threads, new ArrayList<>(), new LinkedHashMap<>()));
    }

    private static InferenceEntrant entrant(JsonNode node) {
        return new InferenceEntrant(
                House.titled(node.path("entrant").asText()),
                node.path("fewer_weights").asDouble());
    }

    private static List<Measurement> bursts(JsonNode node) {
        List<Measurement> bursts = new ArrayList<>();
        node.path("bursts").forEach(line -> bursts.add(Measurement.parse(line.asText())));
        return bursts;
    }
}
