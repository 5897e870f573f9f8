// RubyGems, NuGet and Packagist; where ruby and composer's own library are there, against them.
#include <fstream>

#include "formats/versions/testing.h"

namespace ward::versions {
namespace {

TEST(RubyGemsVersions, RiseAsGemVersionHasThem) {
    expect_rising(*ordering_for("RubyGems"), {
                                                 {"0.a"},
                                                 {"0", "0.0"},
                                                 {"0.0.1"},
                                                 {"1.a.b", "1.a.b.0"},
                                                 {"1.a.0.b"},
                                                 {"1.a", "1.0.a", "1.0.0.a.0"},
                                                 {"1.a.1"},
                                                 {"1.ab"},
                                                 {"1.b1", "1.0.b.1"},
                                                 {"1.b2"},
                                                 {"1.b10"},
                                                 {"1.0-alpha", "1.pre.alpha"},
                                                 {"1.0.rc1"},
                                                 {"1", "1.0", "1.0.0"},
                                                 {"1.0.0.1"},
                                                 {"1.0.1"},
                                                 {"1.0.1.1"},
                                                 {"1.1"},
                                                 {"1.2.3.4.5"},
                                                 {"1.10"},
                                                 {"1.18446744073709551616"},
                                                 {"10"},
                                             });
    expect_no_key(*ordering_for("RubyGems"), {"", "a", ".1", "1.", "1..2", "1 2", "1_2", "1.-a", "v1"});
}

TEST(NuGetVersions, AreSemverWithFourNumbersInAnyCase) {
    expect_rising(*ordering_for("NuGet"), {
                                              {"1.0.0-Alpha", "1.0.0-alpha"},
                                              {"1.0.0-BETA.2"},
                                              {"1.0.0-beta.10"},
                                              {"1.0.0-rc"},
                                              {"1.0.0", "1.0", "1.0.0.0", "1.0.0+build"},
                                              {"1.0.0.1-a"},
                                              {"1.0.0.1"},
                                              {"1.0.1"},
                                          });
    expect_no_key(*ordering_for("NuGet"), {"", "x", "-1"});
}

TEST(PackagistVersions, RiseAsComposerHasThem) {
    expect_rising(*ordering_for("Packagist"),
                  {
                      {"1.0-dev", "v1.0.0.0-dev"},
                      {"1.0-alpha-dev"},
                      {"1.0-alpha", "1.0a", "1.0.0-ALPHA"},
                      {"1.0-alpha1-dev"},
                      {"1.0-alpha1", "1.0.alpha.1", "1.0_a1", "1.0a-1"},
                      {"1.0-alpha2"},
                      {"1.0-alpha10"},
                      {"1.0-beta", "1.0b"},
                      {"1.0-beta2.1"},
                      {"1.0-RC1", "1.0rc1"},
                      {"1", "1.0", "v1.0.0", "1.0.0.0", "1.0-stable", "1.0.0+x", "1.0@beta"},
                      {"1.0-p1", "1.0-patch1", "1.0pl1"},
                      {"1.0.0.1"},
                      {"1.0.1"},
                      {"1.10"},
                      {"2"},
                      {"20100102"},
                  });
    expect_no_key(*ordering_for("Packagist"),
                  {"", "dev-main", "1.x-dev", "1.0-foo", "1.0-beta2x", "1.2.3.4.5", "main", "1.0-dev2"});
}

TEST(PubVersions, AreSemver) {
    expect_rising(*ordering_for("Pub"), {{"1.0.0-dev.1"}, {"1.0.0"}, {"1.0.1"}});
}

// Versions of parts that meet often; the same on each run.
std::vector<std::string> random_versions(std::string_view alphabet_of_parts, size_t count) {
    const auto parts = split(alphabet_of_parts, ' ');
    std::vector<std::string> out;
    uint64_t state = 7;
    const auto next = [&](size_t below) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return static_cast<size_t>(state >> 33) % below;
    };
    while (out.size() < count) {
        std::string version(1, static_cast<char>('0' + next(3)));
        for (size_t left = next(5); left > 0; --left) version += parts[next(parts.size())];
        out.push_back(std::move(version));
    }
    return out;
}

// `program` reads pairs and writes `a TAB b TAB -1|0|1`, leaving out what is no version to it.
void agree_with(const std::string& ecosystem, const std::string& program, std::string_view parts, long least) {
    std::string pairs;
    const auto versions = random_versions(parts, 40'000);
    for (size_t i = 0; i + 1 < versions.size(); i += 2) pairs += versions[i] + "\t" + versions[i + 1] + "\n";
    const std::string input = testing::TempDir() + "pairs-" + ecosystem;
    std::ofstream(input, std::ios::binary) << pairs;
    const Ordering& ordering = *ordering_for(ecosystem);
    long compared = 0;
    for_each_row(program + " < " + input, [&](const std::vector<std::string_view>& row) {
        ASSERT_EQ(row.size(), 3U);
        if (!ordering.key(row[0]) || !ordering.key(row[1])) return;
        ++compared;
        EXPECT_EQ(order_of(ordering, row[0], row[1]), to_number<int>(row[2]).value_or(-9)) << row[0] << " " << row[1];
    });
    EXPECT_GT(compared, least);
}

bool has_program(const std::string& probe) {
    return environment("WARD_TEST_PEERS") == "1" && std::system((probe + " >/dev/null 2>&1").c_str()) == 0;
}

TEST(RubyGemsVersions, AgreeWithRuby) {
    if (!has_program("ruby -e 'exit'")) GTEST_SKIP() << "needs WARD_TEST_PEERS=1 and ruby";
    agree_with(
        "RubyGems",
        R"(ruby -e 'STDIN.each_line { |l| a, b = l.chomp.split("\t"); next unless Gem::Version.correct?(a) && Gem::Version.correct?(b); puts [a, b, Gem::Version.new(a) <=> Gem::Version.new(b)].join("\t") }')",
        ".0 .1 .2 .10 .a .b .rc a b1 -rc .0.0 .pre", 10'000);
}

TEST(PackagistVersions, AgreeWithComposer) {
    constexpr std::string_view library = "/usr/share/php/Composer/Semver/autoload.php";
    if (!has_program("php -r 'exit(is_file(\"" + std::string(library) + "\") ? 0 : 1);'"))
        GTEST_SKIP() << "needs WARD_TEST_PEERS=1 and php-composer-semver";
    agree_with(
        "Packagist",
        R"x(php -r 'require "/usr/share/php/Composer/Semver/autoload.php"; $p = new Composer\Semver\VersionParser; while (($l = fgets(STDIN)) !== false) { [$a, $b] = explode("\t", rtrim($l)); try { $x = $p->normalize($a); $y = $p->normalize($b); } catch (Exception $e) { continue; } echo "$a\t$b\t", version_compare($x, $y), "\n"; }')x",
        ".0 .1 .10 -dev -alpha -beta1 -beta.2 b2 RC1 -p1 -patch .0.1 -stable", 2'000);
}

}  // namespace
}  // namespace ward::versions
