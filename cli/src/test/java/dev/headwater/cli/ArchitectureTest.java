package dev.headwater.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** The shape of the house, as docs/architecture.md draws it. */
@AnalyzeClasses(
    packages = "dev.headwater",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
  /** A whole build sees another module's tests as a jar, which DoNotIncludeTests takes for code. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  /** Sub-packages count one by one. */
  private static final SliceAssignment PACKAGE_BY_PACKAGE =
      new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
          return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
          return "every package";
        }
      };

  @ArchTest
  static final ArchRule learningDependsOnTheJdkAndJSpecifyAlone =
      classes()
          .that()
          .resideInAPackage("dev.headwater.learning..")
          .should()
          .onlyDependOnClassesThat()
          // javax.crypto, part of the JDK: AES in counter mode is what makes secure noise fast.
          .resideInAnyPackage(
              // An annotation that writes service files when the code is compiled.
              "com.google.auto.service..",
              "dev.headwater.learning..",
              "java..",
              "javax.crypto..",
              // The Vector API, loaded by name where the JDK has it.
              "jdk.incubator.vector..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule learningNeitherReadsNorWritesNorStartsThreads =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.learning..")
          .and()
          // Asks its thread for the loader of a user's own classes, and starts none.
          .doNotHaveFullyQualifiedName("dev.headwater.learning.names.Choices")
          .and()
          // Has vectors compiled beside the training; no bit depends on it.
          .doNotHaveFullyQualifiedName("dev.headwater.learning.training.kernels.Kernels")
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

  /**
   * A mechanism of its own would account for settings that nobody checked. Package-private it
   * cannot be: RunSettings, which builds it, sees the package of privacy, and the two cannot be
   * one.
   */
  @ArchTest
  static final ArchRule privacyMechanismOfARunIsBuiltByItsSettingsAlone =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.headwater.learning.rounds.RunSettings")
          .and()
          .doNotHaveFullyQualifiedName("dev.headwater.learning.privacy.DifferentialPrivacy")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("dev.headwater.learning.privacy.DifferentialPrivacy");

  @ArchTest
  static final ArchRule filesDependOnTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("dev.headwater.files..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.headwater.files..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule pkiKnowsFilesAndBouncyCastleAlone =
      classes()
          .that()
          .resideInAPackage("dev.headwater.pki..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.pki..",
              "dev.headwater.files..",
              "org.bouncycastle..",
              "java..",
              "javax.net.ssl..",
              "javax.security.auth.x500..",
              "org.jspecify..");

  @ArchTest
  static final ArchRule clientSeesNeitherCoordinatorNorPictures =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.coordinator..",
              "dev.headwater.vision..",
              "dev.headwater.simulations..",
              "dev.headwater.cli..",
              "ai.djl..",
              "ai.onnxruntime..");

  @ArchTest
  static final ArchRule coordinatorSeesNeitherClientNorPictures =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.coordinator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.client..",
              "dev.headwater.vision..",
              "dev.headwater.simulations..",
              "dev.headwater.cli..",
              "ai.djl..",
              "ai.onnxruntime..");

  @ArchTest
  static final ArchRule visionKnowsLearningAndFilesAlone =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.vision..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.secagg..",
              "dev.headwater.proto..",
              "dev.headwater.v1..",
              "dev.headwater.client..",
              "dev.headwater.coordinator..",
              "dev.headwater.simulations..",
              "dev.headwater.cli..");

  @ArchTest
  static final ArchRule protoKnowsLearningAndSecureAggregationAlone =
      noClasses()
          .that()
          .resideInAnyPackage("dev.headwater.proto..", "dev.headwater.v1..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.files..",
              "dev.headwater.vision..",
              "dev.headwater.client..",
              "dev.headwater.coordinator..",
              "dev.headwater.simulations..",
              "dev.headwater.cli..");

  @ArchTest
  static final ArchRule simulationsAreALibraryThatKnowsNoCommandLine =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater.simulations..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.headwater.cli..", "picocli..", "ch.qos.logback..");

  /** Its module is not on this class path, and has a test of its own. */
  @ArchTest
  static final ArchRule nobodyButItsOwnModuleKnowsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.headwater.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.headwater.spark..", "org.apache.spark..");

  /** What is public only because its module has several packages is for that module alone. */
  @ArchTest
  static final ArchRule aCoordinatorIsSeenAsItsServerItsConfigurationAndItsCohort =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.headwater.coordinator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.headwater.coordinator.concurrent..",
              "dev.headwater.coordinator.grpc..",
              "dev.headwater.coordinator.metrics..",
              "dev.headwater.coordinator.watch..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices()
          .assignedFrom(PACKAGE_BY_PACKAGE)
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

  /** Main sets the locale; a library runs under anybody's, such as one with digits of its own. */
  @ArchTest
  static final ArchRule namesAndNumbersForProgramsSayTheirLocale =
      noClasses()
          .that()
          .resideInAPackage("dev.headwater..")
          .should()
          .callMethod(String.class, "format", String.class, Object[].class)
          .orShould()
          .callMethod(String.class, "toLowerCase")
          .orShould()
          .callMethod(String.class, "toUpperCase");

  @ArchTest
  static final ArchRule librariesDoNotPrint =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.headwater.files..",
              "dev.headwater.learning..",
              "dev.headwater.secagg..",
              "dev.headwater.simulations..",
              "dev.headwater.vision..",
              "dev.headwater.proto..",
              "dev.headwater.pki..",
              "dev.headwater.client..",
              "dev.headwater.coordinator..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");
}
