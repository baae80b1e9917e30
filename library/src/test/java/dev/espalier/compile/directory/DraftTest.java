package dev.espalier.compile.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTest {

    @TempDir
    private Path folder;

    private void write(String text) throws IOException {
        try (Draft draft = new Draft(folder.resolve("net"))) {
            draft.add("a.txt", text);
            draft.add("inside/b.txt", "b");
            draft.finish();
        }
    }

    private List<String> beside() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void isThereAllAtOnceWithChecksums() throws IOException {
        try (Draft draft = new Draft(folder.resolve("deep/net"))) {
            draft.add("a.txt", "a");
            assertThat(folder.resolve("deep/net")).doesNotExist();
            assertThat(draft.sizes()).containsEntry("a.txt", 1L);
            draft.finish();
        }
        assertThat(folder.resolve("deep/net/" + Draft.SUMS))
                .hasContent("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a.txt");
    }

    @Test
    void whatFailsLeavesNothing() {
        assertThatThrownBy(() -> {
                    try (Draft draft = new Draft(folder.resolve("net"))) {
                        draft.add("a.txt", out -> {
                            throw new IOException("the disk is full");
                        });
                    }
                })
                .hasMessage("the disk is full");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void replacesWhatItWroteItself() throws IOException {
        write("one");
        Files.writeString(folder.resolve("net/example"), "what make has made");
        write("two");

        assertThat(folder.resolve("net/a.txt")).hasContent("two");
        assertThat(folder.resolve("net/example")).doesNotExist();
        assertThat(beside()).containsExactly("net");
    }

    @Test
    void replacesAnEmptyDirectory() throws IOException {
        Files.createDirectory(folder.resolve("net"));
        write("one");

        assertThat(folder.resolve("net/a.txt")).hasContent("one");
    }

    @Test
    void keepsWhatSomebodyHasChanged() throws IOException {
        write("one");
        Files.writeString(folder.resolve("net/inside/b.txt"), "my own");

        assertThatThrownBy(() -> write("two"))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("net") + " has files that were not written here, or were changed since"
                        + " (inside/b.txt); name an empty directory or a new one");
        assertThat(folder.resolve("net/a.txt")).hasContent("one");
        assertThat(beside()).containsExactly("net");
    }

    @Test
    void keepsWhatIsNotItsOwn() throws IOException {
        Path other = Files.createDirectory(folder.resolve("net"));
        for (String name : List.of("c", "b", "a", "d")) {
            Files.writeString(other.resolve(name), name);
        }
        assertThatThrownBy(() -> write("one")).hasMessageContaining("(a, b, c, ...)");

        Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> new Draft(folder.resolve("file")))
                .hasMessage(folder.resolve("file") + " is a file; name a directory");
    }
}
