package dev.espalier.kernel.render;

import java.util.stream.BaseStream;

/** Streams are not looked into: that would use them up. */
@SuppressWarnings("rawtypes")
public final class StreamRenderer implements Renderer<BaseStream> {

    @Override
    public Class<BaseStream> type() {
        return BaseStream.class;
    }

    @Override
    public MimeBundle render(BaseStream value) {
        return MimeBundle.text("a stream; showing its elements would use it up, .toList() makes a list of them");
    }
}
