package dev.espalier.kernel.render;

import dev.espalier.data.Dataset;
import dev.espalier.data.ImageGrid;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Datasets as a table with a row each, their notes, and a look at the first one's images. */
final class DatasetHtml {

    private static final List<Html.Column> COLUMNS = List.of(
            Html.Column.name("Data"),
            Html.Column.number("Images"),
            Html.Column.name("Each"),
            Html.Column.number("Classes"),
            Html.Column.number("Per class"));

    private DatasetHtml() {}

    static String of(Dataset... sets) {
        Set<String> notes = new LinkedHashSet<>();
        for (Dataset data : sets) {
            notes.add(origin(data));
        }
        for (Dataset data : sets) {
            data.provenance().notes().forEach(note -> notes.add("note: " + note));
        }
        ImageGrid grid = Thumbnails.of(sets[0]);
        StringBuilder html = new StringBuilder();
        html.append(
                Html.table(COLUMNS, Arrays.stream(sets).map(DatasetHtml::row).toList()));
        notes.forEach(note -> html.append(Html.note(note)));
        html.append(Html.image(ImageRenderer.png(GridDrawing.of(grid)), grid.title()));
        return html.append(Html.note(grid.title())).toString();
    }

    private static List<String> row(Dataset data) {
        return List.of(
                data.title(),
                number(data.size()),
                data.height() + "x" + data.width() + (data.channels() == 1 ? " grey" : " colour"),
                number(data.classNames().size()),
                perClass(data.counts()));
    }

    private static String origin(Dataset data) {
        List<String> selection = data.provenance().selection();
        return "from " + data.provenance().place() + (selection.isEmpty() ? "" : ", " + String.join(", ", selection));
    }

    private static String perClass(int[] counts) {
        int least = Arrays.stream(counts).min().orElse(0);
        int most = Arrays.stream(counts).max().orElse(0);
        return least == most ? number(least) : number(least) + " to " + number(most);
    }

    private static String number(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
