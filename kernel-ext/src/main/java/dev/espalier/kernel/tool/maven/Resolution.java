package dev.espalier.kernel.tool.maven;

import dev.espalier.kernel.render.Html;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Showable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code %maven} has found.
 *
 * @param artifacts those asked for first, then what they need
 */
public record Resolution(List<Found> artifacts) implements Showable {

    /**
     * One artifact.
     *
     * @param asked whether it was asked for by name
     * @param note what became of it: {@code added}, {@code already there}, or why it was left out
     */
    public record Found(String coordinates, Path file, boolean asked, String note) {}

    public Resolution {
        artifacts = List.copyOf(artifacts);
    }

    /** The files, in the order of the artifacts. */
    public List<Path> files() {
        return artifacts.stream().map(Found::file).toList();
    }

    @Override
    public String toString() {
        return artifacts.stream()
                .map(found -> (found.asked ? "" : "  ") + found.coordinates + "  " + found.note)
                .collect(Collectors.joining("\n"));
    }

    @Override
    public MimeBundle show() {
        List<List<String>> rows = artifacts.stream()
                .map(found -> List.of(
                        (found.asked ? "<b>" : "") + Html.escape(found.coordinates) + (found.asked ? "</b>" : ""),
                        Html.escape(found.note)))
                .toList();
        return MimeBundle.text(toString())
                .with("text/html", Html.tableOfHtml(List.of(Html.Column.name("Artifact"), Html.Column.text("")), rows));
    }
}
