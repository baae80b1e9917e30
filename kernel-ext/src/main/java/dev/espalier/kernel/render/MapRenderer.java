package dev.espalier.kernel.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Maps: text, and a table of keys and values. */
@SuppressWarnings("rawtypes")
public final class MapRenderer implements Renderer<Map> {

    private static final int ROWS = 50;

    @Override
    public Class<Map> type() {
        return Map.class;
    }

    @Override
    public MimeBundle render(Map value) {
        MimeBundle text = MimeBundle.text(PlainText.of(value));
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
            if (rows.size() == ROWS) {
                break;
            }
            rows.add(List.of(PlainText.inShort(entry.getKey()), PlainText.inShort(entry.getValue())));
        }
        if (rows.isEmpty()) {
            return text;
        }
        String more =
                rows.size() < value.size() ? Html.note("first %,d of %,d".formatted(rows.size(), value.size())) : "";
        return text.with(
                "text/html", Html.table(List.of(Html.Column.text("key"), Html.Column.text("value")), rows) + more);
    }
}
