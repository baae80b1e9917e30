package dev.espalier.kernel.render;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** Components of Swing and AWT as PNG, painted without a screen; one that has no size yet gets the one it prefers. */
public final class ComponentRenderer implements Renderer<Component> {

    private static final int LARGEST = 4_000;

    @Override
    public Class<Component> type() {
        return Component.class;
    }

    @Override
    public MimeBundle render(Component component) {
        Dimension size = laidOut(component);
        BufferedImage image = new BufferedImage(size.width, size.height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D pen = image.createGraphics();
        component.printAll(pen);
        pen.dispose();
        return MimeBundle.text(
                        component.getClass().getSimpleName() + " of " + size.width + " x " + size.height + " pixels")
                .with("image/png", ImageRenderer.png(image));
    }

    /** Gives a component that nobody has shown its size and its children their places. */
    static Dimension laidOut(Component component) {
        Dimension size = component.getSize();
        if (size.width <= 0 || size.height <= 0) {
            Dimension wanted = component.getPreferredSize();
            size = new Dimension(
                    Math.max(1, Math.min(LARGEST, wanted.width)), Math.max(1, Math.min(LARGEST, wanted.height)));
            component.setSize(size);
        }
        synchronized (component.getTreeLock()) {
            layOut(component);
        }
        return size;
    }

    private static void layOut(Component component) {
        component.doLayout();
        if (component instanceof Container container) {
            for (Component child : container.getComponents()) {
                layOut(child);
            }
        }
    }
}
