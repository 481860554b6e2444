package dev.opjournal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Refuses threads to a class, with the error that tells of a system which has none left: in the thread that made this, and in
 * those which that one creates meanwhile. A new thread asks what it inherits, and is refused by that.
 */
public final class ThreadShortage extends InheritableThreadLocal<String> implements AutoCloseable {
    private final Class<?> creator;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    public ThreadShortage(Class<?> creator) {
        this.creator = creator;
        set("inherited");
    }

    /** Its next threads are refused, so many. */
    public void refuse(int count) {
        left.set(count);
    }

    /** How many were refused so far. */
    public int refused() {
        return refused.get();
    }

    @Override
    protected String childValue(String parentValue) {
        if (isCreating() && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
            refused.incrementAndGet();
            throw new OutOfMemoryError("unable to create native thread");
        }
        return parentValue;
    }

    private boolean isCreating() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.anyMatch(frame -> frame.getDeclaringClass() == creator));
    }

    @Override
    public void close() {
        left.set(0);
        remove();
    }
}
