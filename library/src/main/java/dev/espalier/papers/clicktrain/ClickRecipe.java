package dev.espalier.papers.clicktrain;

import dev.espalier.data.Dataset;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Paper;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.model.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.knowm.xchart.internal.chartpart.Chart;

/** The experiments of arXiv 2011.10170, on Fashion-MNIST of 14x14 pixels. */
public final class ClickRecipe implements Recipe {

    @Override
    public Paper paper() {
        return new Paper(
                "2011.10170",
                "ClickTrain: Efficient and Accurate End-to-End Deep Learning Training via Fine-Grained"
                        + " Architecture-Preserving Pruning",
                "ICS 2021");
    }

    @Override
    public String identity(RunProfile profile) {
        Extent extent = Extent.of(profile);
        ClickTrain published = Contest.published(extent, new Seed(0));
        return extent + ", " + published.step() + ", " + published.plan().settings() + ", "
                + extent.data().train().provenance().identity();
    }

    @Override
    public List<Dataset> data(RunProfile profile) {
        Split data = Extent.of(profile).data();
        return List.of(data.train(), data.test());
    }

    @Override
    public List<Arm> arms(RunProfile profile) {
        Extent extent = Extent.of(profile);
        List<Arm> arms = new ArrayList<>();
        for (Way way : Way.values()) {
            LongStream.rangeClosed(1, extent.seeds())
                    .forEach(seed ->
                            arms.add(new Arm(way.toString(), seed, around -> new Contest(extent, around).run(way))));
        }
        return arms;
    }

    @Override
    public List<Claim> claims() {
        return ClickClaims.ALL;
    }

    @Override
    public List<Chart<?, ?>> charts(Outcomes outcomes) {
        return ClickCharts.of(outcomes);
    }
}
