package dev.espalier.kernel.render;

import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG. Small ones, as of digits and garments, are enlarged by whole factors without smoothing. */
public final class ImageRenderer implements Renderer<RenderedImage> {

    private static final int SMALL = 96;
    private static final int ENLARGED = 128;

    @Override
    public Class<RenderedImage> type() {
        return RenderedImage.class;
    }

    @Override
    public MimeBundle render(RenderedImage image) {
        byte[] png = png(image);
        String size = image.getWidth() + " x " + image.getHeight() + " pixels";
        MimeBundle shown = MimeBundle.text("image of " + size).with("image/png", png);
        int longest = Math.max(image.getWidth(), image.getHeight());
        return longest >= SMALL
                ? shown
                : shown.with(
                        "text/html", Html.enlarged(png, "image of " + size, image.getWidth() * (ENLARGED / longest)));
    }

    static byte[] png(RenderedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // ImageIO would otherwise go through a file in the temporary directory.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalArgumentException(
                        "PNG cannot hold this image's samples: " + image.getColorModel() + "; convert it to RGB");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
