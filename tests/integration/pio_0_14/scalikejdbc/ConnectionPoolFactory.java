package scalikejdbc;

public final class ConnectionPoolFactory {}
