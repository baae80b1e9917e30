package dev.espalier.papers.lottery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.data.DataPlaces;
import dev.espalier.data.FashionMnist;
import dev.espalier.data.Split;
import dev.espalier.experiment.Arm;
import dev.espalier.experiment.Claim;
import dev.espalier.experiment.Conditions;
import dev.espalier.experiment.Done;
import dev.espalier.experiment.Outcome;
import dev.espalier.experiment.Outcomes;
import dev.espalier.experiment.Recipe;
import dev.espalier.experiment.RunProfile;
import dev.espalier.model.Encoding;
import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import dev.espalier.train.TrainingPlan;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LotteryTicketTest {

    @TempDir
    Path folder;

    private final Recipe recipe = Recipe.of("2102.11068");

    private Arm.Surroundings surroundings() {
        return new Arm.Surroundings(new Seed(1), folder, Progress.NONE, Cancellation.NEVER);
    }

    private static Split clothes() {
        Split all = FashionMnist.load();
        return new Split(all.train().take(512).pooled(2), all.test().take(256).pooled(2));
    }

    /** Check 4 of section 6 of the specification. */
    @Test
    void aTicketIsItsBeginningUnderTheMaskAndKeepsItsZeros() throws Exception {
        Tickets tickets = new Tickets(Testbed.PERCEPTRON, TrainingPlan.of(1, new Seed(1)), clothes(), surroundings());
        Model beginning = tickets.beginning();
        Tickets.Dense dense = tickets.dense(0);
        assertThat(dense.early().parameters().get("fc1.weight"))
                .isEqualTo(beginning.parameters().get("fc1.weight"));
        Map<String, Encoding.Masked> masks = tickets.magnitude(dense.trained(), 0.9);
        assertThat(masks.keySet()).containsExactlyInAnyOrder("fc1.weight", "fc2.weight");
        Model start = beginning.masked(masks, dense.trained().history().get(0));
        Model ticket = tickets.ticket("wt", beginning, masks);
        masks.forEach((name, mask) -> {
            assertThat(mask.kept()).isEqualTo(Math.round(0.1 * mask.mask().length()));
            assertThat(start.parameters().get(name))
                    .isEqualTo(beginning.parameters().get(name).mul(mask.mask()));
            var weights = ticket.parameters().get(name);
            assertThat(weights.mul(mask.mask())).isEqualTo(weights);
            assertThat(weights).isNotEqualTo(start.parameters().get(name));
        });
    }

    @Test
    void aFinishedTrainingIsNotRepeated() throws Exception {
        Tickets tickets = new Tickets(Testbed.PERCEPTRON, TrainingPlan.of(1, new Seed(1)), clothes(), surroundings());
        Model trained = tickets.dense(0).trained();
        Tickets longer = new Tickets(Testbed.PERCEPTRON, TrainingPlan.of(1000, new Seed(1)), clothes(), surroundings());
        assertThat(longer.dense(0).trained().parameters().get("fc1.weight"))
                .isEqualTo(trained.parameters().get("fc1.weight"));
    }

    @Test
    void anArmMeasuresWhatItsClaimsAskFor() throws Exception {
        String name = LotteryTicket.perceptron(LotteryTicket.USUAL);
        Arm arm = recipe.arms(RunProfile.SMOKE).stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        Outcome outcome = arm.work().run(surroundings());
        Outcomes outcomes =
                new Outcomes(Map.of(name, Map.of(1L, new Done(outcome, 1, new Conditions("", "", "", "")))));
        assertThat(recipe.claims().stream()
                        .filter(claim -> claim.measure().apply(outcomes).isPresent())
                        .map(Claim::name))
                .containsExactly("Q1b", "Q3b", "Q4c", "Q5b");
        assertThat(outcome.numbers().get("dense")).isBetween(50.0, 100.0);
    }

    @Test
    void everyClaimIsAboutArmsThatAreRun() {
        assertThat(without().arms(RunProfile.FULL))
                .extracting(Arm::id)
                .doesNotHaveDuplicates()
                .hasSize(26);
        assertThat(recipe.claims()).extracting(Claim::name).doesNotHaveDuplicates();
    }

    private LotteryTicket without() {
        return new LotteryTicket(new DataPlaces(Optional.empty(), folder, folder));
    }

    private LotteryTicket with(String copy) throws Exception {
        Path given = folder.resolve("given");
        for (String part : List.of("train", "test")) {
            for (int number = 0; number < 3; number++) {
                Path file = given.resolve(copy).resolve(part).resolve("frog").resolve(number + ".jpg");
                Files.createDirectories(file.getParent());
                ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
            }
        }
        return new LotteryTicket(new DataPlaces(Optional.of(given), folder, folder));
    }

    @Test
    void photographsAreTakenWhereTheyAreAndTheCopyIsNamed() throws Exception {
        assertThat(without().lacking()).containsExactly(Photographs.MISSING);
        LotteryTicket recipe = with("cifar10-jpeg");
        assertThat(recipe.lacking()).isEmpty();
        assertThat(recipe.identity(RunProfile.FULL)).isEqualTo(without().identity(RunProfile.FULL));
        assertThat(recipe.arms(RunProfile.QUICK)).hasSameSizeAs(without().arms(RunProfile.QUICK));
        assertThat(recipe.arms(RunProfile.FULL))
                .extracting(Arm::id)
                .doesNotHaveDuplicates()
                .hasSize(32)
                .contains("ResNet-20 on CIFAR-10 as JPEG, rate 0.01#3");
    }

    @Test
    void whatWasPublishedIsPreferredToTheCopy() {
        Map<String, Map<Long, Done>> arms = new LinkedHashMap<>();
        Photographs.NAMES.forEach(name -> arms.put(
                LotteryTicket.inColour(name, 0.1),
                Map.of(1L, done(name.equals(Photographs.AS_JPEG) ? 70 : 80), 2L, done(75))));
        Claim dense = recipe.claims().stream()
                .filter(claim -> claim.name().equals("C0"))
                .findFirst()
                .orElseThrow();
        assertThat(dense.measure().apply(new Outcomes(arms)).orElseThrow().mean())
                .isEqualTo(77.5);
        arms.remove(LotteryTicket.inColour(Photographs.AS_PUBLISHED, 0.1));
        assertThat(dense.measure().apply(new Outcomes(arms)).orElseThrow().mean())
                .isEqualTo(72.5);
    }

    private static Done done(double dense) {
        return new Done(Outcome.of(Map.of("dense", dense)), 1, new Conditions("", "", "", ""));
    }

    @Test
    void theNetworkForPhotographsIsThePapers() {
        Model net = Testbed.RESNET20_IN_COLOUR.create(new Seed(1));
        assertThat(net.input().shape().dims()).endsWith(3, 32, 32);
        assertThat(Testbed.RESNET20_IN_COLOUR.pruned()).isEqualTo(Testbed.RESNET20.pruned());
    }
}
