package dev.opjournal.file;

import dev.opjournal.JournalListener;
import java.util.function.Consumer;

/** What listeners are to be told, as it waits in their queues. */
interface Event {
    /** How many calls of a listener it takes. */
    int calls();

    /** How much it keeps in memory, about, in bytes of lines. */
    long bytes();

    void tell(Voice voice);

    /** Calls one listener; never throws. */
    @FunctionalInterface
    interface Voice {
        /** The log names what it was about if the listener throws. */
        void call(Consumer<JournalListener> call, Object about);
    }

    /** One call; {@code calls} is 0 if it takes no room. */
    record Single(int calls, Consumer<JournalListener> call, Object about) implements Event {
        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void tell(Voice voice) {
            voice.call(call, about);
        }
    }
}
