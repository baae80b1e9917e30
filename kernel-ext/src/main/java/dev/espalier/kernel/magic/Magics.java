package dev.espalier.kernel.magic;

import dev.espalier.kernel.evaluate.Completions;
import dev.espalier.model.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The magics of one session. {@code %lsmagic}, which lists them, is always there. */
public final class Magics {

    private final Map<String, Magic> byName = new TreeMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    public Magics(Collection<? extends Magic> magics) {
        List<Magic> all = new ArrayList<>(magics);
        all.add(new ListMagics(this::schemas));
        for (Magic magic : all) {
            Magic other = byName.put(magic.schema().name(), magic);
            if (other != null) {
                throw new IllegalArgumentException("two magics are called %"
                        + magic.schema().name() + ": " + other.getClass().getName() + " and "
                        + magic.getClass().getName());
            }
        }
    }

    /** The magics that this class path announces. */
    public static Magics installed() {
        List<Magic> found = new ArrayList<>();
        ServiceLoader.load(Magic.class, Magics.class.getClassLoader()).forEach(found::add);
        return new Magics(found);
    }

    /** What the magics declare, by name. */
    public List<Schema> schemas() {
        return byName.values().stream().map(Magic::schema).toList();
    }

    /** The magic of a name. */
    public Optional<Magic> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * The magic of a name, for use in a form.
     *
     * @throws MagicException if there is none, or it has the other form
     */
    public Magic get(String name, Schema.Form form) {
        Magic magic = byName.get(name);
        if (magic == null) {
            String near = Nearest.to(name, byName.keySet())
                    .map(best -> "did you mean " + byName.get(best).schema().call() + "?")
                    .orElse("%lsmagic lists those there are");
            throw new MagicException("UnknownMagic", "There is no magic " + form.sign() + name + "; " + near, "");
        }
        if (magic.schema().form() != form) {
            throw MagicException.usage(
                    magic.schema(),
                    form == Schema.Form.LINE
                            ? "it takes the rest of the cell: write %%" + name + " on the first line"
                            : "it is one line and takes no rest of the cell: write %" + name);
        }
        return magic;
    }

    /**
     * Runs a magic.
     *
     * @param call the name and the words
     * @return its value or null; {@link Help} where the call asks for it
     * @throws MagicException if the call is wrong
     * @throws Exception what the magic throws
     */
    public Object run(Call call, Context context) throws Exception {
        if (call.asksForHelp()) {
            Magic magic = byName.containsKey(call.name()) ? byName.get(call.name()) : get(call.name(), call.form());
            return new Help(magic.schema());
        }
        Magic magic = get(call.name(), call.form());
        Arguments arguments = ArgumentParser.parse(magic.schema(), call.words(), call.body(), context.variables());
        return magic.run(arguments, context);
    }

    /**
     * How a call can go on at a cursor.
     *
     * @param text a cell
     * @param name where the magic's name starts in it, after the signs
     * @param cursor at or after that
     */
    public Completions complete(Schema.Form form, String text, int name, int cursor, Variables variables) {
        String before = text.substring(0, cursor);
        int nameEnd = name;
        while (nameEnd < cursor && isNamePart(text.charAt(nameEnd))) {
            nameEnd++;
        }
        String typed = before.substring(name, nameEnd);
        if (nameEnd == cursor) {
            return MagicCompleter.matching(
                    schemas().stream().filter(schema -> schema.form() == form).map(Schema::name), typed, cursor);
        }
        Magic magic = byName.get(typed);
        return magic == null
                ? Completions.none(cursor)
                : MagicCompleter.complete(magic.schema(), before, nameEnd, variables);
    }

    /** Whether a character may stand in a magic's name. */
    public static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }
}
