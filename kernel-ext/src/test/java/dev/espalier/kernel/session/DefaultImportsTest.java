package dev.espalier.kernel.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.magic.RecordedOutput;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

class DefaultImportsTest {

    @Test
    void aSessionOpensAndSeesTheLibrary() {
        try (Session session = Session.open()) {
            CellResult result = session.run(
                    """
                    Seed seed = new Seed(7);
                    List<Table> tables = List.of(Table.create("t"));
                    Class<?>[] types = {Model.class, Path.class, XYChart.class, INDArray.class, Progress.class};
                    seed.value() + types.length""",
                    new RecordedOutput());
            assertThat(result).isInstanceOf(CellResult.Value.class);
            assertThat(((CellResult.Value) result).shown().plain()).isEqualTo("12");
            assertThat(((CellResult.Value) session.run("%lsmagic", new RecordedOutput()))
                            .shown()
                            .plain())
                    .containsPattern("%lsmagic +lists the magics");
        }
    }

    @Test
    void javaCellsShowValuesBeforeTheyEnd() {
        RecordedOutput output = new RecordedOutput();
        try (Session session = Session.open()) {
            CellResult result = session.run(
                    """
                    display(List.of(1, 2));
                    System.out.print("then");
                    Thread thread = new Thread(() -> display(new KernelPattern(1, 2, 1)));
                    thread.start();
                    thread.join();""",
                    output);
            assertThat(result).isEqualTo(new CellResult.Done());
        }
        assertThat(output.events).containsExactly("display [1, 2]", "STDOUT then", "display #.");
        assertThat(output.last.data()).containsKey("image/png");
    }

    @Test
    void javaCellsReplaceAndRemoveWhatTheyShowed() {
        RecordedOutput output = new RecordedOutput();
        try (Session session = Session.open()) {
            CellResult result = session.run(
                    "display(1, \"here\"); updateDisplay(\"here\", 2); clearOutput(true); clearOutput(false);", output);
            assertThat(result).isEqualTo(new CellResult.Done());
        }
        assertThat(output.events).containsExactly("display 1", "update 2", "clear", "clear");
    }

    @Test
    void noNameIsAmbiguous() throws IOException, ClassNotFoundException {
        Map<String, List<String>> fullNames = new TreeMap<>();
        try (JavaFileManager files = ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            for (String line : DefaultImports.LIST) {
                if (line.endsWith(".*")) {
                    for (String name : publicTypes(files, line.substring(0, line.length() - 2))) {
                        fullNames
                                .computeIfAbsent(name.substring(name.lastIndexOf('.') + 1), simple -> new ArrayList<>())
                                .add(name);
                    }
                }
            }
        }
        assertThat(fullNames).containsKeys("Model", "Split", "Files", "Table", "XYChart");
        fullNames
                .values()
                .removeIf(names -> names.size() == 1 || names.stream().anyMatch(DefaultImports.LIST::contains));
        assertThat(fullNames).isEmpty();
    }

    private static List<String> publicTypes(JavaFileManager files, String packageName)
            throws IOException, ClassNotFoundException {
        List<String> types = new ArrayList<>();
        for (JavaFileManager.Location location : locations(packageName)) {
            for (JavaFileObject file : files.list(location, packageName, Set.of(JavaFileObject.Kind.CLASS), false)) {
                String name = files.inferBinaryName(location, file);
                boolean type = !name.contains("$") && !name.endsWith("-info");
                if (type
                        && Modifier.isPublic(Class.forName(name, false, DefaultImportsTest.class.getClassLoader())
                                .getModifiers())) {
                    types.add(name);
                }
            }
        }
        return types;
    }

    private static List<JavaFileManager.Location> locations(String packageName) {
        return List.of(
                packageName.startsWith("java.") ? StandardLocation.PLATFORM_CLASS_PATH : StandardLocation.CLASS_PATH);
    }
}
