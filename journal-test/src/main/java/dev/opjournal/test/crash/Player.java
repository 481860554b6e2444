package dev.opjournal.test.crash;

import dev.opjournal.file.FileJournal;
import dev.opjournal.file.FileJournalOptions;
import dev.opjournal.test.StrictDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Plays schedules of a test, each in a world of its own. */
final class Player {
    private static final Path DIRECTORY = Path.of("crash-test").toAbsolutePath();
    private static final Path JOURNAL = DIRECTORY.resolve("operations.journal");

    private final Function<CrashPoints, ? extends CrashScenario<?>> world;
    private final Settings settings;

    Player(Function<CrashPoints, ? extends CrashScenario<?>> world, Settings settings) {
        this.world = world;
        this.settings = settings;
    }

    Outcome play(Schedule schedule) {
        CrashPoints points = new CrashPoints();
        CrashScenario<?> scenario = world.apply(points);
        scenario.ensureComplete();
        FileJournalOptions options = settings.optionsWith(new TickingClock());
        AtomicInteger ids = new AtomicInteger();
        List<List<Event>> lives = new ArrayList<>();
        StrictDisk disk = StrictDisk.with(DIRECTORY);
        while (true) {
            Life life = new Life(disk, JOURNAL, schedule.endOf(lives.size()));
            points.liveIn(life);
            Violation violation = null;
            try (FileJournal journal = FileJournal.open(JOURNAL, options, disk);
                    Play play = new Play(scenario, settings, life, journal, ids)) {
                life.begin();
                if (lives.isEmpty()) {
                    play.first();
                } else {
                    play.afterCrash();
                }
            } catch (Violation e) {
                violation = e;
            }
            lives.add(life.events());
            if (violation != null || !life.isDead()) {
                return new Outcome(schedule, lives, life.entries(), violation);
            }
            disk = life.death().join();
        }
    }
}
