package dev.espalier.kernel.magic;

import dev.espalier.kernel.magic.Parameter.Role;
import dev.espalier.model.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the words of one call by the magic's schema. Every mistake is one sentence that names the word. */
final class ArgumentParser {

    private static final Set<Role> NEEDED = Set.of(Role.REQUIRED, Role.REST, Role.LINE);

    private final Schema schema;
    private final Variables variables;
    private final Map<Parameter<?>, List<String>> given = new LinkedHashMap<>();
    private final Iterator<Parameter<?>> positionals;
    private Parameter<?> rest;

    private ArgumentParser(Schema schema, Variables variables) {
        this.schema = schema;
        this.variables = variables;
        this.positionals = schema.positionals().iterator();
    }

    /** @throws MagicException if the words do not fit the schema */
    static Arguments parse(Schema schema, Words words, String body, Variables variables) {
        ArgumentParser parser = new ArgumentParser(schema, variables);
        if (words.openQuote()) {
            throw parser.wrong("the quote before '" + parser.lastOf(words) + "' is never closed");
        }
        parser.assign(words.list());
        return new Arguments(parser.read(), body);
    }

    private String lastOf(Words words) {
        return words.list().get(words.list().size() - 1).text();
    }

    private void assign(List<Word> words) {
        Iterator<Word> left = words.iterator();
        while (left.hasNext()) {
            Word word = left.next();
            if (word.isOption()) {
                assignOption(word, left);
            } else if (looksLikeShortOption(word)) {
                assignLetters(word, left);
            } else {
                assignPositional(word);
            }
        }
    }

    private static boolean looksLikeShortOption(Word word) {
        return !word.quoted() && word.text().matches("-[A-Za-z].*");
    }

    private void assignOption(Word word, Iterator<Word> left) {
        int equals = word.text().indexOf('=');
        String written = equals < 0 ? word.text() : word.text().substring(0, equals);
        Parameter<?> option = schema.named(written.replaceFirst("^--", ""))
                .filter(named -> written.startsWith("--"))
                .orElseThrow(() -> unknownOption(written));
        if (option.role() == Role.FLAG) {
            if (equals >= 0) {
                throw wrong(option.shown() + " takes no value; write it alone");
            }
            put(option, "true");
        } else if (equals >= 0) {
            put(option, word.text().substring(equals + 1));
        } else {
            Word value = left.hasNext() ? left.next() : null;
            if (value == null || value.isOption()) {
                throw wrong(option.shown() + " needs a value: " + option.kind().expected());
            }
            put(option, value.text());
        }
    }

    /** {@code -n 5}, {@code -n5}, and flags in a row: {@code -la}. */
    private void assignLetters(Word word, Iterator<Word> left) {
        String letters = word.text().substring(1);
        while (!letters.isEmpty()) {
            String letter = letters.substring(0, 1);
            Parameter<?> option = schema.lettered(letter)
                    .orElseThrow(() -> unknownOption(word.text().length() == 2 ? word.text() : "-" + letter));
            letters = letters.substring(1);
            if (option.role() == Role.FLAG) {
                put(option, "true");
                continue;
            }
            if (letters.isEmpty()) {
                Word value = left.hasNext() ? left.next() : null;
                if (value == null || value.isOption()) {
                    throw wrong(
                            "-" + letter + " needs a value: " + option.kind().expected());
                }
                letters = value.text();
            }
            put(option, letters);
            return;
        }
    }

    private MagicException unknownOption(String written) {
        Optional<Parameter<?>> unnamed = schema.parameters().stream()
                .filter(p -> !p.isNamed() && written.equalsIgnoreCase("--" + p.name()))
                .findFirst();
        if (unnamed.isPresent()) {
            return wrong(unnamed.get().shown() + " is given by its place, without '" + written + "'");
        }
        List<String> names = schema.named().stream()
                .flatMap(p -> p.letter().isEmpty() ? Stream.of(p.shown()) : Stream.of(p.shown(), "-" + p.letter()))
                .toList();
        return wrong("there is no option '" + written + "'"
                + (names.isEmpty() ? "; it has no options" : Nearest.hint(written, names)));
    }

    private void assignPositional(Word word) {
        if (rest == null && positionals.hasNext()) {
            Parameter<?> next = positionals.next();
            rest = next.role() == Role.REST || next.role() == Role.WORDS ? next : null;
            put(next, word.text());
        } else if (rest != null) {
            given.get(rest).add(word.text());
        } else {
            throw wrong("'" + word.text() + "' is one word too many" + hintAt(word));
        }
    }

    /** People write {@code rate=4x} and {@code rate 4x}. */
    private String hintAt(Word word) {
        String name = word.text().replaceFirst("=.*", "");
        return schema.named(name)
                .map(option -> "; options start with two dashes: --" + word.text())
                .orElse("");
    }

    private void put(Parameter<?> parameter, String word) {
        List<String> words = given.computeIfAbsent(parameter, p -> new ArrayList<>());
        words.add(word);
        if (words.size() > 1 && !parameter.kind().several() && parameter.role() != Role.FLAG) {
            throw wrong(parameter.shown() + " is given twice: '" + words.get(0) + "' and '" + word + "'");
        }
    }

    private Map<Parameter<?>, Object> read() {
        Map<Parameter<?>, Object> values = new HashMap<>();
        for (Parameter<?> parameter : schema.parameters()) {
            List<String> words = given.get(parameter);
            if (words != null) {
                values.put(parameter, read(parameter, words));
            } else if (parameter.fallback().isPresent()) {
                values.put(
                        parameter, read(parameter, List.of(parameter.fallback().get())));
            } else if (parameter.role() == Role.WORDS) {
                values.put(parameter, List.of());
            } else if (NEEDED.contains(parameter.role())) {
                throw wrong(
                        parameter.shown() + " is missing: " + parameter.kind().expected());
            }
        }
        return values;
    }

    private Object read(Parameter<?> parameter, List<String> words) {
        try {
            // The rest of a line is left to the magic: it may be code, in which braces are common.
            List<String> meant = parameter.role() == Role.LINE
                    ? words
                    : words.stream().map(variables::insertedInto).toList();
            return parameter.kind().parseAll(meant, variables);
        } catch (IllegalArgumentException e) {
            throw wrong(parameter.shown() + e.getMessage());
        }
    }

    private MagicException wrong(String message) {
        return MagicException.usage(schema, message);
    }
}
