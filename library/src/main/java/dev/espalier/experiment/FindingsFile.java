package dev.espalier.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/** Findings as JSON, for other programs. */
public final class FindingsFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FindingsFile() {}

    /** Writes them into the experiment's folder; returns the file. */
    public static Path write(Findings findings) throws IOException {
        Path file = findings.experiment().folder().resolve("claims.json");
        byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(findings));
        AtomicFile.write(file, out -> out.write(text));
        return file;
    }

    private static ObjectNode json(Findings findings) {
        ObjectNode json = JSON.createObjectNode();
        json.set("paper", JSON.valueToTree(findings.paper()));
        json.put("profile", findings.profile().toString());
        for (Finding finding : findings.claims()) {
            ObjectNode claim = json.withArray("claims").addObject();
            claim.put("claim", finding.claim()).put("statement", finding.statement());
            claim.put("paper", finding.paper().text());
            finding.paper().where().ifPresent(source -> claim.put("source", source));
            claim.put("quantity", finding.quantity()).put("rule", finding.rule());
            finding.measured().ifPresent(trials -> {
                claim.put("mean", trials.mean());
                if (trials.size() > 1) {
                    claim.put("deviation", trials.deviation());
                }
                trials.values().forEach(claim.withArray("values")::add);
            });
            claim.put("verdict", finding.verdict().toString());
        }
        json.set("provenance", JSON.valueToTree(findings.origins()));
        return json;
    }
}
