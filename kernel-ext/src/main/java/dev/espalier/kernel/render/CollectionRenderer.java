package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collections: text; records of one type that cells declare as a table. */
@SuppressWarnings("rawtypes")
public final class CollectionRenderer implements Renderer<Collection> {

    private static final int ROWS = 50;

    @Override
    public Class<Collection> type() {
        return Collection.class;
    }

    @Override
    public MimeBundle render(Collection value) {
        MimeBundle text = MimeBundle.text(PlainText.of(value));
        List<List<String>> rows = new ArrayList<>();
        Class<?> type = null;
        try {
            for (Object element : (Collection<?>) value) {
                if (!CellRecord.is(element) || type != null && element.getClass() != type || rows.size() == ROWS) {
                    break;
                }
                type = element.getClass();
                rows.add(CellRecord.cells(element));
            }
        } catch (ReflectiveOperationException e) {
            return text;
        }
        boolean all = rows.size() == value.size() || rows.size() == ROWS;
        if (rows.isEmpty() || !all || type.getRecordComponents().length == 0) {
            return text;
        }
        List<Html.Column> columns =
                CellRecord.names(type).stream().map(Html.Column::text).toList();
        String more =
                rows.size() < value.size() ? Html.note("first %,d of %,d".formatted(rows.size(), value.size())) : "";
        return text.with("text/html", Html.table(columns, rows) + more);
    }
}
