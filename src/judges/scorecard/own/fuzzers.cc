// Fuzzers and property tests that the peer does not know, and those it knows in files it passes by. Looked for only
// where the peer finds none: there alone they change something.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/parallel.h"
#include "base/text.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/own/own.h"

namespace ward::scorecard {
namespace {

struct Fuzzer {
    std::string_view name;
    std::array<std::string_view, 8> endings;
    std::string_view line;
};
constexpr std::array fuzzers = std::to_array<Fuzzer>({
    {"libFuzzer", {".cxx", ".c++", ".cp", ".h", ".hh", ".hpp", ".m", ".mm"}, "LLVMFuzzerTestOneInput"},
    {"AFL", {".c", ".cc", ".cpp", ".cxx", ".h"}, R"(__AFL_(FUZZ_INIT|LOOP|FUZZ_TESTCASE_BUF)\b)"},
    {"Honggfuzz", {".c", ".cc", ".cpp", ".cxx", ".rs"}, R"(\bHF_ITER\b|\bhonggfuzz::fuzz!)"},
    {"FuzzTest", {".cc", ".cpp", ".cxx"}, R"(^\s*FUZZ_TEST(_F)?\()"},
    {"RapidCheck", {".cc", ".cpp", ".cxx"}, R"(\brc::(check|prop)\(|\bRC_GTEST_(PROP|FIXTURE_PROP)\()"},
    {"Jazzer.js",
     {".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"},
     R"((from\s+|require\(\s*)['"](@jazzer\.js/|jsfuzz['"]))"},
    {"fast-check",
     {".cjs", ".mjs", ".mts", ".cts"},
     R"((from\s+|require\(\s*)['"](fast-check|@fast-check/(ava|jest|vitest))['"])"},
    {"Hypothesis", {".py"}, R"(^\s*(from\s+hypothesis(\.\w+)*\s+import|import\s+hypothesis\b))"},
    {"AFL for Rust", {".rs"}, R"(\bafl::fuzz!|^\s*use\s+afl\b)"},
    {"proptest", {".rs"}, R"(^\s*proptest!|^\s*use\s+proptest::)"},
    {"quickcheck", {".rs"}, R"(^\s*quickcheck!|#\[quickcheck(_macros::quickcheck)?\])"},
    {"gopter", {".go"}, R"("github\.com/leanovate/gopter")"},
    {"go-fuzz", {".go"}, R"(^func\s+Fuzz\w*\(\s*\w+\s+\[\]byte\s*\)\s+int\b)"},
    {"jqwik", {".java", ".kt"}, R"(^import\s+net\.jqwik\.api\.)"},
    {"ScalaCheck", {".scala"}, R"(^import\s+org\.scalacheck\.)"},
});

bool has_ending(const Fuzzer& fuzzer, std::string_view path) {
    return std::ranges::any_of(fuzzer.endings, [&](std::string_view ending) {
        return !ending.empty() && path.size() > ending.size() &&
               equal_ignoring_case(path.substr(path.size() - ending.size()), ending);
    });
}

// The first line that a pattern is found in; the expression is multi-line, so that one search over the text tells.
uint32_t line_of(std::string_view text, const RE2& pattern) {
    re2::StringPiece found;
    if (!pattern.Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) return 0;
    const auto offset = static_cast<size_t>(found.data() - text.data());
    return 1 + static_cast<uint32_t>(std::ranges::count(text.substr(0, offset), '\n'));
}

}  // namespace

void add_own_fuzzers(const Facts& facts, CheckResult& result) {
    if (result.error || result.score == max_score) return;
    std::vector<std::unique_ptr<RE2>> patterns;
    patterns.reserve(fuzzers.size());
    for (const Fuzzer& fuzzer : fuzzers) patterns.push_back(std::make_unique<RE2>("(?m)" + std::string(fuzzer.line)));
    // One reading of each file for all of them.
    const auto files = facts.files();
    std::vector<std::array<uint32_t, fuzzers.size()>> lines(files.size());
    parallel_for(files.size(), [&](size_t i) {
        lines[i].fill(0);
        const std::string_view path = files[i].path;
        if (is_test_data(path) ||
            std::ranges::none_of(fuzzers, [&](const Fuzzer& fuzzer) { return has_ending(fuzzer, path); }))
            return;
        const auto text = facts.read(files[i]);
        if (!text) return;  // the peer's part has said so
        for (size_t each = 0; each < fuzzers.size(); ++each)
            if (has_ending(fuzzers.at(each), path)) lines[i].at(each) = line_of(*text, *patterns[each]);
    });
    bool any = false;
    for (size_t each = 0; each < fuzzers.size(); ++each)
        for (size_t i = 0; i < files.size(); ++i) {
            if (lines[i].at(each) == 0) continue;
            any = true;
            add_own(result,
                    {.probe = "fuzzed",
                     .outcome = Outcome::yes,
                     .message = fmt::format("{} integration found", fuzzers.at(each).name),
                     .location = Location{.path = std::string(files[i].path),
                                          .kind = Location::Kind::source,
                                          .line = lines[i].at(each)},
                     .values = {{"tool", std::string(fuzzers.at(each).name)}}},
                    Detail::Level::info);
            break;  // the first place of each says enough
        }
    if (any) result.own_score = max_score;
}

}  // namespace ward::scorecard
