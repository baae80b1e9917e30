package dev.espalier.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Where data is looked for before it is downloaded.
 *
 * @param given the directory the user names in {@code ESPALIER_DATA}
 * @param packages where the distribution's packages put data
 * @param cache where downloads are kept
 */
public record DataPlaces(Optional<Path> given, Path packages, Path cache) {

    public DataPlaces {
        Objects.requireNonNull(given, "given");
        Objects.requireNonNull(packages, "packages");
        Objects.requireNonNull(cache, "cache");
    }

    /** The places of this process. */
    public static DataPlaces system() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /**
     * The places an environment asks for: {@code ESPALIER_DATA}; {@code /usr/share/datasets}; and for the cache
     * {@code ESPALIER_CACHE}, else {@code $XDG_CACHE_HOME/espalier}, else {@code ~/.cache/espalier}.
     */
    public static DataPlaces of(Map<String, String> environment, Path home) {
        // The XDG base directory specification: a relative path is invalid and to be ignored.
        Path caches =
                path(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute).orElse(home.resolve(".cache"));
        return new DataPlaces(
                path(environment, "ESPALIER_DATA"),
                Path.of("/usr/share/datasets"),
                path(environment, "ESPALIER_CACHE").orElse(caches.resolve("espalier")));
    }

    private static Optional<Path> path(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
