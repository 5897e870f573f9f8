// The table of orderings, ranges in the common form, and properties that hold for generated versions.
#include <algorithm>
#include <set>

#include <rapidcheck.h>

#include "formats/versions/key.h"
#include "formats/versions/testing.h"

namespace ward::versions {
namespace {

// ---- The table ----

TEST(Orderings, EachHasItsNameItsTextAndItsEcosystemsAlone) {
    std::set<std::string_view> names;
    for (const Ordering* ordering : all_orderings()) {
        EXPECT_GT(ordering->summary.size(), 20) << ordering->name;
        EXPECT_TRUE(names.insert(ordering->name).second) << ordering->name;
        EXPECT_EQ(ordering_named(ordering->name), ordering);
        for (const std::string_view ecosystem : ordering->ecosystems) {
            EXPECT_EQ(ordering_for(ecosystem), ordering) << ecosystem << " has two orderings";
            EXPECT_EQ(ordering_named(ecosystem), ordering);
        }
        EXPECT_TRUE(ordering->key("1.2.3")) << ordering->name;
        EXPECT_FALSE(ordering->key("")) << ordering->name;
    }
    EXPECT_EQ(names, (std::set<std::string_view>{"debian", "go", "npm", "nuget", "packagist", "pypi", "rubygems",
                                                 "semver", "upstream"}));
}

TEST(Orderings, AreFoundByEcosystemWithoutItsSuffix) {
    EXPECT_EQ(ordering_for("Debian:12")->name, "debian");
    EXPECT_EQ(ordering_for("Ubuntu:Pro:18.04:LTS")->name, "debian");
    EXPECT_EQ(ordering_for("Node.js")->name, "semver");
    for (const std::string_view unordered : {"", "GIT", "OSS-Fuzz", "GitHub Actions", "npm-like", "NPM", ":npm"})
        EXPECT_EQ(ordering_for(unordered), nullptr) << unordered;
}

TEST(Orderings, CompareNeedsTwoVersions) {
    EXPECT_EQ(compare(*ordering_for("npm"), "1.0.0", "latest"), std::nullopt);
    EXPECT_EQ(compare(*ordering_for("npm"), "latest", "1.0.0"), std::nullopt);
}

// ---- Ranges in the common form ----

TEST(CommonRanges, CommasAreAndBarsAreOr) {
    const Ordering& semver = *ordering_for("crates.io");
    const auto inside = [&](std::string_view version, std::string_view range) {
        return satisfies(semver, version, range).value();
    };
    EXPECT_TRUE(inside("1.5", ">= 1, < 2"));
    EXPECT_FALSE(inside("2.0", ">=1,<2"));
    EXPECT_TRUE(inside("1.9-rc.1", "< 1.9"));
    EXPECT_TRUE(inside("1.0.0+a", "= 1"));
    EXPECT_TRUE(inside("1.0.0", "1.0"));
    EXPECT_TRUE(inside("3.1", "< 1 || >= 3, != 3.0 || = 2"));
    EXPECT_FALSE(inside("3.0", "< 1 || >= 3, != 3.0 || = 2"));
    EXPECT_TRUE(inside("3.0", "*"));
    EXPECT_FALSE(inside("not a version", "!= 1")) << "what has no order is in no range";
}

TEST(CommonRanges, BadOnesAreErrorsOfOneLine) {
    for (const std::string_view range : {"", ",", ">= 1 < 2", "^1.0", ">= 1,", "1 ||", "=> 1", "\x1b[2J", "a\nb"}) {
        const auto answer = satisfies(*ordering_for("crates.io"), "1.0", range);
        ASSERT_FALSE(answer) << range;
        EXPECT_EQ(answer.error().code, ErrorCode::parse);
        EXPECT_EQ(answer.error().what.find_first_of("\n\x1b"), std::string::npos);
    }
}

// ---- Keys ----

TEST(Keys, NumbersSortByValueWhateverTheirLength) {
    const auto key_of = [](const std::string& digits) {
        Key key;
        key.digits(digits);
        return std::move(key).take();
    };
    std::string before = key_of("");
    EXPECT_EQ(before, key_of("000"));
    for (const char* digits :
         {"1", "39", "40", "255", "256", "65535", "65536", "16777216", "9999999999999999999", "10000000000000000000",
          "18446744073709551616", "99999999999999999999", "100000000000000000000"}) {
        EXPECT_LT(before, key_of(digits)) << digits;
        EXPECT_EQ(key_of(digits), key_of("00" + std::string(digits)));
        before = key_of(digits);
    }
    EXPECT_LT(key_of(std::string(300, '9')), key_of("1" + std::string(300, '0')));
}

// ---- Generated versions against models of the specifications ----

struct Version {
    std::vector<uint32_t> numbers;
    std::vector<std::string> prerelease;
};

rc::Gen<Version> versions(int least, int most) {
    const auto number = rc::gen::element<uint32_t>(0, 0, 1, 2, 10, 39, 40, 255, 256, 20240101);
    const auto identifier =
        rc::gen::element<std::string>("0", "1", "2", "11", "300", "a", "alpha", "alpha1", "b", "rc", "-", "A", "0a");
    return rc::gen::mapcat(rc::gen::inRange(least, most + 1), [=](int count) {
        return rc::gen::build<Version>(
            rc::gen::set(&Version::numbers,
                         rc::gen::container<std::vector<uint32_t>>(static_cast<size_t>(count), number)),
            rc::gen::set(&Version::prerelease,
                         rc::gen::resize(3, rc::gen::container<std::vector<std::string>>(identifier))));
    });
}

template <typename List>
std::string joined(const List& list) {
    std::string text;
    for (const auto& item : list) {
        if (!text.empty()) text += '.';
        if constexpr (std::is_integral_v<std::decay_t<decltype(item)>>) text += std::to_string(item);
        else text += item;
    }
    return text;
}

std::string text_of(const Version& version) {
    return joined(version.numbers) + (version.prerelease.empty() ? "" : "-" + joined(version.prerelease));
}

// Semantic Versioning 2.0.0, section 11, word for word.
std::strong_ordering precedence(const Version& a, const Version& b) {
    for (size_t i = 0; i < std::max(a.numbers.size(), b.numbers.size()); ++i) {
        const uint32_t x = i < a.numbers.size() ? a.numbers[i] : 0;
        const uint32_t y = i < b.numbers.size() ? b.numbers[i] : 0;
        if (x != y) return x <=> y;
    }
    if (a.prerelease.empty() || b.prerelease.empty()) return a.prerelease.empty() <=> b.prerelease.empty();
    for (size_t i = 0; i < std::min(a.prerelease.size(), b.prerelease.size()); ++i) {
        const std::string& x = a.prerelease[i];
        const std::string& y = b.prerelease[i];
        if (is_numeric(x) && is_numeric(y)) {
            if (std::stoul(x) != std::stoul(y)) return std::stoul(x) <=> std::stoul(y);
        } else if (is_numeric(x) != is_numeric(y)) {
            return is_numeric(x) ? std::strong_ordering::less : std::strong_ordering::greater;
        } else if (x != y) {
            return x <=> y;
        }
    }
    return a.prerelease.size() <=> b.prerelease.size();
}

void expect_precedence(std::string_view ecosystem, int least, int most) {
    const Ordering& ordering = *ordering_for(ecosystem);
    EXPECT_TRUE(rc::check(std::string(ecosystem) + " follows semver's precedence", [&] {
        const Version a = *versions(least, most);
        Version b = *versions(least, most);
        if (*rc::gen::inRange(0, 2) == 0) b.numbers = a.numbers;
        RC_ASSERT(compare(ordering, text_of(a), text_of(b)) == precedence(a, b));
        RC_ASSERT(compare(ordering, "v" + text_of(a) + "+build." + joined(b.prerelease) + "x", text_of(a)) ==
                  std::strong_ordering::equal);
        RC_ASSERT(compare(ordering, "0.0.0-0", text_of(a)) != std::strong_ordering::greater);
    }));
}

TEST(Properties, SemverPrecedence) {
    expect_precedence("npm", 3, 3);
    expect_precedence("crates.io", 1, 5);
    expect_precedence("Go", 3, 3);
}

TEST(Properties, EqualSpellingsInPyPiShareAKeyAndOthersDoNot) {
    const Ordering& ordering = *ordering_for("PyPI");
    const auto separator = rc::gen::element<std::string>("", ".", "-", "_");
    EXPECT_TRUE(rc::check("spelling does not count", [&] {
        const Version version = *versions(1, 4);
        const auto number = std::to_string(*rc::gen::inRange(0, 12));
        using Words = std::pair<std::string, std::string>;
        const auto [short_word, long_word] = *rc::gen::elementOf(
            std::vector<Words>{{"a", "ALPHA"}, {"b", "beta"}, {"rc", "preview"}, {".post", "rev"}, {".dev", "DEV"}});
        const std::string canonical = joined(version.numbers) + short_word + number;
        const std::string spelled =
            "v0!" + joined(version.numbers) + ".0.00" + *separator + long_word + *separator + "0" + number;
        RC_ASSERT(compare(ordering, canonical, spelled) == std::strong_ordering::equal);
        RC_ASSERT(compare(ordering, canonical + "+x", spelled) == std::strong_ordering::greater);
        RC_ASSERT(compare(ordering, canonical, spelled + "1") != std::strong_ordering::equal);
    }));
}

TEST(Properties, EqualSpellingsInDebianShareAKeyAndOthersDoNot) {
    const Ordering& ordering = *ordering_for("Debian");
    EXPECT_TRUE(rc::check("zeros that dpkg skips do not count", [&] {
        const auto tail = *rc::gen::container<std::string>(rc::gen::element('a', 'Z', '~', '.', '+', '7'));
        const std::string version = "1" + tail;
        RC_ASSERT(compare(ordering, version, "0:0" + version + "-0") == std::strong_ordering::equal);
        RC_ASSERT(compare(ordering, version + "~", version) == std::strong_ordering::less);
        RC_ASSERT(compare(ordering, version + "+", version) == std::strong_ordering::greater);
        RC_ASSERT(compare(ordering, "1:0", version) == std::strong_ordering::greater);
    }));
}

TEST(Properties, TagsOfUpstreamProjectsShareTheKeyOfTheirVersion) {
    const Ordering& ordering = *ordering_named("upstream");
    EXPECT_TRUE(rc::check("name and separators do not count", [&] {
        const Version version = *versions(2, 4);
        const std::string numbers = joined(version.numbers);
        const auto name =
            *rc::gen::element<std::string>("v", "openssl-", "OpenSSL_", "release-", "lib2x-", "refs/tags/v", "R_");
        const auto suffix = *rc::gen::element<std::string>("", "zk", "-rc1", "p1", "-beta.2");
        const auto separator = *rc::gen::element<std::string>("_", "-", ".");
        const std::string tag = name + replace_all(numbers, ".", separator) + suffix;
        RC_ASSERT(compare(ordering, tag, numbers + suffix) == std::strong_ordering::equal);
        RC_ASSERT(compare(ordering, numbers + suffix + "-fork.9", numbers + suffix) == std::strong_ordering::equal);
        RC_ASSERT(compare(ordering, numbers + "-rc1", numbers) == std::strong_ordering::less);
        RC_ASSERT(compare(ordering, numbers + "b", numbers + "zk") == std::strong_ordering::less);
        RC_ASSERT(compare(ordering, numbers + "zk", numbers + ".1") == std::strong_ordering::less);
    }));
}

TEST(Properties, RangesSayWhatCompareSays) {
    for (const Ordering* ordering : all_orderings()) {
        if (ordering->name == "pypi") continue;  // PEP 440 defines < and > otherwise, see pypi_test.cc
        EXPECT_TRUE(rc::check(std::string(ordering->name) + " ranges", [&] {
            const std::string a = text_of(*versions(3, 3));
            const std::string b = text_of(*versions(3, 3));
            const auto order = compare(*ordering, a, b);
            RC_PRE(order.has_value());
            RC_ASSERT(satisfies(*ordering, a, "<" + b).value() == (*order < 0));
            RC_ASSERT(satisfies(*ordering, a, "<= " + b).value() == (*order <= 0));
            RC_ASSERT(satisfies(*ordering, a, "> " + b).value() == (*order > 0));
            RC_ASSERT(satisfies(*ordering, a, ">=" + b).value() == (*order >= 0));
            RC_ASSERT(satisfies(*ordering, a, "=" + b).value() == (*order == 0));
        }));
    }
}

// Nothing a stranger writes may crash, and white space at the ends never matters.
TEST(Properties, AnyTextHasOneKeyOrNone) {
    for (const Ordering* ordering : all_orderings())
        EXPECT_TRUE(rc::check(std::string(ordering->name) + " of any text", [&] {
            const auto any = *rc::gen::container<std::string>(rc::gen::weightedOneOf<char>(
                {{9, rc::gen::element('0', '1', '9', '.', '-', '+', '~', ':', '!', 'a', 'v', 'x', '*', '_', ' ')},
                 {1, rc::gen::arbitrary<char>()}}));
            RC_ASSERT(ordering->key(any) == ordering->key(" " + any + "\t"));
            const auto inside = satisfies(*ordering, any, any);
            if (!inside) RC_ASSERT(!inside.error().what.empty());
        }));
}

}  // namespace
}  // namespace ward::versions
