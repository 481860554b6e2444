package dev.opjournal.benchmarks.opening;

import dev.opjournal.benchmarks.run.Bench;
import dev.opjournal.benchmarks.run.ChildFailedException;
import dev.opjournal.benchmarks.run.ChildJvm;
import dev.opjournal.benchmarks.run.Phase;
import dev.opjournal.benchmarks.run.Rotation;
import dev.opjournal.benchmarks.store.SampleOperation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long an opening takes: all openers on the same entries, on one core and on all, in every round; and the journal alone
 * over files of several sizes. Files are in the page cache, as they are after a restart of the application.
 */
public final class OpeningPhase implements Phase {
    public static final String NAME = "opening";
    public static final String SECONDS = OpenChild.SECONDS;
    /** What results call one core; else the setting is the number of entries. */
    public static final String ONE_CORE = "1-core";

    public static final String ALL_CORES = "all-cores";

    /** Enough for databind with room to spare, and the same for all. */
    static final String HEAP = "-Xmx4g";

    private static final int BLOCK = 1 << 20;

    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    @Override
    public String name() {
        return NAME;
    }

    /** The openers that are compared with the journal, by name and title. */
    public static List<Map.Entry<String, String>> openers() {
        List<Map.Entry<String, String>> openers = new ArrayList<>();
        for (Opener opener : Opener.values()) {
            openers.add(Map.entry(opener.id(), opener.title()));
        }
        return openers;
    }

    /** Whether a setting is a number of entries. */
    public static boolean isSize(String setting) {
        return !setting.equals(ONE_CORE) && !setting.equals(ALL_CORES);
    }

    @Override
    public void run(Bench bench) throws IOException, InterruptedException {
        Path directory = bench.directory(NAME);
        Path whole = directory.resolve("whole.journal");
        int entries = bench.plan().commonEntries();
        bench.say("opening: making journals of up to " + bench.plan().mostEntries() + " entries");
        make(bench, directory, Opener.Source.JOURNAL, whole, bench.plan().mostEntries());
        for (int size : bench.plan().openingEntries()) {
            Dataset.cut(whole, whole(size), journal(directory, size));
        }
        Files.delete(whole);
        Path journal = journal(directory, entries);
        for (Opener.Source peer : List.of(Opener.Source.ROCKSDB, Opener.Source.ROCKSDB_TUNED, Opener.Source.SQLITE)) {
            make(bench, directory, peer, Files.createDirectory(directory.resolve(peer.name())), journal);
        }
        settle(directory);
        for (int round = 0; round < bench.plan().openingRounds(); round++) {
            for (Opener opener : Rotation.of(List.of(Opener.values()), round)) {
                open(bench, opener, directory, entries, ONE_CORE, ONE_CORE);
                open(bench, opener, directory, entries, ALL_CORES, ALL_CORES);
            }
            for (int size : Rotation.of(bench.plan().openingEntries(), round)) {
                open(bench, Opener.OPJOURNAL, directory, size, ALL_CORES, String.valueOf(whole(size)));
            }
        }
        bench.delete(directory);
    }

    private static void make(Bench bench, Path directory, Opener.Source source, Path path, Object argument)
            throws IOException, InterruptedException {
        new ChildJvm(bench.jvm()).option(HEAP).run(DatasetChild.class, directory, source, path, argument);
    }

    /** What is written to the disk in the background would be measured too, and what is not in the page cache as well. */
    private static void settle(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> paths = Files.walk(directory)) {
            files = paths.filter(Files::isRegularFile).toList();
        }
        for (Path path : files) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                file.force(true);
            }
        }
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        for (Path path : files) {
            try (FileChannel file = FileChannel.open(path)) {
                while (file.read(block.clear()) >= 0) {
                    // It is only to be in the page cache.
                }
            }
        }
    }

    private static Path journal(Path directory, int size) {
        return directory.resolve(size + ".journal");
    }

    /** Whole operations only. */
    private static int whole(int entries) {
        return entries / SampleOperation.ENTRIES * SampleOperation.ENTRIES;
    }

    private static void open(Bench bench, Opener opener, Path directory, int size, String cores, String setting)
            throws IOException, InterruptedException {
        Path path = opener.source() == Opener.Source.JOURNAL
                ? journal(directory, size)
                : directory.resolve(opener.source().name());
        ChildJvm child = new ChildJvm(bench.jvm()).option(HEAP);
        if (cores.equals(ONE_CORE)) {
            onOneCore(child);
        }
        try {
            Map<String, Double> said = child.run(OpenChild.class, directory, opener, path);
            double found = said.getOrDefault(OpenChild.FOUND, 0.0);
            double expected = opener.countsOperations() ? whole(size) / SampleOperation.ENTRIES : whole(size);
            if (found != expected) {
                bench.fail("%s found %,.0f instead of %,.0f in %s".formatted(opener.title(), found, expected, path));
                return;
            }
            double seconds = said.getOrDefault(SECONDS, 0.0);
            bench.results().add(NAME, opener.id(), setting, SECONDS, seconds);
            bench.say("opening, %s, %s, %,d entries: %.2f s".formatted(opener.title(), cores, whole(size), seconds));
        } catch (ChildFailedException e) {
            bench.fail(opener.title() + " opened nothing: " + e.getMessage());
        }
    }

    /** Without taskset the JVM at least believes it, with one thread each for collecting and compiling. */
    private static void onOneCore(ChildJvm child) {
        if (Files.isExecutable(TASKSET)) {
            child.under(List.of(TASKSET.toString(), "-c", "0"));
        } else {
            child.option("-XX:ActiveProcessorCount=1");
        }
    }
}
