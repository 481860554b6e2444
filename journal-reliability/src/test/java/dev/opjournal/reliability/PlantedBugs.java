package dev.opjournal.reliability;

import java.util.List;

/** The bugs, each with the test of the programme that finds it. */
final class PlantedBugs {
    private static final String FILE = "journal-core/src/main/java/dev/opjournal/file/";
    private static final String DISK = "journal-test/src/main/java/dev/opjournal/test/";

    private static final String STATES =
            "dev.opjournal.file.CrashStatesIT#whateverACrashLeavesOpensWithAllThatWasAcknowledged";
    private static final String CONVERSION =
            "dev.opjournal.file.CrashStatesIT#aGoDaemonsFileIsThereWholeWhereverItsConversionIsCutOff";
    private static final String LIFE = "dev.opjournal.file.DiskFaultsIT#aJournalsLife";
    private static final String LINEARIZABLE =
            "dev.opjournal.reliability.LinearizabilityIT#inSchedulesThatAreExploredOneByOneThreadsAreAnsweredAsOneWouldBe";
    private static final String MODEL = "dev.opjournal.file.ModelIT";
    private static final String FLIPS = "dev.opjournal.file.BitFlipsIT";
    private static final String STORM = "dev.opjournal.file.InterruptStormIT#interruptsOfThreadsLoseNothing";
    private static final String RACE = "dev.opjournal.file.LockRaceIT";
    private static final String FULL = "dev.opjournal.file.FullStrictDiskIT";

    private PlantedBugs() {}

    /** Whether the test that finds it is quick enough for every build. */
    static boolean isQuick(PlantedBug bug) {
        return !List.of(LINEARIZABLE, MODEL, STORM, RACE).contains(bug.test());
    }

    /** In the disk, which then breaks its word. */
    static List<PlantedBug> ofTheDisk() {
        return List.of(
                new PlantedBug(
                        "the sync of a directory does nothing",
                        2,
                        DISK + "StrictDisk.java",
                        "Part sync = () -> medium.syncDirectory(normal(directory));",
                        "Part sync = () -> {};",
                        STATES),
                new PlantedBug(
                        "a synced write returns before it is on the device",
                        1,
                        DISK + "StrictFile.java",
                        "inode.syncRange(at, length);",
                        "",
                        STATES),
                new PlantedBug(
                        "a sync returns and has done nothing",
                        4,
                        DISK + "StrictFile.java",
                        "() -> {}, inode::sync, inode::failToSync",
                        "() -> {}, () -> {}, inode::failToSync",
                        STATES),
                new PlantedBug(
                        "a write that did not fit is said to be done",
                        5,
                        DISK + "StrictFile.java",
                        "if (fits < length) {",
                        "if (fits < 0) {",
                        FULL),
                new PlantedBug(
                        "the usable space is never too little",
                        5,
                        DISK + "StrictDisk.java",
                        "return powered(this::room);",
                        "return powered(() -> Long.MAX_VALUE);",
                        FULL),
                new PlantedBug(
                        "a second name is not given",
                        4,
                        DISK + "StrictDisk.java",
                        "() -> medium.link(normal(file), normal(second))",
                        "() -> {}",
                        CONVERSION));
    }

    /** In the journal. */
    static List<PlantedBug> ofTheJournal() {
        return List.of(
                new PlantedBug(
                        "an entry is acknowledged although its write fails",
                        1,
                        FILE + "BatchWriter.java",
                        "        writer.begin();\n",
                        "        writer.begin();\n        for (Pending early : fitting) {\n            early.succeed();\n        }\n",
                        LIFE),
                new PlantedBug(
                        "readers see an entry before it is on the device",
                        1,
                        FILE + "BatchWriter.java",
                        "        writer.flush();\n        nanos = System.nanoTime() - nanos;\n        admission.publish(fitting);\n",
                        "        admission.publish(fitting);\n        writer.flush();\n        nanos = System.nanoTime() - nanos;\n",
                        LINEARIZABLE),
                new PlantedBug(
                        "the journal goes on after a failed write",
                        5,
                        FILE + "BatchWriter.java",
                        "            state = JournalStatus.State.FAILED;\n            admission.refuseAll(why);\n",
                        "",
                        LIFE),
                new PlantedBug(
                        "the watermark does not move",
                        4,
                        FILE + "LogWriter.java",
                        "LineFormat.seal(line, seed, ++next, end, batch);",
                        "LineFormat.seal(line, seed, ++next, 0, batch);",
                        STATES),
                new PlantedBug(
                        "record numbers are used again",
                        2,
                        FILE + "LogWriter.java",
                        "        number = next;\n        witnessed = false;\n",
                        "        witnessed = false;\n",
                        STATES),
                new PlantedBug(
                        "an opening believes the cache in what the last batch holds",
                        1,
                        FILE + "Opening.java",
                        "        writeLastBatchAgain(file, header, position);\n        return cut;",
                        "        return cut;",
                        LIFE),
                new PlantedBug(
                        "an opening believes the cache in what has the journal's name",
                        1,
                        FILE + "Opening.java",
                        "        file.sync();\n        disk.syncDirectory(path.resolveSibling(\".\"));\n        Header header",
                        "        Header header",
                        LIFE),
                new PlantedBug(
                        "the directory is not synced when a compaction takes the journal's name",
                        2,
                        FILE + "Swap.java",
                        "        disk.syncDirectory(path.resolveSibling(\".\"));\n",
                        "",
                        STATES),
                new PlantedBug(
                        "a compaction leaves out what was appended meanwhile",
                        2,
                        FILE + "Swap.java",
                        "            rewrite.copy(before.lines().size(), () -> {});\n",
                        "",
                        STATES),
                new PlantedBug(
                        "a compaction drops what is in flight",
                        2,
                        FILE + "Survey.java",
                        "if (ended && retention.dropsOperation(Generation.atSeconds(value))) {",
                        "if (retention.dropsOperation(Generation.atSeconds(value))) {",
                        STATES),
                new PlantedBug(
                        "a compaction drops keys that have taken effect",
                        3,
                        FILE + "Retention.java",
                        "return appliedAtSeconds < keysBefore;",
                        "return true;",
                        STATES),
                new PlantedBug(
                        "the base of a compacted file is its header's end",
                        4,
                        FILE + "Rewrite.java",
                        "return Header.write(fileId, end, survey.numberBefore(), at);",
                        "return Header.write(fileId, next == null ? end : next.firstOffset(), survey.numberBefore(), at);",
                        STATES),
                new PlantedBug(
                        "keys that have taken effect are forgotten over a restart",
                        3,
                        FILE + "Loading.java",
                        "if (line.appliesKey) {",
                        "if (line.own) {",
                        STATES),
                new PlantedBug(
                        "a key is taken after the write",
                        3,
                        FILE + "Admission.java",
                        "                keySlots.take(key, pending);\n",
                        "",
                        LINEARIZABLE),
                new PlantedBug(
                        "a journal that is held in this process is opened again",
                        6,
                        FILE + "LocalLock.java",
                        "        if (other != null) {\n",
                        "        if (other != null && keys == null) {\n",
                        "dev.opjournal.file.LockTest"),
                new PlantedBug(
                        "the interrupt of a waiting caller is swallowed",
                        1,
                        FILE + "GroupCommit.java",
                        "        if (interrupted) {\n",
                        "        if (false) {\n",
                        STORM),
                new PlantedBug(
                        "a key in flight is given to another",
                        3,
                        FILE + "Admission.java",
                        "JournalEntry holder = index.inFlightWith(key, newest.keySet());",
                        "JournalEntry holder = null;",
                        MODEL),
                new PlantedBug(
                        "keys are kept no longer than operations",
                        3,
                        FILE + "Retention.java",
                        "before(now, keys)",
                        "before(now, operations)",
                        MODEL),
                new PlantedBug(
                        "an operation without a key waits for another of its kind",
                        7,
                        FILE + "Admission.java",
                        "        if (key == null || keyPrint == null) {\n            return null;\n",
                        "        if (key == null || keyPrint == null) {\n            for (JournalEntry other : newest.values()) {\n                if (other.kind().equals(draft.kind())) {\n                    throw new KeyInFlightException(draft.kind(), other.opId());\n                }\n            }\n            return null;\n",
                        MODEL),
                new PlantedBug(
                        "what is released has failed",
                        8,
                        FILE + "FileOperation.java",
                        "withReason(JournalEntry::state, reason);",
                        "withReason(before -> OpState.FAILED, reason);",
                        MODEL),
                new PlantedBug(
                        "a failed sync is tried again",
                        5,
                        FILE + "LogWriter.java",
                        "        file.write(from, batch.array(), 0, batch.length());\n",
                        "        try {\n            file.write(from, batch.array(), 0, batch.length());\n        } catch (IOException e) {\n            file.sync();\n        }\n",
                        LIFE),
                new PlantedBug(
                        "a journal that another process holds is opened",
                        6,
                        FILE + "LocalLock.java",
                        "if (tryLock(file, false, LEAST_TRIES) == null) {",
                        "if (tryLock(file, false, LEAST_TRIES) == null && path == null) {",
                        RACE),
                new PlantedBug(
                        "what was once synced may be torn (row T3)",
                        4,
                        FILE + "Tail.java",
                        "if (wasSyncedOnce()) {",
                        "if (start < 0 && wasSyncedOnce()) {",
                        FLIPS),
                new PlantedBug(
                        "an altered line is taken for a torn one (row T7)",
                        4,
                        FILE + "Tail.java",
                        "return lineEnd == until || hasBlankPortion(lineEnd) ? Rule.T6 : Rule.T7;",
                        "return lineEnd == until || hasBlankPortion(lineEnd) ? Rule.T6 : Rule.T6;",
                        FLIPS),
                new PlantedBug(
                        "the lines that the file was made with may be torn (row T1)",
                        4,
                        FILE + "Tail.java",
                        "if (start < header.base() || size < header.base()) {",
                        "if (size < 0) {",
                        "dev.opjournal.file.CutsIT"),
                new PlantedBug(
                        "any byte may stand in lines (row T4)",
                        4,
                        FILE + "Tail.java",
                        "if (until < size && !isSpaceUnderWay(until)) {",
                        "if (until < 0) {",
                        "dev.opjournal.file.BlocksIT"),
                new PlantedBug(
                        "a line number may be left out",
                        4,
                        FILE + "Sequence.java",
                        "if (lineNumber != number + 1) {",
                        "if (lineNumber <= number) {",
                        "dev.opjournal.file.LinesIT"));
    }
}
