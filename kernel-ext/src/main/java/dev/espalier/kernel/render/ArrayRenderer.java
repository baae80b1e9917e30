package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * ND4J arrays: type, shape, smallest, mean and largest value, and the upper left corner of the last two axes at index 0 of
 * the others. Naming the interface {@link INDArray} does not start ND4J; only a value of it does.
 */
public final class ArrayRenderer implements Renderer<INDArray> {

    private static final int ROWS = 6;
    private static final int COLUMNS = 8;

    @Override
    public Class<INDArray> type() {
        return INDArray.class;
    }

    @Override
    public MimeBundle render(INDArray array) {
        if (array.wasClosed()) {
            return MimeBundle.text("array whose memory was released");
        }
        String head = array.dataType() + " " + Arrays.toString(array.shape());
        if (array.isEmpty() || !array.dataType().isNumerical()) {
            return MimeBundle.text(array.isEmpty() ? head + ", empty" : head + "\n" + array);
        }
        head += "  min " + number(array.minNumber()) + "  mean " + number(array.meanNumber()) + "  max "
                + number(array.maxNumber());
        List<List<String>> corner = corner(array);
        String where = array.rank() > 2 ? "at [" + "0, ".repeat(array.rank() - 2) + ":, :]" : "";
        return MimeBundle.text(text(head, where, corner))
                .with(
                        "text/html",
                        Html.note(head)
                                + Html.table(columns(corner), corner)
                                + (where.isEmpty() ? "" : Html.note(where)));
    }

    private static List<List<String>> corner(INDArray array) {
        int rank = array.rank();
        long height = rank < 2 ? 1 : array.size(rank - 2);
        long width = rank < 1 ? 1 : array.size(rank - 1);
        int rows = (int) Math.min(height, ROWS);
        int columns = (int) Math.min(width, COLUMNS);
        List<List<String>> corner = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            List<String> cells = new ArrayList<>();
            for (int column = 0; column < columns; column++) {
                cells.add(number(at(array, row, column)));
            }
            if (columns < width) {
                cells.add("…");
            }
            corner.add(cells);
        }
        if (rows < height) {
            corner.add(corner.get(0).stream().map(cell -> "…").toList());
        }
        return corner;
    }

    private static Number at(INDArray array, int row, int column) {
        long[] index = new long[array.rank()];
        if (index.length > 0) {
            index[index.length - 1] = column;
        }
        if (index.length > 1) {
            index[index.length - 2] = row;
        }
        boolean whole = array.dataType().isIntType();
        if (index.length == 0) {
            return whole ? (Number) array.getLong(0) : (Number) array.getDouble(0);
        }
        return whole ? (Number) array.getLong(index) : (Number) array.getDouble(index);
    }

    private static String number(Number value) {
        return value instanceof Long || value instanceof Integer
                ? value.toString()
                : String.format(Locale.ROOT, "%.4g", value.doubleValue());
    }

    private static List<Html.Column> columns(List<List<String>> corner) {
        return corner.get(0).stream().map(cell -> Html.Column.number("")).toList();
    }

    private static String text(String head, String where, List<List<String>> corner) {
        int width = corner.stream()
                .flatMap(List::stream)
                .mapToInt(String::length)
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder(head);
        if (!where.isEmpty()) {
            text.append('\n').append(where);
        }
        for (List<String> row : corner) {
            text.append('\n');
            for (String cell : row) {
                text.append("  ").append(" ".repeat(width - cell.length())).append(cell);
            }
        }
        return text.toString();
    }
}
