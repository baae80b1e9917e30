package dev.espalier.kernel.evaluate;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/** Explains the name at a cursor: signatures with the first paragraph of their documentation, or with all of it. */
final class Inspector {

    /** {@code String.repeat}: a method of objects, named as documentation names it, which no expression does. */
    private static final Pattern OF_TYPE = Pattern.compile(
            "(.*?)(\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*)\\.(\\p{javaJavaIdentifierPart}+)",
            Pattern.DOTALL);

    /** How JShell writes a variable down. */
    private static final Pattern VARIABLE = Pattern.compile("^([\\w$.]+):(.+)$");

    private final SourceCodeAnalysis analysis;
    private final KeptJavadoc kept;

    Inspector(SourceCodeAnalysis analysis, List<String> imports) {
        this.analysis = analysis;
        this.kept = new KeptJavadoc(imports);
    }

    Optional<String> inspect(String text, int cursor, int detail) {
        int at = nameEnd(text, Math.max(0, Math.min(cursor, text.length())));
        CursorContext context = CursorContext.at(text, at, analysis);
        String code = context.upTo(at, text);
        boolean call = text.substring(at).stripLeading().startsWith("(");
        // JShell explains methods only behind an opening parenthesis, everything else only without one.
        List<String> questions = new ArrayList<>(call ? List.of(code + "(", code) : List.of(code, code + "("));
        Matcher ofType = OF_TYPE.matcher(code);
        if (ofType.matches()) {
            questions.add("%s((%s) null).%s(".formatted(ofType.group(1), ofType.group(2), ofType.group(3)));
        }
        return questions.stream()
                .map(q -> analysis.documentation(q, q.length(), true))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .map(found -> found.stream().map(this::described).toList())
                .map(found -> detail > 0 ? all(found) : brief(found));
    }

    /** What a name means: its declaration, and its documentation as plain text, empty where there is none. */
    private record Described(String signature, String javadoc) {
        String firstParagraph() {
            return javadoc.split("\n\n", 2)[0];
        }
    }

    private Described described(Documentation found) {
        Matcher variable = VARIABLE.matcher(Sources.readable(found.signature()));
        String signature = variable.replaceFirst("$2 $1");
        String javadoc = found.javadoc() == null || found.javadoc().isBlank()
                ? kept.of(signature).orElse("")
                : found.javadoc();
        return new Described(signature, plain(javadoc));
    }

    /** Every declaration with all its documentation. */
    private static String all(List<Described> found) {
        boolean documented = found.stream().anyMatch(d -> !d.javadoc().isEmpty());
        return found.stream()
                .map(d -> d.javadoc().isEmpty() ? d.signature() : d.signature() + "\n\n" + d.javadoc())
                .collect(joining(documented ? "\n\n" : "\n"));
    }

    /** All declarations, then how the first documented one begins: a tooltip shows few lines. */
    private static String brief(List<Described> found) {
        String signatures = found.stream().map(Described::signature).collect(joining("\n"));
        return found.stream()
                .map(Described::firstParagraph)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .map(text -> signatures + "\n\n" + text)
                .orElse(signatures);
    }

    /** The end of the name the cursor is in, or of the method whose call ends right before it, or the cursor. */
    private static int nameEnd(String text, int cursor) {
        int end = cursor;
        while (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        boolean inName = end > 0 && Character.isJavaIdentifierPart(text.charAt(end - 1));
        if (inName) {
            return end;
        }
        int last = cursor - 1;
        while (last >= 0 && (Character.isWhitespace(text.charAt(last)) || text.charAt(last) == ';')) {
            last--;
        }
        if (last < 0 || text.charAt(last) != ')') {
            return cursor;
        }
        int open = opening(text, last);
        return open < 0 ? cursor : text.substring(0, open).stripTrailing().length();
    }

    /** The parenthesis that opens what another one closes; -1 where there is none. */
    static int opening(String text, int close) {
        List<JavaTokens.Token> code = JavaTokens.of(text).stream()
                .filter(t -> t.kind() == JavaTokens.Kind.CODE && t.start() <= close)
                .toList();
        int depth = 0;
        for (int i = code.size() - 1; i >= 0; i--) {
            JavaTokens.Token token = code.get(i);
            for (int at = Math.min(token.end() - 1, close); at >= token.start(); at--) {
                depth += text.charAt(at) == ')' ? 1 : text.charAt(at) == '(' ? -1 : 0;
                if (depth == 0) {
                    return at;
                }
            }
        }
        return -1;
    }

    /** Javadoc as plain text. */
    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\{@(?:code|link|linkplain|literal|value)\\s+([^}]*)}", "$1")
                .replaceAll("(?i)<p>|<li>|<br>", "\n")
                .replaceAll("(?i)<sup>", "^")
                .replaceAll("<[^>]+>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&")
                .replaceAll("[ \t]+", " ")
                .replace("\n ", "\n")
                .replaceAll("\n\\s*\n\\s*", "\n\n")
                .strip();
    }
}
