package dev.opjournal.file;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The real disk, whose writes a test holds, and which a test fills or breaks. It is in the journal's room, since the seam is there. */
public final class DiskInHand {
    private static final long MOST_SECONDS = 20;

    private final Disk disk = proxy(Disk.class, (proxy, method, arguments) -> onDisk(method, arguments));
    private final Disk real = new LocalDisk();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private volatile boolean holds;
    private volatile boolean full;
    private volatile boolean broken;

    public FileJournal open(Path path, FileJournalOptions options) {
        return FileJournal.open(path, options, disk);
    }

    /** Every write of entries waits from now on. */
    public void hold() {
        holds = true;
    }

    /** Returns when a write waits. */
    public void awaitHeld() throws InterruptedException {
        await(held);
    }

    public void letGo() {
        holds = false;
        letGo.countDown();
    }

    /** No space can be set aside from now on. */
    public void fill() {
        full = true;
    }

    public void makeRoom() {
        full = false;
    }

    /** Every write of entries fails from now on. */
    public void breakDown() {
        broken = true;
    }

    private Object onDisk(Method method, Object[] arguments) throws Throwable {
        if (full && method.getName().equals("usableSpace")) {
            return 0L;
        }
        Object answer = call(method, real, arguments);
        return answer instanceof DiskFile file
                ? proxy(DiskFile.class, (proxy, onFile, ofFile) -> onFile(file, onFile, ofFile))
                : answer;
    }

    private Object onFile(DiskFile file, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("write")) {
            beforeWrite(((byte[]) arguments[1])[(int) arguments[2]] == ' ');
        }
        return call(method, file, arguments);
    }

    private void beforeWrite(boolean setsAside) throws IOException, InterruptedException {
        if (setsAside && full) {
            throw new IOException("No space left on device");
        }
        if (!setsAside && broken) {
            throw new IOException("Input/output error");
        }
        if (!setsAside && holds) {
            held.countDown();
            await(letGo);
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(MOST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody came within " + MOST_SECONDS + " seconds");
        }
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls));
    }
}
