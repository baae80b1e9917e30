package dev.espalier.kernel.tool.maven;

import java.util.Arrays;
import java.util.Optional;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;

/**
 * What names an artifact: {@code group:artifact}, {@code group:artifact:version}, or
 * {@code group:artifact:extension[:classifier]:version}.
 *
 * @param version a version, or a range such as {@code [1.0,2.0)}; empty for the newest release
 */
record Coordinates(String group, String artifact, String extension, String classifier, Optional<String> version) {

    static Coordinates parse(String word) {
        String[] parts = word.split(":", -1);
        boolean whole =
                parts.length >= 2 && parts.length <= 5 && Arrays.stream(parts).noneMatch(String::isBlank);
        if (!whole || Arrays.stream(parts).anyMatch(part -> part.matches(".*[\\s/\\\\].*"))) {
            throw new IllegalArgumentException(
                    "'" + word + "' names no artifact; write group:artifact:version, or group:artifact for the newest");
        }
        return new Coordinates(
                parts[0],
                parts[1],
                parts.length > 3 ? parts[2] : "jar",
                parts.length > 4 ? parts[3] : "",
                parts.length > 2 ? Optional.of(parts[parts.length - 1]) : Optional.empty());
    }

    Artifact artifact(String ofVersion) {
        return new DefaultArtifact(group, artifact, classifier, extension, ofVersion);
    }

    /** A range of versions, in which the highest is meant. */
    Optional<String> range() {
        return version.filter(v -> v.matches("[\\[(].*|LATEST|RELEASE"));
    }

    @Override
    public String toString() {
        return group + ":" + artifact + version.map(v -> ":" + v).orElse("");
    }
}
