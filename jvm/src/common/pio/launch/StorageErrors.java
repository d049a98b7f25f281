package pio.launch;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What an error of the database means: worth another try, or final, and then in which words. */
final class StorageErrors {
  /** Set by the launcher when no setting names a database. */
  private static final String DEFAULT_DATABASE = "PIO_LAUNCH_DEFAULT_DATABASE";

  // PostgreSQL's codes, appendix A of its manual.
  private static final String WRONG_PASSWORD = "28P01";
  private static final String NOT_ALLOWED = "28000";
  private static final String DRIVER_REFUSED = "08004";
  private static final String NO_DATABASE = "3D000";
  private static final String NO_PERMISSION = "42501";
  /** Starting up, shutting down (three kinds), too many connections. */
  private static final List<String> TEMPORARY = Arrays.asList("57P03", "57P01", "57P02", "53300");
  private static final String TABLE_EXISTS = "42P07";
  private static final String NO_TABLE = "42P01";
  /** Two processes made the same table at once: "if not exists" of PostgreSQL does not guard against that. */
  private static final List<String> CREATED_MEANWHILE = Arrays.asList("23505", TABLE_EXISTS, "XX000");

  /** Elasticsearch's words for an index that another process made meanwhile. */
  private static final String INDEX_EXISTS = "already_exists_exception";

  // MySQL's numbers, since its codes of five letters are too coarse.
  private static final int MYSQL_TOO_MANY = 1040;
  private static final int MYSQL_NOT_THIS_DATABASE = 1044;
  private static final int MYSQL_WRONG_PASSWORD = 1045;
  private static final int MYSQL_NO_DATABASE = 1049;
  private static final int MYSQL_TABLE_EXISTS = 1050;
  private static final int MYSQL_SHUTTING_DOWN = 1053;
  private static final int MYSQL_INDEX_EXISTS = 1061;
  private static final int MYSQL_NO_COMMAND = 1142;
  private static final int MYSQL_NO_TABLE = 1146;
  /** The words of MySQL's driver for a value that its server does not take at once. */
  private static final String TOO_LARGE = "max_allowed_packet";

  /** The driver's words where a server has no TLS at all; it has no code for that. */
  private static final String NO_TLS = "does not support SSL";

  /** Java puts these before the words of a certificate's fault. */
  private static final Pattern CLASS_NAME = Pattern.compile("(?:\\w+\\.){2,}\\w+(?:Exception|Error): ");

  private StorageErrors() {}

  static boolean mayPass(SQLException error) {
    String state = state(error);
    if (error.getErrorCode() == MYSQL_TOO_MANY || error.getErrorCode() == MYSQL_SHUTTING_DOWN) {
      return true;
    }
    // MySQL's driver refuses to ask for a server's key without TLS, however often one tries.
    if (isRefusal(error) || String.valueOf(error.getMessage()).contains("Public Key Retrieval")) {
      return false;
    }
    return TEMPORARY.contains(state) || (state.startsWith("08") && !state.equals(DRIVER_REFUSED) && !aboutTls(error));
  }

  /** Whether MySQL refuses user, database or command. */
  static boolean isRefusal(SQLException error) {
    return error != null && Arrays.asList(MYSQL_NOT_THIS_DATABASE, MYSQL_WRONG_PASSWORD, MYSQL_NO_DATABASE, MYSQL_NO_COMMAND)
        .contains(error.getErrorCode());
  }

  static boolean createdMeanwhile(Throwable error) {
    return CREATED_MEANWHILE.contains(databaseState(error)) || Causes.messageWith(error, INDEX_EXISTS) != null;
  }

  /** A table or an index of that name is there. */
  static boolean existsAlready(Throwable error) {
    return TABLE_EXISTS.equals(databaseState(error)) || hasNumber(error, MYSQL_TABLE_EXISTS, MYSQL_INDEX_EXISTS);
  }

  static boolean noSuchTable(Throwable error) {
    return NO_TABLE.equals(databaseState(error)) || hasNumber(error, MYSQL_NO_TABLE);
  }

  private static boolean hasNumber(Throwable error, Integer... numbers) {
    SQLException cause = Causes.sql(error);
    return cause != null && Arrays.asList(numbers).contains(cause.getErrorCode());
  }

  static Failure describe(SQLException error, StorageSource source) {
    String where = source.where();
    String user = "user \"" + source.user + "\"";
    String sentence;
    int number = error.getErrorCode();
    if (String.valueOf(error.getMessage()).contains(TOO_LARGE)) {
      sentence = where + " does not take a value of this size: " + reason(error)
          + " Raise max_allowed_packet of the server above the size of the model, or keep models elsewhere.";
    } else if (aboutTls(error)) {
      sentence = "no secure connection to " + where + ": " + reason(error) + (String.valueOf(error.getMessage()).contains(NO_TLS)
          ? " Turn on TLS at the server, or do without it: PIO_POSTGRES_OPTIONAL_SSL=true."
          : " Bind the server's CA certificate (binding type ca-certificates), or choose another sslmode in DATABASE_URL.");
    } else if (state(error).equals(WRONG_PASSWORD) || number == MYSQL_WRONG_PASSWORD) {
      sentence = where + " refused the password of " + user + ". Correct the user and password in DATABASE_URL or its binding.";
    } else if (state(error).equals(NOT_ALLOWED) || state(error).equals(DRIVER_REFUSED)) {
      sentence = where + " refused " + user + ": " + reason(error) + " Correct the credentials or the server's access rules.";
    } else if (state(error).equals(NO_DATABASE) || number == MYSQL_NO_DATABASE) {
      sentence = where + " does not exist. Create it, or correct its name in DATABASE_URL or its binding.";
    } else if (state(error).equals(NO_PERMISSION) || number == MYSQL_NOT_THIS_DATABASE || number == MYSQL_NO_COMMAND) {
      sentence = user + " may not create or use tables in " + where + ": " + reason(error)
          + " Make the user the database's owner, or grant it CREATE on the schema.";
    } else if (mayPass(error)) {
      sentence = where + " cannot be reached: " + reason(error) + " Start it, or correct host and port in DATABASE_URL or its binding.";
    } else {
      sentence = where + " answered with an error: " + reason(error);
    }
    if (Settings.env(DEFAULT_DATABASE, null) != null) {
      // Nobody chose this database, so nobody is to be told to correct it.
      sentence = "DATABASE_URL is not set, and there is no binding of type postgresql. The default was tried in vain: "
          + where + ". Set DATABASE_URL, for example postgres://user:password@host/database.";
    }
    return new Failure(Failure.STORAGE, sentence, error);
  }

  /** Why, shorter than the driver says it, which for a network's errors only names the attempt. */
  static String reason(SQLException error) {
    Throwable root = Causes.root(error);
    if (root instanceof UnknownHostException) {
      return "the host name is unknown.";
    }
    if (root instanceof ConnectException) {
      return "the connection was refused.";
    }
    if (root instanceof SocketTimeoutException) {
      return "no answer in time.";
    }
    return CLASS_NAME.matcher(Causes.firstLine(error)).replaceAll("");
  }

  private static boolean aboutTls(SQLException error) {
    String message = String.valueOf(error.getMessage());
    return message.contains(NO_TLS)
        || message.contains("could not be verified")
        || Causes.find(error, CertificateException.class) != null
        // Without a certificate's fault a broken handshake may be a proxy whose database is still starting.
        || (Causes.find(error, SSLException.class) != null && message.contains("SSL error"));
  }

  /** The code of the database's own error in the chain; empty where there is none. */
  private static String databaseState(Throwable error) {
    SQLException cause = Causes.sql(error);
    return cause == null ? "" : state(cause);
  }

  private static String state(SQLException error) {
    return error.getSQLState() == null ? "" : error.getSQLState();
  }
}
