package dev.espalier.kernel.magic;

import dev.espalier.kernel.magic.Schema.Form;

/**
 * A magic as it stands in a cell.
 *
 * @param form by its signs
 * @param name without signs and question mark
 * @param asked whether a question mark follows the name
 * @param words what follows on the line
 * @param body the lines below a cell magic; empty for a line magic
 */
public record Call(Form form, String name, boolean asked, Words words, String body) {

    /** Whether this asks how the magic is used instead of using it. */
    public boolean asksForHelp() {
        return asked
                || words.list().stream()
                        .anyMatch(word -> word.isOption() && word.text().equals("--help"));
    }
}
