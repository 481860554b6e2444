package dev.opjournal.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a phase works with. */
public final class Bench {
    private final Plan plan;
    private final Jvm jvm;
    private final Optional<Jvm> virtualJvm;
    private final DataDirectory data;
    private final Optional<Path> syncCounter;
    private final Results results;
    private final List<String> notes = new ArrayList<>();
    private boolean failed;

    Bench(
            Plan plan,
            Jvm jvm,
            Optional<Jvm> virtualJvm,
            DataDirectory data,
            Optional<Path> syncCounter,
            Results results) {
        this.plan = plan;
        this.jvm = jvm;
        this.virtualJvm = virtualJvm;
        this.data = data;
        this.syncCounter = syncCounter;
        this.results = results;
    }

    public Plan plan() {
        return plan;
    }

    public Jvm jvm() {
        return jvm;
    }

    /** A JDK that has virtual threads, if one is there. */
    public Optional<Jvm> virtualJvm() {
        return virtualJvm;
    }

    public Results results() {
        return results;
    }

    /** The library that counts syncs, if it could be compiled. */
    public Optional<Path> syncCounter() {
        return syncCounter;
    }

    /** A new empty directory on the disk that is measured. */
    public Path directory(String name) throws IOException {
        return data.create(name);
    }

    public void delete(Path directory) throws IOException {
        DataDirectory.delete(directory);
    }

    /** Tells whoever watches how far it is. */
    public void say(String text) {
        System.out.println(text);
    }

    /** Tells now and in the document what the reader must know. */
    public void note(String text) {
        say("NOTE: " + text);
        notes.add(text);
    }

    /** As {@link #note}, for what should not have happened. */
    public void fail(String text) {
        failed = true;
        note(text);
    }

    boolean hasFailed() {
        return failed;
    }

    List<String> takeNotes() {
        List<String> taken = List.copyOf(notes);
        notes.clear();
        return taken;
    }
}
