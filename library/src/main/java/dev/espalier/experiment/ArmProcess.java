package dev.espalier.experiment;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The process that runs arms: {@code ArmProcess PAPER PROFILE FOLDER}. It reads their names, a line each, and answers
 * {@code done} or {@code failed MESSAGE} when their outcomes are saved, until its input ends.
 */
final class ArmProcess {

    static final String DONE = "done";
    static final String FAILED = "failed ";

    private ArmProcess() {}

    /** Runs arms on request. */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        // Whatever a library prints must not be taken for an answer.
        System.setOut(System.err);
        RunProfile profile = RunProfile.parse(arguments[1]);
        Experiment experiment = new Experiment(Recipe.of(arguments[0]), profile, Path.of(arguments[2]));
        Map<String, Arm> arms =
                experiment.recipe().arms(profile).stream().collect(Collectors.toMap(Arm::id, Function.identity()));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String id = in.readLine(); id != null; id = in.readLine()) {
            try {
                experiment.run(arms.get(id), Progress.NONE, Cancellation.NEVER);
                answers.println(DONE);
            } catch (RuntimeException failed) {
                failed.printStackTrace();
                answers.println(FAILED + String.valueOf(failed.getMessage()).replace('\n', ' '));
            }
            answers.flush();
        }
    }
}
