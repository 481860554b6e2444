package dev.opjournal.file;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;

/** A {@link LockRaceChild}, whose words are put together with those of others in the order in which they come. */
final class Racer implements AutoCloseable {
    /**
     * What one of them said.
     *
     * @param words empty when it will say nothing more
     * @param at by {@link System#nanoTime}
     */
    record Said(Racer racer, List<String> words, long at) {
        boolean is(String first) {
            return !words.isEmpty() && words.get(0).equals(first);
        }

        @Override
        public String toString() {
            return racer + " said " + words;
        }
    }

    private final ChildJvm child;

    Racer(ChildJvm child, BlockingQueue<Said> heard) {
        this.child = child;
        Thread listening = new Thread(() -> listen(heard), "listening");
        listening.setDaemon(true);
        listening.start();
    }

    private void listen(BlockingQueue<Said> heard) {
        try {
            for (String line; (line = child.nextLine()) != null; ) {
                heard.add(new Said(this, List.of(line.split(" ")), System.nanoTime()));
            }
        } catch (IOException closed) {
            heard.add(new Said(this, List.of(), System.nanoTime()));
        }
    }

    void tell(String command) throws IOException {
        child.say(command);
    }

    long pid() {
        return child.pid();
    }

    void kill() throws Exception {
        child.kill();
    }

    String errors() throws IOException {
        return child.errors();
    }

    @Override
    public void close() {
        child.close();
    }

    @Override
    public String toString() {
        return "process " + pid();
    }
}
