package dev.opjournal.reliability;

/**
 * A bug that is planted into a copy of a class.
 *
 * @param bug in words
 * @param promise the number of the promise that it breaks
 * @param file the source, from the directory of all modules on
 * @param from the text that is replaced, which stands there once
 * @param to what stands there instead
 * @param test the class, or the method of one behind {@code #}, that finds it
 */
record PlantedBug(String bug, int promise, String file, String from, String to, String test) {
    @Override
    public String toString() {
        return bug + " (promise " + promise + ")";
    }
}
