package dev.espalier.kernel.magic;

import dev.espalier.kernel.evaluate.Completions;
import dev.espalier.kernel.magic.Parameter.Role;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How the words of one call can go on at the cursor. */
final class MagicCompleter {

    private final Schema schema;
    private final String text;
    private final Variables variables;
    private final Set<Parameter<?>> used = new HashSet<>();
    private final Iterator<Parameter<?>> positionals;
    private Parameter<?> positional;
    private Parameter<?> awaitingValue;

    private MagicCompleter(Schema schema, String text, Variables variables) {
        this.schema = schema;
        this.text = text;
        this.variables = variables;
        this.positionals = schema.positionals().iterator();
        this.positional = positionals.hasNext() ? positionals.next() : null;
    }

    /**
     * @param text ends at the cursor
     * @param from where the words start, right after the magic's name
     */
    static Completions complete(Schema schema, String text, int from, Variables variables) {
        Words words = Words.read(text, from, Optional.of(schema));
        if (words.end() < text.length() || words.silenced()) {
            return Completions.none(text.length());
        }
        List<Word> before = words.list();
        Word current = new Word("", text.length(), text.length(), false);
        boolean inWord = !before.isEmpty() && before.get(before.size() - 1).end() == text.length();
        if (inWord) {
            current = before.get(before.size() - 1);
            before = before.subList(0, before.size() - 1);
        }
        MagicCompleter completer = new MagicCompleter(schema, text, variables);
        before.forEach(completer::pass);
        return completer.complete(current, text.length());
    }

    /** Notes what a finished word was for. */
    private void pass(Word word) {
        if (awaitingValue != null) {
            awaitingValue = null;
        } else if (!word.quoted() && schema.optionAt(word.text()).isPresent()) {
            Parameter<?> option = schema.optionAt(word.text()).get();
            used.add(option);
            boolean given =
                    word.isOption() ? word.text().contains("=") : word.text().length() > 2;
            awaitingValue = option.role() == Role.OPTION && !given ? option : null;
        } else if (positional != null && positional.role() != Role.REST && positional.role() != Role.WORDS) {
            positional = positionals.hasNext() ? positionals.next() : null;
        }
    }

    private Completions complete(Word word, int cursor) {
        if (awaitingValue != null) {
            return values(awaitingValue, word.text(), cursor);
        }
        int equals = word.text().indexOf('=');
        if (word.isOption() && equals > 0) {
            return schema.named(word.text().substring(2, equals))
                    .map(option -> values(option, word.text().substring(equals + 1), cursor))
                    .orElse(Completions.none(cursor));
        }
        Stream<String> options = schema.named().stream()
                .filter(option -> !used.contains(option) || option.kind().several())
                .map(Parameter::shown);
        boolean quoted = word.quoted() && (positional == null || positional.role() != Role.LINE);
        if (!quoted && word.text().startsWith("-")) {
            return matching(options, word.text(), cursor);
        }
        if (positional != null && positional.role() == Role.LINE && !word.text().matches("-\\S*")) {
            return values(positional, text.substring(word.start()), cursor);
        }
        if (positional == null) {
            return word.text().isEmpty() ? matching(options, "", cursor) : Completions.none(cursor);
        }
        Completions values = values(positional, word.text(), cursor);
        return values.matches().isEmpty() && word.text().isEmpty() ? matching(options, "", cursor) : values;
    }

    private Completions values(Parameter<?> parameter, String word, int cursor) {
        // Of a list only the element at the cursor is completed, of a line the word.
        String prefix = parameter.role() == Role.LINE
                ? word.substring(word.lastIndexOf(' ') + 1)
                : parameter.kind().several() ? word.substring(word.lastIndexOf(',') + 1) : word;
        return matching(parameter.kind().candidates(prefix, variables).stream(), prefix, cursor);
    }

    static Completions matching(Stream<String> candidates, String prefix, int cursor) {
        Set<String> matches = new LinkedHashSet<>();
        candidates.filter(candidate -> candidate.startsWith(prefix)).forEach(matches::add);
        return new Completions(List.copyOf(matches), cursor - prefix.length(), cursor);
    }
}
