package predictionio.buildpack

import java.net.{Authenticator, PasswordAuthentication}

/** Answers proxies that ask for a password. Java has no property for it. */
final class ProxyPasswords(proxies: Seq[ProxyCredentials]) extends Authenticator {
  override def getPasswordAuthentication: PasswordAuthentication = {
    val known = proxies.find(_.host == getRequestingHost && getRequestorType == Authenticator.RequestorType.PROXY)
    known.map(proxy => new PasswordAuthentication(proxy.user, proxy.password.toCharArray)).orNull
  }
}

object ProxyPasswords {
  def install(handover: Handover): Unit =
    if (handover.proxies.nonEmpty) Authenticator.setDefault(new ProxyPasswords(handover.proxies))
}
