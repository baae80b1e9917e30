package dev.espalier.papers.lottery;

import dev.espalier.data.Cifar10;
import dev.espalier.data.DataPlaces;
import dev.espalier.data.ImageFolder;
import dev.espalier.data.Split;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The paper's photographs, CIFAR-10, as this machine has them: the files of their authors, or a copy as JPEG, on which networks
 * classify worse, so that nothing measured on it can be compared with the paper but what is measured on it too.
 *
 * @param name of the data set in tables, which tells both apart
 * @param source of all of them
 */
record Photographs(String name, Supplier<Split> source) {

    static final String AS_PUBLISHED = "CIFAR-10";
    static final String AS_JPEG = "CIFAR-10 as JPEG";

    /** Which ones there may be, the better first. */
    static final List<String> NAMES = List.of(AS_PUBLISHED, AS_JPEG);

    /** What to do where there are none. */
    static final String MISSING = "CIFAR-10 is not here: %data cifar-10 downloads it; a copy as JPEG is taken from "
            + "$ESPALIER_DATA/cifar10-jpeg.zip, or a folder of that name, with train/CLASS and test/CLASS";

    /** Those in the user's directory, or in the cache; nothing is downloaded. */
    static Optional<Photographs> find(DataPlaces places) {
        if (Cifar10.isIn(places)) {
            return Optional.of(new Photographs(
                    AS_PUBLISHED, () -> Cifar10.load(places, Progress.NONE, Cancellation.ON_INTERRUPT)));
        }
        return places.given().stream()
                .flatMap(given -> Stream.of("cifar10-jpeg.zip", "cifar10-jpeg").map(given::resolve))
                .filter(Files::exists)
                .findFirst()
                .map(Photographs::jpeg);
    }

    private static Photographs jpeg(Path copy) {
        return new Photographs(AS_JPEG, () -> ImageFolder.rgb(copy).loadSplit());
    }

    /** The first of each class for training, so many together, and all for testing. */
    Split first(int count) {
        Split all = source.get();
        return new Split(all.train().takePerClass(count / Cifar10.CLASSES.size()), all.test());
    }
}
