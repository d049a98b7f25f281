package pio.launch;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Whether a database takes a connection. */
final class JdbcProbe extends Probe {
  /** Seconds for one try; a host that drops packets must not eat the whole waiting time. */
  private static final int TRY_TIMEOUT = 10;

  JdbcProbe(StorageSource source) {
    super(source);
  }

  @Override
  void look() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", source.user);
    properties.setProperty("password", source.password);
    // PostgreSQL's driver counts seconds, MySQL's milliseconds.
    String timeout = Integer.toString(source.isMySql() ? TRY_TIMEOUT * 1000 : TRY_TIMEOUT);
    if (!source.isMySql()) {
      properties.setProperty("loginTimeout", timeout);
    }
    properties.setProperty("connectTimeout", timeout);
    properties.setProperty("socketTimeout", timeout);
    try (Connection connection = DriverManager.getConnection(url(timeout), properties)) {
      connection.isValid(TRY_TIMEOUT);
    }
  }

  /** The address has the bounds of the process's own connections, and goes before the properties. */
  private String url(String timeout) {
    return source.url.replaceFirst("([?&]socketTimeout=)\\d+", "$1" + timeout);
  }

  @Override
  boolean mayPass(Exception error) {
    return StorageErrors.mayPass((SQLException) error);
  }

  @Override
  String reason(Exception error) {
    return StorageErrors.reason((SQLException) error);
  }

  @Override
  Failure describe(Exception error) {
    return StorageErrors.describe((SQLException) error, source);
  }
}
