package dev.espalier.kernel.magic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class MagicsTest {

    private final Magics magics = new Magics(List.of(
            Sample.magic(Sample.SCHEMA, (arguments, context) -> arguments.get(Sample.NET)),
            Sample.magic(Sample.ZOO, (arguments, context) -> null),
            Sample.magic(
                    Schema.cell("text", "keeps the cell", String.class), (arguments, context) -> arguments.body())));

    private final Context context = new Context(
            new RecordedOutput(),
            Renderers.installed(),
            Sample.VARIABLES,
            Progress.NONE,
            Cancellation.NEVER,
            null,
            false);

    @Test
    void givesWhatTheMagicGives() throws Exception {
        assertThat(run("prune", "net")).isEqualTo(new Sample.Net("first"));
        assertThat(magics.run(call(Schema.Form.CELL, "text", false, "", "a\nb"), context))
                .isEqualTo("a\nb");
    }

    @Test
    void suggestsTheNearestName() {
        assertThatThrownBy(() -> run("prnue", ""))
                .isInstanceOf(MagicException.class)
                .hasMessage("There is no magic %prnue; did you mean %prune?");
        assertThatThrownBy(() -> run("tex", "")).hasMessage("There is no magic %tex; did you mean %%text?");
        assertThatThrownBy(() -> run("matplotlib", ""))
                .hasMessage("There is no magic %matplotlib; %lsmagic lists those there are");
    }

    @Test
    void tellsLineFromCell() {
        assertThatThrownBy(() -> run("text", ""))
                .hasMessage("%%text: it takes the rest of the cell: write %%text on the first line");
        assertThatThrownBy(() -> magics.run(call(Schema.Form.CELL, "zoo", false, "", ""), context))
                .hasMessage("%zoo: it is one line and takes no rest of the cell: write %zoo");
    }

    @Test
    void listsEveryMagicWithWhatItDoes() throws Exception {
        Object index = run("lsmagic", "");
        assertThat(index)
                .hasToString(
                        "%lsmagic  lists the magics\n%magic    explains how magics are written, and each of them\n%prune    sets weights to zero\n%%text    keeps the cell\n"
                                + "%zoo      makes a network\n%name? explains one of them");
        assertThat(Renderers.installed().render(index).data().get("text/html"))
                .contains("<code>%prune</code>", "<code>var small = %prune net --structure pattern --rate 4x</code>");
    }

    @Test
    void explainsAMagicHoweverItIsAsked() throws Exception {
        Object help = run("prune", "--help");
        assertThat(help).isEqualTo(magics.run(call(Schema.Form.LINE, "prune", true, "", ""), context));
        assertThat(help)
                .hasToString(
                        """
                %prune MODEL [--structure unstructured|pattern|filter] [--rate RATE]
                    [--epochs N] [--momentum X] [--layers LAYER,…] [--quiet]
                Sets weights to zero.

                  MODEL                                    the network
                  --structure unstructured|pattern|filter  where zeros may be (default unstructured)
                  --rate RATE                              how much goes
                  --epochs N                               passes over the data (default 3)
                  --momentum X                             of the optimizer
                  --layers LAYER,…                         only these
                  --quiet                                  shows no bar

                Example:
                  var small = %prune net --structure pattern --rate 4x""");
        MimeBundle shown = Renderers.installed().render(help);
        assertThat(shown.data().get("text/html")).contains("<code>--rate RATE</code>", "(default 3)");
    }

    @Test
    void refusesTwoMagicsOfOneName() {
        Magic magic = Sample.magic(Sample.ZOO, (arguments, c) -> null);
        assertThatThrownBy(() -> new Magics(List.of(magic, magic)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("two magics are called %zoo: ");
    }

    @Test
    void refusesSchemasThatCannotBeParsed() {
        Parameter<String> optional = Parameter.optional("a", Kinds.text("A"), "");
        Parameter<String> required = Parameter.required("b", Kinds.text("B"), "");
        assertThatThrownBy(() -> Schema.line("x", "does", Void.class, optional, required))
                .hasMessage("%x: B cannot follow a parameter that is OPTIONAL");
        assertThatThrownBy(() -> Schema.line("x", "does", Void.class, required, required))
                .hasMessage("%x has two parameters called b");
        assertThatThrownBy(() -> Schema.line("x", "does", Void.class).examples("%y"))
                .hasMessage("'%y' is no example of %x");
        assertThatThrownBy(() -> Parameter.flag("Bad Name", ""))
                .hasMessage("'Bad Name' is no parameter name; expected one such as keep-rate");
    }

    private Object run(String name, String line) throws Exception {
        return magics.run(call(Schema.Form.LINE, name, false, line, ""), context);
    }

    private static Call call(Schema.Form form, String name, boolean asked, String line, String body) {
        return new Call(form, name, asked, Words.read(line, 0), body);
    }
}
