package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Arguments;
import dev.espalier.kernel.magic.Context;
import dev.espalier.kernel.magic.Kind;
import dev.espalier.kernel.magic.Kinds;
import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.Parameter;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Schema.Form;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code %alias}, {@code %unalias} and {@code %alias_magic}: other names for shell commands and for magics. */
final class AliasTools {

    private static final Kind<String> WORD = Kinds.text("NAME");
    private static final Parameter<String> NAME = Parameter.optional("name", WORD, "the new magic");
    private static final Parameter<String> COMMAND = Parameter.line(
                    "command",
                    new CommandKind(),
                    "what it runs in the shell; %s stands for one word of the call each, %l for all of them")
            .orElse("");
    private static final Parameter<String> GONE = Parameter.required("name", WORD, "the alias");
    private static final Parameter<String> NEW = Parameter.required("name", WORD, "the new name");
    private static final Parameter<String> TARGET = Parameter.required("magic", WORD, "the magic it stands for");
    private static final Parameter<Boolean> LINE =
            Parameter.flag("line", "only for the form of one line").letter("l");
    private static final Parameter<Boolean> CELL =
            Parameter.flag("cell", "only for the form that takes the cell").letter("c");

    private AliasTools() {}

    static List<Magic> all() {
        return List.of(
                Magic.of(
                        Schema.line(
                                        "alias",
                                        "makes a shell command a magic, or lists those made so",
                                        Object.class,
                                        NAME,
                                        COMMAND)
                                .examples("%alias csv wc -l %s.csv", "%alias"),
                        AliasTools::alias),
                Magic.of(
                        Schema.line("unalias", "removes an alias", Void.class, GONE)
                                .examples("%unalias csv"),
                        AliasTools::unalias),
                Magic.of(
                        Schema.line("alias_magic", "gives a magic a second name", Void.class, NEW, TARGET, LINE, CELL)
                                .examples("%alias_magic t timeit"),
                        AliasTools::aliasMagic));
    }

    private static Object alias(Arguments arguments, Context context) {
        Map<String, String> aliases = context.workspace().surroundings().aliases();
        if (arguments.find(NAME).isEmpty()) {
            return new TreeMap<>(aliases);
        }
        String name = arguments.find(NAME).get();
        String command = arguments.get(COMMAND);
        if (command.isEmpty()) {
            if (!aliases.containsKey(name)) {
                throw new IllegalArgumentException("there is no alias " + name + "; give the command it stands for");
            }
            return aliases.get(name);
        }
        context.workspace().magics().add(ShellTools.shortcut(name, command));
        aliases.put(name, command);
        return null;
    }

    private static Object unalias(Arguments arguments, Context context) {
        String name = arguments.get(GONE);
        if (context.workspace().surroundings().aliases().remove(name) == null) {
            throw new IllegalArgumentException("there is no alias " + name);
        }
        context.workspace().magics().remove(name, Form.LINE);
        return null;
    }

    private static Object aliasMagic(Arguments arguments, Context context) {
        Magics magics = context.workspace().magics();
        String name = bare(arguments.get(NEW));
        String target = bare(arguments.get(TARGET));
        boolean both = arguments.get(LINE) == arguments.get(CELL);
        List<Form> forms = both ? List.of(Form.LINE, Form.CELL) : List.of(arguments.get(LINE) ? Form.LINE : Form.CELL);
        List<Form> there = forms.stream()
                .filter(form -> magics.schema(target, form).isPresent())
                .toList();
        if (there.isEmpty()) {
            magics.get(target, forms.get(0)); // says what there is instead
        }
        for (Form form : there) {
            Magic magic = magics.get(target, form);
            magics.add(Magic.of(magic.schema().calledAs(name, "is " + form.sign() + target), magic::run));
            context.print(form.sign() + name + " is " + form.sign() + target);
        }
        return null;
    }

    private static String bare(String name) {
        return name.replaceFirst("^%{1,2}", "");
    }
}
