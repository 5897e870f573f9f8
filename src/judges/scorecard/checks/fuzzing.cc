// Fuzzing: OSS-Fuzz, ClusterFuzzLite, or fuzz tests in the sources.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/parallel.h"
#include "base/text.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/missing.h"
#include "judges/scorecard/own/own.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view fuzzing_name = "Fuzzing";
constexpr std::string_view fuzzing_probe = "fuzzed";
constexpr std::string_view fast_check = R"((from\s+['"](fast-check|@fast-check/(ava|jest|vitest))['"]|)"
                                        R"(require\(\s*['"](fast-check|@fast-check/(ava|jest|vitest))['"]\s*\)))";

// What a fuzz test looks like in a language, line by line.
struct Language {
    std::string_view name;  // as the forge counts it, in lower case
    std::string_view fuzzer;
    std::array<std::string_view, 2> files;
    std::string_view line;
};
constexpr std::array<Language, 15> languages{{
    {"c", "CLibFuzzer", {"*.c"}, "LLVMFuzzerTestOneInput"},
    {"c#",
     "CSharpPropertyBasedTesting",
     {"*.cs"},
     R"((using\s+(FsCheck|FsCheck\.(NUnit|Xunit)|Expecto\.ExpectoFsCheck));)"},
    {"c++", "CppLibFuzzer", {"*.cc", "*.cpp"}, "LLVMFuzzerTestOneInput"},
    {"elixir", "ElixirPropertyBasedTesting", {"*.ex", "*.exs"}, R"(use\s+(PropCheck|ExUnitProperties))"},
    {"erlang",
     "ErlangPropertyBasedTesting",
     {"*.erl", "*.hrl"},
     R"(-include_lib\("(eqc|proper)/include/(eqc|proper).hrl"\)\.)"},
    {"f#",
     "FSharpPropertyBasedTesting",
     {"*.fs"},
     R"((open\s+(FsCheck|FsCheck\.(NUnit|Xunit)|Expecto\.ExpectoFsCheck)))"},
    {"gleam", "GleamPropertyBasedTesting", {"*.gleam"}, R"(import\s+qcheck)"},
    {"go", "GoBuiltInFuzzer", {"*_test.go"}, R"(func\s+Fuzz\w+\s*\(\w+\s+\*testing.F\))"},
    {"haskell",
     "HaskellPropertyBasedTesting",
     {"*.hs", "*.lhs"},
     R"(import\s+(qualified\s+)?Test\.((Hspec|Tasty)\.)?(QuickCheck|Hedgehog|Validity|SmallCheck))"},
    {"java", "JavaJazzerFuzzer", {"*.java"}, "com.code_intelligence.jazzer.api.FuzzedDataProvider;"},
    {"javascript", "JavaScriptPropertyBasedTesting", {"*.js", "*.jsx"}, fast_check},
    {"python", "PythonAtherisFuzzer", {"*.py"}, "import atheris"},
    {"rust", "RustCargoFuzzer", {"*.rs"}, "libfuzzer_sys"},
    {"swift", "SwiftLibFuzzer", {"*.swift"}, "LLVMFuzzerTestOneInput"},
    {"typescript", "TypeScriptPropertyBasedTesting", {"*.ts", "*.tsx"}, fast_check},
}};

struct Match {
    std::string text;
    uint32_t line = 0;
};

std::vector<Match> find_lines(std::string_view text, const RE2& pattern) {
    std::vector<Match> out;
    // Most files have none: one search over the whole tells. `\s` may cross lines there, so it only rules out.
    if (!RE2::PartialMatch(text, pattern)) return out;
    uint32_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        re2::StringPiece found;
        if (pattern.Match(line, 0, line.size(), RE2::UNANCHORED, &found, 1))
            out.push_back({std::string(found.data(), found.size()), number});
    }
    return out;
}

// Files whose name a pattern of the language fits, in the listing's order.
std::vector<const TreeFile*> files_of(const Facts& facts, std::string_view pattern) {
    std::vector<const TreeFile*> out;
    const std::string_view ending = pattern.substr(1);
    for (const TreeFile& file : facts.files()) {
        const std::string_view path = file.path;
        const bool fits =
            path.size() >= ending.size() && equal_ignoring_case(path.substr(path.size() - ending.size()), ending);
        if (fits && !is_test_data(path)) out.push_back(&file);
    }
    return out;
}

ProbeFinding found(std::string_view fuzzer, std::optional<Location> location = {}) {
    ProbeFinding finding{.probe = fuzzing_probe,
                         .outcome = Outcome::yes,
                         .message = fmt::format("{} integration found", fuzzer),
                         .location = std::move(location)};
    finding.values["tool"] = fuzzer;
    return finding;
}

// The peer tells what a language's first pattern found once more with the second.
Result<std::vector<ProbeFinding>> search(const Facts& facts, const Language& language) {
    const RE2 pattern{std::string(language.line)};
    std::vector<ProbeFinding> all;
    std::vector<ProbeFinding> so_far;
    for (const std::string_view files : language.files) {
        if (files.empty()) continue;
        const auto candidates = files_of(facts, files);
        std::vector<std::vector<Match>> matches(candidates.size());
        std::vector<std::optional<Error>> errors(candidates.size());
        parallel_for(candidates.size(), [&](size_t i) {
            const auto text = facts.read(*candidates[i]);
            if (text) matches[i] = find_lines(*text, pattern);
            else errors[i] = text.error();
        });
        for (auto& error : errors)
            if (error) return std::unexpected(std::move(*error));
        for (size_t i = 0; i < candidates.size(); ++i)
            for (Match& match : matches[i])
                so_far.push_back(found(language.fuzzer, Location{.path = std::string(candidates[i]->path),
                                                                 .kind = Location::Kind::source,
                                                                 .line = match.line,
                                                                 .snippet = std::move(match.text)}));
        all.insert(all.end(), so_far.begin(), so_far.end());
    }
    return all;
}

// Languages with at least a quarter of the average size; without a forge all of them.
bool is_prominent(const Facts& facts, std::string_view language) {
    if (facts.forge == nullptr) return true;
    if (!facts.forge->languages || facts.forge->languages->empty()) return false;
    int64_t total = 0;
    std::map<std::string, int64_t> sizes;
    for (const forge::Language& each : *facts.forge->languages) {
        total += each.size;
        sizes[to_lower(each.name)] += each.size;
    }
    constexpr int64_t parts = 4;
    const int64_t least = total / static_cast<int64_t>(facts.forge->languages->size()) / parts;
    const auto own = sizes.find(std::string(language));
    return own != sizes.end() && own->second >= least;
}

bool uses_cluster_fuzz_lite(const Facts& facts) {
    for (const TreeFile& file : facts.files()) {
        if (file.path != ".clusterfuzzlite/Dockerfile") continue;
        const auto text = facts.read(file);
        return text && says_something(*text);
    }
    return false;
}

CheckResult run_fuzzing(const Facts& facts) {
    std::vector<ProbeFinding> findings;
    if (uses_cluster_fuzz_lite(facts)) findings.push_back(found("ClusterFuzzLite"));
    if (facts.forge != nullptr && facts.forge->in_oss_fuzz.value_or(false)) findings.push_back(found("OSSFuzz"));
    for (const Language& language : languages) {
        if (!is_prominent(facts, language.name)) continue;
        auto more = search(facts, language);
        if (!more) return failed(fuzzing_name, more.error().message());
        std::ranges::move(*more, std::back_inserter(findings));
    }
    if (findings.empty() && facts.forge != nullptr && !facts.forge->languages)
        return missing(fuzzing_name, facts, "languages");
    if (findings.empty() && facts.forge != nullptr && !facts.forge->in_oss_fuzz)
        return missing(fuzzing_name, facts, "in_oss_fuzz");
    CheckResult result = findings.empty() ? scored(fuzzing_name, "project is not fuzzed", 0)
                                          : scored(fuzzing_name, "project is fuzzed", max_score);
    if (findings.empty())
        findings.push_back({.probe = fuzzing_probe, .outcome = Outcome::no, .message = "no fuzzer integrations found"});
    for (const ProbeFinding& finding : findings)
        result.details.push_back(
            detail_of(finding, finding.outcome == Outcome::yes ? Detail::Level::info : Detail::Level::warn));
    result.findings = std::move(findings);
    return result;
}

CheckResult run_with_own(const Facts& facts) {
    CheckResult result = run_fuzzing(facts);
    add_own_fuzzers(facts, result);
    return result;
}

}  // namespace

WARD_CHECK(fuzzing) = {.name = fuzzing_name,
                       .summary = "Determines if the project uses fuzzing.",
                       .risk = Risk::medium,
                       .has_loops = true,
                       .needed = "the list of OSS-Fuzz's projects",
                       .run = run_with_own};

}  // namespace ward::scorecard
