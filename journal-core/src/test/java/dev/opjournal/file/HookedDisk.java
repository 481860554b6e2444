package dev.opjournal.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real disk, with a hook before and behind each write, that remembers what was written. Thread-safe. */
final class HookedDisk extends ForwardingDisk {
    /** One call that writes. */
    record Write(Path file, long at, String text) {
        /** The lines in it; none if it sets space aside. */
        List<String> lines() {
            return text.isBlank() ? List.of() : text.lines().toList();
        }
    }

    /** What is to happen around a write, on the thread that writes. */
    @FunctionalInterface
    interface Hook {
        void on(Write write) throws IOException;
    }

    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private final List<Gate> gates = new CopyOnWriteArrayList<>();
    private volatile Hook before = write -> {};
    private volatile Hook behind = write -> {};
    private volatile Runnable beforeSync = () -> {};

    void beforeEachWrite(Hook hook) {
        before = hook;
    }

    void behindEachWrite(Hook hook) {
        behind = hook;
    }

    /** Holds the next write: its bytes are not yet in the file. */
    Gate holdBeforeTheBytesAreWritten() {
        Gate gate = gate();
        before = write -> gate.pass();
        return gate;
    }

    /** Holds the next write: its bytes are on the device, but the journal does not know it yet. */
    Gate holdBeforeTheWriteReturns() {
        Gate gate = gate();
        behind = write -> gate.pass();
        return gate;
    }

    /** Holds the next write that sets space aside: nothing of it is in the file yet. */
    Gate holdBeforeSpaceIsSetAside() {
        Gate gate = gate();
        before = write -> {
            if (write.lines().isEmpty()) {
                gate.pass();
            }
        };
        return gate;
    }

    /** Holds the next sync of space that was set aside: all of it is in the file, but not on the device. */
    Gate holdBeforeSpaceIsSynced() {
        Gate gate = gate();
        beforeSync = gate::pass;
        return gate;
    }

    private Gate gate() {
        Gate gate = new Gate();
        gates.add(gate);
        return gate;
    }

    /** Opens all gates and forgets all hooks, so that a test that failed leaves nobody waiting. */
    void letGo() {
        before = write -> {};
        behind = write -> {};
        beforeSync = () -> {};
        gates.forEach(Gate::open);
    }

    /** The writes that carried lines, in their order, since the last {@link #forget}. */
    List<Write> writesOfLines() {
        return writes.stream().filter(write -> !write.lines().isEmpty()).toList();
    }

    /** The writes that set space aside, in their order, since the last {@link #forget}. */
    List<Write> writesOfSpaces() {
        return writes.stream().filter(write -> write.lines().isEmpty()).toList();
    }

    void forget() {
        writes.clear();
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new HookedFile(file, super.open(file));
    }

    @Override
    public DiskFile openUnsynced(Path file) throws IOException {
        return new HookedFile(file, super.openUnsynced(file));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return new HookedFile(file, super.create(file));
    }

    private final class HookedFile extends ForwardingFile {
        private final Path path;

        HookedFile(Path path, DiskFile file) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(long at, byte[] bytes, int from, int length) throws IOException {
            Write write = new Write(path, at, new String(bytes, from, length, StandardCharsets.UTF_8));
            before.on(write);
            super.write(at, bytes, from, length);
            writes.add(write);
            behind.on(write);
        }

        @Override
        public void sync() throws IOException {
            beforeSync.run();
            super.sync();
        }
    }
}
