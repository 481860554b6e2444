package dev.opjournal.benchmarks.opening;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The entries in SQLite, in their order; read from one end to the other. */
final class SqliteScan {
    private static final String FILE = "entries.sqlite";

    private SqliteScan() {}

    static void fill(Path directory, Path journal) throws Exception {
        try (Connection connection = open(directory);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous=OFF");
            statement.execute("PRAGMA journal_mode=OFF");
            statement.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, line BLOB NOT NULL)");
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO entry (line) VALUES (?)")) {
                Openings.lines(journal, line -> {
                    insert.setBytes(1, line);
                    insert.executeUpdate();
                });
            }
            connection.commit();
        }
    }

    static long count(Path directory) throws SQLException {
        long entries = 0;
        long bytes = 0;
        try (Connection connection = open(directory);
                Statement statement = connection.createStatement();
                ResultSet entry = statement.executeQuery("SELECT id, line FROM entry ORDER BY id")) {
            while (entry.next()) {
                bytes += entry.getBytes(2).length;
                entries++;
            }
        }
        return bytes > 0 ? entries : 0;
    }

    private static Connection open(Path directory) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(FILE));
    }
}
