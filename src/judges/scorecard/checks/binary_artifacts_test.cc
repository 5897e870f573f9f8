#include "judges/scorecard/checks/facts_fixture.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view binary_artifacts_check = "Binary-Artifacts";
const std::string elf = std::string(
                            "\x7f"
                            "ELF\x02\x01\x01",
                            7) +
                        std::string(60, '\0');

TEST(BinaryArtifacts, EachCostsAPointDownToNone) {
    FactsFixture with{{"a.txt", "text"}};
    EXPECT_EQ(with.run(binary_artifacts_check).score, 10);
    EXPECT_EQ(with.run(binary_artifacts_check).reason, "no binaries found in the repo");
    with.file("bin/tool", elf);
    with.file("lib.so", elf);
    const CheckResult two = with.run(binary_artifacts_check);
    EXPECT_EQ(two.score, 8);
    EXPECT_EQ(two.reason, "binaries present in source code");
    EXPECT_EQ(lines_of(two), (Lines{"Warn: binary detected: bin/tool:1", "Warn: binary detected: lib.so:1"}));
    for (int i = 0; i < 12; ++i) with.file("many/" + std::to_string(i), elf);
    EXPECT_EQ(with.run(binary_artifacts_check).score, 0);
}

TEST(BinaryArtifacts, GoesByTheContentOrByTheNameOfWhatIsNoText) {
    struct Row {
        std::string_view path;
        std::string text;
        bool is_binary;
    };
    const std::string bytes("\x01\x02\x03\x04 no known kind", 18);
    const Row rows[] = {
        {"empty.so", "", false},       {"text.so", "only text\n", false}, {"data.so", bytes, true},
        {"data.jar", bytes, true},     {"data.pyc", bytes, true},         {"data.DLL", bytes, false},
        {"data.png", bytes, false},    {"MZ", "MZ is enough", true},      {"a.class", "\xca\xfe\xba\xbe zzzz", true},
        {"archive.a", bytes, true},    {"testdata/data.so", elf, false},  {"x/src/test/data.so", elf, false},
        {"data.tar.whl", bytes, true},
    };
    for (const Row& row : rows) {
        FactsFixture with;
        with.file(row.path, row.text);
        EXPECT_EQ(with.run(binary_artifacts_check).score, row.is_binary ? 9 : 10) << row.path;
    }
}

TEST(BinaryArtifacts, EndingsInSmallLetters) {
    const std::string bytes("\x01\x02\x03\x04 no known kind", 18);
    const auto found = [&](std::string_view ending) {
        FactsFixture with;
        with.file("x/f." + std::string(ending), bytes);
        return with.run(binary_artifacts_check).score == 9;
    };
    for (const std::string_view ending :
         {"crx", "deb", "dex", "dey", "elf", "o",   "a",   "so",  "macho", "iso", "class", "jar",  "bundle", "dylib",
          "lib", "msi", "dll", "drv", "efi", "exe", "ocx", "pyc", "pyo",   "par", "rpm",   "wasm", "whl"})
        EXPECT_TRUE(found(ending)) << ending;
    for (const std::string_view ending :
         {"DLL", "Jar", "zip", "gz", "png", "ar", "obj", "sys", "bin", "node", "pyd", "so.1"})
        EXPECT_FALSE(found(ending)) << ending;
}

TEST(BinaryArtifacts, AWrapperThatAWorkflowVerifiedIsNone) {
    const std::string wrapper("PK\x03\x04\x00\x01", 6);
    FactsFixture with;
    with.file("gradle/wrapper/gradle-wrapper.jar", wrapper);
    EXPECT_EQ(with.run(binary_artifacts_check).score, 9);
    const auto verify = [&](std::string_view action) {
        with.file(".github/workflows/check.yml",
                  "on: push\njobs:\n  x:\n    runs-on: x\n    steps:\n      - uses: " + std::string(action) + "\n");
    };
    verify("gradle/actions/wrapper-validation@v4");
    EXPECT_EQ(with.run(binary_artifacts_check).score, 9) << "a tree alone does not tell whether it ran";
    with.forge();
    expect_lacks(with, binary_artifacts_check, "commits");
    with.forge().commits = {{.id = "c1", .date = "", .message = "", .author = {}, .committer = {}}};
    expect_lacks(with, binary_artifacts_check, "successful_runs.check.yml");
    with.forge().successful_runs = {{"check.yml", {{.head = "c0", .url = ""}}}};
    EXPECT_EQ(with.run(binary_artifacts_check).score, 9) << "not for the newest commit";
    with.forge().successful_runs = {{"check.yml", {{.head = "c1", .url = ""}}}};
    EXPECT_EQ(with.run(binary_artifacts_check).score, 10);
    verify("gradle/wrapper-validation-action@v1");
    EXPECT_EQ(with.run(binary_artifacts_check).score, 10);
    with.file("b/GRADLE-WRAPPER.jar", wrapper);
    EXPECT_EQ(with.run(binary_artifacts_check).score, 9) << "another name";
    for (const std::string_view other : {"gradle/wrapper-validation-action", "gradle/actions/setup-gradle@v4"}) {
        verify(other);
        EXPECT_EQ(with.run(binary_artifacts_check).score, 8) << other;
    }
}

}  // namespace
}  // namespace ward::scorecard
