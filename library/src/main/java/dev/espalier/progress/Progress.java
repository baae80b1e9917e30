package dev.espalier.progress;

/**
 * Where a long job reports how far it is. The library calls this; notebooks, terminals and logs implement it.
 *
 * <p>A job opens one {@link Task} per stretch of work with a known length, and closes it when the stretch ends, however
 * it ends. Calls come from one thread and may be frequent: an implementation throttles its own output.
 */
public interface Progress {

    /** Drops everything. */
    Progress NONE = (title, unit, total) -> new Task() {
        @Override
        public void at(long done, String note) {}

        @Override
        public void close() {}
    };

    /**
     * Opens a task.
     *
     * @param title what is being done, for people: {@code "train epoch 3/10"}
     * @param unit what is counted, plural: {@code "images"}, {@code "bytes"}
     * @param total how many units the whole task has, above 0
     */
    Task start(String title, String unit, long total);

    /** One stretch of work. */
    interface Task extends AutoCloseable {

        /**
         * Reports the state.
         *
         * @param done units finished so far, 0 to total
         * @param note what else is worth seeing now, such as {@code "loss 0.412"}; may be empty
         */
        void at(long done, String note);

        /**
         * Gives something to look at beside the numbers, such as a grid of pictures made so far; it takes the place of what
         * was given before. Where pictures cannot be shown, nothing happens.
         */
        default void show(Object picture) {}

        /** Ends the task; the last reported state stands. */
        @Override
        void close();
    }
}
