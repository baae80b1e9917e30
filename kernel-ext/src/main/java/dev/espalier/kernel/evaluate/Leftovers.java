package dev.espalier.kernel.evaluate;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Kind;

/** What snippets leave in the tables of a session when nothing can refer to them any more, cleared away now and then. */
final class Leftovers {

    /** Snippets between two clearings: one takes about as long as it has snippets that stay. */
    private static final int INTERVAL = 100;

    /** Clearings between two compilers: the first snippet of one takes some tenths of a second. */
    private static final int COMPILER_INTERVAL = 20;

    private final JShell shell;
    private final SnippetLoader loader;
    private final Sources sources;
    private final Optional<ShellTables> tables;
    private int snippets;
    private int clearings;

    Leftovers(JShell shell, SnippetLoader loader, Sources sources) {
        this.shell = shell;
        this.loader = loader;
        this.sources = sources;
        this.tables = ShellTables.of(shell);
    }

    /** Counts a snippet. */
    void add() {
        snippets++;
    }

    /** Clears them away where there are enough. Not to be called while a text is being evaluated. */
    void clear() {
        if (snippets < INTERVAL) {
            return;
        }
        snippets = 0;
        Set<Snippet> alive = shell.snippets()
                .filter(s -> s.kind().isPersistent() && shell.status(s).isActive())
                .collect(Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>())));
        Set<String> names = loader.retain(alive.stream()
                .filter(s -> s.kind() != Kind.IMPORT)
                .map(s -> shell.sourceCodeAnalysis().wrapper(s).fullClassName())
                .collect(Collectors.toSet()));
        Set<String> ids = alive.stream().map(Snippet::id).collect(Collectors.toSet());
        sources.retain(ids::contains, name -> names.contains(name) || loader.isFading(name));
        tables.ifPresent(t -> t.retain(alive, names, loader::isPermanent, name -> !ValueForm.isNameless(name)));
        if (++clearings % COMPILER_INTERVAL == 0) {
            tables.ifPresent(ShellTables::renewCompiler);
        }
    }
}
