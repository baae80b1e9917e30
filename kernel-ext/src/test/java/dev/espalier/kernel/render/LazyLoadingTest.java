package dev.espalier.kernel.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ND4J takes half a second to start: showing something else must not touch it. */
class LazyLoadingTest {

    @Test
    void showingAnImageLoadsNothingOfNd4jButTheInterface() throws ReflectiveOperationException, IOException {
        try (Recording loader = new Recording()) {
            Class<?> renderers = loader.loadClass(Renderers.class.getName());
            Object installed = renderers.getMethod("installed").invoke(null);
            Object shown = renderers
                    .getMethod("render", Object.class)
                    .invoke(installed, new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
            assertThat(shown.toString()).contains("image/png");
            assertThat(loader.found)
                    .filteredOn(name -> name.startsWith("org.nd4j."))
                    .containsExactly("org.nd4j.linalg.api.ndarray.INDArray");
        }
    }

    private static final class Recording extends URLClassLoader {
        private final Set<String> found = new TreeSet<>();

        Recording() {
            super(
                    Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                            .map(Recording::url)
                            .toArray(URL[]::new),
                    ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> type = super.findClass(name);
            found.add(name);
            return type;
        }

        private static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(path, e);
            }
        }
    }
}
