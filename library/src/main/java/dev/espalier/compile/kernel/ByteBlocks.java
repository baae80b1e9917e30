package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The filters of a convolution of bytes in blocks, and the terms of each: places in a window, of four neighbouring bytes
 * each, at which some filter of the block has a weight that is not zero.
 */
final class ByteBlocks {

    /**
     * Where the counts of terms begin in a block's entry, of which the numbers before are where its offsets and its weights
     * begin: a count for each row of taps, of the terms above it, and one of all.
     */
    static final int TERMS = 2;

    /** Four neighbouring bytes of a row: that of a channel at a tap, and those after it. */
    private record Term(int channel, int row, int column) {}

    private final ByteConvolution conv;
    private final int height;
    private final List<List<Term>> blocks;

    private ByteBlocks(ByteConvolution conv, int height, List<List<Term>> blocks) {
        this.conv = conv;
        this.height = height;
        this.blocks = blocks;
    }

    /** Blocks of so many filters. */
    static ByteBlocks of(ByteConvolution conv, int height) {
        List<List<Term>> blocks = new ArrayList<>();
        for (int first = 0; first < conv.filters(); first += height) {
            blocks.add(terms(conv, first, Math.min(conv.filters(), first + height), false));
        }
        return new ByteBlocks(conv, height, blocks);
    }

    /** All terms that the filters of a block can have. */
    static int all(ByteConvolution conv) {
        return terms(conv, 0, conv.filters(), true).size();
    }

    /** Numbers of a block's entry. */
    int entry() {
        return TERMS + conv.kernel().height() + 1;
    }

    /** By rows, so that those of some rows follow each other. */
    private static List<Term> terms(ByteConvolution conv, int from, int to, boolean all) {
        List<Term> terms = new ArrayList<>();
        int perGroup = conv.channels() / conv.groups();
        int filtersPerGroup = conv.filters() / conv.groups();
        int begin = from / filtersPerGroup * perGroup / Bytes.TOGETHER * Bytes.TOGETHER;
        int end = ((to - 1) / filtersPerGroup + 1) * perGroup;
        int width = conv.kernel().width();
        for (int row = 0; row < conv.kernel().height(); row++) {
            if (isDense(conv)) {
                for (int place = 0; place < width * conv.channels(); place += Bytes.TOGETHER) {
                    add(conv, new Term(place % conv.channels(), row, place / conv.channels()), from, to, all, terms);
                }
                continue;
            }
            for (int channel = begin; channel < end; channel += Bytes.TOGETHER) {
                for (int column = 0; column < width; column++) {
                    add(conv, new Term(channel, row, column), from, to, all, terms);
                }
            }
        }
        return terms;
    }

    /** Whether all bytes of a row of taps are beside each other. */
    private static boolean isDense(ByteConvolution conv) {
        return conv.image().lanes() < Bytes.TOGETHER && conv.dilation().width() == 1;
    }

    private static void add(ByteConvolution conv, Term term, int from, int to, boolean all, List<Term> terms) {
        if (all || isKept(conv, term, from, to)) {
            terms.add(term);
        }
    }

    private static boolean isKept(ByteConvolution conv, Term term, int from, int to) {
        for (int filter = from; filter < to; filter++) {
            for (int of = 0; of < Bytes.TOGETHER; of++) {
                if (weight(conv, filter, term, of) != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Terms of all blocks. */
    long total() {
        return blocks.stream().mapToLong(List::size).sum();
    }

    /**
     * Whether no two neighbouring products sum up to more than 16 bits, the first and the second of a four or the third
     * and the fourth, whatever the levels are.
     */
    boolean isSmall() {
        for (int block = 0; block < blocks.size(); block++) {
            int from = block * height;
            int to = Math.min(conv.filters(), from + height);
            for (Term term : blocks.get(block)) {
                for (int filter = from; filter < to; filter++) {
                    if (!isSmall(filter, term, 0) || !isSmall(filter, term, 2)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean isSmall(int filter, Term term, int first) {
        return isSmall(weight(conv, filter, term, first), weight(conv, filter, term, first + 1));
    }

    /** Whether the products of any levels with two weights sum up to at most 16 bits. */
    static boolean isSmall(int a, int b) {
        return 255 * (Math.max(a, 0) + Math.max(b, 0)) <= Short.MAX_VALUE
                && 255 * (Math.min(a, 0) + Math.min(b, 0)) >= Short.MIN_VALUE;
    }

    /** What a filter multiplies one of a term's bytes with. */
    private static int weight(ByteConvolution conv, int filter, Term term, int of) {
        int channel = term.channel() + of;
        int column = term.column();
        if (isDense(conv)) {
            column += channel / conv.channels();
            channel %= conv.channels();
        }
        return filter < conv.filters()
                        && channel < conv.channels()
                        && column < conv.kernel().width()
                ? conv.weight(filter, channel, term.row(), column)
                : 0;
    }

    /**
     * Appends the offsets and the weights of all blocks, and fills the entries in.
     *
     * @param entries where the blocks' entries are
     * @param order of filters in vectors
     */
    void pack(Data data, int entries, LaneOrder order) {
        Bytes image = conv.image();
        for (int block = 0; block < blocks.size(); block++) {
            List<Term> terms = blocks.get(block);
            int from = block * height;
            int to = Math.min(from + height, order.all() * order.lanes());
            int[] offsets = new int[terms.size()];
            byte[] weights = new byte[terms.size() * (to - from) * Bytes.TOGETHER];
            int used = 0;
            for (int i = 0; i < offsets.length; i++) {
                Term term = terms.get(i);
                offsets[i] = image.at(
                                term.channel(),
                                term.row() * conv.dilation().height(),
                                term.column() * conv.dilation().width())
                        - image.pixel(0, 0);
                for (int place = from; place < to; place++) {
                    for (int of = 0; of < Bytes.TOGETHER; of++) {
                        weights[used++] = (byte) weight(conv, order.channel(place), term, of);
                    }
                }
            }
            int entry = entries + block * entry() * Integer.BYTES;
            data.set(entry, data.ints(offsets) / Data.ALIGNMENT);
            data.set(entry + Integer.BYTES, data.bytes(weights) / Data.ALIGNMENT);
            for (int row = 0; row <= conv.kernel().height(); row++) {
                int above = row;
                long before = terms.stream().filter(term -> term.row() < above).count();
                data.set(entry + (TERMS + row) * Integer.BYTES, (int) before);
            }
        }
    }

    /** The sum of each filter's weights, in some order and filled up with zeros to whole vectors. */
    static int[] sums(ByteConvolution conv, LaneOrder order) {
        int lanes = order.lanes();
        int[] sums = new int[(conv.filters() + lanes - 1) / lanes * lanes];
        int perFilter = conv.weights().length / conv.filters();
        for (int filter = 0; filter < conv.filters(); filter++) {
            for (byte weight : Arrays.copyOfRange(conv.weights(), filter * perFilter, (filter + 1) * perFilter)) {
                sums[order.place(filter)] += weight;
            }
        }
        return sums;
    }
}
