package dev.espalier.kernel.notebook;

import java.util.Set;
import org.commonmark.node.Code;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Scanner;

/** Keeps LaTeX between dollar signs out of Markdown's hands: it appears as written, its underscores no emphasis. */
final class MathSource implements InlineContentParserFactory {

    /** Marks the nodes of formulas for the renderer. */
    static boolean isMath(Node node) {
        return node instanceof Code && node.getFirstChild() != null;
    }

    @Override
    public Set<Character> getTriggerCharacters() {
        return Set.of('$');
    }

    @Override
    public InlineContentParser create() {
        return MathSource::parse;
    }

    private static ParsedInline parse(InlineParserState state) {
        Scanner scanner = state.scanner();
        var start = scanner.position();
        int dollars = Math.min(scanner.matchMultiple('$'), 2);
        var inside = scanner.position();
        boolean opens = scanner.hasNext() && (dollars == 2 || !Character.isWhitespace(scanner.peek()));
        while (opens && scanner.find('$') >= 0) {
            char before = (char) scanner.peekPreviousCodePoint();
            var end = scanner.position();
            boolean closes = scanner.matchMultiple('$') == dollars
                    && (dollars == 2 || (!Character.isWhitespace(before) && !Character.isDigit(scanner.peek())));
            if (closes) {
                String formula = scanner.getSource(inside, end).getContent();
                String mark = "$".repeat(dollars);
                Code math = new Code(mark + formula + mark);
                math.appendChild(new Text("")); // which no code span has
                return ParsedInline.of(math, scanner.position());
            }
            if (dollars == 1) {
                break; // A price, not a formula.
            }
        }
        scanner.setPosition(start);
        int count = scanner.matchMultiple('$');
        return ParsedInline.of(new Text("$".repeat(count)), scanner.position());
    }
}
