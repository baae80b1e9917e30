package dev.espalier.kernel.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A suite's results for machines: {@code rows} holds a comparison each, in the form all suites share; {@code engines} what
 * each engine did, {@code absent} who did not take part and why, {@code rooflines} what the processor can do.
 */
record BenchReport(Host host, List<Contest> contests, List<OperatorResult> operators, List<Roofline> rooflines) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Writes the file, whole or not at all. */
    void write(Path file) throws IOException {
        byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json());
        AtomicFile.write(file, out -> out.write(text));
    }

    ObjectNode json() {
        ObjectNode report = JSON.createObjectNode().put("suite", "engine");
        report.set("host", JSON.valueToTree(host));
        ArrayNode rows = report.putArray("rows");
        ArrayNode engines = report.putArray("engines");
        ArrayNode absent = report.putArray("absent");
        for (Contest contest : contests) {
            contest.ours()
                    .ifPresent(ours -> contest.peers().forEach(peer -> compare(rows.addObject(), contest, ours, peer)));
            contest.results().forEach(result -> describe(engines.addObject(), contest, result));
            contest.absent().forEach((engine, reason) -> name(absent.addObject(), contest)
                    .put("engine", engine)
                    .put("reason", reason));
        }
        operators.forEach(operator -> compare(rows.addObject(), operator));
        report.set("rooflines", JSON.valueToTree(rooflines));
        return report;
    }

    private static ObjectNode name(ObjectNode node, Contest contest) {
        return node.put("name", contest.task().name()).put("threads", contest.threads());
    }

    private static void compare(ObjectNode row, Contest contest, Result ours, Result peer) {
        name(row, contest)
                .put("ours_ms", ours.milliseconds(contest.clock()))
                .put("peer", peer.engine().name())
                .put("peer_ms", peer.milliseconds(contest.clock()))
                .put("ratio", ours.timesFasterThan(peer, contest.clock()))
                .put("runs", peer.bursts().size());
    }

    private static void compare(ObjectNode row, OperatorResult operator) {
        row.put("name", operator.name())
                .put("threads", operator.threads())
                .put("ours_ms", operator.fastMs())
                .put("peer", "reference executor")
                .put("peer_ms", operator.referenceMs())
                .put("ratio", operator.ratio())
                .put("runs", operator.runs());
    }

    private static void describe(ObjectNode node, Contest contest, Result result) {
        name(node, contest)
                .put("engine", result.engine().name())
                .put("version", result.description())
                .put("wall_ms", result.milliseconds(Clock.WALL))
                .put("cpu_ms", result.milliseconds(Clock.CPU))
                .put("images_per_s", 1e3 * contest.task().batch() / result.milliseconds(Clock.WALL))
                .put(
                        "cpu_s_per_1000",
                        result.milliseconds(Clock.CPU) / contest.task().batch())
                .put("resident_mb", result.residentMb())
                .put("peak_mb", result.peakMb())
                .put("gflops", 1e-6 * contest.flopsPerStep() / result.milliseconds(contest.clock()))
                .put("first_loss", result.firstLoss())
                .put("same_work", contest.sameWork(result));
    }
}
