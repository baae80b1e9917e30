package dev.espalier.compile.translate;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Leaves generated classes to HotSpot's optimizing compiler alone. Its quick one, C1, takes longer over methods of hundreds of
 * vectors than the other, gives up on some of them, and those then stay slow for good, as nothing counts their calls.
 */
final class OptimizingCompiler {

    private static final String DIRECTIVES = "[{ match: [\"" + JavaSource.CLASS + ".*\"], c1: { Exclude: true } }]";

    /** Directives hold for all classes of the name, those that come later too, so once is enough. */
    private static final class Asked {
        static final String ANSWER = ask();
    }

    private OptimizingCompiler() {}

    /**
     * Asks for it. Where the virtual machine knows no directives, generated code is as right, and slower.
     *
     * @return what the virtual machine says
     */
    static String alone() {
        return Asked.ANSWER;
    }

    private static String ask() {
        try {
            Path file = Files.createTempFile("espalier-directives", ".json");
            try {
                Files.writeString(file, DIRECTIVES);
                return (String) ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                "compilerDirectivesAdd",
                                new Object[] {new String[] {file.toString()}},
                                new String[] {String[].class.getName()});
            } finally {
                Files.delete(file);
            }
        } catch (IOException | JMException otherVirtualMachine) {
            return otherVirtualMachine.toString();
        }
    }
}
