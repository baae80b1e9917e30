package dev.espalier.study;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.IntPredicate;

/** A sheet of paper with the marks that pictures of kernels are made of. */
final class KernelDrawing {

    private final BufferedImage image;
    private final Graphics2D pen;

    KernelDrawing(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        pen = image.createGraphics();
        pen.setColor(Palette.PAPER);
        pen.fillRect(0, 0, width, height);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    }

    /** A kernel: kept positions, counted row by row, in colour; dropped ones faint. */
    void kernel(int left, int top, int cell, int height, int width, IntPredicate keeps, Color colour) {
        int gap = cell >= 6 ? 1 : 0;
        for (int i = 0; i < height * width; i++) {
            pen.setColor(keeps.test(i) ? colour : Palette.FAINT);
            pen.fillRect(left + i % width * cell, top + i / width * cell, cell - gap, cell - gap);
        }
    }

    /** A line of text that starts there, or is centred there. */
    void text(String text, int x, int baseline, int size, boolean centred) {
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, size));
        pen.setColor(Palette.INK);
        FontMetrics metrics = pen.getFontMetrics();
        pen.drawString(text, centred ? x - metrics.stringWidth(text) / 2 : x, baseline);
    }

    BufferedImage finish() {
        pen.dispose();
        return image;
    }
}
