package dev.espalier.model.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What wrote a model file.
 *
 * @param library Espalier's version
 * @param java the Java version
 * @param created when, in ISO 8601, if the writer said so: without it, the same model always gives the same bytes
 */
public record Origin(String library, String java, Optional<String> created) {

    private static final String BUILD = "/META-INF/maven/dev.espalier/espalier/pom.properties";

    /** This program, at a time it does not tell. */
    public static Origin current() {
        return new Origin(libraryVersion(), Runtime.version().toString(), Optional.empty());
    }

    /** Maven leaves its properties in the jar; classes that were never packed have none. */
    private static String libraryVersion() {
        try (InputStream file = Origin.class.getResourceAsStream(BUILD)) {
            if (file == null) {
                return "development";
            }
            Properties build = new Properties();
            build.load(file);
            return build.getProperty("version");
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + BUILD, unreadable);
        }
    }
}
