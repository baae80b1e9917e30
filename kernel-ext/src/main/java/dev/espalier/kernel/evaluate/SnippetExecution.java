package dev.espalier.kernel.evaluate;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Runs snippets in this JVM, on a thread of their own, and keeps values and exceptions as the objects they are:
 * JShell itself would only hand over their text.
 */
final class SnippetExecution extends DirectExecutionControl {

    private final SnippetLoader loader;
    private final SnippetThread thread = new SnippetThread();
    private static final String LEFT_BEHIND =
            "What the cell was waiting for cannot be stopped; it goes on in the background until it returns.\n";

    private Object value;
    private Throwable thrown;
    private Field field;
    private long nanosRun;

    SnippetExecution(SnippetLoader loader) {
        super(loader);
        this.loader = loader;
    }

    /** What gives this to a JShell. */
    ExecutionControlProvider provider() {
        return new ExecutionControlProvider() {
            @Override
            public String name() {
                return "in-process";
            }

            @Override
            public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
                return SnippetExecution.this;
            }
        };
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        Cell cell = Cell.current();
        long start = System.nanoTime();
        try {
            value = cell == null ? call(snippet) : thread.run(cell, () -> call(snippet));
            return "";
        } catch (SnippetThread.LeftBehind e) {
            cell.output().print(Output.Channel.STDERR, LEFT_BEHIND);
            throw new ExecutionControl.StoppedException();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SPIResolutionException) {
                throw e;
            }
            thrown = e.getCause();
            throw cell != null && cell.stopped()
                    ? new ExecutionControl.StoppedException()
                    : new ExecutionControl.UserException("", thrown.getClass().getName(), new StackTraceElement[0]);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // invoking throws no others
        } finally {
            nanosRun += System.nanoTime() - start;
        }
    }

    private Object call(Method snippet) throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(loader);
        return snippet.invoke(null);
    }

    @Override
    public void close() {
        thread.close();
        super.close();
    }

    @Override
    public String varValue(String className, String name) throws InternalException {
        try {
            field = findClass(className).getField(name);
            field.setAccessible(true); // a public field of a class that is not
            return "";
        } catch (ReflectiveOperationException e) {
            throw new InternalException(e.toString());
        }
    }

    /** Forgets what the last snippet gave. */
    void forget() {
        value = null;
        thrown = null;
        field = null;
    }

    /** The time spent in snippets so far. */
    long nanosRun() {
        return nanosRun;
    }

    /** What the last snippet returned, or null. */
    Object value() {
        return value;
    }

    /** What the last snippet threw, or null. */
    Throwable thrown() {
        return thrown;
    }

    /** The static field behind the variable last asked for, or null. */
    Field field() {
        return field;
    }
}
