package dev.espalier.experiment;

import dev.espalier.compile.target.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

/**
 * In what conditions an arm was run.
 *
 * @param espalier version, and the commit it was built from
 * @param machine processor, number of its cores, system
 * @param java version of the virtual machine
 * @param ended when, in ISO 8601
 */
public record Conditions(String espalier, String machine, String java, String ended) {

    private static final String BUILD = "/dev/espalier/build.properties";

    /** Those that hold here and now. */
    static Conditions now() {
        return new Conditions(
                built(),
                Target.processor() + ", " + Runtime.getRuntime().availableProcessors() + " processors, "
                        + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version().toString(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** The build writes it; outside a repository it has no commit to name. */
    private static String built() {
        Properties build = new Properties();
        try (InputStream file = Conditions.class.getResourceAsStream(BUILD)) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + BUILD, unreadable);
        }
        return build.getProperty("git.build.version", "development") + " of commit "
                + build.getProperty("git.commit.id.describe", "unknown");
    }
}
