package dev.espalier.model;

import dev.espalier.model.op.Shape;
import dev.espalier.model.zoo.GanZoo;
import dev.espalier.model.zoo.InputKind;
import dev.espalier.model.zoo.Zoo;
import java.util.stream.Stream;

/** The networks on which what holds for any network is tested. */
public final class Networks {

    private static final Seed SEED = new Seed(1);

    private Networks() {}

    /** Every network of the zoo, each about as small as it can be. */
    public static Stream<Model> zoo() {
        return Stream.of(
                        Zoo.names().stream().map(name -> Zoo.create(name, Shape.of(1, 28, 28), 10, SEED)),
                        Zoo.names(InputKind.SEQUENCES).stream().map(name -> Zoo.create(name, Shape.of(6, 3), 5, SEED)),
                        Stream.of(
                                Zoo.tokenTransformer(6, 20, 5, 1, 64, SEED),
                                GanZoo.resnet9Generator(Shape.of(3, 16, 16), 3, 4, SEED),
                                GanZoo.dcganGenerator(12, Shape.of(1, 28, 28), 4, SEED),
                                GanZoo.dcganDiscriminator(Shape.of(1, 28, 28), 4, SEED),
                                GanZoo.patchDiscriminator(Shape.of(3, 32, 32), 4, 2, SEED)))
                .flatMap(networks -> networks);
    }

    /** Small ones whose channels move about. */
    static Stream<Model> layouts() {
        return Stream.of(
                LayoutNetworks.dense(),
                LayoutNetworks.split(),
                LayoutNetworks.shuffle(),
                LayoutNetworks.gate(),
                LayoutNetworks.grouped(),
                LayoutNetworks.flat(),
                LayoutNetworks.superResolution(),
                LayoutNetworks.attention(),
                LayoutNetworks.oneHead(),
                LayoutNetworks.recurrent(),
                LayoutNetworks.spade(),
                LayoutNetworks.quantized());
    }

    /** Both. */
    public static Stream<Model> all() {
        return Stream.concat(zoo(), layouts());
    }
}
