package dev.espalier.kernel.tool;

import dev.espalier.kernel.magic.Magic;
import dev.espalier.kernel.tool.maven.MavenTools;
import java.util.List;
import java.util.stream.Stream;

/** All tools, one instance each for one session. */
public final class Tools {

    private Tools() {}

    public static List<Magic> all() {
        return Stream.of(
                        AliasTools.all(),
                        CaptureTool.all(),
                        ClassPathTools.all(),
                        DirectoryTools.all(),
                        EnvironmentTools.all(),
                        HistoryTool.all(),
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
