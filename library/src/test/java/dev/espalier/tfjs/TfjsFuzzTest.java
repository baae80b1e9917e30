package dev.espalier.tfjs;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/**
 * Searches for files that do anything but become a model or be refused, guided by what code they reach:
 * {@code JAZZER_FUZZ=1 mvn test -pl library -DexcludedGroups=none -Dtest=TfjsFuzzTest}. Part of the other tests is
 * {@link TfjsSearchTest}.
 */
@Tag("fuzz")
class TfjsFuzzTest {

    @FuzzTest(maxDuration = "15s")
    void changedModelsAreReadOrRefused(byte[] recipe) throws IOException {
        TfjsSearchTest.readChanged(recipe);
    }
}
