package dev.espalier.compile.kernel;

import dev.espalier.compile.kernel.ByteMove.Place;
import dev.espalier.compile.layout.Bytes;
import dev.espalier.compile.target.Target;
import java.util.List;
import java.util.Map;

/** Moves of bytes, row by row, in pieces of as many neighbouring channels as lie together on both sides. */
final class ByteMoves implements Family {

    private static final Schedule ONLY = new Schedule("bytes-moves", Map.of());

    /** Bytes that one instruction moves. */
    private static final List<Integer> PIECES = List.of(64, 32, 16, 8, 4);

    @Override
    public String name() {
        return ONLY.family();
    }

    @Override
    public List<Schedule> schedules(Task task, Target target) {
        return task instanceof ByteMove ? List.of(ONLY) : List.of();
    }

    @Override
    public Code emit(Task task, Schedule schedule, Target target) {
        ByteMove move = (ByteMove) task;
        Bytes to = move.output();
        CText c = CText.function();
        c.share("i", to.height());
        c.line("byte *y = (byte *)out + " + to.pixel(0, 0) + " + i * " + to.rowPitch() + ";");
        if (!isFull(move)) {
            c.loop("block", to.blocks());
            c.loop("k", (long) to.width() * to.lanes());
            c.line("y[block * " + to.planePitch() + "L + k] = " + to.zero() + ";");
            c.close().close();
        }
        for (int image = 0; image < move.images().size(); image++) {
            image(c, image, move.images().get(image), move.places().get(image), to);
        }
        return new Code(c.end(), new Data(), 0);
    }

    /** Whether every place of the result is one of some image: those that fit do not overlap. */
    private static boolean isFull(ByteMove move) {
        Bytes to = move.output();
        long covered = 0;
        for (int i = 0; i < move.images().size(); i++) {
            Bytes from = move.images().get(i);
            Place place = move.places().get(i);
            covered += (long) common(from.channels(), place.channel(), to.channels())
                    * common(from.height(), place.row(), to.height())
                    * common(from.width(), place.column(), to.width());
        }
        return covered == (long) to.channels() * to.height() * to.width();
    }

    /** How much of a length that begins at some place is within another. */
    private static int common(int length, int place, int within) {
        return Math.max(0, Math.min(within, place + length) - Math.max(0, place));
    }

    private static void image(CText c, int number, Bytes from, Place place, Bytes to) {
        int channels = common(from.channels(), place.channel(), to.channels());
        int columns = common(from.width(), place.column(), to.width());
        if (channels == 0 || columns == 0) {
            return;
        }
        int firstTo = Math.max(0, place.channel());
        int firstFrom = firstTo - place.channel();
        int columnTo = Math.max(0, place.column());
        c.open("if (i >= " + place.row() + " && i < " + (place.row() + from.height()) + ")");
        c.line("const byte *x = (const byte *)in[" + number + "] + "
                + from.pixel(-place.row(), columnTo - place.column()) + " + i * " + from.rowPitch() + ";");
        c.line("byte *z = y + " + columnTo * to.lanes() + ";");
        int piece = PIECES.stream()
                .filter(bytes -> bytes <= channels
                        && List.of(from.lanes(), to.lanes(), firstFrom, firstTo).stream()
                                .allMatch(one -> one % bytes == 0))
                .findFirst()
                .orElse(1);
        pieces(c, from, firstFrom, to, firstTo, channels / piece, piece, columns);
        int done = channels / piece * piece;
        pieces(c, from, firstFrom + done, to, firstTo + done, channels - done, 1, columns);
        c.close();
    }

    private static void pieces(
            CText c, Bytes from, int firstFrom, Bytes to, int firstTo, int count, int piece, int columns) {
        if (count == 0) {
            return;
        }
        c.loop("k", count);
        String vector = " __attribute__((vector_size(" + piece + "), aligned(1), may_alias))";
        c.line("typedef byte piece" + (piece == 1 ? "" : vector) + ";");
        c.line("long a = " + firstFrom + " + k * " + piece + ", b = " + firstTo + " + k * " + piece + ";");
        c.line("const byte *p = x + a / " + from.lanes() + " * " + from.planePitch() + "L + a % " + from.lanes() + ";");
        c.line("byte *q = z + b / " + to.lanes() + " * " + to.planePitch() + "L + b % " + to.lanes() + ";");
        c.loop("j", columns);
        c.line("*(piece *)(q + j * " + to.lanes() + ") = *(const piece *)(p + j * " + from.lanes() + ");");
        c.close().close();
    }
}
