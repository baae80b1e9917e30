package dev.espalier.kernel.extension;

import dev.espalier.kernel.magic.Call;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.LiveProgress;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Schema.Form;
import dev.espalier.kernel.magic.Surroundings;
import dev.espalier.kernel.magic.Word;
import dev.espalier.kernel.magic.Words;
import dev.espalier.kernel.magic.Workspace;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderer;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.Session;
import dev.espalier.kernel.tool.Tools;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;

/**
 * Gives a kernel that finds this library on its class path the imports, the magics and the renderers of this one. What
 * the kernel has itself it keeps: a magic of a name that is taken is left out. Found by {@link java.util.ServiceLoader}.
 */
public final class EspalierExtension implements Extension {

    /** Values these kinds are shown by the kernel itself. */
    private static final String PREFERRED = "text/html";

    @Override
    public void install(BaseKernel kernel) {
        for (String name : Session.imports()) {
            // The kernel has functions of its own to show things.
            if (!name.startsWith("static ")) {
                kernel.evalRaw("import " + name + ";");
            }
        }
        Renderers renderers = Renderers.installed();
        renderers.all().forEach(renderer -> register(renderer, kernel));
        register(new Ready(), kernel);
        Magics magics = Magics.installedAnd(Tools.forAnyKernel());
        Host host = new Host(kernel);
        Workspace workspace = new Workspace(host, new Surroundings(), magics);
        Runner runner = new Runner(magics, renderers, workspace, host);
        MagicsRegistry registry = kernel.getMagicsRegistry();
        Set<String> lines = Set.copyOf(registry.getLineMagicNames());
        Set<String> cells = Set.copyOf(registry.getCellMagicNames());
        for (Schema schema : magics.schemas()) {
            String name = schema.name();
            if (schema.form() == Form.LINE && !lines.contains(name)) {
                registry.registerLineMagic(name, (BaseKernel k, List<String> words) -> runner.run(schema, words, ""));
            } else if (schema.form() == Form.CELL && !cells.contains(name)) {
                registry.registerCellMagic(
                        name, (BaseKernel k, List<String> words, String body) -> runner.run(schema, words, body));
            }
        }
    }

    private static <T> void register(Renderer<T> renderer, BaseKernel kernel) {
        kernel.getRenderer()
                .createRegistration(renderer.type())
                .supporting("text/plain", "image/png", "image/svg+xml", "text/markdown", "text/latex")
                .preferring(PREFERRED)
                .register((value, context) -> {
                    MimeBundle shown = renderer.render(value);
                    shown.data().forEach((type, data) -> context.getOutputContainer()
                            .putData(type, data));
                });
    }

    /** What magics such as {@code %%html} give is shown already. */
    private record Ready() implements Renderer<MimeBundle> {

        @Override
        public Class<MimeBundle> type() {
            return MimeBundle.class;
        }

        @Override
        public MimeBundle render(MimeBundle value) {
            return value;
        }
    }

    /** Runs magics of this library for the words another kernel has read. */
    private record Runner(Magics magics, Renderers renderers, Workspace workspace, Host host) {

        Object run(Schema schema, List<String> words, String body) throws Exception {
            boolean asked = words.equals(List.of("?"));
            Call call = new Call(schema.form(), schema.name(), asked, read(schema, words), body);
            try (LiveProgress progress = new LiveProgress(host.output(), renderers)) {
                return magics.run(
                        call,
                        new Context(
                                host.output(),
                                renderers,
                                host,
                                progress,
                                Thread.currentThread()::isInterrupted,
                                workspace,
                                false));
            } catch (MagicException e) {
                throw new IllegalArgumentException(e.getMessage() + (e.usage().isEmpty() ? "" : "\n" + e.usage()), e);
            }
        }

        private static Words read(Schema schema, List<String> words) {
            String line = String.join(" ", words);
            Words whole = Words.read(line, 0, Optional.of(schema));
            boolean takesLine = whole.list().stream().anyMatch(Word::quoted);
            return takesLine
                    ? whole
                    : new Words(
                            words.stream()
                                    .map(word -> new Word(word, 0, 0, false))
                                    .toList(),
                            0,
                            false,
                            false);
        }
    }
}
