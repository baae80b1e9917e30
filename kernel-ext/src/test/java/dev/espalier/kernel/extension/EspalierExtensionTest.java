package dev.espalier.kernel.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.kernel.evaluate.Evaluation;
import dev.espalier.kernel.evaluate.EvaluationException;
import dev.espalier.kernel.evaluate.Evaluator;
import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.model.Model;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Against the base library itself: a kernel that is as small as one can be, with the extensions it finds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EspalierExtensionTest {

    private final SmallKernel kernel = new SmallKernel();

    @BeforeAll
    void start() {
        kernel.getMagicsRegistry().registerLineMagic("pwd", (BaseKernel k, List<String> words) -> "its own");
        kernel.installDefaultExtensions();
    }

    @AfterAll
    void close() {
        kernel.evaluator.close();
    }

    @Test
    void installsImports() {
        assertThat(kernel.evalRaw("Seed.class.getName()")).isEqualTo("dev.espalier.model.Seed");
    }

    @Test
    void installsMagicsBesideThoseThatAreThere() throws Exception {
        assertThat(kernel.getMagicsRegistry().getLineMagicNames())
                .contains("zoo", "prune", "train", "timeit", "lsmagic")
                .doesNotContain("maven", "reset");
        assertThat(kernel.getMagicsRegistry().getCellMagicNames()).contains("html", "bash", "time");
        assertThat((Object) line("pwd")).isEqualTo("its own");
        Object net = line("zoo", "lenet5", "--input", "1x28x28", "--classes", "10");
        assertThat(net).isInstanceOf(Model.class);
        kernel.evaluator.bind("net", net, Model.class);
        assertThat(String.valueOf((Object) line("summary", "net"))).contains("conv");
        assertThat(String.valueOf((Object) line("timeit", "-n", "2", "-r", "1", "Math.sqrt(2)")))
                .endsWith("(mean ± sd of 1 run of 2 loops each)");
        MimeBundle html = kernel.getMagicsRegistry().evalCellMagic(kernel, "html", List.of(), "<b>x</b>");
        assertThat(html.data()).containsEntry("text/html", "<b>x</b>");
    }

    @Test
    void mistakesComeWithTheUsage() {
        assertThatThrownBy(() -> line("prune", "nothing"))
                .hasMessageStartingWith("%prune: MODEL 'nothing' is no variable with a value in this session;")
                .hasMessageContaining("\nUsage: %prune MODEL");
    }

    @Test
    void installsRenderers() throws Exception {
        Object net = line("zoo", "lenet5", "--input", "1x28x28", "--classes", "10");
        DisplayData shown = kernel.getRenderer().render(net);
        assertThat(shown.hasDataForType(MIMEType.TEXT_HTML)).isTrue();
        assertThat(String.valueOf(shown.getData(MIMEType.TEXT_PLAIN))).isNotBlank();
        assertThat(kernel.getRenderer()
                        .render(MimeBundle.text("t").with("image/svg+xml", "<svg/>"))
                        .getData(MIMEType.IMAGE_SVG))
                .isEqualTo("<svg/>");
    }

    private <T> T line(String name, String... words) throws Exception {
        return kernel.getMagicsRegistry().evalLineMagic(kernel, name, List.of(words));
    }

    private static final class SmallKernel extends BaseKernel {

        private final Evaluator evaluator = new Evaluator(Options.defaults());

        SmallKernel() {
            super(
                    "small",
                    "1",
                    new LanguageInfo.Builder("java").build(),
                    new ArrayList<>(),
                    null,
                    new JupyterIO(StandardCharsets.UTF_8),
                    new CommManager(),
                    new Renderer(),
                    new MagicParser("^\\s*%", "^\\s*%%", new MagicTranspiler()),
                    new MagicsRegistry(),
                    true,
                    new StringStyler.Builder().build());
        }

        @Override
        protected void installDefaultExtensions() {
            super.installDefaultExtensions();
        }

        @Override
        public Object evalRaw(String source) {
            try {
                Evaluation evaluation = evaluator.evaluate(source, SILENT);
                return evaluation.value();
            } catch (EvaluationException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        @Override
        public DisplayData inspect(String code, int at, boolean extraDetail) {
            return null;
        }

        @Override
        public ReplacementOptions complete(String code, int at) {
            return null;
        }

        @Override
        public String isComplete(String code) {
            return IS_COMPLETE_MAYBE;
        }
    }

    private static final Output SILENT = new Output() {
        @Override
        public void print(Channel channel, String text) {}

        @Override
        public void display(MimeBundle value, String displayId) {}

        @Override
        public void update(MimeBundle value, String displayId) {}

        @Override
        public void clear(boolean wait) {}
    };
}
