package dev.espalier.kernel.protocol;

import com.google.gson.JsonObject;
import java.util.List;
import org.dflib.jjava.jupyter.messages.Header;

/** What the kernel says of itself. */
final class Information {

    private Information() {}

    /** The content of a {@code kernel_info_reply}. */
    static JsonObject ofKernel() {
        String version = KernelServer.class.getPackage().getImplementationVersion();
        String shown = version == null ? "development" : version;
        return Json.object(
                "protocol_version",
                Header.PROTOCOL_VERISON,
                "implementation",
                "espalier",
                "implementation_version",
                shown,
                "language_info",
                Json.object(
                        "name",
                        "java",
                        "version",
                        Integer.toString(Runtime.version().feature()),
                        "mimetype",
                        "text/x-java",
                        "file_extension",
                        ".jsh",
                        "pygments_lexer",
                        "java",
                        "codemirror_mode",
                        "text/x-java",
                        "nbconvert_exporter",
                        "script"),
                "banner",
                "Espalier " + shown + " on Java " + Runtime.version() + ". %lsmagic lists the magics.",
                "debugger",
                false,
                "help_links",
                List.of(
                        link("Java API", "https://docs.oracle.com/en/java/javase/17/docs/api/"),
                        link("ND4J", "https://deeplearning4j.konduit.ai/nd4j/overview"),
                        link("Tablesaw", "https://jtablesaw.github.io/tablesaw/"),
                        link("XChart", "https://knowm.org/open-source/xchart/")));
    }

    private static JsonObject link(String text, String url) {
        return Json.object("text", text, "url", url);
    }
}
