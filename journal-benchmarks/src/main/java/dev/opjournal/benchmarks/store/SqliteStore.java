package dev.opjournal.benchmarks.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.ReentrantLock;

/**
 * SQLite with a write-ahead log and {@code synchronous=FULL}: each commit is one sync of the log. Set for speed: the file
 * locked once and for all, a prepared statement, and checkpoints a hundred times rarer than by default. It has one writer by
 * design, so that all threads share one connection under a lock.
 */
final class SqliteStore implements BytesStore {
    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;
    private final PreparedStatement insert;

    SqliteStore(Path directory) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("entries.sqlite"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA locking_mode=EXCLUSIVE");
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA synchronous=FULL");
            statement.execute("PRAGMA wal_autocheckpoint=100000");
            statement.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, line BLOB NOT NULL)");
        }
        insert = connection.prepareStatement("INSERT INTO entry (id, line) VALUES (?, ?)");
    }

    @Override
    public void append(long id, byte[] entry) throws SQLException {
        lock.lock();
        try {
            insert.setLong(1, id);
            insert.setBytes(2, entry);
            insert.executeUpdate();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        try (connection) {
            insert.close();
        } catch (SQLException e) {
            throw new IOException("SQLite did not close", e);
        }
    }
}
