package dev.espalier.model.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Model;
import dev.espalier.model.Seed;
import dev.espalier.model.Step;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Shape;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every network's first step makes it again. */
class ZooStepTest {

    private static final Shape IMAGE = Shape.of(3, 16, 16);
    private static final Seed SEED = new Seed(9);

    static Stream<Model> everything() {
        Stream<Model> named = Zoo.names().stream().map(name -> Zoo.create(name, Shape.of(1, 28, 28), 4, SEED));
        return Stream.concat(
                named,
                Stream.of(
                        Zoo.create("transformer", Shape.of(8, 4), 4, SEED),
                        Zoo.create("resnet18-imagenet", Shape.of(3, 32, 32), 4, SEED),
                        Zoo.create("mobilenetv1", Shape.of(3, 32, 32), 4, SEED),
                        Zoo.vggSmall(IMAGE, 5, 4, SEED),
                        Zoo.resnet(26, IMAGE, 5, SEED),
                        Zoo.mobilenetV2(IMAGE, 5, 0.25, SEED),
                        Zoo.transformer(Shape.of(8, 4), 5, 1, 32, SEED),
                        Zoo.tokenTransformer(8, 20, 5, 1, 32, SEED),
                        GanZoo.resnet9Generator(IMAGE, 1, 4, SEED),
                        GanZoo.resnetGenerator(IMAGE, 1, 4, 2, NormKind.BATCH, SEED),
                        GanZoo.inceptionGenerator(IMAGE, 1, 4, 2, 4, NormKind.INSTANCE, SEED),
                        GanZoo.inceptionSpadeGenerator(Shape.of(3, 32, 32), 1, 2, 2, SEED),
                        GanZoo.dcganGenerator(6, IMAGE, 4, SEED),
                        GanZoo.dcganDiscriminator(IMAGE, 4, SEED),
                        GanZoo.patchDiscriminator(IMAGE, 4, 2, SEED)));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void theFirstStepMakesItAgain(Model model) {
        Model again = ZooStep.make(model.history().get(0));
        assertThat(again.graph()).isEqualTo(model.graph());
        assertThat(again.name()).isEqualTo(model.name());
        assertThat(again.history()).isEqualTo(model.history());
        // Element by element, AssertJ takes minutes for the larger ones.
        model.parameters().names().forEach(name -> assertThat(
                        Arrays.mismatch(numbers(again, name), numbers(model, name)))
                .as(name)
                .isNegative());
    }

    private static float[] numbers(Model model, String parameter) {
        return model.parameters().get(parameter).data().asFloat();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name=lenet input=[1, 28, 28] classes=10 seed=1 | no network 'lenet' in the zoo; did you mean 'lenet5'?",
                "name=lenet5 input=1x28x28 classes=10 seed=1 | a network of the zoo: input: '1x28x28' is no shape; write it"
                        + " as [1, 28, 28]",
                "name=lenet5 input=[1, 28, 28] classes=ten seed=1 | a network of the zoo: classes=ten is no number",
                "name=lenet5 input=[1, 28, 28] classes=10 | a network of the zoo needs a seed",
                "name=resnet-generator input=[1, 28, 28] channels=1 width=8 blocks=3 norm=batches seed=1 | a network of the zoo: norm:"
                        + " no normalisation 'batches'; did you mean 'batch'?",
                "name=lenet5 inputs=[1, 28, 28] seed=1 | a network of the zoo has no setting 'inputs'; did you mean"
                        + " 'input'?",
            })
    void mistakesAreOneSentence(String settings, String message) {
        assertThatThrownBy(() -> ZooStep.make(Step.parse("zoo " + settings))).hasMessage(message);
    }
}
