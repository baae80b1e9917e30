package dev.espalier.kernel.magic;

import dev.espalier.kernel.evaluate.Completions;
import dev.espalier.kernel.evaluate.CurrentCell;
import dev.espalier.kernel.magic.Schema.Form;
import dev.espalier.model.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The magics of one session, by name; one name may have a form of one line and a form of a whole cell. {@code %lsmagic}
 * and {@code %magic}, which list and explain them, are always there. Cells add their own with {@link #define}.
 */
public final class Magics {

    private final Map<String, Magic> lines = new ConcurrentSkipListMap<>();
    private final Map<String, Magic> cells = new ConcurrentSkipListMap<>();

    private final AtomicInteger changes = new AtomicInteger();

    /** What cells have defined and may define anew. */
    private final Set<Magic> own = ConcurrentHashMap.newKeySet();

    /** @throws IllegalArgumentException if two have the same name and form */
    public Magics(Collection<? extends Magic> magics) {
        List<Magic> all = new ArrayList<>(magics);
        all.add(new ListMagics(this::schemas));
        all.add(new ExplainMagics(this::schemas));
        for (Magic magic : all) {
            Magic other = of(magic.schema().form()).put(magic.schema().name(), magic);
            if (other != null) {
                throw new IllegalArgumentException(
                        "two magics are called " + magic.schema().call() + ": "
                                + other.getClass().getName() + " and "
                                + magic.getClass().getName());
            }
        }
    }

    /** The magics that this class path announces. */
    public static Magics installed() {
        return installedAnd(List.of());
    }

    /** The magics that this class path announces, and others. */
    public static Magics installedAnd(Collection<? extends Magic> others) {
        List<Magic> found = new ArrayList<>(others);
        ServiceLoader.load(Magic.class, Magics.class.getClassLoader()).forEach(found::add);
        return new Magics(found);
    }

    private Map<String, Magic> of(Form form) {
        return form == Form.LINE ? lines : cells;
    }

    /** What a one-line definition does with the words behind the magic's name; its value is shown unless it is null. */
    @FunctionalInterface
    public interface Line {
        Object run(List<String> words) throws Exception;
    }

    /** What a one-line definition does with the words and with the lines below; its value is shown unless it is null. */
    @FunctionalInterface
    public interface Body {
        Object run(List<String> words, String body) throws Exception;
    }

    /** Gives the session of the running cell a magic: {@code Magics.define("hello", words -> "Hello " + words)}. */
    public static void define(String name, Line line) {
        define(name, "is defined in this notebook", line);
    }

    /** As {@link #define(String, Line)}, with a phrase for its help: {@code "greets someone"}. */
    public static void define(String name, String summary, Line line) {
        define(
                Schema.line(name, summary, Object.class, OWN_WORDS).examples("%" + name),
                (arguments, context) -> line.run(arguments.get(OWN_WORDS)));
    }

    /** Gives the session of the running cell a magic that takes the lines below it. */
    public static void defineCell(String name, Body body) {
        defineCell(name, "is defined in this notebook", body);
    }

    /** As {@link #defineCell(String, Body)}, with a phrase for its help. */
    public static void defineCell(String name, String summary, Body body) {
        define(
                Schema.cell(name, summary, Object.class, OWN_WORDS).examples("%%" + name),
                (arguments, context) -> body.run(arguments.get(OWN_WORDS), arguments.body()));
    }

    /** Gives the session of the running cell a magic with options, values that are checked, and help. */
    public static void define(Schema schema, Magic.Body body) {
        Magics session = CurrentCell.companion(Magics.class)
                .orElseThrow(() -> new IllegalStateException(
                        "a magic can only be defined in a cell, or in a thread a cell has started"));
        session.add(Magic.of(schema, body));
    }

    private static final Parameter<List<String>> OWN_WORDS =
            Parameter.words("words", Kinds.text("WORD"), "what it is given");

    /**
     * Adds a magic; one that was added before under its name is replaced.
     *
     * @throws IllegalArgumentException if the name is none, or that of a magic this kernel came with
     */
    public void add(Magic magic) {
        String name = magic.schema().name();
        if (name.isEmpty() || !name.chars().allMatch(c -> isNamePart((char) c))) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of a magic; it may have letters, digits, - and _");
        }
        Map<String, Magic> same = of(magic.schema().form());
        Magic present = same.get(name);
        if (present != null && !own.contains(present)) {
            throw new IllegalArgumentException("there is a " + magic.schema().call() + " already: it "
                    + present.schema().summary() + "; choose another name");
        }
        if (present != null) {
            own.remove(present);
        }
        own.add(magic);
        same.put(name, magic);
        changes.incrementAndGet();
    }

    /** How often magics were added or removed: how a cell is read depends on which there are. */
    public int changes() {
        return changes.get();
    }

    /** Removes a magic that a cell has added; false if there is none. */
    public boolean remove(String name, Form form) {
        Magic present = of(form).get(name);
        changes.incrementAndGet();
        return present != null && own.remove(present) && of(form).remove(name, present);
    }

    /** What the magics declare, by name. */
    public List<Schema> schemas() {
        return Stream.of(lines, cells)
                .flatMap(forms -> forms.values().stream())
                .map(Magic::schema)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    /** The magic of a name: the form asked for, or else the other one. */
    public Optional<Magic> find(String name, Form form) {
        Magic asked = of(form).get(name);
        return Optional.ofNullable(asked != null ? asked : of(other(form)).get(name));
    }

    /** What a magic of this very form declares. */
    public Optional<Schema> schema(String name, Form form) {
        return Optional.ofNullable(of(form).get(name)).map(Magic::schema);
    }

    private static Form other(Form form) {
        return form == Form.LINE ? Form.CELL : Form.LINE;
    }

    /**
     * The magic of a name, for use in a form.
     *
     * @throws MagicException if there is none, or it has the other form only
     */
    public Magic get(String name, Form form) {
        Magic magic = find(name, form).orElse(null);
        if (magic == null) {
            List<String> names = schemas().stream().map(Schema::name).toList();
            String near = Nearest.to(name, names)
                    .map(best -> "did you mean "
                            + find(best, form).orElseThrow().schema().call() + "?")
                    .orElse("%lsmagic lists those there are");
            throw new MagicException("UnknownMagic", "There is no magic " + form.sign() + name + "; " + near, "");
        }
        if (magic.schema().form() != form) {
            throw MagicException.usage(
                    magic.schema(),
                    form == Form.LINE
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
            Magic asked = find(call.name(), call.form()).orElseGet(() -> get(call.name(), call.form()));
            return new Help(asked.schema());
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
    public Completions complete(Form form, String text, int name, int cursor, Variables variables) {
        String before = text.substring(0, cursor);
        int nameEnd = name;
        while (nameEnd < cursor && isNamePart(text.charAt(nameEnd))) {
            nameEnd++;
        }
        String typed = before.substring(name, nameEnd);
        if (nameEnd == cursor) {
            return MagicCompleter.matching(of(form).keySet().stream(), typed, cursor);
        }
        Magic magic = of(form).get(typed);
        return magic == null
                ? Completions.none(cursor)
                : MagicCompleter.complete(magic.schema(), before, nameEnd, variables);
    }

    /**
     * Where the Java of a call starts in its cell, if a cursor stands in it; what follows is Java to the call's end.
     *
     * @param cell ends with the call's body where it has one
     */
    public Optional<Integer> javaAt(Call call, String cell, int cursor) {
        Optional<Schema> schema = schema(call.name(), call.form());
        int body = cell.length() - call.body().length();
        if (schema.filter(Schema::javaBody).isPresent() && call.form() == Form.CELL && cursor >= body) {
            return cell.substring(0, body).endsWith("\n") ? Optional.of(body) : Optional.empty();
        }
        List<Word> words = call.words().list();
        if (words.isEmpty() || schema.filter(Schema::takesCode).isEmpty()) {
            return Optional.empty();
        }
        Word last = words.get(words.size() - 1);
        boolean option = cell.substring(Math.min(last.start(), cursor), cursor).matches("-\\S*");
        return last.quoted()
                        && !option
                        && last.start() <= cursor
                        && cursor <= call.words().end()
                ? Optional.of(last.start())
                : Optional.empty();
    }

    /** Whether a character may stand in a magic's name. */
    public static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }
}
