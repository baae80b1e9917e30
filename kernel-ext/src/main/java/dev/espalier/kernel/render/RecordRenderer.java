package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records: text; those that cells declare also as a table of their components. */
public final class RecordRenderer implements Renderer<Record> {

    @Override
    public Class<Record> type() {
        return Record.class;
    }

    @Override
    public MimeBundle render(Record value) {
        MimeBundle text = MimeBundle.text(PlainText.of(value));
        if (!CellRecord.is(value) || value.getClass().getRecordComponents().length == 0) {
            return text;
        }
        try {
            List<List<String>> rows = new ArrayList<>();
            for (Map.Entry<String, Object> component :
                    CellRecord.components(value).entrySet()) {
                rows.add(List.of(component.getKey(), PlainText.inShort(component.getValue())));
            }
            List<Html.Column> columns =
                    List.of(Html.Column.name(value.getClass().getSimpleName()), Html.Column.text(""));
            return text.with("text/html", Html.table(columns, rows));
        } catch (ReflectiveOperationException e) {
            return text;
        }
    }
}
