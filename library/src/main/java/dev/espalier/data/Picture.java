package dev.espalier.data;

import dev.espalier.data.ImageFolder.Size;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A decoded image file.
 *
 * @param pixels unsigned bytes [C, height, width], C = 1 (grey) or 3 (red, green, blue)
 */
record Picture(int height, int width, byte[] pixels) {

    /** Larger ones are not training images, and decoding them could exhaust the memory. */
    private static final long MOST_PIXELS = 100_000_000;

    /**
     * Decodes the first image of a file in any format the Java platform reads. Transparent pixels are laid over white;
     * the orientation in EXIF data is not applied.
     *
     * @throws IOException with what is wrong with the file, as the end of a sentence
     */
    static Picture decode(byte[] file, int channels) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("its contents are not those of an image");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return of(read(reader), channels);
            } finally {
                reader.dispose();
            }
        } catch (EOFException end) {
            throw new IOException("it ends early", end);
        } catch (RuntimeException corrupt) {
            // The platform's readers answer some corrupt files with an exception of the code that stumbled.
            throw new IOException("its contents cannot be decoded", corrupt);
        }
    }

    Size size() {
        return new Size(height, width);
    }

    /** The pixels [C, height, width] in the given size. */
    byte[] resized(int channels, Size to) {
        return Resampling.resample(pixels, channels, height, width, to.height(), to.width());
    }

    private static BufferedImage read(ImageReader reader) throws IOException {
        long size = (long) reader.getWidth(0) * reader.getHeight(0);
        if (size > MOST_PIXELS) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "it has %dx%d pixels, more than %,d",
                    reader.getHeight(0),
                    reader.getWidth(0),
                    MOST_PIXELS));
        }
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        for (String warning : warnings) {
            if (isDamage(warning)) {
                throw new IOException(warning.toLowerCase(Locale.ROOT));
            }
        }
        return image;
    }

    /**
     * The JPEG reader fills what is missing or cannot be decoded with grey and only warns. Surplus bytes, which cameras
     * and editors leave, cost no pixels.
     */
    private static boolean isDamage(String warning) {
        return warning.startsWith("Premature end")
                || (warning.startsWith("Corrupt JPEG") && !warning.contains("extraneous"));
    }

    private static Picture of(BufferedImage image, int channels) {
        int height = image.getHeight();
        int width = image.getWidth();
        int plane = height * width;
        int[] argb = isGrey(image) ? grey(image.getRaster()) : image.getRGB(0, 0, width, height, null, 0, width);
        byte[] pixels = new byte[channels * plane];
        for (int p = 0; p < plane; p++) {
            int alpha = argb[p] >>> 24;
            int red = overWhite(argb[p] >> 16 & 0xff, alpha);
            int green = overWhite(argb[p] >> 8 & 0xff, alpha);
            int blue = overWhite(argb[p] & 0xff, alpha);
            if (channels == 1) {
                // ITU-R BT.601 luma, as in PNG, JPEG and most image libraries.
                pixels[p] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
            } else {
                pixels[p] = (byte) red;
                pixels[p + plane] = (byte) green;
                pixels[p + 2 * plane] = (byte) blue;
            }
        }
        return new Picture(height, width, pixels);
    }

    private static boolean isGrey(BufferedImage image) {
        return image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
                && !(image.getColorModel() instanceof IndexColorModel);
    }

    /** The stored values: Java takes grey files as linear light, so its getRGB would brighten them. */
    private static int[] grey(Raster raster) {
        int width = raster.getWidth();
        int[] argb = new int[raster.getHeight() * width];
        for (int p = 0; p < argb.length; p++) {
            int value = eightBits(raster, p % width, p / width, 0);
            int alpha = raster.getNumBands() > 1 ? eightBits(raster, p % width, p / width, 1) : 255;
            argb[p] = alpha << 24 | value << 16 | value << 8 | value;
        }
        return argb;
    }

    private static int eightBits(Raster raster, int x, int y, int band) {
        int largest = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
        return (raster.getSample(x, y, band) * 255 + largest / 2) / largest;
    }

    private static int overWhite(int value, int alpha) {
        return (value * alpha + 255 * (255 - alpha) + 127) / 255;
    }
}
