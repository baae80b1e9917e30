package dev.espalier.compile.lower;

import dev.espalier.compile.kernel.Convolution;
import dev.espalier.compile.kernel.Families;
import dev.espalier.compile.kernel.RowWindow;
import dev.espalier.compile.layout.Blocked;
import dev.espalier.compile.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which calls of a program are worth computing in {@linkplain Band bands}: those that hand more to each other than the second
 * cache holds, and whose weights, which are read again for every row, take a small part of it.
 */
public final class Bands {

    /** Rows of the last result in a turn, unless others were measured to be better. */
    public static final int ROWS = 2;

    /** The part of the second cache that weights may take. */
    private static final int WEIGHTS = 8;

    private final Program program;
    private final Target target;
    private final Map<Storage, Integer> uses = new HashMap<>();

    private Bands(Program program, Target target) {
        this.program = program;
        this.target = target;
        for (Call call : program.calls()) {
            uses.merge(call.output(), 1, Integer::sum);
            call.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
        }
    }

    /** The bands of a program, each as long as it gets; none where there is nothing to gain. */
    public static List<Band> of(Program program, Target target) {
        Bands bands = new Bands(program, target);
        return bands.all(bands::pays);
    }

    /** The same, whatever is to be gained. */
    static List<Band> possible(Program program, Target target) {
        return new Bands(program, target).all(band -> true);
    }

    private List<Band> all(Predicate<Band> suits) {
        List<Band> bands = new ArrayList<>();
        int calls = program.calls().size();
        for (int first = 0; first + 1 < calls; first++) {
            int end = first + 1;
            while (end < calls && linked(end - 1) && suits.test(new Band(first, end + 1 - first, ROWS))) {
                end++;
            }
            if (end > first + 1) {
                bands.add(new Band(first, end - first, ROWS));
                first = end - 1;
            }
        }
        return bands;
    }

    /** Whether a call hands its result to the next one alone, in rows. */
    private boolean linked(int number) {
        Call call = program.calls().get(number);
        Call next = program.calls().get(number + 1);
        return call.output() instanceof Storage.Working
                && call.task().output() instanceof Blocked
                && next.task().inputs().get(0).equals(call.task().output())
                && next.inputs().get(0).equals(call.output())
                && uses.get(call.output()) == 2
                && byRows(call)
                && byRows(next);
    }

    private boolean byRows(Call call) {
        return RowWindow.of(call.task()).isPresent()
                && !Families.byRows(call.task(), target).isEmpty();
    }

    /** Whether the cache holds a band's rooms and weights, but not what is handed on last. */
    private boolean pays(Band band) {
        List<Call> calls = program.calls().subList(band.first(), band.end());
        long handedOn = calls.get(band.calls() - 2).task().output().floats();
        long weights = calls.stream()
                .mapToLong(call -> weights((Convolution) call.task()))
                .sum();
        long rooms = Rooms.of(program, band, target).floats();
        return handedOn * Float.BYTES > target.l2Bytes()
                && weights * Float.BYTES <= target.l2Bytes() / WEIGHTS
                && rooms * Float.BYTES <= target.l2Bytes() * Rooms.PART;
    }

    private static long weights(Convolution task) {
        long kept = 0;
        for (float weight : task.weights()) {
            kept += weight == 0 ? 0 : 1;
        }
        return kept;
    }

    /**
     * The calls of a band as a program of their own: what they read from elsewhere are its inputs, in the order of {@link
     * #inputs}, and the last one's result is its output.
     */
    public static Program alone(Program program, Band band) {
        List<Storage> given = given(program, band);
        Storage result = program.calls().get(band.end() - 1).output();
        List<Call> calls = program.calls().subList(band.first(), band.end()).stream()
                .map(call -> new Call(
                        call.layer(),
                        call.task(),
                        call.inputs().stream()
                                .map(input -> given.contains(input) ? new Storage.Given(given.indexOf(input)) : input)
                                .toList(),
                        call.output().equals(result) ? new Storage.Wanted(0) : call.output()))
                .toList();
        return new Program(program.origin(), calls, program.buffers(), List.of(), List.of(), List.of());
    }

    /** How many numbers each input of a band has that stands {@linkplain #alone alone}. */
    public static List<Long> inputs(Program program, Band band) {
        Map<Storage, Long> sizes = new HashMap<>();
        for (Call call : program.calls().subList(band.first(), band.end())) {
            for (int i = 0; i < call.inputs().size(); i++) {
                sizes.put(call.inputs().get(i), call.task().inputs().get(i).floats());
            }
        }
        return given(program, band).stream().map(sizes::get).toList();
    }

    private static List<Storage> given(Program program, Band band) {
        List<Call> calls = program.calls().subList(band.first(), band.end());
        Set<Storage> made = calls.stream().map(Call::output).collect(Collectors.toSet());
        return calls.stream()
                .flatMap(call -> call.inputs().stream())
                .filter(input -> !made.contains(input))
                .distinct()
                .toList();
    }
}
