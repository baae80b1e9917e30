package dev.espalier.kernel.bench;

import dev.espalier.train.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The process of an engine that runs in a JVM: {@code JavaWorker ESPALIER|SAMEDIFF FOLDER}. */
public final class JavaWorker {

    /** Which engine. */
    enum Kind {
        ESPALIER,
        SAMEDIFF
    }

    private JavaWorker() {}

    /** Trains on request until its input ends. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = System.out;
        // Whatever a library prints must not be taken for an answer.
        System.setOut(System.err);
        try (Steps steps = open(Kind.valueOf(arguments[0]), Assignment.read(Path.of(arguments[1])))) {
            WorkerLoop.serve(steps, in, out);
        } catch (UnsupportedOperationException impossible) {
            out.println("failed " + impossible.getMessage());
            out.flush();
        } catch (RuntimeException failure) {
            failure.printStackTrace();
            out.println("failed " + failure.toString().lines().findFirst().orElseThrow());
            out.flush();
        }
    }

    private static Steps open(Kind kind, Assignment task) throws IOException {
        return switch (kind) {
            case ESPALIER -> new EspalierSteps(task, Engine.DEFAULT);
            case SAMEDIFF -> new SameDiffSteps(task);
        };
    }
}
