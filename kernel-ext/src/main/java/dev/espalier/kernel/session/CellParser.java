package dev.espalier.kernel.session;

import dev.espalier.kernel.magic.Call;
import dev.espalier.kernel.magic.MagicException;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.magic.Schema;
import dev.espalier.kernel.magic.Schema.Form;
import dev.espalier.kernel.magic.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a cell into Java and magics. A percent sign starts a magic only where Java cannot have one: at the start of a
 * statement, after {@code =}, or at the very start of a line behind an expression that may end there, if a magic of that
 * name exists. Everywhere else, in literals and in comments, it is left alone. A question mark asks only at the end of a
 * cell, since others may be Java's.
 */
final class CellParser {

    /** The magic that {@code !} stands for, and that of {@code !!}. */
    private static final String SHELL = "system";

    private static final String SHELL_LINES = "sx";

    /** What {@code !} would be applied to in Java. */
    private static final Pattern OPERAND =
            Pattern.compile("\\s*(?<name>\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)(?<goesOn>[.(\\[]|)");

    private static final Pattern TARGET =
            Pattern.compile("(?:final\\s+)?(?:(?<type>[\\p{javaJavaIdentifierStart}][^=;(){}\"']*?)\\s*(?<=[\\s>\\]]))?"
                    + "(?<name>\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)\\s*");

    /** A name or a chain of them with marks behind or before it, as the last of a cell. */
    private static final Pattern QUESTION = Pattern.compile("(?<before>\\?{0,2})(?<java>\\p{javaJavaIdentifierStart}"
            + "[\\p{javaJavaIdentifierPart}.]*)(?:\\(\\))?(?<behind>\\?{0,2})\\s*");

    /** The same of a magic, alone in its cell: {@code ?%prune}. */
    private static final Pattern ASKED = Pattern.compile("\\s*\\?{1,2}\\s*(?<signs>%{1,2})(?<name>[\\w-]+)\\s*");

    /** What is known of magics. */
    interface Names {

        /** Whether there is a magic of a name, or one that starts so where a cell is still being written. */
        boolean known(String name);

        /** How a magic is written; empty for unknown ones. */
        Optional<Schema> schema(String name, Form form);

        /** Whether Java knows a variable of this name. */
        boolean isVariable(String name);
    }

    private final String text;
    private final Names names;
    private final List<Part> parts = new ArrayList<>();
    private int at;
    private int depth;

    /** Where the present stretch of Java starts, whatever it holds. */
    private int stretch;

    /** Where its code starts, and where its present statement does; -1 if it has none yet. */
    private int firstCode = -1;

    private int statement = -1;

    /** The last character of code before this one in the stretch, 0 if there is none. */
    private char previous;

    private boolean openComment;

    private CellParser(String text, Names names) {
        this.text = text;
        this.names = names;
    }

    /**
     * Splits a cell.
     *
     * @throws MagicException if a magic stands where none can be run
     */
    static List<Part> parse(String text, Names names) {
        CellParser parser = new CellParser(text, names);
        parser.parse();
        return List.copyOf(parser.parts);
    }

    private void parse() {
        Matcher asked = ASKED.matcher(text);
        if (asked.matches()) {
            Form form = asked.group("signs").length() == 2 ? Form.CELL : Form.LINE;
            Words none = new Words(List.of(), text.length(), false, false);
            Call call = new Call(form, asked.group("name"), true, none, "");
            parts.add(new Part.Command(0, text.length(), asked.start("name"), Optional.empty(), call));
            return;
        }
        int first = 0;
        while (first < text.length() && Character.isWhitespace(text.charAt(first))) {
            first++;
        }
        if (text.startsWith("%%", first)) {
            at = first;
            cellMagic();
            return;
        }
        while (at < text.length()) {
            step();
        }
        endStretch(text.length());
    }

    private void cellMagic() {
        int start = at;
        int name = at + 2;
        CallHead head = head(name);
        Words words = Words.read(text, head.end(), names.schema(head.name(), Form.CELL));
        int line = text.indexOf('\n', words.end());
        String body = line < 0 ? "" : text.substring(line + 1);
        Call call = new Call(Form.CELL, head.name(), head.asked(), words, body);
        parts.add(new Part.Command(start, text.length(), name, Optional.empty(), call));
    }

    private void step() {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (text.startsWith("//", at)) {
            at = orEnd(text.indexOf('\n', at));
        } else if (text.startsWith("/*", at)) {
            int close = text.indexOf("*/", at + 2);
            openComment = close < 0;
            at = openComment ? text.length() : close + 2;
        } else if (c == '%' && startsMagic()) {
            magic();
        } else if (c == '!' && startsShellLine()) {
            shellLine();
        } else if (statement < 0 && startsLine() && question().isPresent()) {
            parts.add(endedBy(question().get()));
        } else {
            code(c);
        }
    }

    private int orEnd(int index) {
        return index < 0 ? text.length() : index;
    }

    private void code(char c) {
        firstCode = firstCode < 0 ? at : firstCode;
        statement = statement < 0 ? at : statement;
        if (c == '"' || c == '\'') {
            skipLiteral(c);
        } else {
            at++;
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth = Math.max(0, depth - 1);
            }
            if (depth == 0 && (c == ';' || c == '}')) {
                statement = -1;
            }
        }
        previous = c;
    }

    private void skipLiteral(char quote) {
        String close = text.startsWith("\"\"\"", at) ? "\"\"\"" : String.valueOf(quote);
        at += close.length();
        while (at < text.length() && !text.startsWith(close, at)) {
            if (close.length() == 1 && text.charAt(at) == '\n') {
                return;
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        at = Math.min(text.length(), at + close.length());
    }

    private boolean startsLine() {
        return text.substring(text.lastIndexOf('\n', at - 1) + 1, at).isBlank();
    }

    /** No Java ends with a question mark, and none begins with one. */
    private Optional<Matcher> question() {
        Matcher matcher = QUESTION.matcher(text).region(at, text.length());
        return matcher.matches()
                        && matcher.group("before").isEmpty()
                                != matcher.group("behind").isEmpty()
                ? Optional.of(matcher)
                : Optional.empty();
    }

    private Part endedBy(Matcher question) {
        endStretch(at);
        int marks = question.group("before").length() + question.group("behind").length();
        int start = at;
        continueAt(text.length());
        return new Part.Question(
                start,
                text.length(),
                question.start("java"),
                question.group("java").length(),
                marks - 1);
    }

    private boolean startsMagic() {
        return switch (previous) {
            case 0, ';', '{', '=', '(', ',' -> true;
            case '}' -> startsLine();
            default ->
                depth == 0
                        && (at == 0 || text.charAt(at - 1) == '\n')
                        && mayEndExpression(previous)
                        && names.known(head(at + 1).name());
        };
    }

    private static boolean mayEndExpression(char c) {
        return Character.isJavaIdentifierPart(c) || c == ')' || c == ']' || c == '"' || c == '\'';
    }

    private void magic() {
        boolean cellForm = text.startsWith("%%", at);
        int name = at + (cellForm ? 2 : 1);
        CallHead head = head(name);
        String written = text.substring(at, name) + head.name();
        if (cellForm) {
            throw misplaced(written + " takes the rest of the cell and must be the cell's first line");
        }
        boolean takesValue = previous == '=';
        if (depth > 0 || previous == '(' || previous == ',') {
            throw misplaced(
                    written + " stands inside other code; magics are lines of their own, and their value goes to"
                            + " a variable: var x = " + written);
        }
        int start = takesValue ? statement : at;
        Optional<Part.Target> target =
                takesValue ? Optional.of(target(text.substring(statement, at), written)) : Optional.empty();
        endStretch(start);
        Words words = Words.read(text, head.end(), names.schema(head.name(), Form.LINE));
        parts.add(new Part.Command(
                start, words.end(), name, target, new Call(Form.LINE, head.name(), head.asked(), words, "")));
        continueAt(words.end());
    }

    private void continueAt(int behind) {
        at = behind;
        stretch = at;
        firstCode = -1;
        statement = -1;
        previous = 0;
    }

    /**
     * Whether an exclamation mark at the start of a line and of a statement begins a shell command. In Java such a
     * statement can only be an expression that ends a cell: {@code !done}, {@code !list.isEmpty()}, {@code !(a && b)}.
     */
    private boolean startsShellLine() {
        boolean statementStart = previous == 0
                || depth == 0 && (previous == ';' || previous == '}')
                || depth == 0 && mayEndExpression(previous) && !text.startsWith("!=", at);
        if (!statementStart || names.schema(SHELL, Form.LINE).isEmpty() || at > 0 && text.charAt(at - 1) != '\n') {
            return false;
        }
        Matcher operand = OPERAND.matcher(text).region(at + 1, text.length());
        if (!operand.lookingAt()) {
            return !text.startsWith("!(", at);
        }
        String name = operand.group("name");
        return operand.group("goesOn").isEmpty()
                && !name.equals("true")
                && !name.equals("false")
                && !names.isVariable(name);
    }

    private void shellLine() {
        boolean kept = text.startsWith("!!", at);
        int start = at;
        int name = kept ? at + 2 : at + 1;
        String magic = kept ? SHELL_LINES : SHELL;
        Words words = Words.read(text, name, names.schema(magic, Form.LINE));
        endStretch(start);
        parts.add(new Part.Command(
                start, words.end(), name, Optional.empty(), new Call(Form.LINE, magic, false, words, "")));
        continueAt(words.end());
    }

    private Part.Target target(String leftSide, String written) {
        Matcher matcher = TARGET.matcher(leftSide.substring(0, leftSide.lastIndexOf('=')));
        if (!matcher.matches()) {
            throw misplaced("the value of " + written + " can only go to a variable: var x = " + written);
        }
        return new Part.Target(Optional.ofNullable(matcher.group("type")).map(String::strip), matcher.group("name"));
    }

    private MagicException misplaced(String message) {
        long line = text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
        return new MagicException("MagicPlace", "line " + line + ": " + message, "");
    }

    /** Keeps what has code, and a comment that still is open; comments alone are nothing to run. */
    private void endStretch(int end) {
        if (firstCode >= 0 && firstCode < end || openComment) {
            int from = stretch;
            while (Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            parts.add(new Part.Java(from, end));
        }
    }

    private record CallHead(String name, boolean asked, int end) {}

    private CallHead head(int from) {
        int end = from;
        while (end < text.length() && Magics.isNamePart(text.charAt(end))) {
            end++;
        }
        boolean asked = end < text.length() && text.charAt(end) == '?';
        return new CallHead(text.substring(from, end), asked, asked ? end + 1 : end);
    }
}
