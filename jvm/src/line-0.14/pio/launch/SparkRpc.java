package pio.launch;

import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpoint;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/** Spark's messages between processes, in the form of Spark 2.4. */
final class SparkRpc {
  private SparkRpc() {}

  /** One that only asks. */
  static RpcEnv client(SparkConf conf) {
    return RpcEnv.create("pio", "localhost", 0, conf, security(conf), true);
  }

  /** One that others reach at {@code host}. */
  static RpcEnv server(String name, String host, int port, SparkConf conf) {
    return RpcEnv.create(name, host, port, conf, security(conf), false);
  }

  /** Asks for the master at an address; throws where none answers. */
  static void master(RpcEnv env, RpcAddress address) {
    env.setupEndpointRef(address, "Master");
  }

  static RpcEndpoint master(RpcEnv env, int uiPort, SparkConf conf) {
    return new Master(env, env.address(), uiPort, security(conf), conf);
  }

  static RpcEndpoint worker(RpcEnv env, int uiPort, int cores, int megabytes, RpcAddress[] masters, String dir, SparkConf conf) {
    return new Worker(env, uiPort, cores, megabytes, masters, "Worker", dir, conf, security(conf), null);
  }

  private static SecurityManager security(SparkConf conf) {
    return new SecurityManager(conf, Option.empty());
  }
}
