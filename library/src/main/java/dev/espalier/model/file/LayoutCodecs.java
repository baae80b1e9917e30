package dev.espalier.model.file;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.espalier.model.op.Concat;
import dev.espalier.model.op.Gather;
import dev.espalier.model.op.PadAxis;
import dev.espalier.model.op.PixelShuffle;
import dev.espalier.model.op.PixelUnshuffle;
import dev.espalier.model.op.Reshape;
import dev.espalier.model.op.Resize2d;
import dev.espalier.model.op.ScatterAdd;
import dev.espalier.model.op.Slice;
import dev.espalier.model.op.Transpose;
import java.util.List;

/** The operators that move numbers, and those that mix neighbouring ones. */
final class LayoutCodecs {

    private LayoutCodecs() {}

    /** Of several with the same operator the first one is written; the others are words of older files. */
    static List<Codec<?>> all() {
        return List.of(
                new Codec<>(
                        "Concat",
                        Concat.class,
                        (op, json) -> json.put("axis", op.axis()),
                        in -> new Concat(in.integer("axis"))),
                new Codec<>(
                        "Gather",
                        Gather.class,
                        (op, json) -> json.put("perItem", op.perItem()),
                        in -> new Gather(in.flag("perItem"))),
                new Codec<>(
                        "PadAxis",
                        PadAxis.class,
                        (op, json) -> write(op, json),
                        in -> new PadAxis(in.integer("axis"), in.integer("before"), in.integer("after"))),
                new Codec<>(
                        "PadChannels",
                        PadAxis.class,
                        (op, json) -> write(op, json),
                        in -> PadAxis.channels(in.integer("before"), in.integer("after"))),
                new Codec<>(
                        "PixelShuffle",
                        PixelShuffle.class,
                        (op, json) -> json.put("factor", op.factor()),
                        in -> new PixelShuffle(in.integer("factor"))),
                new Codec<>(
                        "PixelUnshuffle",
                        PixelUnshuffle.class,
                        (op, json) -> json.put("factor", op.factor()),
                        in -> new PixelUnshuffle(in.integer("factor"))),
                new Codec<>(
                        "Reshape",
                        Reshape.class,
                        (op, json) -> OpCodec.put(json, "shape", op.shape()),
                        in -> new Reshape(in.shape("shape"))),
                new Codec<>(
                        "Resize2d",
                        Resize2d.class,
                        (op, json) -> write(op, json),
                        in -> new Resize2d(
                                in.size("size"), in.constant("mode", Resize2d.Mode.class), in.flag("alignCorners"))),
                new Codec<>(
                        "ScatterAdd",
                        ScatterAdd.class,
                        (op, json) -> json.put("rows", op.rows()).put("perItem", op.perItem()),
                        in -> new ScatterAdd(in.integer("rows"), in.flag("perItem"))),
                new Codec<>(
                        "Slice",
                        Slice.class,
                        (op, json) -> write(op, json),
                        in -> new Slice(in.integer("axis"), in.integer("from"), in.integer("count"))),
                new Codec<>(
                        "SliceChannels",
                        Slice.class,
                        (op, json) -> write(op, json),
                        in -> Slice.channels(in.integer("from"), in.integer("count"))),
                new Codec<>(
                        "Transpose",
                        Transpose.class,
                        (op, json) -> write(op, json),
                        in -> new Transpose(in.integers("permutation"))));
    }

    private static void write(PadAxis op, ObjectNode json) {
        json.put("axis", op.axis()).put("before", op.before()).put("after", op.after());
    }

    private static void write(Resize2d op, ObjectNode json) {
        OpCodec.put(json, "size", op.size());
        json.put("mode", op.mode().name()).put("alignCorners", op.alignCorners());
    }

    private static void write(Slice op, ObjectNode json) {
        json.put("axis", op.axis()).put("from", op.from()).put("count", op.count());
    }

    private static void write(Transpose op, ObjectNode json) {
        ArrayNode permutation = json.putArray("permutation");
        op.permutation().forEach(permutation::add);
    }
}
