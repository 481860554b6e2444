package dev.opjournal.sample.provision;

/** A task did not end well. What it did all the same is to be asked of the VM. */
final class TaskFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    TaskFailedException(String why) {
        super(why);
    }
}
