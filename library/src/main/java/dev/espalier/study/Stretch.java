package dev.espalier.study;

import dev.espalier.progress.Cancellation;
import dev.espalier.progress.Progress;

/** Ends a training after a number of steps, as its user once did. A trainer tells its progress after every step. */
final class Stretch implements Progress, Cancellation {

    private final Progress progress;
    private final Cancellation user;
    private long left;

    Stretch(Progress progress, Cancellation user, long steps) {
        this.progress = progress;
        this.user = user;
        this.left = steps;
    }

    @Override
    public Task start(String title, String unit, long total) {
        Task shown = progress.start(title, unit, total);
        return new Task() {
            @Override
            public void at(long done, String note) {
                left--;
                shown.at(done, note);
            }

            @Override
            public void close() {
                shown.close();
            }
        };
    }

    @Override
    public boolean requested() {
        return left <= 0 || user.requested();
    }
}
