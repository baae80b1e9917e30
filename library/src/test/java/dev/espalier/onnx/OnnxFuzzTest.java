package dev.espalier.onnx;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.espalier.model.Seed;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches for files that do anything but become a model or be refused, guided by what code they reach:
 * {@code JAZZER_FUZZ=1 mvn test -pl library -DexcludedGroups=none -Dtest=OnnxFuzzTest#changedModelsAreReadOrRefused}. Jazzer
 * searches with one method at a time and weaves itself into every class, so it is not part of the other tests;
 * {@link HostileSearchTest} is.
 */
@Tag("fuzz")
class OnnxFuzzTest {

    static Stream<byte[]> files() {
        return HostileSearchTest.files().stream();
    }

    @MethodSource("files")
    @FuzzTest(maxDuration = "15s")
    void bytesAreReadOrRefused(byte[] file) {
        HostileSearchTest.read(file);
    }

    static Stream<byte[]> recipes() {
        RandomGenerator random = new Seed(4).generator();
        return Stream.generate(() -> {
                    byte[] recipe = new byte[1 + random.nextInt(60)];
                    random.nextBytes(recipe);
                    return recipe;
                })
                .limit(200);
    }

    @MethodSource("recipes")
    @FuzzTest(maxDuration = "15s")
    void changedModelsAreReadOrRefused(byte[] recipe) {
        HostileSearchTest.readChanged(recipe);
    }
}
