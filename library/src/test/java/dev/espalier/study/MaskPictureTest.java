package dev.espalier.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.model.Encoding;
import dev.espalier.model.KernelPattern;
import dev.espalier.model.Model;
import dev.espalier.model.ModelBuilder;
import dev.espalier.model.Seed;
import dev.espalier.model.Structure;
import dev.espalier.model.op.Conv2d;
import dev.espalier.model.op.Shape;
import dev.espalier.model.op.Value;
import dev.espalier.prune.KernelPatterns;
import dev.espalier.prune.Prune;
import dev.espalier.prune.Pruned;
import dev.espalier.prune.Rate;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class MaskPictureTest {

    private static final int WHITE = 0xFFFFFF;

    private static Model model() {
        var net = new ModelBuilder("pictured");
        Value x = net.conv("stem", net.input(3, 16, 16), Conv2d.square(12, 3, 1, 1));
        x = net.conv("spatial", x, Conv2d.square(10, 3, 1, 1));
        x = net.conv("point", net.relu(x), Conv2d.square(14, 1, 1, 0));
        return net.build(net.linear("classifier", net.globalAveragePool(x), 10), new Seed(5));
    }

    @Test
    void everyPositionIsDrawnAsTheMaskHasIt() {
        Pruned pruned = Prune.pattern(Rate.times(4)).apply(model());
        INDArray mask = mask(pruned.model(), "spatial.weight");
        var patterns = ((Structure.PatternConnectivity) pruned.structure()).patterns();
        BufferedImage picture = MaskPicture.of(pruned.model(), "spatial");
        int cell = MaskPicture.cell(Shape.of(10, 12, 3, 3));
        int pitch = MaskPicture.pitch(3, cell);
        int blank = 0;
        for (int filter = 0; filter < 10; filter++) {
            for (int channel = 0; channel < 12; channel++) {
                KernelPattern pattern = pattern(mask, filter, channel);
                int left = MaskPicture.MARGIN + channel * pitch;
                int top = MaskPicture.HEADER + filter * pitch;
                for (int i = 0; i < 9; i++) {
                    int found = picture.getRGB(left + i % 3 * cell + cell / 2, top + i / 3 * cell + cell / 2) & WHITE;
                    int expected = pattern == null
                            ? WHITE
                            : rgb(
                                    pattern.keeps(i / 3, i % 3)
                                            ? Palette.series(patterns.indexOf(pattern))
                                            : Palette.FAINT);
                    assertThat(found).isEqualTo(expected);
                }
                if (pattern == null) {
                    blank++;
                    assertThat(colours(picture.getSubimage(left, top, 3 * cell, 3 * cell)))
                            .as("a cut kernel is blank")
                            .containsExactly(WHITE);
                }
            }
        }
        assertThat(blank).as("120 kernels less 0.5625 * 120, rounded").isEqualTo(120 - 68);
    }

    private static KernelPattern pattern(INDArray mask, int filter, int channel) {
        int bits = 0;
        for (int i = 0; i < 9; i++) {
            bits |= mask.getInt(filter, channel, i / 3, i % 3) << i;
        }
        return bits == 0 ? null : new KernelPattern(3, 3, bits);
    }

    @Test
    void singleWeightsHaveOneColour() {
        Model pruned = Prune.pattern(Rate.times(4)).apply(model()).model();
        INDArray mask = mask(pruned, "point.weight");
        BufferedImage picture = MaskPicture.of(pruned, "point");
        int cell = MaskPicture.cell(Shape.of(14, 10, 1, 1));
        for (int filter = 0; filter < 14; filter++) {
            for (int channel = 0; channel < 10; channel++) {
                int x = MaskPicture.MARGIN + channel * cell + cell / 2;
                int y = MaskPicture.HEADER + filter * cell + cell / 2;
                int expected = mask.getInt(filter, channel, 0, 0) == 1 ? rgb(Palette.BLUE) : WHITE;
                assertThat(picture.getRGB(x, y) & WHITE).isEqualTo(expected);
            }
        }
    }

    @Test
    void aLargeLayerStaysWithinTheSheet() {
        var net = new ModelBuilder("large");
        Value x = net.conv("stem", net.input(1, 8, 8), Conv2d.square(600, 1, 1, 0));
        x = net.conv("wide", x, Conv2d.square(40, 3, 1, 1));
        Model model = net.build(net.conv("last", x, Conv2d.square(2, 1, 1, 0)), new Seed(1));
        BufferedImage picture =
                MaskPicture.of(Prune.unstructured(Rate.times(4)).apply(model).model(), "wide");
        assertThat(picture.getWidth()).isBetween(800, MaskPicture.LARGEST + 2 * MaskPicture.MARGIN);
    }

    @Test
    void layersWithoutMaskAreRefused() {
        Model pruned = Prune.unstructured(Rate.times(4)).apply(model()).model();
        assertThatThrownBy(() -> MaskPicture.of(pruned, "stem"))
                .hasMessage(
                        "layer 'stem' keeps all weights, so there is no mask to draw; masked are spatial.weight, point.weight");
        assertThatThrownBy(() -> MaskPicture.of(pruned, "spatal")).hasMessageContaining("did you mean 'spatial'?");
        assertThatThrownBy(() -> MaskPicture.of(pruned, "relu1"))
                .hasMessage("'relu1' is a Relu and has no kernels; name a convolution or linear layer");
    }

    @Test
    void patternsStandSideBySideInTheirColours() {
        KernelPatterns mined = KernelPatterns.mine(model(), 8);
        BufferedImage picture = PatternPicture.of(mined);
        for (int p = 0; p < 8; p++) {
            for (int i = 0; i < 9; i++) {
                int x = PatternPicture.MARGIN
                        + p * (3 * PatternPicture.CELL + PatternPicture.GAP)
                        + i % 3 * PatternPicture.CELL
                        + PatternPicture.CELL / 2;
                int y = PatternPicture.MARGIN + i / 3 * PatternPicture.CELL + PatternPicture.CELL / 2;
                boolean kept = mined.patterns().get(p).keeps(i / 3, i % 3);
                assertThat(picture.getRGB(x, y) & WHITE).isEqualTo(rgb(kept ? Palette.series(p) : Palette.FAINT));
            }
        }
    }

    private static INDArray mask(Model model, String parameter) {
        return ((Encoding.Masked) model.encoding(parameter)).mask();
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y) & WHITE);
            }
        }
        return colours;
    }

    private static int rgb(java.awt.Color colour) {
        return colour.getRGB() & WHITE;
    }
}
