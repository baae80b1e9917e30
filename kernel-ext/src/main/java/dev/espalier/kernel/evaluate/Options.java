package dev.espalier.kernel.evaluate;

import java.nio.file.Path;
import java.util.List;

/**
 * How an {@link Evaluator} is set up.
 *
 * @param imports what every snippet sees, as written after the keyword: {@code "java.util.*"}, {@code "static
 *     java.lang.Math.max"}
 * @param compileClassPath jars and directories the snippets are compiled against; empty means this JVM's class path. A
 *     narrow one starts faster and keeps transitive packages out of completion; running code sees everything either way
 * @param compilerOptions more options for {@code javac}, such as {@code --add-modules}
 * @param importsKnown whether the imports are known to compile with this JVM's class path, so that a session need not
 *     find out, which takes the better part of its start
 */
public record Options(
        List<String> imports, List<Path> compileClassPath, List<String> compilerOptions, boolean importsKnown) {

    public Options {
        imports = List.copyOf(imports);
        compileClassPath = List.copyOf(compileClassPath);
        compilerOptions = List.copyOf(compilerOptions);
        importsKnown = importsKnown && compileClassPath.isEmpty();
    }

    /** Options whose imports are compiled when a session starts. */
    public Options(List<String> imports, List<Path> compileClassPath, List<String> compilerOptions) {
        this(imports, compileClassPath, compilerOptions, false);
    }

    /** The imports {@code jshell} itself starts with, and nothing else. */
    public static Options defaults() {
        return new Options(
                List.of(
                        "java.io.*",
                        "java.math.*",
                        "java.net.*",
                        "java.nio.file.*",
                        "java.util.*",
                        "java.util.concurrent.*",
                        "java.util.function.*",
                        "java.util.regex.*",
                        "java.util.stream.*"),
                List.of(),
                List.of());
    }

    /** These options with other imports. */
    public Options withImports(List<String> others) {
        return new Options(others, compileClassPath, compilerOptions);
    }

    /** These options with other imports, which are known to compile with this JVM's class path. */
    public Options withKnownImports(List<String> others) {
        return new Options(others, compileClassPath, compilerOptions, true);
    }

    /** These options with another compile class path. */
    public Options withCompileClassPath(List<Path> other) {
        return new Options(imports, other, compilerOptions, importsKnown);
    }
}
