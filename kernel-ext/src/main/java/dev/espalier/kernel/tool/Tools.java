package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.tool.maven.MavenTools;
import java.util.List;
import java.util.stream.Stream;

/** All tools, one instance each for one session. */
public final class Tools {

    private Tools() {}

    /** Those that need nothing of a session but that it runs Java. */
    public static List<Magic> forAnyKernel() {
        return Stream.of(
                        DirectoryTools.all(),
                        EnvironmentTools.all(),
                        MarkupTools.all(),
                        ScriptTools.all(),
                        ShellTools.all(),
                        TimeTool.all(),
                        TimeitTool.all(),
                        WriteFileTool.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Those of a session of this kernel. */
    public static List<Magic> all() {
        return Stream.of(
                        AliasTools.all(),
                        CaptureTool.all(),
                        ClassPathTools.all(),
                        DirectoryTools.all(),
                        EnvironmentTools.all(),
                        HistoryTool.all(),
                        LoadTool.all(),
                        MarkupTools.all(),
                        MavenTools.all(),
                        ResetTool.all(),
                        ScriptTools.all(),
                        ShellTools.all(),
                        TimeTool.all(),
                        TimeitTool.all(),
                        VariableTools.all(),
                        WriteFileTool.all())
                .flatMap(List::stream)
                .toList();
    }
}
