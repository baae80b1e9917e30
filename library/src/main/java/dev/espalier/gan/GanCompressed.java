package dev.espalier.gan;

import dev.espalier.distill.LayerPair;
import dev.espalier.model.Cost;
import dev.espalier.model.Model;
import dev.espalier.model.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A student that was found in a generator and trained by it, and how good both are.
 *
 * @param compression what was asked for
 * @param found the student's architecture
 * @param layers of student and teacher that were compared, if any were
 * @param run the training
 * @param ofTeacher what it makes of the test inputs
 * @param before what the student made before it was trained
 * @param after what the student makes now
 */
public record GanCompressed(
        GanCompression compression,
        StudentArchitecture found,
        List<LayerPair> layers,
        GanRun run,
        Judgement ofTeacher,
        Judgement before,
        Judgement after) {

    /** What the columns of {@link #rows} are. */
    public static final List<String> COLUMNS =
            List.of("", "MACs", "parameters", "L1", "PSNR", "SSIM", "Fréchet distance");

    /**
     * How good made images are.
     *
     * @param quality pair by pair, compared with the targets
     * @param distance of the distribution of their features from that of the targets' (Fréchet); empty if no features are given.
     *     It is no FID unless the features are those of the FID
     */
    public record Judgement(ImageQuality quality, Optional<Double> distance) {}

    public GanCompressed {
        layers = List.copyOf(layers);
    }

    /** The student. */
    public Model model() {
        return run.generator();
    }

    /** Teacher and student side by side, as {@link #COLUMNS} says. */
    public List<List<String>> rows() {
        return List.of(
                row("teacher", Cost.of(found.teacher()), ofTeacher),
                row("student, before training", found.cost(), before),
                row("student", found.cost(), after));
    }

    private static List<String> row(String role, Cost cost, Judgement judged) {
        ImageQuality quality = judged.quality();
        return List.of(
                role,
                String.format(Locale.ROOT, "%,d", cost.macs()),
                String.format(Locale.ROOT, "%,d", cost.kept()),
                String.format(Locale.ROOT, "%.4f", quality.l1()),
                String.format(Locale.ROOT, "%.2f dB", quality.psnr()),
                String.format(Locale.ROOT, "%.4f", quality.ssim()),
                judged.distance()
                        .map(distance -> String.format(Locale.ROOT, "%.3f", distance))
                        .orElse("not asked for"));
    }

    /** What was done, in a line. */
    public String headline() {
        String compared = layers.stream().map(LayerPair::teacher).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "%s within %s: %s; judged on %,d test pairs%s",
                found.teacher().name(),
                compression.budget(),
                compression.guidance() == Guidance.NONE
                        ? "nothing learned from the teacher's layers"
                        : compression.guidance() + " with weight " + compression.weight() + " of " + compared,
                after.quality().pairs(),
                compression
                        .features()
                        .map(features -> ", Fréchet distance on the " + features.name())
                        .orElse(""));
    }

    @Override
    public String toString() {
        TextTable table = new TextTable("", ">MACs", ">parameters", ">L1", ">PSNR", ">SSIM", ">Fréchet distance");
        rows().forEach(row -> table.row(row.toArray(String[]::new)));
        return headline() + "\n" + table + "\n\n" + found + "\n\n" + run;
    }
}
