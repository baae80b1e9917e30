package dev.espalier.compile.kernel;

import dev.espalier.compile.layout.Layout;
import dev.espalier.compile.layout.Plain;
import java.util.List;

/**
 * Products of matrices in row order: of a pair [rows, inner] and [inner, columns], each perhaps stored as its transpose, for
 * every index before the last two.
 *
 * @param matrices how many products
 * @param rows of the result
 * @param inner what is summed over
 * @param columns of the result
 * @param transposeLeft whether the left matrices lie as [inner, rows]
 * @param transposeRight whether the right matrices lie as [columns, inner]
 * @param shared whether there is one right matrix for all
 * @param left where the left matrices are
 * @param right where the right matrices are
 * @param output where the result goes
 */
public record Product(
        int matrices,
        int rows,
        int inner,
        int columns,
        boolean transposeLeft,
        boolean transposeRight,
        boolean shared,
        Plain left,
        Plain right,
        Plain output)
        implements Task {

    @Override
    public List<Layout> inputs() {
        return List.of(left, right);
    }

    @Override
    public String signature() {
        return "product " + matrices + "x" + rows + "x" + inner + "x" + columns + (transposeLeft ? " t" : " n")
                + (transposeRight ? "t" : "n") + (shared ? " shared" : "");
    }
}
