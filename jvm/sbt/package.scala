import predictionio.buildpack.PioBuildPlugin

/** Builds for sbt-assembly before 0.12 import from here. */
package object sbtassembly {
  val Plugin: PioBuildPlugin.autoImport.type = PioBuildPlugin.autoImport
  val AssemblyKeys: PioBuildPlugin.autoImport.type = PioBuildPlugin.autoImport
}
