package dev.espalier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {

    private static final int ORANGE = 0xffff8000;
    private static final byte LUMA_OF_ORANGE = (byte) 151;

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "tif"})
    void losslessFormatsKeepTheirColours(String format) throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, ORANGE);
        image.setRGB(1, 0, 0x0000ff);
        assertThat(Picture.decode(file(image, format), 3).pixels()).containsExactly(-1, 0, -128, 0, 0, -1);
        assertThat(Picture.decode(file(image, format), 1).pixels()).containsExactly(LUMA_OF_ORANGE, 29);
    }

    @Test
    void greyFilesKeepTheirStoredValues() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});
        assertThat(Picture.decode(file(image, "png"), 1).pixels()).containsExactly(0, 100, -1);
        assertThat(Picture.decode(file(image, "png"), 3).pixels()).containsExactly(0, 100, -1, 0, 100, -1, 0, 100, -1);
    }

    @Test
    void deepGreyIsRoundedToEightBits() throws IOException {
        BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100 * 257 + 120, 65535});
        assertThat(Picture.decode(file(image, "png"), 1).pixels()).containsExactly(0, 100, -1);
    }

    @Test
    void oneBitImagesAreBlackAndWhite() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        image.setRGB(1, 0, 0xffffff);
        assertThat(Picture.decode(file(image, "png"), 1).pixels()).containsExactly(0, -1);
    }

    @Test
    void transparencyShowsWhite() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00123456);
        image.setRGB(1, 0, 0x80000000);
        assertThat(Picture.decode(file(image, "png"), 1).pixels()).containsExactly(-1, 127);
    }

    @Test
    void jpegIsReadInGreyAndColour() throws IOException {
        BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 256; p++) {
            image.setRGB(p % 16, p / 16, ORANGE);
        }
        byte[] pixels = Picture.decode(file(image, "jpg"), 3).pixels();
        assertThat(pixels[0] & 0xff).isBetween(250, 255);
        assertThat(pixels[256] & 0xff).isBetween(124, 132);
        assertThat(pixels[512] & 0xff).isBetween(0, 5);
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 4096; p++) {
            image.setRGB(p % 64, p / 64, p * 9973);
        }
        byte[] jpeg = file(image, "jpg");
        byte[] png = file(image, "png");
        byte[] bmp = file(image, "bmp");
        assertRefused("corrupt jpeg data: premature end of data segment", Arrays.copyOf(jpeg, jpeg.length / 2));
        assertRefused("Error reading PNG image data", Arrays.copyOf(png, png.length / 2));
        assertRefused("it ends early", Arrays.copyOf(bmp, bmp.length / 2));
        byte[] scrambled = png.clone();
        Arrays.fill(scrambled, 60, 200, (byte) 0x5a);
        assertRefused("Error reading PNG image data", scrambled);
        assertThatThrownBy(() -> Picture.decode(new byte[0], 1)).hasMessage("its contents are not those of an image");
        assertThatThrownBy(() -> Picture.decode("text".getBytes(StandardCharsets.UTF_8), 1))
                .hasMessage("its contents are not those of an image");
    }

    @Test
    void aHeaderThatClaimsTooMuchIsRefusedBeforeDecoding() throws IOException {
        byte[] png = file(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png");
        byte[] huge = HexFormat.of().parseHex("0000c350" + "0000c350");
        System.arraycopy(huge, 0, png, 16, 8);
        assertThatThrownBy(() -> Picture.decode(png, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("it has 50000x50000 pixels, more than 100,000,000");
    }

    private static void assertRefused(String reason, byte[] file) {
        assertThatThrownBy(() -> Picture.decode(file, 3))
                .isInstanceOf(IOException.class)
                .hasMessage(reason);
    }

    private static byte[] file(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }
}
