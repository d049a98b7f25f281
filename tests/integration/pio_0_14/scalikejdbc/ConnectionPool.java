package scalikejdbc;

public final class ConnectionPool {
  public static ConnectionPoolFactory singleton$default$5(String url, String user, String password, ConnectionPoolSettings settings) {
    return new ConnectionPoolFactory();
  }

  public static void singleton(String url, String user, String password, ConnectionPoolSettings settings, ConnectionPoolFactory factory) {}
}
