package dev.espalier.kernel.protocol;

import com.google.gson.JsonArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The cells this kernel has run, for front ends that offer them again. */
final class History {

    /** All cells belong to one session: there is no memory of earlier kernels. */
    private static final int SESSION = 1;

    /**
     * One cell.
     *
     * @param line its execution count
     * @param output its value as text; null where it had none
     */
    private record Entry(int line, String input, String output) {

        JsonArray tuple(boolean withOutput) {
            List<Object> tuple = new ArrayList<>(List.of(SESSION, line));
            if (withOutput) {
                JsonArray pair = new JsonArray();
                pair.add(input);
                pair.add(output);
                tuple.add(pair);
            } else {
                tuple.add(input);
            }
            return Json.array(tuple);
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    void add(int line, String input, String output) {
        entries.add(new Entry(line, input, output));
    }

    /** Answers a {@code history_request}: tuples of session, line and input, or of session, line, and input with output. */
    JsonArray answer(Request request) {
        List<Entry> found =
                switch (request.string("hist_access_type")) {
                    case "tail" -> last(entries, request.number("n", Integer.MAX_VALUE));
                    case "range" -> range(request);
                    case "search" -> search(request);
                    default ->
                        throw new IllegalArgumentException("hist_access_type is " + request.string("hist_access_type")
                                + ", expected tail, range or search");
                };
        boolean withOutput = request.flag("output", false);
        return Json.array(found.stream().map(e -> e.tuple(withOutput)).toList());
    }

    /** Session 0 is this one, negative ones are earlier ones; the stop line is not included. */
    private List<Entry> range(Request request) {
        int session = request.number("session", 0);
        int start = request.number("start", 1);
        int stop = request.number("stop", Integer.MAX_VALUE);
        return session == 0 || session == SESSION
                ? entries.stream()
                        .filter(e -> e.line() >= start && e.line() < stop)
                        .toList()
                : List.of();
    }

    private List<Entry> search(Request request) {
        Pattern glob = glob(request.string("pattern"));
        List<Entry> matching =
                entries.stream().filter(e -> glob.matcher(e.input()).matches()).toList();
        if (request.flag("unique", false)) {
            Map<String, Entry> latest = new LinkedHashMap<>();
            for (Entry e : matching) {
                latest.remove(e.input());
                latest.put(e.input(), e);
            }
            matching = List.copyOf(latest.values());
        }
        return last(matching, request.number("n", Integer.MAX_VALUE));
    }

    private static List<Entry> last(List<Entry> from, int n) {
        return from.subList(Math.max(0, from.size() - Math.max(0, n)), from.size());
    }

    /** A glob of {@code *} and {@code ?}, which is the whole of the input. */
    private static Pattern glob(String glob) {
        String regex = glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL);
    }
}
