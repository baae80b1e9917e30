package dev.espalier.kernel.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;

/** The shortest Java kernel on JJava's base library and JShell in the same process: what Espalier is compared with. */
final class MinimalKernel extends BaseKernel {

    private final JShell shell = JShell.builder()
            .executionEngine("local")
            .out(System.out)
            .err(System.err)
            .build();
    private final SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();

    private MinimalKernel() {
        super(
                "minimal",
                "1",
                new LanguageInfo.Builder("java").version("17").build(),
                List.of(),
                null,
                new JupyterIO(StandardCharsets.UTF_8),
                new CommManager(),
                new Renderer(),
                new MagicParser("(?<=(?:^|=))\\s*%", "%%", new MagicTranspiler()),
                new MagicsRegistry(),
                false,
                new StringStyler.Builder().build());
    }

    public static void main(String[] arguments) throws Exception {
        MinimalKernel kernel = new MinimalKernel();
        JupyterConnection connection =
                new JupyterConnection(KernelConnectionProperties.parse(Files.readString(Path.of(arguments[0]))));
        kernel.becomeHandlerForConnection(connection);
        connection.connect();
        connection.waitUntilClose();
        System.exit(0);
    }

    @Override
    public Object evalRaw(String source) {
        Object value = null;
        String rest = source;
        while (!rest.isBlank()) {
            CompletionInfo info = analysis.analyzeCompletion(rest);
            for (SnippetEvent event : shell.eval(info.source())) {
                if (event.exception() != null) {
                    throw new IllegalStateException(event.exception());
                }
                value = event.value();
            }
            rest = info.remaining();
        }
        return value;
    }

    @Override
    public DisplayData inspect(String source, int at, boolean extra) {
        return DisplayData.EMPTY;
    }

    @Override
    public ReplacementOptions complete(String source, int at) {
        int[] anchor = new int[1];
        List<String> found = analysis.completionSuggestions(source, at, anchor).stream()
                .map(SourceCodeAnalysis.Suggestion::continuation)
                .distinct()
                .toList();
        return new ReplacementOptions(found, anchor[0], at);
    }

    @Override
    public String isComplete(String source) {
        return IS_COMPLETE_YES;
    }
}
