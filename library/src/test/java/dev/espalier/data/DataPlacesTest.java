package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataPlacesTest {

    private static final Path HOME = Path.of("/home/someone");

    @Test
    void withoutVariablesTheCacheIsUnderHome() {
        DataPlaces places = DataPlaces.of(Map.of("ESPALIER_DATA", " "), HOME);
        assertThat(places.given()).isEmpty();
        assertThat(places.packages()).isEqualTo(Path.of("/usr/share/datasets"));
        assertThat(places.cache()).isEqualTo(HOME.resolve(".cache/espalier"));
    }

    @Test
    void variablesMoveThePlaces() {
        Map<String, String> environment = Map.of("ESPALIER_DATA", "/data", "XDG_CACHE_HOME", "/caches");
        DataPlaces places = DataPlaces.of(environment, HOME);
        assertThat(places.given()).contains(Path.of("/data"));
        assertThat(places.cache()).isEqualTo(Path.of("/caches/espalier"));
        Map<String, String> own = Map.of("ESPALIER_CACHE", "/own", "XDG_CACHE_HOME", "/caches");
        assertThat(DataPlaces.of(own, HOME).cache()).isEqualTo(Path.of("/own"));
    }

    @Test
    void aRelativeXdgPathIsIgnored() {
        assertThat(DataPlaces.of(Map.of("XDG_CACHE_HOME", "caches"), HOME).cache())
                .isEqualTo(HOME.resolve(".cache/espalier"));
    }
}
