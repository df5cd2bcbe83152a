package dev.headwater.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MerkleTreeTest {
  /**
   * The leaves and roots of the reference implementations of RFC 6962 (Certificate Transparency).
   */
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void rootsAreThoseOfCertificateTransparency() {
    List<byte[]> leaves = LEAVES.stream().map(HexFormat.of()::parseHex).toList();
    for (int size = 0; size <= leaves.size(); size++) {
      assertThat(MerkleTree.of(leaves.subList(0, size)).root()).isEqualTo(ROOTS.get(size));
    }
  }

  private static byte[] entry(int i) {
    return ("entry " + i).getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13, 64, 100})
  void everyPathLeadsToTheRootAndToNothingElse(int size) {
    MerkleTree tree = MerkleTree.of(IntStream.range(0, size).mapToObj(i -> entry(i)).toList());
    String root = tree.root();
    for (int i = 0; i < size; i++) {
      List<String> path = tree.path(i);
      assertThat(MerkleTree.leads(entry(i), i, size, path, root)).isTrue();
      assertThat(MerkleTree.leads(entry(i + 1), i, size, path, root)).isFalse();
      assertThat(MerkleTree.leads(entry(i), i, size, path, "0".repeat(64))).isFalse();
      assertThat(MerkleTree.leads(entry(i), i + size, size, path, root)).isFalse();
      if (size > 1) {
        assertThat(MerkleTree.leads(entry(i), (i + 1) % size, size, path, root)).isFalse();
        assertThat(MerkleTree.leads(entry(i), i, size, path.subList(1, path.size()), root))
            .isFalse();
        List<String> changed = new ArrayList<>(path);
        changed.set(0, "f".repeat(64));
        assertThat(MerkleTree.leads(entry(i), i, size, changed, root)).isFalse();
        changed.set(0, "no hex");
        assertThat(MerkleTree.leads(entry(i), i, size, changed, root)).isFalse();
      }
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> tree.path(size));
  }
}
