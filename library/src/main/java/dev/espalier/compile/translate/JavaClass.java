package dev.espalier.compile.translate;

import dev.espalier.compile.target.ToolchainException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Generated C as a class of Java that is loaded. It goes when nothing refers to it any more. */
public final class JavaClass {

    /** The module with Java's vectors. */
    public static final String MODULE = "jdk.incubator.vector";

    /** How to get what it takes, as the end of a sentence. */
    public static final String REMEDY = "start a JDK, not a runtime alone, with --add-modules=" + MODULE
            + "; for espalier, set the environment" + " variable ESPALIER_JAVA_OPTS to that";

    private final Class<?> loaded;

    private JavaClass(Class<?> loaded) {
        this.loaded = loaded;
    }

    /** Whether this virtual machine has a compiler and was told to bring vectors. */
    public static boolean possible() {
        return ToolProvider.getSystemJavaCompiler() != null
                && ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /**
     * Compiles and loads functions of C, as {@link JavaSource} describes them.
     *
     * @param c the functions
     * @param lanes numbers of a vector
     * @throws ToolchainException if this is not {@link #possible}; says what is missing
     */
    public static JavaClass of(String c, int lanes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (!possible()) {
            throw new ToolchainException("this Java, in " + System.getProperty("java.home") + ", lacks "
                    + (compiler == null ? "a compiler" : "vectors") + " to run networks with: " + REMEDY);
        }
        OptimizingCompiler.alone();
        return new JavaClass(load(compiler, JavaSource.of(c, lanes)));
    }

    /**
     * One of the functions.
     *
     * @param type of the method, with the array of all numbers first
     */
    public MethodHandle function(String name, MethodType type) {
        try {
            return MethodHandles.privateLookupIn(loaded, MethodHandles.lookup()).findStatic(loaded, name, type);
        } catch (ReflectiveOperationException none) {
            throw new IllegalArgumentException("the generated class has no function " + name + " of " + type, none);
        }
    }

    private static Class<?> load(JavaCompiler compiler, String source) {
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(complaints, Locale.ROOT, StandardCharsets.UTF_8);
                JavaFileManager kept = new Kept(files, classes)) {
            List<String> options = List.of("--add-modules", MODULE, "-proc:none", "-nowarn", "-g:none");
            boolean compiled = compiler.getTask(
                            Writer.nullWriter(), kept, complaints, options, null, List.of(new Source(source)))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the generated Java does not compile: "
                        + complaints.getDiagnostics().stream()
                                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                                .findFirst()
                                .map(one -> one.getMessage(Locale.ROOT) + " in: "
                                        + source.lines()
                                                .skip(Math.max(0, one.getLineNumber() - 1))
                                                .findFirst()
                                                .orElse(""))
                                .orElse("for no reason given"));
            }
            return new Loader(classes).loadClass(JavaSource.CLASS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A text to be compiled. */
    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("string:///" + JavaSource.CLASS + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what the compiler makes in memory. */
    private static final class Kept extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, ByteArrayOutputStream> classes;

        Kept(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            classes.put(name, bytes);
            return new SimpleJavaFileObject(URI.create("memory:///" + name + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }

    private static final class Loader extends ClassLoader {

        private final Map<String, ByteArrayOutputStream> classes;

        Loader(Map<String, ByteArrayOutputStream> classes) {
            super(ClassLoader.getPlatformClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!classes.containsKey(name)) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = classes.get(name).toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
