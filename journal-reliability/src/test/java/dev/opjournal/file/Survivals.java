package dev.opjournal.file;

import dev.opjournal.test.StrictDisk;
import dev.opjournal.test.Survival;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Takes the states that a crash now could leave of a disk: all of them where they are few, else drawn ones. */
final class Survivals {
    private Survivals() {}

    /**
     * Hands over states.
     *
     * @param most how many, 2 and more; what is decided first and last for all is always among them
     */
    static void each(StrictDisk disk, int most, Random random, Consumer<StrictDisk> state) {
        Odometer odometer = new Odometer();
        state.accept(disk.afterCrash(odometer));
        Counted everything = new Counted();
        StrictDisk whole = disk.afterCrash(everything);
        if (Math.max(odometer.combinations(), everything.combinations) <= most) {
            for (int taken = 1; taken < most && odometer.turn(); taken++) {
                state.accept(disk.afterCrash(odometer));
            }
            return;
        }
        state.accept(whole);
        for (int drawn = 2; drawn < most; drawn++) {
            state.accept(disk.afterCrash(drawn(random, drawn)));
        }
    }

    /** Any state of each thing; or nearly nothing, or nearly everything, where a few things make the difference. */
    private static Survival drawn(Random random, int kind) {
        return switch (kind % 4) {
            case 0 -> choices -> random.nextInt(8) == 0 ? random.nextInt(choices) : 0;
            case 1 -> choices -> random.nextInt(8) == 0 ? random.nextInt(choices) : choices - 1;
            default -> Survival.random(random);
        };
    }

    /** Everything survives; counts what could be picked, since with a name that is lost its content is not asked for. */
    private static final class Counted implements Survival {
        private long combinations = 1;

        @Override
        public int pick(int choices) {
            combinations = Math.min(Integer.MAX_VALUE, combinations * choices);
            return choices - 1;
        }
    }

    /** Goes through all combinations: what is picked last changes first. How much there is to pick may hang on picks before. */
    private static final class Odometer implements Survival {
        private final List<int[]> wheels = new ArrayList<>();
        private int at;

        @Override
        public int pick(int choices) {
            if (at == wheels.size()) {
                wheels.add(new int[] {0, choices});
            }
            return wheels.get(at++)[0];
        }

        long combinations() {
            long product = 1;
            for (int[] wheel : wheels) {
                product = Math.min(Integer.MAX_VALUE, product * wheel[1]);
            }
            return product;
        }

        boolean turn() {
            at = 0;
            while (!wheels.isEmpty()) {
                int[] last = wheels.get(wheels.size() - 1);
                if (++last[0] < last[1]) {
                    return true;
                }
                wheels.remove(wheels.size() - 1);
            }
            return false;
        }
    }
}
