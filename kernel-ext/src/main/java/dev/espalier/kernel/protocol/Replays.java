package dev.espalier.kernel.protocol;

/**
 * The signatures of the latest messages on all channels: what comes a second time is no front end's doing. Of each the
 * first 64 bits are kept, in tables that take the same memory in a kernel that has just started and in one that has
 * answered a million messages.
 */
final class Replays {

    /** So many of the latest messages are known for certain, and up to twice as many. */
    private static final int REMEMBERED = 1 << 16;

    private static final int SLOTS = 2 * REMEMBERED;

    private long[] latest = new long[SLOTS];
    private long[] earlier = new long[0];
    private int count;
    private int dropped;

    /**
     * Remembers a signature; false where it is known already.
     *
     * @param signature at least 16 hexadecimal digits
     */
    synchronized boolean isNew(String signature) {
        long key = Long.parseUnsignedLong(signature, 0, 16, 16);
        key = key == 0 ? 1 : key; // 0 marks a free slot
        int slot = slot(latest, key);
        if (latest[slot] == key || earlier.length > 0 && earlier[slot(earlier, key)] == key) {
            return false;
        }
        latest[slot] = key;
        if (++count == REMEMBERED) {
            earlier = latest;
            latest = new long[SLOTS];
            count = 0;
        }
        return true;
    }

    /** Where a key is, or would be. */
    private static int slot(long[] keys, long key) {
        int slot = (int) key & SLOTS - 1;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }

    /** Counts a message that was dropped, and notes it in the server's log; less and less often, so that nobody can fill that. */
    synchronized void dropped(String reason) {
        dropped++;
        if (Integer.bitCount(dropped) == 1) {
            System.err.println("espalier: dropped a message that " + reason + " (" + dropped + " so far)");
        }
    }
}
