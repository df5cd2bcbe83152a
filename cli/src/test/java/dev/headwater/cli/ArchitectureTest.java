package dev.headwater.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The shape of the house, as docs/architecture.md draws it. */
@AnalyzeClasses(packages = "dev.headwater", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule learningDependsOnTheJdkAndJSpecifyAlone =
      classes()
          .that()
          .resideInAPackage("dev.headwater.learning..")
          .should()
          .onlyDependOnClassesThat()
          // javax.crypto, part of the JDK: AES in counter mode is what makes secure noise fast.
          .resideInAnyPackage(
              "dev.headwater.learning..", "java..", "javax.crypto..", "org.jspecify..");

  @ArchTest
  static final ArchRule learningNeitherReadsNorWritesNorStartsThreads =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.learning..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.util.logging..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ExecutorService");

  @ArchTest
  static final ArchRule secureAggregationKnowsLearningAndTinkAlone =
      classes()
          .that()
          .resideInAPackage("dev.headwater.secagg..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.secagg..",
              "dev.headwater.learning..",
              "com.google.crypto.tink.subtle..",
              "java..",
              "javax.crypto..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule secureAggregationNeitherReadsNorWritesNorStartsThreads =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.secagg..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.util.logging..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.concurrent.ExecutorService");

  @ArchTest
  static final ArchRule clientNeverSeesTheCoordinator =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.client..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.headwater.coordinator..");

  @ArchTest
  static final ArchRule coordinatorNeverSeesTheClient =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.coordinator..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.headwater.client..");

  @ArchTest
  static final ArchRule visionKnowsLearningAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.vision..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.proto..",
              "dev.headwater.v1..",
              "dev.headwater.client..",
              "dev.headwater.coordinator..",
              "dev.headwater.simulations..");

  @ArchTest
  static final ArchRule protoKnowsLearningAlone =
      noClasses()
          .that()
          .resideInAnyPackage("dev.headwater.proto..", "dev.headwater.v1..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.vision..",
              "dev.headwater.client..",
              "dev.headwater.coordinator..",
              "dev.headwater.simulations..");

  @ArchTest
  static final ArchRule nobodyDependsOnSimulations =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.headwater.simulations..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.headwater.simulations..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices()
          .matching("dev.headwater.(*).(*)..")
          .should()
          .beFreeOfCycles()
          // The generated wire classes refer to each other; nobody edits them.
          .ignoreDependency(
              JavaClass.Predicates.resideInAPackage("dev.headwater.v1.."),
              DescribedPredicate.alwaysTrue());

  @ArchTest
  static final ArchRule nobodyUsesAGlobalSourceOfRandomness =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater..")
          .and()
          .resideOutsideOfPackage("dev.headwater.v1..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.util.Random")
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule librariesDoNotPrint =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.headwater.learning..",
              "dev.headwater.secagg..",
              "dev.headwater.vision..",
              "dev.headwater.proto..",
              "dev.headwater.client..",
              "dev.headwater.coordinator..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
