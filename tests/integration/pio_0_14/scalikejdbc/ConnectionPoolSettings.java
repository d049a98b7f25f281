package scalikejdbc;

public final class ConnectionPoolSettings {
  public ConnectionPoolSettings(int initial, int most, long timeout, String query, String factory, String driver, long warmUp, String zone) {}
}
