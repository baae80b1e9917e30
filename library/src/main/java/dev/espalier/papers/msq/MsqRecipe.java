package dev.espalier.papers.msq;

import dev.espalier.data.Dataset;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Paper;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.quantize.LevelErrors;
import dev.espalier.quantize.ScaleChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** The experiments of arXiv 2012.04240: three networks on Fashion-MNIST, the errors of level sets, and hardware. */
public final class MsqRecipe implements Recipe {

    /** The arm that measures errors of level sets. */
    static final String ERRORS = "errors of level sets";

    @Override
    public Paper paper() {
        return new Paper(
                "2012.04240",
                "Mix and Match: A Novel FPGA-Centric Deep Neural Network Quantization Framework",
                "HPCA 2021");
    }

    @Override
    public String identity(RunProfile profile) {
        Extent extent = Extent.of(profile);
        return extent + ", " + QuantizedNet.identity() + ", " + Hardware.identity() + ", "
                + data(profile).stream().map(Dataset::provenance).toList();
    }

    @Override
    public List<Dataset> data(RunProfile profile) {
        Split split = Extent.of(profile).data();
        return List.of(split.train(), split.test());
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        return arms(Extent.of(profile));
    }

    static List<Arm> arms(Extent extent) {
        List<Arm> arms = new ArrayList<>(Hardware.arms(extent));
        seeds(extent).forEach(seed -> arms.add(new Arm(ERRORS, seed, around -> errors(extent, around))));
        for (MsqNet net : MsqNet.values()) {
            seeds(extent)
                    .forEach(seed -> arms.add(new Arm(net.toString(), seed, around -> {
                        return new QuantizedNet(net, extent, around).run();
                    })));
        }
        return arms;
    }

    private static LongStream seeds(Extent extent) {
        return LongStream.rangeClosed(1, extent.seeds());
    }

    /** The name of an error: of which weights, with what scale, by which levels. */
    static String error(LevelErrors.Distribution weights, ScaleChoice scale, Scheme scheme) {
        return scheme.number(weights + ", " + scale);
    }

    private static Outcome errors(Extent extent, Arm.Surroundings around) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        LevelErrors measured = LevelErrors.measure(MixAndMatch.BITS, extent.samples(), around.seed());
        for (LevelErrors.Row row : measured.rows()) {
            numbers.put(error(row.distribution(), row.scale(), Scheme.P2), 100 * row.powerOfTwo());
            numbers.put(error(row.distribution(), row.scale(), Scheme.FIXED), 100 * row.fixed());
            numbers.put(error(row.distribution(), row.scale(), Scheme.SP2), 100 * row.sumOfPowers());
        }
        return Outcome.of(numbers);
    }

    @Override
    public List<Claim> claims() {
        return MsqClaims.ALL;
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return MsqCharts.of(outcomes);
    }

    @Override
    public List<String> lacking() {
        return Hardware.lacking();
    }
}
