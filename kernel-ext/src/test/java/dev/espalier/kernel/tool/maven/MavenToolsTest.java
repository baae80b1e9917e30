package dev.espalier.kernel.tool.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.espalier.kernel.evaluate.Options;
import dev.espalier.kernel.evaluate.Output;
import dev.espalier.kernel.magic.Magics;
import dev.espalier.kernel.render.MimeBundle;
import dev.espalier.kernel.render.Renderers;
import dev.espalier.kernel.session.CellResult;
import dev.espalier.kernel.session.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a repository in a directory, which the settings make the mirror of every other one. */
class MavenToolsTest {

    @TempDir
    Path folder;

    private Path remote;
    private Path local;
    private Session session;

    @BeforeEach
    void makeRepository() throws IOException {
        remote = Files.createDirectories(folder.resolve("remote"));
        local = folder.resolve("local");
        deploy(
                "base",
                "2.0",
                "package com.example.base; public class Base { public static int two() { return 2; } }",
                "");
        String dependency = "<dependencies><dependency><groupId>com.example</groupId><artifactId>base</artifactId>"
                + "<version>2.0</version></dependency></dependencies>";
        String source = "package com.example.thing; public class Thing { public static int one() { return 1; } }";
        deploy("thing", "1.0", source, dependency);
        deploy("thing", "1.2", source, dependency);
        deploy("thing", "2.0-rc1", source, dependency);
        Files.writeString(
                remote.resolve("com/example/thing/maven-metadata.xml"),
                "<metadata><groupId>com.example</groupId><artifactId>thing</artifactId><versioning><versions>"
                        + "<version>1.0</version><version>1.2</version><version>2.0-rc1</version></versions></versioning>"
                        + "</metadata>");
        Path user = Files.writeString(
                folder.resolve("settings.xml"),
                "<settings><localRepository>" + local + "</localRepository><mirrors><mirror><id>here</id><mirrorOf>*"
                        + "</mirrorOf><url>" + remote.toUri() + "</url></mirror></mirrors></settings>");
        session = new Session(
                Options.defaults(),
                new Magics(MavenTools.all(() -> MavenSettings.read(user, folder.resolve("none.xml")))),
                Renderers.installed());
    }

    @AfterEach
    void close() {
        session.close();
    }

    private void deploy(String artifact, String version, String source, String dependencies) throws IOException {
        Path place = Files.createDirectories(
                remote.resolve("com/example").resolve(artifact).resolve(version));
        Path java = Files.writeString(
                folder.resolve(artifact.substring(0, 1).toUpperCase() + artifact.substring(1) + ".java"), source);
        Path classes = Files.createDirectories(folder.resolve("classes-" + artifact));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), java.toString()))
                .isZero();
        String name = artifact + "-" + version;
        String entry =
                "com/example/" + artifact + "/" + java.getFileName().toString().replace(".java", ".class");
        try (OutputStream file = Files.newOutputStream(place.resolve(name + ".jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(Files.readAllBytes(classes.resolve(entry)));
        }
        Files.writeString(
                place.resolve(name + ".pom"),
                "<project><modelVersion>4.0.0</modelVersion><groupId>com.example</groupId><artifactId>" + artifact
                        + "</artifactId><version>" + version + "</version>" + dependencies + "</project>");
    }

    @Test
    void addsAnArtifactAndWhatItNeedsForCompilerAndRun() {
        assertThat(text("var r = %maven com.example:thing:1.0\nr.artifacts().size()"))
                .isEqualTo("2");
        assertThat(text("com.example.thing.Thing.one() + com.example.base.Base.two()"))
                .isEqualTo("3");
        assertThat(text("%maven com.example:thing:1.0"))
                .isEqualTo("com.example:thing:1.0  already there\n  com.example:base:2.0  already there");
        assertThat(text("%maven com.example:thing:1.2"))
                .startsWith("com.example:thing:1.2  not added: version 1.0 is in use; restart the kernel");
    }

    @Test
    void takesTheNewestReleaseWhereNoVersionIsGiven() {
        assertThat(text("%maven com.example:thing --dry-run --no-transitive"))
                .isEqualTo("com.example:thing:1.2  not added");
        assertThat(text("%maven com.example:thing:[1.0,1.1] --dry-run --no-transitive"))
                .isEqualTo("com.example:thing:1.0  not added");
        assertThat(text("%maven com.example:thing:1.2 --exclude com.example:base --dry-run"))
                .isEqualTo("com.example:thing:1.2  not added");
    }

    @Test
    void offlineTakesWhatIsThere() {
        assertThat(failure("%maven -o com.example:thing:1.0"))
                .startsWith("there is no com.example:thing:1.0 in the local repository, and this is offline");
        text("%maven com.example:thing:1.0 --dry-run");
        assertThat(text("%addMavenDependencies --offline com.example:thing:1.0"))
                .isEqualTo("com.example:thing:1.0  added\n  com.example:base:2.0  added");
        assertThat(local.resolve("com/example/base/2.0/base-2.0.jar")).exists();
        assertThat(session.complete("%maven com.ex", 13).matches()).contains("com.example:", "com.example.");
        assertThat(session.complete("%maven com.example:thing:", 25).matches())
                .containsExactly("com.example:thing:1.0");
    }

    @Test
    void saysWhatIsMissingAndWhatThereIs() {
        assertThat(failure("%maven com.example:thing:1.1"))
                .isEqualTo("there is no com.example:thing:1.1 in here; the newest version is 2.0-rc1, the nearest 1.0");
        assertThat(failure("%maven com.example:nothing:1")).isEqualTo("there is no com.example:nothing:1 in here");
        assertThat(failure("%maven com.example:nothing"))
                .isEqualTo("there is no version of com.example:nothing in here");
        assertThat(failure("%maven thing"))
                .isEqualTo(
                        "%maven: ARTIFACTS: 'thing' names no artifact; write group:artifact:version, or group:artifact"
                                + " for the newest");
        assertThat(failure("%maven a:b --repo nowhere"))
                .isEqualTo("%maven: --repo: 'nowhere' is no address of a repository: it has no scheme such as https");
    }

    private CellResult run(String cell) {
        return session.run(cell, new Silent());
    }

    private String text(String cell) {
        CellResult result = run(cell);
        assertThat(result).isInstanceOf(CellResult.Value.class);
        return ((CellResult.Value) result).shown().plain();
    }

    private String failure(String cell) {
        CellResult result = run(cell);
        assertThat(result).isInstanceOf(CellResult.Failure.class);
        return ((CellResult.Failure) result).message();
    }

    private static final class Silent implements Output {
        @Override
        public void print(Channel channel, String text) {}

        @Override
        public void display(MimeBundle value, String displayId) {}

        @Override
        public void update(MimeBundle value, String displayId) {}

        @Override
        public void clear(boolean wait) {}
    }
}
