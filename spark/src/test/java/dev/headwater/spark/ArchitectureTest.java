package dev.headwater.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The part of docs/architecture.md that the command's own test cannot see. */
@AnalyzeClasses(packages = "dev.headwater.spark", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
  /** Whatever else it used would have to be sent to every executor: see ShippedJars. */
  @ArchTest
  static final ArchRule executorsNeedTheJarsThatAreSentAndSparkAlone =
      classes()
          .that()
          .resideInAPackage("dev.headwater.spark.executors..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.spark.executors..",
              "dev.headwater.learning..",
              "dev.headwater.proto..",
              "dev.headwater.v1..",
              "dev.headwater.files..",
              "com.google.protobuf..",
              "org.apache.spark..",
              "org.jspecify..",
              "java..");

  @ArchTest
  static final ArchRule driverKnowsNoNodesNoPicturesAndNoCommandLine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.client..",
              "dev.headwater.coordinator..",
              "dev.headwater.vision..",
              "dev.headwater.cli..",
              "picocli..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.headwater.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule librariesDoNotPrint =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
