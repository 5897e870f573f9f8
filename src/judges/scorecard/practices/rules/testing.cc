// Tests: that they are there, how they start, who runs them, what the policy asks.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/practices/rule.h"

namespace ward::scorecard::practices {
namespace {

std::optional<Evidence> test_file(const Project& project) {
    static const re2::RE2 path(
        "(?i)((^|/)(tests?|spec|specs|__tests__)/"
        ".*\\.(js|mjs|cjs|ts|tsx|jsx|c|cc|cpp|cxx|py|go|rs|java|rb|php|sh|kt|swift|cs)$|[._-](test|spec)\\.[a-z]+$|(^|/"
        ")test_[^/]*\\.py$|_test\\.[a-z]+$)");
    return project.own_file(path);
}

// The command that is usual for the language.
std::optional<Evidence> test_command(const Project& project) {
    static const re2::RE2 none("no test specified");
    auto script = project.package_script("test");
    if (script && !re2::RE2::PartialMatch(script->text, none)) return script;
    static const re2::RE2 makefile("^(GNU)?[Mm]akefile(\\.in|\\.am)?$");
    static const re2::RE2 target("^(test|check|tests)\\s*:");
    if (const auto found = project.root_line(makefile, target)) return found;
    static const re2::RE2 python("^(tox\\.ini|pytest\\.ini|noxfile\\.py|conftest\\.py)$");
    if (const auto found = project.root_file(python)) return found;
    static const re2::RE2 settings("^(pyproject\\.toml|setup\\.cfg|CMakeLists\\.txt|meson\\.build|Rakefile)$");
    static const re2::RE2 line("(\\[tool[.:]pytest|enable_testing|include\\(CTest\\)|^\\s*test\\s*\\(|TestTask|RSpec)");
    if (const auto found = project.root_line(settings, line)) return found;
    // Cargo, go and others need nothing but the files.
    if (!test_file(project)) return std::nullopt;
    for (const FoundBuild& build : project.builds())
        if (!build.kind->test.empty() && build.kind->lists_dependencies)
            return Evidence{.path = build.where.path, .text = std::string(build.kind->test)};
    return std::nullopt;
}

const re2::RE2& runs_tests() {
    static const re2::RE2 pattern(
        "(?i)(\\b(npm|pnpm|yarn)( run)?( -\\S+)* "
        "(t|test|coverage|ci)\\b|\\btests?\\b|\\bpytest\\b|\\btox\\b|\\bctest\\b|go test|cargo "
        "(test|nextest)|\\bmocha\\b|\\bjest\\b|make (-\\S+ )*check|node --test|\\bunit\\b)");
    return pattern;
}

std::optional<Evidence> tested_changes(const Project& project, Trigger trigger) {
    return first_of({project.step(runs_tests(), trigger), project.other_ci(runs_tests())});
}

Answer test(const Project& project) {
    const auto file = test_file(project);
    const auto how = first_of({test_command(project), tested_changes(project, Trigger::any)});
    if (file && how) return met("A test suite is in the tree, under the project's license.", {*how, *file});
    return unknown("no test suite with a way to start it was recognised", all_of({file, how}));
}

Answer test_invocation(const Project& project) {
    if (const auto found = test_command(project))
        return met("The tests start in the way that is usual for the language.", {*found});
    return unknown("no usual command for the tests was recognised");
}

Answer continuous_integration(const Project& project) {
    if (const auto found = tested_changes(project, Trigger::change))
        return met("Changes are tested by continuous integration.", {*found});
    if (const CheckResult* check = project.check("CI-Tests"); check != nullptr && check->score == max_score)
        return met("Merged changes were tested.", {Project::evidence_of(*check)});
    static const re2::RE2 asked(
        "(\\bCI\\b|[Cc]ontinuous [Ii]ntegration|Jenkins).{0,80}\\b(run|runs|pass|passes|green|tests?|required)\\b");
    if (const auto told = project.documents().find(contributing, asked))
        return met("The guide asks that changes pass continuous integration.", {*told});
    return unknown("no pipeline that tests changes was recognised");
}

Answer tests_before_merge(const Project& project) {
    if (const auto found = tested_changes(project, Trigger::proposal))
        return met("Proposed changes are tested before they are merged.", {*found});
    return unknown("no pipeline that tests proposed changes was recognised");
}

// The least coverage that a tool enforces, of statements or lines, in percent.
std::optional<std::pair<int, Evidence>> coverage_threshold(const Project& project, std::string_view of) {
    static const re2::RE2 files(
        "^(\\.nycrc(\\.json|\\.yml|\\.yaml)?|\\.c8rc(\\.json)?|\\.coveragerc|codecov\\.ya?ml|\\.codecov\\.ya?ml|"
        "package\\.json|jest\\.config\\.\\w+|vitest\\.config\\.\\w+|\\.taprc|nyc\\.config\\.\\w+|pyproject\\.toml)$");
    const re2::RE2 line(fmt::format("(?i)(?:[\"']?{}[\"']?\\s*:\\s*|--{}[= ]|fail_under\\s*=\\s*)(\\d+)", of, of));
    const auto check_is_on = [&] {
        static const re2::RE2 on(
            "(check-?coverage[\"']?\\s*:\\s*(true|1)|--check-coverage|coverageThreshold|thresholds|fail_under)");
        return project.root_line(files, on).has_value();
    };
    const auto found = project.root_line(files, line);
    int percent = 0;
    if (!found || !re2::RE2::PartialMatch(found->text, line, &percent) || !check_is_on()) return std::nullopt;
    return std::pair{percent, *found};
}

std::optional<Evidence> measured(const Project& project) {
    static const re2::RE2 tool(
        "(?i)(codecov|coveralls|\\bc8\\b|\\bnyc\\b|gcovr|lcov|--coverage|coverage run|llvm-cov|tarpaulin)");
    return project.step(tool, Trigger::any);
}

template <int least>
Answer statements(const Project& project) {
    auto threshold = coverage_threshold(project, "statements");
    if (!threshold) threshold = coverage_threshold(project, "lines");
    if (threshold && threshold->first >= least)
        return met(fmt::format("Tests fail below a coverage of {} %.", threshold->first), {threshold->second});
    return unknown("coverage is a figure of a run, and none that is enforced was found", all_of({measured(project)}));
}

Answer branch_coverage(const Project& project) {
    constexpr int least = 80;
    if (const auto threshold = coverage_threshold(project, "branches"); threshold && threshold->first >= least)
        return met(fmt::format("Tests fail below a branch coverage of {} %.", threshold->first), {threshold->second});
    return unknown("coverage is a figure of a run, and none that is enforced was found", all_of({measured(project)}));
}

// "Please add tests for new features", "must be accompanied by tests", "- [ ] tests are included".
const re2::RE2& policy_words() {
    static const re2::RE2 pattern(
        "(?i)((\\b(add|adds|adding|include|includes|included|write|writing|provide|accompan\\w*|need|needs|requires?|"
        "have|with|cover(ed)?|update|updated|new)\\b.{0,60}\\b(unit |regression |new "
        ")?tests?\\b)|\\btests?\\b.{0,60}\\b(added|included|required|should|must|cover)|coverage.{0,40}(must|should|"
        "required|100))");
    return pattern;
}

Answer test_policy(const Project& project) {
    if (const auto found = project.documents().find(contributing, policy_words()))
        return met("The guide for contributions asks for tests.", {*found});
    return unknown("no page for contributors that asks for tests was found",
                   all_of({project.documents().find(readme | pages, policy_words())}));
}

Answer test_policy_mandated(const Project& project) {
    static const re2::RE2 strict(
        "(?i)((must|required|always|all|every|each|any)\\b.{0,100}\\btests?\\b|\\btests?\\b.{0,100}\\b(must|required|"
        "mandatory))");
    if (const auto found = project.documents().find(contributing, strict))
        return met("The written policy demands tests.", {*found});
    return unknown("no written policy that demands tests was found",
                   all_of({project.documents().find(contributing, policy_words())}));
}

Answer tests_documented(const Project& project) {
    static const re2::RE2 command(
        "(?i)(\\b(npm|yarn|pnpm)( run)? (t|test)\\b|make (-\\S+ )*(test|check)\\b|run(ning)? (the |all |unit "
        ")?tests?\\b|cargo test|go test|pytest|ctest|tox\\b)");
    if (const auto found = project.documents().find(contributing | readme | building | pages, command))
        return met("It is documented how tests are run.", {*found});
    return unknown("no page that tells how tests are run was found");
}

constexpr Rule testing_rules[] = {
    {"test", test},
    {"test_invocation", test_invocation},
    {"test_continuous_integration automated_integration_testing", continuous_integration},
    {"OSPS-QA-06.01", tests_before_merge},
    {"test_most test_statement_coverage80", statements<80>},
    {"test_statement_coverage90", statements<90>},
    {"test_branch_coverage80", branch_coverage},
    {"test_policy tests_documented_added OSPS-QA-06.03", test_policy},
    {"test_policy_mandated", test_policy_mandated},
    {"OSPS-QA-06.02", tests_documented},
};

}  // namespace

WARD_RULES(testing) = {.name = "testing", .rules = testing_rules};

}  // namespace ward::scorecard::practices
