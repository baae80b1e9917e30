package dev.espalier.kernel.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The signatures of the latest messages on all channels: what comes a second time is no front end's doing. */
final class Replays {

    private static final int REMEMBERED = 1 << 16;

    private final Set<String> signatures = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    });
    private int dropped;

    /** Remembers a signature; false where it is known already. */
    synchronized boolean isNew(String signature) {
        return signatures.add(signature);
    }

    /** Counts a message that was dropped, and notes it in the server's log; less and less often, so that nobody can fill that. */
    synchronized void dropped(String reason) {
        dropped++;
        if (Integer.bitCount(dropped) == 1) {
            System.err.println("espalier: dropped a message that " + reason + " (" + dropped + " so far)");
        }
    }
}
