package dev.espalier.kernel.evaluate;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Runs snippets in this JVM, on the thread that evaluates, and keeps values and exceptions as the objects they are:
 * JShell itself would only hand over their text.
 */
final class SnippetExecution extends DirectExecutionControl {

    private final SnippetLoader loader;
    private Object value;
    private Throwable thrown;
    private Field field;

    SnippetExecution(SnippetLoader loader) {
        super(loader);
        this.loader = loader;
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Cell cell = Cell.current();
        thread.setContextClassLoader(loader);
        try {
            if (cell != null) {
                cell.shield(false);
            }
            value = snippet.invoke(null);
            return "";
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SPIResolutionException) {
                throw e;
            }
            thrown = e.getCause();
            throw stopped(cell)
                    ? new ExecutionControl.StoppedException()
                    : new ExecutionControl.UserException("", thrown.getClass().getName(), new StackTraceElement[0]);
        } finally {
            if (cell != null) {
                cell.shield(true);
            }
            thread.setContextClassLoader(before);
        }
    }

    private static boolean stopped(Cell cell) {
        return cell != null && cell.stopped();
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
