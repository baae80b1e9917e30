package dev.espalier.model.zoo;

import dev.espalier.model.Model;
import dev.espalier.model.Nearest;
import dev.espalier.model.Seed;
import dev.espalier.model.Settings;
import dev.espalier.model.Step;
import dev.espalier.model.block.NormKind;
import dev.espalier.model.op.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes networks of the zoo again, weight for weight, from the first step of their history. */
public final class ZooStep {

    /** The verb of such a step. */
    public static final String VERB = "zoo";

    private static final String NAME = "name";
    private static final List<String> KEYS = List.of(
            NAME,
            "input",
            "classes",
            "seed",
            "width",
            "layers",
            "vocabulary",
            "channels",
            "latent",
            "image",
            "halvings",
            "blocks",
            "reduction",
            "norm");
    private static final Map<String, Maker> SPECIAL = special();

    private ZooStep() {}

    @FunctionalInterface
    private interface Maker {
        Model make(Settings settings, Seed seed);
    }

    private static Map<String, Maker> special() {
        Map<String, Maker> makers = new LinkedHashMap<>();
        makers.put(
                "vgg-small with width",
                (given, seed) -> Zoo.vggSmall(input(given), count(given, "classes"), count(given, "width"), seed));
        makers.put(
                "mobilenetv2 with width",
                (given, seed) -> Zoo.mobilenetV2(
                        input(given), count(given, "classes"), given.read("width", Double::parseDouble), seed));
        makers.put(
                "transformer with width",
                (given, seed) -> Zoo.transformer(
                        input(given), count(given, "classes"), count(given, "layers"), count(given, "width"), seed));
        makers.put(
                "token-transformer with width",
                (given, seed) -> Zoo.tokenTransformer(
                        input(given).dim(0),
                        count(given, "vocabulary"),
                        count(given, "classes"),
                        count(given, "layers"),
                        count(given, "width"),
                        seed));
        makers.put(
                "resnet9-generator with width",
                (given, seed) ->
                        GanZoo.resnet9Generator(input(given), count(given, "channels"), count(given, "width"), seed));
        makers.put(
                "resnet-generator with width",
                (given, seed) -> GanZoo.resnetGenerator(
                        input(given),
                        count(given, "channels"),
                        count(given, "width"),
                        count(given, "blocks"),
                        norm(given),
                        seed));
        makers.put(
                "inception-generator with width",
                (given, seed) -> GanZoo.inceptionGenerator(
                        input(given),
                        count(given, "channels"),
                        count(given, "width"),
                        count(given, "blocks"),
                        count(given, "reduction"),
                        norm(given),
                        seed));
        makers.put(
                "inception-spade-generator with width",
                (given, seed) -> GanZoo.inceptionSpadeGenerator(
                        input(given),
                        count(given, "channels"),
                        count(given, "width"),
                        count(given, "reduction"),
                        seed));
        makers.put(
                "dcgan-generator with width",
                (given, seed) ->
                        GanZoo.dcganGenerator(count(given, "latent"), image(given), count(given, "width"), seed));
        makers.put(
                "dcgan-discriminator with width",
                (given, seed) -> GanZoo.dcganDiscriminator(image(given), count(given, "width"), seed));
        makers.put(
                "patch-discriminator with width",
                (given, seed) ->
                        GanZoo.patchDiscriminator(image(given), count(given, "width"), count(given, "halvings"), seed));
        return makers;
    }

    /**
     * The network a step of the zoo made.
     *
     * @throws IllegalArgumentException for an unknown key or network, with the nearest there is, and for any bad value
     */
    public static Model make(Step step) {
        Settings given = Settings.of("a network of the zoo", step.settings(), KEYS);
        String name = given.read(NAME, String::valueOf);
        Seed seed = new Seed(given.read("seed", Long::parseLong));
        Maker maker = SPECIAL.get(name + (given.find("width").isPresent() ? " with width" : ""));
        if (maker != null) {
            return maker.make(given, seed);
        }
        return resnet(name, given, seed);
    }

    /** Residual networks for small images may have a depth that is not on the list. */
    private static Model resnet(String name, Settings given, Seed seed) {
        if (name.matches("resnet[0-9]{1,4}")) {
            return Zoo.resnet(
                    Integer.parseInt(name.substring("resnet".length())), input(given), count(given, "classes"), seed);
        }
        List<String> known = new ArrayList<>();
        for (InputKind kind : InputKind.values()) {
            known.addAll(Zoo.names(kind));
        }
        if (!known.contains(name)) {
            throw new IllegalArgumentException("no network '" + name + "' in the zoo" + Nearest.hint(name, known));
        }
        return Zoo.create(name, input(given), count(given, "classes"), seed);
    }

    private static Shape input(Settings given) {
        return given.read("input", Shape::parse);
    }

    private static Shape image(Settings given) {
        return given.read("image", Shape::parse);
    }

    private static NormKind norm(Settings given) {
        return given.read("norm", NormKind::parse);
    }

    private static int count(Settings given, String key) {
        return given.read(key, Integer::parseInt);
    }
}
