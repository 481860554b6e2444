package dev.opjournal.spring.autoconfigure;

import dev.opjournal.JournalException;

/** The application's set-up of the journal is incomplete or contradicts itself. */
final class JournalSetUpException extends JournalException {
    private static final long serialVersionUID = 1L;

    private JournalSetUpException(String problem, String action) {
        super(problem, action, null);
    }

    static JournalSetUpException pathNotSet() {
        return new JournalSetUpException(
                "The journal has no file: journal.path is not set, and there is no Journal bean.",
                "Set journal.path to a file in a directory that exists, for example /var/lib/shop/ops.journal, or set"
                        + " journal.enabled to false for an application that keeps no journal.");
    }

    static JournalSetUpException twoHandlers(String kind, String oneBean, String otherBean) {
        return new JournalSetUpException(
                "Two recovery handlers settle operations of kind " + kind + ": the beans " + oneBean + " and "
                        + otherBean + ".",
                "Remove one of them, or let one decide for both: a kind has one handler.");
    }
}
