package dev.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cells this kernel and earlier ones have run, for front ends that offer them again. Where they cannot be kept on the
 * disk, the kernel remembers its own.
 */
final class History {

    /** Longer cells are not remembered. */
    private static final int INPUT_LIMIT = 100_000;

    /** Longer outputs are cut. */
    private static final int OUTPUT_LIMIT = 10_000;

    /** What is remembered of this session, and written, in characters. */
    private static final int SESSION_LIMIT = 4_000_000;

    private final Optional<HistoryFolder> folder;
    private final Deque<HistoryEntry> own = new ArrayDeque<>();
    private long remembered;
    private long written;
    private int session;
    private boolean writable;

    History(Optional<HistoryFolder> folder) {
        this.folder = folder;
    }

    /** Remembers a cell; never fails. */
    void add(int line, String input, String output) {
        if (session == 0) {
            begin();
        }
        if (input.length() > INPUT_LIMIT) {
            return;
        }
        String shown =
                output == null || output.length() <= OUTPUT_LIMIT ? output : output.substring(0, OUTPUT_LIMIT) + "…";
        HistoryEntry entry = new HistoryEntry(session, line, input, shown);
        own.add(entry);
        remembered += size(entry);
        written += size(entry);
        while (remembered > SESSION_LIMIT) {
            remembered -= size(own.remove());
        }
        if (writable && written <= SESSION_LIMIT) {
            try {
                folder.orElseThrow().append(entry);
            } catch (IOException e) {
                writable = false;
                System.err.println("espalier: the history is no longer written: " + e);
            }
        }
    }

    /** Sessions are numbered when they run their first cell: kernels that never do leave nothing. */
    private void begin() {
        session = next();
        try {
            if (folder.isPresent()) {
                session = folder.get().begin();
                writable = true;
            }
        } catch (IOException e) {
            System.err.println("espalier: the history is not kept: " + e);
        }
    }

    private static int size(HistoryEntry entry) {
        return entry.input().length()
                + (entry.output() == null ? 0 : entry.output().length());
    }

    private int next() {
        List<Integer> kept = sessions();
        return kept.isEmpty() ? 1 : kept.get(kept.size() - 1) + 1;
    }

    private List<Integer> sessions() {
        return folder.map(HistoryFolder::sessions).orElse(List.of());
    }

    /** Answers a {@code history_request}. Cells are kept as they were typed, so {@code raw} makes no difference. */
    JsonArray answer(Request request) {
        int n = Math.max(0, request.number("n", Integer.MAX_VALUE));
        List<HistoryEntry> found =
                switch (request.string("hist_access_type")) {
                    case "tail" -> oldestFirst(newestFirst().limit(n));
                    case "range" -> range(request);
                    case "search" -> oldestFirst(search(request).limit(n));
                    default ->
                        throw new IllegalArgumentException("hist_access_type is " + request.string("hist_access_type")
                                + ", expected tail, range or search");
                };
        boolean withOutput = request.flag("output", false);
        return Json.array(found.stream().map(e -> e.tuple(withOutput)).toList());
    }

    /** Session 0 is this one, negative ones are earlier ones; the stop line is not included. */
    private List<HistoryEntry> range(Request request) {
        int asked = request.number("session", 0);
        int wanted = asked > 0 ? asked : (session == 0 ? next() : session) + asked;
        int start = request.number("start", 1);
        int stop = request.number("stop", Integer.MAX_VALUE);
        return cells(wanted).stream()
                .filter(e -> e.line() >= start && e.line() < stop)
                .toList();
    }

    private Stream<HistoryEntry> search(Request request) {
        Pattern glob = glob(request.string("pattern"));
        Set<String> seen = new HashSet<>();
        boolean unique = request.flag("unique", false);
        return newestFirst().filter(e -> glob.matcher(e.input()).matches()).filter(e -> !unique || seen.add(e.input()));
    }

    /** Everything there is; files are read as far as they are needed. */
    private Stream<HistoryEntry> newestFirst() {
        List<Integer> all = new ArrayList<>(sessions());
        if (session > 0 && !all.contains(session)) {
            all.add(session);
            Collections.sort(all);
        }
        Collections.reverse(all);
        return all.stream().flatMap(number -> {
            List<HistoryEntry> cells = new ArrayList<>(cells(number));
            Collections.reverse(cells);
            return cells.stream();
        });
    }

    private List<HistoryEntry> cells(int number) {
        return number == session
                ? List.copyOf(own)
                : folder.map(f -> f.read(number)).orElse(List.of());
    }

    private static List<HistoryEntry> oldestFirst(Stream<HistoryEntry> newestFirst) {
        List<HistoryEntry> entries = newestFirst.collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(entries);
        return entries;
    }

    /** A glob of {@code *} and {@code ?}, which is the whole of the input. */
    private static Pattern glob(String glob) {
        String regex = glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL);
    }
}
